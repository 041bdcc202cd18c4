"""Protected identity and linked numbers: who may know who the patient is, in the database and by search."""

import psycopg
import pytest

from lus.bootstrap import System
from lus.domain.errors import Refusal
from lus.domain.identity import parse, person_of, reserve
from lus.queries.board import board
from lus.queries.case import CaseView, case
from lus.queries.search import Hits, search
from lus.store.audit import Purpose
from lus.store.patient import Header
from lus.usecases.outcomes import Refused
from tests.cases import CENTRE, HOME_CARE, SHORT_TERM, SOCIAL, WARD, WARD_2, to
from tests.store.driver import statements
from tests.store.registry import Registry, furnish
from tests.store.stays import DAY, Recorder, header, notified
from tests.store.test_record import MOST_STATEMENTS

CARE: Purpose = "Vård och behandling"
NUMBER, NEW = "189403122010", "19121212-1212"
MARK = {"protection": "sekretessmarkering", "named": (SOCIAL,)}


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return notified(system, registry, header("Ek, Märta", address="Storgatan 1", phone="070", next_of_kin="Dotter"))


def seen(stay: Recorder, unit: int) -> CaseView:
    with stay.system.reading(stay.registry.actors[unit], CARE) as door:
        view = case(door, stay.ref)
    assert view
    return view


def who(stay: Recorder, unit: int) -> Header | None:
    return seen(stay, unit).patient


def found(stay: Recorder, unit: int, typed: str) -> Hits:
    with stay.system.reading(stay.registry.actors[unit], CARE) as door:
        return search(door, typed)


def finds(stay: Recorder, unit: int, typed: str) -> bool:
    return [hit.ref for hit in found(stay, unit, typed).hits] == [stay.ref]


def refused(stay: Recorder, kind: str, unit: int, **fields: object) -> Refusal:
    outcome = stay.tries(kind, stay.registry.actors[unit], **fields)  # type: ignore[arg-type]
    assert isinstance(outcome, Refused), outcome
    return outcome.refusals[0]


def test_only_the_named_know_who_it_is_and_the_others_keep_the_case(stay: Recorder) -> None:
    stay("protection_marked", WARD, **MARK)
    for unit in (WARD, SOCIAL):
        patient = who(stay, unit)
        assert patient
        assert (patient.name, patient.number, patient.protected) == ("Ek, Märta", NUMBER, "sekretessmarkering")
        assert (patient.address, patient.phone, patient.next_of_kin) == (None, None, None)
        assert finds(stay, unit, NUMBER)
        assert not found(stay, unit, "Märta").hits
    for unit in (HOME_CARE, CENTRE):
        view = seen(stay, unit)
        assert view.patient is None
        assert len(view.case.facts) == 4
        assert not found(stay, unit, NUMBER).hits
        (by_ref,) = found(stay, unit, stay.ref).hits
        assert (by_ref.name, by_ref.number) == (None, None)
        with stay.system.reading(stay.registry.actors[unit], CARE) as door:
            (line,) = board(door, unit).rows
        assert (line.name, line.number, line.liability.payer) == (None, None, None)
        assert {party.unit for party in line.parties} == {unit, None}


def test_the_others_go_on_working_and_let_nobody_know(stay: Recorder) -> None:
    stay("protection_marked", WARD, **MARK)
    stay("acknowledged", HOME_CARE, of=3)
    stay("forwarded", HOME_CARE, of=3, receivers=to(SHORT_TERM))
    stay("acknowledged", SHORT_TERM, of=6)
    assert who(stay, SHORT_TERM) is None
    assert not found(stay, SHORT_TERM, NUMBER).hits
    for kind, fields in (
        ("protection_marked", MARK | {"named": (HOME_CARE,)}),
        ("protection_ended", {}),
        ("identity_linked", {"number_kind": "personnummer", "number": NEW}),
    ):
        assert refused(stay, kind, HOME_CARE, **fields).code == "not_named"


