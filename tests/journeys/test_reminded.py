"""A municipality that does not answer is reminded, its manager told, and nothing more is said once it has answered.

A worker in a process of its own, a real mail server, the training clock wound to each step's moment.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.chaos import Process
from lus import bootstrap
from lus.domain.calendar import DAY, OpeningHours, day_of, from_local
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store import clock
from tests.cases import SOCIAL, WARD
from tests.journeys.conftest import finds_nothing
from tests.journeys.hands import Mouse
from tests.journeys.test_pages import at
from tests.journeys.training import Person
from tests.peers import MailPeer, mail_peer
from tests.store.registry import Registry, furnish
from tests.store.stays import header, ready

PATIENCE_S = 60
MANAGER = f"{SOCIAL} Chef"
UNITS_OWN, HERS = "enheten@kommun.example", "chefen@kommun.example"
ANSWER = "svara om mottagande"
NAME = "Ivar Dahl"


@dataclass
class Region:
    """An installation with a worker and a mail server. `ref`: the stay that waits for the municipality's answer."""

    url: str
    system: bootstrap.System
    mail: MailPeer
    ref: str

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as owner:
            return owner.execute(statement, values).fetchall()  # type: ignore[arg-type,unused-ignore]

    def wind_to(self, step: str) -> None:
        """To the moment of that step of the social services' duty to answer."""
        ((moment,),) = self.sql(
            "select r.at from reminders r where r.kind = 'answer_handover' and r.step = %s and r.void_at is null"
            " and r.case_ref = %s and r.unit_id = %s",
            step,
            self.ref,
            SOCIAL,
        )
        with self.system.write() as connection:
            clock.wind_to(connection, moment + timedelta(seconds=1))

    def mailed(self, to: str, says: str) -> int:
        """How many mails to that address say so."""
        every = zip(self.mail.to, self.mail.mails, strict=True)
        bodies = [mail.get_body(("plain",)) for address, mail in every if address == to]
        return sum(says in body.get_content() for body in bodies if body)


def manage(url: str) -> None:
    """Somebody at the social services is its manager."""
    with psycopg.connect(url) as owner:
        owner.execute(
            "with chief as ("
            "  insert into persons (name, provider) select 'Person ' || %s, provider from units where id = %s"
            "  returning id"
            "), works as ("
            "  insert into assignments (person_id, unit_id, role, from_on)"
            "  select id, %s, 'case_worker', '2026-01-01' from chief"
            "), known as ("
            "  insert into accounts (person_id, issuer, subject) select id, 'training', 'chef' from chief"
            ") update units set manager_id = chief.id from chief where units.id = %s",
            [MANAGER, SOCIAL, SOCIAL, SOCIAL],
        )


def begin(system: bootstrap.System, hours: OpeningHours) -> None:
    """On a Tuesday at 15.30, whatever day it is: just before the unit closes, so that it is to answer by ten."""
    today = day_of(system.clock())
    ahead = (today + n * DAY for n in range(1, 60))
    # No holiday among the days that follow.
    tuesday = next(d for d in ahead if d.weekday() == 1 and all(hours.closing(d + n * DAY) for n in range(3)))
    with system.write() as connection:
        clock.wind_to(connection, from_local(datetime.combine(tuesday, clock_time(15, 30))))


@pytest.fixture
def region(database_url: str, tmp_path: Path) -> Iterator[Region]:
    registry: Registry = furnish(database_url, training=True)
    manage(database_url)
    login = database_url.replace(OWNER, LOGIN, 1)
    with mail_peer() as mail:
        system = bootstrap.system(Settings(database_url=login, smtp_url=mail.url))
        begin(system, registry.units[SOCIAL].hours)
        stay = ready(system, registry, header(NAME, number="189304152395"))
        environment = {**os.environ, "LUS_VAR": str(tmp_path), "LUS_DATABASE_URL": login, "LUS_SMTP_URL": mail.url}
        worker = Process("worker", environment, tmp_path / "worker.log")
        yield Region(database_url, system, mail, stay.ref)
        worker.end()
        system.close()


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


def shows(page: Page, target: Locator) -> Locator:
    """The page, asked for until it shows that."""

    def asked() -> bool:
        page.reload()
        return target.count() > 0

    eventually(asked)
    return target


