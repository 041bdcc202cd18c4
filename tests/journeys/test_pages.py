"""Board, form and case page in a real browser: the job done with the keyboard, and axe at every width."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from lus.bootstrap import System
from lus.domain.calendar import day_of
from lus.domain.facts import Receiver
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD, to
from tests.journeys.conftest import finds_nothing, served
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header

WIDTHS = (1440, 768, 320)


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    """A prepared case: all told today."""
    made = Recorder(system, registry, header("Almqvist, Signe"))
    made("admitted", WARD, registered_in="0480", care="somatic", legal_form="voluntary")
    made("need_assessed", WARD, needed=True, principals=("municipality", "region"), pace="ordinary",
         physician="Anna Holm", person_says="Vill hem till katten.")  # fmt: skip
    notice = to(SOCIAL, HOME_CARE, CENTRE)
    made("admission_notified", WARD, receivers=notice, expected_discharge_on=day_of(system.clock()))
    # Prepared: the ground on which this municipality is told has been judged once.
    made("planning_noted", WARD, receivers=(Receiver(SOCIAL, "consent"),), services="Inga insatser i dag.")
    return made


@contextmanager
def at(unit: int | str, system: System, browser: Browser, **how: object) -> Iterator[Page]:
    """A browser in which somebody at that unit, or so called, is signed in; what the console complains about fails."""
    with served(system) as address:
        context = browser.new_context(base_url=address, locale="sv-SE", timezone_id="Europe/Stockholm", **how)  # type: ignore[arg-type]
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/")
        page.get_by_role("button", name=f"Person {unit}, ").click()
        expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_visible()
        yield page
        context.close()
        # The browser also tells of a form with an error (422), and of a session that has ended (401).
        assert [text for text in complaints if "422" not in text and "401" not in text] == []


def test_the_ward_sends_utskrivningsklar_with_the_keyboard_and_two_fields(
    stay: Recorder, system: System, browser: Browser
) -> None:
    with at(WARD, system, browser) as tab:
        tab.goto("/tavla")
        tab.get_by_role("link", name="Utskrivningsklar för Almqvist").focus()
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("heading", level=1)).to_have_text("Utskrivningsklar")
        finds_nothing(tab)
        tab.get_by_role("group", name="Bedömd klar").get_by_label("Tid").focus()
        tab.keyboard.type("0000")
        tab.get_by_label("Läkare som bedömt").focus()
        tab.keyboard.type("Anna Holm")
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("status")).to_contain_text("Klart")
        expect(tab.get_by_role("heading", name="Underrättelse om utskrivningsklar")).to_be_visible()
        finds_nothing(tab)
    assert stay.ref in tab.url


def test_the_municipality_reads_with_one_click(stay: Recorder, system: System, browser: Browser) -> None:
    with at(SOCIAL, system, browser) as tab:
        tab.goto("/tavla")
        tab.get_by_role("button", name="Kvittera för Almqvist").click()
        expect(tab.get_by_role("heading", name="Att kvittera")).to_have_count(0)
        tab.goto(f"/arende/{stay.ref}")
        expect(tab.get_by_role("list").filter(has_text="Inskrivningsmeddelande")).to_contain_text("(ni)")


def test_the_reason_is_one_click_away_and_without_script_a_link(
    stay: Recorder, system: System, browser: Browser
) -> None:
    with at(WARD, system, browser) as tab:
        tab.goto("/tavla")
        tab.get_by_role("link", name="Varför?").first.click()
        expect(tab.locator(".why").first).to_contain_text("inskrivningsmeddelande")
        finds_nothing(tab)
    with at(WARD, system, browser, java_script_enabled=False) as tab:
        tab.goto("/tavla")
        tab.get_by_role("link", name="Varför?").first.click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Signe Almqvist")
        assert f"/arende/{stay.ref}#d-" in tab.url


def test_what_else_can_be_begun_opens_in_place_with_the_keyboard(
    stay: Recorder, system: System, browser: Browser
) -> None:
    with at(WARD, system, browser) as tab:
        tab.goto(f"/arende/{stay.ref}")
        tab.get_by_text("Nytt", exact=True).focus()
        tab.keyboard.press("Enter")
        act = tab.get_by_role("region", name="Nytt").get_by_role("link", name="Avliden")
        expect(act).to_be_visible()
        finds_nothing(tab)
        tab.keyboard.press("Tab")
        expect(tab.get_by_role("region", name="Nytt").get_by_role("link").first).to_be_focused()
        act.press("Enter")
        expect(tab.get_by_role("heading", level=1)).to_have_text("Avliden")


def test_what_else_can_be_begun_is_a_page_where_there_is_no_script(
    stay: Recorder, system: System, browser: Browser
) -> None:
    with at(WARD, system, browser, java_script_enabled=False) as tab:
        tab.goto(f"/arende/{stay.ref}")
        tab.get_by_text("Nytt", exact=True).click()
        tab.get_by_role("link", name="Visa vad ni kan göra nu").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Nytt")
        tab.get_by_role("link", name="Avliden").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Avliden")


def test_errors_are_summed_up_focused_and_lead_to_their_fields(
    stay: Recorder, system: System, browser: Browser
) -> None:
    with at(WARD, system, browser) as tab:
        tab.goto(f"/arende/{stay.ref}/ready_notified")
        tab.get_by_label("Läkare som bedömt").fill("Anna Holm")
        tab.get_by_role("button", name="Skicka").click()
        summary = tab.get_by_role("alert")
        expect(summary).to_be_focused()
        finds_nothing(tab)
        summary.get_by_role("link").first.click()
        expect(tab.get_by_role("group", name="Bedömd klar").get_by_label("Tid")).to_be_focused()
        expect(tab.get_by_label("Läkare som bedömt")).to_have_value("Anna Holm")


@pytest.mark.parametrize("script", [True, False])
def test_the_board_is_filtered_by_a_form_and_cleared(
    stay: Recorder, system: System, browser: Browser, *, script: bool
) -> None:
    assert stay
    with at(WARD, system, browser, java_script_enabled=script) as tab:
        tab.goto("/tavla")
        tab.get_by_text("Fler urval").click()
        tab.get_by_label("Kommun").select_option(index=1)
        tab.get_by_role("checkbox", name="Försenade").check()
        tab.get_by_role("button", name="Visa").click()
        expect(tab.get_by_text("Urval: provider 0480, försenade · 0 av 1 ärenden")).to_be_visible()
        expect(tab.get_by_text("Inget ärende passar urvalet just nu.")).to_be_visible()
        assert "municipality=0480" in tab.url
        if script:
            finds_nothing(tab)
        tab.get_by_role("link", name="Rensa").click()
        expect(tab.get_by_role("link", name="Almqvist, Signe", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_and_axe_finds_nothing(stay: Recorder, system: System, browser: Browser, width: int) -> None:
    with at(WARD, system, browser, viewport={"width": width, "height": 900}) as tab:
        for path in (
            "/tavla",
            f"/arende/{stay.ref}",
            f"/arende/{stay.ref}/nytt",
            f"/arende/{stay.ref}/discharged",
            "/tavla?status=closed",
            "/tavla?unit=2",
        ):
            tab.goto(path)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            finds_nothing(tab)
