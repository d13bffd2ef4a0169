"""A member of staff brings a file in, page by page."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Event, Import, Response, User
from tests.conftest import NOW
from tests.importing.files import HEADINGS, ROWS, checked, csv_of, loaded, worked
from tests.moderate.screened import screen_all
from tests.respond.filing import asks

pytestmark = pytest.mark.django_db
FILE = csv_of([HEADINGS, *ROWS])
SignIn = Callable[[User], Client]
ABOUT = {"source": "Paper forms", "channel": "PAPER", "capacity": "MYSELF", "repeats": "REFUSE"}


def send_file(
    client: Client, consultation: Consultation, content: bytes, name: str = "a.csv"
) -> Any:
    return client.post(
        reverse("import-new", args=[consultation.slug]), {"file": SimpleUploadedFile(name, content)}
    )


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def mapped(imported: Import, **changes: tuple[str, str]) -> dict[str, str]:
    """What the page of columns posts, with these headings changed."""
    posted: dict[str, str] = {}
    for number, (header, column) in enumerate(zip(imported.headers, imported.columns, strict=True)):
        what, station = changes.get(header, tuple(column))
        posted |= {f"column_{number}_what": what, f"column_{number}_station": station}
    return posted


CHANGED = "A response from a file cannot be changed or withdrawn on the website."


def test_from_upload_to_loaded(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    answer = send_file(client, consultation, FILE)
    imported = Import.objects.get()
    assert answer["Location"] == reverse("import-about", args=[imported.pk])
    answer = client.post(answer["Location"], ABOUT)
    assert answer["Location"] == reverse("import-columns", args=[imported.pk])
    page = text(client.get(answer["Location"]))
    assert "CSV with commas between columns, in UTF-8." in page
    assert "It is too far. · =1+1 is two" in page
    answer = client.post(answer["Location"], mapped(imported))
    here = reverse("import", args=[imported.pk])
    assert answer["Location"] == here
    page = text(client.get(here))
    assert "It is waiting for its turn." in page
    assert CHANGED not in page  # there is no response of it yet
    assert 'data-module="cp-progress"' in page
    worked(imported)
    page = text(client.get(here))
    assert "Every row can be loaded. Nothing is loaded yet" in page
    assert "Load 3 responses" in page
    assert CHANGED not in page
    assert Response.objects.count() == 0
    client.post(here, {"act": "load"})
    worked(imported)
    page = text(client.get(here))
    assert "Loaded on 23 November 2026, 12:00 by Mo Moderator" in page
    assert (
        f"{CHANGED} Who wants that "
        f'writes to <a class="govuk-link" href="mailto:{consultation.contact}">' in page
    )
    assert Response.objects.count() == 3
    names = text(client.get(reverse("imports", args=[consultation.slug])))
    assert ">a.csv</a>" in names
    screen_all()
    queue = text(client.get(reverse("queue", args=[consultation.slug])))
    assert "3 responses, the oldest first" in queue


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("UPLOADED", {}),
        ("CHECKING", {"lease_until": NOW}),
        ("FAILED", {"error": "It broke."}),
    ],
)
def test_nothing_loaded_means_nothing_to_change(
    consultation: Consultation,
    moderator: User,
    sign_in: SignIn,
    state: str,
    more: dict[str, Any],
) -> None:
    client = sign_in(moderator)
    send_file(client, consultation, FILE)
    asked = {"asked_by": moderator, "asked_at": NOW, "channel": "PAPER", "source": "Paper forms"}
    Import.objects.update(state=state, **more, **({} if state == "UPLOADED" else asked))
    page = text(client.get(reverse("import", args=[Import.objects.get().pk])))
    assert CHANGED not in page
    assert consultation.contact not in page


def test_columns_named_by_hand(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    client = sign_in(moderator)
    send_file(client, consultation, csv_of([["A", "B", "C"], ["2026-11-20", "oppose", "Far"]]))
    imported = Import.objects.get()
    client.post(reverse("import-about", args=[imported.pk]), ABOUT)
    where = reverse("import-columns", args=[imported.pk])
    page = text(client.post(where, mapped(imported)))
    assert "Say which columns answer a question" in page
    both = mapped(imported, A=("received", ""), B=("q:stance", ""), C=("q:stance", ""))
    page = text(client.post(where, both))
    assert "Say which column names the front counters" in page or "cannot both be" in page
    ilford = str(consultation.proposals.get(station__slug="ilford").pk)
    right = mapped(imported, A=("received", ""), B=("q:stance", ilford), C=("q:reasons", ilford))
    assert client.post(where, right).status_code == 302
    assert worked(imported).state == "CHECKED"
    assert Import.objects.get().counts["stations"] == {ilford: 1}


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        (("B", "received", "C", "received"), "“B” and “C” cannot both be “When it arrived”."),
        (("B", "q:instead", "C", "leave"), "Say which column tells when a response arrived"),
        (("B", "received", "C", "q:stance"), "Say which column names the front counters"),
    ],
)
def test_columns_that_do_not_go_together(
    consultation: Consultation, moderator: User, sign_in: SignIn, posted: Any, sentence: str
) -> None:
    client = sign_in(moderator)
    send_file(client, consultation, csv_of([["A", "B", "C"], ["x", "2026-11-20", "y"]]))
    imported = Import.objects.get()
    client.post(reverse("import-about", args=[imported.pk]), ABOUT)
    changes = {posted[0]: (posted[1], ""), posted[2]: (posted[3], "")}
    if posted[1] == posted[3]:
        changes["A"] = ("q:instead", "")
    page = text(
        client.post(reverse("import-columns", args=[imported.pk]), mapped(imported, **changes))
    )
    assert sentence in page
    assert "There is a problem" in page
    assert Import.objects.get().state == "UPLOADED"


def test_a_column_of_names_of_files_is_left_out_and_that_is_said(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    asks(consultation)
    client = sign_in(moderator)
    headings = ["Received", "Instead", "Do you have a document to add?"]
    send_file(client, consultation, csv_of([headings, ["2026-11-20", "Later", "plan.pdf"]]))
    imported = Import.objects.get()
    assert imported.columns == [["received", ""], ["q:instead", ""], ["leave", ""]]
    client.post(reverse("import-about", args=[imported.pk]), ABOUT)
    where = reverse("import-columns", args=[imported.pk])
    page = text(client.get(where))
    assert "“Do you have a document to add?” asks for files" in page
    assert 'value="q:document"' not in page
    changed = {headings[2]: ("q:document", "")}
    page = text(client.post(where, mapped(imported, **changed)))
    assert "Select what the column holds from the list" in page
    assert client.post(where, mapped(imported)).status_code == 302
    assert (worked(imported).state, Import.objects.get().refusals) == ("CHECKED", [])


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "The selected file is empty"),
        (b"%PDF-1.4\n\x81\x8d", "a.pdf", "The selected file cannot be read as text"),
        (b"A,B\n", "a.csv", "The selected file has headings, but no row below them"),
        (b"x" * 50_000_001, "a.csv", "The selected file must be smaller than 50MB"),
    ],
    ids=["empty", "pdf", "no rows", "too big"],
)
def test_a_file_that_cannot_be_used(
    consultation: Consultation, moderator: User, sign_in: SignIn, content: bytes, name: str,
    sentence: str,
) -> None:  # fmt: skip
    answer = send_file(sign_in(moderator), consultation, content, name)
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert Import.objects.count() == 0


def test_a_file_larger_than_an_attachment_is_taken_whole(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    content = csv_of([["A", "B"], *(["x", "y" * 1_000_000] for _row in range(12))])
    send_file(sign_in(moderator), consultation, content)
    imported = Import.objects.get()
    assert (imported.size, imported.sha256) == (len(content), sha256(content).hexdigest())


def test_no_file(consultation: Consultation, moderator: User, sign_in: SignIn) -> None:
    answer = sign_in(moderator).post(reverse("import-new", args=[consultation.slug]), {})
    assert "Select a file of responses" in text(answer)


def test_the_same_file_again_says_when_and_by_whom_it_was_loaded(
    consultation: Consultation, moderator: User, owner: User, sign_in: SignIn
) -> None:
    imported = loaded(consultation, FILE, by=moderator)
    client = sign_in(owner)
    answer = send_file(client, consultation, FILE, "copy of it.csv")
    assert answer["Location"] == reverse("import", args=[imported.pk])
    told = "This file was loaded on 23 November 2026 at 12:00 by Mo Moderator."
    assert told in text(client.get(answer["Location"]))
    assert Response.objects.count() == 3
    assert Import.objects.count() == 1


def test_rows_to_correct_are_shown_and_can_be_downloaded(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    bad = [[f"P{n}", "2026-11-20", "Ilford", "=Maybe", "", "", ""] for n in range(60)]
    imported = checked(consultation, csv_of([HEADINGS, *bad]), by=moderator)
    client = sign_in(moderator)
    page = text(client.get(reverse("import", args=[imported.pk])))
    assert "60 rows cannot be loaded, so nothing was" in page
    assert CHANGED not in page
    assert page.count("is not one of the answers to this question") == 50
    answer = client.get(reverse("import-file", args=[imported.pk, "refusals"]))
    assert answer["Content-Disposition"] == (
        f'attachment; filename="import-{imported.pk}-rows-to-correct.csv"'
    )
    lines = body(answer).decode("utf-8-sig").splitlines()
    assert lines[:2] == [
        "row,column,why",
        "2,Stance,“=Maybe” is not one of the answers to this question",
    ]
    assert len(lines) == 61


def test_references_and_the_file_itself(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    imported = loaded(consultation, FILE, by=moderator)
    client = sign_in(moderator)
    lines = body(client.get(reverse("import-file", args=[imported.pk, "references"])))
    references = dict(Response.objects.values_list("imported_row__line", "reference"))
    assert lines.decode("utf-8-sig").splitlines() == [
        "row,number in the source,reference",
        *(f"{line},P{line - 1},{references[line]}" for line in (2, 3, 4)),
    ]
    assert body(client.get(reverse("import-file", args=[imported.pk, "file"]))) == FILE
    taken = Event.objects.filter(kind="import.downloaded").order_by("pk")
    assert [event.facts for event in taken] == [{"what": "references"}, {"what": "file"}]
    assert client.get(reverse("import-file", args=[imported.pk, "refusals"])).status_code == 404


def test_a_loaded_file_is_not_described_or_mapped_again(
    consultation: Consultation, moderator: User, sign_in: SignIn
) -> None:
    imported = loaded(consultation, FILE, by=moderator)
    client = sign_in(moderator)
    for name, posted in (("import-about", ABOUT), ("import-columns", mapped(imported))):
        where = reverse(name, args=[imported.pk])
        assert "This file is loaded." in text(client.get(where))
        assert "This file is loaded." in text(client.post(where, posted))
    assert Import.objects.get().state == "LOADED"


def test_a_consultation_that_has_not_opened_takes_no_file(
    consultation: Consultation, moderator: User, sign_in: SignIn, now: Any
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(opens_at=consultation.closes_at.replace(
        day=1))  # fmt: skip
    page = text(sign_in(moderator).get(reverse("import-new", args=[consultation.slug])))
    assert "Nobody can have responded yet" in page
    assert "<input" not in page.partition("<main")[2]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    consultation: Consultation, moderator: User, sign_in: SignIn,
    django_assert_num_queries: Any, number: int,
) -> None:  # fmt: skip
    for place in range(number):
        row = [f"P{place}", "2026-11-20", "Ilford", "Oppose", "", "", ""]
        loaded(consultation, csv_of([HEADINGS, row]), by=moderator, name=f"{place}.csv")
    client = sign_in(moderator)
    where = reverse("imports", args=[consultation.slug])
    client.get(where)
    with django_assert_num_queries(8):
        client.get(where)
    with django_assert_num_queries(10):
        client.get(reverse("import", args=[Import.objects.latest("pk").pk]))


def test_staff_find_it_from_their_first_page(
    consultation: Consultation, moderator: User, analyst: User, sign_in: SignIn
) -> None:
    where = reverse("imports", args=[consultation.slug])
    assert where in text(sign_in(moderator).get(reverse("staff")))
    assert where not in text(sign_in(analyst).get(reverse("staff")))
