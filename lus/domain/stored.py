"""Facts as JSON, skeleton and content apart: what is stored, and what comes back."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from lus.domain.fact import Control, Fact, Layer, slots
from lus.domain.facts import KINDS


def dump(fact: Fact, layer: Layer) -> dict[str, Any]:
    """The fact's own fields of that layer as JSON values; absent ones are left out."""
    own = ((slot, getattr(fact, slot.name)) for slot in slots(type(fact)) if slot.layer == layer)
    return {slot.name: _to_json(value) for slot, value in own if value is not None}


def parse(kind: str, skeleton: Mapping[str, Any], content: Mapping[str, Any] | None = None, /, **carried: Any) -> Fact:
    """The fact that `dump` wrote; `carried` is what every fact carries. Content None: it may not be seen."""
    fact_class = KINDS[kind]
    for slot in slots(fact_class):
        source = skeleton if slot.layer == "skeleton" else content
        if source and slot.name in source:
            value = source[slot.name]
            carried[slot.name] = _from_json(slot.control, value) if slot.control in _READ else value
    return fact_class(**carried)


def without_content(fact: Fact) -> Fact:
    """The fact as a party that is no receiver sees it: its skeleton."""
    emptied: dict[str, Any] = {slot.name: None for slot in slots(type(fact)) if slot.layer == "content"}
    return dataclasses.replace(fact, **emptied)


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_READ = frozenset({"instant", "day", "codes", "units", "hashes"})
"""Controls whose values are others in JSON."""


def _from_json(control: Control, value: Any) -> Any:
    if control == "instant":
        return datetime.fromisoformat(value)
    if control == "day":
        return date.fromisoformat(value)
    return tuple(value) if control in {"codes", "units", "hashes"} else value
