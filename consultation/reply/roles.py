"""What the roles of an organisation are called to the people who are asked to take them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation.models import Role


@dataclass(frozen=True)
class Part:
    """A role's name and what it is for, without the word "council": a charity has drafters too."""

    name: Any
    sentence: Any


PARTS: dict[Role, Part] = {
    Role.COUNCIL_DRAFTER: Part(
        _("Drafter"), _("Drafts the formal reply of the organisation with colleagues.")
    ),
    Role.COUNCIL_APPROVER: Part(
        _("Approver"),
        _("Drafts the formal reply, approves it under a stated authority, and invites colleagues."),
    ),
    Role.COUNCIL_OBSERVER: Part(
        _("Observer"), _("Reads the draft of the formal reply, and changes nothing.")
    ),
}
