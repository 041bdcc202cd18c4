"""The inbox in a real browser: read and acknowledged with the mouse, with the keyboard alone, and without script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lus.bootstrap import System
from tests.cases import SOCIAL, WARD
from tests.journeys.conftest import finds_nothing
from tests.journeys.hands import Keys
from tests.journeys.test_pages import WIDTHS, at
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stays(system: System, registry: Registry) -> list[Recorder]:
    return [
        notified(system, registry, header("Dahl, Ivar")),
        notified(system, registry, header("Ek, Märta", number="189303152390")),
        notified(system, registry, header("Skyddad, Person", number="189204122391", protected="sekretessmarkering")),
    ]


def to_inbox(tab: Page) -> None:
    tab.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Inkorg").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Inkorg")


def test_a_message_is_acknowledged_with_one_click_and_the_next_stands_there(
    stays: list[Recorder], system: System, browser: Browser
) -> None:
    with at(SOCIAL, system, browser) as tab:
        to_inbox(tab)
        finds_nothing(tab)
        expect(tab.get_by_role("link", name="Inkorg 3 att kvittera")).to_be_visible()
        tab.get_by_role("button", name="Kvittera inskrivningsmeddelande för Dahl").click()
        expect(tab.get_by_role("status")).to_have_text("Klart: ni har kvitterat inskrivningsmeddelandet.")
        expect(tab.get_by_role("status")).to_be_focused()
        expect(tab.get_by_role("link", name="Dahl, Ivar")).to_have_count(0)
        finds_nothing(tab)
        tab.get_by_role("link", name="Ek, Märta").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Märta Ek")
        assert tab.url.endswith(f"/arende/{stays[1].ref}?fran=3#h-3")


def test_several_with_the_keyboard_until_it_is_empty(stays: list[Recorder], system: System, browser: Browser) -> None:
    assert stays
    with at(SOCIAL, system, browser) as tab:
        to_inbox(tab)
        keys = Keys(tab)
        for name in ("Dahl", "Ek", "Skyddade personuppgifter"):
            keys.tick(tab.get_by_role("checkbox", name=name))
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("status")).to_have_text("Klart: ni har kvitterat 3 meddelanden.")
        expect(tab.get_by_text("Inget att kvittera.")).to_be_visible()
        finds_nothing(tab)


def test_without_script_it_works_and_forgetting_to_mark_is_told(
    stays: list[Recorder], system: System, browser: Browser
) -> None:
    assert stays
    with at(SOCIAL, system, browser, java_script_enabled=False) as tab:
        to_inbox(tab)
        tab.get_by_role("button", name="Kvittera markerade").click()
        expect(tab.get_by_role("alert")).to_contain_text("Inget meddelande är markerat.")
        tab.get_by_role("checkbox", name="Ek").check()
        tab.get_by_role("button", name="Kvittera markerade").click()
        expect(tab.get_by_role("status")).to_contain_text("Klart")
    with at(WARD, system, browser) as tab:
        to_inbox(tab)
        expect(tab.get_by_role("region", name="Svar det senaste dygnet")).to_contain_text("har kvitterat")
        finds_nothing(tab)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(stays: list[Recorder], system: System, browser: Browser, width: int) -> None:
    assert stays
    for unit in (SOCIAL, WARD):
        with at(unit, system, browser, viewport={"width": width, "height": 900}) as tab:
            tab.goto("/inkorg")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            finds_nothing(tab)
