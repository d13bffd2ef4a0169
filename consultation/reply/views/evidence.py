"""Files of a formal reply: those that go with it, one that its text is read from, and its copy."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, why_not
from consultation.models import FormalReply, User
from consultation.reply import actions, editions, sign_off
from consultation.reply.actions import Imported
from consultation.reply.editions import Written
from consultation.reply.evidence_forms import EvidenceForm, WordForm
from consultation.reply.queries import Membership
from consultation.reply.views.own_reply import with_reply
from consultation.reply.views.shown import reply_page, section_page
from consultation.reply.word import writing
from consultation.states import Refused
from consultation.twice.views import begins_with
from consultation.uploads.receiving import judge_files
from consultation.uploads.serving import ATTACHED, served


def files_page(reply: FormalReply) -> str:
    """The address of the list of files."""
    return reverse("own-reply-files", args=[reply.consultation.slug])


@begins_with(judge_files)
@with_reply(Permission.READ_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def reply_files(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """What goes with the reply: a list, a way to add one, a way to remove each."""
    person = cast(User, request.user)
    posted = request.method == "POST"
    if posted and not membership.may(Permission.DRAFT_REPLY):
        raise PermissionDenied(why_not(person, Permission.DRAFT_REPLY))
    kept = editions.files_of(reply)
    asking: dict[str, Any] = {
        "kept": len(kept),
        "refusal": sign_off.why_not_attach(person, reply, len(kept)),
    }
    form = EvidenceForm(
        request.POST if posted else None, request.FILES if posted else None, **asking
    )
    removed, errors = request.POST.get("remove", ""), list[tuple[str, str]]()
    if posted and (removed or form.is_valid()):
        try:
            _change(reply, form, removed, person)
        except Refused as refusal:
            if removed:
                errors, form = [("files", str(refusal))], EvidenceForm(None, None, **asking)
            else:
                form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(files_page(reply), status=303)
    context = {
        **_around(membership, reply),
        "files": kept,
        "lines": [(one, ATTACHED[one.state], sign_off.why_not_send(one)) for one in kept],
        "form": form,
        "errors": errors,
        "refusal": "" if form.is_bound else form.refusal,
        "draft": reply.is_unsigned,
    }
    return render(request, "reply/draft/files.html", context)


def _change(reply: FormalReply, form: EvidenceForm, removed: str, person: User) -> None:
    act: dict[str, Any] = {"reply": reply, "by": person, "at": timezone.now()}
    if not removed:
        actions.attach(file=form.cleaned_data["file"], **act)
        return
    try:
        actions.detach(file=UUID(removed), **act)
    except ValueError:  # no button of ours: there is no such file
        return


def _around(membership: Membership, reply: FormalReply) -> dict[str, Any]:
    """What all these pages show."""
    return {
        "asked": reply.consultation,
        "organisation": membership.organisation,
        "reply": reply,
        "writes": membership.may(Permission.DRAFT_REPLY),
        "back": reply_page(reply),
    }


@with_reply(Permission.READ_REPLY)
@require_safe
def reply_file(
    request: HttpRequest, membership: Membership, reply: FormalReply, key: UUID
) -> FileResponse:
    """A file of an own edition: to be saved, never shown, and not at all if it is infected."""
    return served(editions.file_of(reply, key))


@begins_with(judge_files)
@with_reply(Permission.DRAFT_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Take in the text of a Word document, and go on to the section that it went into."""
    person = cast(User, request.user)
    posted = request.method == "POST"
    sections = editions.sections_of(reply)
    form = WordForm(
        request.POST if posted else None, request.FILES if posted else None, sections=sections
    )
    if posted and form.is_valid():
        try:
            done = actions.import_word(by=person, at=timezone.now(), **form.asked())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            section = form.sections[form.cleaned_data["section"]]
            messages.success(request, _told(done, section))
            return HttpResponseRedirect(section_page(section.section), status=303)
    context = {
        **_around(membership, reply),
        "files": editions.files_of(reply),
        "form": form,
        "refusal": "" if posted else sign_off.why_not_write(person, reply),
    }
    return render(request, "reply/draft/word.html", context)


def _told(done: Imported, into: Written) -> str:
    """What came of an import, and what has to be added by hand."""
    told = [f"The document is kept among the files. {_count(done, into)}"]
    if done.left_out:
        (*most, last) = done.left_out
        named = f"{', '.join(most)} and {last}" if most else last
        told.append(f"Not taken in: {named}.")
    return " ".join(told)


def _count(done: Imported, into: Written) -> str:
    if not done.added:
        return f"All that it says stands in “{into.title}” already, so nothing was added."
    parts = "1 part was" if done.added == 1 else f"{done.added} parts were"
    there = f" {done.there} stood there already." if done.there else ""
    return f"{parts} added to “{into.title}”.{there} Read it through before you ask for approval."


@with_reply(Permission.READ_REPLY)
@require_safe
def docx(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """The reply as a Word document, for the papers of a committee."""
    now = timezone.now()
    content = writing.written(
        reply, editions.document_of(reply), at=now, on=timezone.localdate(now)
    )
    answer = HttpResponse(content, content_type=writing.KIND)
    answer["Content-Disposition"] = f'attachment; filename="{writing.file_name(reply)}"'
    return answer
