"""The `lus` command. Everything heavy is imported inside the command that needs it: `lus explain` starts at once.

A new command is a function here (or imported here, if its module is light) and a name in COMMANDS.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lus.settings import Settings

app = typer.Typer(
    help="Hemgång: vem som ska göra vad, och när, när en patient går hem.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def run() -> None:
    """Starta allt: databas, webb, arbetare och klocka. Ctrl-C stoppar allt."""
    from lus import settings, supervisor, telemetry

    telemetry.configure("run")
    supervisor.run(settings.load())


def serve() -> None:
    """Starta webben."""
    from lus import serving

    with _database() as settings:
        serving.serve(settings)


def worker() -> None:
    """Starta en arbetare, som utför jobben."""
    from lus import bootstrap, telemetry

    telemetry.configure("worker")
    with _database() as settings:
        bootstrap.make_folders(settings)
        # Not the system that the jobs use: a pool must not be shared with the processes that do them.
        checked = bootstrap.system(settings)
        checked.check()
        checked.close()
        from workers.app import app as jobs

        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        jobs.worker_main(["worker", "--concurrency=2", "--loglevel=INFO", "--hostname=lus@%h", *quiet])


def beat() -> None:
    """Starta klockan, som lägger ut jobb i tid. Flera stör inte varandra."""
    from lus import bootstrap, telemetry

    telemetry.configure("beat")
    with _database() as settings:
        bootstrap.make_folders(settings)
        from workers.app import app as jobs

        jobs.start(["beat", "--pidfile=", "--loglevel=INFO"])


def migrate() -> None:
    """För databasens tabeller till den version som programmet väntar sig, och in källdokumenten."""
    from lus import bootstrap
    from lus.store import engine, migrations

    with _database() as settings:
        database = engine.connect(settings.sqlalchemy_url())
        bootstrap.migrate(database)
        database.dispose()
    typer.echo(f"Databasen är på version {migrations.head()}.")


def explain(
    file: Annotated[str, typer.Argument(metavar="FIL", help="en ärendefil i JSON; - läser standard in")],
    *,
    text: Annotated[bool, typer.Option("--text", help="svara i löpande svensk text")] = False,
) -> None:
    """Svara på en ärendefil: åtgärder och betalningsansvar, med skäl. Ingen databas behövs."""
    import io
    import json

    from lus.casefile import explain as casefile
    from lus.casefile.values import CaseFileError
    from lus.law.loader import load

    try:
        answer = casefile.explain(casefile.load(file, sys.stdin.buffer if sys.stdin else io.BytesIO()), load())
    except CaseFileError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from None
    typer.echo(casefile.prose(answer) if text else json.dumps(answer, ensure_ascii=False, indent=1))


def account(
    name: Annotated[str, typer.Argument(metavar="NAMN", help="personens namn")],
    subject: Annotated[str, typer.Argument(metavar="ANVÄNDARNAMN", help="det hen loggar in med")],
    unit: Annotated[int, typer.Option("--enhet", help="enhetens nummer i registret")],
    role: Annotated[str, typer.Option("--roll", help="nurse, physician, case_worker, coordinator …")],
) -> None:
    """Lägg till en person med eget konto och ett uppdrag. Lösenordet frågas efter."""
    from lus.store import engine
    from lus.usecases import sign_in

    password = typer.prompt("Lösenord, minst 12 tecken", hide_input=True, confirmation_prompt=True)
    with _database() as settings:
        database = engine.connect(settings.sqlalchemy_url())
        with database.begin() as connection:
            sign_in.add_local_account(connection, name, subject, password, unit, role)
        database.dispose()
    typer.echo(f"{name} kan logga in som {subject}.")


def backup(
    file: Annotated[Path | None, typer.Argument(metavar="FIL", help="dit kopian skrivs; annars var/backup/")] = None,
) -> None:
    """Skriv en säkerhetskopia av hela databasen. Filen rymmer patienters uppgifter."""
    from datetime import datetime

    from lus import backup as copies
    from lus.domain.calendar import STOCKHOLM

    with _database() as settings:
        target = file or settings.var / "backup" / f"hemgang-{datetime.now(STOCKHOLM):%Y-%m-%dT%H%M%S}.dump"
        copies.back_up(settings.database_url or "", target, _binaries())
    typer.echo(f"Säkerhetskopian står i {target}.")


def restore(file: Annotated[Path, typer.Argument(metavar="FIL", help="en fil som lus backup skrev")]) -> None:
    """Läs in en säkerhetskopia: databasen blir som den var då. Det som hänt sedan dess går förlorat."""
    from lus import backup as copies
    from lus import bootstrap
    from lus.store import engine

    with _database() as settings:
        copies.restore(settings.database_url or "", file, _binaries())
        database = engine.connect(settings.sqlalchemy_url())
        bootstrap.migrate(database)
        database.dispose()
    typer.echo(f"Databasen är som den var i {file}.")


COMMANDS = (run, serve, worker, beat, migrate, account, backup, restore, explain)
for _command in COMMANDS:
    app.command()(_command)


def _binaries() -> Path | None:
    """The embedded server's own programs; for any other server those in PATH, of its version or newer."""
    from lus import place, settings

    return place.shipped() if settings.load().database_url is None else None


@contextmanager
def _database() -> Iterator["Settings"]:
    """Settings with a database: the one that is set, otherwise the embedded one for as long as the command runs."""
    from lus import embedded, settings

    given = settings.load()
    if given.database_url is not None:
        given.sqlalchemy_url()
        yield given
        return
    with embedded.connected(given.var) as url:
        # For the processes that the command starts, which read the environment themselves.
        os.environ["LUS_DATABASE_URL"] = url
        yield given.model_copy(update={"database_url": url})


def main() -> None:
    """One line with cause and remedy, and exit 1, for all that can go wrong around the program."""
    from lus.trouble import Trouble, from_os

    try:
        app()
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
    except OSError as error:
        sys.exit(f"✗ {from_os(error)}")
    except KeyboardInterrupt:
        sys.exit(130)
