import pytest
from playwright.sync_api import Page, expect

from lus.bootstrap import System
from lus.store import migrations
from lus.usecases.heartbeat import beat
from tests.journeys.conftest import finds_nothing

WIDTHS = (1440, 768, 320)


def test_who_installs_sees_that_all_runs(tab: Page, system: System) -> None:
    with system.write() as connection:
        beat(connection, "worker", "lus@here", 1, 1)
    tab.goto("/om")
    expect(tab).to_have_title("Läget i installationen – Hemgång")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Läget i installationen")
    expect(tab.get_by_text("Allt är igång")).to_be_visible()
    parts = tab.get_by_role("main").get_by_role("listitem")
    expect(parts).to_have_count(4)
    expect(parts.filter(has=tab.get_by_role("heading", name="Databas"))).to_contain_text("PostgreSQL 1")
    expect(parts.filter(has=tab.get_by_role("heading", name="Arbetare"))).to_contain_text("Senaste livstecken")
    expect(parts.filter(has=tab.get_by_role("heading", name="Migrering"))).to_contain_text(migrations.head())
    finds_nothing(tab)


def test_the_first_heartbeat_shows_after_uppdatera(tab: Page, system: System) -> None:
    tab.goto("/om")
    expect(tab.get_by_text("Arbetaren har inte hört av sig än")).to_be_visible()
    finds_nothing(tab)
    with system.write() as connection:
        beat(connection, "worker", "lus@here", 1, 1)
    tab.get_by_role("link", name="Uppdatera").click()
    expect(tab.get_by_text("Allt är igång")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(tab: Page) -> None:
    tab.goto("/om")
    tab.keyboard.press("Tab")
    skip = tab.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto("/om")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    finds_nothing(tab)


def test_type_is_ours_and_served_from_here(tab: Page) -> None:
    tab.goto("/om")
    assert tab.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Inter'))")
    loaded = tab.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert "Inter" in loaded
