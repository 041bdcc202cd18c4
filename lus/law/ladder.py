"""Reads the ladders of reminders, and refuses what it does not know: file, key, fault and remedy, in Swedish."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NoReturn, get_args

from lus.domain.duties import ROWS
from lus.domain.errors import LawError
from lus.domain.lawdata import CONFIDENCE
from lus.domain.reminding import LIABILITY, Ladders, Step, To

FILE = "reminders.toml"
REMINDED_OF = frozenset({*ROWS, LIABILITY})
"""What has a ladder: every kind of duty, and the liability that begins."""

_DATED = {"from", "source", "confidence"}
_TIMES = {"together_minutes", "before_closing_minutes"} | _DATED
_LADDER = {"duty", "steps"} | _DATED
_STEP = {"name", "before", "after", "to", "if_missing"}


@cache
def load() -> Ladders:
    """The shipped ladders. Raises LawError where the file cannot be used."""
    return read(resources.files("lus.law") / FILE)


def read(path: Traversable) -> Ladders:
    """The ladders of a file. Raises LawError."""
    raw, data = _toml(path)
    for table in sorted(set(data) - {"times", "ladder"}):
        _refuse(table, "är ingen känd tabell", "här får bara [times] och [[ladder]] stå")
    times = data.get("times", {})
    _keys("times", times, _TIMES, _TIMES)
    _dated("times", times)
    steps: dict[str, tuple[Step, ...]] = {}
    for row in data.get("ladder", []):
        duty = str(row.get("duty", "ladder"))
        _keys(duty, row, _LADDER, _LADDER)
        _dated(duty, row)
        if duty not in REMINDED_OF:
            _refuse(duty, "är ingen känd åtgärd", "rätta stavningen, eller ta bort stegen")
        if duty in steps:
            _refuse(duty, "står två gånger", "behåll en stege för varje åtgärd")
        steps[duty] = _steps(duty, row["steps"])
    for duty in sorted(REMINDED_OF - set(steps)):
        _refuse(duty, "saknas", "varje åtgärd har en stege; skriv en, tom (steps = []) om ingen ska påminnas")
    return Ladders(
        steps,
        timedelta(minutes=_number("times", times, "together_minutes")),
        timedelta(minutes=_number("times", times, "before_closing_minutes")),
        hashlib.sha256(raw).hexdigest()[:16],
    )


def _steps(duty: str, rows: Any) -> tuple[Step, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse(duty, "steps är ingen lista", 'skriv steps = [{ name = "due", after = 0, to = "unit" }]')
    steps = [_step(f"{duty}, steg {number}", row) for number, row in enumerate(rows, 1)]
    names = [step.name for step in steps]
    for name in names:
        if names.count(name) > 1:
            _refuse(duty, f"två steg heter {name}", "ge varje steg ett eget namn")
    return tuple(sorted(steps, key=lambda step: step.offset))


def _step(where: str, row: Mapping[str, Any]) -> Step:
    _keys(where, row, {"name", "to"}, _STEP)
    if not (isinstance(row["name"], str) and row["name"].isascii() and row["name"].isalpha()):
        _refuse(where, f"{row['name']!r} är inget namn", "skriv ett av bokstäverna a–z: det står i nycklar")
    if row["to"] not in get_args(To):
        _refuse(where, f"{row['to']!r} är ingen känd mottagare", f"skriv något av {', '.join(get_args(To))}")
    if ("before" in row) == ("after" in row):
        _refuse(
            where, "säger inte när", "skriv antingen before eller after, i timmar; after = 0 är när det ska vara gjort"
        )
    if not isinstance(row.get("if_missing", False), bool):
        _refuse(where, "if_missing är varken ja eller nej", "skriv true, eller ta bort det")
    sign = -1 if "before" in row else 1
    hours = _number(where, row, "before" if "before" in row else "after")
    return Step(row["name"], timedelta(hours=sign * hours), row["to"], row.get("if_missing", False))


def _number(where: str, row: Mapping[str, Any], name: str) -> int:
    value = row[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _refuse(where, f"{name} är {value!r}", "skriv ett heltal som inte är negativt; det som kommer senare är after")
    return value


def _dated(where: str, row: Mapping[str, Any]) -> None:
    if type(row["from"]) is not date:
        _refuse(where, "from är inget datum", "skriv det som 2018-01-01, utan citattecken")
    if not isinstance(row["source"], str) or not row["source"].strip():
        _refuse(where, "source är tomt", "skriv var uppgiften är läst")
    if row["confidence"] not in CONFIDENCE:
        _refuse(
            where,
            f"{row['confidence']!r} är inget känt värde för confidence",
            f"skriv något av {', '.join(CONFIDENCE)}",
        )


def _keys(where: str, row: Mapping[str, Any], required: set[str], known: set[str]) -> None:
    for name in sorted(required - set(row)):
        _refuse(where, f"{name} saknas", "lägg till det")
    for name in sorted(set(row) - known):
        _refuse(where, f"{name} är inget känt namn", "ta bort det, eller rätta stavningen")


def _toml(path: Traversable) -> tuple[bytes, dict[str, Any]]:
    try:
        raw = path.read_bytes()
        return raw, tomllib.loads(raw.decode())
    except FileNotFoundError:
        fault, remedy = "filen saknas", "lägg den bredvid övrig lagdata"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault, remedy = f"är inte TOML ({error})", "rätta raden"
    msg = f"{FILE}: {fault}; {remedy}"
    raise LawError(msg)


def _refuse(where: str, fault: str, remedy: str) -> NoReturn:
    msg = f"{FILE}: {where}: {fault}; {remedy}"
    raise LawError(msg)
