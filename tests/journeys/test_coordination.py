"""A coordinator's board in a real browser: an overdue call to a SIP, from the reminder to the dismissed duty."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lus.bootstrap import System
from lus.store import clock
from tests.cases import REGION_COORDINATOR, SOCIAL
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import WIDTHS, at
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, ready

SIP = "Kalla till SIP"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    made = ready(system, registry, header("Dahl, Ivar", number="189304152395"))
    ready(system, registry, header("Skyddad, Person", number="189204122391", protected="sekretessmarkering"))
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=5))
    return made


def names_nobody(tab: Page) -> None:
    html = tab.content()
    assert [secret for secret in ("Dahl", "Ivar", "930415", "Skyddad") if secret in html] == []


def test_an_overdue_call_to_sip_is_reminded_escalated_noted_opened_dismissed_and_left(
    stay: Recorder, system: System, browser: Browser
) -> None:
    with at(REGION_COORDINATOR, system, browser) as tab:
        row = tab.get_by_role("table", name=SIP).get_by_role("row").filter(has_text=stay.ref)
        names_nobody(tab)
        row.get_by_role("button", name="Påminn").click()
        expect(row.get_by_role("status")).to_have_text("Klart: påminnelse.")
        row.get_by_text("Eskalera").first.click()
        row.get_by_role("button", name="Eskalera").click()
        expect(tab.get_by_role("alert")).to_contain_text("Fyll i vem som har fått veta")
        finds_nothing(tab)
        row.get_by_role("textbox", name="Vem som har fått veta").fill("Ringt verksamhetschefen.")
        row.get_by_role("button", name="Eskalera").click()
        expect(row.get_by_role("status")).to_have_text("Klart: eskalerat.")
        row.get_by_text("Anteckna").first.click()
        row.get_by_role("textbox", name="Anteckning").fill("Semesterstängt.")
        row.get_by_role("button", name="Spara").click()
        expect(row.get_by_role("status")).to_have_text("Klart: anteckning.")
        row.get_by_text("Visa", exact=False).first.click()
        expect(row.get_by_text("Semesterstängt.")).to_be_visible()
        names_nobody(tab)
        row.get_by_text("Öppna ärendet").first.click()
        row.get_by_role("textbox", name="Varför ni öppnar ärendet").fill("Ingen har kallat till SIP.")
        row.get_by_role("button", name="Öppna ärendet").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Ivar Dahl")
        finds_nothing(tab)
        duty = tab.get_by_role("region", name="Andras nästa steg").locator(".duty").filter(has_text="kallar till SIP")
        duty.get_by_text("Mer").click()
        duty.get_by_role("link", name=re.compile("^Skriv av")).click()
        tab.get_by_role("radio", name="fyller inte längre någon uppgift").check()
        tab.locator(".sheet").get_by_role("button", name=re.compile("^Skriv av")).click()
        expect(tab.get_by_role("status")).to_contain_text("Klart")
        tab.get_by_text("Nytt", exact=True).click()
        tab.get_by_role("link", name="Ta bort part").click()
        tab.get_by_label("Varför enheten tas bort").fill("Klart för vår del.")
        tab.locator(".sheet").get_by_role("button", name="Ta bort").click()
        expect(tab.get_by_role("link", name="Uppdatera")).to_be_visible()
        names_nobody(tab)
        expect(tab.get_by_role("table", name=SIP).get_by_role("row").filter(has_text=stay.ref)).to_have_count(0)
    with at(SOCIAL, system, browser) as tab:
        tab.get_by_role("link", name="Dahl, Ivar", exact=True).click()
        expect(tab.get_by_text("Ingen har kallat till SIP.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_fits_every_width_and_works_without_script(
    stay: Recorder, system: System, browser: Browser, width: int
) -> None:
    with at(
        REGION_COORDINATOR, system, browser, viewport={"width": width, "height": 900}, java_script_enabled=False
    ) as tab:
        row = tab.get_by_role("table", name=SIP).get_by_role("row").filter(has_text=stay.ref)
        row.get_by_role("button", name="Påminn").click()
        expect(row.get_by_role("status")).to_have_text("Klart: påminnelse.")
    with at(REGION_COORDINATOR, system, browser, viewport={"width": width, "height": 900}) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        row = tab.get_by_role("table", name=SIP).get_by_role("row").filter(has_text=stay.ref)
        row.get_by_text("Anteckna").first.focus()
        tab.keyboard.press("Enter")
        finds_nothing(tab)
        tab.keyboard.press("Tab")
        expect(row.get_by_role("textbox", name="Anteckning")).to_be_focused()
