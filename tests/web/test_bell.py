"""The bell: what was told to the unit or the person, marked as seen by whom it went to; the ladder at the duty."""

import re
from datetime import datetime, timedelta
from html import unescape

import psycopg
import pytest
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.queries.case import case
from lus.store import clock
from lus.store.audit import Purpose
from lus.usecases import deliver
from tests.cases import HOME_CARE, REGION_COORDINATOR, SOCIAL, STRANGER, WARD
from tests.store.driver import statements
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified
from tests.web.browsing import browser

CARE: Purpose = "Vård och behandling"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry, database_url: str) -> Recorder:
    """Two things to do have been told of twice to the social services, and one to home care."""
    made = notified(system, registry, header("Dahl, Ivar", number="189304152395"))
    tell(system, database_url, made)
    return made


def tell(system: System, url: str, stay: Recorder) -> None:
    """Whatever day it is: two steps of what some units owe are due now, and nothing else."""
    some = [stay.ref, SOCIAL, SOCIAL, HOME_CARE]
    of = "case_ref = %s and (unit_id, kind) in ((%s, 'acknowledge'), (%s, 'write_planning_note'), (%s, 'acknowledge'))"
    with psycopg.connect(url) as owner:
        owner.execute("update reminders set at = at + interval '300 days' where told_at is null")
        owner.execute(f"delete from reminders where step = 'soon' and {of}", some)  # noqa: S608 ours
        owner.execute(
            "update reminders set at = clock_timestamp() - interval '1 minute' + (select ahead from clock)"  # noqa: S608 ours
            f" where step = 'due' and {of}",
            some,
        )
        owner.execute(
            "insert into reminders"  # noqa: S608 ours
            " (key, case_id, case_ref, duty, kind, step, unit_id, at, due_at, binding, ladder, coordinator_id)"
            " select replace(key, ':due:', ':soon:'), case_id, case_ref, duty, kind, 'soon', unit_id,"
            "        at - interval '1 minute', due_at, binding, ladder, coordinator_id"
            f"   from reminders where step = 'due' and {of}",
            some,
        )
    assert deliver.tick(system).told == 6


def later(system: System, more: timedelta) -> None:
    with system.write() as connection:
        assert clock.wind(connection, more)
    deliver.tick(system)


def at(system: System, unit: int) -> TestClient:
    client = browser(system)
    assert client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"}).status_code == 303
    return client


def rows(page: str) -> list[str]:
    return [unescape(one) for one in page.split("<tr ")[2:]]


def bell(page: str) -> int:
    """The number in the header."""
    found = re.search(r'>Påminnelser <span class="count">(\d+)', page)
    return int(found[1]) if found else 0


