"""Tasks: a use case each. Nothing is decided here; what one answers is an alarm, which somebody must look at."""

import socket
from collections.abc import Callable
from functools import partial

from lus import bootstrap
from lus.bootstrap import System
from lus.usecases import closing, drafts, housekeeping, recompute, turns
from lus.usecases import deliver as delivering
from lus.usecases.schedule import EVERY_S
from workers.app import app

Task = Callable[[System], str | None]


def deliver(system: System) -> None:
    # What was given up stands on Drift by itself, until somebody has seen to it.
    delivering.tick(system)


def close_cases(system: System) -> None:
    closing.close(system)


def plan_missing(system: System) -> None:
    recompute.plan_missing(system)


def cull_drafts(system: System) -> None:
    with system.sweeping() as connection:
        drafts.cull(connection)


def cull_sessions(system: System) -> None:
    with system.sweeping() as connection:
        housekeeping.cull_sessions(connection)


def cull_reminders(system: System) -> None:
    with system.sweeping() as connection:
        housekeeping.cull_reminders(connection)


def make_log_months(system: System) -> None:
    with system.sweeping() as connection:
        housekeeping.make_log_months(connection)


def recompute_sample(system: System) -> str | None:
    found = recompute.sample(system)
    if not found.differing:
        return None
    return f"{len(found.differing)} av {found.cases} ärenden är lagrade annorlunda: {', '.join(found.differing[:5])}"


TASKS: dict[str, Task] = {
    work.__name__: work
    for work in (
        *(deliver, close_cases, plan_missing, cull_drafts, cull_sessions, cull_reminders, make_log_months),
        recompute_sample,
    )
}
"""Name ► what it does. Every one is in the schedule."""


def take(system: System, name: str) -> bool:
    """Do it if it is its turn. Raises DatabaseGone."""
    return turns.take(system, name, EVERY_S[name], socket.gethostname(), partial(TASKS[name], system))


def _through_the_broker(name: str) -> None:
    system = bootstrap.shared()
    turns.asked(system, name)
    take(system, name)


def _celery_task(name: str) -> Callable[[], None]:
    def ask() -> None:
        _through_the_broker(name)

    return ask


for _name in TASKS:
    app.task(name=_name)(_celery_task(_name))
