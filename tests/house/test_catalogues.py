"""What must always be true of the catalogues of interface words."""

import gettext
import io
import re
from functools import cache

import pytest
from django.conf import settings
from django.core.management import call_command

from consultation.languages import ENGLISH
from consultation.management.catalogue import DRAFTED, compiled, parsed, places_in, written
from consultation.management.commands.messages import (
    in_python,
    in_template,
    messages,
    path_of,
    read,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != ENGLISH]
each = pytest.mark.parametrize("language", LANGUAGES)
TAG = re.compile(r"<[^>]+>")


@cache
def keys_of_the_code() -> set[tuple[str | None, str]]:
    """Looked for once for all languages."""
    return {entry.key for entry in messages(settings.BASE_DIR)}


@each
def test_it_holds_exactly_the_messages_of_the_code(language: str) -> None:
    wanted = keys_of_the_code()
    held = {entry.key for entry in read(language).entries}
    assert (sorted(map(str, wanted - held)), sorted(map(str, held - wanted))) == ([], [])


@each
def test_every_message_has_words_in_every_form(language: str) -> None:
    catalogue = read(language)
    assert [entry.msgid for entry in catalogue.entries if not entry.complete] == []
    forms = {len(entry.words) for entry in catalogue.entries if entry.plural}
    assert forms == {catalogue.forms}


@each
def test_placeholders_and_tags_are_those_of_the_english(language: str) -> None:
    entries = read(language).entries
    assert [(entry.msgid, entry.faults()) for entry in entries if entry.faults()] == []
    for entry in entries:
        for words in entry.words:
            assert sorted(TAG.findall(words)) == sorted(TAG.findall(entry.msgid)), words


@each
def test_what_a_machine_drafted_says_so(language: str) -> None:
    catalogue = read(language)
    assert catalogue.header["X-Checked"] in {"no", "yes"}
    if catalogue.header["X-Checked"] == "no":
        assert {tuple(entry.comments) for entry in catalogue.entries} == {(DRAFTED,)}


@each
def test_the_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    binary = path_of(language, "mo").read_bytes()
    assert binary == compiled(read(language))
    told = gettext.GNUTranslations(io.BytesIO(binary))
    entry = next(one for one in read(language).entries if one.msgid == "Continue")
    assert told.gettext("Continue") == entry.words[0]
    assert told.info()["x-checked"] == "no"


def test_one_thing_has_one_name_for_residents() -> None:
    """An email is no e-mail, and whoever responds does not reply: a council's formal reply does."""
    other = re.compile(r"\be-mail|\brepl(y|ies|ied|ying)\b", re.IGNORECASE)
    texts = [text for one in messages(settings.BASE_DIR) for text in (one.msgid, one.plural)]
    assert [one for one in texts if other.search(re.sub("[Ff]ormal repl(y|ies)", "", one))] == []


def test_the_command_finds_nothing_stale() -> None:
    call_command("messages", "--check", stdout=io.StringIO())


def test_marked_texts_are_found() -> None:
    module = (
        "from django.utils.translation import gettext as _\n"
        "A = _('One ' 'text')\nB = ngettext('%(n)s day', '%(n)s days', n)\n"
        "C = pgettext_lazy('of a door', 'Open')\nD = other('no')\n"
    )
    found = [(one.context, one.msgid, one.plural) for one in in_python(module)]
    assert found == [(None, "One text", ""), (None, "%(n)s day", "%(n)s days"),
                     ("of a door", "Open", "")]  # fmt: skip
    template = (
        '{% load i18n %}{% translate "It’s \\"here\\"" %}{% include "x" with text=_("Go (on)") %}'
        "{% blocktranslate trimmed count n=days %}\n {{ n }} day\n{% plural %}{{ n }} days"
        '{% endblocktranslate %}{% translate "Open" context "of a door" %}'
    )
    found = [(one.context, one.msgid, one.plural) for one in in_template(template)]
    assert ("of a door", "Open", "") in found
    assert (None, "Go (on)", "") in found
    assert (None, "%(n)s day", "%(n)s days") in found
    assert len(found) == 4


def test_words_are_kept_when_the_code_changes() -> None:
    old = parsed(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=0;\\n"\n\n# a note\n#, python-format\n'
        'msgid "%(n)s \\"day\\""\nmsgstr "%(n)s „dzień”"\n\nmsgid "Gone"\nmsgstr "Nie ma"\n'
    )
    code = list(in_python('_(\'%(n)s "day"\')\nngettext("a", "b", 1)'))
    new = old.merged(code)
    assert [(one.msgid, one.words, one.comments) for one in new.entries] == [
        ('%(n)s "day"', ["%(n)s „dzień”"], ["a note"]),
        ("a", ["", "", ""], []),
    ]
    assert parsed(written(new)) == new


def test_a_placeholder_that_is_lost_or_invented_is_a_fault() -> None:
    assert places_in("%(a)s of %(b)s, 100%%") == {"%(a)s", "%(b)s"}
    catalogue = parsed('msgid "%(a)s of %(b)s"\nmsgstr "%(a)s z %(c)s"\n')
    assert catalogue.entries[0].faults() == ["%(a)s z %(c)s"]


#: Pages of staff, in English only; and the sentence that says so.
STAFF_TEMPLATES = re.compile(
    r"/(staff|signin|moderate|analyse|decide|audit|admin|report|importing|transcribe)/|gallery|/admin_|staff_base|standalone"
    r"|gather/(gatherings|meeting|petition|record|.*form)|publish/(dates|question|_question|_move)"
    r"|reply/(?!invitation|published|_signed_text|_marks)|translate/translation|respond/preview|machine_drafted|/_edit"
)
NOT_WORDS = (
    r"<style.*?</style>", r"{% comment %}.*?{% endcomment %}", r"{#.*?#}",
    r"{% blocktranslate.*?{% endblocktranslate %}",
    r"{%.*?%}", r"{{.*?}}", r"<[^>]*>", r"&\w+;", r"\b(Counterpoint|PDF|cp-[a-z-]+)\b",
)  # fmt: skip


def test_no_public_page_has_words_that_are_not_marked() -> None:
    found = {}
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        if STAFF_TEMPLATES.search(path.as_posix()):
            continue
        text = path.read_text()
        for pattern in NOT_WORDS:
            text = re.sub(pattern, "|", text, flags=re.DOTALL)
        if words := re.findall(r"[^|]*[A-Za-z]{3}[^|]*", text):
            found[path.name] = words
    assert found == {}