def test_who_is_named_hands_the_patient_on(stay: Recorder) -> None:
    stay("protection_marked", SOCIAL, protection="skyddad folkbokföring", named=())
    assert who(stay, WARD), "the ward that has the patient is always named"
    stay("forwarded", SOCIAL, of=3, receivers=to(SHORT_TERM))
    assert who(stay, SHORT_TERM)
    assert who(stay, CENTRE) is None
    on = (stay.system.clock() + 3 * DAY).date()
    stay("admission_notified", WARD, receivers=to(CENTRE), expected_discharge_on=on)
    assert finds(stay, CENTRE, NUMBER)
    stay("moved", WARD, ward=WARD_2)
    assert who(stay, WARD_2)


def test_who_was_wrongly_told_no_longer_knows(stay: Recorder) -> None:
    stay("protection_marked", WARD, protection="sekretessmarkering", named=(HOME_CARE,))
    stay("wrong_recipient", HOME_CARE, of=3)
    stay("party_added", WARD, party=HOME_CARE, reason="Behövs ändå")
    assert who(stay, HOME_CARE) is None
    assert not found(stay, HOME_CARE, NUMBER).hits
    # Taking that back would be a way to let oneself know.
    assert refused(stay, "voided", HOME_CARE, of=5, reason="correction").code == "not_named"


def test_a_mark_told_of_yesterday_keeps_what_was_said_since(stay: Recorder) -> None:
    """The notice is later than the mark's time, and earlier than its telling."""
    stay("protection_marked", WARD, at=stay.system.clock() - DAY / 2, **MARK)
    assert who(stay, CENTRE) is None


def test_an_ended_protection_lets_everybody_know_again(stay: Recorder) -> None:
    stay("protection_marked", WARD, **MARK)
    stay("protection_ended", SOCIAL)
    patient = who(stay, CENTRE)
    assert patient
    assert (patient.name, patient.protected, patient.address) == ("Ek, Märta", None, None)
    assert finds(stay, CENTRE, "marta")


def test_a_voided_mark_was_never_made_but_the_address_is_gone(stay: Recorder) -> None:
    seq = stay("protection_marked", WARD, **MARK)
    stay("voided", WARD, of=seq, reason="wrong_patient")
    patient = who(stay, CENTRE)
    assert patient
    assert patient.address is None
    assert finds(stay, CENTRE, "marta")


def test_admitted_with_protection_the_ward_names_those_it_tells(system: System, registry: Registry) -> None:
    stay = Recorder(system, registry, header("Ek, Märta", protected="sekretessmarkering"))
    stay("admitted", WARD)
    stay("party_added", WARD, party=HOME_CARE, reason="Behövs")
    on = (system.clock() + 3 * DAY).date()
    stay("admission_notified", WARD, receivers=to(SOCIAL), expected_discharge_on=on)
    assert who(stay, SOCIAL)
    assert who(stay, HOME_CARE) is None


def test_a_number_learnt_later_is_the_headers_and_the_old_one_still_finds(
    system: System, registry: Registry, database_url: str
) -> None:
    first = reserve("R-123456", "reservnummer")
    stay = notified(system, registry, Header(person_of(first), "Okänd", first.value))
    stay("identity_linked", SOCIAL, number_kind="personnummer", number=NEW)
    number = parse(NEW, system.clock().date())
    for unit in (WARD, SOCIAL, CENTRE):
        patient = who(stay, unit)
        assert patient
        assert (patient.number, patient.also, patient.person) == (number.value, (first.value,), person_of(number))
        assert finds(stay, unit, "121212-1212")
        assert finds(stay, unit, "R123456")
    with psycopg.connect(database_url) as owner:
        stored = owner.execute("select content from fact_contents where seq = 4").fetchall()
    assert stored == [], "a number stands in the header alone"
    stay("identity_linked", WARD, number_kind="lma", number="50-123456")
    patient = who(stay, WARD)
    assert patient
    assert (patient.number, patient.also) == (number.value, (first.value, "50123456"))


