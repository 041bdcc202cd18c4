"""PostgreSQL's own binaries, run by us, for installations without a server of their own (docs/adr/0001).

One process holds the lock and is the server's parent; every other only connects. The server listens on a socket in a
folder that only its own user can enter, and asks the kernel who calls (peer), so no other user of the machine gets in.
"""

import fcntl
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from lus.lifeline import tied
from lus.place import Place, read_pid_file, someone_lives_in
from lus.trouble import Trouble, from_os

OWNER = "lus_owner"
"""Owns the database and runs migrations."""
LOGIN = "lus_login"
"""What web and workers log in as under `lus run`: owns nothing, bypasses nothing (docs/adr/0010)."""
ROLES = (OWNER, LOGIN)
"""Who may log in through the socket."""
DATABASE = "lus"
_ZOMBIE_PATIENCE_S = 10
_START_PATIENCE_S = 60
_OWN_UNICODE = 17
_IN_THE_WAY = ("lock file", "shared memory block", "could not lock")
_FORGETFUL = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")


class Server:
    """A PostgreSQL under `folder`. Start it from the main thread; hold the folder's lock while it runs."""

    def __init__(self, folder: Path, *, binaries: Path | None = None, durable: bool = True) -> None:
        """`durable=False` is for tests: nothing survives a power cut, everything is faster."""
        self.place = Place.under(folder, binaries)
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = DATABASE, role: str = OWNER) -> str:
        return address(self.place.sockets, database, role)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Returns when the server answers. Raises Trouble with the reason that the server gave."""
        made_by = self.place.data / "PG_VERSION"
        if not made_by.is_file():
            self._initialise()
        elif (old := made_by.read_text().strip()) != str(self.place.major):
            raise Trouble(
                f"Datamappen är gjord av PostgreSQL {old}, programmet är {self.place.major}.",
                "Flytta datan med pg_dump från den gamla versionen, eller installera den igen.",
            )
        self._allow()
        patience, forgotten = time.monotonic() + _ZOMBIE_PATIENCE_S, False
        while (why := self._attempt()) is not None:
            # A killed postmaster may still be a zombie, and its children may still be leaving shared memory.
            if self.place.full or not any(sign in why for sign in _IN_THE_WAY):
                raise _refused(why, self.place)
            if time.monotonic() > patience:
                if forgotten or someone_lives_in(self.place.data):
                    raise _refused(why, self.place)
                self._forget_the_dead()
                forgotten = True
            time.sleep(0.2)
        create_database(self.url("postgres"), DATABASE)
        _create_login(self.url("postgres"))

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, nothing committed is lost."""
        if self._process is None:
            return
        for how, patience_s in ((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self._process.poll() is None:
                self._process.send_signal(how)
                try:
                    self._process.wait(patience_s)
                except subprocess.TimeoutExpired:
                    continue
        self._process = None
        self.place.tidy()

    def _as_owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.place.owner.pw_uid, "group": self.place.owner.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self.place.binaries / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the server last
            preexec_fn=tied(os.getpid(), signal.SIGINT),
            **self._as_owner(),
        )

    def _initialise(self) -> None:
        # Beside its final name and renamed when whole, so that a kill half-way leaves nothing that looks finished.
        fresh = self.place.fresh_folder()
        # From 17 on PostgreSQL brings its own Unicode tables; before, the machine's C library has to.
        local = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.place.major < _OWN_UNICODE:
            local = ["--locale=C.UTF-8"]
        quick = [] if self.durable else ["--no-sync"]
        arguments = [f"--pgdata={fresh}", f"--username={OWNER}", "--auth=peer", "--encoding=UTF8", "--no-instructions"]
        with self.place.open_log() as log:
            code = self._run("initdb", *arguments, *local, *quick, log=log).wait(_START_PATIENCE_S)
        if code:
            raise _refused(self.place.last_words(), self.place)
        fresh.rename(self.place.data)

    def _allow(self) -> None:
        """Who may come in: the server's own user and whoever starts Hemgång, by the kernel's word."""
        people = {self.place.owner.pw_name, pwd.getpwuid(os.geteuid()).pw_name}
        lines = [f'lus "{person}" {role}' for person in sorted(people) for role in ROLES]
        self.place.write("pg_ident.conf", "\n".join(lines) + "\n")
        self.place.write("pg_hba.conf", "local all all peer map=lus\n")

    def _attempt(self) -> str | None:
        """Start once. None when it answers, otherwise the server's last words."""
        options = ["-D", str(self.place.data), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
        options += ["-k", f'"{self.place.sockets}"', "-c", "log_timezone=UTC", "-c", "timezone=UTC"]
        with self.place.open_log() as log:
            self._process = self._run("postgres", *options, *(() if self.durable else _FORGETFUL), log=log)
        deadline = time.monotonic() + _START_PATIENCE_S
        while self._process.poll() is None:
            found = read_pid_file(self.place.data)
            if found and found.pid == self._process.pid and found.ready:
                return None
            if time.monotonic() > deadline:
                self.stop()
                return "the server did not get ready in time"
            time.sleep(0.02)
        return self.place.last_words()

    def _forget_the_dead(self) -> None:
        """Remove what a killed server left, when its number belongs to another program now, or to a zombie that nobody
        buries (a container without an init). Never for a living server: we hold the lock and nobody works in the data.
        """
        for left in (self.place.data / "postmaster.pid", self.place.sockets / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)


def address(sockets: Path, database: str = DATABASE, role: str = OWNER) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(sockets), safe='/')}"


