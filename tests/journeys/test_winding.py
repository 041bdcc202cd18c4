"""The training clock in a real browser, with and without script, and at 320 pixels."""

import pytest
from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from tests.cases import SOCIAL
from tests.journeys.conftest import finds_nothing
from tests.journeys.hands import Keys
from tests.journeys.test_pages import at
from tests.store.registry import furnish
from tests.store.stays import header, notified


@pytest.mark.parametrize("script", [True, False])
def test_a_day_is_wound_and_a_duty_is_late_on_the_board(
    system: System, database_url: str, browser: Browser, script: bool
) -> None:
    notified(system, furnish(database_url, training=True), header("Dahl, Ivar"))
    with at(SOCIAL, system, browser, java_script_enabled=script) as tab:
        band = tab.get_by_role("region", name="Övningsmiljö")
        row = tab.get_by_role("row").filter(has_text="Dahl, Ivar")
        expect(row).not_to_contain_text("försenad")
        band.get_by_label("Ställ fram").select_option("en vecka")
        band.get_by_role("button", name="Ställ fram").click()
        expect(row).to_contain_text("försenad")
        assert tab.url.endswith("/tavla#klocka")
        if script:
            finds_nothing(tab)


def test_with_the_keyboard_alone_on_a_narrow_screen(system: System, database_url: str, browser: Browser) -> None:
    notified(system, furnish(database_url, training=True), header("Dahl, Ivar"))
    with at(SOCIAL, system, browser, viewport={"width": 320, "height": 640}) as tab:
        band = tab.get_by_role("region", name="Övningsmiljö")
        before = band.inner_text()
        keys = Keys(tab)
        keys.choose(band.get_by_label("Ställ fram"), "ett dygn")
        keys.press(band.get_by_role("button", name="Ställ fram"))
        expect(band).not_to_have_text(before)
        assert tab.evaluate("document.documentElement.scrollWidth <= 320")
        finds_nothing(tab)
