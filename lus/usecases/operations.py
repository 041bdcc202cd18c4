"""What an administrator does on *Drift*: tries again what was given up, says that it is seen to, runs a task again.

Every act is one transaction with its record in the log, and is done once: whoever comes second is told so.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from lus.domain.access import Actor
from lus.store import audit, handling, runs
from lus.store.audit import Record
from lus.store.doors import Door
from lus.usecases.outcomes import NotFound
from lus.usecases.schedule import EVERY_S

LONGEST_NOTE = 500
"""Characters."""

What: TypeAlias = Literal["again", "done", "run", "seen"]


class System(Protocol):
    """What bootstrap hands over, as far as operating needs it."""

    @property
    def administering(self) -> Callable[[Actor], AbstractContextManager[Door]]:
        """The administrator's door."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """It is done: `first`, or by somebody before, who may have been oneself."""

    what: What
    first: bool


Outcome: TypeAlias = Done | NotFound


def try_again(system: System, actor: Actor, delivery: int) -> Outcome:
    """Send what was given up once more, with all that was given up for the same reason to the same receiver."""
    return _delivery(system, actor, delivery, "again", lambda door, by: handling.again(door.connection, delivery, by))


def mark_done(system: System, actor: Actor, delivery: int, note: str) -> Outcome:
    """Nothing more is done about it, and why. `note`: 1 to LONGEST_NOTE characters."""
    return _delivery(
        system, actor, delivery, "done", lambda door, by: handling.done(door.connection, delivery, by, note)
    )


def run_again(system: System, actor: Actor, task: str, seen: datetime) -> Outcome:
    """Let a worker run the task, if it has not since the run that began at `seen`. The installation's alone."""
    return _task(system, actor, task, "run", lambda door: runs.want(door.connection, task, seen))


def see_to(system: System, actor: Actor, task: str, seen: datetime) -> Outcome:
    """The alarm that the task raised at `seen` has been looked into. The installation's alone."""
    return _task(system, actor, task, "seen", lambda door: runs.seen_to(door.connection, task, seen))


def _delivery(system: System, actor: Actor, delivery: int, what: What, do: Callable[[Door, int], int]) -> Outcome:
    with system.administering(actor) as door:
        if not handling.known(door.connection, delivery):
            return _logged(door, f"message_{what}", None)
        return _logged(door, f"message_{what}:{delivery}", Done(what, do(door, actor.person or 0) > 0))


def _task(system: System, actor: Actor, task: str, what: What, do: Callable[[Door], bool]) -> Outcome:
    with system.administering(actor) as door:
        if task not in EVERY_S or not runs.administered(door.connection):
            return _logged(door, f"task_{what}", None)
        return _logged(door, f"task_{what}:{task}", Done(what, do(door)))


def _logged(door: Door, what: str, done: Done | None) -> Outcome:
    came: audit.Outcome = "not_found" if done is None else "recorded" if done.first else "repeated"
    door.log(Record("Skriva", what, came))
    return done or NotFound()
