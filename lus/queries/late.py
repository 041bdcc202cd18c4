"""Plans as a coordinator counts them: month by month and now, by municipality, unit, age or how they began.

Of cases that a unit which it coordinates for takes part in. No patient is in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from lus.domain.units import UnitId
from lus.store import driver
from lus.store.audit import Activity, Record
from lus.store.doors import Door

By: TypeAlias = Literal["municipality", "unit", "age", "how"]
"""What is counted apart: where the person lives, who leads, the age group, at discharge or not."""

NEEDED: Final = """
select n.case_id, n.case_ref, n.from_at, n.lead_id, n.municipality, n.age_group, n.at_discharge
  from counted n
 where n.unit_id = %(unit)s and n.what = 'needed' and n.from_at <= %(now)s
   and (n.until_at is null or n.until_at > %(now)s)
   and not exists (
     select from counted p where p.unit_id = %(unit)s and p.what = 'plan' and p.person = n.person
        and (p.until_at is null or p.until_at > n.from_at - make_interval(days => %(days)s)))
"""
"""SQL: the stays that needed a plan and have none now: not one that was there when the patient came home, or since."""

_COLUMN: Final[Mapping[By, str]] = {
    "municipality": "municipality",
    "unit": "lead_id",
    "age": "age_group",
    "how": "at_discharge",
}
_CHOSEN: Final = """
   and (%(municipality)s = '' or municipality = %(municipality)s)
   and (%(lead)s::int is null or lead_id = %(lead)s)
   and (%(age)s = '' or age_group = %(age)s) and (%(at_discharge)s::bool is null or at_discharge = %(at_discharge)s)
"""
# Said so, all of it is read in one go from the index, and added up without being sorted first: a quarter of the time.
_MONTHS: Final = f"""
select what, began, ended, count(*) as number
  from (select what, width_bucket(from_at, %(bounds)s) as began,
               width_bucket(coalesce(until_at, 'infinity'), %(bounds)s) as ended
          from counted
         where unit_id = %(unit)s and what = any(array['made', 'current', 'late', 'followed_up'])
           and coalesce(until_at, 'infinity') >= %(first)s {_CHOSEN} offset 0) each
 group by 1, 2, 3
"""  # noqa: S608 constants
_GROUPS: Final = f"""
with needed as ({NEEDED}), told as (
  select {{column}} as of, what, count(*) as number from counted
   where unit_id = %(unit)s {_CHOSEN}
     and (what in ('made', 'followed_up') and from_at >= %(first)s
          or what in ('current', 'late') and from_at <= %(now)s and (until_at is null or until_at > %(now)s))
   group by 1, 2
  union all
  select {{column}}, 'needed', count(*) from needed where true {_CHOSEN} group by 1, 2
)
select of, json_object_agg(what, number) as numbers from told group by of
"""  # noqa: S608 constants


@dataclass(frozen=True, slots=True)
class Counting:
    """Which plans are counted: all, or those of a municipality, a leading unit, an age group, at discharge or not."""

    municipality: str = ""
    lead: UnitId | None = None
    age: str = ""
    at_discharge: bool | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What was made and followed up in a month, and what was current and late when it ended, or now."""

    made: int
    current: int
    late: int
    followed_up: int


@dataclass(frozen=True, slots=True)
class Group:
    """`of`: a municipality's code, a unit, an age group, whether at discharge; None: not told. Figures as of a month,
    made and followed up since the first of the months; `needed`: a plan was, and there is none.
    """

    of: str | int | bool | None
    made: int
    current: int
    late: int
    followed_up: int
    needed: int


def months(
    door: Door, unit: UnitId, chosen: Counting, bounds: Sequence[datetime], activity: Activity = "Läsa"
) -> list[Month]:
    """What the coordinator's `unit` counts. `bounds`: where each month begins, and where the last is looked at.

    Logged as a view that shows no patient; `activity` says what for.
    """
    door.log(Record(activity, "late"))
    asked = _asked(unit, chosen) | {"bounds": list(bounds), "first": bounds[0]}
    spans = driver.rows(door.connection, _MONTHS, asked)
    return [
        Month(
            sum(row.number for row in spans if row.what == "made" and row.began == month),
            # What begins at the very moment of counting is not there yet, and what ends there still is.
            sum(row.number for row in spans if row.what == "current" and _stands(row.began, row.ended, month)),
            sum(row.number for row in spans if row.what == "late" and _stands(row.began, row.ended, month)),
            sum(row.number for row in spans if row.what == "followed_up" and row.began == month),
        )
        for month in range(1, len(bounds))
    ]


def _stands(began: int, ended: int, month: int) -> bool:
    return began <= month < ended


def groups(
    door: Door, unit: UnitId, chosen: Counting, by: By, first: datetime, *, needed_days: int
) -> tuple[Group, ...]:
    """The same, counted apart; what happened since `first`. `needed_days`: after a discharge, of what was needed."""
    asked = _asked(unit, chosen) | {"first": first, "now": door.now, "days": needed_days}
    rows = driver.rows(door.connection, _GROUPS.format(column=_COLUMN[by]), asked)
    return tuple(
        Group(row.of, *(row.numbers.get(what, 0) for what in ("made", "current", "late", "followed_up", "needed")))
        for row in rows
    )


def _asked(unit: UnitId, chosen: Counting) -> dict[str, object]:
    return {
        "unit": unit,
        "municipality": chosen.municipality,
        "lead": chosen.lead,
        "age": chosen.age,
        "at_discharge": chosen.at_discharge,
    }
