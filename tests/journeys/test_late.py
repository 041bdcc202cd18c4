"""A coordinator clears a list of thirty late SIPs, by keyboard alone; without script too; at every width."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lus.bootstrap import System
from lus.store import clock
from tests.cases import CENTRE, REGION_COORDINATOR, SOCIAL, to
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import WIDTHS, at
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header

NAME = "Dahl, Ivar"
PAGE = "/forsenade-sip"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


def begun(system: System, registry: Registry, many: int) -> list[Recorder]:
    """So many plans that nobody has called to a meeting about, two days late."""
    made = []
    for number in range(many):
        plan = Recorder(system, registry, header(NAME, number=f"1893041{number:05}"))
        plan("plan_opened", CENTRE, why="Hjälp", registered_in="0480", receivers=())
        plan("consent_given", CENTRE, scope=("meeting", "plan"), form="oral", by_whom="self", receivers=to(SOCIAL))
        made.append(plan)
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=9))
    return made


def book(plans: list[Recorder]) -> None:
    for plan in plans:
        at = plan.system.clock() + timedelta(days=5)
        plan("meeting_booked", CENTRE, meeting_at=at, form="home", receivers=to(SOCIAL))


def press(tab: Page, role: str, name: str) -> None:
    """Reached and pressed without a mouse."""
    found = tab.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    found.focus()
    tab.keyboard.press("Enter")


def names_nobody(tab: Page) -> None:
    assert [secret for secret in ("Dahl", "Ivar", "930410") if secret in tab.content()] == []


def escalate(tab: Page, plans: list[Recorder]) -> None:
    """These rows, with one text."""
    for plan in plans:
        tab.get_by_role("checkbox", name=re.compile(plan.ref)).focus()
        tab.keyboard.press("Space")
    summary = tab.locator(".bulk summary").filter(has_text="Eskalera markerade")
    summary.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Ringt verksamhetschefen.")
    finds_nothing(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_contain_text(f"{len(plans)} av {len(plans)} klara: eskalerat.")


def open_with_a_purpose(tab: Page, plan: Recorder) -> None:
    """Who it is about is shown once everybody on the plan can see why."""
    row = tab.get_by_role("row").filter(has_text=plan.ref)
    row.get_by_text("Öppna ärendet").first.focus()
    tab.keyboard.press("Enter")
    row.get_by_role("textbox", name="Varför ni öppnar ärendet").fill("Ingen kallar till möte.")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Ivar Dahl")


def test_a_list_of_thirty_is_cleared_by_keyboard(registry: Registry, system: System, browser: Browser) -> None:
    plans = begun(system, registry, 30)
    with at(REGION_COORDINATOR, system, browser) as tab:
        press(tab, "link", "Försenade SIP")
        expect(tab.get_by_role("heading", level=1)).to_have_text("Försenade SIP")
        expect(tab.get_by_role("checkbox")).to_have_count(30)
        finds_nothing(tab)
        press(tab, "button", "Påminn markerade")
        expect(tab.get_by_role("alert")).to_contain_text("Markera minst en rad")
        finds_nothing(tab)
        press(tab, "link", "Markera alla på sidan")
        expect(tab.get_by_role("checkbox", checked=True)).to_have_count(30)
        press(tab, "button", "Påminn markerade")
        expect(tab.get_by_role("status")).to_contain_text("30 av 30 klara: påminnelse.")
        expect(tab.get_by_text("Klart: påminnelse.")).to_have_count(30)
        finds_nothing(tab)
        names_nobody(tab)
        book(plans[3:])
        tab.goto(PAGE)
        expect(tab.get_by_role("checkbox")).to_have_count(3)
        escalate(tab, plans[1:3])
        book(plans[1:3])
        tab.goto(PAGE)
        open_with_a_purpose(tab, plans[0])
        book(plans[:1])
        tab.goto(PAGE)
        expect(tab.get_by_text("Ingen SIP är försenad")).to_be_visible()
        finds_nothing(tab)
        press(tab, "link", "Tolv månader")
        expect(tab.get_by_role("img", name="Försenade under tolv månader")).to_be_visible()
        finds_nothing(tab)
        names_nobody(tab)


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_every_width_and_works_without_script(
    registry: Registry, system: System, browser: Browser, width: int
) -> None:
    (plan, *_) = begun(system, registry, 3)
    size = {"width": width, "height": 900}
    with at(REGION_COORDINATOR, system, browser, viewport=size, java_script_enabled=False) as tab:
        tab.goto(PAGE)
        tab.get_by_role("checkbox", name=re.compile(plan.ref)).check()
        tab.get_by_text("Anteckna markerade").click()
        tab.locator(".bulk").get_by_role("textbox", name="Anteckning").fill("Semesterstängt.")
        tab.get_by_role("button", name="Spara på markerade").click()
        expect(tab.get_by_role("status")).to_contain_text("1 av 1 klara: anteckning.")
    with at(REGION_COORDINATOR, system, browser, viewport=size) as tab:
        for path in (f"{PAGE}?markera=alla", f"{PAGE}/utveckling"):
            tab.goto(path)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            finds_nothing(tab)
