"""Put the parts together. Only here and in the command line are settings and the embedded database read."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from lus import settings as configuration
from lus.domain.errors import LawError
from lus.integrations.mail import Mail
from lus.integrations.webhook import Hook
from lus.law import ladder, loader
from lus.paths import beside
from lus.reference import MalformedError, load
from lus.store import clock, doors, drafts, migrations, people
from lus.store import engine as database
from lus.trouble import Trouble
from lus.usecases import reference
from lus.usecases.training import fill

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from lus.domain.access import Actor
    from lus.domain.delivery import Channel, Send
    from lus.domain.lawdata import Law
    from lus.domain.reminding import Ladders
    from lus.settings import Settings
    from lus.store.audit import Purpose
    from lus.store.doors import Door, WritingDoor
    from lus.store.drafts import Drawer


@dataclass(frozen=True)
class System:
    """What web and workers get instead of knowing the database.

    `reading(actor, purpose)` and `writing(actor, ref, id or None, purpose)` are the doors to patients' data, logged and
    as far as the actor's units may see. `read()` and `write()` are in nobody's name: units, sessions, heartbeats, and
    not one row about a patient. `administering(actor)` is an administrator's, to what the own provider has of units and
    people. `drafting(actor)`: what that person has typed and not sent. `sweeping()` is for workers: every duty, without
    patients. `webhook_private`: whether a webhook may go to a private address.
    `clock()`: database time, the training offset included, aware UTC. `check()` raises Trouble when the
    database would not protect patients, or the law data cannot be used. `most_at_once`: requests beyond so many would
    wait for a connection.
    """

    reading: "Callable[[Actor, Purpose], AbstractContextManager[Door]]"
    writing: "Callable[[Actor, str | int | None, Purpose], AbstractContextManager[WritingDoor]]"
    administering: "Callable[[Actor], AbstractContextManager[Door]]"
    drafting: "Callable[[Actor], AbstractContextManager[Drawer]]"
    sweeping: "Callable[[], AbstractContextManager[Connection]]"
    read: "Callable[[], AbstractContextManager[Connection]]"
    write: "Callable[[], AbstractContextManager[Connection]]"
    read_law: "Callable[[], Law]"
    ladders: "Ladders"
    channels: "Mapping[Channel, Send]"
    webhook_private: bool
    clock: "Callable[[], datetime]"
    check: "Callable[[], None]"
    close: "Callable[[], None]"
    most_at_once: int

    @cached_property
    def law(self) -> "Law":
        """The law data, the installation's own with it. Raises Trouble where a file of it cannot be used."""
        return self.read_law()


def system(settings: "Settings", *, hasty: bool = False) -> System:
    """Opens nothing yet. Raises Trouble when no database is set.

    `hasty`: commits do not wait for the disk and the clock is one's own, for filling a training region alone.
    """
    engine = database.connect(settings.sqlalchemy_url(), "lus_app", hasty=hasty)
    asking = database.connect(settings.sqlalchemy_url(), "lus_app", reads=True)
    law = cache(partial(_law, settings, asking))
    return System(
        reading=partial(doors.reading, engine),
        writing=partial(doors.writing, engine),
        administering=partial(doors.administering, engine),
        drafting=partial(drafts.drafting, engine),
        sweeping=partial(doors.sweeping, engine),
        read=partial(database.transaction, asking),
        write=partial(database.transaction, engine),
        read_law=law,
        ladders=_ladders(),
        channels=_channels(settings),
        webhook_private=settings.webhook_private,
        clock=partial(clock.read, asking),
        check=partial(_check, asking, law),
        close=partial(_close, engine, asking),
        most_at_once=database.MOST_AT_ONCE,
    )


def _law(settings: "Settings", engine: "Engine") -> "Law":
    """Shipped, and the installation's own; a training region that has none has an invented agreement of its own."""
    own = settings.law_dir
    if own is None:
        with database.transaction(engine) as connection:
            own = fill.LAW if people.is_training(connection) else None
    try:
        return loader.load(own)
    except LawError as error:
        raise Trouble(f"Lagdata kan inte användas: {error}.", "Rätta filen, och pröva med lus law check.") from error


def _ladders() -> "Ladders":
    """What is reminded of, and when. Raises Trouble: file, key, fault and remedy."""
    try:
        return ladder.load()
    except LawError as error:
        raise Trouble("Påminnelsernas stegar kan inte användas.", f"{error}.") from error


def _check(engine: "Engine", law: "Callable[[], Law]") -> None:
    database.check_role(engine)
    law()


def _channels(settings: "Settings") -> "dict[Channel, Send]":
    """What this installation sends through. Raises Trouble where the mail server's address is none."""
    channels: dict[Channel, Send] = {"webhook": Hook(settings.link(), settings.webhook_private)}
    if settings.smtp_url is not None:
        try:
            templates = beside("templates") / "messages"
            channels["mail"] = Mail(settings.smtp_url, settings.mail_from, settings.link(), templates)
        except ValueError as error:
            raise Trouble("Inställningarna för e-post går inte att läsa.", f"{error}.") from error
    return channels


def _close(*engines: "Engine") -> None:
    for engine in engines:
        engine.dispose()


def migrate(owner: "Engine") -> None:
    """Tables and reference content as this version has them. Raises Trouble, before anything is changed if it can."""
    try:
        sources = load(beside("seeds"))
    except MalformedError as error:
        raise Trouble(f"Källdokumenten kan inte läsas: {error}", "Rätta dem och kör lus migrate igen.") from error
    migrations.upgrade(owner)
    with database.transaction(owner) as connection:
        reference.fill(connection, sources)


@cache
def shared() -> System:
    """The one of this process, by the environment. First asked for after a fork, never before."""
    return system(configuration.load())


def celery_settings(settings: "Settings | None" = None) -> dict[str, Any]:
    """Broker and rules for jobs. What is due stands in PostgreSQL: the next tick finds what was lost."""
    given = settings or configuration.load()
    folder = given.var / "broker"
    common = {
        # A job counts as done when it is done: a worker that dies gives its job back.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "Europe/Stockholm",
        "broker_connection_retry_on_startup": True,
        # Celery gives up after a hundred tries, and the worker, which keeps time without a broker, would end with it.
        "broker_connection_max_retries": None,
        "worker_enable_remote_control": False,
        "worker_hijack_root_logger": False,
        "beat_schedule_filename": str(given.var / "beat"),
    }
    if given.broker_url:
        return common | {"broker_url": given.broker_url}
    transport = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.2,
    }
    return common | {"broker_url": "filesystem://", "broker_transport_options": transport}


def make_folders(settings: "Settings") -> None:
    """The folders that jobs travel through. Raises Trouble when they cannot be made."""
    from lus.place import Place

    for folder in (settings.var, settings.var / "log", settings.var / "broker"):
        Place.make_folder(folder)
    if settings.broker_url is None:
        for name in ("queue", "control"):
            folder = settings.var / "broker" / name
            Place.make_folder(folder)
            for left in folder.iterdir():
                # Left by another user who ran it last, root say: a worker that meets one ends. Made anew when needed.
                if not os.access(left, os.R_OK | os.W_OK):
                    left.unlink(missing_ok=True)
