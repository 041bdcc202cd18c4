"""Turns of scheduled tasks: taken in the database, by whoever looks first, and noted when they are over."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

import structlog
from sqlalchemy import Connection

from lus.store import runs

log = structlog.get_logger()


class System(Protocol):
    """What bootstrap hands over, as far as turns need it."""

    @property
    def sweeping(self) -> Callable[[], AbstractContextManager[Connection]]:
        """As a worker."""
        ...


def due(system: System, schedule: Mapping[str, float]) -> list[str]:
    """Tasks (name ► seconds between turns) whose turn it is. Raises DatabaseGone."""
    with system.sweeping() as connection:
        return runs.due(connection, schedule)


def asked(system: System, task: str) -> None:
    """Beat's message has come through the broker. Raises DatabaseGone."""
    with system.sweeping() as connection:
        runs.asked(connection, task)


def take(system: System, task: str, every_s: float, worker: str, work: Callable[[], str | None]) -> bool:
    """Do the task if it is its turn. `work` answers with an alarm, or None. False: somebody else has it.

    Whatever goes wrong is noted and told on *Drift*; the task has its turn again. Raises DatabaseGone.
    """
    with system.sweeping() as connection:
        if not runs.take(connection, task, timedelta(seconds=every_s), worker):
            return False
    error = alarm = None
    try:
        alarm = work()
    except Exception as fault:
        log.exception("a task failed", task=task)
        error = type(fault).__name__
    if alarm:
        log.error("a task raised an alarm", task=task, alarm=alarm)
    with system.sweeping() as connection:
        runs.end(connection, task, error, alarm)
    return True
