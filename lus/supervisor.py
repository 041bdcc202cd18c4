"""`lus run`: start everything, keep it running, and end all of it when asked or killed.

The children are tied to this process: a Ctrl-C stops them in order, and even SIGKILL of this process ends them.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import structlog

from lus import bootstrap, embedded, serving
from lus.lifeline import is_child_of, tied
from lus.place import Place
from lus.queries import status
from lus.store import engine
from lus.trouble import DatabaseGone, Trouble
from lus.usecases import heartbeat, sign_in
from lus.usecases.training import fill

if TYPE_CHECKING:
    from lus.settings import Settings

log = structlog.get_logger()
_LOOK_EVERY_S = 0.5
_LISTEN_TO_HEARTS_EVERY_S = 5
_READY_WITHIN_S = 60
_FAREWELL_S = 8
_LONGEST_PAUSE_S = 30
_SETTLED_AFTER_S = 10
_LOG_LIMIT_BYTES = 5_000_000


@dataclass
class Part:
    """One child: how it is started, and when it may be started again."""

    name: str
    command: str
    # The web holds nothing worth a farewell when we are gone, and must free its port for the next start.
    on_our_death: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0
    pause_s: float = field(default=1, init=False)

    def start(self, environment: dict[str, str], logs: Path) -> None:
        with _opened(logs / f"{self.name}.log", logs) as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lus", self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,  # Ctrl-C is for us; we say goodbye to each in order
                preexec_fn=tied(os.getpid(), self.on_our_death),
            )
        self.began = time.monotonic()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.began

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, patience_s: float) -> None:
        """Wait for the farewell, then end what is left of its session."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, patience_s))
        except subprocess.TimeoutExpired:
            log.warning("did not end in time", name=self.name)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            log.debug("ended", name=self.name)
        self.process.wait()

    def revive(self, environment: dict[str, str], logs: Path) -> None:
        """Start again, at once the first time and then with longer and longer pauses while it keeps ending."""
        if self.age_s < self.pause_s:
            return
        settled = self.age_s > _SETTLED_AFTER_S
        self.pause_s = 1 if settled else min(_LONGEST_PAUSE_S, self.pause_s * 2)
        log.warning("ended, starting it again", name=self.name, code=self.process.returncode if self.process else None)
        self.start(environment, logs)


def _opened(path: Path, logs: Path) -> BinaryIO:
    """The log to write on; what cannot be opened, on a disk that is full say, keeps nobody from working."""
    try:
        if path.exists() and path.stat().st_size > _LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        output = path.open("ab")
        Place.hand_over(path, logs)
    except OSError as error:
        log.warning("no log can be written", path=str(path), why=error.strerror)
        return Path(os.devnull).open("ab")
    return output


