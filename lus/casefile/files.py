"""A file of JSON from a path or standard input. Every fault is one line that names what is wrong and what to do."""

import errno
import json
from pathlib import Path
from typing import Any, BinaryIO

from lus.casefile.values import CaseFileError, fail, shown

CASE = 1_000_000
"""The most bytes of a case file: one stay is a few kilobytes."""

MONTH = 9_000_000
"""The most bytes of a month file: some two thousand stays, each with its case file."""

_TOO_LARGE = {
    CASE: "ett ärende ryms i några kilobyte, skicka ett ärende åt gången",
    MONTH: "säg vistelsernas dygn i days i stället för deras ärendefiler",
}


_WHY = {errno.ENOENT: "finns inte", errno.EACCES: "får inte läsas", errno.EISDIR: "är en katalog"}


def load(file: str, stdin: BinaryIO, longest: int = CASE) -> Any:
    """The JSON of a file, `-` for standard input. Raises CaseFileError."""
    try:
        raw = stdin.read(longest + 1) if file == "-" else _start_of(file, longest + 1)
        _refuse_large(raw, longest)
        text = raw.decode("utf-8-sig")
        if not text.strip():
            fail("filen", "innehållet", "är tomt", "skriv ett JSON-objekt")
        return json.loads(text, object_pairs_hook=_once)
    except OSError as fault:
        why = _WHY.get(fault.errno or 0, "kan inte läsas")
        msg = f"filen: {shown(file)}: {why}; ange en läsbar fil, eller - för standard in"
    except UnicodeDecodeError:
        msg = f"filen: {shown(file)}: är inte text i UTF-8; spara filen som UTF-8"
    except json.JSONDecodeError as fault:
        msg = f"filen: rad {fault.lineno}: är inte JSON; rätta tecknet i kolumn {fault.colno}"
    except CaseFileError:
        raise
    except ValueError:
        msg = "filen: innehållet: kan inte läsas: ett tal har för många siffror; rätta talet"
    except RecursionError:
        msg = "filen: innehållet: är för djupt nästlat; ett ärendes fakta är en platt lista"
    raise CaseFileError(msg)


def _refuse_large(raw: bytes, longest: int) -> None:
    if len(raw) > longest:
        msg = f"filen: innehållet: är för stort; {_TOO_LARGE[longest]}"
        raise CaseFileError(msg)


def _start_of(file: str, many: int) -> bytes:
    with Path(file).open("rb") as opened:
        return opened.read(many)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which each name stands once: of two answers none may be chosen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = shown(next(name for name in names if names.count(name) > 1))
        msg = f"filen: {twice}: står två gånger i samma objekt; behåll det ena"
        raise CaseFileError(msg)
    return found
