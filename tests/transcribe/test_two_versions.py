"""What a newer version of the code stored of a paper is kept by the one that saves it next."""

from consultation.models import Proposal, Transcription
from tests.transcribe.conftest import Desk


def test_what_is_typed_keeps_what_is_not_known(typist: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal)
    Transcription.objects.update(answers=made.answers | {"journeys": ["ON_FOOT"]})
    assert typist.retype(made, act="save").status_code == 302
    made.refresh_from_db()
    assert (made.version, made.answers["journeys"]) == (1, ["ON_FOOT"])
