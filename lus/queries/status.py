"""What the first page says runs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from lus.store.tables import heartbeats

_SERVER = text(
    "select current_setting('server_version') as version, clock_timestamp() as now,"
    " to_regclass('alembic_version') is not null as migrated"
)
_REVISION = text("select version_num from alembic_version")


@dataclass(frozen=True)
class Status:
    """Moments are aware UTC. `revision` is None before the first migration, `beat_at` before the first heartbeat."""

    database: str
    revision: str | None
    beat_at: datetime | None
    now: datetime

    @property
    def beat_age_s(self) -> int | None:
        return None if self.beat_at is None else max(0, int((self.now - self.beat_at).total_seconds()))


def status(connection: Connection) -> Status:
    server = connection.execute(_SERVER).one()
    # Debian adds its package's name: "15.18 (Debian 15.18-0+deb12u1)".
    version = server.version.split()[0]
    if not server.migrated:
        return Status(version, None, None, server.now)
    revision = connection.execute(_REVISION).scalar()
    of_a_worker = heartbeats.c.kind == "worker"
    beat_at = connection.execute(select(func.max(heartbeats.c.beat_at)).where(of_a_worker)).scalar()
    return Status(version, revision, beat_at, server.now)


_SILENCES = text("""
select pid, extract(epoch from clock_timestamp() - beat_at)::float as silence_s
  from heartbeats where worker = :host and main_pid = :pid
""")


def silences(connection: Connection, host: str, pid: int) -> dict[int, float]:
    """How many seconds ago the process, and each of those that it started, said that it lives, by number."""
    return {row.pid: row.silence_s for row in connection.execute(_SILENCES, {"host": host, "pid": pid})}
