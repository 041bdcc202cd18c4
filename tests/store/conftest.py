"""A world of recorded cases in a database of its own, made once for every worker: tests only read it."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from lus import bootstrap
from lus.embedded import LOGIN, address, create_database
from lus.settings import Settings
from tests.conftest import SOCKETS, TEMPLATE
from tests.store.registry import REGIONS, furnish
from tests.store.world import World, draft, populate, settle, tell


@pytest.fixture(scope="session")
def world_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The owner's address of the database of `world`."""
    sockets = request.config.stash[SOCKETS]
    name = f"lus_world_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    create_database(address(sockets, "postgres"), name, template=TEMPLATE)
    yield address(sockets, name)
    with psycopg.connect(address(sockets, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest, world_url: str) -> Iterator[World]:
    """Some fifty cases and five hundred facts in three regions."""
    name = world_url.partition("@/")[2].partition("?")[0]
    login = address(request.config.stash[SOCKETS], name, LOGIN)
    made = World(
        bootstrap.system(Settings(database_url=login, smtp_url="smtp://127.0.0.1:1")),
        furnish(world_url, len(REGIONS), training=True),
    )
    populate(made)
    draft(made, world_url)
    tell(made, world_url)
    settle(world_url)
    yield made
    made.system.close()
