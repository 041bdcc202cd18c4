"""Reads the ladders of reminders, and refuses what it does not know: file, key, fault and remedy."""

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
        _refuse(table, "unknown table", "only [times] and [[ladder]] may stand here")
    times = data.get("times", {})
    _keys("times", times, _TIMES, _TIMES)
    _dated("times", times)
    steps: dict[str, tuple[Step, ...]] = {}
    for row in data.get("ladder", []):
        duty = str(row.get("duty", "ladder"))
        _keys(duty, row, _LADDER, _LADDER)
        _dated(duty, row)
        if duty not in REMINDED_OF:
            _refuse(duty, "no such duty", "correct its spelling, or remove the ladder")
        if duty in steps:
            _refuse(duty, "stands twice", "keep one ladder a duty")
        steps[duty] = _steps(duty, row["steps"])
    for duty in sorted(REMINDED_OF - set(steps)):
        _refuse(duty, "is missing", "every duty has a ladder; write one, empty (steps = []) if nobody is to be told")
    return Ladders(
        steps,
        timedelta(minutes=_number("times", times, "together_minutes")),
        timedelta(minutes=_number("times", times, "before_closing_minutes")),
        hashlib.sha256(raw).hexdigest()[:16],
    )


def _steps(duty: str, rows: Any) -> tuple[Step, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse(duty, "steps is no list", 'write steps = [{ name = "due", after = 0, to = "unit" }]')
    steps = [_step(f"{duty}, step {number}", row) for number, row in enumerate(rows, 1)]
    names = [step.name for step in steps]
    for name in names:
        if names.count(name) > 1:
            _refuse(duty, f"two steps are called {name}", "give each a name of its own")
    return tuple(sorted(steps, key=lambda step: step.offset))


def _step(where: str, row: Mapping[str, Any]) -> Step:
    _keys(where, row, {"name", "to"}, _STEP)
    if not (isinstance(row["name"], str) and row["name"].isascii() and row["name"].isalpha()):
        _refuse(where, f"{row['name']!r} is no name", "write one of the letters a–z: it stands in keys")
    if row["to"] not in get_args(To):
        _refuse(where, f"unknown receiver {row['to']!r}", f"write one of {', '.join(get_args(To))}")
    if ("before" in row) == ("after" in row):
        _refuse(where, "says not when", "write either before or after, in hours; after = 0 is when it is due")
    if not isinstance(row.get("if_missing", False), bool):
        _refuse(where, "if_missing is no yes or no", "write true, or remove it")
    sign = -1 if "before" in row else 1
    hours = _number(where, row, "before" if "before" in row else "after")
    return Step(row["name"], timedelta(hours=sign * hours), row["to"], row.get("if_missing", False))


def _number(where: str, row: Mapping[str, Any], name: str) -> int:
    value = row[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _refuse(where, f"{name} is {value!r}", "write a whole number that is not negative; what comes later is `after`")
    return value


def _dated(where: str, row: Mapping[str, Any]) -> None:
    if type(row["from"]) is not date:
        _refuse(where, "from is no date", "write it as 2018-01-01, without quotes")
    if not isinstance(row["source"], str) or not row["source"].strip():
        _refuse(where, "source is empty", "name where the values were read")
    if row["confidence"] not in CONFIDENCE:
        _refuse(where, f"unknown confidence {row['confidence']!r}", f"use one of {', '.join(CONFIDENCE)}")


def _keys(where: str, row: Mapping[str, Any], required: set[str], known: set[str]) -> None:
    for name in sorted(required - set(row)):
        _refuse(where, f"{name} is missing", "write it")
    for name in sorted(set(row) - known):
        _refuse(where, f"unknown key {name}", "remove it, or correct its spelling")


def _toml(path: Traversable) -> tuple[bytes, dict[str, Any]]:
    try:
        raw = path.read_bytes()
        return raw, tomllib.loads(raw.decode())
    except FileNotFoundError:
        fault, remedy = "the file is missing", "put it beside the other law data"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault, remedy = f"not TOML ({error})", "correct the line named"
    msg = f"{FILE}: {fault}; {remedy}"
    raise LawError(msg)


def _refuse(where: str, fault: str, remedy: str) -> NoReturn:
    msg = f"{FILE}: {where}: {fault}; {remedy}"
    raise LawError(msg)
