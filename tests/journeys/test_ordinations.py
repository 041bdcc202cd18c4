"""Journey (d): an ordination is questioned, answered and received before the discharge, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from lus.usecases.training import fill
from tests.journeys.conftest import finds_nothing
from tests.journeys.training import Person, at_work, prepare

PATIENT = "Nils Bergström"
WHAT = "Omläggning av operationssår"
QUESTION = "Får han duscha?"
ANSWER = "Ja, före omläggningen."


@pytest.fixture
def filled(system: System, database_url: str) -> System:
    fill.tell(system, prepare(database_url))
    return system


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_an_ordination_questioned_and_answered(browser: Browser, site: str, filled: System, keyboard: bool) -> None:
    with (
        at_work(browser, site, filled, "Karin Ek", keyboard=keyboard) as ward,
        at_work(browser, site, filled, "Maria Öberg", keyboard=keyboard) as care,
        at_work(browser, site, filled, "Jonas Lind", keyboard=keyboard) as social,
    ):
        given(ward)
        questioned(care)
        social.to_case(PATIENT)
        social.sees("Ordinationer", "Vad ordinationerna säger är för avsändare och mottagare.", "väntar på svar")
        expect(social.page.get_by_text(WHAT)).to_have_count(0)
        expect(social.page.get_by_text(QUESTION)).to_have_count(0)
        finds_nothing(social.page)
        answered(ward)
        received(care)
        ward.to_case(PATIENT)
        ward.sees("Ordinationer", "tog emot")
        ward.act("Boka hemresa")
        expect(ward.page.get_by_text("Allt som ska göras hemma är inte mottaget.")).to_have_count(0)


def given(ward: Person) -> None:
    """Two after one another; who ordered and who follows up is typed once."""
    ward.to_case(PATIENT)
    ward.press("link", "Ordinera", exact=True)
    ward.write("Vad som ska göras", WHAT)
    ward.write("Hur ofta", "varannan dag")
    ward.when("Första gången", ward.day(2), "08.00")
    ward.write("Vem som har ordinerat", "Anna Holm")
    ward.write("Vem som följer upp", "VC Skiftinge, efter två veckor")
    ward.choose("Grund för att lämna uppgifterna till en annan huvudman", "samtycke")
    finds_nothing(ward.page)
    ward.press("button", "Skicka och skriv en till")
    expect(ward.page.get_by_role("status")).to_contain_text("Klart: ordination.")
    expect(ward.page.get_by_role("textbox", name="Vem som har ordinerat")).to_have_value("Anna Holm")
    ward.write("Vad som ska göras", "Blodtryck")
    ward.write("Hur ofta", "varje morgon")
    ward.send("Skicka", "ordination")
    ward.act("Boka hemresa")
    expect(ward.page.get_by_text(f"{WHAT}: inte mottagen av")).to_be_visible()
    finds_nothing(ward.page)


def questioned(care: Person) -> None:
    care.to_case(PATIENT)
    care.sees("Ordinationer", WHAT, "varannan dag")
    finds_nothing(care.page)
    line = care.region("Ordinationer").get_by_role("listitem").filter(has_text=WHAT)
    care.hand.press(line.get_by_role("link", name=re.compile("^Ställ en fråga")))
    care.write("Fråga", QUESTION)
    finds_nothing(care.page)
    care.send("Skicka", "fråga om ordination")
    line = care.region("Ordinationer").get_by_role("listitem").filter(has_text="Blodtryck")
    care.hand.press(line.get_by_role("button", name=re.compile("^Ta emot")))
    expect(care.page.get_by_role("status")).to_have_text("Klart: ordination mottagen.")


def answered(ward: Person) -> None:
    ward.to_case(PATIENT)
    ward.sees("Att göra för er", f"Svara på frågan om ordinationen: {WHAT}")
    line = ward.region("Ordinationer").get_by_role("listitem").filter(has_text=QUESTION)
    ward.hand.press(line.get_by_role("link", name=re.compile("^Svara på frågan")))
    expect(ward.page.get_by_text(QUESTION)).to_be_visible()
    ward.write("Svar", ANSWER)
    finds_nothing(ward.page)
    ward.send("Skicka", "svar om ordination")


def received(care: Person) -> None:
    """From the inbox, which holds it again since the answer came."""
    care.press("link", re.compile("^Inkorg"))
    expect(care.page.get_by_role("heading", level=1)).to_have_text("Inkorg")
    row = care.page.get_by_role("row").filter(has_text=PATIENT).filter(has_text="Svar om ordination")
    finds_nothing(care.page)
    care.hand.press(row.get_by_role("link", name=re.compile("^Läs och ta emot")))
    care.sees("Ordinationer", ANSWER)
    line = care.region("Ordinationer").get_by_role("listitem").filter(has_text=WHAT)
    care.hand.press(line.get_by_role("button", name=re.compile("^Ta emot")))
    expect(care.page.get_by_role("status")).to_have_text("Klart: ordination mottagen.")
    finds_nothing(care.page)
