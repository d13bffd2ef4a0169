"""Names of files as strangers give them, made safe to show and to save under."""

import re
import unicodedata

LONGEST = 100  # characters
# By the end of the name, in lower case: what the bytes must then be.
ENDINGS = {
    "pdf": "PDF", "docx": "DOCX", "odt": "ODT", "xlsx": "XLSX", "ods": "ODS", "csv": "CSV",
    "jpg": "JPG", "jpeg": "JPG", "jpe": "JPG", "jfif": "JPG", "png": "PNG", "txt": "TXT",
}  # fmt: skip
ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")
# Separators, what file systems and browsers give a meaning to, and quotes of a header.
UNSAFE = re.compile(r'[<>:"|?*\\/;%`$]')


def ending(name: str) -> str:
    """What follows the last dot, in lower case; "" where nothing does."""
    found = ENDING.search(name.strip())
    return found[1].lower() if found else ""


def safe(given: str, content_type: str) -> str:
    """The last part of a path, without signs that cannot be seen or that mean something.

    It keeps its ending where that fits what the file is, and gets one where it has none.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(
        " " if unicodedata.category(sign) in ("Zs", "Zl", "Zp") else sign
        for sign in unicodedata.normalize("NFC", last)
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    name = " ".join(UNSAFE.sub("-", seen).split())
    end = ending(name)
    if ENDINGS.get(end) != content_type:
        end, stem = content_type.lower(), name
    else:
        stem = name[: -len(end) - 1]
    return f"{stem.strip('. ')[: LONGEST - len(end) - 1].strip('. ') or 'file'}.{end}"
