"""The filters of a queue that a person keeps under a name."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import Consultation, EventKind, SavedView, User
from consultation.moderate import queries, rules
from consultation.moderate.queries import Chosen
from consultation.states import Refused


def save_view(
    *, consultation: Consultation, name: str, chosen: Chosen, by: User, at: datetime
) -> SavedView:
    """Keep what is chosen. Raises Refused when the name is taken, or there are too many."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one at a time counts them
        if refusal := rules.why_not_save_view(by, name, queries.views_of(by, consultation)):
            raise Refused(refusal)
        view = SavedView.objects.create(
            person=by, consultation=consultation, name=name, query=chosen.query, at=at
        )
        record(EventKind.VIEW_SAVED, about=view, by=by, at=at, consultation=consultation.pk)
    return view


def remove_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Forget it. Raises Refused when it is another person's, or gone."""
    with transaction.atomic():
        found = SavedView.objects.select_for_update().filter(pk=view.pk, person=by).first()
        if found is None:
            raise Refused("This view is not there any more.")
        record(
            EventKind.VIEW_REMOVED, about=found, by=by, at=at, consultation=found.consultation_id
        )
        found.delete()
