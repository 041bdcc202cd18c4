"""A coordinator's months: the stays of a municipality, and what either principal took as settled. No patient in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lus.domain.settled import MonthSettled
from lus.domain.units import Unit, UnitId
from lus.store import driver, registry
from lus.store.audit import Activity as Activity  # noqa: PLC0414 the page says it
from lus.store.audit import Record
from lus.store.doors import Door
from lus.store.tallies import Tallied, tallied, units_of
from lus.store.tallies import TooMany as TooMany  # noqa: PLC0414 the page tells of it

_MUNICIPALITIES: Final = """
select t.municipality, p.name, t.last_on
  from (select municipality, max(ended_on) as last_on from tallies where unit_id = %(unit)s group by municipality) t
  left join providers p on p.principal = t.municipality and not p.private order by p.name, t.municipality limit 400
"""
_SETTLED: Final = """
select v.name as principal, s.at, s.person, s.answer
  from providers v left join lateral (
    select m.at, p.name as person, m.answer from settled_months m join persons p on p.id = m.person_id
     where m.principal = v.principal and m.municipality = %(municipality)s and m.month = %(month)s
     order by m.id desc limit 1) s on true
 where not v.private and v.principal in (%(municipality)s, left(%(municipality)s, 2))
 order by length(v.principal)
"""


@dataclass(frozen=True, slots=True)
class Payer:
    """A municipality. `last_on`: the day on which its last stay ended; None: all are there still."""

    name: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of a municipality that may belong to a span of days, and the units that their facts name."""

    stays: tuple[Tallied, ...]
    units: Mapping[UnitId, Unit]


def payers(door: Door, unit: UnitId) -> dict[str, Payer]:
    """The municipalities that pay for stays of the coordinator's unit, by code."""
    rows = driver.rows(door.connection, _MUNICIPALITIES, {"unit": unit})
    return {row.municipality: Payer(row.name or row.municipality, row.last_on) for row in rows}


def stays(door: Door, unit: UnitId, municipality: str, days: tuple[date, date], activity: Activity = "Läsa") -> Stays:
    """The municipality's stays that touch `days`: from the first up to, not including, the last. Raises TooMany.

    Logged as a view that shows no patient; `activity` says what for.
    """
    door.log(Record(activity, "month"))
    found = tallied(door.connection, unit, municipality, *days)
    cards = registry.kept_cards(door.connection, units_of(found))
    return Stays(found, {one: card.unit for one, card in cards.items()})


def settled(door: Door, municipality: str, month: date) -> tuple[MonthSettled, ...]:
    """What the region and the municipality last took as settled of the month (its first day), or that they have not."""
    rows = driver.rows(door.connection, _SETTLED, {"municipality": municipality, "month": month})
    return tuple(MonthSettled(*row) for row in rows)
