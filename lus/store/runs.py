"""What ran when: a row a task. Whoever takes a task's turn in time has it alone; real time, by the database's clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, text

AGAIN_AFTER: Final = timedelta(minutes=10)
"""A run that never ended, because its worker did, is begun again after so long, if not before."""

# A turn is due when the interval has passed since the last began, when that never came to an end, or when somebody
# has asked for one since.
_IS_DUE: Final = """
(r.started_at is null or r.started_at <= clock_timestamp() - {every} or r.wanted_at > r.started_at
 or r.started_at <= clock_timestamp() - cast(:again as interval) and (r.ended_at is null or r.ended_at < r.started_at))
"""

_DUE = text(f"""
select s.task from unnest(cast(:tasks as text[]), cast(:every as float[])) s(task, seconds)
  left join runs r on r.task = s.task
 where {_IS_DUE.format(every="make_interval(secs => s.seconds)")}
""")  # noqa: S608 a constant

_TAKE = text(f"""
insert into runs as r (task, started_at, worker) values (:task, clock_timestamp(), :worker)
on conflict (task) do update set started_at = clock_timestamp(), worker = excluded.worker
 where {_IS_DUE.format(every="cast(:every as interval)")}
""")  # noqa: S608 a constant

_END = text("""
update runs set ended_at = n.at, error = :error, alarm = coalesce(:alarm, alarm),
                alarm_at = case when cast(:alarm as text) is null then alarm_at else n.at end,
                well_at = case when cast(:error as text) is null then n.at else well_at end
  from (select clock_timestamp() as at) n where task = :task
""")

_ADMINISTERED = text("select administers_installation()")

# As an administrator of the installation: the policy passes over everybody else.
_WANT = text("""
update runs set wanted_at = clock_timestamp()
 where task = :task and started_at = :seen and (wanted_at is null or wanted_at <= started_at)
""")
_SEEN_TO = text("update runs set alarm = null, alarm_at = null where task = :task and alarm_at = :seen")

_ASKED = text("""
insert into runs (task, asked_at) values (:task, clock_timestamp())
on conflict (task) do update set asked_at = excluded.asked_at
""")


def due(connection: Connection, schedule: Mapping[str, float]) -> list[str]:
    """Tasks (name ► seconds between turns) whose turn it is."""
    values = {"tasks": list(schedule), "every": list(schedule.values()), "again": AGAIN_AFTER}
    return [row.task for row in connection.execute(_DUE, values)]


def take(connection: Connection, task: str, every: timedelta, worker: str) -> bool:
    """Take the task's turn. False: it is not due, or somebody else has it."""
    values = {"task": task, "every": every, "worker": worker, "again": AGAIN_AFTER}
    return connection.execute(_TAKE, values).rowcount == 1


def end(connection: Connection, task: str, error: str | None, alarm: str | None) -> None:
    """The run is over. `error`: a class; `alarm`: what somebody must look at, and which stands until somebody has."""
    connection.execute(_END, {"task": task, "error": error, "alarm": alarm})


def asked(connection: Connection, task: str) -> None:
    """Beat's message has come through the broker."""
    connection.execute(_ASKED, {"task": task})


def administered(connection: Connection) -> bool:
    """Whether the assignment in use administers the installation."""
    return bool(connection.execute(_ADMINISTERED).scalar_one())


def want(connection: Connection, task: str, seen: datetime) -> bool:
    """Let the task run again. False: it has since the run that began at `seen`, or somebody has asked already."""
    return connection.execute(_WANT, {"task": task, "seen": seen}).rowcount == 1


def seen_to(connection: Connection, task: str, seen: datetime) -> bool:
    """The alarm that was raised at `seen` stands no longer. False: it did not any more."""
    return connection.execute(_SEEN_TO, {"task": task, "seen": seen}).rowcount == 1