def test_a_number_linked_by_mistake_is_taken_back(stay: Recorder) -> None:
    seq = stay("identity_linked", WARD, number_kind="personnummer", number=NEW)
    before = who(stay, WARD)
    stay("voided", WARD, of=seq, reason="wrong_patient")
    patient = who(stay, CENTRE)
    assert before
    assert patient
    assert (before.number, patient.number, patient.also) == ("191212121212", NUMBER, ())
    assert patient.person != before.person
    assert finds(stay, CENTRE, NUMBER)
    assert not found(stay, CENTRE, NEW).hits


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("personnummer", "19121212-1213", "number_check_digit"),
        ("personnummer", "19121312-1212", "number_date"),
        ("personnummer", "vet inte", "number_form"),
        ("lma", "!", "number_form"),
    ],
)
def test_a_number_that_cannot_be_one_is_refused_at_its_field(stay: Recorder, kind: str, number: str, code: str) -> None:
    fault = refused(stay, "identity_linked", WARD, number_kind=kind, number=number)
    assert (fault.code, fault.field) == (code, "number")


def test_it_costs_no_more_statements_than_any_fact(stay: Recorder) -> None:
    for kind, fields in (
        ("identity_linked", {"number_kind": "personnummer", "number": NEW}),
        ("protection_marked", MARK),
        ("protection_ended", {}),
    ):
        with statements() as heard:
            stay(kind, WARD, **fields)
        assert len(heard) <= MOST_STATEMENTS, kind


def test_the_log_names_the_case_and_no_person_that_was_not_shown(stay: Recorder, database_url: str) -> None:
    stay("protection_marked", WARD, **MARK)
    seen(stay, CENTRE)
    with psycopg.connect(database_url) as owner:
        asked = "select cardinality(case_ids), patients from access_log where unit_id = %s and what = 'case'"
        logged = owner.execute(asked, [CENTRE]).fetchall()
    assert logged == [(1, [])]


def test_a_name_corrected_is_the_headers_for_every_party_and_what_the_case_is_found_by(
    stay: Recorder, database_url: str
) -> None:
    before = who(stay, WARD)
    assert before
    seq = stay("identity_linked", SOCIAL, name="Åsa Nyström-Öberg")
    for unit in (WARD, SOCIAL, CENTRE):
        patient = who(stay, unit)
        assert patient
        assert (patient.name, patient.number, patient.person, patient.also) == (
            "Åsa Nyström-Öberg", before.number, before.person, ()
        )  # fmt: skip
        assert finds(stay, unit, "nyström")
        assert not found(stay, unit, before.name).hits
    with psycopg.connect(database_url) as owner:
        stored = owner.execute("select skeleton::text from facts where seq = %s", [seq]).fetchall()
        stored += owner.execute("select content::text from fact_contents where seq = %s", [seq]).fetchall()
    assert "Nyström" not in str(stored), "a name stands in the header alone"
    stay("identity_linked", WARD, name="Åsa Nyström", number_kind="personnummer", number=NEW)
    both = who(stay, CENTRE)
    assert both
    assert (both.name, both.number) == ("Åsa Nyström", "191212121212")


def test_a_name_corrected_by_mistake_is_taken_back(stay: Recorder) -> None:
    before = who(stay, WARD)
    assert before
    first = stay("identity_linked", WARD, name="Åsa Öberg")
    second = stay("identity_linked", WARD, name="Eva Öberg")
    stay("voided", WARD, of=second, reason="correction")
    back = who(stay, CENTRE)
    assert back
    assert back.name == "Åsa Öberg"
    stay("voided", WARD, of=first, reason="correction")
    again = who(stay, CENTRE)
    assert again
    assert again.name == before.name
    assert finds(stay, CENTRE, before.name)


def test_a_correction_tells_a_name_or_a_number(stay: Recorder) -> None:
    fault = refused(stay, "identity_linked", WARD)
    assert (fault.code, fault.field) == ("name_or_number", "name")
    fault = refused(stay, "identity_linked", WARD, number=NEW)
    assert (fault.code, fault.field) == ("required", "number_kind")
