"""A disk that is full under the logs stops nobody's work: /dev/full takes in nothing, as such a disk does."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from lus.bootstrap import System
from lus.embedded import LOGIN, OWNER
from lus.supervisor import Part
from tests.cases import HOME_CARE, SOCIAL
from tests.peers import free_port, mail_peer
from tests.run.test_run import eventually
from tests.store.registry import furnish
from tests.store.stays import notified


@contextmanager
def running(command: str, url: str, var: Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`lus serve` or another, whose every word meets a full disk."""
    own = {**os.environ, "LUS_DATABASE_URL": url.replace(OWNER, LOGIN, 1), "LUS_VAR": str(var), **environment}
    with Path("/dev/full").open("wb") as full:
        process = subprocess.Popen(
            [sys.executable, "-m", "lus", command], env=own, stdout=full, stderr=full, cwd=Path(__file__).parents[2]
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def rows(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as owner:
        cursor = owner.execute(statement, values)  # type: ignore[arg-type,unused-ignore]
        return cursor.fetchall() if cursor.description else []


def test_the_web_answers(database_url: str, open_folder: Path) -> None:
    port = free_port()

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/om", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    with running("serve", database_url, open_folder, LUS_PORT=str(port)) as process:
        eventually(answers)
        assert process.poll() is None


def test_reminders_leave_also_beside_one_that_has_to_be_complained_of(
    system: System, database_url: str, open_folder: Path
) -> None:
    notified(system, furnish(database_url))
    due = "update reminders set at = now() - interval '1 minute' where unit_id = %s and step = 'due'"
    rows(database_url, "update reminders set at = at + interval '300 days'")
    for unit in (SOCIAL, HOME_CARE):
        rows(database_url, "insert into preferences (unit_id, mail) values (%s, 'a@b.se')", unit)
        rows(database_url, due, unit)
    rows(database_url, "update reminders set kind = 'no such kind' where unit_id = %s", SOCIAL)
    with mail_peer() as peer:
        mail = {"LUS_SMTP_URL": peer.url, "LUS_MAIL_FROM": "a@hemgang.example"}
        with running("worker", database_url, open_folder, **mail), running("beat", database_url, open_folder) as beat:
            eventually(lambda: len(peer.raw) == 1)
            outcomes = "select unit_id, outcome from deliveries order by unit_id"
            eventually(lambda: rows(database_url, outcomes) == [(SOCIAL, "parked"), (HOME_CARE, "sent")])
            eventually(lambda: rows(database_url, "select count(*) from heartbeats where kind = 'beat'") == [(1,)])
            assert beat.poll() is None
            seen = rows(database_url, "select max(beat_at) from heartbeats where kind = 'worker'")
            eventually(lambda: rows(database_url, "select max(beat_at) from heartbeats where kind = 'worker'") > seen)


def test_a_log_that_cannot_be_opened_keeps_nobody_from_working(database_url: str, open_folder: Path) -> None:
    (open_folder / "part.log").mkdir()
    part = Part("part", "migrate")
    part.start({**os.environ, "LUS_DATABASE_URL": database_url}, open_folder)
    assert part.process
    assert part.process.wait() == 0
