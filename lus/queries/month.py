"""A coordinator's months: whose stays they are, and what either principal took as settled. No patient in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lus.domain.settled import MonthSettled
from lus.domain.settlement import Principals
from lus.domain.units import Unit, UnitId
from lus.store import driver, registry
from lus.store.audit import Activity as Activity  # noqa: PLC0414 the page says it
from lus.store.audit import Record
from lus.store.doors import Door
from lus.store.tallies import Tallied, tallied, units_of
from lus.store.tallies import TooMany as TooMany  # noqa: PLC0414 the page tells of it

_PRINCIPALS: Final = """
select t.region, t.municipality, r.name as region_name, p.name, t.last_on
  from (select region, municipality, max(ended_on) as last_on from tallies where unit_id = %(unit)s group by 1, 2) t
  left join providers r on r.principal = t.region and not r.private
  left join providers p on p.principal = t.municipality and not p.private
 order by r.name, t.region, p.name, t.municipality limit 400
"""
_SETTLED: Final = """
select v.name as principal, s.at, s.person, s.answer
  from providers v left join lateral (
    select m.at, p.name as person, m.answer from settled_months m join persons p on p.id = m.person_id
     where m.principal = v.principal and m.region = %(region)s and m.municipality = %(municipality)s
       and m.month = %(month)s
     order by m.id desc limit 1) s on true
 where not v.private and v.principal in (%(region)s, %(municipality)s)
 order by length(v.principal)
"""


@dataclass(frozen=True, slots=True)
class Named:
    """What the principals of months are called. `last_on`: the day on which their last stay ended; None: all stay."""

    region: str
    municipality: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of two principals that may belong to a span of days, and the units that their facts name."""

    stays: tuple[Tallied, ...]
    units: Mapping[UnitId, Unit]


def principals(door: Door, unit: UnitId) -> dict[Principals, Named]:
    """Between whom the stays of the coordinator's unit are, in the order of their names."""
    rows = driver.rows(door.connection, _PRINCIPALS, {"unit": unit})
    return {
        Principals(row.region, row.municipality): Named(
            row.region_name or row.region, row.name or row.municipality, row.last_on
        )
        for row in rows
    }


def stays(door: Door, unit: UnitId, between: Principals, days: tuple[date, date], activity: Activity = "Läsa") -> Stays:
    """The principals' stays that touch `days`: from the first up to, not including, the last. Raises TooMany.

    Logged as a view that shows no patient; `activity` says what for.
    """
    door.log(Record(activity, "month"))
    found = tallied(door.connection, unit, between, *days)
    cards = registry.kept_cards(door.connection, units_of(found))
    return Stays(found, {one: card.unit for one, card in cards.items()})


def settled(door: Door, between: Principals, month: date) -> tuple[MonthSettled, ...]:
    """What either party last took as settled of the month (its first day), or that it has not: the region first."""
    rows = driver.rows(
        door.connection, _SETTLED, {"region": between.region, "municipality": between.municipality, "month": month}
    )
    return tuple(MonthSettled(*row) for row in rows)
