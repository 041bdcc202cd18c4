"""The two doors to patients' data, and the administrator's to none. All commit on leaving without an error; nobody
else calls commit.

What the actor's units may see and change is PostgreSQL's to decide (row level security): a door says in whose name
the transaction runs, and that it is logged. Nothing is logged: nothing comes out.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, text

from lus.domain.access import Actor
from lus.domain.units import UnitId
from lus.store import audit, driver, journal
from lus.store.clock import MOMENT
from lus.store.engine import transaction

# Per transaction (`true`), never per connection: a connection goes back to the pool and out again for somebody else.
_ENTER: Final = (
    "select set_config('lus.units', %(units)s, true) as units, set_config('lus.rows', %(units)s, true) as rows,"
    " set_config('lus.person', %(person)s, true) as person,"
    f" set_config('lus.coordinating', %(coordinating)s, true) as coordinating, {MOMENT} as now"
)
_LOOK_AS = text("select set_config('lus.units', :units, true)")
_WORK_AS_WORKER = text(f"select set_config('role', 'lus_worker', true), {MOMENT} as now")


_ADMINISTER = text(f"select set_config('lus.assignment', :assignment, true), {MOMENT} as now")
_ADMINISTERED = text("select administered_provider()")


class NotAdministrator(RuntimeError):  # noqa: N818 an answer to a person
    """The assignment in use administers nothing, or no longer."""


class NotLogged(RuntimeError):  # noqa: N818 a fault of the program
    """A door was left without a record of what came through it: nothing does."""


@dataclass
class Door:
    """One transaction in the actor's name. `now`: database time as it was opened, training's offset included."""

    connection: Connection
    actor: Actor
    purpose: audit.Purpose
    now: datetime
    record: audit.Record | None = field(default=None, init=False)

    def log(self, record: audit.Record) -> None:
        """What comes through. One record per view: a second query of the same view adds its patients."""
        if self.record is None:
            self.record = record
        else:
            self.record.add(record.shown.values())


@dataclass
class WritingDoor(Door):
    """`case` is locked until the transaction ends; None: none that the actor may record on, or a new one."""

    case: journal.Locked | None = None

    @property
    def from_the_list(self) -> bool:
        """Whether the case is open to the actor through a coordinator's list alone: it is not on it."""
        return self.case is not None and not set(self.case.party_units) & set(self.actor.units)

    def look_as(self, units: Iterable[UnitId]) -> None:
        """From now on the transaction sees what these units may see: for what a unit that leaves a case must write."""
        self.connection.execute(_LOOK_AS, {"units": as_array(units)})


@contextmanager
def reading(engine: Engine, actor: Actor, purpose: audit.Purpose) -> Iterator[Door]:
    """What the actor's units may see. Raises NotLogged, DatabaseGone."""
    with transaction(engine) as connection:
        door = Door(connection, actor, purpose, enter(connection, actor.units, person=actor.person))
        yield door
        _write_log(door)


@contextmanager
def writing(engine: Engine, actor: Actor, case: str | int | None, purpose: audit.Purpose) -> Iterator[WritingDoor]:
    """The case, if the actor's units are on it, or a coordinator has it in its list, for recording on.

    `case`: its ref, or for what works through many of them its id; None: for a new one. Raises as `reading`.
    """
    coordinating = (actor.unit,) if actor.side == "coordinator" else ()
    with transaction(engine) as connection:
        door = WritingDoor(connection, actor, purpose, enter(connection, actor.units, coordinating))
        door.case = journal.lock(connection, case) if case is not None else None
        yield door
        _write_log(door)


@contextmanager
def administering(engine: Engine, actor: Actor) -> Iterator[Door]:
    """Units, people and routing of the actor's own provider, which the database finds out by the assignment.

    Not one row about a patient. Raises NotAdministrator, NotLogged, DatabaseGone.
    """
    with transaction(engine) as connection:
        now = connection.execute(_ADMINISTER, {"assignment": str(actor.assignment or "")}).one().now
        if connection.execute(_ADMINISTERED).scalar() != actor.provider:
            raise NotAdministrator
        door = Door(connection, actor, "Administration", now)
        yield door
        # Only now, for the record: what was done until here saw no unit's patients.
        enter(connection, actor.units)
        _write_log(door)


@contextmanager
def sweeping(engine: Engine) -> Iterator[Connection]:
    """For workers: every duty of every case, and nothing about patients."""
    with transaction(engine) as connection:
        connection.execute(_WORK_AS_WORKER)
        yield connection


def enter(
    connection: Connection,
    units: Iterable[UnitId],
    coordinating: Iterable[UnitId] = (),
    *,
    person: int | None = None,
) -> datetime:
    """Let the transaction see what these units may see. Database time, the training offset included.

    `coordinating`: in whose lists cases may stand that it is to record on; `person`: whose own rows it may see there.
    """
    whose = "" if person is None else str(person)
    context = {"units": as_array(units), "coordinating": as_array(coordinating), "person": whose}
    (row,) = driver.rows(connection, _ENTER, context)
    now: datetime = row.now
    return now


def as_array(units: Iterable[UnitId]) -> str:
    """Units as PostgreSQL writes an array: {1,2}."""
    return f"{{{','.join(str(int(unit)) for unit in units)}}}"


def _write_log(door: Door) -> None:
    """The last thing before the commit."""
    if door.record is None:
        raise NotLogged
    audit.write(door.connection, door.actor, door.purpose, door.record)
