"""Fixtures for all tests.

One embedded PostgreSQL (the code of lus/embedded.py, fsync off) serves the whole run; the process that starts pytest
is its parent, and the xdist workers get its address. A test asks for what it needs:

- `database_url`  a migrated, empty database that this test alone has: copied from a template (some 30 ms), address as
                  in LUS_DATABASE_URL, role `lus_owner`. Open as many connections as you like; they are cut afterwards.
- `system`        `bootstrap.System` on that database: `with system.read() as connection`, `with system.write() as …`.
- `client`        Starlette's test client on the web application with that system, over https.
- `open_folder`   an empty folder that other users of the machine may enter (pytest's own tmp_path is closed to them,
                  and PostgreSQL never runs as root).

LUS_TEST_POSTGRES=15 runs the same on Debian's PostgreSQL 15.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from psycopg import sql
from starlette.testclient import TestClient

from lus import bootstrap
from lus.embedded import LOGIN, OWNER, Server, address, create_database
from lus.settings import Settings
from lus.store import engine
from lus.web.app import create_app

TEMPLATE = "lus_template"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ROOM_BYTES = 4 << 30
SERVER = pytest.StashKey[Server]()
SOCKETS = pytest.StashKey[Path]()


def new_open_folder(within: Path | None = None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lus-test-", dir=within))
    folder.chmod(0o755)
    return folder


def memory() -> Path | None:
    """Where files stay in memory, if there is room: copying a database takes 20 ms there, not 100."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return MEMORY if there else None


def binaries() -> Path | None:
    version = os.environ.get("LUS_TEST_POSTGRES")
    return Path(f"/usr/lib/postgresql/{version}/bin") if version else None


def choose_examples() -> None:
    """In CI the same examples each time; `make fuzz` takes fresh ones, and many. Neither is measured by a clock.

    Shrinking a failing stay takes minutes: CI says that it failed, a developer's run finds the smallest example.
    """
    calm: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    quick = [phase for phase in Phase if phase is not Phase.shrink]
    settings.register_profile("ci", **calm, derandomize=True, phases=quick)
    settings.register_profile("developer", **calm)
    settings.register_profile("fuzz", **calm, max_examples=3000)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "developer"))


def pytest_configure(config: pytest.Config) -> None:
    choose_examples()
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[SOCKETS] = Path(given["sockets"])
        return
    # Developers' own settings are not the tests'.
    for name in [n for n in os.environ if n.startswith("LUS_") and not n.startswith("LUS_TEST_")]:
        del os.environ[name]
    server = Server(new_open_folder(memory()), binaries=binaries(), durable=False)
    config.stash[SERVER] = server
    config.stash[SOCKETS] = server.place.sockets
    server.start()
    create_database(server.url("postgres"), TEMPLATE)
    database = engine.connect(Settings(database_url=server.url(TEMPLATE)).sqlalchemy_url())
    bootstrap.migrate(database)
    database.dispose()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["sockets"] = str(node.config.stash[SOCKETS])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()
        shutil.rmtree(server.place.base, ignore_errors=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    folder = new_open_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    sockets = request.config.stash[SOCKETS]
    name = f"lus_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    create_database(address(sockets, "postgres"), name, template=TEMPLATE)
    yield address(sockets, name)
    with psycopg.connect(address(sockets, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def system(database_url: str) -> Iterator[bootstrap.System]:
    # As under `lus run`: a login that owns nothing.
    made = bootstrap.system(Settings(database_url=database_url.replace(OWNER, LOGIN, 1)))
    yield made
    made.close()


@pytest.fixture
def client(system: bootstrap.System) -> Iterator[TestClient]:
    origin = "https://testserver"
    with TestClient(create_app(system), base_url=origin, headers={"origin": origin}) as made:
        yield made
