"""A process of the drill: sends responses through the real action until the database is gone.

It notes each reference that it was given, as somebody does who writes it down. With a reference
instead of a file, it erases the words of that response and ends.
"""

import os
import sys
from datetime import datetime
from uuid import uuid4

import django


def main(told: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    django.setup()
    from consultation.audit import actions as audit
    from consultation.models import Consultation, Ground, Response, User
    from tests.conftest import NOW, send

    at: datetime = NOW
    if "/" not in told:
        owner = User.objects.get(is_superuser=True)
        response = Response.objects.get(reference=told)
        audit.erase(subjects=[response], ground=Ground.ASKED, reason="Asked.", by=owner, at=at)
        return
    consultation = Consultation.objects.get(slug="front-counters")
    proposal = consultation.proposals.all()[0]
    with open(told, "a") as notes:
        while True:
            reasons = f"Nach 22 Uhr fährt nichts 🚌 {uuid4()}"
            response = send(consultation, about=[proposal], reasons=reasons, at=at)
            notes.write(f"{response.reference}\t{reasons}\n")
            notes.flush()


if __name__ == "__main__":
    main(sys.argv[1])
