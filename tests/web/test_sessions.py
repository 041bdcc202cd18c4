"""Signing in and out as browsers do it, and what somebody else can make of it."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from starlette.routing import Mount
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from lus.bootstrap import System
from lus.usecases import sign_in
from lus.web.app import create_app
from lus.web.security import HEADERS
from tests.cases import SOCIAL, WARD
from tests.store.registry import furnish
from tests.web.browsing import COOKIE, ORIGIN, browser, owner

SAFE = ("text/html", "text/plain", "application/json")
PASSWORD = "korrekt häst batteri"  # noqa: S105 invented
SIV = {"namn": "siv", "losenord": PASSWORD}


@dataclass
class Place:
    """An installation in earnest, with Siv, a nurse at the ward, and one who administers it."""

    system: System
    url: str

    def signed_in(self, name: str = "siv") -> TestClient:
        """A browser in which somebody has signed in."""
        client = browser(self.system)
        assert client.post("/logga-in", data={**SIV, "namn": name}).status_code == 303
        return client

    def later(self, column: str, by: timedelta) -> None:
        """As if the sessions had been opened, or seen, so long ago."""
        with owner(self.url) as connection:
            connection.execute(text(f"update sessions set {column} = {column} - :by"), {"by": by})  # noqa: S608 ours


@pytest.fixture
def place(system: System, database_url: str) -> Place:
    furnish(database_url)
    with owner(database_url) as connection:
        sign_in.add_local_account(connection, "Siv Alm", "siv", PASSWORD, WARD, "nurse")
        sign_in.add_local_account(connection, "Ada Min", "ada", PASSWORD, WARD, "administrator")
    return Place(system, database_url)


def is_out(client: TestClient) -> bool:
    answer = client.get("/tavla")
    return answer.status_code == 303 and answer.headers["location"] == "/logga-in?vidare=/tavla"


def test_the_right_password_leads_to_where_one_was_going(place: Place) -> None:
    client = browser(place.system)
    asked = client.get("/tavla?mine=1").headers["location"]
    form = client.get(asked).text
    found = re.search(r'name="vidare" value="([^"]*)"', form)
    assert found
    answer = client.post("/logga-in", data={**SIV, "vidare": found[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tavla?mine=1")
    cookie = answer.headers["set-cookie"].lower()
    for wanted in ("__host-hemgang=", "httponly", "secure", "path=/", "samesite=lax"):
        assert wanted in cookie
    assert client.get("/tavla?mine=1").status_code == 200


def test_a_wrong_password_says_so_keeps_the_name_and_the_sixth_waits(place: Place) -> None:
    client = browser(place.system)
    for _ in range(5):
        wrong = client.post("/logga-in", data={**SIV, "losenord": "fel"})
        assert wrong.status_code == 422
        assert "Användarnamn eller lösenord stämmer inte." in wrong.text
        assert 'value="siv"' in wrong.text
        assert "fel" not in re.findall(r'value="([^"]*)"', wrong.text)
    unknown = client.post("/logga-in", data={**SIV, "namn": "ingen"})
    assert unknown.text == wrong.text.replace('value="siv"', 'value="ingen"')
    throttled = client.post("/logga-in", data=SIV)
    assert throttled.status_code == 429
    assert "Vänta en kvart och försök igen." in throttled.text
    assert is_out(client)


@pytest.mark.parametrize(
    ("column", "allowed", "too_long"),
    [
        ("seen_at", timedelta(minutes=29), timedelta(minutes=31)),
        ("created_at", timedelta(hours=11, minutes=59), timedelta(hours=12, minutes=1)),
    ],
)
def test_a_session_ends_when_idle_for_half_an_hour_and_after_twelve_hours(
    place: Place, column: str, allowed: timedelta, too_long: timedelta
) -> None:
    client = place.signed_in()
    place.later(column, allowed)
    assert client.get("/tavla").status_code == 200
    client = place.signed_in()
    place.later(column, too_long)
    assert is_out(client)


def test_who_works_is_not_idle(place: Place) -> None:
    client = place.signed_in()
    for _ in range(3):
        place.later("seen_at", timedelta(minutes=20))
        assert client.get("/tavla").status_code == 200


def test_a_cookie_copied_before_log_out_opens_nothing_after_it(place: Place) -> None:
    client = place.signed_in()
    stolen = client.cookies[COOKIE]
    thief = browser(place.system)
    thief.cookies.set(COOKIE, stolen)
    assert thief.get("/tavla").status_code == 200
    out = client.post("/logga-ut")
    assert (out.status_code, out.headers["location"]) == (303, "/logga-in")
    assert COOKIE not in client.cookies
    assert is_out(client)
    assert is_out(thief)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"origin": ""},
    ],
)
def test_what_another_site_sends_is_refused(place: Place, headers: dict[str, str]) -> None:
    client = place.signed_in()
    for path in ("/logga-ut", "/inskriv", "/logga-in", "/uppdrag"):
        answer = client.post(path, data=SIV, headers=headers)
        assert answer.status_code == 403
        assert "Ingenting har sparats" in answer.text
    assert client.get("/tavla").status_code == 200


@pytest.mark.parametrize(
    "vidare",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "%2f%2felsewhere.example",
        "%252f%252felsewhere.example",
        "/%09/elsewhere.example",
        "/\n/elsewhere.example",
        "javascript:alert(1)",
        "elsewhere.example",
        "",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(place: Place, vidare: str) -> None:
    signed_in = browser(place.system).post("/logga-in", data={**SIV, "vidare": vidare})
    already = place.signed_in().get("/logga-in", params={"vidare": vidare})
    for answer in (signed_in, already):
        assert (answer.status_code, answer.headers["location"]) == (303, "/tavla")


def test_a_role_without_the_page_is_told_so_and_can_leave(place: Place) -> None:
    client = place.signed_in("ada")
    for path in ("/tavla", "/arende/7F3K2M9A", "/inskriv"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "Rollen i ditt uppdrag öppnar inte den här sidan." in answer.text
        assert 'action="/logga-ut"' in answer.text
    assert client.post("/inskriv", data={"name": "x"}).status_code == 403


def test_the_municipality_admits_nobody(place: Place) -> None:
    with owner(place.url) as connection:
        sign_in.add_local_account(connection, "Eva Strand", "eva", PASSWORD, SOCIAL, "case_worker")
    client = place.signed_in("eva")
    assert client.get("/inskriv").status_code == 403
    assert client.post("/inskriv", data={"name": "x"}).status_code == 403
    assert "/inskriv" not in client.get("/tavla").text


def test_training_accounts_open_nothing_in_earnest(place: Place) -> None:
    with owner(place.url) as connection:
        connection.execute(text("insert into accounts (person_id, issuer, subject)"
                                " select id, 'training', 'karin.ek' from persons limit 1"))  # fmt: skip
    client = browser(place.system)
    assert "karin.ek" not in client.get("/logga-in").text
    answer = client.post("/logga-in/ovning", data={"konto": "karin.ek"})
    assert answer.status_code == 422
    assert "Det kontot finns bara i en övningsmiljö." in answer.text
    assert is_out(client)
    assert sign_in.unguarded_accounts(place.system)


def test_security_headers_stand_on_every_route(place: Place) -> None:
    client, app, asked = place.signed_in(), create_app(place.system), 0
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        path = route.path if isinstance(route, Mount) else context.path or ""
        address = re.sub(r"{\w+}", "7F3K2M9A", path)
        for method in ("GET", "POST", "DELETE"):
            answer = client.request(method, address)
            asked += 1
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, (method, address)
            assert "cache-control" in answer.headers
            assert answer.headers.get("content-type", "text/html").startswith(SAFE), address
            if address == "/logga-ut":
                client = place.signed_in()
    assert asked > 30


def test_what_crashes_tells_the_log_where_and_not_what_somebody_typed(place: Place) -> None:
    app = create_app(place.system)

    def crash() -> None:
        try:
            _ = dict[str, int]()["Elsa Björk"]
        except KeyError as error:
            raise ValueError("18920412-2399") from error

    app.add_api_route("/krasch", crash)
    with capture_logs() as told:
        assert TestClient(app, base_url=ORIGIN).get("/krasch").status_code == 500
    (crashed,) = (line for line in told if line["event"] == "crashed")
    assert crashed["kind"] == "ValueError"
    assert any("crash" in where for where in crashed["places"])
    assert "Elsa" not in repr(told)
    assert "18920412" not in repr(told)
