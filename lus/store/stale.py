"""Open cases whose derived rows were derived by other law data or other rules than these. As a worker: no patients.

Recording a fact rewrites every derived duty of its case, so that one open duty tells of them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from lus.domain.units import UnitId

_STALE = """
from duties d join units u on u.id = d.unit_id
 where d.met_at is null and d.cancelled_at is null and (d.law <> :law or d.engine <> :engine)
"""
_COUNT = text(f"select count(distinct d.case_id) {_STALE}")
_NEXT = text(f"""
select distinct on (d.case_id) d.case_id, d.unit_id, u.kind, u.provider {_STALE} and d.case_id > :after
 order by d.case_id, d.due_at, d.key limit :limit
""")
_SHOWN = text("""
select first_liable_on, summary -> 'liability' ->> 'state' as state
  from board where case_id = :case_id and unit_id = any(cast(:units as int[])) limit 1
""")


@dataclass(frozen=True, slots=True)
class Stale:
    """A case to derive again, and the unit that owes its first open duty."""

    case_id: int
    unit: UnitId
    kind: str
    provider: str


def count(connection: Connection, law: str, engine: str) -> int:
    """How many there are."""
    found: int = connection.execute(_COUNT, {"law": law, "engine": engine}).scalar_one()
    return found


def batch(connection: Connection, law: str, engine: str, after: int, limit: int) -> Sequence[Stale]:
    """The next of them, by case id."""
    asked = {"law": law, "engine": engine, "after": after, "limit": limit}
    return [Stale(*row) for row in connection.execute(_NEXT, asked)]


def liability(connection: Connection, case_id: int, units: Sequence[UnitId]) -> tuple[str, date | None] | None:
    """The state and the first liable day as the boards of those units have them; None: they have no row."""
    row = connection.execute(_SHOWN, {"case_id": case_id, "units": list(units)}).one_or_none()
    return (row.state, row.first_liable_on) if row else None
