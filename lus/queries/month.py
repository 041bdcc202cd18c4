"""A coordinator's months: the stays of a municipality, and what either principal took as settled. No patient in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lus.domain.settled import MonthSettled
from lus.domain.units import Unit, UnitId
from lus.store import driver, registry
from lus.store.audit import Record
from lus.store.doors import Door
from lus.store.tallies import Tallied, tallied, units_of

_MUNICIPALITIES: Final = """
select t.municipality, p.name from (select distinct municipality from tallies where unit_id = %(unit)s) t
  left join providers p on p.principal = t.municipality and not p.private order by p.name, t.municipality limit 400
"""
_SETTLED: Final = """
select s.municipality, s.month, s.principal, s.at, p.name as person, s.answer
  from settled_months s join persons p on p.id = s.person_id
 where s.municipality = %(municipality)s and s.month = %(month)s order by s.id desc limit 100
"""


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of a municipality that may belong to a span of days, and the units that their facts name."""

    stays: tuple[Tallied, ...]
    units: Mapping[UnitId, Unit]


def municipalities(door: Door, unit: UnitId) -> dict[str, str]:
    """Code ► name of each municipality that pays for stays of the coordinator's unit."""
    rows = driver.rows(door.connection, _MUNICIPALITIES, {"unit": unit})
    return {row.municipality: row.name or row.municipality for row in rows}


def stays(door: Door, unit: UnitId, municipality: str, first: date, until: date) -> Stays:
    """The municipality's stays that touch the days from `first` up to, not including, `until`. Raises TooMany.

    Logged as a view that shows no patient.
    """
    door.log(Record("Läsa", "month"))
    found = tallied(door.connection, unit, municipality, first, until)
    cards = registry.kept_cards(door.connection, units_of(found))
    return Stays(found, {one: card.unit for one, card in cards.items()})


def settled(door: Door, municipality: str, month: date) -> tuple[MonthSettled, ...]:
    """What the principals took as settled of the month (its first day), the latest first."""
    rows = driver.rows(door.connection, _SETTLED, {"municipality": municipality, "month": month})
    return tuple(MonthSettled(*row) for row in rows)
