"""Cases in which nothing is left are closed by the system, in the name of the unit that owes it."""

import structlog
from sqlalchemy import Connection, text

from lus.domain.access import Actor
from lus.domain.units import UnitId
from lus.store import registry
from lus.store.clock import MOMENT
from lus.usecases import record
from lus.usecases.outcomes import Recorded, Repeated
from lus.usecases.record import Act
from lus.usecases.sweeping import System

log = structlog.get_logger()

AT_ONCE = 200

_DUE = text(f"""
select c.ref, d.unit_id, d.key from duties d join cases c on c.id = d.case_id
 where d.kind = 'close_case' and d.met_at is null and d.cancelled_at is null and d.due_at <= (select {MOMENT})
 order by d.due_at limit :most
""")  # noqa: S608 a constant


def close(system: System) -> int:
    """Record `closed` wherever its time has come, as far as AT_ONCE goes. How many cases. Raises DatabaseGone."""
    with system.sweeping() as connection:
        due = connection.execute(_DUE, {"most": AT_ONCE}).all()
    with system.read() as connection:
        actors = in_the_name_of(connection, {row.unit_id for row in due})
    closed = 0
    for row in due:
        # The duty's key is the form's: however many workers do it, it is one fact.
        act = Act(case=row.ref, kind="closed", fields={}, key=f"close:{row.ref}:{row.key}")
        outcome = record.record(system, actors[row.unit_id], act)
        closed += isinstance(outcome, Recorded)
        if not isinstance(outcome, Recorded | Repeated):
            log.warning("a case was not closed", outcome=type(outcome).__name__)
    return closed


def in_the_name_of(connection: Connection, units: set[UnitId]) -> dict[UnitId, Actor]:
    """The system itself, acting for each of the units."""
    cards = registry.cards(connection, units)
    return {
        unit: Actor(None, None, unit, cards[unit].unit.side, "system", cards[unit].provider, (unit,)) for unit in units
    }
