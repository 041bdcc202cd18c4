"""What is refused, with which code and field, and what is not refused although something is missing."""

from datetime import timedelta
from typing import Any

import pytest

from lus.domain.facts import KINDS
from lus.domain.refusals import refusals
from tests.cases import CENTRE, HOME_CARE, LISTED, SOCIAL, START, STRANGER, WARD, WARD_2, Stay, terms, to

TERMS = terms()
DATE = START.date() + timedelta(days=7)


def _refused(stay: Stay, kind: str, unit: int, hours: float, **own: Any) -> list[tuple[str, str | None]]:
    """The codes and fields for which recording it `hours` after START is refused."""
    at = START + timedelta(hours=own.pop("at", hours))
    seq = len(stay.case.facts) + 1
    fact = KINDS[kind](at=at, recorded_at=START + timedelta(hours=hours), unit=unit, seq=seq, **own)
    return [(refusal.code, refusal.field) for refusal in refusals(stay.case, fact, TERMS)]


@pytest.fixture
def stay() -> Stay:
    """Admitted and told of: social services, home care and a health centre."""
    stay = Stay()
    stay("admitted", WARD, 0)
    stay("admission_notified", WARD, 2, receivers=to(SOCIAL, HOME_CARE, CENTRE), expected_discharge_on=DATE)
    return stay


@pytest.fixture
def ready(stay: Stay) -> Stay:
    """Told to be ready on the next day."""
    stay("ready_notified", WARD, 26, receivers=to(SOCIAL, CENTRE), judged_at=START, physician="Anna Holm")
    return stay


def test_a_time_in_the_future_names_its_field(stay: Stay) -> None:
    """Two minutes of difference between clocks are let pass."""
    own = {"manner": "planned", "destination": "own_home"}
    assert _refused(stay, "discharged", WARD, 5, at=5 + 3 / 60, **own) == [("in_the_future", "at")]
    assert _refused(stay, "discharged", WARD, 5, at=5 + 1 / 60, **own) == []


def test_nothing_happens_before_the_admission(stay: Stay) -> None:
    """A discharge before the admission is wrong input, and so is an expected day before it."""
    own = {"manner": "planned", "destination": "own_home"}
    assert _refused(stay, "discharged", WARD, 5, at=-1, **own) == [("before_admission", "at")]
    early = {"receivers": to(SOCIAL), "expected_discharge_on": START.date() - timedelta(days=1)}
    assert _refused(stay, "admission_notified", WARD, 5, **early) == [("before_admission", "expected_discharge_on")]


def test_required_fields_are_named(stay: Stay) -> None:
    """Each at once, so that one round trip is enough."""
    assert _refused(stay, "care_contact_appointed", CENTRE, 5) == [
        ("required", "name"),
        ("required", "role"),
        ("required", "phone"),
    ]


def test_a_code_that_no_form_offers_is_named(ready: Stay) -> None:
    """And so is an answer that is none; nothing is a traceback."""
    own = {"receivers": to(SOCIAL), "reason": "bored"}
    assert _refused(ready, "ready_withdrawn", WARD, 30, **own) == [("unknown_code", "reason")]
    assert _refused(ready, "handover_answered", SOCIAL, 30, answer="perhaps") == [("unknown_code", "answer")]
    assert _refused(ready, "handover_answered", SOCIAL, 30, answer=None) == [("required", "answer")]
    assert _refused(ready, "homegoing_booked", WARD, 30, transport="taxi", homegoing_at=None) == [
        ("required", "homegoing_at")
    ]


def test_a_withdrawal_reaches_somebody(ready: Stay) -> None:
    """Those who were told must hear that it no longer holds."""
    assert _refused(ready, "ready_withdrawn", WARD, 30, reason="worse")[0] == ("no_receiver", "to")


def test_a_withdrawal_and_a_changed_date_reach_everybody_who_was_told(ready: Stay) -> None:
    """Whoever is left out would wait for a patient who does not come."""
    assert _refused(ready, "ready_withdrawn", WARD, 30, reason="worse", receivers=to(CENTRE)) == [("left_out", "to")]
    assert _refused(ready, "ready_withdrawn", WARD, 30, reason="worse", receivers=to(SOCIAL, CENTRE)) == []
    own = {"expected_discharge_on": DATE, "receivers": to(SOCIAL, CENTRE)}
    assert _refused(ready, "expected_discharge_changed", WARD, 30, **own) == [("left_out", "to")]


