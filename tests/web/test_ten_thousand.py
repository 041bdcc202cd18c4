"""Ten thousand facts on one case: it opens, is worked on and read to its end, and says when it takes in no more."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from lus.domain.facts import KINDS, Fact
from lus.domain.refusals import MOST_FACTS
from lus.store.journal import values_of
from lus.web.duties import MOST
from lus.web.fields import MOST as MOST_OFFERED
from lus.web.timeline import A_PAGE, timeline
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD, to
from tests.web.browsing import Form, clock_of, count
from tests.web.samples import prepared, sample, situation
from tests.web.test_pages import Region, hidden, notify, region

__all__ = ["region"]

COLUMNS = {
    "facts": "case_id seq kind at recorded_at channel unit_id provider person_id assignment_id in_reply_to skeleton",
    "fact_receivers": "case_id seq unit_id place ground",
    "fact_contents": "case_id seq provider readers content",
}


def run_wild(region: Region, first: int) -> Iterator[Fact]:
    """Messages without end, most of them read and some answered, and a date that moves and moves."""
    actors = region.registry.actors
    now = region.system.clock()
    for seq in range(first, MOST_FACTS):
        own: dict[str, Any] = {"text": f"Rad {seq}"}
        kind, unit, receivers, reply = "message_sent", WARD, to(SOCIAL, HOME_CARE), None
        match seq % 4:
            case 1:
                kind, unit, receivers, own = "acknowledged", SOCIAL, to(WARD), {"of": seq - 1}
            case 2:
                unit, receivers, reply = HOME_CARE, to(WARD), seq - 2
            case 3 if seq % 100 == 3:
                kind, receivers = "expected_discharge_changed", to(SOCIAL, HOME_CARE, CENTRE)
                own = {"expected_discharge_on": now.date() + timedelta(days=seq % 30)}
        at = now + timedelta(microseconds=seq)
        person = actors[unit]
        yield KINDS[kind](
            at=at, recorded_at=at, unit=unit, seq=seq, provider=person.provider, person=person.person,
            assignment=person.assignment, receivers=receivers, in_reply_to=reply, **own,
        )  # fmt: skip


def copied_in(url: str, facts: list[Fact]) -> None:
    """As rows, all but the last: what follows from them is written with the next that is recorded."""
    with psycopg.connect(url) as owner:
        found = owner.execute("select id from cases").fetchone()
        assert found
        rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in COLUMNS}
        for fact in facts:
            v = values_of(found[0], fact, "")
            rows["facts"].append(
                tuple(v[name] for name in ("case_id", "seq", "kind", "at", "recorded_at", "channel", "unit", "provider",
                                           "person", "assignment", "in_reply_to", "skeleton"))
            )  # fmt: skip
            for one in json.loads(v["receivers"]):
                rows["fact_receivers"].append((v["case_id"], v["seq"], one["unit_id"], one["place"], one["ground"]))
            if v["content"] != "{}":
                rows["fact_contents"].append((v["case_id"], v["seq"], v["provider"], v["readers"], v["content"]))
        for table, columns in COLUMNS.items():
            with owner.cursor().copy(f"copy {table} ({', '.join(columns.split())}) from stdin") as copy:
                for row in rows[table]:
                    copy.write_row(row)
        owner.execute("update cases set version = %s", [facts[-1].seq])
        owner.execute("analyze")


@pytest.fixture
def wild(region: Region, database_url: str) -> Region:
    """A case that has one fact less than it can take."""
    notify(region)
    copied_in(database_url, list(run_wild(region, 4)))
    assert count(database_url, "facts") == MOST_FACTS - 1
    return region


def test_ten_thousand_facts_are_opened_worked_on_and_read_to_the_end(wild: Region, database_url: str) -> None:
    place, social = f"/arende/{wild.stay.ref}", wild.at(SOCIAL)
    page = social.get(place).text
    assert page.count('<div class="duty">') <= 2 * MOST
    assert re.search(r"Och \d+ till, som visas när dessa är gjorda\.", page)
    # The last that fits: a receipt with one click. What follows from all of them is written.
    assert social.post(f"{place}/acknowledged", data=hidden(page)).status_code == 303
    assert count(database_url, "facts") == MOST_FACTS
    # The next stretch of the timeline, and its end.
    newest = events(page)
    older = re.search(r'<a href="([^"]+)#events">Visa äldre', page)
    assert older
    assert len(newest) == len(events(social.get(older[1]).text)) == A_PAGE
    last = social.get(f"{place}?fran=4").text
    assert (events(last), "Visa de nyaste" in last, "Visa äldre" in last) == (["4", "3", "2", "1"], True, False)
    # Nowhere is more offered than one can choose among.
    form = wild.at(WARD).get(f"{place}/voided").text
    assert 0 < form.count('type="radio"') + form.count("<option") <= MOST_OFFERED + 10
    assert "Listan har de hundra närmaste." in form


def test_every_event_stands_on_one_stretch_of_a_long_timeline() -> None:
    case = sample(prepared)
    for hours in range(3 * A_PAGE):
        case.stay("message_sent", WARD, 27 + hours / 1000, text="Rad", receivers=to(SOCIAL))
    here = situation(case, WARD)
    seen: list[int] = []
    stretch = timeline(here)
    assert stretch.newest
    while stretch.older:
        seen += [event.seq for event in stretch.events]
        stretch = timeline(here, stretch.older)
        assert not stretch.newest
    seen += [event.seq for event in stretch.events]
    told = [fact.seq for fact in here.case.facts if fact.kind != "acknowledged"]
    assert len(seen) == len(told)
    assert set(seen) == set(told)
    # What is not there, or is no event of its own, is as if nothing had been asked for.
    receipt = next(fact.seq for fact in here.case.facts if fact.kind == "acknowledged")
    assert timeline(here, 99_999) == timeline(here, receipt) == timeline(here)


def events(page: str) -> list[str]:
    """The events on the page, newest first."""
    return re.findall(r'<li id="h-(\d+)"', page)


def test_a_full_case_says_so_keeps_what_was_typed_and_takes_in_what_ends_it(wild: Region, database_url: str) -> None:
    place, ward = f"/arende/{wild.stay.ref}", wild.at(WARD)
    typed = {"text": "Det sista som ryms.", "to": [str(SOCIAL)], "ground": "consent"}
    form = Form(ward.get(f"{place}/message_sent").text)
    assert ward.post(f"{place}/message_sent", data=form.filled(**typed)).status_code == 303
    form = Form(ward.get(f"{place}/message_sent").text)
    refused = ward.post(f"{place}/message_sent", data=form.filled(**{**typed, "text": "Ett till."}))
    assert refused.status_code == 409
    assert f"Ärendet har {MOST_FACTS} händelser och tar inte emot fler" in refused.text
    assert Form(refused.text).values["text"] == ["Ett till."]
    assert count(database_url, "facts") == MOST_FACTS
    # The last message is taken back, and the case interrupted.
    form = Form(ward.get(f"{place}/voided?of={MOST_FACTS}").text)
    assert ward.post(f"{place}/voided", data=form.filled(reason="correction")).status_code == 303
    form = Form(ward.get(f"{place}/interrupted").text)
    ended = form.filled(**clock_of(wild.system), reason="entered_in_error")
    assert ward.post(f"{place}/interrupted", data=ended).status_code == 303
    assert ward.get(place).status_code == 200
