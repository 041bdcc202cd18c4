"""A municipality manages its own people; a ward sees before it sends where nobody takes in what it sends."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from lus.bootstrap import System
from tests.cases import SOCIAL, WARD
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import WIDTHS, at
from tests.journeys.training import at_work, prepare
from tests.store.registry import furnish
from tests.store.stays import notified
from tests.web.browsing import owner

OWN = "ett eget långt lösenord"


@pytest.fixture
def region(system: System, database_url: str) -> System:
    """The training region without its stays."""
    prepare(database_url)
    return system


def test_a_new_person_works_until_the_assignment_is_ended(browser: Browser, site: str, region: System) -> None:
    with at_work(browser, site, region, "Rakel Sved", keyboard=True) as rakel:
        page = rakel.page
        expect(rakel.region("Att åtgärda")).to_contain_text("Flens kommun har ingen mottagare för barn.")
        stands_at(page, "Enheter")
        rakel.press("link", "Personer", exact=True)
        stands_at(page, "Personer")
        rakel.press("link", "Ny person")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ny person")
        rakel.write("Namn", "Ny Sjuksköterska")
        rakel.write("Användarnamn", "ny")
        finds_nothing(page)
        rakel.press("button", "Lägg till personen")
        stands_at(page, "Engångslösenord för Ny Sjuksköterska")
        password = rakel.region("Engångslösenord").get_by_role("code").inner_text()
        rakel.press("link", "Till personen, för att ge uppdrag")
        rakel.choose("Enhet", "Hemsjukvården, Flens kommun")
        rakel.choose("Roll", "sjuksköterska")
        rakel.press("button", "Ge uppdraget")
        expect(page.get_by_role("status")).to_have_text("Uppdraget är givet.")
        rakel.sees("Uppdrag", "sjuksköterska, Hemsjukvården, Flens kommun", "gett av Rakel Sved")
        finds_nothing(page)

        context = browser.new_context(base_url=site, locale="sv-SE", timezone_id="Europe/Stockholm")
        new = context.new_page()
        signs_in(new, password)
        expect(new.get_by_role("heading", level=1)).to_have_text("Hemsjukvården, Flens kommun")

        rakel.press("link", "Avsluta sjuksköterska, Hemsjukvården, Flens kommun")
        stands_at(page, "Avsluta uppdrag")
        rakel.press("button", "Avsluta uppdraget")
        expect(page.get_by_role("status")).to_have_text("Uppdragets slut är satt.")
        rakel.sees("Uppdrag", "(avslutat)", "slut satt av Rakel Sved")
        finds_nothing(page)

        new.get_by_role("link", name="Tavla").click()
        expect(new.get_by_role("heading", level=1)).to_have_text("Logga in")
        context.close()


def stands_at(page: Page, heading: str) -> None:
    """The page has come, and axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    finds_nothing(page)


def signs_in(page: Page, password: str) -> None:
    """For the first time: the password for one use is changed for an own one."""
    page.goto("/")
    own = page.get_by_role("form", name="Eget konto")
    own.get_by_label("Användarnamn").fill("ny")
    own.get_by_label("Lösenord").fill(password)
    own.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_contain_text("Lösenordet gäller en gång.")
    finds_nothing(page)
    page.get_by_label("Engångslösenord, en gång till").fill(password)
    page.get_by_label("Nytt lösenord, minst 12 tecken").fill(OWN)
    page.get_by_label("Nytt lösenord igen").fill(OWN)
    page.get_by_role("button", name="Spara och logga in").click()


