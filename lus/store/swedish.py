"""Swedish full-text search: words cut here, stemmed by PostgreSQL.

PostgreSQL cuts a text by the locale of its database: where that is C, “inga is another word than inga. It is handed
single words, small and without signs, of sources and searches alike (docs/adr/0019).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import TypeAlias

_WORD = re.compile(r"([^\W_]+)(?::[a-zåäö]{1,5}(?![^\W_]))?", re.IGNORECASE)
"""A word, and what Swedish hangs on an abbreviation: SIP:arna is a form of SIP."""

Marked: TypeAlias = tuple[tuple[str, bool], ...]
"""A text in pieces, in order and complete; true where a piece is a hit."""


def words(text: str) -> str:
    """The words of a text, with a space between: what a search vector or a search is made from."""
    return " ".join(_words(text))


def distinct(*texts: str | None) -> list[str]:
    """Every word of the texts once."""
    return sorted({word for text in texts if text for word in _words(text)})


def marked(text: str, hits: Collection[str]) -> Marked:
    """The text with the words among `hits`, as `distinct` gives them, told apart."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for found in _WORD.finditer(text):
        if _plain(found[1]) in hits:
            pieces += [(text[done : found.start()], False), (found[0], True)]
            done = found.end()
    pieces.append((text[done:], False))
    return tuple(piece for piece in pieces if piece[0])


def _words(text: str) -> Iterator[str]:
    return (_plain(found[1]) for found in _WORD.finditer(unicodedata.normalize("NFC", text)))


def _plain(word: str) -> str:
    return word.lower()
