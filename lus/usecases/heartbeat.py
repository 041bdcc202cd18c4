"""A worker says that it lives."""

from datetime import timedelta

from sqlalchemy import Connection, delete, func
from sqlalchemy.dialects.postgresql import insert

from lus.store.tables import heartbeats

_KEPT = timedelta(days=1)


def beat(connection: Connection, worker: str, pid: int) -> None:
    """Write the process's row, and drop those of processes that have been silent for a day."""
    row = insert(heartbeats).values(worker=worker, pid=pid)
    connection.execute(
        row.on_conflict_do_update(index_elements=["worker", "pid"], set_={"beat_at": func.clock_timestamp()})
    )
    connection.execute(delete(heartbeats).where(heartbeats.c.beat_at < func.now() - _KEPT))
