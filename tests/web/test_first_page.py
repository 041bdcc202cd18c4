import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System, system
from lus.embedded import Server
from lus.serving import listen
from lus.settings import Settings
from lus.store import migrations
from lus.usecases.heartbeat import beat
from lus.web.app import create_app
from lus.web.first_page import ago, moment
from tests.conftest import binaries


def test_the_page_says_what_runs(client: TestClient, system: System) -> None:
    with system.write() as connection:
        beat(connection, "worker", "lus@here", 1, 1)
    page = client.get("/om").text
    assert '<html lang="sv">' in page
    assert "Allt är igång" in page
    assert "PostgreSQL 1" in page
    assert migrations.head() in page


def test_before_the_first_heartbeat_the_page_says_so(client: TestClient) -> None:
    page = client.get("/om").text
    assert "Arbetaren har inte hört av sig än" in page
    assert "Allt är igång" not in page


def test_machines_ask_at_halsa(client: TestClient) -> None:
    answer = client.get("/halsa")
    assert answer.status_code == 200
    assert answer.text.startswith("ok\n")


@pytest.mark.parametrize(
    "path", ["/om", "/logga-in", "/halsa", "/finns-inte", "/static/manifest.json", "/static/finns-inte.css"]
)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_built_files_are_kept_by_the_browser_and_pages_are_not(client: TestClient) -> None:
    page = client.get("/om")
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in client.get(style).headers["cache-control"]
    assert page.headers["cache-control"] == "no-store"
    assert "https://" not in client.get(style).text.replace("http://www.w3.org/2000/svg", "")


def test_the_stylesheet_holds_nothing_of_the_nhs_brand(client: TestClient) -> None:
    page = client.get("/om").text
    style = client.get(page.split('rel="stylesheet" href="')[1].split('"')[0]).text.lower()
    assert "frutiger" not in style
    assert "assets.nhs.uk" not in style
    assert "#005eb8" not in style


def test_a_page_that_does_not_exist_says_so_in_swedish(client: TestClient) -> None:
    answer = client.get("/finns-inte")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


def test_a_method_that_a_page_does_not_take_is_refused_in_swedish(client: TestClient) -> None:
    answer = client.delete("/om")
    assert answer.status_code == 405
    assert "tar inte emot" in answer.text


def test_a_crash_shows_a_page_and_no_traceback(system: System) -> None:
    app = create_app(system)

    def crash() -> None:
        raise ZeroDivisionError("hemligt")

    app.add_api_route("/krasch", crash)
    answer = TestClient(app, base_url="https://testserver").get("/krasch")
    assert answer.status_code == 500
    assert "Något gick fel" in answer.text
    assert "hemligt" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_503_in_swedish_while_postgresql_is_gone_and_well_again_without_a_restart(open_folder: Path) -> None:
    server = Server(open_folder, binaries=binaries(), durable=False)
    server.start()
    made = system(Settings(database_url=server.url()))
    try:
        with TestClient(create_app(made), base_url="https://testserver") as client:
            assert client.get("/om").status_code == 200
            server.stop()
            gone = client.get("/om")
            assert gone.status_code == 503
            assert "Hemgång når inte databasen" in gone.text
            assert gone.headers["retry-after"] == "5"
            server.start()
            back = client.get("/om")
            assert back.status_code == 200
            assert "Databasen är inte migrerad" in back.text
    finally:
        made.close()
        server.stop()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "nyss"), (1, "för 1 sekund sedan"), (59, "för 59 sekunder sedan"), (60, "för 1 minut sedan"),
     (7200, "för 2 timmar sedan"), (90000, "för 1 dygn sedan")],
)  # fmt: skip
def test_durations_are_words(seconds: int, said: str) -> None:
    assert ago(seconds) == said


def test_moments_are_told_in_stockholm() -> None:
    assert moment(datetime(2026, 3, 3, 13, 30, tzinfo=UTC)) == "tis 3 mars 14.30"
    assert moment(datetime(2026, 7, 5, 22, 30, tzinfo=UTC)) == "mån 6 juli 00.30"


def test_answers_do_not_wait_for_nagle() -> None:
    # asyncio turns the delay off only on sockets that say they are TCP.
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
