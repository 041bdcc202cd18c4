"""Winding the training clock forward, by somebody at work: everything that is derived follows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from typing import Protocol

from sqlalchemy import Connection

from lus.domain.calendar import DAY, day_of, from_local
from lus.store import clock

MORNING = time(8)

STEPS: dict[str, timedelta | None] = {
    "hour": timedelta(hours=1),
    "four_hours": timedelta(hours=4),
    "morning": None,
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
"""How far the clock may be wound at a time; None: to eight o'clock in Stockholm the next morning."""


class System(Protocol):
    """What bootstrap hands over, as far as winding needs it."""

    @property
    def write(self) -> Callable[[], AbstractContextManager[Connection]]:
        """In nobody's name: the clock is nobody's."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Training time."""
        ...


def wind(system: System, step: str, seen: timedelta) -> bool:
    """Wind it one step of `STEPS`, if it still is as far ahead of real time as `seen`.

    False: somebody wound it meanwhile, or this is no training installation. Raises KeyError, DatabaseGone.
    """
    more = STEPS[step] or _until_morning(system.clock())
    with system.write() as connection:
        return clock.wind(connection, more, seen)


def _until_morning(now: datetime) -> timedelta:
    return from_local(datetime.combine(day_of(now) + DAY, MORNING)) - now
