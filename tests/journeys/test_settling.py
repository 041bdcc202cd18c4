"""The coordinators' own acts in a browser: a reading decided, days disputed, and both principals saying the same."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from lus.bootstrap import System
from lus.usecases.training import fill
from tests.journeys.conftest import finds_nothing
from tests.journeys.training import Person, at_work, prepare

MUNICIPALITY, REGION = "Karl Lönn", "Agneta Bohm"
PATIENT = "Valborg Cederström"
"""Went home four days ago; Nacka's coordinator is on the case, since the days are disputed."""


@pytest.fixture
def filled(system: System, database_url: str) -> System:
    fill.tell(system, prepare(database_url))
    return system


def settle(person: Person, first: str, last: str) -> None:
    person.to_case(PATIENT)
    person.act("Avgör tvisten")
    expect(person.page.get_by_text("Gäller: Betalningsansvar bestritt")).to_be_visible()
    person.on("Kommunen betalar från och med", first)
    person.on("Kommunen betalar till och med", last)
    person.write("Varför", "En dag.")
    finds_nothing(person.page)
    person.send("Spara", "tvist avgjord")


def reading(person: Person) -> None:
    person.to_case(PATIENT)
    person.begin("Välj läsning")
    person.choose("Vilken fråga", "Räknas utskrivningsdagen?")
    answer = person.page.locator("optgroup[label='Räknas utskrivningsdagen?'] option", has_text="ja")
    person.page.get_by_role("combobox", name="Läsning").select_option(index=answer.evaluate("one => one.index"))
    person.write("Varför ni läser så", "Så står det i överenskommelsen.")
    finds_nothing(person.page)
    person.send("Spara", "läsning av lagen")


def disputed(person: Person) -> Locator:
    """The mark beside the status."""
    return person.page.locator(".tag", has_text="Tvist")


def test_a_reading_is_decided_and_a_dispute_settled_by_both_principals(
    browser: Browser, site: str, filled: System
) -> None:
    with (
        at_work(browser, site, filled, MUNICIPALITY) as nacka,
        at_work(browser, site, filled, REGION) as region,
    ):
        day = nacka.day(-8)
        nacka.to_case(PATIENT)
        expect(nacka.region("Betalningsansvar")).to_contain_text("4 dygn")
        reading(nacka)
        expect(nacka.region("Betalningsansvar")).to_contain_text("4 dygn")
        reading(region)
        expect(region.region("Betalningsansvar")).to_contain_text("5 dygn")
        expect(disputed(region)).to_be_visible()
        settle(region, day, day)
        expect(region.region("Att göra för er")).to_contain_text("Inget just nu")
        settle(nacka, day, day)
        expect(nacka.region("Att göra för er")).to_contain_text("Inget just nu")
        expect(disputed(nacka)).to_have_count(0)
        nacka.begin("Bestrid dagar")
        nacka.on("Bestridda dagar från och med", nacka.day(-7))
        nacka.on("Till och med", nacka.day(-7))
        nacka.write("Varför", "Transporten kom inte.")
        finds_nothing(nacka.page)
        nacka.send("Skicka", "betalningsansvar bestritt")
        nacka.sees("Andras nästa steg", "Sörmland samordning avgör tvisten")
        expect(disputed(nacka)).to_be_visible()
        region.to_case(PATIENT)
        region.sees("Att göra för er", "Avgöra tvisten om betalningsansvar")
