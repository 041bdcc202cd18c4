"""Last night's copy: the whole database in one file, and back from it, with PostgreSQL's own programs.

A copy holds every patient's data: its file is its owner's alone. It is made and read in by the role that owns the
tables and is bound by no row's policy (the embedded server's owner is; elsewhere one with BYPASSRLS).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lus.trouble import Trouble

# Who signed out since then, or lost the right to work here, is not let in again by a session of then.
_SIGNED_OUT = "delete from public.sessions"
# What was there goes and what was copied comes, in one transaction: a copy that cannot be read in changes nothing.
_EMPTIED = "drop schema public cascade; create schema public; grant usage on schema public to public"


def back_up(url: str, file: Path, binaries: Path | None = None) -> None:
    """Write the database's copy; the file appears whole or not at all. `binaries`: PostgreSQL's, else those in PATH.

    Raises Trouble, OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with _half(file) as half:
        _run(binaries, "pg_dump", "--format=custom", f"--file={half}", f"--dbname={url}")
        half.replace(file)


def restore(url: str, file: Path, binaries: Path | None = None) -> None:
    """The database as it was when the copy was made, with nobody signed in.

    Raises Trouble, OSError; then nothing has changed.
    """
    if not file.is_file():
        raise Trouble(f"Det finns ingen säkerhetskopia {file}.", "Ange den fil som lus backup skrev.")
    with _half(file.with_suffix(".sql")) as statements:
        # All of it first: of a file cut short, the beginning would be taken for the whole.
        _run(binaries, "pg_restore", f"--file={statements}", str(file))
        calm = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1")
        steps = (f"--command={_EMPTIED}", f"--file={statements}", f"--command={_SIGNED_OUT}")
        _run(binaries, "psql", *calm, f"--dbname={url}", *steps)


@contextmanager
def _half(file: Path) -> Iterator[Path]:
    """A file that is not finished, nobody else's to read, and gone afterwards."""
    half = file.with_name(f"{file.name}.half")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield half
    finally:
        half.unlink(missing_ok=True)


def _run(binaries: Path | None, name: str, *arguments: str) -> None:
    program = str(binaries / name) if binaries else shutil.which(name)
    if program is None:
        raise Trouble(f"PostgreSQL:s program {name} finns inte i PATH.", "Installera PostgreSQL:s klientprogram.")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"{name} slutade med {done.returncode}"]
        remedy = (
            "Inget är ändrat. Kontrollera filen och diskutrymmet, och att rollen äger tabellerna och har BYPASSRLS."
        )
        raise Trouble(f"{said[0]}.", remedy)
