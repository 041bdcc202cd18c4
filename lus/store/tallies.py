"""Stays of coordinators' months as rows: written in the transaction of the fact, read by the coordinator's unit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from lus.domain.facts import Fact, Receiver
from lus.domain.stored import dump, parse
from lus.domain.tally import Tally

# Parts of the statement that writes the board's rows.
REPLACING: Final = """, untallied as (
  delete from tallies where case_id = :case_id and not unit_id = any(cast(:tallying as int[]))
), tallied as (
  insert into tallies
  select * from jsonb_populate_recordset(null::tallies, cast(:tallies as jsonb))
  on conflict (unit_id, case_id) do update
     set municipality = excluded.municipality, notified_on = excluded.notified_on, ended_on = excluded.ended_on,
         disputed = excluded.disputed, facts = excluded.facts
  returning 1
)"""
WRITTEN: Final = "(select count(*) from tallied) as tallied"


def row(case_id: int, ref: str, one: Tally) -> dict[str, Any]:
    """The row as it is stored."""
    return {
        "unit_id": one.unit,
        "case_id": case_id,
        "case_ref": ref,
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
