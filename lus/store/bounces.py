"""Questions that were passed on, as rows: written in the transaction of the fact, read by the coordinator's unit."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, text

from lus.domain.bounces import Handed

_REPLACE: Final = text("""
with gone as (
  delete from bounces where case_id = :case_id and not unit_id || ':' || seq = any(cast(:kept as text[]))
), written as (
  insert into bounces
  select * from jsonb_populate_recordset(null::bounces, cast(:rows as jsonb))
  on conflict (unit_id, case_id, seq) do update
     set step = excluded.step, giver_id = excluded.giver_id, taker_id = excluded.taker_id, at = excluded.at,
         why = excluded.why
  returning 1
)
select count(*) from written
""")


def replace(connection: Connection, case_id: int, ref: str, found: Sequence[Handed]) -> int:
    """The case's rows, instead of those before. How many were written."""
    rows = [_row(case_id, ref, one) for one in found]
    kept = [f"{one.unit}:{one.seq}" for one in found]
    asked = {"case_id": case_id, "kept": kept, "rows": json.dumps(rows, default=str)}
    return int(connection.execute(_REPLACE, asked).scalar_one())


def _row(case_id: int, ref: str, one: Handed) -> dict[str, Any]:
    return {
        "unit_id": one.unit,
        "case_id": case_id,
        "seq": one.seq,
        "case_ref": ref,
        "step": one.step,
        "giver_id": one.giver,
        "taker_id": one.taker,
        "at": one.at,
        "why": one.why,
    }
