import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import send
from tests.site import ROUTES
from tests.world import world_of

pytestmark = pytest.mark.django_db


def test_measure(consultation, superuser, request):
    world = world_of(consultation, send, superuser)
    out = {}
    for role in ("owner", "moderator", "analyst", "decision_maker", "auditor"):
        client = Client()
        client.force_login(request.getfixturevalue(role))
        for r in ROUTES:
            if not r.is_scoped:
                continue
            with transaction.atomic():
                a = client.post(reverse(r.name, args=r.arguments(world)))
                if a.streaming:
                    b"".join(a)
                transaction.set_rollback(True)
            out.setdefault(r.name, {})[role] = (a.status_code, role in r.who)
    for n, d in out.items():
        yes = {s for s, w in d.values() if w}
        no = {s for s, w in d.values() if not w}
        print(n, yes, no)
