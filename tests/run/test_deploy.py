"""A deploy while pages are open: what was begun with one process is finished with the next, and nobody is cut off."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from alembic import command

from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store import engine, migrations
from lus.trouble import Trouble
from tests.cases import SOCIAL, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, notified
from tests.store.test_upgrade import empty
from tests.web.browsing import Form, count

__all__ = ["empty"]

PATIENCE_S = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


class Site:
    """`lus serve` on a port that outlives the process, and somebody's browser there."""

    def __init__(self, url: str, var: Path) -> None:
        self.url, self.var, self.port, self.cookie = url, var, free_port(), ""
        self.address = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def serving(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A process of its own, ended as a deploy ends it."""
        login = self.url.replace(OWNER, LOGIN, 1)
        environment = {**os.environ, "LUS_DATABASE_URL": login, "LUS_PORT": str(self.port), "LUS_VAR": str(self.var)}
        process = subprocess.Popen([sys.executable, "-m", "lus", "serve"], env=environment)
        try:
            eventually(self.answers)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) in {0, -signal.SIGTERM}

    def answers(self) -> bool:
        try:
            return self.get("/halsa").status_code == 200
        except httpx2.TransportError:
            return False

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(f"{self.address}{path}", headers={"cookie": self.cookie}, timeout=PATIENCE_S)

    def post(self, path: str, data: Mapping[str, object]) -> httpx2.Response:
        headers = {"cookie": self.cookie, "origin": self.address}
        return httpx2.post(f"{self.address}{path}", data=data, headers=headers, timeout=PATIENCE_S)

    def sign_in(self, unit: int) -> None:
        answer = self.post("/logga-in/ovning", {"konto": f"unit-{unit}"})
        assert answer.status_code == 303
        self.cookie = answer.headers["set-cookie"].partition(";")[0]


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: object, registry: Registry) -> Recorder:
    return notified(system, registry)  # type: ignore[arg-type]  # bootstrap.System


@pytest.fixture
def site(database_url: str, registry: Registry, tmp_path: Path) -> Site:
    assert registry
    return Site(database_url, tmp_path)


def test_a_form_opened_before_a_deploy_is_sent_after_it(site: Site, stay: Recorder, database_url: str) -> None:
    place = f"/arende/{stay.ref}/expected_discharge_changed"
    with site.serving():
        site.sign_in(WARD)
        page = site.get(place).text
        # Migrating to the version that comes next does not disturb who is at work.
        migrated = subprocess.run(
            [sys.executable, "-m", "lus", "migrate"],
            env={**os.environ, "LUS_DATABASE_URL": database_url, "LUS_VAR": str(site.var)},
            check=False,
        )
        assert migrated.returncode == 0
        assert site.get("/tavla").status_code == 200
    sent = Form(page).filled(note="Skrivet före bytet.")
    with site.serving():
        facts = count(database_url, "facts")
        saved = site.post(f"{place}/utkast", sent)
        assert saved.status_code == 200
        for _ in range(2):
            assert site.post(place, sent).status_code == 303
        assert count(database_url, "facts") == facts + 1
        assert "Skrivet före bytet." in site.get(f"/arende/{stay.ref}").text
        # The page's files, as a former build called them.
        files = re.findall(r"/static/[\w-]+\.[0-9a-f]{10}\.(?:css|js)", page)
        assert len(files) >= 3
        for file in files:
            former = re.sub(r"\.[0-9a-f]{10}\.", ".0123456789.", file)
            answer = site.get(former)
            assert (answer.status_code, answer.text) == (200, site.get(file).text)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-type"] == site.get(file).headers["content-type"]
        assert site.get("/static/unknown.0123456789.js").status_code == 404


def test_a_request_under_way_is_answered_before_the_server_ends(site: Site, stay: Recorder, database_url: str) -> None:
    place = f"/arende/{stay.ref}/acknowledged"
    answers: list[int] = []
    watch = psycopg.connect(database_url, autocommit=True)
    with psycopg.connect(database_url) as holder, site.serving() as process:
        site.sign_in(SOCIAL)
        holder.execute("select from cases for update")
        sending = {"of": "3", "key": "just-once"}
        hand = threading.Thread(target=lambda: answers.append(site.post(place, sending).status_code))
        hand.start()
        waiting = "select count(*) from pg_locks where not granted"
        eventually(lambda: watch.execute(waiting).fetchone() != (0,))
        process.send_signal(signal.SIGTERM)
        eventually(lambda: not site.answers())
        holder.rollback()
        hand.join()
        assert process.wait(PATIENCE_S) in {0, -signal.SIGTERM}
    watch.close()
    assert answers == [303]
    with site.serving():
        # What was answered stands, and the same click again is the same fact.
        facts = count(database_url, "facts")
        assert site.post(place, sending).status_code == 303
        assert count(database_url, "facts") == facts


def test_a_migration_gives_up_rather_than_let_everybody_wait_and_is_run_again(empty: str) -> None:
    database = engine.connect(Settings(database_url=empty).sqlalchemy_url())
    with database.connect() as connection:
        command.upgrade(migrations.config(connection), "0012")
    with psycopg.connect(empty) as writing:
        writing.execute("lock table facts in row exclusive mode")
        with pytest.raises(Trouble, match="Kör lus migrate igen"):
            migrations.upgrade(database, "0013")
        # Who wrote meanwhile goes on.
        assert writing.execute("select version_num from alembic_version").fetchone() == ("0012",)
    migrations.upgrade(database, "0013")
    with psycopg.connect(empty) as owner:
        assert owner.execute("select version_num from alembic_version").fetchone() == ("0013",)
    database.dispose()
