"""What ran when: a row a task. Whoever takes a task's turn in time has it alone; real time, by the database's clock."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, text

AGAIN_AFTER: Final = timedelta(minutes=10)
"""A run that never ended, because its worker did, is begun again after so long, if not before."""

# A turn is due when the interval has passed since the last began, or when that never came to an end.
_IS_DUE: Final = """
(r.started_at is null or r.started_at <= clock_timestamp() - {every}
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
 where {_IS_DUE.format(every="cast(:every as interval)")} or :now
""")  # noqa: S608 a constant

_END = text("""
update runs set ended_at = n.at, error = :error, alarm = :alarm,
                well_at = case when cast(:error as text) is null then n.at else well_at end
  from (select clock_timestamp() as at) n where task = :task
""")

_ASKED = text("""
insert into runs (task, asked_at) values (:task, clock_timestamp())
on conflict (task) do update set asked_at = excluded.asked_at
""")


def due(connection: Connection, schedule: Mapping[str, float]) -> list[str]:
    """Tasks (name ► seconds between turns) whose turn it is."""
    values = {"tasks": list(schedule), "every": list(schedule.values()), "again": AGAIN_AFTER}
    return [row.task for row in connection.execute(_DUE, values)]


def take(connection: Connection, task: str, every: timedelta, worker: str, *, now: bool = False) -> bool:
    """Take the task's turn. False: it is not due, or somebody else has it. `now`: somebody wants it run whenever."""
    values = {"task": task, "every": every, "worker": worker, "again": AGAIN_AFTER, "now": now}
    return connection.execute(_TAKE, values).rowcount == 1


def end(connection: Connection, task: str, error: str | None, alarm: str | None) -> None:
    """The run is over. `error`: a class; `alarm`: what somebody must look at."""
    connection.execute(_END, {"task": task, "error": error, "alarm": alarm})


def asked(connection: Connection, task: str) -> None:
    """Beat's message has come through the broker."""
    connection.execute(_ASKED, {"task": task})
