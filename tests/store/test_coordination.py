"""A coordinator's list, and what may be done from it: to a case that one is not on, and without seeing the patient."""

import secrets
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from lus.bootstrap import System
from lus.domain.coordination import handle
from lus.queries.board import board
from lus.queries.case import case
from lus.queries.coordination import Asked, CoordinatorsList, overdue
from lus.settings import Settings
from lus.store import clock, engine, migrations
from lus.store.audit import Purpose
from lus.usecases.outcomes import NotFound, Outcome, Recorded, Refused, Repeated
from lus.usecases.record import Act, record
from tests.cases import (
    CENTRE,
    COORDINATOR,
    HOME_CARE,
    OTHER_COORDINATOR,
    REGION_COORDINATOR,
    SOCIAL,
    WARD,
)
from tests.store.driver import statements
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, ready

CARE: Purpose = "Vård och behandling"
MOST_STATEMENTS = 11


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    """Ready five days ago: nobody has called to a SIP, nobody has answered."""
    made = ready(system, registry)
    wind(system, timedelta(days=5))
    return made


def wind(system: System, more: timedelta) -> None:
    with system.write() as connection:
        assert clock.wind(connection, more)


def listed(system: System, registry: Registry, unit: int = REGION_COORDINATOR) -> CoordinatorsList:
    with system.reading(registry.actors[unit], CARE) as door:
        return overdue(door, unit)


def tries(
    system: System, registry: Registry, ref: str, kind: str, *, unit: int = REGION_COORDINATOR, **fields: Any
) -> Outcome:
    key = fields.pop("key", None) or secrets.token_urlsafe(8)
    return record(system, registry.actors[unit], Act(case=ref, kind=kind, fields=fields, key=key))


