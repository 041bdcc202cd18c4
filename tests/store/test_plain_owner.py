"""Where whoever migrates is no superuser, as in most hospitals: forced policies bind the owner too."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, event, text

from lus import bootstrap
from lus.embedded import LOGIN, address
from lus.queries.case import case
from lus.settings import Settings
from lus.store import engine as database
from lus.store import migrations
from tests.cases import SOCIAL, STRANGER
from tests.conftest import SOCKETS
from tests.store.reckoning import WHOLE
from tests.store.registry import furnish
from tests.store.stays import ready


@pytest.fixture
def plain(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """An empty database and the role that owns it: its name, and the superuser's address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name, role = sql.Identifier(f"lus_plain_{worker}"), sql.Identifier(f"plain_{worker}")
    sockets = request.config.stash[SOCKETS]
    with psycopg.connect(address(sockets, "postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("create role {}").format(role))
        owner.execute(sql.SQL("create database {} owner {}").format(name, role))
        yield f"plain_{worker}", address(sockets, f"lus_plain_{worker}")
        owner.execute(sql.SQL("drop database {} with (force)").format(name))
        owner.execute(sql.SQL("drop role {}").format(role))


def engine_of(role: str, url: str) -> Engine:
    """As if `role` had logged in."""
    made = database.connect(Settings(database_url=url).sqlalchemy_url())

    def become(connection: "psycopg.Connection[Any]", _record: object) -> None:
        connection.execute(sql.SQL("set session authorization {}").format(sql.Identifier(role)))
        connection.commit()

    event.listen(made, "connect", become)
    return made


def test_it_migrates_records_and_cannot_read_what_it_owns(plain: tuple[str, str]) -> None:
    role, url = plain
    owner = engine_of(role, url)
    migrations.upgrade(owner)
    system = bootstrap.system(Settings(database_url=url.replace("lus_owner", LOGIN, 1)))
    system.check()
    registry = furnish(url)
    stay = ready(system, registry)
    with system.reading(registry.actors[SOCIAL], "Vård och behandling") as door:
        assert case(door, stay.ref)
    with system.reading(registry.actors[STRANGER], "Vård och behandling") as door:
        assert case(door, stay.ref) is None
    with owner.connect() as connection:
        assert connection.execute(text("select current_user")).scalar() == role
        assert [name for name, rows in WHOLE.items() if connection.execute(text(rows)).all()] == []
    owner.dispose()
    system.close()
