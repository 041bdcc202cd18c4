"""How the installation works: whose hearts beat, what ran when, what waits, what was given up. Nothing of a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from lus.store.clock import MOMENT

_REMINDERS = text(f"""
select count(*) as due, coalesce(extract(epoch from (select {MOMENT}) - min(at)), 0)::float as late_s
  from reminders where told_at is null and void_at is null and at <= (select {MOMENT})
""")  # noqa: S608 constants
_MESSAGES = text("""
select channel, outcome, count(*) as how_many from deliveries
 where outcome is null or outcome in ('failed', 'parked') group by channel, outcome
""")
_HEARTS = text("""
select kind, worker as host, pid, extract(epoch from clock_timestamp() - beat_at)::float as silence_s
  from heartbeats order by kind, host, pid limit 200
""")
_TURNS = text("""
select task, started_at, ended_at, well_at, asked_at, error, alarm,
       extract(epoch from clock_timestamp() - started_at)::float as silence_s from runs order by task
""")


@dataclass(frozen=True, slots=True)
class Heart:
    """A process, and how long ago it said that it lives."""

    kind: str
    host: str
    pid: int
    silence_s: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A task's last turn. Moments are real, aware; `silence_s` since it began, None: never."""

    task: str
    started_at: datetime | None
    ended_at: datetime | None
    well_at: datetime | None
    asked_at: datetime | None
    error: str | None
    alarm: str | None
    silence_s: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`due` reminders that nobody was told of yet, the oldest `late_s`; messages by channel and outcome, None: waiting.

    What was sent is not counted.
    """

    due: int
    late_s: float
    messages: dict[tuple[str, str | None], int]
    hearts: tuple[Heart, ...]
    turns: tuple[Turn, ...]


def figures(connection: Connection) -> Figures:
    """As they are now. `connection`: a worker's."""
    reminders = connection.execute(_REMINDERS).one()
    messages = {(row.channel, row.outcome): row.how_many for row in connection.execute(_MESSAGES)}
    hearts = tuple(Heart(*row) for row in connection.execute(_HEARTS))
    turns = tuple(Turn(*row) for row in connection.execute(_TURNS))
    return Figures(reminders.due, reminders.late_s, messages, hearts, turns)