def rows(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(statement, values).fetchall()


def sip(found: CoordinatorsList) -> str:
    return next(row.duty for row in found.rows if row.kind == "call_to_sip")


def test_what_is_overdue_stands_in_its_coordinators_list_calls_to_sip_first(
    system: System, registry: Registry, stay: Recorder
) -> None:
    region = listed(system, registry)
    assert region.rows[0].kind == "call_to_sip"
    assert (region.rows[0].ref, region.rows[0].owing, region.rows[0].side) == (stay.ref, CENTRE, "open_care")
    assert {row.owing for row in region.rows} == {CENTRE, WARD}
    assert dict(region.counts) == {kind: [r.kind for r in region.rows].count(kind) for kind in region.counts}
    municipality = listed(system, registry, COORDINATOR)
    assert {row.owing for row in municipality.rows} == {SOCIAL, HOME_CARE}
    assert listed(system, registry, OTHER_COORDINATOR).rows == ()
    with system.reading(registry.actors[REGION_COORDINATOR], CARE) as door:
        assert {row.kind for row in overdue(door, REGION_COORDINATOR, Asked(what="call_to_sip")).rows} == {
            "call_to_sip"
        }


def test_what_is_not_overdue_yet_is_listed_when_it_is(system: System, registry: Registry) -> None:
    stay = ready(system, registry)
    before = {row.kind for row in listed(system, registry).rows}
    assert "call_to_sip" not in before
    wind(system, timedelta(days=4))
    (call,) = [row for row in listed(system, registry).rows if row.kind == "call_to_sip"]
    stay("sip_called", CENTRE, meeting_at=system.clock() + timedelta(days=9), form="video")
    assert "call_to_sip" not in {row.kind for row in listed(system, registry).rows}
    assert call.due_on
    assert tries(system, registry, stay.ref, "reminded", duty=call.duty) == NotFound()


def test_reminded_escalated_and_noted_make_no_party_and_the_text_is_the_units_own(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    duty = sip(listed(system, registry))
    before = rows(database_url, "select party_units from cases")
    for kind, text in (("reminded", None), ("escalated", "Ringt chefen."), ("noted", "Väntar på läkaren.")):
        said: dict[str, Any] = {"text": text} if text else {}
        assert isinstance(tries(system, registry, stay.ref, kind, duty=duty, **said), Recorded)
    (row,) = [row for row in listed(system, registry).rows if row.kind == "call_to_sip"]
    assert [done.kind for done in row.done] == ["reminded", "escalated", "noted"]
    assert all(done.ours for done in row.done)
    assert list(row.said.values()) == ["Ringt chefen.", "Väntar på läkaren."]
    assert rows(database_url, "select party_units from cases") == before
    key = rows(database_url, "select skeleton ->> 'duty' from facts where kind = 'noted'")[0][0]
    assert handle(stay.ref, key) == duty
    with system.reading(registry.actors[CENTRE], CARE) as door:
        view = case(door, stay.ref)
    assert view
    told = [fact for fact in view.case.facts if fact.kind in {"escalated", "noted"}]
    assert [fact.text for fact in told] == [None, None]  # type: ignore[attr-defined]
    with system.reading(registry.actors[REGION_COORDINATOR], CARE) as door:
        assert case(door, stay.ref) is None
        assert board(door).rows == ()


def test_the_list_shows_no_patient_and_an_act_is_logged_with_the_case(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    duty = sip(listed(system, registry))
    tries(system, registry, stay.ref, "reminded", duty=duty)
    logged = rows(
        database_url,
        "select activity, what, outcome, cardinality(patients), cardinality(case_ids) from access_log"
        " where unit_id = %s order by at",
        REGION_COORDINATOR,
    )
    assert logged == [("Läsa", "coordination", "shown", 0, 0), ("Skriva", "reminded", "recorded", 1, 1)]


def test_without_a_row_in_its_list_a_coordinator_is_a_stranger(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    duty = sip(listed(system, registry))
    for kind, fields in (
        ("reminded", {"duty": duty}),
        ("party_added", {"party": OTHER_COORDINATOR, "reason": "Vill se."}),
        ("died", {}),
    ):
        assert tries(system, registry, stay.ref, kind, unit=OTHER_COORDINATOR, **fields) == NotFound()
    logged = rows(
        database_url,
        "select outcome, sought, cardinality(patients) from access_log where unit_id = %s",
        OTHER_COORDINATOR,
    )
    assert logged == [("not_found", stay.ref, 0)] * 3


def test_from_the_list_nothing_else_may_be_done_and_only_about_its_own_duties(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    theirs = listed(system, registry, COORDINATOR).rows[0].duty
    for kind, fields in (
        ("reminded", {"duty": theirs}),
        ("noted", {"duty": "x", "text": "Hej."}),
        ("party_added", {"party": COORDINATOR, "reason": "Andras."}),
        ("duty_dismissed", {"duty": sip(listed(system, registry)), "reason": "patient_left"}),
        ("message_sent", {"text": "Hej."}),
    ):
        assert tries(system, registry, stay.ref, kind, **fields) == NotFound(), kind
    logged = rows(database_url, "select outcome, cardinality(patients) from access_log where activity = 'Skriva'"
                  " and unit_id = %s", REGION_COORDINATOR)  # fmt: skip
    assert logged == [("not_found", 0)] * 5


def test_an_opened_case_is_everybodys_to_see_and_can_be_worked_on_and_left(
    system: System, registry: Registry, stay: Recorder
) -> None:
    duty = sip(listed(system, registry))
    refused = tries(system, registry, stay.ref, "party_added", party=REGION_COORDINATOR)
    assert isinstance(refused, Refused)
    assert [one.field for one in refused.refusals] == ["reason"]
    opened = tries(system, registry, stay.ref, "party_added", party=REGION_COORDINATOR, reason="Ingen kallar.")
    assert isinstance(opened, Recorded)
    with system.reading(registry.actors[SOCIAL], CARE) as door:
        view = case(door, stay.ref)
    assert view
    assert view.case.facts[-1].reason == "Ingen kallar."  # type: ignore[attr-defined]
    with system.reading(registry.actors[REGION_COORDINATOR], CARE) as door:
        view = case(door, stay.ref)
        assert [row.name for row in board(door).rows] == ["Signe Almqvist"]
    assert view
    assert REGION_COORDINATOR in view.parties
    # On the case, a duty goes by its key.
    key = f"call_to_sip:8:{CENTRE}"
    assert handle(stay.ref, key) == duty
    stay("reminded", REGION_COORDINATOR, duty=key)
    stay("duty_dismissed", REGION_COORDINATOR, duty=key, reason="no_longer_meaningful")
    assert "call_to_sip" not in {row.kind for row in listed(system, registry).rows}
    stay("party_removed", REGION_COORDINATOR, party=REGION_COORDINATOR, reason="Klart för vår del.")
    with system.reading(registry.actors[REGION_COORDINATOR], CARE) as door:
        assert case(door, stay.ref) is None
        assert board(door).rows == ()
    assert listed(system, registry).rows


def test_the_same_form_sent_twice_reminds_once(system: System, registry: Registry, stay: Recorder) -> None:
    duty = sip(listed(system, registry))
    once = tries(system, registry, stay.ref, "reminded", duty=duty, key="form")
    assert isinstance(once, Recorded)
    assert tries(system, registry, stay.ref, "reminded", duty=duty, key="form") == Repeated(stay.ref, once.seq)


def test_a_protected_persons_row_names_no_unit(system: System, registry: Registry, database_url: str) -> None:
    by_header = ready(system, registry, header("Skyddad", protected="sekretessmarkering"))
    by_fact = ready(system, registry, header("Märkt", number="189303152390"))
    by_fact("protection_marked", WARD, protection="sekretessmarkering", named=(WARD,))
    wind(system, timedelta(days=5))
    found = listed(system, registry)
    assert {row.ref for row in found.rows} == {by_header.ref, by_fact.ref}
    assert {(row.owing, row.toward) for row in found.rows} == {(None, None)}
    assert {row.side for row in found.rows} == {"ward", "open_care"}
    stored = rows(database_url, "select owing_id, toward_id from coordinated")
    assert set(stored) == {(None, None)}
    assert isinstance(tries(system, registry, by_header.ref, "reminded", duty=sip(found)), Recorded)


def test_an_act_from_the_list_costs_no_more_than_any_other(system: System, registry: Registry, stay: Recorder) -> None:
    duty = sip(listed(system, registry))
    costs = []
    for kind, fields in (
        ("reminded", {"duty": duty}),
        ("party_added", {"party": REGION_COORDINATOR, "reason": "Ingen kallar."}),
    ):
        with statements() as heard:
            assert isinstance(tries(system, registry, stay.ref, kind, **fields), Recorded)
        costs.append(len(heard))
    assert max(costs) <= MOST_STATEMENTS, costs
    with statements() as heard:
        listed(system, registry)
    assert len(heard) == 4


def test_a_case_stands_open_to_just_those_in_whose_list_it_stands(stay: Recorder, database_url: str) -> None:
    both = "select coordinator_units, (select array_agg(distinct unit_id order by unit_id) from coordinated) from cases"
    ((opens, lists),) = rows(database_url, both)
    assert opens == lists == [REGION_COORDINATOR, COORDINATOR]
    stay("died", WARD)
    ((opens, lists),) = rows(database_url, both)
    assert (opens, lists) == ([], None)


def test_what_was_open_before_the_lists_stands_in_them_after_migrating(
    system: System, registry: Registry, stay: Recorder, database_url: str
) -> None:
    ready(system, registry, header("Skyddad", number="189303152390", protected="sekretessmarkering"))
    asked = (
        "select unit_id, case_id, duty, kind, owing_id, toward_id, due_at, done from coordinated order by 1, 2, 3",
        "select ref, coordinator_units from cases order by id",
    )
    before = [rows(database_url, statement) for statement in asked]
    with psycopg.connect(database_url) as owner:
        owner.execute("drop table coordinated; alter policy app on cases using (true) with check (true)")
        owner.execute("alter table cases drop column coordinator_units")
        owner.execute("update alembic_version set version_num = '0008'")
    database = engine.connect(Settings(database_url=database_url).sqlalchemy_url())
    migrations.upgrade(database, "0010")
    database.dispose()
    assert [rows(database_url, statement) for statement in asked] == before
    assert all(before)
    with psycopg.connect(database_url) as owner:
        owner.execute("alter table coordinated add municipality text, add lead_id int")  # as 0025 adds them
        owner.execute("alter table coordinated add late text, add late_at timestamptz")
    assert isinstance(tries(system, registry, stay.ref, "reminded", duty=sip(listed(system, registry))), Recorded)
