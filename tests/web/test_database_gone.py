"""PostgreSQL goes and comes back: who is signed in is told, loses nothing that was sent, and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lus import bootstrap
from lus.embedded import Server
from lus.settings import Settings
from lus.store import engine, migrations
from tests.cases import WARD
from tests.conftest import binaries
from tests.store.registry import furnish
from tests.web.browsing import Form, browser, count, invented


@pytest.fixture
def server(open_folder: Path) -> Iterator[Server]:
    made = Server(open_folder, binaries=binaries(), durable=False)
    made.start()
    database = engine.connect(Settings(database_url=made.url()).sqlalchemy_url())
    migrations.upgrade(database)
    database.dispose()
    yield made
    made.stop()


def test_a_signed_in_page_says_503_in_swedish_and_is_well_again(server: Server) -> None:
    furnish(server.url(), training=True)
    system = bootstrap.system(Settings(database_url=server.url()))
    client = browser(system)
    client.post("/logga-in/ovning", data={"konto": f"unit-{WARD}"})
    form = Form(client.get("/inskriv").text)
    typed = form.filled(name="Elsa Björk", number=invented(239), registered_in="0480")
    server.stop()
    for answer in (client.get("/tavla"), client.post("/inskriv", data=typed), client.get("/arende/7F3K2M9A")):
        assert answer.status_code == 503
        assert "Hemgång når inte databasen" in answer.text
        assert answer.headers["retry-after"] == "5"
    server.start()
    assert client.get("/tavla").status_code == 200
    sent = [client.post("/inskriv", data=typed) for _ in range(2)]
    assert {(answer.status_code, answer.headers["location"]) for answer in sent} == {(303, sent[0].headers["location"])}
    assert count(server.url(), "cases") == 1
    system.close()
