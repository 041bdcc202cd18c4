"""The `lus` command. Everything heavy is imported inside the command that needs it: `lus explain` starts at once.

A new command is a function here (or imported here, if its module is light) and a name in COMMANDS.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from lus.domain.lawdata import Law
    from lus.settings import Settings

Answer = TypeVar("Answer")

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

        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        # Quiet: its banner is printed without asking whether there is room, and a full disk would end it.
        jobs.worker_main(["--quiet", "worker", "--concurrency=2", "--loglevel=INFO", "--hostname=lus@%h", *alone])


def beat() -> None:
    """Starta klockan, som lägger ut jobb i tid. Flera stör inte varandra."""
    from lus import bootstrap, telemetry

    telemetry.configure("beat")
    with _database() as settings:
        bootstrap.make_folders(settings)
        from workers.app import app as jobs

        jobs.start(["--quiet", "beat", "--pidfile=", "--loglevel=INFO"])


def tell() -> None:
    """Berätta en del av övningsregionen, bredvid det `lus run` som fyller den."""
    from lus import bootstrap, telemetry
    from lus.usecases.training import fill

    telemetry.configure("fill")
    with _database() as settings:
        system = bootstrap.system(settings, hasty=True)
        fill.tell_the_rest(system)
        system.close()


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
    from lus.casefile.explain import as_json, explained
    from lus.casefile.files import CASE
    from lus.casefile.prose import prose

    _answer(file, CASE, explained, prose if text else as_json)


def settle(
    file: Annotated[str, typer.Argument(metavar="FIL", help="en månadsfil i JSON; - läser standard in")],
    *,
    text: Annotated[bool, typer.Option("--text", help="svara i löpande svensk text")] = False,
) -> None:
    """Räkna ut en kommuns månad: medeltal, dygn och kronor, med skäl. Ingen databas behövs."""
    from lus.casefile.files import MONTH
    from lus.casefile.month import settled
    from lus.casefile.month_prose import prose
    from lus.casefile.settle import as_json

    _answer(file, MONTH, settled, prose if text else as_json)


def _answer(file: str, longest: int, ask: Callable[[Any, "Law"], Answer], tell: Callable[[Answer], object]) -> None:
    """The rules' answer to a file, told as text or as JSON; a file that cannot be answered is one line, and exit 2."""
    import io
    import json

    from lus.casefile.files import load
    from lus.casefile.values import CaseFileError

    try:
        told = tell(ask(load(file, sys.stdin.buffer if sys.stdin else io.BytesIO(), longest), _law()))
    except CaseFileError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from None
    typer.echo(told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, indent=1))


def _law() -> "Law":
    """Shipped, and that of the folder in LUS_LAW_DIR. One that cannot be used is one line, and exit 2."""
    from lus.domain.errors import LawError
    from lus.law import loader

    # Not lus.settings: that reads a dozen modules, and these commands answer at once.
    own = os.environ.get("LUS_LAW_DIR")
    try:
        return loader.load(Path(own) if own else None)
    except LawError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from None


def check() -> None:
    """Pröva lagdata, också den egna mappen i LUS_LAW_DIR, och visa belopp och överenskommelser med källor."""
    from datetime import UTC, datetime

    from lus.domain.calendar import day_of
    from lus.words.law import report

    typer.echo(report(_law(), day_of(datetime.now(UTC)).year))


def rederive(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="visa vad som skulle flyttas, ändra inget")] = False,
) -> None:
    """Härled öppna ärenden på nytt när lagdata eller regler har ändrats, och visa vad som flyttades."""
    from lus import bootstrap
    from lus.usecases import rederive as usecase
    from lus.words import rederived

    done = moved = 0
    with _database() as settings:
        system = bootstrap.system(settings)
        system.check()
        for one in usecase.rederive(system, dry_run=dry_run):
            done += 1
            lines = [rederived.duty(each.kind, each.old, each.new) for each in one.duties]
            lines += [rederived.liability(*one.liability)] if one.liability else []
            moved += bool(lines)
            for line in lines:
                typer.echo(f"{one.ref}  {line}")
        system.close()
    said = "skulle härledas på nytt" if dry_run else "är härledda på nytt"
    typer.echo(f"{done} öppna ärenden {said}; i {moved} av dem flyttas något.")


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


COMMANDS = (run, serve, worker, beat, migrate, rederive, account, backup, restore, explain, settle)
for _command in COMMANDS:
    app.command()(_command)
app.command(hidden=True)(tell)
law = typer.Typer(help="Lagdata: regler, belopp och överenskommelser.", no_args_is_help=True)
law.command()(check)
law.callback()(lambda: None)
app.add_typer(law, name="law")


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
