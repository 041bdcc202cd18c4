"""Search and keys in a real browser: found by name and number, walked with j and k, nothing while somebody types."""

import pytest
from playwright.sync_api import Browser, Page, expect

from lus.bootstrap import System
from tests.cases import SOCIAL, WARD
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import WIDTHS, at
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified

FIELD = "Sök person eller ärende"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stays(system: System, registry: Registry) -> list[Recorder]:
    return [
        notified(system, registry, header("Söderström, Anna")),
        notified(system, registry, header("Söderberg, Nils", number="189303152390")),
    ]


def listening(tab: Page) -> None:
    """Wait until the page hears keys: the list of them is offered no earlier."""
    expect(tab.get_by_role("button", name="Tangenter")).to_be_visible()


def test_a_name_with_the_keyboard_alone_and_back_again(stays: list[Recorder], system: System, browser: Browser) -> None:
    with at(WARD, system, browser) as tab:
        expect(tab.get_by_role("heading", level=1)).to_have_text("ward 1")
        listening(tab)
        tab.keyboard.press("/")
        expect(tab.get_by_role("searchbox", name=FIELD)).to_be_focused()
        tab.keyboard.type("soder")
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("status")).to_have_text("2 träffar bland er enhets ärenden")
        assert "soder" not in tab.url + tab.title()
        finds_nothing(tab)
        tab.keyboard.press("j")
        expect(tab.get_by_role("link", name="Söderberg, Nils")).to_be_focused()
        tab.keyboard.press("j")
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("heading", level=1)).to_have_text("Anna Söderström")
        tab.go_back()
        expect(tab.get_by_role("status")).to_have_text("2 träffar bland er enhets ärenden")
        expect(tab.get_by_role("searchbox", name=FIELD)).to_have_value("soder")
    assert stays


def test_a_number_opens_the_case_without_script_too(stays: list[Recorder], system: System, browser: Browser) -> None:
    with at(SOCIAL, system, browser, java_script_enabled=False) as tab:
        tab.get_by_role("searchbox", name=FIELD).fill("940312+2010")
        tab.get_by_role("button", name="Sök").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Anna Söderström")
        assert tab.url.endswith(stays[0].ref)
        expect(tab.get_by_role("button", name="Tangenter")).to_have_count(0)


def test_keys_walk_the_board_are_listed_and_can_be_turned_off(
    stays: list[Recorder], system: System, browser: Browser
) -> None:
    with at(WARD, system, browser) as tab:
        rows = tab.get_by_role("rowheader").get_by_role("link")
        listening(tab)
        tab.keyboard.press("j")
        expect(rows.first).to_be_focused()
        tab.keyboard.press("j")
        expect(rows.last).to_be_focused()
        tab.keyboard.press("k")
        expect(rows.first).to_be_focused()
        tab.keyboard.press("?")
        listed = tab.get_by_role("dialog", name="Tangenter")
        expect(listed).to_contain_text("Nästa och föregående rad")
        finds_nothing(tab)
        tab.keyboard.press("/")
        expect(listed).to_be_visible()
        listed.get_by_role("checkbox", name="Använd tangenterna").uncheck()
        tab.keyboard.press("Escape")
        expect(listed).to_have_count(0)
        tab.keyboard.press("/")
        expect(tab.get_by_role("searchbox", name=FIELD)).not_to_be_focused()
        tab.reload()
        tab.get_by_role("button", name="Tangenter").click()
        expect(listed.get_by_role("checkbox")).not_to_be_checked()
    assert stays


def test_keys_do_nothing_while_somebody_types(stays: list[Recorder], system: System, browser: Browser) -> None:
    with at(WARD, system, browser) as tab:
        tab.goto(f"/arende/{stays[0].ref}/ready_notified")
        field = tab.get_by_role("textbox", name="Läkare som bedömt")
        field.focus()
        tab.keyboard.type("j/k?")
        expect(field).to_have_value("j/k?")
        expect(tab.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(stays: list[Recorder], system: System, browser: Browser, width: int) -> None:
    assert stays
    with at(SOCIAL, system, browser, viewport={"width": width, "height": 900}) as tab:
        for typed, told in (("söder", "2 träffar"), ("ingen alls", "Ingen träff bland er enhets ärenden.")):
            tab.get_by_role("searchbox", name=FIELD).fill(typed)
            tab.get_by_role("button", name="Sök").click()
            expect(tab.get_by_role("status")).to_contain_text(told)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            finds_nothing(tab)
