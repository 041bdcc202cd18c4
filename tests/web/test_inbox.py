"""The inbox's page: one click acknowledges and stays, several at once too, and every refusal says what to do."""

import re

import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified
from tests.web.browsing import browser, count


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stays(system: System, registry: Registry) -> list[Recorder]:
    """Two told of; the second is a protected person."""
    return [
        notified(system, registry, header("Dahl, Ivar")),
        notified(system, registry, header("Skyddad, Person", number="189303152390", protected="sekretessmarkering")),
    ]


@pytest.fixture
def social(system: System, stays: list[Recorder]) -> TestClient:
    assert stays
    return at(system, SOCIAL)


def at(system: System, unit: int) -> TestClient:
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


def key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_each_message_says_what_from_whom_when_and_by_when(social: TestClient) -> None:
    page = social.get("/inkorg").text
    for told in ("Dahl, Ivar", "Inskrivningsmeddelande", "ward 1", "i dag", "Inskriven", "2 meddelanden att kvittera"):
        assert told in page
    assert "<title>Inkorg" in page
    assert 'Inkorg <span class="count">2' in social.get("/tavla").text


def test_a_protected_persons_message_names_no_person_and_no_unit(social: TestClient, stays: list[Recorder]) -> None:
    rows = social.get("/inkorg").text.split("<tr ")
    row = next(one for one in rows if stays[1].ref in one)
    assert "Skyddade personuppgifter" in row
    assert "Avdelningen" in row
    for secret in ("Skyddad, Person", "18930315", "ward 1"):
        assert secret not in row


def test_one_click_acknowledges_stays_and_says_so(social: TestClient, stays: list[Recorder], database_url: str) -> None:
    before = count(database_url, "facts")
    message = f"{stays[0].ref}.3"
    sent = {"key": key(social.get("/inkorg").text), "en": message, f"vad.{message}": "admission_notified"}
    for _ in range(2):
        answer = social.post("/inkorg", data=sent)
        assert answer.status_code == 303
    assert count(database_url, "facts") == before + 1
    page = social.get(answer.headers["location"]).text
    assert "Klart: ni har kvitterat inskrivningsmeddelandet." in page
    assert "Dahl, Ivar" not in page
    assert "1 meddelande att kvittera" in page


def test_several_at_once_and_what_a_colleague_had_read_is_told(social: TestClient, stays: list[Recorder]) -> None:
    sent = {"key": key(social.get("/inkorg").text), "markerad": [f"{stay.ref}.3" for stay in stays]}
    stays[1]("acknowledged", SOCIAL, of=3)
    page = social.get(social.post("/inkorg", data=sent).headers["location"]).text
    assert "Klart: ni har kvitterat inskrivningsmeddelandet." not in page
    assert "Klart: ni har kvitterat meddelandet." in page
    assert "Ett meddelande var redan kvitterat" in page
    assert "Inget att kvittera. Här kommer inskrivningsmeddelanden" in page


@pytest.mark.parametrize("marked", [{}, {"markerad": "x"}, {"markerad": "7F3K2M9A.²"}, {"en": "189403122010.3"}])
def test_nothing_marked_is_said_and_records_nothing(social: TestClient, marked: dict[str, str]) -> None:
    answer = social.post("/inkorg", data=marked)
    assert answer.status_code == 422
    assert "Inget meddelande är markerat. Markera minst ett och försök igen." in answer.text


def test_a_stranger_acknowledges_nothing(system: System, stays: list[Recorder], database_url: str) -> None:
    stranger = at(system, STRANGER)
    before = count(database_url, "facts")
    assert "Dahl" not in stranger.get("/inkorg").text
    stranger.post("/inkorg", data={"en": f"{stays[0].ref}.3"})
    assert count(database_url, "facts") == before


def test_a_ward_reads_what_its_receivers_said(system: System, stays: list[Recorder]) -> None:
    ward = at(system, WARD)
    assert "Ingen mottagare har kvitterat eller svarat det senaste dygnet." in ward.get("/inkorg").text
    stays[0]("acknowledged", SOCIAL, of=3)
    stays[1]("acknowledged", SOCIAL, of=3)
    page = ward.get("/inkorg").text
    assert f"{SOCIAL} har kvitterat inskrivningsmeddelandet" in page
    assert "Kommunen har kvitterat inskrivningsmeddelandet" in page
    assert "Skyddad, Person" not in page


@pytest.mark.parametrize("asked", ["sida=0", "sida=-1", "sida=abc", "sida=99999999999999", "klart=²&vad=<b>&redan=x"])
def test_a_wild_address_is_an_ordinary_page(social: TestClient, asked: str) -> None:
    answer = social.get(f"/inkorg?{asked}")
    assert answer.status_code == 200
    assert "<b>" not in answer.text.partition("Kvittera markerade")[0].partition('class="told"')[2]


def test_what_is_voided_says_of_what(system: System, stays: list[Recorder], social: TestClient) -> None:
    day = system.clock().date()
    changed = stays[0]("expected_discharge_changed", WARD, receivers=to(SOCIAL, HOME_CARE, CENTRE),
                       expected_discharge_on=day)  # fmt: skip
    stays[0]("acknowledged", SOCIAL, of=changed)
    stays[0]("voided", WARD, of=changed, reason="correction")
    assert "Makulerad: ändrad beräknad utskrivning" in social.get("/inkorg").text


def test_receipts_of_several_receivers_are_one_line_that_counts_them(system: System, stays: list[Recorder]) -> None:
    for unit in (SOCIAL, HOME_CARE):
        stays[0]("acknowledged", unit, of=3)
    page = at(system, WARD).get("/inkorg").text
    assert f"{HOME_CARE} har kvitterat inskrivningsmeddelandet · kvitterad av 2 av 3" in page
    assert page.count("har kvitterat inskrivningsmeddelandet") == 1
