"""A message with its answer, and a duty handed over between two units of a municipality, with the mouse."""

import re

import pytest
from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from lus.usecases.training import fill
from tests.journeys.conftest import finds_nothing
from tests.journeys.training import Person, at_work, prepare

PATIENT = "Signe Almqvist"
QUESTION = "Har hon nyckel hos grannen?"
ANSWER = "Ja, hos Berit en trappa upp."


@pytest.fixture
def filled(system: System, database_url: str) -> System:
    fill.tell(system, prepare(database_url))
    return system


def test_a_thread_and_a_duty_handed_over(browser: Browser, site: str, filled: System) -> None:
    with (
        at_work(browser, site, filled, "Karin Ek") as ward,
        at_work(browser, site, filled, "Sara Nyman") as social,
        at_work(browser, site, filled, "Gunnar Zell") as care,
    ):
        asked(ward)
        answered(social)
        ward.to_case(PATIENT)
        ward.sees("Händelser", "Svar på meddelande från er", ANSWER)
        finds_nothing(ward.page)
        offered(social)
        taken_over(care)
        social.to_case(PATIENT)
        expect(social.region("Att göra för er")).not_to_contain_text("Svara om mottagande")
        finds_nothing(social.page)


def asked(ward: Person) -> None:
    ward.to_case(PATIENT)
    ward.begin("Skriv meddelande")
    ward.write("Meddelande", QUESTION)
    ward.tick("Biståndsenheten, Nacka kommun")
    ward.choose("Grund för att lämna uppgifterna till en annan huvudman", "samtycke")
    finds_nothing(ward.page)
    ward.send("Skicka", "meddelande")


def answered(social: Person) -> None:
    social.to_case(PATIENT)
    social.sees("Händelser", QUESTION)
    finds_nothing(social.page)
    event = social.page.get_by_role("listitem").filter(has_text=QUESTION).last
    social.hand.press(event.get_by_role("link", name=re.compile("^Svara")))
    expect(social.page.get_by_role("heading", level=1)).to_have_text("Skriv meddelande")
    expect(social.page.get_by_text(QUESTION)).to_be_visible()
    social.write("Meddelande", ANSWER)
    finds_nothing(social.page)
    social.send("Skicka", "meddelande")


def offered(social: Person) -> None:
    """The duty to answer, to the municipality's home care."""
    social.to_case(PATIENT)
    social.hand.press(social.region("Att göra för er").get_by_text("Mer om Svara om mottagande"))
    finds_nothing(social.page)
    social.press("link", re.compile("^Lämna över"))
    expect(social.page.get_by_text("Gäller: Nacka bistånd: svara om mottagande")).to_be_visible()
    social.write("Varför den lämnas över", "Hemsjukvården känner henne.")
    social.pick("Till", "Hemsjukvården, Nacka kommun")
    finds_nothing(social.page)
    social.send("Erbjud", "åtgärd erbjuden")


def taken_over(care: Person) -> None:
    care.to_case(PATIENT)
    care.sees("Att göra för er", "Nacka bistånd ber er ta över: svara om mottagande", "Hemsjukvården känner henne.")
    finds_nothing(care.page)
    care.press("button", "Ta över", exact=True)
    expect(care.page.get_by_role("status")).to_have_text("Klart: åtgärd övertagen.")
    care.sees("Att göra för er", "Svara om mottagande")
    finds_nothing(care.page)