def test_a_death_in_hospital_is_told_by_the_ward(ready: Stay) -> None:
    """After the discharge, by any party."""
    assert _refused(ready, "died", SOCIAL, 30) == [("not_your_act", None)]
    ready("discharged", WARD, 31, manner="planned", destination="own_home")
    assert _refused(ready, "died", SOCIAL, 32) == []


def test_only_those_whose_act_it_is(stay: Stay) -> None:
    """A municipality does not judge a patient ready."""
    assert _refused(stay, "ready_judged", SOCIAL, 5, physician="x") == [("not_your_act", None)]


def test_a_message_needs_a_receiver_that_can_receive(stay: Stay) -> None:
    """Nobody, or the ward itself, is no receiver."""
    own = {"expected_discharge_on": DATE}
    assert _refused(stay, "admission_notified", WARD, 5, **own) == [("no_receiver", "to")]
    assert _refused(stay, "admission_notified", WARD, 5, receivers=to(WARD), **own) == [("not_a_receiver", "to")]


def test_nothing_is_sent_to_oneself(stay: Stay) -> None:
    """It would wait for a receipt in the sender's own inbox."""
    both = {"receivers": to(SOCIAL, HOME_CARE), "text": "Hur mår hon?"}
    assert _refused(stay, "message_sent", SOCIAL, 5, **both) == [("to_yourself", "to")]


def test_a_receipt_is_for_what_was_sent_to_the_unit(stay: Stay) -> None:
    """Not for another's message, not twice."""
    assert _refused(stay, "acknowledged", LISTED, 5, of=2) == [("not_sent_to_you", None)]
    assert _refused(stay, "acknowledged", SOCIAL, 5, of=1) == [("not_sent_to_you", None)]
    assert _refused(stay, "acknowledged", SOCIAL, 5, of=2) == []
    stay("acknowledged", SOCIAL, 5, of=2)
    assert _refused(stay, "acknowledged", SOCIAL, 6, of=2) == [("already_acknowledged", None)]


def test_a_ready_notice_without_an_admission_notice_is_accepted() -> None:
    """Sending is a duty: the sentence says what is missing, nothing stops the message."""
    stay = Stay()
    stay("admitted", WARD, 0)
    own = {"receivers": to(SOCIAL), "judged_at": START, "physician": "Anna Holm"}
    assert _refused(stay, "ready_notified", WARD, 1, **own) == []


def test_ready_is_told_once_to_each_unit(ready: Stay) -> None:
    """A unit more may be told; the same ones may not, until it is withdrawn."""
    own = {"judged_at": START, "physician": "Anna Holm"}
    assert _refused(ready, "ready_notified", WARD, 30, receivers=to(SOCIAL), **own) == [("already_ready", None)]
    assert _refused(ready, "ready_notified", WARD, 30, receivers=to(SOCIAL, HOME_CARE), **own) == []


def test_only_who_was_asked_answers(ready: Stay) -> None:
    """Home care had no ready notice."""
    own = {"answer": "accepts", "from_at": START + timedelta(hours=50)}
    assert _refused(ready, "handover_answered", HOME_CARE, 30, **own) == [("not_asked", None)]
    assert _refused(ready, "handover_answered", SOCIAL, 30, **own) == []


def test_an_answer_contains_what_it_must(ready: Stay) -> None:
    """Cannot: why, and when a new answer comes; the new answer lies ahead."""
    assert _refused(ready, "handover_answered", SOCIAL, 30, answer="cannot") == [
        ("required", "reason"),
        ("required", "next_answer_at"),
    ]
    past = {"answer": "cannot", "reason": "short_notice", "next_answer_at": START + timedelta(hours=29)}
    assert _refused(ready, "handover_answered", SOCIAL, 30, **past) == [("not_ahead", "next_answer_at")]
    wrong = {"answer": "nothing_to_give", "reason": "short_notice"}
    assert _refused(ready, "handover_answered", SOCIAL, 30, **wrong) == [("reason_of_other_answer", "reason")]


