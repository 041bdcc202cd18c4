"""What a tick costs follows what is due, not what is stored: 1,000 due among 15,000 reminders, and among 1.5 million.

Every statement of gathering and claiming is played again under `explain (analyze, buffers)`, as the worker's role.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text

from benchmarks import outbox as rows
from lus import bootstrap
from lus.embedded import Server
from lus.law import ladder
from lus.settings import Settings
from lus.store import engine, outbox
from lus.usecases.deliver import parcels

DUE = 1000
UNITS = 5000
SMALL, LARGE = 15_000, 1_500_000
MOST = 1.2

# One in thirty is void, most have been told, the rest come in the weeks ahead: as in an installation of some years.
_STORED = """
insert into reminders (key, case_id, case_ref, duty, kind, step, unit_id, at, due_at, binding, ladder, void_at, told_at)
select 'S:' || n, (select min(id) from cases), '00000000', lpad(n::text, 8, '0'), 'acknowledge', 'due',
       1 + n %% %(units)s, m.at, m.at, false, '',
       case when n %% 30 = 0 then now() end, case when n %% 10 > 1 then m.at end
  from generate_series(1, %(stored)s) n,
       lateral (select now() + interval '1 hour' + make_interval(mins => n %% 40000) as at) m
"""


@contextmanager
def stored(reminders: int) -> Iterator[str]:
    """The owner's address of a database with so many reminders that are not due, and DUE that are."""
    folder = Path(tempfile.mkdtemp(prefix="lus-due-"))
    folder.chmod(0o755)
    server = Server(folder, durable=False)
    try:
        server.start()
        owner = engine.connect(Settings(database_url=server.url()).sqlalchemy_url())
        bootstrap.migrate(owner)
        owner.dispose()
        with psycopg.connect(server.url(), autocommit=True) as connection:
            rows.furnish(connection, UNITS, "http://127.0.0.1:9/")
            connection.execute(_STORED, {"stored": reminders, "units": UNITS})
            rows.fall_due(connection, DUE, -60, 1)
            connection.execute("vacuum analyze")
        yield server.url()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def tick(connection: Connection) -> None:
    """Gather all that is due, and claim it, without sending anything."""
    ladders = ladder.load()
    while True:
        now, found = outbox.due(connection, 200, ladders.together)
        if now is None:
            break
        places = outbox.places(connection, {one.unit for one in found})
        outbox.put(connection, now, found, parcels(now, found, places, ("mail", "webhook")))
    while outbox.claim(connection, 200):
        pass


def measured(url: str) -> tuple[int, float]:
    """Buffers that such a tick touches, and how long it takes, in seconds."""
    owner: Engine = create_engine(Settings(database_url=url).sqlalchemy_url())
    heard: list[tuple[str, Any]] = []
    with owner.connect() as connection:
        connection.execute(text("set role lus_worker"))

        def hear(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
            heard.append((statement, parameters))

        began = time.monotonic()
        event.listen(owner, "before_cursor_execute", hear)
        tick(connection)
        event.remove(owner, "before_cursor_execute", hear)
        seconds = time.monotonic() - began
        connection.rollback()
    touched = 0
    with owner.connect() as connection:
        # What was taken back leaves the numbers taken: the messages get the same ones again.
        connection.execute(text("select setval(pg_get_serial_sequence('deliveries', 'id'), 1, false)"))
        connection.execute(text("set role lus_worker"))
        for statement, parameters in heard:
            asked = f"explain (analyze, buffers, format json) {statement}"
            plan = connection.exec_driver_sql(asked, parameters).scalar_one()[0]["Plan"]
            touched += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        connection.rollback()
    owner.dispose()
    return touched, seconds


def main() -> int:
    """Print both, and their ratio; 1 if the promise was broken."""
    found = {}
    for reminders in (SMALL, LARGE):
        with stored(reminders) as url:
            found[reminders] = measured(url)
        buffers, seconds = found[reminders]
        print(f"{DUE:,} due among {reminders:,} stored: {buffers:,} buffers, {seconds:.2f} s", flush=True)
    ratio = found[LARGE][0] / found[SMALL][0]
    print(f"{ratio:.2f} times the buffers, at most {MOST}: {'kept' if ratio <= MOST else 'BROKEN'}")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