def create_database(server_url: str, name: str, template: str | None = None) -> None:
    """Create the database if it is missing; as a copy of `template`'s files when one is given."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
        connection.execute(statement)


def _create_login(server_url: str) -> None:
    """The login and the roles that it works as. What these may do, the migrations say."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server_url, autocommit=True) as connection:
        for role, kind in (("lus_app", "nologin"), ("lus_worker", "nologin"), (LOGIN, "login noinherit")):
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                made = sql.SQL("create role {} " + kind)  # type: ignore[arg-type,unused-ignore]
                connection.execute(made.format(sql.Identifier(role)))
        connection.execute(f"grant lus_app, lus_worker to {LOGIN}")  # type: ignore[arg-type,unused-ignore]


def _refused(why: str, place: Place) -> Trouble:
    if place.full or "No space left on device" in why or "Disk quota exceeded" in why:
        return Trouble("Disken är full, databasen kan inte starta.", "Frigör utrymme och starta igen.")
    if any(sign in why for sign in _IN_THE_WAY):
        return Trouble("En annan PostgreSQL använder redan datamappen.", "Stoppa den och starta igen.")
    return Trouble(f"Databasen startade inte: {why or 'den sade inte varför'}.", f"Mer står i {place.log}.")


@contextmanager
def lock(folder: Path) -> Iterator[bool]:
    """True for the one process that may run the server in `folder`; the kernel frees the lock however we end."""
    Place.make_folder(folder)
    path = folder / "postgres.lock"
    try:
        handle = path.open("a")
    except OSError as error:
        raise from_os(error) from error
    with handle:
        Place.hand_over(path, folder)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def connected(folder: Path) -> Iterator[str]:
    """A database address for as long as the block runs: somebody's running server, otherwise one of our own."""
    with lock(folder) as ours:
        if ours:
            server = Server(folder)
            try:
                server.start()
                yield server.url()
            finally:
                server.stop()
        else:
            place = Place.under(folder)
            deadline = time.monotonic() + _START_PATIENCE_S
            while not ((found := read_pid_file(place.data)) and found.ready):
                if time.monotonic() > deadline:
                    raise Trouble("Databasen håller på att starta men blir inte klar.", f"Se {place.log}.")
                time.sleep(0.1)
            yield address(found.sockets)
