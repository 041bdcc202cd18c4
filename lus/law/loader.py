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
    return Law(
        rules={key: _in_order(folder / "national.toml", key, values) for key, values in rules.items()},
        rates=_in_order(folder / "rates.toml", "rate", [value for _, value in rates]),
        guidelines={key: values[-1] for key, values in guidelines.items()},
        agreements={agreement.id: agreement for agreement in agreements},
        fingerprint=digest.hexdigest()[:16],
    )


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
