"""What is far too large is answered with a page, and takes neither memory nor disk."""

import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consultation.uploads.limits import MOST_SENT
from tests.uploads import made

pytestmark = pytest.mark.django_db


def test_more_than_any_form_sends_is_refused_unread(client: Client) -> None:
    answer = client.generic(
        "POST", "/return/", b"x", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MOST_SENT + 1),
    )  # fmt: skip
    assert answer.status_code == 400
    assert "What was sent is too large for this page." in answer.content.decode()


def test_of_a_large_file_the_rest_is_dropped_and_the_form_read(client: Client) -> None:
    large = SimpleUploadedFile("large.pdf", made.pdf(size=60_000_000))
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    answer = client.post("/return/", {"file": large, "code": "nonsense"})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "Enter a return code of 16 letters and numbers" in answer.content.decode()
    assert 'value="nonsense"' in answer.content.decode()
    assert peak - before < 200_000_000  # the test client itself holds what it sends


def test_too_many_files_at_once_are_a_page_too(client: Client) -> None:
    many = {f"file{number}": SimpleUploadedFile("a.txt", b"a") for number in range(11)}
    assert client.post("/return/", many).status_code == 400
