"""Plans as a coordinator counts them: month by month and now, by municipality, unit, age or how they began.

Of cases that a unit which it coordinates for takes part in. No patient is in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from lus.domain.units import UnitId
from lus.store import driver
from lus.store.audit import Activity, Record
from lus.store.doors import Door

_FIGURES: Final = ("made", "current", "late", "followed_up", "needed")
"""What is counted, in the order in which it is told."""

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
_HAPPENED: Final = "array['made', 'followed_up']"
# Said so, all of it is read once, from the index alone, and added up both ways without being sorted first.
_COUNTS: Final = f"""
select grouping(began) = 0 as whole, of, what, began, ended, count(*) as number
  from (select of, what, began, ended, began <= %(last)s and (ended > %(last)s or what = any({_HAPPENED})) as now
          from (select {{column}} as of, what, width_bucket(from_at, %(bounds)s) as began,
                       width_bucket(coalesce(until_at, 'infinity'), %(bounds)s) as ended
                  from counted
                 where unit_id = %(unit)s and what = any(array['made', 'current', 'late', 'followed_up'])
                   and coalesce(until_at, 'infinity') >= %(first)s {_CHOSEN} offset 0) span) each
 group by grouping sets ((what, began, ended), (of, what, now)) having grouping(now) = 1 or now
union all
select false, {{column}}, 'needed', null, null, count(*) from ({NEEDED}) needed where true {_CHOSEN} group by 2
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


@dataclass(frozen=True, slots=True)
class Counts:
    """What plans come to: month by month, the oldest first; and counted apart."""

    months: tuple[Month, ...]
    groups: tuple[Group, ...]


def counts(  # noqa: PLR0917 what is asked for
    door: Door,
    unit: UnitId,
    chosen: Counting,
    by: By,
    bounds: Sequence[datetime],
    needed_days: int,
    activity: Activity = "Läsa",
) -> Counts:
    """What the coordinator's `unit` counts. `bounds`: where each month begins, and where the last is looked at.

    `needed_days`: after a discharge, of what was needed. Logged as a view that shows no patient; `activity` says what
    for.
    """
    door.log(Record(activity, "late"))
    times = {
        "bounds": list(bounds),
        "first": bounds[0],
        "last": len(bounds) - 1,
        "now": bounds[-1],
        "days": needed_days,
    }
    rows = driver.rows(door.connection, _COUNTS.format(column=_COLUMN[by]), _asked(unit, chosen) | times)
    spans = [row for row in rows if row.whole]
    apart = defaultdict[Any, dict[str, int]](dict)
    for row in rows:
        if not row.whole:
            apart[row.of][row.what] = row.number
    return Counts(
        tuple(_month(spans, month) for month in range(1, len(bounds))),
        tuple(Group(of, *(numbers.get(what, 0) for what in _FIGURES)) for of, numbers in apart.items()),
    )


def _month(spans: Iterable[Any], month: int) -> Month:
    """What begins at the very moment of counting is not there yet, and what ends there still is."""
    told = dict.fromkeys(_FIGURES[:-1], 0)
    for row in spans:
        happened = row.what in {"made", "followed_up"}
        if row.began == month if happened else row.began <= month < row.ended:
            told[row.what] += row.number
    return Month(**told)


def _asked(unit: UnitId, chosen: Counting) -> dict[str, object]:
    return {
        "unit": unit,
        "municipality": chosen.municipality,
        "lead": chosen.lead,
        "age": chosen.age,
        "at_discharge": chosen.at_discharge,
    }
