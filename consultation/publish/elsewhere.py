"""Which further public pages of a consultation have something to read."""

from datetime import datetime

from django.db.models import Exists

from consultation.models import (
    Consultation,
    Enquiry,
    Meeting,
    Petition,
    PublishedResponse,
    Report,
    SignedReply,
)


def elsewhere(consultation: Consultation, at: datetime) -> dict[str, bool]:
    """By the names that the template asks for. One query for all of them."""
    own = {"consultation": consultation}
    found = Consultation.objects.filter(pk=consultation.pk).values_list(
        Exists(Meeting.objects.current().filter(**own)),
        Exists(Petition.objects.current().filter(**own)),
        Exists(SignedReply.objects.public().filter(reply__consultation=consultation)),
        Exists(Enquiry.objects.answered().filter(**own)),
        Exists(PublishedResponse.objects.filter(**own)),
        Exists(Report.objects.published().filter(**own)),
    )
    meetings, petitions, formal, answers, responses, results = found.get()
    return {
        "has_gatherings": meetings or petitions, "has_replies": formal, "has_answers": answers,
        "has_responses": responses,
        "has_results": results and not consultation.is_interim_at(at),
    }  # fmt: skip
