"""Recording: what is written, what is refused, what is told, and at what cost."""

import psycopg
import pytest

from lus.bootstrap import System
from lus.domain.access import Actor
from lus.domain.calendar import day_of
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.terms import Terms
from lus.queries.board import board
from lus.queries.case import CaseView, case
from lus.store.audit import Purpose
from lus.store.doors import NotLogged
from lus.usecases.outcomes import Conflict, NotFound, Outcome, Recorded, Refused, Repeated
from tests.cases import CENTRE, HOME_CARE, LISTED, SOCIAL, STRANGER, WARD, to
from tests.store.driver import statements
from tests.store.registry import SECOND_WARD, Registry, furnish
from tests.store.stays import Recorder, header, notified, ready

CARE: Purpose = "Vård och behandling"
MOST_STATEMENTS = 11
"""Twelve with the one that reads the session, before the door."""


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


def seen(system: System, registry: Registry, unit: int, ref: str) -> CaseView | None:
    with system.reading(registry.actors[unit], CARE) as door:
        return case(door, ref)


def rows(url: str, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(statement, values).fetchall()


def test_what_is_recorded_is_what_is_read(system: System, registry: Registry) -> None:
    stay = ready(system, registry)
    view = seen(system, registry, WARD, stay.ref)
    assert view
    assert view.patient
    assert [fact.seq for fact in view.case.facts] == list(range(1, 9))
    assert view.version == 8
    assert view.patient.name == "Signe Almqvist"
    assert view.case.facts[2].to_units == (SOCIAL, HOME_CARE, CENTRE)
    assert view.people[3] == f"Person {WARD}"
    assert set(view.parties) == {WARD, SOCIAL, HOME_CARE, CENTRE}
    moments = [fact.recorded_at for fact in view.case.facts]
    assert moments == sorted(set(moments))


def test_every_party_derives_the_same_case_and_reads_only_its_own_content(system: System, registry: Registry) -> None:
    stay = ready(system, registry)
    stay("planning_noted", SOCIAL, receivers=to(WARD), services="Hemtjänst")
    views = {unit: seen(system, registry, unit, stay.ref) for unit in (WARD, SOCIAL, HOME_CARE, CENTRE)}
    derived = set()
    for view in views.values():
        assert view
        duties = derive(view.case, Terms(system.law, view.terms_units)).duties
        derived.add(tuple((duty.key, duty.due_at, duty.met_at, duty.reason) for duty in duties))
    assert len(derived) == 1
    readable = {unit: view.readable for unit, view in views.items() if view}
    assert readable[WARD] == {1, 2, 3, 7, 8, 9}
    assert readable[SOCIAL] == {3, 8, 9}
    assert readable[HOME_CARE] == readable[CENTRE] == {3, 8}
    centre = views[CENTRE]
    assert centre
    assert centre.case.facts[8].services is None  # type: ignore[attr-defined]
    assert centre.case.facts[1].needed  # type: ignore[attr-defined]


def test_stored_duties_and_boards_are_what_the_facts_give(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = ready(system, registry)
    view = seen(system, registry, WARD, stay.ref)
    assert view
    duties = derive(view.case, Terms(system.law, view.terms_units)).duties
    stored = rows(database_url, "select key, unit_id, due_at, met_at, reason from duties order by key")
    assert stored == sorted((d.key, d.unit, d.due_at, d.met_at, d.reason) for d in duties)
    with system.reading(registry.actors[SOCIAL], CARE) as door:
        (row,) = board(door, SOCIAL).rows
    assert (row.ref, row.name, row.status, row.unit) == (stay.ref, "Signe Almqvist", "ready", SOCIAL)
    assert row.own_step
    assert row.own_step.kind in {"acknowledge", "answer_handover"}
    assert row.next_step
    receipts = {party.unit: {r.kind: r.read_at is not None for r in party.receipts} for party in row.parties}
    assert receipts[SOCIAL] == {"admission_notified": True, "ready_notified": False}


def test_a_duty_that_the_facts_no_longer_give_is_cancelled_and_stays(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = ready(system, registry)
    stay("voided", WARD, of=8, reason="correction")
    left = rows(database_url, "select kind, reason, cancelled_at is not null from duties where opened_seq = 8")
    assert left
    assert all((reason, cancelled) == ("not_derived", True) for _, reason, cancelled in left)


def test_a_fact_costs_at_most_twelve_statements_with_session_and_log(system: System, registry: Registry) -> None:
    assert system.law  # read once, when a process starts
    counts = []
    stay = Recorder(system, registry)
    with statements() as heard:
        stay("admitted", WARD, registered_in="0480")
        counts.append(len(heard))
    stay = ready(system, registry)
    for kind, unit, fields in (
        ("acknowledged", SOCIAL, {"of": 8}),
        ("handover_answered", SOCIAL, {"answer": "nothing_to_give", "reason": "no_need"}),
        ("voided", SOCIAL, {"of": 10, "reason": "wrong_patient"}),
        ("voided", WARD, {"of": 3, "reason": "wrong_receiver"}),
    ):
        with statements() as heard:
            outcome = stay.tries(kind, registry.actors[unit], **fields)
        assert isinstance(outcome, Recorded | Refused)
        counts.append(len(heard))
    assert max(counts) <= MOST_STATEMENTS, counts
    with statements() as heard, system.reading(registry.actors[WARD], CARE) as door:
        board(door, WARD)
    assert len(heard) == 3
    with statements() as heard, system.reading(registry.actors[WARD], CARE) as door:
        case(door, stay.ref)
    assert len(heard) == 4


def test_the_same_form_sent_twice_is_one_fact_and_the_same_answer(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    once = stay.tries("acknowledged", registry.actors[SOCIAL], of=3, key="form")
    twice = stay.tries("acknowledged", registry.actors[SOCIAL], of=3, key="form")
    assert once == Recorded(stay.ref, 4)
    assert twice == Repeated(stay.ref, 4)
    new = Recorder(system, registry)
    first = new.tries("admitted", registry.actors[WARD], key="new")
    again = new.tries("admitted", registry.actors[WARD], key="new")
    assert isinstance(first, Recorded)
    assert again == Repeated(first.ref, 1)


def test_another_persons_key_is_another_key(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    assert stay.tries("acknowledged", registry.actors[SOCIAL], of=3, key="form") == Recorded(stay.ref, 4)
    assert stay.tries("acknowledged", registry.actors[CENTRE], of=3, key="form") == Recorded(stay.ref, 5)


def test_a_strangers_case_is_as_one_that_does_not_exist_and_the_attempt_is_logged(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry)
    stranger = registry.actors[STRANGER]
    assert stay.tries("died", stranger) == NotFound()
    with system.reading(stranger, CARE) as door:
        assert case(door, stay.ref) is None
    with system.reading(stranger, CARE) as door:
        assert case(door, "00000000") is None
    logged = rows(
        database_url,
        "select activity, outcome, sought, cardinality(patients) from access_log where unit_id = %s order by at",
        STRANGER,
    )
    assert logged == [
        ("Skriva", "not_found", stay.ref, 0),
        ("Läsa", "not_found", stay.ref, 0),
        ("Läsa", "not_found", "00000000", 0),
    ]


def test_a_view_is_one_record_of_the_patients_shown(system: System, registry: Registry, database_url: str) -> None:
    patients = [header(f"Patient {n}") for n in range(3)]
    for patient in patients:
        notified(system, registry, patient)
    with system.reading(registry.actors[SOCIAL], CARE) as door:
        board(door)
        board(door, SOCIAL)
    (record,) = rows(
        database_url, "select activity, purpose, what, patients, person_id from access_log where activity = 'Läsa'"
    )
    assert record[:3] == ("Läsa", CARE, "board")
    assert set(record[3]) == {patient.person for patient in patients}  # type: ignore[call-overload]
    assert record[4] == registry.actors[SOCIAL].person


def test_a_door_left_without_a_record_lets_nothing_stand(system: System, registry: Registry) -> None:
    with pytest.raises(NotLogged), system.reading(registry.actors[WARD], CARE):
        pass


def test_a_role_without_the_act_and_input_that_is_missing_are_refused(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    (not_yours,) = refused(stay.tries("ready_judged", registry.actors[SOCIAL], physician="X"))
    assert not_yours.code == "not_your_act"
    missing = refused(stay.tries("handover_answered", registry.actors[SOCIAL]))
    assert [(one.code, one.field) for one in missing] == [("required", "answer")]
    missing = refused(stay.tries("expected_discharge_changed", registry.actors[WARD]))
    assert [(one.code, one.field) for one in missing] == [("required", "expected_discharge_on")]
    unknown = refused(
        stay.tries(
            "admission_notified", registry.actors[WARD], receivers=to(777), expected_discharge_on=day_of(system.clock())
        )
    )
    assert [(one.code, one.field) for one in unknown] == [("not_a_receiver", "to")]


def refused(outcome: Outcome) -> tuple[Refusal, ...]:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusals


def test_what_happened_meanwhile_is_told(system: System, registry: Registry) -> None:
    stay = ready(system, registry)
    shown = stay.version
    stay("ready_withdrawn", WARD, reason="worse")
    social = registry.actors[SOCIAL]
    outcome = stay.tries("handover_answered", social, expected=shown, answer="nothing_to_give", reason="no_need")
    assert isinstance(outcome, Conflict)
    assert [(one.kind, one.unit, one.seq) for one in outcome.since] == [("ready_withdrawn", WARD, shown + 1)]
    assert [refusal.code for refusal in outcome.refusals] == ["not_ready"]


def test_what_happened_meanwhile_does_not_stop_what_is_still_possible(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    shown = stay.version
    stay("acknowledged", CENTRE, of=3)
    assert stay.tries("acknowledged", registry.actors[SOCIAL], of=3, expected=shown) == Recorded(stay.ref, 5)


def test_the_same_act_by_a_colleague_meanwhile_is_told(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    shown = stay.version
    stay("planning_noted", SOCIAL, services="Hemtjänst")
    outcome = stay.tries("planning_noted", registry.actors[SOCIAL], expected=shown, services="Hemtjänst")
    assert isinstance(outcome, Conflict)
    assert outcome.refusals == ()
    assert [one.kind for one in outcome.since] == ["planning_noted"]


def test_what_was_never_meant_for_its_receivers_is_no_longer_theirs_to_read(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    noted = stay("planning_noted", SOCIAL, receivers=to(WARD, CENTRE), services="Fel patient")
    before = seen(system, registry, CENTRE, stay.ref)
    stay("voided", SOCIAL, of=noted, reason="wrong_patient")
    after = seen(system, registry, CENTRE, stay.ref)
    sender = seen(system, registry, SOCIAL, stay.ref)
    assert before
    assert after
    assert sender
    assert noted in before.readable
    assert noted not in after.readable
    assert noted in sender.readable


def test_a_unit_that_was_told_by_mistake_leaves_the_case(system: System, registry: Registry, database_url: str) -> None:
    stay = Recorder(system, registry)
    stay("admitted", WARD)
    stay("admission_notified", WARD, receivers=to(LISTED), expected_discharge_on=day_of(system.clock()))
    assert seen(system, registry, LISTED, stay.ref)
    assert rows(database_url, "select unit_id from board order by 1") == [(WARD,), (LISTED,)]
    stay("voided", WARD, of=2, reason="wrong_receiver")
    # The voiding itself went to it, so that somebody there knows: it is on the case until then, without the content.
    view = seen(system, registry, LISTED, stay.ref)
    assert view
    assert 2 not in view.readable


def test_receivers_that_no_form_asked_for_are_those_of_the_kind(system: System, registry: Registry) -> None:
    stay = ready(system, registry)
    stay("ready_withdrawn", WARD, reason="worse")
    stay("care_contact_appointed", CENTRE, name="Lena Moberg", role="distriktssköterska", phone="016")
    view = seen(system, registry, WARD, stay.ref)
    assert view
    receipt, withdrawn, appointed = view.case.facts[3], view.case.facts[8], view.case.facts[9]
    assert receipt.to_units == (WARD,)
    assert withdrawn.to_units == (SOCIAL, HOME_CARE, CENTRE)
    assert set(appointed.to_units) == {WARD, SOCIAL, HOME_CARE}
    assert {r.unit: r.ground for r in appointed.receivers}[WARD] == "same_region"


def test_a_protected_person_has_no_address_and_a_list_names_no_units(system: System, registry: Registry) -> None:
    with pytest.raises(Exception, match="no_address_of_the_protected"):
        notified(system, registry, header(protected="sekretessmarkering", address="Storgatan 1"))
    stay = notified(system, registry, header(protected="sekretessmarkering", phone="070"))
    with system.reading(registry.actors[SOCIAL], CARE) as door:
        (row,) = board(door).rows
    assert {party.unit for party in row.parties} == {SOCIAL, None}
    assert row.liability.payer is None
    view = seen(system, registry, SOCIAL, stay.ref)
    assert view
    assert view.patient
    assert view.patient.phone is None


def test_wards_of_one_hospital_are_strangers_to_each_other(system: System, registry: Registry) -> None:
    stay = notified(system, registry)
    assert seen(system, registry, SECOND_WARD, stay.ref) is None


def test_the_system_closes_in_the_name_of_the_unit_that_owes_it(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = Recorder(system, registry)
    stay("admitted", WARD)
    stay("need_assessed", WARD, needed=False, principals=(), physician="Anna Holm", person_says="Klarar mig.")
    itself = Actor(None, None, WARD, "ward", "system", "provider 04", (WARD,))
    assert stay.tries("closed", itself, key=f"close {stay.ref} 2") == Recorded(stay.ref, 3)
    with system.reading(registry.actors[WARD], CARE) as door:
        assert board(door).rows == ()
    who = rows(database_url, "select role, person_id from access_log where what = 'closed'")
    assert who == [("system", None)]


def test_an_empty_case_cannot_be_begun_by_anything_but_an_admission(system: System, registry: Registry) -> None:
    outcome = Recorder(system, registry).tries("ready_judged", registry.actors[WARD], physician="Anna Holm")
    assert [one.code for one in refused(outcome)] == ["not_admitted"]
