"""Reads the law data into a Law, and refuses what it does not know: file, key, fault and remedy."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from lus.domain.errors import LawError
from lus.domain.terms import CONFIDENCE, Agreement, Law, Value

UNITS = {
    "elapsed hour": int,
    "opening hour": int,
    "opening day": int,
    "calendar day": int,
    "month": int,
    "year": int,
    "SEK": int,
    "local time": str,
    "text": str,
}
"""Unit of a value ► the type it must be written in."""

RULES = frozenset(
    {
        "access_log.years",
        "admission_notice.hours",
        "care_contact.due",
        "discharge_information.due",
        "liability.extra_days_after_noon",
        "liability.free_days",
        "liability.free_days.psychiatric",
        "liability.noon",
        "open_care",
        "patient_information",
        "payer.placement",
        "payer.registration",
        "sip.social_services",
        "sip.start",
        "sip_call.days",
    }
)
"""The national rules that must be there."""

GUIDELINES = frozenset(
    {
        "acknowledge.hours",
        "answer_coordination.days",
        "answer_deviation.days",
        "answer_handover.fast_hours",
        "answer_handover.last_hours",
        "answer_handover.next_morning",
        "assess_need.hours",
        "book_homegoing.hours",
        "book_meeting.days",
        "close_case.days",
        "confirm_plan.days",
        "correct_recipient.hours",
        "first_contact.hours",
        "follow_up.months",
        "needed_not_made.days",
        "notify_ready.hours",
        "planning_note.hours",
        "renew_consent.days",
        "resolve_bounce.days",
        "rights_end.days",
        "settle_dispute.days",
    }
)
"""The guideline values that must be there."""

REQUIRED = {"value", "unit", "from", "source", "confidence"}
AGREEMENT_KEYS = {"id", "settlement", "region", "municipalities", "from", "to", "source", "confidence"}
SETTLEMENTS = ("individual", "monthly", "unknown")


@cache
def load() -> Law:
    """The shipped law data. Raises LawError where a file cannot be used."""
    return read(resources.files("lus.law"))


def read(folder: Traversable) -> Law:
    """The law data of a folder: national.toml, rates.toml, guidelines.toml, agreements/*.toml."""
    digest = hashlib.sha256()
    rules = _dated(folder / "national.toml", "rule", digest)
    rates = _values(folder / "rates.toml", "rate", digest)
    guidelines = _dated(folder / "guidelines.toml", "guideline", digest)
    agreements = [
        _agreement(path, digest)
        for path in sorted((folder / "agreements").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".toml")
    ]
    _check_names(folder / "national.toml", set(rules), RULES)
    _check_names(folder / "guidelines.toml", set(guidelines), GUIDELINES)
    for key, values in guidelines.items():
        if len(values) > 1:
            msg = f"guidelines.toml: {key}: stands {len(values)} times; a guideline holds from its date on, keep one"
            raise LawError(msg)
    return Law(
        rules={key: _in_order(folder / "national.toml", key, values) for key, values in rules.items()},
        rates=_in_order(folder / "rates.toml", "rate", [value for _, value in rates]),
        guidelines={key: values[-1] for key, values in guidelines.items()},
        agreements={agreement.id: agreement for agreement in agreements},
        fingerprint=digest.hexdigest()[:16],
    )


def _check_names(path: Traversable, found: set[str], known: frozenset[str]) -> None:
    """Every value that rules ask for is there, and no other."""
    for key in sorted(found - known):
        msg = f"{path.name}: {key}: no rule asks for it; correct its spelling, or remove it"
        raise LawError(msg)
    for key in sorted(known - found):
        msg = f"{path.name}: {key} is missing; rules ask for it"
        raise LawError(msg)


def _toml(path: Traversable, digest: "hashlib._Hash") -> dict[str, Any]:
    try:
        raw = path.read_bytes()
        digest.update(raw)
        return tomllib.loads(raw.decode())
    except FileNotFoundError:
        msg = f"{path.name}: the file is missing; put it beside the other law data"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        msg = f"{path.name}: not TOML ({fault}); correct the line named"
    raise LawError(msg)


def _values(path: Traversable, table: str, digest: "hashlib._Hash") -> list[tuple[str, Value]]:
    data = _toml(path, digest)
    unknown = set(data) - {table}
    if unknown:
        msg = f"{path.name}: unknown table {min(unknown)}; only [[{table}]] may stand here"
        raise LawError(msg)
    return [(str(row.get("key", table)), _value(path, table, row)) for row in data.get(table, [])]


def _dated(path: Traversable, table: str, digest: "hashlib._Hash") -> Mapping[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for key, value in _values(path, table, digest):
        found.setdefault(key, []).append(value)
    return found


def _value(path: Traversable, table: str, row: Mapping[str, Any]) -> Value:
    key = row.get("key", table)
    required = REQUIRED if table == "rate" else REQUIRED | {"key"}
    _check_keys(path, key, row, required, required | {"to"})
    unit, value = row["unit"], row["value"]
    if unit not in UNITS:
        msg = f"{path.name}: {key}: unknown unit {unit!r}; use one of {', '.join(UNITS)}"
        raise LawError(msg)
    if not isinstance(value, UNITS[unit]) or isinstance(value, bool) or (isinstance(value, int) and value < 0):
        msg = (
            f"{path.name}: {key}: {value!r} is no value in {unit}; write a {UNITS[unit].__name__} that is not negative"
        )
        raise LawError(msg)
    return Value(value, row["from"], row.get("to"), unit, row["source"], row["confidence"])


def _check_keys(path: Traversable, key: object, row: Mapping[str, Any], required: set[str], known: set[str]) -> None:
    for name in sorted(required - set(row)):
        msg = f"{path.name}: {key}: {name} is missing; every value says its {name}"
        raise LawError(msg)
    for name in sorted(set(row) - known):
        msg = f"{path.name}: {key}: unknown key {name}; remove it, or correct its spelling"
        raise LawError(msg)
    for name in ("from", "to"):
        if name in row and type(row[name]) is not date:
            msg = f"{path.name}: {key}: {name} is no date; write it as 2018-01-01, without quotes"
            raise LawError(msg)
    if "to" in row and row["to"] < row["from"]:
        msg = f"{path.name}: {key}: to is before from; turn them round"
        raise LawError(msg)
    if not isinstance(row["source"], str) or not row["source"].strip():
        msg = f"{path.name}: {key}: source is empty; name where the value was read"
        raise LawError(msg)
    if row["confidence"] not in CONFIDENCE:
        msg = f"{path.name}: {key}: unknown confidence {row['confidence']!r}; use one of {', '.join(CONFIDENCE)}"
        raise LawError(msg)


def _in_order(path: Traversable, key: str, values: Iterable[Value]) -> tuple[Value, ...]:
    """The values, which must follow each other in time without overlapping."""
    values = tuple(values)
    for earlier, later in pairwise(values):
        if earlier.until_on is None or later.from_on <= earlier.until_on:
            msg = f"{path.name}: {key}: the value from {later.from_on} overlaps the one before; end that with `to`"
            raise LawError(msg)
    return values


def _agreement(path: Traversable, digest: "hashlib._Hash") -> Agreement:
    row = _toml(path, digest)
    required = AGREEMENT_KEYS - {"region", "to"}
    _check_keys(path, row.get("id", "agreement"), row, required, AGREEMENT_KEYS)
    if f"{row['id']}.toml" != path.name:
        msg = f"{path.name}: id is {row['id']!r}; name the file after the agreement"
        raise LawError(msg)
    if row["settlement"] not in SETTLEMENTS:
        msg = f"{path.name}: unknown settlement {row['settlement']!r}; use one of {', '.join(SETTLEMENTS)}"
        raise LawError(msg)
    return Agreement(
        row["id"],
        row.get("region"),
        frozenset(row["municipalities"]),
        row["from"],
        row.get("to"),
        row["settlement"],
        row["source"],
        row["confidence"],
    )
