"""Nothing typed is lost when a session ends: the warning, the way back to the form, and the same without script."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import text

from lus.bootstrap import System
from tests.cases import WARD
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import at
from tests.store.registry import furnish
from tests.store.stays import Recorder, notified
from tests.web.browsing import count, owner

NOTE = "Tolk behövs, och dottern vill vara med."


@dataclass
class Nurse:
    """Somebody at the ward with the form that changes the expected date open."""

    tab: Page
    url: str
    stay: Recorder

    def open(self) -> None:
        self.tab.goto(f"/arende/{self.stay.ref}/expected_discharge_changed")
        expect(self.tab.get_by_role("heading", level=1)).to_have_text("Ändra datum")

    @property
    def note(self) -> Locator:
        return self.tab.get_by_role("textbox", name="Anteckning")

    @property
    def asked(self) -> Locator:
        return self.tab.get_by_role("alertdialog")

    def write(self, said: str) -> None:
        if not self.note.is_visible():
            self.tab.get_by_text("Fler uppgifter (frivilligt)").click()
        self.note.fill(said)

    def saved(self) -> None:
        """Leaving the field saves; what follows is asked for too, which is work and lengthens the session."""
        with self.tab.expect_response(lambda answer: answer.url.endswith("/expected_discharge_changed")):
            self.note.blur()
        expect(self.tab.get_by_text("Utkast sparat")).to_be_visible()

    def press(self, name: str, page: Page | None = None) -> None:
        (page or self.tab).get_by_role("button", name=name, exact=True).click()

    def idle(self, minutes: int) -> None:
        """So long has passed since any session was last used."""
        with owner(self.url) as connection:
            passed = "update sessions set seen_at = seen_at - make_interval(mins => :minutes)"
            connection.execute(text(passed), {"minutes": minutes})

    def sign_in(self, page: Page) -> None:
        page.get_by_role("button", name=f"Person {WARD}, ").click()


@pytest.fixture
def stay(system: System, database_url: str) -> Recorder:
    return notified(system, furnish(database_url, training=True))


@contextmanager
def writing(system: System, browser: Browser, url: str, stay: Recorder, **how: object) -> Iterator[Nurse]:
    with at(WARD, system, browser, **how) as tab:
        nurse = Nurse(tab, url, stay)
        if how.get("java_script_enabled", True):
            tab.clock.install()
        nurse.open()
        yield nurse


def test_what_was_typed_survives_the_sessions_end(
    system: System, browser: Browser, database_url: str, stay: Recorder
) -> None:
    with writing(system, browser, database_url, stay) as nurse:
        nurse.write(NOTE)
        nurse.saved()
        nurse.idle(31)
        nurse.press("Skicka")
        expect(nurse.asked).to_have_accessible_name("Du är utloggad")
        expect(nurse.asked).to_contain_text("står kvar när du har loggat in")
        finds_nothing(nurse.tab)
        nurse.tab.get_by_role("link", name="Logga in", exact=True).click()
        nurse.sign_in(nurse.tab)
        expect(nurse.tab.get_by_role("heading", level=1)).to_have_text("Ändra datum")
        expect(nurse.note).to_have_value(NOTE)
        expect(nurse.tab.get_by_role("region", name="Utkast")).to_contain_text("Bara du ser det.")
        finds_nothing(nurse.tab)
        nurse.press("Skicka")
        expect(nurse.tab.get_by_role("status")).to_contain_text("Klart")
        expect(nurse.tab.get_by_text(NOTE)).to_be_visible()
    assert count(database_url, "drafts") == 0


def test_two_minutes_before_the_end_it_asks_and_one_click_goes_on(
    system: System, browser: Browser, database_url: str, stay: Recorder
) -> None:
    with writing(system, browser, database_url, stay) as nurse:
        nurse.write(NOTE)
        nurse.saved()
        nurse.idle(29)
        nurse.tab.clock.fast_forward("29:00")
        expect(nurse.asked).to_contain_text("Du loggas ut")
        expect(nurse.tab.get_by_role("button", name="Fortsätt arbeta")).to_be_focused()
        finds_nothing(nurse.tab)
        nurse.tab.keyboard.press("Enter")
        expect(nurse.asked).to_have_count(0)
        expect(nurse.note).to_have_value(NOTE)
        nurse.press("Skicka")
        expect(nurse.tab.get_by_role("status")).to_contain_text("Klart")


def test_what_could_not_be_saved_stays_in_the_page_while_one_signs_in_beside_it(
    system: System, browser: Browser, database_url: str, stay: Recorder
) -> None:
    with writing(system, browser, database_url, stay) as nurse:
        nurse.idle(31)
        nurse.write(NOTE)
        nurse.press("Skicka")
        expect(nurse.asked).to_contain_text("Det sista du skrev är inte sparat än.")
        finds_nothing(nurse.tab)
        with nurse.tab.expect_popup() as opened:
            nurse.tab.get_by_role("link", name="Logga in i en ny flik").click()
        nurse.sign_in(opened.value)
        expect(opened.value.get_by_role("link", name="Uppdatera")).to_be_visible()
        expect(nurse.note).to_have_value(NOTE)
        nurse.press("Skicka")
        expect(nurse.tab.get_by_role("status")).to_contain_text("Klart")
        expect(nurse.tab.get_by_text(NOTE)).to_be_visible()


def test_leaving_the_page_saves_and_the_draft_can_be_thrown_away(
    system: System, browser: Browser, database_url: str, stay: Recorder
) -> None:
    with writing(system, browser, database_url, stay) as nurse:
        nurse.write(NOTE)
        nurse.tab.goto("/tavla")
        nurse.open()
        expect(nurse.note).to_have_value(NOTE)
        nurse.press("Släng utkastet")
        expect(nurse.tab.get_by_role("region", name="Utkast")).to_have_count(0)
        nurse.tab.get_by_text("Fler uppgifter (frivilligt)").click()
        expect(nurse.note).to_have_value("")


def test_without_script_a_refused_form_is_there_after_signing_in_again(
    system: System, browser: Browser, database_url: str, stay: Recorder
) -> None:
    with writing(system, browser, database_url, stay, java_script_enabled=False) as nurse:
        nurse.write(NOTE)
        nurse.tab.get_by_label("Beräknad utskrivning").fill("")
        nurse.press("Skicka")
        expect(nurse.tab.get_by_role("alert")).to_contain_text("Rätta det här")
        nurse.idle(31)
        nurse.press("Skicka")
        nurse.sign_in(nurse.tab)
        expect(nurse.tab.get_by_role("heading", level=1)).to_have_text("Ändra datum")
        expect(nurse.note).to_have_value(NOTE)


@pytest.mark.parametrize("width", [1440, 320])
def test_nothing_is_cut_off(system: System, browser: Browser, database_url: str, stay: Recorder, width: int) -> None:
    size = {"width": width, "height": 900}
    with writing(system, browser, database_url, stay, viewport=size) as nurse:
        nurse.write(NOTE)
        nurse.saved()
        nurse.open()
        expect(nurse.tab.get_by_role("region", name="Utkast")).to_be_visible()
        assert nurse.tab.evaluate("document.documentElement.scrollWidth") <= width
        finds_nothing(nurse.tab)
        nurse.idle(31)
        nurse.tab.clock.fast_forward("29:00")
        expect(nurse.asked).to_contain_text("Du är utloggad")
        assert nurse.tab.evaluate("document.documentElement.scrollWidth") <= width
        finds_nothing(nurse.tab)
