"""What people of an organisation are told before they write, sign and withdraw."""

from django.urls import reverse

from tests.reply.conftest import said
from tests.reply.signing import Council


def test_pages_say_what_becomes_public_before_anything_is_written_or_signed(
    redbridge: Council,
) -> None:
    reply = redbridge.waiting()
    (hearing,) = reply.sections.filter(kind="HEARING")
    drafter = redbridge.client(redbridge.drafter)
    page = said(drafter.get(redbridge.address(f"sections/{hearing.pk}/")))
    assert "It is published as you write it: name posts, not people." in page
    own = drafter.get(redbridge.address())
    assert "Ask the body that consults a question" in said(own)
    enquiries = reverse("own-enquiries", args=[redbridge.consultation.slug])
    assert f'href="{enquiries}"' in own.content.decode()
    approver = redbridge.client(redbridge.approver)
    assert (
        "Once a moderator has read it, everybody can read it under the name of London Borough of "
        "Redbridge, with the post that you sign in."
    ) in said(approver.get(redbridge.address("sign/")))
    redbridge.sign(reply)
    assert "If it is published, it stays to be read, marked as withdrawn." in said(
        approver.get(redbridge.address("withdraw/"))
    )
    contact = redbridge.consultation.contact
    assert f"write to the body that consults: {contact}" in said(drafter.get("/organisation/"))
