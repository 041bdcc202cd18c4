"""A worker says that it lives."""

from datetime import timedelta

from sqlalchemy import Connection, delete, func
from sqlalchemy.dialects.postgresql import insert

from lus.store.tables import heartbeats

EVERY_S = 5
SILENCE_S = {"worker": 30, "beat": 30}
"""How long each kind of process may be silent; then it is replaced like one that ended."""

_KEPT = timedelta(days=1)


def beat(connection: Connection, kind: str, host: str, pid: int, main_pid: int) -> None:
    """Write the process's row, and drop those of processes that have been silent for a day.

    `main_pid`: the process that was started, of which this may be a child.
    """
    row = insert(heartbeats).values(worker=host, pid=pid, kind=kind, main_pid=main_pid)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["worker", "pid"],
            set_={"beat_at": func.clock_timestamp(), "kind": kind, "main_pid": main_pid},
        )
    )
    connection.execute(delete(heartbeats).where(heartbeats.c.beat_at < func.now() - _KEPT))


def farewell(connection: Connection, host: str, pid: int) -> None:
    """The process ends because it was asked to: nobody waits to hear from it."""
    connection.execute(delete(heartbeats).where(heartbeats.c.worker == host, heartbeats.c.pid == pid))
