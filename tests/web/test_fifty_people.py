"""A case opened by fifty people at once, some of whom write: everybody is answered, sees the same, and is logged."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import httpx2
import psycopg
import pytest

from lus.bootstrap import System
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD
from tests.journeys.conftest import served
from tests.store.registry import ROLES, Registry, furnish
from tests.store.stays import Recorder, notified
from tests.web.browsing import Form, count

PEOPLE = 50
WRITERS = 5
UNITS = (WARD, SOCIAL, HOME_CARE, CENTRE)
Answer = TypeVar("Answer")


@dataclass
class Person:
    """Somebody at work, with a connection of their own."""

    site: str
    cookie: str

    @classmethod
    def signed_in(cls, site: str, account: str) -> "Person":
        """By their training account."""
        answer = httpx2.post(f"{site}/logga-in/ovning", data={"konto": account}, headers={"origin": site})
        assert answer.status_code == 303
        return cls(site, answer.headers["set-cookie"].partition(";")[0])

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(f"{self.site}{path}", headers={"cookie": self.cookie}, timeout=60)

    def send(self, path: str, form: Form, **typed: object) -> httpx2.Response:
        headers = {"cookie": self.cookie, "origin": self.site}
        return httpx2.post(f"{self.site}{path}", data=form.filled(**typed), headers=headers, timeout=60)


def employ(url: str, registry: Registry) -> list[str]:
    """Fifty people in four units, each with an account of their own; the names of the accounts."""
    names = [f"person-{number}" for number in range(PEOPLE)]
    with psycopg.connect(url) as owner:
        for number, name in enumerate(names):
            actor = registry.actors[UNITS[number % len(UNITS)]]
            owner.execute(
                "with who as (insert into persons (name, provider) values (%s, %s) returning id), account as ("
                " insert into accounts (person_id, issuer, subject) select id, 'training', %s from who)"
                " insert into assignments (person_id, unit_id, role, from_on) select id, %s, %s, '2026-01-01' from who",
                [f"Person {name}", actor.provider, name, actor.unit, ROLES[actor.side]],
            )
    return names


def at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """All begin at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def begin(act: Callable[[], Answer]) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(begin, acts))


def told(page: str) -> list[str]:
    """What has happened, as the page tells it, but for what is one's own to do there."""
    events = re.findall(r'<li id="h-(\d+)".*?<h3>(.*?)</h3>', page, re.DOTALL)
    return [f"{seq} {title}" for seq, title in events]


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return notified(system, registry)


def test_a_case_opened_by_fifty_people(system: System, registry: Registry, stay: Recorder, database_url: str) -> None:
    names = employ(database_url, registry)
    place = f"/arende/{stay.ref}"
    with served(system) as site:
        people = at_once([partial(Person.signed_in, site, name) for name in names])
        facts = count(database_url, "facts")
        read = at_once([partial(one.get, place) for one in people])
        assert Counter(answer.status_code for answer in read) == {200: PEOPLE}
        assert len({tuple(told(answer.text)) for answer in read}) == 1
        with psycopg.connect(database_url) as owner:
            logged = owner.execute(
                "select count(*), count(distinct person_id) from access_log where activity = 'Läsa' and what = 'case'"
            ).fetchone()
        assert logged == (PEOPLE, PEOPLE)
        # Five of them write while the others read.
        way = f"{place}/message_sent"
        forms = [Form(one.get(way).text) for one in people[:WRITERS]]
        units = [UNITS[number % len(UNITS)] for number in range(WRITERS)]
        writing = [
            partial(one.send, way, form, text="Ring oss.", ground="consent", to=[str(to) for to in UNITS if to != unit])
            for one, form, unit in zip(people[:WRITERS], forms, units, strict=True)
        ]
        done = at_once([*writing, *(partial(one.get, place) for one in people[WRITERS:])])
        # Two of the five are of one unit: whoever of them comes second is told what the other did.
        outcome = Counter(answer.status_code for answer in done)
        assert outcome == {200: PEOPLE - WRITERS, 303: len(UNITS), 409: WRITERS - len(UNITS)}
        assert count(database_url, "facts") == facts + len(UNITS)
        # Whoever read meanwhile saw the case as it stood at some moment, whole.
        for answer in done[WRITERS:]:
            seen = sorted(int(line.split()[0]) for line in told(answer.text))
            assert seen == list(range(1, len(seen) + 1))
            assert facts <= len(seen) <= facts + len(UNITS)
        after = at_once([partial(one.get, place) for one in people])
        assert len({tuple(told(answer.text)) for answer in after}) == 1
        assert len(told(after[0].text)) == facts + len(UNITS)