def choose_addresses(chief: Person) -> None:
    chief.press("link", re.compile("^Påminnelser"))
    chief.press("link", "Hur du påminns")
    chief.write("E-post", HERS)
    chief.press("button", "Spara")
    expect(chief.page.get_by_role("status")).to_have_text("Inställningarna är sparade.")
    chief.press("link", "Hur enheten påminns")
    chief.write("E-post", UNITS_OWN)
    chief.press("button", "Spara")
    expect(chief.page.get_by_role("status")).to_have_text("Inställningarna är sparade.")
    chief.press("button", "Skicka ett prov")
    shows(chief.page, chief.page.get_by_text(re.compile("e-post lämnad")))
    finds_nothing(chief.page)


def duty(ward: Person) -> Locator:
    """What the social services are to do, as the ward reads it."""
    return ward.region("Andras nästa steg").locator(".duty").filter(has_text=f"{SOCIAL} svarar om mottagande")


def test_a_municipality_that_does_not_answer_is_reminded_its_manager_told_and_then_left_in_peace(
    region: Region, browser: Browser
) -> None:
    with (
        at(WARD, region.system, browser) as ward_tab,
        at(SOCIAL, region.system, browser) as social_tab,
        at(MANAGER, region.system, browser) as chief_tab,
    ):
        ward, social, chief = (Person(tab, Mouse(), region.system) for tab in (ward_tab, social_tab, chief_tab))
        choose_addresses(chief)
        assert region.mailed(UNITS_OWN, "Det här är ett prov") == 1

        region.wind_to("due")
        eventually(lambda: region.mailed(UNITS_OWN, f"Dags nu: {ANSWER}") == 1)
        ward.to_case(NAME)
        shows(ward.page, duty(ward).get_by_text(re.compile(r"^Påmind .*, inte läst")))

        region.wind_to("late")
        eventually(lambda: region.mailed(HERS, f"Försenat: {ANSWER}") == 1)
        chief.press("link", re.compile("^Påminnelser"))
        row = chief.page.get_by_role("row").filter(has_text="Svara om mottagande").filter(has_text="till dig")
        expect(shows(chief.page, row)).to_contain_text("Försenat")
        row.get_by_role("link", name="Svara om mottagande", exact=True).click()
        expect(chief.page.get_by_role("heading", level=1)).to_have_text(NAME)

        told = shows(ward.page, duty(ward).get_by_text(re.compile(r"^Påmind .*läst \d\d\.\d\d")))
        told.click()
        escalated = duty(ward).get_by_role("listitem").filter(has_text=f"Person {MANAGER}")
        expect(escalated).to_contain_text(re.compile(r"Försenat.*e-post lämnad \d\d\.\d\d, läst \d\d\.\d\d"))
        expect(duty(ward).get_by_role("listitem").filter(has_text="planerad")).to_contain_text("Fortfarande försenat")
        finds_nothing(ward.page)

        social.to_case(NAME)
        social.act("Ta emot")
        social.when("Kan ta emot från", social.day(1), "10.00")
        social.send("Skicka", "mottagarens besked")

        ward.page.reload()
        expect(ward.region("Händelser")).to_contain_text("Kan ta emot från i morgon 10.00")
        expect(duty(ward)).to_have_count(0)
        chief.press("link", re.compile("^Påminnelser"))
        expect(chief.page.get_by_role("heading", level=1)).to_have_text("Påminnelser")
        expect(chief.page.get_by_role("row").filter(has_text="Svara om mottagande")).to_have_count(0)
        nothing_more(region)


def nothing_more(region: Region) -> None:
    """A week later the worker has been at it, and has said nothing of what was answered."""
    of_ours = "kind = 'answer_handover' and case_ref = %s and duty in (select duty from reminders where unit_id = %s)"
    pending = f"select count(*) from reminders where void_at is null and {of_ours}"  # noqa: S608 ours
    assert region.sql(pending, region.ref, SOCIAL) == [(0,)]
    said = [region.mailed(address, ANSWER) for address in (UNITS_OWN, HERS)]
    ((before,),) = region.sql("select clock_timestamp()")
    with region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=7))
    eventually(
        lambda: bool(
            region.sql("select 1 from runs where task = 'deliver' and started_at > %s and well_at > %s", before, before)
        )
    )
    assert [region.mailed(address, ANSWER) for address in (UNITS_OWN, HERS)] == said
    never = f"select count(*) from reminders where step = 'later' and told_at is not null and {of_ours}"  # noqa: S608 ours
    assert region.sql(never, region.ref, SOCIAL) == [(0,)]
