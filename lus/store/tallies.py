"""Stays of coordinators' months as rows: written in the transaction of the fact, read by the coordinator's unit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from lus.domain.facts import Fact, Receiver
from lus.domain.settlement import Principals
from lus.domain.stored import dump, parse
from lus.domain.tally import Tally
from lus.domain.units import UnitId
from lus.store import driver


def row(case_id: int, ref: str, one: Tally) -> dict[str, Any]:
    """The row as it is stored."""
    return {
        "unit_id": one.unit,
        "case_id": case_id,
        "case_ref": ref,
        "region": one.region,
        "municipality": one.municipality,
        "notified_on": one.notified_on,
        "ended_on": one.ended_on,
        "disputed": one.disputed,
        "facts": [_fact(fact) for fact in one.facts],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "seq": fact.seq,
        "at": fact.at,
        "recorded_at": fact.recorded_at,
        "channel": fact.channel,
        "unit": fact.unit,
        "to": fact.to_units,
        "skeleton": dump(fact, "skeleton"),
    }


def facts_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """The facts of a row."""
    return tuple(
        parse(
            one["kind"],
            one["skeleton"],
            at=datetime.fromisoformat(one["at"]),
            recorded_at=datetime.fromisoformat(one["recorded_at"]),
            unit=one["unit"],
            seq=one["seq"],
            channel=one["channel"],
            receivers=tuple(Receiver(unit) for unit in one["to"]),
        )
        for one in stored
    )


LONGEST = 5000
"""Stays of one month at most: five times what the largest has."""

# With `split` a stay belongs to every month that it touches; what belongs is for the rules to say.
_STAYS: Final = """
select case_ref, notified_on, ended_on, disputed, facts from tallies
 where unit_id = %(unit)s and region = %(region)s and municipality = %(municipality)s
   and notified_on < %(until)s and (ended_on is null or ended_on >= %(first)s)
 order by ended_on, case_ref limit %(limit)s
"""


class TooMany(RuntimeError):  # noqa: N818 an answer to a person
    """More stays than a month is shown with."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """A stay of the month. `facts`: what its liability rests on."""

    ref: str
    notified_on: date
    ended_on: date | None
    disputed: bool
    facts: tuple[Fact, ...]


def tallied(
    connection: Connection, unit: UnitId, principals: Principals, first: date, until: date
) -> tuple[Tallied, ...]:
    """The principals' stays that touch the days from `first` up to, not including, `until`. Raises TooMany."""
    asked: dict[str, Any] = {"region": principals.region, "municipality": principals.municipality, "unit": unit}
    asked |= {"first": first, "until": until, "limit": LONGEST + 1}
    rows = driver.rows(connection, _STAYS, asked)
    if len(rows) > LONGEST:
        raise TooMany
    return tuple(
        Tallied(row.case_ref, row.notified_on, row.ended_on, row.disputed, facts_of(row.facts)) for row in rows
    )


def units_of(found: Collection[Tallied]) -> set[UnitId]:
    """Every unit that the facts name."""
    facts = [fact for one in found for fact in one.facts]
    named: set[Any] = {unit for fact in facts for unit in (fact.unit, *fact.to_units)}
    named |= {getattr(fact, name, None) for fact in facts for name in ("ward", "from_unit", "party")}
    return named - {None}
