"""A coordinator's board: what is overdue, without anybody's identity; reminded, escalated, noted, opened from there."""

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.store import clock
from tests.cases import CENTRE, COORDINATOR, OTHER_COORDINATOR, REGION_COORDINATOR, SOCIAL, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, ready
from tests.web.browsing import Form, browser, count

SIP = "Kalla till SIP"
NAME, NUMBER = "Dahl, Ivar", "189304152395"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    made = ready(system, registry, header(NAME, number=NUMBER))
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=5))
    return made


def at(system: System, unit: int) -> TestClient:
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


@pytest.fixture
def region(system: System, stay: Recorder) -> TestClient:
    assert stay
    return at(system, REGION_COORDINATOR)


def group(page: str, heading: str) -> str:
    """The table under that heading."""
    found = re.search(rf'<table [^>]*aria-label="{heading}">.*?</table>', page, re.DOTALL)
    assert found, heading
    return found[0]


def sip(page: str) -> dict[str, str]:
    """What the forms of the overdue call to a SIP carry."""
    row = group(page, SIP)
    return {
        name: unescape(found[1])
        for name in ("duty", "key", "fran")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', row))
    }


def named(page: str) -> list[str]:
    """What of the patient stands in the page."""
    return [secret for secret in (NAME, "Dahl", "Ivar", NUMBER, NUMBER[2:8]) if secret in page]


def test_what_is_overdue_stands_by_kind_calls_to_sip_first_and_names_nobody(region: TestClient, stay: Recorder) -> None:
    page = region.get("/tavla").text
    chips, _, rows = page.partition("Uppdatera</a>")
    assert chips.index("Kalla till SIP") < chips.index("Överföra information")
    assert rows.index(SIP) < rows.index("Överföra information")
    row = group(page, SIP)
    for told in (str(CENTRE), f"ärende {stay.ref}", "försenad", "skulle ha gjorts", "öppnad", "inget ännu"):
        assert told in row
    for act in ("Påminn", "Eskalera", "Anteckna", "Öppna ärendet"):
        assert act in row
    assert named(page) == []
    assert "<title>Tavla" in page
    only = region.get("/tavla?kind=call_to_sip").text
    assert SIP in only
    assert "Överföra information" not in only.partition("Uppdatera</a>")[2]
    assert "Inget av det slaget är försenat" in region.get("/tavla?kind=settle_dispute").text


def test_reminded_escalated_and_noted_in_place_with_no_identity_anywhere(region: TestClient, stay: Recorder) -> None:
    for kind, said, told in (
        ("reminded", {}, "Klart: påminnelse."),
        ("escalated", {"text": "Ringt verksamhetschefen."}, "Klart: eskalerat."),
        ("noted", {"text": "Semesterstängt."}, "Klart: anteckning."),
    ):
        form = sip(region.get("/tavla").text)
        sent = region.post(f"/samordning/{stay.ref}/{kind}", data=form | said)
        assert sent.status_code == 303
        assert NAME not in sent.headers["location"]
        page = region.get(sent.headers["location"]).text
        assert told in group(page, SIP)
        assert named(page) == []
    row = group(page, SIP)
    for told in ("Påmind i ", "Eskalerad i ", "Antecknat i ", "Ringt verksamhetschefen.", "Semesterstängt."):
        assert told in row


def test_the_list_honours_unit_municipality_and_mine_in_the_address(region: TestClient, stay: Recorder) -> None:
    def rows(asked: str) -> str:
        return region.get(f"/tavla?{asked}").text.partition("Uppdatera</a>")[2].partition("Ärenden som ni är part i")[0]

    assert SIP in rows("")
    assert SIP in rows(f"unit={CENTRE}")
    assert SIP not in rows(f"unit={WARD}")
    assert "Överföra information" in rows(f"unit={WARD}")
    nothing = "Ingenting passar urvalet just nu."
    assert SIP in rows("municipality=0480"), "where the person is registered"
    assert nothing in rows("municipality=0484")
    assert nothing in rows("mine=1")
    # What the address does not know is said, and not used.
    assert SIP in rows("unit=999999&municipality=9999")
    chosen = region.get(f"/tavla?unit={CENTRE}&kind=call_to_sip").text
    assert f'href="/tavla?unit={CENTRE}&amp;kind=call_to_sip"' in chosen, "kinds keep what else is chosen"
    assert f'name="fran" value="/tavla?unit={CENTRE}&amp;kind=call_to_sip"' in chosen
    sent = region.post(f"/samordning/{stay.ref}/reminded", data=sip(chosen))
    assert f"unit={CENTRE}&kind=call_to_sip&klart=reminded" in sent.headers["location"]
    assert SIP in rows("mine=1"), "I have reminded of it"
    assert "Överföra information" not in rows("mine=1")


def test_the_same_form_twice_is_one_reminder(region: TestClient, stay: Recorder, database_url: str) -> None:
    form = sip(region.get("/tavla").text)
    for _ in range(2):
        assert region.post(f"/samordning/{stay.ref}/reminded", data=form).status_code == 303
    assert count(database_url, "facts where kind = 'reminded'") == 1


