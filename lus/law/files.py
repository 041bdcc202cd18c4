"""One file of law data, and what every table in one has in common. A fault names file, key, what is wrong, remedy."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, NoReturn

from lus.domain.errors import LawError
from lus.domain.lawdata import CONFIDENCE


@dataclass(frozen=True, slots=True)
class File:
    """A file as read. `name`: as a fault names it; `own`: it is the installation's, not shipped."""

    name: str
    content: Mapping[str, Any]
    raw: bytes
    own: bool


def open_file(folder: Traversable, name: str, *, own: bool) -> File:
    """The TOML file of that name. Raises LawError where it is missing or is not TOML."""
    shown = f"{folder}/{name}" if own else name
    try:
        raw = folder.joinpath(name).read_bytes()
        return File(shown, tomllib.loads(raw.decode()), raw, own)
    except OSError as error:
        fault = f"filen kan inte läsas ({error.strerror}); lägg den bland övriga lagdata, läsbar för programmet"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        fault = f"är inte TOML i UTF-8 ({' '.join(str(error).split())}); rätta raden som nämns"
    msg = f"{shown}: innehållet: {fault}"
    raise LawError(msg)


def fail(file: File, key: object, fault: str, remedy: str) -> NoReturn:
    """Raises the LawError, in one line."""
    msg = f"{file.name}: {key}: {fault}; {remedy}"
    raise LawError(" ".join(msg.split()))


def shown(value: object) -> str:
    """A value as a fault quotes it."""
    text = str(value) if isinstance(value, date) else repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 one line must stay readable


def table(file: File, key: str, row: Any) -> Mapping[str, Any]:
    """The row, which must be a TOML table."""
    if not isinstance(row, dict):
        fail(file, key, f"{shown(row)} är ingen tabell", "skriv namn och värden, som from = 2018-01-01")
    return row


def rows(file: File, name: str, among: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
    """The tables of that name, [[name]], in the file or in a table of it."""
    found = (file.content if among is None else among).get(name, [])
    if not isinstance(found, list):
        fail(file, name, "är ingen lista av tabeller", f"skriv [[{name}]] med dubbla klamrar")
    return [table(file, name, row) for row in found]


def check_keys(file: File, key: str, row: Mapping[str, Any], required: set[str], optional: set[str]) -> None:
    """Nothing is missing, and nothing stands that nobody reads."""
    for name in sorted(required - set(row)):
        fail(file, key, f"{name} saknas", f"lägg till {name}; ett värde utan det får inte antas")
    for name in sorted(set(row) - required - optional):
        fail(file, key, f"{name} är inget känt namn", "ta bort det, eller rätta stavningen")


def check_origin(file: File, key: str, row: Mapping[str, Any]) -> None:
    """Where the value was read, and how certain it is."""
    text(file, key, row, "source", remedy="skriv var uppgiften är läst")
    one_of(file, key, row, "confidence", CONFIDENCE)


def check_dates(file: File, key: str, row: Mapping[str, Any]) -> tuple[date, date | None]:
    """From when and, if it has ended, to when (both included)."""
    for name in ("from", "to"):
        if name in row and type(row[name]) is not date:
            fault = f"{name} = {shown(row[name])} är inget datum"
            fail(file, key, fault, "skriv det som 2018-01-01, utan citattecken")
    if "to" in row and row["to"] < row["from"]:
        fail(file, key, f"to = {row['to']} är före from = {row['from']}", "rätta ett av datumen")
    return row["from"], row.get("to")


def text(file: File, key: str, row: Mapping[str, Any], name: str, remedy: str = "skriv det som text") -> str:
    """A text that is not empty."""
    value = row[name]
    if not isinstance(value, str) or not value.strip():
        fail(file, key, f"{name} = {shown(value)} är ingen text", remedy)
    return str(value)


def one_of(file: File, key: str, row: Mapping[str, Any], name: str, known: tuple[str, ...]) -> Any:
    """One of the known words."""
    value = row[name]
    if not isinstance(value, str) or value not in known:
        fail(file, key, f"{name} = {shown(value)} är inget känt värde", f"skriv något av {', '.join(known)}")
    return value