def test_hours_and_receivers_are_changed_and_what_is_wrong_leads_to_its_field(
    browser: Browser, site: str, region: System
) -> None:
    with at_work(browser, site, region, "Rakel Sved") as rakel:
        page = rakel.page
        rakel.press("link", "Biståndsenheten, Flens kommun")
        rakel.write("mån", "morgon")
        rakel.press("button", "Spara")
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        finds_nothing(page)
        summary.get_by_role("link").click()
        expect(page.get_by_label("mån")).to_be_focused()
        rakel.write("mån", "8-17")
        rakel.press("button", "Spara")
        expect(page.get_by_role("status")).to_have_text("Enheten är sparad.")
        expect(page.get_by_label("mån")).to_have_value("8.00–17.00")
        finds_nothing(page)
        rakel.press("link", "Mottagare")
        rakel.choose("Barn", "Biståndsenheten, Flens kommun")
        rakel.press("button", "Spara")
        expect(page.get_by_role("status")).to_have_text("Mottagarna är sparade.")
        rakel.press("link", "Enheter")
        expect(rakel.region("Att åtgärda")).to_have_count(0)


def test_one_may_both_care_and_administer_and_switches_between(
    browser: Browser, site: str, region: System, database_url: str
) -> None:
    with owner(database_url) as connection:
        connection.execute(text(
            "insert into assignments (person_id, unit_id, role, from_on)"
            " select p.id, u.id, 'nurse', '2026-01-01' from persons p, units u"
            " where p.name = 'Rakel Sved' and u.name = 'Hemsjukvården, Flens kommun'"
        ))  # fmt: skip
    with at_work(browser, site, region, "Rakel Sved") as rakel:
        page = rakel.page
        page.get_by_text("Du arbetar för:").click()
        rakel.choose("Byt till", "Hemsjukvården, Flens kommun")
        rakel.press("button", "Byt")
        expect(page.get_by_role("heading", level=1)).to_have_text("Hemsjukvården, Flens kommun")
        page.get_by_text("Du arbetar för:").click()
        rakel.choose("Byt till", "Samordningen, Flens kommun (administratör)")
        rakel.press("button", "Byt")
        expect(page.get_by_role("heading", level=1)).to_have_text("Enheter")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_holds_at_every_width_with_long_names(
    browser: Browser, site: str, region: System, database_url: str, width: int
) -> None:
    with owner(database_url) as connection:
        connection.execute(text(
            "update units set name = repeat('Biståndsenheten', 8) where name = 'Biståndsenheten, Flens kommun'"
        ))  # fmt: skip
        connection.execute(text("update persons set name = repeat('Jern', 20) where name = 'Nils Jern'"))
    size = {"width": width, "height": 900}
    with at_work(browser, site, region, "Rakel Sved", viewport=size) as rakel:
        for path in ("", "/enhet/13", "/enhet/ny", "/mottagare", "/personer", "/personer/ny"):
            rakel.page.goto(f"/administration{path}")
            assert rakel.page.evaluate("document.documentElement.scrollWidth") <= width, path
            finds_nothing(rakel.page)


def test_without_script_it_all_works_as_well(browser: Browser, site: str, region: System) -> None:
    with at_work(browser, site, region, "Oskar Palmgren", java_script_enabled=False) as oskar:
        page = oskar.page
        oskar.press("link", "Personer", exact=True)
        oskar.press("link", "Jonas Lind")
        oskar.press("button", "Lås kontot")
        expect(page.get_by_role("status")).to_have_text("Kontot är låst och personen utloggad.")
        oskar.press("button", "Lås upp kontot")
        expect(page.get_by_role("status")).to_have_text("Kontot är upplåst.")


def test_the_ward_sees_on_the_form_where_nobody_takes_in(browser: Browser, system: System, database_url: str) -> None:
    stay = notified(system, furnish(database_url, training=True))
    with owner(database_url) as connection:
        connection.execute(text("delete from routing where principal = '0480' and help in ('children', 'home_care')"))
        connection.execute(text("update assignments set ended_at = now() where unit_id = :unit"), {"unit": SOCIAL})
    with at(WARD, system, browser) as tab:
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            tab.goto(f"/arende/{stay.ref}/admission_notified")
            expect(
                tab.get_by_text(re.compile("har ingen mottagare för hemsjukvård: ring kommunens växel"))
            ).to_be_visible()
            expect(tab.get_by_text("Ingen har uppdrag där i dag")).to_be_visible()
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            finds_nothing(tab)
