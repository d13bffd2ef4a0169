"""What every Word document of ours begins with, and what may stand in one."""

import re
from datetime import datetime

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# What XML cannot hold, whatever somebody typed.
NO_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What the empty template has besides: a picture of itself, and its styles once more.
NEEDLESS = ("/thumbnail", "/stylesWithEffects")


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return NO_SIGNS.sub("", text)


def blank(title: str, *, at: datetime, author: str = "") -> WordDocument:
    """An empty document in British English that names no person and no program.

    :param author: a body, where it is to be named; never a person.
    """
    word = new_document()
    told = word.core_properties
    told.title, told.author = clean(title), clean(author)
    told.last_modified_by = told.comments = ""
    told.language, told.created, told.modified, told.revision = "en-GB", at, at, 1
    for part in (word.styles, word.settings):
        for name in ("w:lang", "w:themeFontLang"):
            for language in part.element.iter(qn(name)):
                language.set(qn("w:val"), "en-GB")
    for rels in (word.part.package.rels, word.part.rels):
        for key in [key for key, one in rels.items() if one.reltype.endswith(NEEDLESS)]:
            del rels[key]
    return word


def counted(paragraph: Paragraph, instruction: str) -> Run:
    """A number that Word counts, such as PAGE or NUMPAGES; 1 until a program has opened it."""
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    number.append(run._r)
    paragraph._p.append(number)
    return run