@pytest.mark.parametrize(
    ("kind", "name", "typed", "said"),
    [
        ("escalated", "text", "", "Fyll i vem som har fått veta, och vad som sades."),
        ("noted", "text", "x" * 4001, "Anteckning: högst 4000 tecken. Texten har 4001."),
        ("party_added", "reason", "", "Fyll i varför ni öppnar ärendet."),
        ("escalated", "text", "\x07", "tecken"),
    ],
)
def test_a_fault_is_told_in_the_row_and_what_was_typed_stays(  # noqa: PLR0917 a table's columns
    region: TestClient, stay: Recorder, kind: str, name: str, typed: str, said: str
) -> None:
    form = sip(region.get("/tavla").text)
    answer = region.post(f"/samordning/{stay.ref}/{kind}", data=form | {name: typed})
    assert answer.status_code == 422
    assert "<title>Fel: Tavla" in answer.text
    row = group(answer.text, SIP)
    assert said in row
    assert f'href="#f-{kind}-{form["duty"]}"' in answer.text
    assert 'aria-invalid="true"' in row
    assert typed in row
    assert row.count('class="act" open') == 1


def test_a_row_that_is_gone_is_404_and_what_was_typed_is_not_lost(region: TestClient, stay: Recorder) -> None:
    form = sip(region.get("/tavla").text)
    stay("sip_called", CENTRE, meeting_at=stay.system.clock() + timedelta(days=9), form="video")
    answer = region.post(f"/samordning/{stay.ref}/noted", data=form | {"text": "Semesterstängt."})
    assert answer.status_code == 404
    assert "Åtgärden står inte på er lista." in answer.text
    assert "Det här skrev ni: Semesterstängt." in answer.text
    assert named(answer.text) == []


def test_strangers_get_404_whatever_they_try(system: System, region: TestClient, stay: Recorder) -> None:
    form = sip(region.get("/tavla").text) | {"text": "Hej.", "reason": "Vill se."}
    for kind in ("reminded", "noted", "party_added"):
        answer = at(system, OTHER_COORDINATOR).post(f"/samordning/{stay.ref}/{kind}", data=form)
        assert answer.status_code == 404
        assert named(answer.text) == []
        for other in (SOCIAL, WARD):
            assert at(system, other).post(f"/samordning/{stay.ref}/{kind}", data=form).status_code == 404
    assert region.post(f"/samordning/{stay.ref}/died", data=form).status_code == 404
    assert region.post(f"/samordning/{NUMBER}/noted", data=form).status_code == 404
    assert region.get(f"/arende/{stay.ref}").status_code == 404
    assert browser(system).post(f"/samordning/{stay.ref}/noted", data=form).status_code == 303


def test_the_case_is_opened_with_a_purpose_that_everybody_sees_worked_on_and_left(
    system: System, region: TestClient, stay: Recorder
) -> None:
    form = sip(region.get("/tavla").text) | {"reason": "Ingen har kallat till SIP."}
    sent = region.post(f"/samordning/{stay.ref}/party_added", data=form)
    answer = region.get(sent.headers["location"])
    assert answer.url.path == f"/arende/{stay.ref}"
    assert "Klart: part tillagd." in answer.text
    assert "Ivar Dahl" in answer.text
    for unit in (WARD, SOCIAL, CENTRE):
        assert "Ingen har kallat till SIP." in at(system, unit).get(f"/arende/{stay.ref}").text
    board = region.get("/tavla").text
    assert NAME in board.partition("Ärenden som ni är part i")[2]
    assert named(board.partition("Ärenden som ni är part i")[0]) == []
    assert "Till ärendet" in group(board, SIP)
    assert "Öppna ärendet" not in group(board, SIP)
    # From the list still, now by the row of a case that it is on.
    assert region.post(f"/samordning/{stay.ref}/reminded", data=sip(board)).status_code == 303
    new = region.get(f"/arende/{stay.ref}/nytt").text
    assert f"/arende/{stay.ref}/party_removed" in new
    assert f"/arende/{stay.ref}/party_added" not in new
    key = f"call_to_sip:8:{CENTRE}"
    sheet = Form(region.get(f"/arende/{stay.ref}/duty_dismissed?duty={key}").text)
    dismissed = sheet.filled(duty=key, reason="no_longer_meaningful")
    assert region.post(f"/arende/{stay.ref}/duty_dismissed", data=dismissed).status_code == 303
    sheet = Form(region.get(f"/arende/{stay.ref}/party_removed").text)
    left = sheet.filled(party=str(REGION_COORDINATOR), reason="Klart för vår del.")
    sent = region.post(f"/arende/{stay.ref}/party_removed", data=left)
    assert (sent.status_code, sent.headers["location"]) == (303, "/tavla?klart=party_removed")
    gone = region.get(sent.headers["location"])
    assert 'role="status"' in gone.text
    assert named(gone.text) == []
    assert region.get(f"/arende/{stay.ref}").status_code == 404


def test_a_municipalitys_coordinator_sees_its_own_units(system: System, stay: Recorder) -> None:
    page = at(system, COORDINATOR).get("/tavla").text
    assert stay.ref in page
    assert SIP not in page
    assert "inte part i något ärende" in page
    assert "Inget är försenat" in at(system, OTHER_COORDINATOR).get("/tavla").text


def test_a_protected_persons_row_names_no_unit(system: System, registry: Registry) -> None:
    assert registry
    ready(system, registry, header(NAME, number=NUMBER, protected="sekretessmarkering"))
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=5))
    page = at(system, REGION_COORDINATOR).get("/tavla").text.partition("Uppdatera</a>")[2]
    assert "Den öppna vården" in group(page, SIP)
    assert "Avdelningen" in page
    for unit in (WARD, CENTRE):
        assert registry.units[unit].kind + f" {unit}" not in page
        assert f'<span class="name">{unit}</span>' not in page
    assert named(page) == []
