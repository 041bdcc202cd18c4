"""Hearts that stop, of real processes: *Drift* shows who was killed, and `lus run` replaces who hangs, alone."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import psycopg

from lus.bootstrap import System
from lus.embedded import LOGIN, OWNER
from lus.usecases.heartbeat import SILENCE_S
from tests.cases import WARD
from tests.run.test_run import Running, eventually, gone, well
from tests.store.registry import furnish
from tests.web.browsing import browser
from tests.web.test_administration import PASSWORD, employ, plain

SILENCE = "update heartbeats set beat_at = beat_at - make_interval(secs => %s)"


def rows(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as owner:
        cursor = owner.execute(statement, values)  # type: ignore[arg-type,unused-ignore]
        return cursor.fetchall() if cursor.description else []


def hearts(url: str, main: int) -> set[int]:
    """The processes of that worker that have been heard."""
    return {pid for (pid,) in rows(url, "select pid from heartbeats where main_pid = %s", main)}


@contextmanager
def worker(url: str, var: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real one, heard from both of its processes."""
    environment = {**os.environ, "LUS_DATABASE_URL": url.replace(OWNER, LOGIN, 1), "LUS_VAR": str(var)}
    command = [sys.executable, "-m", "lus", "worker"]
    with (var / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=Path(__file__).parents[2])
    try:
        eventually(lambda: len(hearts(url, process.pid)) == 2)
        yield process
    finally:
        process.kill()
        process.wait()


def test_drift_shows_a_killed_worker_as_silent_and_one_that_was_asked_to_end_not_at_all(
    system: System, database_url: str, open_folder: Path
) -> None:
    furnish(database_url)
    employ(database_url, "Maj Nordin", "maj", WARD, "administrator")
    maj = browser(system)
    maj.post("/logga-in", data={"namn": "maj", "losenord": PASSWORD})

    def state(pid: int) -> str:
        """What *Drift* says of the process: its word, or nothing."""
        page = unescape(plain(maj.get("/drift").text))
        found = re.search(rf"process {pid} . (\w+)", page)
        return found[1] if found else ""

    first, second = open_folder / "a", open_folder / "b"
    for var in (first, second):
        var.mkdir()
    with worker(database_url, first) as killed, worker(database_url, second) as other:
        dead, living = hearts(database_url, killed.pid), hearts(database_url, other.pid)
        assert [state(pid) for pid in dead | living] == ["Lever"] * 4
        killed.kill()
        eventually(lambda: gone([*dead]))
        # As long as it may be silent passes for all; whoever lives says so again.
        rows(database_url, SILENCE, max(SILENCE_S.values()) + 1)
        eventually(lambda: all(state(pid) == "Lever" for pid in living))
        assert {state(pid) for pid in dead} == {"Tyst"}
        other.send_signal(signal.SIGTERM)
        other.wait()
        assert {state(pid) for pid in living} == {""}
        assert "Ingen arbetare lever." in plain(maj.get("/drift").text)


def test_a_process_of_a_worker_that_hangs_is_replaced_while_its_sibling_goes_on(
    open_folder: Path, database_url: str
) -> None:
    running = Running(open_folder / "var", LUS_DATABASE_URL=database_url).start()
    try:
        eventually(lambda: well(running))
        main = running.child("lus worker")
        eventually(lambda: len(hearts(database_url, main)) == 2)
        hung, sibling = sorted(hearts(database_url, main))
        os.kill(hung, signal.SIGSTOP)
        rows(database_url, SILENCE + " where pid = %s", SILENCE_S["worker"] + 1, hung)
        eventually(lambda: gone([hung]))
        eventually(lambda: len(hearts(database_url, main) - {hung}) == 2)
        assert sibling in hearts(database_url, main)
        assert not gone([main, sibling])
    finally:
        running.process.send_signal(signal.SIGTERM)
        assert running.ended() == 0
