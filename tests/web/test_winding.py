"""The training clock is wound forward from the yellow band, by anybody at work, for everybody."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from lus.bootstrap import System
from lus.domain.calendar import day_of, local
from lus.usecases import sign_in
from tests.cases import SOCIAL, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import notified
from tests.web.browsing import ORIGIN, browser, owner

MINUTE = timedelta(minutes=1)
LATE = r"försenad \d"
LENGTHS = {"hour": timedelta(hours=1), "four_hours": timedelta(hours=4), "day": timedelta(1), "week": timedelta(7)}


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


def at(unit: int, system: System) -> TestClient:
    """A browser in which the unit's person has signed in."""
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


def shown(client: TestClient, path: str = "/tavla") -> dict[str, str]:
    """The band's form as the page has it."""
    found = re.search(r'name="fran" value="(\d+)"', client.get(path).text)
    assert found
    return {"fran": found[1]}


def wound(client: TestClient, step: str, **more: str) -> TestClient:
    answer = client.post("/klocka", data={**shown(client), "fram": step, **more})
    assert answer.status_code == 303
    return client


@pytest.mark.parametrize(("step", "length"), LENGTHS.items())
def test_the_clock_goes_forward_by_what_was_chosen(
    step: str, length: timedelta, system: System, registry: Registry
) -> None:
    assert registry
    client = at(WARD, system)
    before = system.clock()
    wound(client, step)
    assert length <= system.clock() - before < length + MINUTE


def test_until_tomorrow_is_eight_in_the_morning_here(system: System, registry: Registry) -> None:
    assert registry
    before = local(system.clock()).date()
    wound(at(SOCIAL, system), "morning")
    after = local(system.clock())
    assert (after.date() - before, f"{after:%H.%M}") == (timedelta(1), "08.00")


def test_one_comes_back_to_the_page_and_to_the_band(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    client = at(SOCIAL, system)
    for page in (f"/arende/{stay.ref}", "/tavla?mine=1", f"/arende/{stay.ref}/acknowledged?of=3"):
        data = {**shown(client), "fram": "hour"}
        answer = client.post("/klocka", data=data, headers={"referer": ORIGIN + page})
        assert answer.headers["location"] == f"{page}#klocka"
    for strange in ("https://elsewhere.example/tavla", f"{ORIGIN}/uppdrag", f"{ORIGIN}/nowhere/at/all"):
        answer = client.post("/klocka", data={**shown(client), "fram": "hour"}, headers={"referer": strange})
        assert answer.headers["location"] == "/tavla#klocka"


def test_two_who_wind_at_once_wind_it_once_and_both_are_told_where_it_stands(
    system: System, registry: Registry
) -> None:
    assert registry
    one, other = at(WARD, system), at(SOCIAL, system)
    band = shown(other)
    before = system.clock()
    wound(one, "day")
    answer = other.post("/klocka", data={**band, "fram": "day"}, headers={"referer": f"{ORIGIN}/inkorg"})
    assert answer.status_code == 409
    assert timedelta(1) <= system.clock() - before < timedelta(1) + MINUTE
    day = f"{day_of(system.clock()).day} "
    for said in (answer.text, one.get("/tavla").text):
        assert re.search(rf"(Klockan är|Den är nu <b>)\w* ?\w+ {day}", said.replace("\n", " ")), said
    assert 'href="/inkorg"' in answer.text
    wound(other, "hour")


def test_what_no_form_of_ours_sends_winds_nothing(system: System, registry: Registry) -> None:
    assert registry
    client = at(WARD, system)
    before = system.clock()
    band = shown(client)
    for made_up in ({"fram": "year"}, {"fram": ""}, {"fram": "day", "fran": "-1"}, {"fram": "day", "fran": "9" * 30}):
        assert client.post("/klocka", data={**band, **made_up}).status_code == 422, made_up
    asked = {**band, "fram": "day"}
    assert client.post("/klocka", data=asked, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser(system).post("/klocka", data=asked).headers["location"].startswith("/logga-in")
    assert system.clock() - before < MINUTE


def test_in_earnest_there_is_no_such_page(system: System, database_url: str) -> None:
    furnish(database_url)
    with owner(database_url) as connection:
        sign_in.add_local_account(connection, "Siv Alm", "siv", "korrekt häst batteri", WARD, "nurse")
    client = browser(system)
    assert client.post("/logga-in", data={"namn": "siv", "losenord": "korrekt häst batteri"}).status_code == 303
    assert "/klocka" not in client.get("/tavla").text
    assert client.post("/klocka", data={"fram": "day", "fran": "0"}).status_code == 404


def test_sessions_and_log_keep_real_time_and_the_winding_is_logged(
    system: System, registry: Registry, database_url: str
) -> None:
    notified(system, registry)
    client = at(WARD, system)
    with capture_logs() as logs:
        wound(client, "week")
    told = [line for line in logs if line["event"] == "training clock wound"]
    assert [(line["step"], line["assignment"]) for line in told] == [("week", registry.actors[WARD].assignment)]
    assert client.get("/tavla").status_code == 200
    with owner(database_url) as connection:
        assert connection.execute(text("select max(at) < now() + interval '1 minute' from access_log")).scalar()


def test_a_duty_is_late_on_every_board_once_its_time_has_passed(system: System, registry: Registry) -> None:
    notified(system, registry)
    social, ward = at(SOCIAL, system), at(WARD, system)
    assert not re.search(LATE, social.get("/tavla").text)
    wound(ward, "week")
    assert re.search(LATE, social.get("/tavla").text)
    assert re.search(LATE, ward.get("/tavla").text)