class Supervisor:
    def __init__(self, settings: "Settings") -> None:
        self.settings = settings
        self.server: embedded.Server | None = None
        self.parts = [Part("web", "serve", signal.SIGKILL), Part("worker", "worker"), Part("beat", "beat")]
        self.logs = settings.var / "log"
        self.environment = dict(os.environ, LUS_VAR=str(settings.var), PYTHONUNBUFFERED="1")
        self.listened = self.deaf_until = time.monotonic()

    def start(self) -> None:
        serving.listen(self.settings.host, self.settings.port).close()
        bootstrap.make_folders(self.settings)
        if self.settings.database_url is None:
            self._start_database()
        say("Migrerar databasen")
        database = engine.connect(self.settings.sqlalchemy_url())
        bootstrap.migrate(database)
        self.system = bootstrap.system(self.settings)
        if self.server is not None:
            # What a crash would lose of it is told again at the next start.
            hasty = bootstrap.system(self.settings, hasty=True)
            fill.fill(database, hasty, say, self._told_beside)
            hasty.close()
        database.dispose()
        say("Startar webb, arbetare och klocka")
        web, *others = self.parts
        web.start(self.environment, self.logs)
        self._wait_for_the_web()
        # Not beside the web: they would take half of two cores from the first page, and nothing is due before it.
        for part in others:
            part.start(self.environment, self.logs)
        print(f"\n{self._accounts()}Hemgång är igång: {self._address()}", flush=True)
        print(f"Loggar: {self.logs}. Ctrl-C stoppar allt.", flush=True)

    @contextmanager
    def _told_beside(self) -> Iterator[None]:
        """Half of the training region is told by a process of its own."""
        other = Part("fill", "tell", signal.SIGKILL)
        other.start(self.environment, self.logs)
        try:
            yield
            failed = other.process is None or other.process.wait() != 0
        finally:
            other.ask_to_end()
            other.end(1)
        if failed:
            raise Trouble("Övningsregionen kunde inte fyllas.", f"Orsaken står i {self.logs / 'fill.log'}.")

    def _accounts(self) -> str:
        """The training region's accounts, as many as a person reads."""
        accounts = sign_in.training_accounts(self.system)
        if not accounts:
            return ""
        lines = [f"  {account.name}, {account.units[0]}" for account in accounts if len(account.units) > 1]
        more = len(accounts) - len(lines)
        return "\n".join(["Övningskonton, ett klick på inloggningssidan:", *lines, f"  och {more} till.", ""])

    def _start_database(self) -> None:
        server = embedded.Server(self.settings.var)
        self.server = server
        new = "" if server.place.data.exists() else " för första gången"
        say(f"Startar databasen{new} i {server.place.data}")
        server.start()
        self.settings = self.settings.model_copy(update={"database_url": server.url()})
        # We migrate as the owner; web and workers never need to be more than they are.
        self.environment["LUS_DATABASE_URL"] = server.url(role=embedded.LOGIN)

    def _address(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.settings.port}"

    def _wait_for_the_web(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        web = self.parts[0]
        while True:
            try:
                with urllib.request.urlopen(f"{self._address()}/halsa", timeout=5):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if not web.alive or time.monotonic() > deadline:
                    raise Trouble("Webben startade inte.", f"Orsaken står i {self.logs / 'web.log'}.") from None
                time.sleep(0.05)

    def watch(self) -> None:
        """Until a signal ends it. Whatever ended is started again, database first."""
        while True:
            time.sleep(_LOOK_EVERY_S)
            if self.server is not None and not self.server.alive:
                self._revive_database(self.server)
                continue
            for part in self.parts:
                if not part.alive:
                    part.revive(self.environment, self.logs)
            self._listen_to_hearts()

    def _revive_database(self, server: embedded.Server) -> None:
        log.warning("the database ended, starting it again")
        try:
            server.start()
        except Trouble as trouble:
            log.error("the database did not start", why=str(trouble))  # noqa: TRY400 - the trouble says it all
            time.sleep(_LOOK_EVERY_S * 10)

    def _listen_to_hearts(self) -> None:
        """A worker or clock that lives but does nothing is replaced like one that ended.

        Of a worker's processes each counts by itself: a sibling's heart says nothing about one that has hung.
        """
        if time.monotonic() - self.listened < _LISTEN_TO_HEARTS_EVERY_S:
            return
        self.listened = time.monotonic()
        for part in self.parts:
            allowed_s = heartbeat.SILENCE_S.get(part.name)
            if allowed_s is None or not part.alive or part.process is None:
                continue
            try:
                with self.system.read() as connection:
                    silences = status.silences(connection, socket.gethostname(), part.process.pid)
            except DatabaseGone:
                # Nobody could have been heard: they are listened to anew from when it is back.
                self.deaf_until = time.monotonic() + allowed_s
                return
            if time.monotonic() > self.deaf_until:
                _replace_the_silent(part, part.process.pid, silences, allowed_s)

    def stop(self) -> None:
        deadline = time.monotonic() + _FAREWELL_S
        for part in self.parts:
            part.ask_to_end()
        for part in self.parts:
            part.end(deadline - time.monotonic())
        if self.server is not None:
            self.server.stop()


def _replace_the_silent(part: Part, main: int, silences: Mapping[int, float], allowed_s: float) -> None:
    """End what has been silent for longer than that: one of the part's processes, which it starts again, or all."""
    if min([part.age_s, *silences.values()]) > allowed_s:
        log.warning("silent for too long, replacing it", name=part.name)
        part.end(0)
        return
    for pid, silence_s in silences.items():
        if silence_s > allowed_s and is_child_of(pid, main):
            log.warning("one of its processes is silent for too long", name=part.name, pid=pid, silence_s=silence_s)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def run(settings: "Settings") -> None:
    """Blocks until SIGINT, SIGTERM or SIGHUP, then stops all it started. Raises Trouble when something cannot start."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    supervisor = Supervisor(settings)
    with ExitStack() as held:
        if not held.enter_context(embedded.lock(settings.var)):
            raise Trouble(f"Hemgång körs redan med {settings.var}.", "Stoppa den först, eller välj en annan LUS_VAR.")
        try:
            supervisor.start()
            supervisor.watch()
        except KeyboardInterrupt:
            print("\nStoppar …", flush=True)
        finally:
            # A second Ctrl-C must not leave half of it running.
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            supervisor.stop()
    print("Allt är stoppat.", flush=True)


def say(text: str) -> None:
    print(f"· {text}", flush=True)
