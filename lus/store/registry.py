"""Units as the rules and the pages need them. No patient data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.units import Unit, UnitId
from lus.store.closed_days import observed
from lus.store.kept import Kept
from lus.store.people import IN_FORCE

RECEIVES = f"""exists (select from assignments a
  where a.unit_id = u.id and a.role not in ('administrator', 'log_reviewer') and {IN_FORCE.format("a")})"""
"""SQL: whether anybody takes in messages at the unit `u` today."""

_UNITS = text("""
select id, kind, principal, hours, name, short_name, provider, hsa_id, phone, on_call_id, coordinator_id, manager_id
  from units
 where id = any(cast(:ids as int[]))
    or id in (select unnest(array[coordinator_id, on_call_id]) from units where id = any(cast(:ids as int[])))
""")


@dataclass(frozen=True, slots=True)
class Card:
    """A unit with what people need to know of it; `unit.hours` with the holidays that it keeps."""

    unit: Unit
    name: str
    short_name: str
    provider: str
    hsa_id: str | None
    phone: str | None
    on_call: UnitId | None
    coordinator: UnitId | None


def cards(connection: Connection, ids: Iterable[UnitId]) -> dict[UnitId, Card]:
    """The units that exist of those asked for, and who coordinates for them or is on call, by id."""
    return {
        row.id: Card(
            Unit(
                row.id,
                row.kind,
                row.principal,
                observed(hours(row.hours)),
                row.coordinator_id,
                row.on_call_id,
                row.manager_id,
            ),
            row.name,
            row.short_name,
            row.provider,
            row.hsa_id,
            row.phone,
            row.on_call_id,
            row.coordinator_id,
        )
        for row in connection.execute(_UNITS, {"ids": sorted(set(ids))})
    }


_kept: Kept[UnitId, Card] = Kept()


def kept_cards(connection: Connection, ids: Iterable[UnitId]) -> dict[UnitId, Card]:
    """The same for pages, some seconds old at most: units change a few times a year."""
    wanted = set(ids)
    found = {unit: card for unit in wanted if (card := _kept.get(connection, unit))}
    wanted |= {card.coordinator for card in found.values() if card.coordinator is not None}
    found |= {unit: card for unit in wanted - set(found) if (card := _kept.get(connection, unit))}
    missing = wanted - set(found)
    read = cards(connection, missing) if missing else {}
    for unit, card in read.items():
        _kept.put(connection, unit, card)
    return {**found, **read}


def hours(stored: Mapping[str, Any] | None) -> OpeningHours:
    """Opening hours as they were typed, from JSON: `{"week": [[[480, 990]], …], "closed": ["2026-04-03"]}`.

    None: around the clock.
    """
    if stored is None:
        return ALWAYS
    week = tuple(tuple((opens, closes) for opens, closes in day) for day in stored["week"])
    return OpeningHours(week, frozenset(date.fromisoformat(day) for day in stored["closed"]))


def hours_json(given: OpeningHours) -> dict[str, Any] | None:
    """What `hours` reads."""
    if given == ALWAYS:
        return None
    return {"week": given.week, "closed": sorted(day.isoformat() for day in given.closed)}
