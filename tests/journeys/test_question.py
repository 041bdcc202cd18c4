"""Journey (e): a question bounced twice between habilitering and psychiatry reaches the coordinator, who decides."""

import pytest
from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from lus.usecases.training import fill
from tests.journeys.conftest import finds_nothing
from tests.journeys.training import Person, at_work, prepare

PERSON = "Alva Lund"
QUESTION = "Vem följer upp medicinen efter sommaren?"


@pytest.fixture
def filled(system: System, database_url: str) -> System:
    fill.tell(system, prepare(database_url))
    return system


def test_a_question_bounced_twice(browser: Browser, site: str, filled: System) -> None:
    with (
        at_work(browser, site, filled, "Daniel Hage") as bup,
        at_work(browser, site, filled, "Monica Ryd") as psychiatry,
        at_work(browser, site, filled, "Ulrika Sten") as habilitering,
        at_work(browser, site, filled, "Agneta Bohm") as coordinator,
    ):
        asked(bup)
        passed_on(psychiatry, "Habiliteringen, Region Sörmland", "personens ålder")
        passed_on(habilitering, "Vuxenpsykiatriska mottagningen, Eskilstuna", "hör inte till vårt uppdrag")
        decided(coordinator)
        counted(coordinator)
        answered(habilitering)
        bup.to_case(PERSON)
        bup.sees("Händelser", "Vi tar det från augusti.")
        expect(bup.page.get_by_role("list", name="Var patienten är i processen")).to_contain_text("lämnad vidare")
        finds_nothing(bup.page)


def asked(bup: Person) -> None:
    bup.to_board()
    bup.press("link", "Fråga en annan enhet", exact=True)
    finds_nothing(bup.page)
    bup.write("Namn", PERSON)
    bup.pick("Slag av nummer", "Inget nummer")
    bup.choose("Enhet som ska svara", "Vuxenpsykiatriska mottagningen, Eskilstuna")
    bup.write("Fråga", QUESTION)
    bup.send("Fråga", "fråga till en annan enhet")
    finds_nothing(bup.page)


def passed_on(person: Person, to: str, why: str) -> None:
    person.to_case(PERSON)
    person.sees("Händelser", QUESTION)
    person.act("Besvara frågan")
    person.pick("Svar", "vi lämnar frågan vidare")
    person.choose("Enhet som frågan lämnas till", to)
    person.pick("Varför den lämnas vidare", why)
    finds_nothing(person.page)
    person.send("Skicka", "svar på frågan")


def decided(coordinator: Person) -> None:
    """Of what the person needs the coordinator reads nothing; who passed it on, and why, stands there."""
    coordinator.to_case(PERSON)
    coordinator.sees("Att göra för er", "Avgöra vem som svarar på frågan")
    coordinator.sees("Händelser", "personens ålder", "hör inte till vårt uppdrag")
    expect(coordinator.page.get_by_text(QUESTION)).to_have_count(0)
    finds_nothing(coordinator.page)
    coordinator.act("Avgör vem som svarar")
    coordinator.choose("Enhet som frågan lämnas till", "Habiliteringen, Region Sörmland")
    coordinator.pick("Varför den lämnas vidare", "en annan enhet är bättre rustad")
    finds_nothing(coordinator.page)
    coordinator.send("Skicka", "svar på frågan")


def counted(coordinator: Person) -> None:
    """Between whom, how often each way, and the whole way with its reasons; nobody's name, and not the question."""
    page = coordinator.page
    coordinator.press("link", "Lämnade vidare", exact=True)
    row = page.get_by_role("row").filter(has_text="Habiliteringen").filter(has_text="Vuxenpsykiatriska")
    # Beside the two times that the region's own story tells of.
    expect(row.get_by_role("cell").nth(0)).to_have_text("4")
    finds_nothing(page)
    coordinator.hand.press(row.get_by_role("link"))
    way = page.get_by_role("list").filter(has_text="BUP Eskilstuna frågade").first
    for text in ("personens ålder", "avgjorde att", "en annan enhet är bättre rustad"):
        expect(way).to_contain_text(text)
    for secret in (PERSON, QUESTION):
        expect(page.get_by_text(secret)).to_have_count(0)
    finds_nothing(page)


def answered(person: Person) -> None:
    person.to_case(PERSON)
    person.act("Besvara frågan")
    person.pick("Svar", "vi tar oss an det")
    person.write("Vad ni svarar", "Vi tar det från augusti.")
    person.send("Skicka", "svar på frågan")
