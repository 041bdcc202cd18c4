"""A filled server, kept under var/bench by the fingerprint of the code that decides its rows: filled but once."""

import hashlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks import fill, stays
from lus import bootstrap
from lus.embedded import Server
from lus.paths import PACKAGE
from lus.settings import Settings
from lus.store import engine

ROOT = PACKAGE.parent
KEPT = ROOT / "var" / "bench"
DECIDES = (
    "lus/domain/**/*.py",
    "lus/law/**/*",
    "lus/store/counted.py",
    "lus/store/derived.py",
    "lus/store/following.py",
    "lus/store/invitations.py",
    "lus/store/journal.py",
    "lus/store/closed_days.py",
    "lus/store/registry.py",
    "lus/store/reminders.py",
    "lus/store/tables.py",
    "lus/usecases/following.py",
    "lus/usecases/record.py",
    "lus/usecases/receivers.py",
    "lus/usecases/training/st*.py",
    "lus/usecases/training/texts.toml",
    "lus/usecases/training/law/*.toml",
    "lus/usecases/training/law/agreements/*.toml",
    "migrations/*.py",
    "benchmarks/fill.py",
    "benchmarks/region.py",
    "benchmarks/rows.py",
    "benchmarks/sips.py",
    "benchmarks/stays.py",
)


def fingerprint() -> str:
    """Of everything that decides what the filled rows are."""
    digest = hashlib.sha256()
    for pattern in DECIDES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def filled(cases: int = fill.CASES, what: str = "stays") -> Iterator[Server]:
    """A running server with the cases, as durable as an installation's, and its training clock at START."""
    folder = KEPT / f"{fingerprint()}-{cases}-{what}"
    done = folder / "filled"
    if not done.is_file():
        for older in KEPT.glob(f"*-{what}"):
            shutil.rmtree(older)
        _make(folder, cases, what)
        done.write_text("")
    server = Server(folder)
    try:
        server.start()
        with psycopg.connect(server.url()) as owner:
            fill.set_clock(owner, stays.START)
        yield server
    finally:
        server.stop()


def _make(folder: Path, cases: int, what: str) -> None:
    print(f"Filling {cases:,} {what} (kept in {folder.relative_to(ROOT)} for the next time)", flush=True)
    began = time.monotonic()
    folder.mkdir(parents=True)
    # Half filled is worth nothing: it need not survive a power cut.
    server = Server(folder, durable=False)
    try:
        server.start()
        database = engine.connect(Settings(database_url=server.url()).sqlalchemy_url())
        bootstrap.migrate(database)
        database.dispose()
        fill.fill(server.url(), cases, what)
    finally:
        server.stop()
    print(f"Filled in {time.monotonic() - began:.0f} s", flush=True)
