"""Somebody who is not signed in reads the questions, searches, and goes from a question to a duty and back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import finds_nothing
from tests.journeys.hands import Keys, Mouse

WIDTHS = (1440, 320)
QUESTION = "Kan du lova att läkares ordination om daglig vård/behandling förs vidare till hemsjukvården och att SIP"


def fits(tab: Page, width: int) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, tab.url
    finds_nothing(tab)


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
@pytest.mark.parametrize("width", WIDTHS)
def test_reading_searching_and_following_a_duty_and_back(tab: Page, width: int, keyboard: bool) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    hand = Keys(tab) if keyboard else Mouse()
    tab.goto("/logga-in")
    hand.press(tab.get_by_role("contentinfo").get_by_role("link", name="Frågor och löften"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Frågor och löften")
    expect(tab.get_by_role("main").get_by_role("heading", level=2).get_by_role("link")).to_have_count(5)
    fits(tab, width)

    hand.write(tab.get_by_role("searchbox", name="Sök i frågor och svar"), "SIP:arna")
    hand.press(tab.get_by_role("button", name="Sök"))
    expect(tab.get_by_role("status")).to_contain_text("innehåller ”SIP:arna”")
    expect(tab.locator("mark").first).to_have_text("SIP")
    fits(tab, width)

    hand.press(tab.get_by_role("link", name="Svar 3"))
    expect(tab).to_have_url(re.compile("/fragor/ordinationer-och-sip#svar-3$"))
    expect(tab.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    expect(tab.get_by_text("säkerställa att samordningen och SIP:arna ska fungera")).to_be_in_viewport()
    fits(tab, width)

    shows = tab.get_by_role("complementary", name="Så syns det i Hemgång")
    expect(shows).to_contain_text("Byggs")
    hand.press(shows.get_by_role("link", name="Kalla till SIP"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Kalla till SIP")
    expect(tab.get_by_role("main")).to_contain_text("Den fasta vårdkontaktens enhet")
    expect(tab.get_by_role("main")).to_contain_text("LUS 4 kap. 3 §")
    fits(tab, width)

    hand.press(tab.get_by_role("region", name="Frågor och löften bakom den").get_by_role("link", name=QUESTION))
    expect(tab.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    hand.press(tab.get_by_role("navigation", name="Mer om").get_by_role("link", name="SIP"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("SIP")
    fits(tab, width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    [
        "/fragor/overenskommelse-stockholm",
        "/atgarder",
        "/fragor?region=Stockholm",
        "/fragor?q=%25",
        "/fragor?q=ordination",
    ],
)
def test_nothing_is_cut_off_and_axe_finds_nothing(tab: Page, width: int, path: str) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(path)
    fits(tab, width)


def test_ten_thousand_letters_in_the_address_are_answered_with_a_sentence(tab: Page) -> None:
    tab.goto("/fragor?q=" + "å" * 10_000)
    expect(tab.get_by_role("status")).to_contain_text("10000 tecken lång; högst 200 ryms")
    expect(tab.get_by_role("link", name=QUESTION)).to_be_visible()


def test_an_unknown_address_offers_the_list(tab: Page) -> None:
    answer = tab.request.get("/fragor/finns-inte")
    assert answer.status == 404
    assert QUESTION in answer.text()


def test_paper_has_the_statements_and_nothing_to_press(tab: Page) -> None:
    tab.goto("/fragor/trygg-hemgang")
    tab.emulate_media(media="print")
    expect(tab.get_by_text("“inga beslut om mig, utan mig” måste gälla.")).to_be_visible()
    expect(tab.get_by_text("Adress: /fragor/trygg-hemgang")).to_be_visible()
    expect(tab.get_by_role("heading", name="Så syns det i Hemgång")).to_be_visible()
    expect(tab.get_by_role("navigation")).to_have_count(0)
    expect(tab.get_by_role("banner")).to_be_hidden()
    assert tab.pdf(format="A4")[:5] == b"%PDF-"


def test_without_script_it_is_the_same(browser: object, site: str) -> None:
    page = browser.new_page(base_url=site, java_script_enabled=False)  # type: ignore[attr-defined]
    page.goto("/fragor")
    page.get_by_label("Sök i frågor och svar").fill("utskrivning")
    page.get_by_role("button", name="Sök").click()
    expect(page.locator("mark").filter(has_text="utskrivningar")).to_have_count(1)
    page.close()
