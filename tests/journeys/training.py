"""The training region without its stays: units, people and the clock, on a Tuesday at half past two."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import create_engine

from lus.bootstrap import System
from lus.domain.calendar import local
from lus.store import clock
from lus.usecases.training import fill
from tests.journeys.hands import Hand, Keys, Mouse


def prepare(url: str) -> datetime:
    """As the owner. `url`: the owner's. Returns the moment that a filled region stands at."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as owner:
        start = fill.prepare(owner, datetime.now(UTC))
    engine.dispose()
    return start


def wind(system: System, more: timedelta) -> None:
    """Let time pass."""
    with system.write() as connection:
        assert clock.wind(connection, more)


@dataclass
class Person:
    """Somebody at work, with a browser of their own. Everything is found by its role and its Swedish name."""

    page: Page
    hand: Hand
    system: System

    def day(self, ahead: int = 0) -> str:
        """A day as a form takes it."""
        return (local(self.system.clock()) + timedelta(days=ahead)).date().isoformat()

    def to_board(self) -> None:
        self.press("link", "Tavla")
        expect(self.page.get_by_role("link", name="Uppdatera")).to_be_visible()

    def to_case(self, name: str) -> None:
        """From the board, as everybody comes there."""
        self.to_board()
        self.press("link", name, exact=True)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def press(self, role: str, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        self.hand.press(self.page.get_by_role(role, name=name, exact=exact))  # type: ignore[arg-type]

    def write(self, label: str, text: str) -> None:
        self.hand.write(self.page.get_by_role("textbox", name=label, exact=True), text)

    def choose(self, label: str, option: str) -> None:
        self.hand.choose(self.page.get_by_role("combobox", name=label), option)

    def pick(self, legend: str, option: str) -> None:
        group = self.page.get_by_role("group", name=legend)
        self.hand.tick(group.get_by_role("radio", name=option, exact=True))

    def tick(self, label: str, *, on: bool = True) -> None:
        self.hand.tick(self.page.get_by_role("checkbox", name=label), on=on)

    def when(self, legend: str, day: str, time: str) -> None:
        group = self.page.get_by_role("group", name=legend)
        self.hand.write(group.get_by_label("Dag"), day)
        self.hand.write(group.get_by_label("Tid"), time)

    def on(self, label: str, day: str) -> None:
        self.hand.write(self.page.get_by_label(label), day)

    def act(self, name: str) -> None:
        """Open an act's form, from the duties."""
        self.press("link", name, exact=True)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def begin(self, name: str) -> None:
        """Open an act's form, from what is not a duty of one's own."""
        self.hand.press(self.page.get_by_text("Nytt", exact=True))
        self.act(name)

    def send(self, button: str, done: str) -> None:
        """Send the form; back on the case it is said to be done."""
        self.press("button", button, exact=True)
        expect(self.page.get_by_role("status")).to_have_text(f"Klart: {done}.")

    def region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    def sees(self, region: str, *texts: str) -> None:
        for text in texts:
            expect(self.region(region)).to_contain_text(text)


@contextmanager
def at_work(
    browser: Browser, site: str, system: System, name: str, *, keyboard: bool = False, **how: object
) -> Iterator[Person]:
    """Somebody of the training region signs in, in a browser context of their own. What the console says fails."""
    context = browser.new_context(base_url=site, locale="sv-SE", timezone_id="Europe/Stockholm", **how)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(site) else None)
    page.goto("/")
    person = Person(page, Keys(page) if keyboard else Mouse(), system)
    person.press("button", re.compile(f"^{name}"))
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_visible()
    yield person
    context.close()
    # The browser also tells of the answers to forms that were refused, htmx of what was asked anew before its answer.
    told = ("422", "409", "htmx:sendAbort", "htmx:afterRequest")
    unexpected = [text for text in complaints if not any(one in text for one in told)]
    assert unexpected == [], unexpected
