"""Bad days in a real browser: the back button, a double click, two tabs, a session that ended, pages that say no."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lus.bootstrap import System
from tests.journeys.conftest import finds_nothing
from tests.journeys.training import Person, at_work, prepare
from tests.web.browsing import count, invented

PATIENT = "Elsa Björk"


@pytest.fixture
def ward(browser: Browser, system: System, database_url: str, site: str) -> Iterator[Person]:
    """Karin Ek, who has just admitted a patient."""
    prepare(database_url)
    with at_work(browser, site, system, "Karin Ek") as nurse:
        nurse.press("link", "Skriv in patient")
        nurse.write("Namn", PATIENT)
        nurse.write("Nummer", invented(239))
        nurse.choose("Folkbokförd i kommun", "Eskilstuna kommun")
        nurse.send("Skriv in", "inskriven")
        yield nurse


def assess(person: Person) -> None:
    """Fill in the judgement of the need."""
    person.pick("Behövs insatser efter utskrivningen?", "Ja")
    person.tick("kommunen")
    person.write("Läkare som bedömt behovet", "Anna Holm")
    person.write("Vad personen själv säger", "Vill hem till katten.")


def assessments(page: Page) -> int:
    return page.get_by_role("region", name="Händelser").get_by_role("heading", name="Behov bedömt").count()


def test_back_and_send_again_is_one_fact(ward: Person, database_url: str) -> None:
    ward.act("Bedöm behovet")
    assess(ward)
    ward.send("Spara bedömningen", "behov bedömt")
    facts = count(database_url, "facts")
    ward.page.go_back()
    expect(ward.page.get_by_role("heading", level=1)).to_have_text("Bedöm behovet")
    # Pages are not kept by the browser: the form is a new one, on which nothing stands yet.
    expect(ward.page.get_by_label("Läkare som bedömt behovet")).to_have_value("")
    ward.page.go_forward()
    expect(ward.page.get_by_role("status")).to_have_text("Klart: behov bedömt.")
    assert assessments(ward.page) == 1
    assert count(database_url, "facts") == facts


def test_a_double_click_is_one_fact(ward: Person, database_url: str) -> None:
    ward.act("Bedöm behovet")
    assess(ward)
    facts = count(database_url, "facts")
    ward.page.get_by_role("button", name="Spara bedömningen").dblclick()
    expect(ward.page.get_by_role("status")).to_have_text("Klart: behov bedömt.")
    assert assessments(ward.page) == 1
    assert count(database_url, "facts") == facts + 1


def test_a_second_tab_is_told_what_happened_meanwhile_and_keeps_what_was_typed(ward: Person, database_url: str) -> None:
    ward.act("Bedöm behovet")
    second = Person(ward.page.context.new_page(), ward.hand, ward.system)
    second.page.goto(ward.page.url)
    assess(second)
    assess(ward)
    ward.send("Spara bedömningen", "behov bedömt")
    facts = count(database_url, "facts")
    second.press("button", "Spara bedömningen")
    alert = second.page.get_by_role("alert")
    expect(alert).to_contain_text("En kollega på er enhet hann före med samma sak.")
    expect(alert).to_contain_text("Behov bedömt, Avd 3 MSE, i dag")
    expect(alert).to_be_focused()
    expect(second.page.get_by_label("Vad personen själv säger")).to_have_value("Vill hem till katten.")
    finds_nothing(second.page)
    assert count(database_url, "facts") == facts
    second.press("link", "Se ärendet")
    assert assessments(second.page) == 1


def test_a_date_that_does_not_exist_is_asked_for_again(ward: Person, database_url: str) -> None:
    facts = count(database_url, "facts")
    ward.act("Bedöm behovet")
    assess(ward)
    ward.page.get_by_role("group", name="Bedömt").get_by_label("Dag").fill("")
    ward.press("button", "Spara bedömningen")
    expect(ward.page.get_by_role("alert")).to_contain_text("Skriv dag och tid för bedömt.")
    expect(ward.page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    finds_nothing(ward.page)
    assert count(database_url, "facts") == facts


def test_after_log_out_the_back_button_shows_no_patient(ward: Person) -> None:
    ward.to_board()
    expect(ward.page.get_by_role("link", name=PATIENT, exact=True)).to_be_visible()
    ward.press("button", "Logga ut")
    expect(ward.page.get_by_role("heading", level=1)).to_have_text("Logga in")
    ward.page.go_back()
    expect(ward.page.get_by_role("heading", level=1)).to_have_text("Logga in")
    expect(ward.page.get_by_text(PATIENT)).to_have_count(0)


def test_who_is_turned_away_is_told_why_and_where_to_go(ward: Person, browser: Browser) -> None:
    site = ward.page.url.split("/arende")[0]
    # Not somebody's at work: the browser complains of every answer that is a refusal.
    page = browser.new_page(base_url=site, storage_state=ward.page.context.storage_state())
    page.goto("/arende/7F3K2M9A")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")
    finds_nothing(page)
    page.get_by_role("link", name="Till första sidan").click()
    expect(page.get_by_role("link", name=PATIENT, exact=True)).to_be_visible()
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("Användarnamn").fill("siv")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Användarnamn eller lösenord stämmer inte.")
    expect(page.get_by_label("Användarnamn")).to_have_value("siv")
    finds_nothing(page)
    page.close()