def test_nobody_is_discharged_twice_or_before_what_was_sent(ready: Stay) -> None:
    """A ready notice after the end would contradict it."""
    own: dict[str, Any] = {"manner": "planned", "destination": "own_home"}
    assert _refused(ready, "discharged", WARD, 30, at=25, **own) == [("later_contradicts", "at")]
    ready("discharged", WARD, 31, **own)
    assert _refused(ready, "discharged", WARD, 32, **own) == [("already_discharged", None)]
    assert (
        _refused(ready, "ready_withdrawn", WARD, 32, receivers=to(SOCIAL), reason="worse")[0][0] == "already_discharged"
    )


def test_open_care_decides_on_a_sip_once_it_has_read(stay: Stay) -> None:
    """Until then the ward may."""
    own = {"needed": False, "why": "Bara regionen behövs."}
    assert _refused(stay, "sip_need_decided", WARD, 4, **own) == []
    stay("acknowledged", CENTRE, 5, of=2)
    assert _refused(stay, "sip_need_decided", WARD, 6, **own) == [("open_care_decides", None)]


def test_what_others_rest_on_is_voided_after_them(ready: Stay) -> None:
    """The refusal names them; only the sender voids; the admission is not voided."""
    ready("handover_answered", SOCIAL, 28, answer="accepts", from_at=START + timedelta(hours=50))
    assert _refused(ready, "voided", WARD, 30, of=3, reason="correction") == [("void_first", None)]
    assert _refused(ready, "voided", SOCIAL, 30, of=3, reason="correction") == [("not_the_sender", None)]
    assert _refused(ready, "voided", WARD, 30, of=1, reason="correction") == [("cannot_be_voided", None)]
    ready("voided", SOCIAL, 31, of=4, reason="correction", receivers=to(WARD))
    assert _refused(ready, "voided", WARD, 32, of=3, reason="correction") == []


def test_a_case_is_closed_when_nothing_else_is_open(stay: Stay) -> None:
    """By the unit that owes the closing."""
    assert _refused(stay, "closed", WARD, 5) == [("still_open", None)]
    needless = Stay()
    needless("admitted", WARD, 0)
    needless("need_assessed", WARD, 1, needed=False, physician="x", person_says="x")
    assert _refused(needless, "closed", SOCIAL, 5) == [("others_close", None)]
    assert _refused(needless, "closed", WARD, 5) == []


def test_after_death_only_a_voiding_is_recorded(stay: Stay) -> None:
    """The patient died: nothing is missed afterwards, but an error can be taken back."""
    stay("died", WARD, 5)
    assert _refused(stay, "acknowledged", SOCIAL, 6, of=2) == [("case_ended", None)]
    assert _refused(stay, "voided", WARD, 6, of=3, reason="wrong_patient") == []


def test_a_case_begins_with_an_admission() -> None:
    """Nothing else comes first, and it comes once."""
    assert _refused(Stay(), "ready_judged", WARD, 1, physician="x") == [("not_admitted", None)]
    stay = Stay()
    stay("admitted", WARD, 0)
    assert _refused(stay, "admitted", STRANGER, 1) == [("not_your_act", None)]
    assert _refused(stay, "admitted", WARD, 1) == [("already_admitted", None)]


@pytest.mark.parametrize(
    ("admission", "ward", "refused"),
    [
        ({"care": "psychiatric", "legal_form": "lpt"}, WARD_2, []),
        ({"care": "psychiatric", "legal_form": "lrv"}, WARD_2, []),
        ({"care": "psychiatric", "legal_form": "voluntary"}, WARD_2, ["voluntary_care"]),
        ({"care": "psychiatric", "legal_form": "lpt"}, WARD, ["not_a_psychiatric_ward"]),
        ({"care": "somatic"}, WARD_2, ["not_psychiatric"]),
    ],
)
def test_open_compulsory_care_follows_on_compulsory_care_on_a_psychiatric_ward(
    admission: dict[str, Any], ward: int, refused: list[str]
) -> None:
    """What kind of ward it is, the register says; under what act the patient is cared for, the admission."""
    stay = Stay()
    stay("admitted", ward, 0, **admission)
    decided = {"receivers": to(SOCIAL, CENTRE), "judged_at": START, "physician": "Anna Holm", "decision": "opt"}
    assert _refused(stay, "open_compulsory_care_decided", ward, 5, **decided) == [(code, None) for code in refused]