def sql(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(statement, values).fetchall()  # type: ignore[arg-type,unused-ignore]


UNSEEN = (
    "select count(*) from reminders where told_at is not null and void_at is null and seen_at is null and unit_id = %s"
)


def test_each_reminder_says_what_about_whom_by_when_and_why_and_leads_to_the_duty(
    system: System, stay: Recorder
) -> None:
    social = at(system, SOCIAL)
    page = social.get("/paminnelser").text
    assert "<title>Påminnelser" in page
    (row,) = [one for one in rows(page) if "Kvittera" in one]
    for told in ("Dahl, Ivar", stay.ref, "Dags nu", "till enheten", "(oläst)", "Markera läst", "2 gånger"):
        assert told in row
    href = re.search(r'href="(/arende/[^"]+)"', row)
    assert href
    path, _, anchor = href[1].partition("#")
    assert f'id="{anchor}"' in social.get(path).text
    with system.write() as connection:
        assert clock.wind(connection, timedelta(days=12))
    shown = rows(social.get("/paminnelser").text)
    assert shown
    assert all("Försenat" in row and "Dags nu" not in row for row in shown), "what was told in time is late by now"


def test_the_header_counts_what_is_unread_as_the_page_lists_it(system: System, stay: Recorder) -> None:
    assert stay
    social = at(system, SOCIAL)
    page = social.get("/paminnelser").text
    assert bell(page) == len(rows(page)) == 2
    assert bell(social.get("/tavla").text) == bell(social.get("/inkorg").text) == 2


def test_opening_the_case_is_seeing_what_was_told_of_it(system: System, stay: Recorder, database_url: str) -> None:
    social = at(system, SOCIAL)
    page = social.get(f"/arende/{stay.ref}").text
    assert bell(page) == 0
    assert re.search(r"Påmind 2 gånger, senast i dag \d\d\.\d\d, läst \d\d\.\d\d", page)
    assert sql(database_url, UNSEEN, SOCIAL) == [(0,)]
    assert sql(database_url, UNSEEN, HOME_CARE) != [(0,)], "nobody there has opened it"
    shown = social.get("/paminnelser").text
    assert "(oläst)" not in shown
    assert "Markera alla som lästa" not in shown
    (by,) = sql(
        database_url, "select distinct seen_by from reminders where unit_id = %s and seen_at > '-infinity'", SOCIAL
    )
    assert by == (stay.registry.actors[SOCIAL].person,)


def test_others_on_the_case_read_that_it_is_seen_and_see_nothing_for_it(
    system: System, stay: Recorder, database_url: str
) -> None:
    ward = at(system, WARD)
    before = ward.get(f"/arende/{stay.ref}").text
    assert "Påmind 2 gånger" in before
    assert sql(database_url, UNSEEN, SOCIAL) != [(0,)]
    at(system, SOCIAL).get(f"/arende/{stay.ref}")
    assert ward.get(f"/arende/{stay.ref}").text.count(", läst ") > before.count(", läst ")


def test_a_case_with_nothing_unseen_costs_no_statement_more(system: System, registry: Registry, stay: Recorder) -> None:
    counts = []
    for _ in range(2):
        # The register's cards are kept: asked for before, they cost nothing.
        with system.reading(registry.actors[WARD], CARE) as door:
            case(door, stay.ref)
        with statements() as heard, system.reading(registry.actors[SOCIAL], CARE) as door:
            view = case(door, stay.ref)
        assert view
        counts.append(len(heard))
    assert counts == [4, 3]


def test_one_is_marked_without_opening_the_case_and_marked_twice_is_said(system: System, stay: Recorder) -> None:
    assert stay
    social = at(system, SOCIAL)
    key = re.search(r'name="en" value="([^"]+)"', social.get("/paminnelser").text)
    assert key
    answer = social.post("/paminnelser", data={"en": key[1], "till": "x"})
    assert answer.status_code == 303
    page = social.get(answer.headers["location"]).text
    assert "Klart: markerat som läst." in page
    assert bell(page) == 1
    answer = social.post("/paminnelser", data={"en": key[1]})
    assert "Det var redan läst, eller gäller inte längre." in social.get(answer.headers["location"]).text


def test_all_are_those_that_the_page_knew_of(system: System, stay: Recorder, database_url: str) -> None:
    social = at(system, SOCIAL)
    until = re.search(r'name="till" value="([^"]+)"', social.get("/paminnelser").text)
    assert until
    late = notified(system, stay.registry, header("Ek, Siv", number="189204122391"))
    tell(system, database_url, late)
    answer = social.post("/paminnelser", data={"till": unescape(until[1])})
    unread = [one for one in rows(social.get(answer.headers["location"]).text) if "(oläst)" in one]
    assert len(unread) == 2
    assert all(late.ref in one for one in unread)


@pytest.mark.parametrize("typed", [{}, {"till": "nyss"}, {"till": "2026-11-22T10:00:00"}, {"en": "finns:inte:x:1"}])
def test_what_names_nothing_marks_nothing(
    system: System, stay: Recorder, database_url: str, typed: dict[str, str]
) -> None:
    assert stay
    before = sql(database_url, UNSEEN, SOCIAL)
    assert at(system, SOCIAL).post("/paminnelser", data=typed).status_code == 303
    assert sql(database_url, UNSEEN, SOCIAL) == before


def test_nobody_marks_anothers_and_a_colleagues_own_is_not_in_the_bell(
    system: System, stay: Recorder, database_url: str
) -> None:
    keys = sql(database_url, "select key from reminders where told_at is not null and unit_id = %s", SOCIAL)
    other = at(system, STRANGER)
    assert "Inga påminnelser" in other.get("/paminnelser").text
    other.post("/paminnelser", data={"en": " ".join(str(key) for (key,) in keys)})
    # One on the case may not either: it was not told to them.
    at(system, HOME_CARE).post("/paminnelser", data={"en": " ".join(str(key) for (key,) in keys)})
    assert sql(database_url, UNSEEN, SOCIAL) == [(len(keys),)]
    someone = stay.registry.actors[WARD].person
    with psycopg.connect(database_url) as owner:
        owner.execute("update reminders set person_id = %s where unit_id = %s", [someone, SOCIAL])
    assert bell(at(system, SOCIAL).get("/paminnelser").text) == 0


def test_what_is_done_leaves_the_bell(system: System, stay: Recorder) -> None:
    stay("acknowledged", SOCIAL, of=3)
    page = at(system, SOCIAL).get("/paminnelser").text
    assert not [one for one in rows(page) if "Kvittera" in one]


def test_a_coordinator_is_led_to_its_list_and_names_nobody(system: System, stay: Recorder, database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute("update reminders set at = at - interval '300 days' where told_at is null")
    later(system, timedelta(days=12))
    region = at(system, REGION_COORDINATOR)
    page = region.get("/paminnelser").text
    assert stay.ref in page
    for secret in ("Dahl", "930415"):
        assert secret not in page
    href = re.search(r'href="(/tavla\?kind=[^"]+)"', page)
    assert href
    listed = region.get(unescape(href[1])).text
    assert f'id="{href[1].partition("#")[2]}"' in listed
    assert re.search(r"Påmind (\d gånger, senast )?\w+ [\w ]*\d\d\.\d\d, inte läst", listed)
    assert region.get(f"/arende/{stay.ref}").status_code == 404


def test_of_a_protected_person_the_bell_says_the_reference(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry, header("Skyddad, Person", protected="sekretessmarkering"))
    tell(system, database_url, stay)
    page = at(system, SOCIAL).get("/paminnelser").text
    assert stay.ref in page
    assert "Skyddad, Person" not in page


def test_pages_of_fifty(system: System, stay: Recorder, database_url: str) -> None:
    assert stay
    with psycopg.connect(database_url) as owner:
        owner.execute(
            "insert into reminders"
            " (key, case_id, case_ref, duty, kind, step, unit_id, at, due_at, binding, ladder, told_at)"
            " select 'x' || n, case_id, case_ref, 'd' || n, kind, 'due', unit_id, now(), now() + n * interval '1 hour',"
            " false, 'x', now() - interval '9 days' from reminders, generate_series(1, 120) n"
            " where unit_id = %s and step = 'due' and kind = 'acknowledge'",
            [SOCIAL],
        )
    social = at(system, SOCIAL)
    first, third, after = (social.get(f"/paminnelser?sida={number}").text for number in (1, 3, 9))
    assert len(rows(first)) == 50
    assert '<span class="count">99+' in first
    assert "Nästa sida" in first
    assert len(rows(third)) == 22
    assert "Nästa sida" not in third
    assert "Inget finns kvar på den här sidan" in after


def test_the_time_of_seeing_is_the_first(system: System, stay: Recorder, database_url: str) -> None:
    social = at(system, SOCIAL)
    social.get(f"/arende/{stay.ref}")
    seen = "select max(seen_at), max(told_at) from reminders where unit_id = %s"
    ((first, told),) = sql(database_url, seen, SOCIAL)
    assert isinstance(first, datetime)
    assert isinstance(told, datetime)
    assert first >= told
    with system.write() as connection:
        assert clock.wind(connection, timedelta(minutes=5))
    social.get(f"/arende/{stay.ref}")
    assert sql(database_url, seen, SOCIAL) == [(first, told)]
