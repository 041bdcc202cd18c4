"""What somebody writes, in a browser: nothing runs, is cut off at 320 px or turns what stands beside it, or is lost."""

from functools import partial
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from lus.bootstrap import System
from tests.cases import CENTRE, SOCIAL, WARD, to
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import at
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified
from tests.web.browsing import count

LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5
MARKUP = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
REST = ("", "/nytt", "/message_sent", "/message_sent?of=4")
HEBREW = "כהן, שרה"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


def stay_of(name: str, system: System, registry: Registry) -> Recorder:
    """A stay of somebody called that, with a message and a note that hold the same, and markup."""
    own = {"address": f"{name} 14, {LONG}", "next_of_kin": f"{name} 070-123 45 67"}
    stay = notified(system, registry, header(name, number="189403122384", **own))
    stay("message_sent", WARD, text=f"{name} {LONG} {MARKUP}\n12 {name} 34", receivers=to(SOCIAL, CENTRE))
    stay("care_contact_appointed", CENTRE, name=name, role=name, phone="016-00 00 21")
    return stay


@pytest.fixture(params=[f"{LONG}, {LONG[:20]}", HEBREW, f"{MARKUP}, Elsa"], ids=["long", "right to left", "markup"])
def stay(request: pytest.FixtureRequest, system: System, registry: Registry) -> Recorder:
    return stay_of(request.param, system, registry)


@pytest.mark.parametrize("width", [320, 1440])
def test_no_name_or_text_runs_or_makes_the_page_wider(
    stay: Recorder, system: System, browser: Browser, width: int
) -> None:
    for unit in (SOCIAL, WARD):
        with at(unit, system, browser, viewport={"width": width, "height": 900}) as tab:
            for path in (
                "/tavla",
                "/inkorg",
                *(f"/arende/{stay.ref}{form}" for form in ("", "/nytt", "/message_sent")),
            ):
                tab.goto(path)
                fits(tab, width, path)
            tab.get_by_role("searchbox").fill("189403122384")
            tab.get_by_role("searchbox").press("Enter")
            expect(tab.get_by_role("heading", level=1)).to_be_visible()
            fits(tab, width, "a search")


def fits(tab: Page, width: int, path: str) -> None:
    """Nothing to scroll to sideways, nothing that ran, nothing that axe finds."""
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
    assert tab.title() != "1", path
    assert tab.locator("img, main script").count() == 0, path
    finds_nothing(tab)


def test_what_stands_after_a_name_from_the_right_stays_after_it(
    system: System, registry: Registry, browser: Browser
) -> None:
    stay = stay_of(HEBREW, system, registry)
    with at(WARD, system, browser) as tab:
        tab.goto(f"/arende/{stay.ref}/message_sent")
        line = tab.get_by_text("18940312-2384")
        left = "node => { const range = document.createRange(); range.selectNodeContents(node);"
        name = line.locator("bdi").evaluate(f"{left} return range.getBoundingClientRect().right; }}")
        number = line.evaluate(f"{left} range.setStartAfter(node.firstElementChild);"
                               " return range.getBoundingClientRect().left; }")  # fmt: skip
        assert number >= name
        # The groups of a phone number stay in their order too.
        tab.goto(f"/arende/{stay.ref}")
        phone = tab.get_by_text("070-123 45 67", exact=True)
        place = "(node, n) => { const range = document.createRange(); range.setStart(node.firstChild, n);"
        place += " range.setEnd(node.firstChild, n + 1); return range.getBoundingClientRect().left; }"
        digits = [phone.evaluate(place, n) for n in (0, 4, 8, 11)]
        assert digits == sorted(digits)


def _carries(said: str, answer: Response) -> bool:
    return said in (answer.request.post_data or "")


def test_two_tabs_with_different_drafts_and_nothing_is_lost(
    system: System, registry: Registry, browser: Browser, database_url: str
) -> None:
    stay = notified(system, registry)
    form = f"/arende/{stay.ref}/message_sent"
    with at(WARD, system, browser) as left:
        left.goto(form)
        right = left.context.new_page()
        right.goto(form)
        for tab, said in ((left, "Från vänster."), (right, "Från höger.")):
            tab.get_by_role("checkbox", name="social_services 2").check()
            tab.get_by_role("combobox", name="Grund för att lämna uppgifterna").select_option("samtycke")
            # What was chosen may be saved already: the draft is there when the one with the text is.
            with tab.expect_response(partial(_carries, quote_plus(said))):
                tab.get_by_role("textbox", name="Meddelande").fill(said)
                tab.get_by_role("textbox", name="Meddelande").blur()
            expect(tab.get_by_text("Utkast sparat")).to_be_visible()
        # Each tab keeps its own; a third shows the newest, and the other is one click away.
        expect(left.get_by_role("textbox", name="Meddelande")).to_have_value("Från vänster.")
        third = left.context.new_page()
        third.goto(form)
        expect(third.get_by_role("textbox", name="Meddelande")).to_have_value("Från höger.")
        third.get_by_role("region", name="Utkast").get_by_role("link").click()
        expect(third.get_by_role("textbox", name="Meddelande")).to_have_value("Från vänster.")
        finds_nothing(third)
        third.close()
        # One is sent; the other tab is told, keeps its own, and sends it as well.
        facts = count(database_url, "facts")
        left.get_by_role("button", name="Skicka", exact=True).click()
        expect(left.get_by_role("status")).to_have_text("Klart: meddelande.")
        right.reload()
        expect(right.get_by_role("textbox", name="Meddelande")).to_have_value("Från höger.")
        right.get_by_role("button", name="Skicka", exact=True).click()
        expect(right.get_by_role("status")).to_have_text("Klart: meddelande.")
        for said in ("Från vänster.", "Från höger."):
            expect(right.get_by_role("region", name="Händelser")).to_contain_text(said)
        assert count(database_url, "facts") == facts + 2
        assert count(database_url, "drafts") == 0


def test_a_double_click_on_kvittera_is_one_receipt_and_says_that_it_is_done(
    system: System, registry: Registry, browser: Browser, database_url: str
) -> None:
    stay = notified(system, registry)
    facts = count(database_url, "facts")
    with at(SOCIAL, system, browser) as tab:
        tab.goto(f"/arende/{stay.ref}")
        tab.get_by_role("button", name="Kvittera").dblclick()
        expect(tab.get_by_role("status")).to_have_text("Klart: kvittens.")
        expect(tab.get_by_role("alert")).to_have_count(0)
        expect(tab.get_by_role("button", name="Kvittera")).to_have_count(0)
    assert count(database_url, "facts") == facts + 1
