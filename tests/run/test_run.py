"""`lus run` as a person meets it: it starts everything, survives what dies, and leaves nothing behind."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from lus.bootstrap import make_folders
from lus.settings import Settings
from lus.usecases.heartbeat import SILENCE_S
from tests.conftest import new_open_folder

PATIENCE_S = 30


class Running:
    """One `lus run` with a folder and a port of its own."""

    def __init__(self, var: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {**os.environ, "LUS_VAR": str(var), "LUS_PORT": str(self.port), **environment}
        self.output = ""

    def start(self) -> "Running":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lus", "run"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert self.process.stdout
        for line in self.process.stdout:
            self.output += line
            if "Hemgång är igång" in line:
                return self
        raise AssertionError(f"it did not start: {self.output}")

    def ended(self, patience_s: float = PATIENCE_S) -> int:
        code = self.process.wait(patience_s)
        assert self.process.stdout
        self.output += self.process.stdout.read()
        self.process.stdout.close()
        return code

    def page(self, path: str = "/om") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    def family(self) -> list[int]:
        """Every living process that it started, at any depth."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended between the list and the look
            if fields[0] != "Z":
                parents[int(stat.parent.name)] = int(fields[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return sorted(found - {self.process.pid})

    def child(self, words: str) -> int:
        for pid in self.family():
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            if words in command and parent == self.process.pid:
                return pid
        raise AssertionError(f"no child {words}")


def eventually(holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


def gone(pids: list[int]) -> bool:
    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False

    return not any(lives(pid) for pid in pids)


@pytest.fixture(scope="session")
def filled() -> Iterator[Path]:
    """The folder that a first start leaves behind: migrated, the training region filled once for all these tests."""
    folder = new_open_folder()
    first = Running(folder / "var").start()
    first.process.send_signal(signal.SIGTERM)
    assert first.ended() == 0
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def running(open_folder: Path, filled: Path) -> Iterator[Running]:
    # With owners and modes, which Python's own copying leaves behind.
    subprocess.run(["cp", "-a", filled, open_folder / "var"], check=True)
    made = Running(open_folder / "var").start()
    yield made
    if made.process.poll() is None:
        made.process.send_signal(signal.SIGTERM)
        made.ended()


def well(running: Running) -> bool:
    try:
        return "Allt är igång" in running.page()
    except (urllib.error.URLError, ConnectionError):
        return False


def heard_from(running: Running) -> str:
    return re.search(r"Senaste livstecken[^<]*", running.page())[0]  # type: ignore[index]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_everything_starts_and_everything_stops(running: Running, how: signal.Signals) -> None:
    eventually(lambda: well(running))
    family = running.family()
    assert len(family) >= 6
    running.process.send_signal(how)
    assert running.ended() == 0
    assert gone(family)
    assert running.output.endswith("Allt är stoppat.\n")
    assert "Traceback" not in running.output
    assert running.start().page("/halsa").startswith("ok")


def test_killing_all_of_it_and_starting_at_once(running: Running) -> None:
    eventually(lambda: well(running))
    for pid in [running.process.pid, *running.family()]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # it went with one that was killed before it
    running.ended()
    running.start()
    eventually(lambda: well(running))
    family = running.family()
    running.process.send_signal(signal.SIGINT)
    assert running.ended() == 0
    assert gone(family)


def test_killing_the_supervisor_ends_its_children(running: Running) -> None:
    family = running.family()
    running.process.kill()
    running.ended()
    eventually(lambda: gone(family))
    assert running.start().page("/halsa").startswith("ok")


def test_a_worker_and_a_clock_that_die_are_replaced(running: Running) -> None:
    eventually(lambda: well(running))
    old = [running.child("lus worker"), running.child("lus beat")]
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: gone(old))
    eventually(lambda: {"lus worker", "lus beat"} <= commands(running))
    assert set(old).isdisjoint(running.family())


def test_a_worker_and_a_clock_that_stand_still_are_replaced(running: Running) -> None:
    """They live, hold their broker and their database, and do nothing."""
    eventually(lambda: well(running))
    old = [running.child("lus worker"), running.child("lus beat")]
    for pid in old:
        os.killpg(pid, signal.SIGSTOP)
    eventually(lambda: gone(old), 2 * max(SILENCE_S.values()) + PATIENCE_S)
    eventually(lambda: {"lus worker", "lus beat"} <= commands(running))
    eventually(lambda: well(running))


def test_a_database_that_dies_comes_back_and_the_web_stays(running: Running) -> None:
    eventually(lambda: well(running))
    web, server = running.child("lus serve"), running.child("bin/postgres")
    os.kill(server, signal.SIGKILL)
    eventually(lambda: gone([server]))
    eventually(lambda: well(running))
    assert running.child("lus serve") == web


def test_a_second_start_in_the_same_folder_is_refused(running: Running) -> None:
    second = lus("run", LUS_VAR=running.environment["LUS_VAR"], LUS_PORT=str(running.port + 1))
    assert second == (1, "✗ " + "Hemgång körs redan med " + running.environment["LUS_VAR"] + ". " + SECOND_REMEDY)


SECOND_REMEDY = "Stoppa den först, eller välj en annan LUS_VAR.\n"


def commands(running: Running) -> set[str]:
    found = set()
    for pid in running.family():
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        found.add(b" ".join(words[2:4]).decode(errors="replace").strip())
    return found


def lus(*words: str, **environment: str) -> tuple[int, str]:
    """Exit code and what stands on stderr."""
    return lus_in(Path(__file__).parents[2], *words, **environment)


def lus_in(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """The same, of the program that lies there."""
    done = subprocess.run(
        [sys.executable, "-m", "lus", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=60,
    )
    return done.returncode, done.stderr


def one_line(said: tuple[int, str], *words: str) -> None:
    code, text = said
    assert code == 1
    assert text.count("\n") == 1, text
    assert text.startswith("✗ ")
    for word in words:
        assert word in text


def test_a_taken_port_is_one_line(open_folder: Path, database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = {"LUS_PORT": str(port), "LUS_VAR": str(open_folder / "var")}
        one_line(lus("run", **environment), f"Port {port} är upptagen", "LUS_PORT=")
        one_line(lus("serve", LUS_DATABASE_URL=database_url, **environment), f"Port {port} är upptagen", "LUS_PORT=")


def test_a_web_with_accounts_that_no_password_guards_does_not_start(database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute("insert into persons (name) values ('Karin Ek')")
        owner.execute("insert into accounts (person_id, issuer, subject) select id, 'training', 'x' from persons")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    one_line(lus("serve", LUS_DATABASE_URL=database_url, LUS_PORT=port), "övningskonton", "Ta bort kontona")


def test_a_ladder_that_cannot_be_used_is_one_line(open_folder: Path, database_url: str) -> None:
    """With a copy of the program, whose ladder somebody has changed."""
    root = Path(__file__).parents[2]
    for name in ("lus", "workers", "templates", "migrations", "seeds"):
        shutil.copytree(root / name, open_folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    ladder = open_folder / "lus" / "law" / "reminders.toml"
    shipped = ladder.read_text(encoding="utf-8")
    for right, wrong in (('duty = "acknowledge"', 'duty = "acknowlege"'), ("before = 4", "before = -4")):
        ladder.write_text(shipped.replace(right, wrong, 1), encoding="utf-8")
        for command in ("serve", "worker"):
            said = lus_in(open_folder, command, LUS_DATABASE_URL=database_url, LUS_VAR=str(open_folder / "var"))
            one_line(said, "reminders.toml", wrong.split()[-1].strip('"'))


def test_a_folder_that_cannot_be_written_is_one_line() -> None:
    # Not even root may make a folder here.
    one_line(lus("run", LUS_VAR="/sys/hemgang", LUS_PORT="8999"), "LUS_VAR")


def test_a_database_that_does_not_answer_is_one_line() -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    for command in ("serve", "migrate", "run"):
        one_line(lus(command, LUS_DATABASE_URL=url, LUS_PORT="8999"), "Databasen svarar inte", "LUS_DATABASE_URL")


def test_what_another_user_left_in_the_broker_stops_no_worker(open_folder: Path) -> None:
    control = open_folder / "broker" / "control"
    control.mkdir(parents=True)
    left = control / "celery.exchange"
    left.write_text("root's")
    left.chmod(0o400)
    owner = pwd.getpwnam("nobody")
    if os.geteuid() == 0:
        for folder in (open_folder, control.parent, control):
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgid(owner.pw_gid)
                os.setuid(owner.pw_uid)
            make_folders(Settings(var=open_folder))
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not left.exists()


def test_settings_that_cannot_be_read_are_one_line() -> None:
    one_line(lus("run", LUS_PORT="åttatusen"), "LUS_PORT", "docs/settings.md")
    one_line(lus("migrate", LUS_DATABASE_URL="mysql://x/y"), "LUS_DATABASE_URL", "postgresql://")


def test_migrate_says_the_version_and_can_be_run_twice(database_url: str) -> None:
    for _ in range(2):
        code, said = lus("migrate", LUS_DATABASE_URL=database_url)
        assert (code, said) == (0, "")


def test_migrate_alone_starts_the_embedded_database_and_stops_it(open_folder: Path) -> None:
    assert lus("migrate", LUS_VAR=str(open_folder / "var")) == (0, "")
    assert (open_folder / "var" / "postgres" / "PG_VERSION").is_file()
    assert not (open_folder / "var" / "postgres" / "postmaster.pid").exists()


def test_with_a_database_of_ones_own_nothing_embedded_starts(open_folder: Path, database_url: str) -> None:
    running = Running(open_folder / "var", LUS_DATABASE_URL=database_url).start()
    eventually(lambda: well(running))
    assert not (open_folder / "var" / "postgres").exists()
    running.process.send_signal(signal.SIGTERM)
    assert running.ended() == 0
