"""What a newer version of the code stored of a section is kept by the one that saves it next."""

from typing import Any

import pytest

from consultation.models import FormalReply, SectionVersion, User
from tests.reply.conftest import as_
from tests.reply.writing import Writer, newest, section_about

pytestmark = pytest.mark.django_db


def test_a_section_keeps_what_is_not_known(draft: FormalReply, council_drafter: User) -> None:
    carl = Writer(as_(council_drafter), section_about(draft, "barkingside"))
    carl.open().send(position="OPPOSE", text_0="Ilford is two buses away.")
    first = newest(carl.section)
    passage: dict[str, Any] = first.content["passages"][0] | {"weight": "HIGH"}
    newer = {"position": "OPPOSE", "passages": [passage], "summary": "Too far."}
    with_more = SectionVersion.objects.create(
        section=carl.section,
        number=first.number + 1,
        content=newer,
        by=council_drafter,
        at=first.at,
    )
    carl.open().send(text_0="Ilford is three buses away.")
    last = newest(carl.section)
    changed = passage | {"text": "Ilford is three buses away."}
    assert last.number == with_more.number + 1
    assert last.content == newer | {"passages": [changed]}
