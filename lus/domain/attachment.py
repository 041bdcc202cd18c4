"""What may be attached to a message, and under what name. What a file is, its bytes say, never its name."""

import hashlib
import unicodedata
from functools import cached_property

from lus.domain.immutable import immutable

MB = 1024 * 1024
MOST, LARGEST, TOGETHER = 5, 10 * MB, 25 * MB
"""How many files a message carries; bytes of one, and of all."""

LONGEST_NAME = 120
KINDS_WITH_FILES = frozenset({"message_sent", "planning_noted", "discharge_informed", "deviation_reported"})

_BEGINS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt",),
}
_WHITE = frozenset("\t\n\r\f")


class AttachmentError(ValueError):
    """The file cannot be attached. `args[0]` is the code: `file_empty`, `file_too_large` or `file_not_allowed`."""


@immutable(slots=False)
class File:
    """A file that was looked at: a name without path, its type by content."""

    name: str
    type: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The hash that the fact keeps, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def checked(name: str, content: bytes) -> File:
    """The file as it is kept. Raises AttachmentError."""
    if not content:
        code = "file_empty"
        raise AttachmentError(code)
    if len(content) > LARGEST:
        code = "file_too_large"
        raise AttachmentError(code)
    found = type_of(content)
    if found is None:
        code = "file_not_allowed"
        raise AttachmentError(code)
    return File(cleaned(name, found), found, content)


def type_of(content: bytes) -> str | None:
    """PDF, PNG, JPEG or plain text (UTF-8 without control characters); None: something else."""
    for begins, found in _BEGINS:
        if content.startswith(begins):
            return found
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    strange = any(unicodedata.category(c) in {"Cc", "Cn"} and c not in _WHITE for c in text)
    return None if strange else "text/plain"


def cleaned(name: str, of_type: str = "") -> str:
    """A name without path, control characters and direction marks, that ends as files of that type do.

    Opened where it was saved, a file is taken for what its name ends in: text that is called run.bat is run.bat.txt.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    bare = " ".join(visible.split()).strip(". ") or "bilaga"
    endings = _ENDINGS.get(of_type, ("",))
    ending = next((one for one in endings if bare.lower().endswith(one)), None)
    stem = bare if ending is None else bare[: len(bare) - len(ending)]
    ending = endings[0] if ending is None else ending
    return (stem[: LONGEST_NAME - len(ending)].rstrip() or "bilaga") + ending
