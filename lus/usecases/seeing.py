"""Reminders marked as seen from the bell: by whom they went to, and by nobody else."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from lus.domain.access import Actor
from lus.store.audit import Purpose, Record
from lus.store.doors import Door
from lus.store.reminders import Seeing

PURPOSE: Purpose = "Vård och behandling"


class System(Protocol):
    """What bootstrap hands over, as far as seeing needs it."""

    @property
    def reading(self) -> Callable[[Actor, Purpose], AbstractContextManager[Door]]:
        """The door."""
        ...


def some(system: System, actor: Actor, keys: Iterable[str]) -> int:
    """Those reminders are seen. How many were not before; another's are passed over."""
    with system.reading(actor, PURPOSE) as door:
        return _by(door).some(door.connection, keys)


def until(system: System, actor: Actor, moment: datetime) -> int:
    """Everything that was told by then is seen; what came after, nobody has read."""
    with system.reading(actor, PURPOSE) as door:
        return _by(door).until(door.connection, moment)


def _by(door: Door) -> Seeing:
    door.log(Record("Skriva", "reminders_seen", "recorded"))
    return Seeing(door.actor.unit, door.actor.person, door.now)
