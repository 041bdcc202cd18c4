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


TROUBLE = """
create temporary view real as select clock_timestamp() as at;
create temporary view told as select clock_timestamp() + ahead as at from clock;
insert into preferences (unit_id, mail, mail_refused_at)
select id, 'bistand@flen.example', told.at from units, told where name = 'Biståndsenheten, Flens kommun'
on conflict (unit_id, person_id) do update set mail = excluded.mail, mail_refused_at = excluded.mail_refused_at;
insert into preferences (unit_id, person_id, mail, mail_refused_at)
select a.unit_id, p.id, 'karin.ek@sormland.example', told.at
  from told, persons p join assignments a on a.person_id = p.id where p.name = 'Karin Ek' limit 1
on conflict (unit_id, person_id) do update set mail = excluded.mail, mail_refused_at = excluded.mail_refused_at;
insert into deliveries (channel, key, unit_id, person_id, reminders, made_at, next_at, attempts, outcome, error,
                        ended_at)
select 'mail', 'a' || id, unit_id, person_id, '{}', at, at, 1, 'failed', 'address_refused', at from told, preferences
 where mail_refused_at is not null;
insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, attempts, outcome, error, ended_at)
select 'webhook', 'b' || n, (select min(id) from units where kind = 'health_centre'), '{}', at, at, 8, 'failed',
       'http_500', at - interval '1 hour' from told, generate_series(1, 3) n;
insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, attempts, outcome, error, ended_at, note,
                        handled_at, handled_by)
select 'mail', 'c', (select min(id) from units), '{}', at, at, 1, 'failed', 'smtp_552', at - interval '1 day',
       'Brevlådan är tömd.', at - interval '1 hour', (select id from persons where name = 'Maj Nordin') from told;
insert into deliveries (channel, key, unit_id, reminders, made_at, planned_at, next_at, attempts, outcome, ended_at)
select 'mail', 'd' || n, 1, '{}', at, at - n * interval '1 second', at, 1, 'sent', at
  from told, generate_series(1, 40) n;
insert into runs (task, started_at, ended_at, well_at, asked_at, worker, error, alarm, alarm_at)
select task, at - ago, at - ago, at - ago, at, 'dator', error, alarm, at from real, (values
  ('deliver', interval '1 s', null, null), ('cull_drafts', interval '4 min', 'OSError', null),
  ('close_cases', interval '3 h', null, null),
  ('recompute_sample', interval '7 h', null, '1 av 200 ärenden är lagrade annorlunda: 7F3K2M9A')
) ran(task, ago, error, alarm);
insert into heartbeats (worker, pid, kind, beat_at)
select 'dator', pid, kind, at - ago from real, (values
  (4711, 'worker', interval '1 s'), (4712, 'worker', interval '3 min'), (4710, 'beat', interval '2 s')
) heart(pid, kind, ago);
"""
"""What an administrator may have to see to, all at once."""


def trouble(url: str) -> None:
    """An installation in which much goes wrong. `url`: the owner's."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as owner:
        owner.exec_driver_sql(TROUBLE)
    engine.dispose()


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
