"""Cases for tests: units, terms and a random fact of every kind (the generators of the state machine)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.case import Case
from lus.domain.duties import ROWS
from lus.domain.facts import CANNOT, KINDS, NOTHING_TO_GIVE, Fact, Receiver
from lus.domain.terms import Terms
from lus.domain.units import Unit
from lus.law.loader import load

HOLIDAYS = frozenset(date(2026, *day) for day in ((4, 3), (4, 6), (12, 24), (12, 25)))
OFFICE = OpeningHours(week=(((480, 990),),) * 5 + ((), ()), closed=HOLIDAYS)
EVERY_DAY = OpeningHours(week=(((420, 1260),),) * 7)

WARD, SOCIAL, HOME_CARE, CENTRE, LISTED, OTHER_SOCIAL, STRANGER = 1, 2, 3, 4, 5, 6, 9
WARD_2, SHORT_TERM, REGION_COORDINATOR, COORDINATOR, OTHER_COORDINATOR, PSYCHIATRY = 7, 8, 10, 11, 12, 13
UNITS = {
    unit.id: unit
    for unit in (
        Unit(WARD, "ward", "04", ALWAYS, REGION_COORDINATOR),
        Unit(WARD_2, "psychiatry_ward", "04", ALWAYS, REGION_COORDINATOR),
        Unit(SOCIAL, "social_services", "0180", OFFICE, COORDINATOR),
        Unit(HOME_CARE, "municipal_care", "0180", EVERY_DAY, COORDINATOR),
        Unit(SHORT_TERM, "short_term_place", "0180", EVERY_DAY, COORDINATOR),
        Unit(CENTRE, "health_centre", "04", OFFICE, REGION_COORDINATOR),
        Unit(LISTED, "health_centre", "04", OFFICE, REGION_COORDINATOR),
        Unit(OTHER_SOCIAL, "social_services", "0182", OFFICE, OTHER_COORDINATOR),
        Unit(REGION_COORDINATOR, "coordinator", "04", OFFICE),
        Unit(COORDINATOR, "coordinator", "0180", OFFICE),
        Unit(OTHER_COORDINATOR, "coordinator", "0182", OFFICE),
        Unit(STRANGER, "social_services", "0188", OFFICE),
        Unit(PSYCHIATRY, "psychiatry", "04", OFFICE, REGION_COORDINATOR),
    )
}
PARTIES = (WARD, SOCIAL, HOME_CARE, CENTRE, LISTED, OTHER_SOCIAL)
ACTORS = (*PARTIES, WARD_2, REGION_COORDINATOR, COORDINATOR, PSYCHIATRY)
"""Who may record something: the parties, another ward, the coordinators."""

START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def terms(**parameters: Any) -> Terms:
    """The shipped law with the units above."""
    return Terms(load(), UNITS, parameters)


def to(*units: int) -> tuple[Receiver, ...]:
    """Receivers on the ground of the act."""
    return tuple(Receiver(unit, "lag_2017_612") for unit in units)


class Stay:
    """A case under construction: `stay.ward("admitted", hours=0)` and so on, hours counted from START."""

    def __init__(self) -> None:
        """An empty case."""
        self.case = Case()

    def __call__(self, kind: str, unit: int, hours: float, *, at: float | None = None, **own: Any) -> Fact:
        """Record a fact `hours` after START; `at` when it happened, if earlier."""
        recorded_at = START + timedelta(hours=hours)
        happened = recorded_at if at is None else START + timedelta(hours=at)
        seq = len(self.case.facts) + 1
        fact = KINDS[kind](at=happened, recorded_at=recorded_at, unit=unit, seq=seq, **own)
        self.case = self.case.with_fact(fact)
        return fact


receivers = st.lists(st.sampled_from(PARTIES), min_size=1, max_size=4, unique=True).map(lambda units: to(*units))
concerned = st.lists(st.sampled_from(PARTIES[1:]), min_size=1, max_size=4, unique=True).map(lambda units: to(*units))
text = st.sampled_from(("Trygghetslarm finns.", "Vill hem till katten."))
ahead = st.integers(1, 200).map(lambda hours: timedelta(hours=hours))


def _answer(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    answer = draw(st.sampled_from(("accepts", "accepts_part", "cannot", "nothing_to_give")))
    own: dict[str, Any] = {"answer": answer, "missing": "Hjälpmedel", "person_says": draw(text)}
    if answer in {"accepts", "accepts_part"}:
        own["from_at"] = fact["recorded_at"] + draw(ahead)
    if answer in {"accepts_part", "cannot"}:
        own["next_answer_at"] = fact["recorded_at"] + draw(ahead)
    if answer == "cannot":
        own["reason"] = draw(st.sampled_from(CANNOT))
    if answer == "nothing_to_give":
        own["reason"] = draw(st.sampled_from(NOTHING_TO_GIVE))
    return own


def _day_ahead(draw: Any, fact: dict[str, Any]) -> date:
    recorded_at: datetime = fact["recorded_at"]
    length: timedelta = draw(ahead)
    return (recorded_at + length).date()


def _earlier(draw: Any, fact: dict[str, Any]) -> int:
    seq: int = draw(st.integers(1, max(1, fact["seq"] - 1)))
    return seq


def _duty(draw: Any, fact: dict[str, Any]) -> str:
    """The key of some duty, owed or not."""
    unit: int = draw(st.sampled_from(ACTORS))
    return f"{draw(st.sampled_from(sorted(ROWS)))}:{_earlier(draw, fact)}:{unit}"


def _consent(draw: Any) -> dict[str, Any]:
    scope = draw(st.sampled_from((("plan",), ("information",), ("meeting", "plan"))))
    return {"scope": scope, "by_whom": "self", "receivers": draw(receivers)}


def _consented(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    until = draw(st.sampled_from((None, None, _day_ahead(draw, fact))))
    return {**_consent(draw), "form": "oral", "until_on": until}


def _plan(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    own: dict[str, Any] = {"why": draw(text), "registered_in": "0180"}
    if draw(st.booleans()):
        own |= {"receivers": to(SOCIAL, HOME_CARE), "called_at": fact["recorded_at"] - timedelta(hours=1)}
    return own


def _meeting(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    return {"meeting_at": fact["recorded_at"] + draw(ahead), "form": "home", "receivers": draw(receivers)}


def _lead(draw: Any) -> dict[str, Any]:
    return {"lead": draw(st.sampled_from(PARTIES)), "lead_person": "Lena Moberg", "phone": "016-00 00 00"}


def _followed(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    result = draw(st.sampled_from(("kept", "changed", "closed")))
    on = None if result == "closed" else _day_ahead(draw, fact) + timedelta(days=90)
    return {"result": result, "follow_up_on": on, "text": draw(text)}


def _open_care(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    return {"service": "hemsjukvårdsläkare", "next_answer_at": fact["recorded_at"] + draw(ahead)}


def _days(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    first = _day_ahead(draw, fact)
    return {"from_on": first, "until_on": first + timedelta(days=draw(st.integers(0, 5)))}


def _passed_or_answered(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    answer = draw(st.sampled_from(("answered", "taken", "passed_on", "passed_on", "passed_on")))
    own: dict[str, Any] = {
        "of": 1,
        "answer": answer,
        "text": draw(text),
        "receivers": to(draw(st.sampled_from(PARTIES))),
    }
    if answer == "passed_on":
        passed = {"next_unit": draw(st.sampled_from(PARTIES)), "why": "not_our_age"}
        return {**own, **passed, "of": draw(st.sampled_from((1, 1, _earlier(draw, fact))))}
    return own


def _ordination(draw: Any, fact: dict[str, Any]) -> dict[str, Any]:
    first = fact["recorded_at"] + draw(ahead)
    return {
        "receivers": to(*draw(st.sampled_from(((HOME_CARE,), (SHORT_TERM,), (HOME_CARE, CENTRE))))),
        "what": draw(text),
        "how_often": "morgon och kväll",
        "first_at": first,
        "until_on": draw(st.sampled_from((None, first.date() + timedelta(days=5)))),
        "ordered_by": "Anna Holm",
        "follows_up": "VC Skiftinge",
        "replaces": draw(st.sampled_from((None, None, _earlier(draw, fact)))),
    }


SETTLED = {"from_on": date(2026, 3, 20), "until_on": date(2026, 3, 22)}

Generator = Callable[[Any, dict[str, Any]], dict[str, Any]]

GENERATORS: dict[str, Generator] = {
    "admitted": lambda draw, _: {
        "care": draw(st.sampled_from(("somatic", "psychiatric"))),
        "registered_in": draw(st.sampled_from(("0180", "0182", "0484", None))),
        "listed_at": draw(st.sampled_from((LISTED, None))),
        "room": "4:1",
    },
    "need_assessed": lambda draw, _: {
        "needed": draw(st.sampled_from((True, True, False))),
        "principals": draw(st.sampled_from((("municipality",), ("region",), ("municipality", "region")))),
        "pace": draw(st.sampled_from(("ordinary", "fast"))),
        "physician": "Anna Holm",
        "person_says": draw(text),
    },
    "admission_notified": lambda draw, fact: {
        "receivers": draw(concerned),
        "expected_discharge_on": _day_ahead(draw, fact),
        "note": draw(text),
    },
    "expected_discharge_changed": lambda draw, fact: {
        "receivers": draw(concerned),
        "expected_discharge_on": _day_ahead(draw, fact),
    },
    "acknowledged": lambda draw, fact: {"of": _earlier(draw, fact), "receivers": to(WARD)},
    "care_contact_appointed": lambda draw, _: {
        "receivers": draw(receivers),
        "name": "Lena Moberg",
        "role": "distriktssköterska",
        "phone": "016-00 00 00",
    },
    "planning_noted": lambda draw, _: {"receivers": draw(receivers), "services": draw(text)},
    "sip_need_decided": lambda draw, _: {
        "needed": draw(st.booleans()),
        "why": draw(text),
        "receivers": draw(receivers),
    },
    "ready_judged": lambda _draw, _: {"physician": "Anna Holm"},
    "ready_notified": lambda draw, fact: {
        "receivers": draw(concerned),
        "judged_at": fact["at"],
        "physician": "Anna Holm",
    },
    "ready_withdrawn": lambda draw, _: {
        "receivers": draw(concerned),
        "reason": draw(st.sampled_from(("worse", "sent_in_error", "new_treatment"))),
    },
    "handover_answered": _answer,
    "sip_called": lambda draw, fact: {
        "receivers": draw(receivers),
        "meeting_at": fact["recorded_at"] + draw(ahead),
        "form": "video",
    },
    "homegoing_booked": lambda draw, fact: {
        "receivers": draw(receivers),
        "homegoing_at": fact["recorded_at"] + draw(ahead),
        "transport": "sjukresa",
    },
    "discharge_informed": lambda draw, _: {"receivers": draw(concerned), "state": draw(text), "care_given": draw(text)},
    "patient_informed": lambda draw, _: {"summary": draw(text), "printed": draw(st.booleans())},
    "discharged": lambda draw, _: {
        "receivers": draw(receivers),
        "manner": draw(st.sampled_from(("planned", "own_wish", "to_other_hospital"))),
        "destination": "own_home",
    },
    "first_contact_made": lambda draw, _: {"receivers": draw(receivers), "form": "visit", "by_whom": "Lena Moberg"},
    "died": lambda draw, _: {"receivers": draw(receivers)},
    "registration_changed": lambda draw, fact: {
        "what": draw(st.sampled_from(("registration", "placement"))),
        "code": draw(st.sampled_from(("0180", "0182", "0484", None))),
        "from_on": _day_ahead(draw, fact),
    },
    "identity_linked": lambda _draw, _: {"number_kind": "reservnummer", "number": "R-000123"},
    "protection_marked": lambda draw, _: {
        "protection": "sekretessmarkering",
        "named": tuple(draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True))),
    },
    "protection_ended": lambda _draw, _: {},
    "party_added": lambda draw, _: {
        "party": draw(st.sampled_from((LISTED, SHORT_TERM, COORDINATOR))),
        "reason": "Behövs",
    },
    "party_removed": lambda draw, _: {"party": draw(st.sampled_from(PARTIES)), "reason": "Behövs inte"},
    "message_sent": lambda draw, _: {"receivers": draw(receivers), "text": draw(text)},
    "forwarded": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "receivers": to(draw(st.sampled_from((HOME_CARE, SOCIAL, SHORT_TERM, LISTED)))),
    },
    "wrong_recipient": lambda draw, fact: {"of": _earlier(draw, fact), "receivers": to(WARD)},
    "consent_given": _consented,
    "consent_refused": lambda draw, _: _consent(draw),
    "consent_withdrawn": lambda draw, _: _consent(draw),
    "open_care_unavailable": _open_care,
    "open_care_unclear": _open_care,
    "open_care_available": lambda _draw, _: {"service": "hemsjukvårdsläkare"},
    "open_compulsory_care_decided": lambda draw, fact: {
        "receivers": draw(concerned),
        "judged_at": fact["at"],
        "physician": "Anna Holm",
        "decision": "opt",
    },
    "message_withheld": lambda draw, _: {
        "of_kind": draw(st.sampled_from(("ready_notified", "discharge_informed"))),
        "from_unit": draw(st.sampled_from(PARTIES[1:])),
        "why": "Sekretess",
    },
    "leave_started": lambda draw, fact: {"until_at": fact["at"] + draw(ahead), "services": draw(text)},
    "leave_ended": lambda _draw, _: {},
    "moved": lambda draw, _: {"ward": draw(st.sampled_from((WARD, WARD_2)))},
    "interrupted": lambda draw, _: {"reason": draw(st.sampled_from(("no_need", "readmitted", "entered_in_error")))},
    "duty_taken": lambda draw, fact: {"duty": _duty(draw, fact)},
    "duty_released": lambda draw, fact: {"duty": _duty(draw, fact)},
    "duty_offered": lambda draw, fact: {
        "duty": _duty(draw, fact),
        "receivers": to(draw(st.sampled_from(PARTIES))),
        "reason": "Närmare personen",
    },
    "duty_accepted": lambda draw, fact: {"of": _earlier(draw, fact), "receivers": draw(receivers)},
    "duty_declined": lambda draw, fact: {"of": _earlier(draw, fact), "receivers": draw(receivers), "reason": "Inte vi"},
    "duty_dismissed": lambda draw, fact: {"duty": _duty(draw, fact), "reason": "no_longer_meaningful"},
    "reminded": lambda draw, fact: {"duty": _duty(draw, fact)},
    "escalated": lambda draw, fact: {"duty": _duty(draw, fact), "text": draw(text)},
    "noted": lambda draw, fact: {"duty": _duty(draw, fact), "text": draw(text)},
    "deviation_reported": lambda draw, _: {"receivers": draw(receivers), "text": draw(text)},
    "deviation_answered": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "receivers": draw(receivers),
        "text": draw(text),
    },
    "reading_decided": lambda draw, _: {
        "parameter": "late_sip_call",
        "value": draw(st.sampled_from(("from_call", "never"))),
        "reason": draw(text),
    },
    "liability_disputed": lambda draw, fact: {**_days(draw, fact), "why": draw(text)},
    "liability_settled": lambda draw, fact: {"of": _earlier(draw, fact), **draw(st.sampled_from(({}, SETTLED)))},
    "coordination_opened": lambda draw, _: {
        "receivers": to(draw(st.sampled_from(PARTIES))),
        "question": draw(text),
    },
    "coordination_answered": _passed_or_answered,
    "ordination_given": _ordination,
    "ordination_received": lambda draw, fact: {"of": _earlier(draw, fact), "receivers": to(WARD)},
    "ordination_questioned": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "receivers": to(WARD),
        "text": draw(text),
    },
    "ordination_answered": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "receivers": to(HOME_CARE),
        "text": draw(text),
    },
    "ordination_ended": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "receivers": to(HOME_CARE),
        "why": draw(text),
    },
    "plan_opened": _plan,
    "party_invited": lambda draw, _: {"receivers": to(draw(st.sampled_from(PARTIES))), "why": draw(text)},
    "person_invited": lambda _draw, _: {"role": "next_of_kin", "name": "Britta Ek"},
    "need_set": lambda draw, _: {"matters": draw(text), "needs": draw(text)},
    "goal_set": lambda draw, fact: {
        "goal": draw(text),
        **draw(st.sampled_from(({}, {"state": "met", "replaces": _earlier(draw, fact)}))),
    },
    "measure_agreed": lambda draw, fact: {
        "what": draw(text),
        "owner": draw(st.sampled_from(PARTIES)),
        "by_on": _day_ahead(draw, fact) + timedelta(days=1),
        **draw(st.sampled_from(({}, {}, {"state": "done", "replaces": _earlier(draw, fact)}))),
    },
    "responsibility_set": lambda draw, _: {
        **_lead(draw),
        "overall": draw(st.sampled_from(("region", "municipality"))),
        "region_does": draw(text),
        "municipality_does": draw(text),
    },
    "lead_changed": lambda draw, _: {**_lead(draw), "why": "Närmare personen"},
    "meeting_booked": _meeting,
    "meeting_moved": lambda draw, fact: {**_meeting(draw, fact), "of": _earlier(draw, fact)},
    "meeting_cancelled": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "why": draw(st.sampled_from(("person_hindered", "not_needed"))),
    },
    "invitation_undelivered": lambda draw, fact: {
        "of": _earlier(draw, fact),
        "unreached": draw(st.sampled_from(PARTIES)),
    },
    "invitee_reached": lambda draw, fact: {"of": _earlier(draw, fact), "how": "phone"},
    "meeting_held": lambda draw, fact: {
        "of": draw(st.sampled_from((None, _earlier(draw, fact)))),
        "came": (),
        "person_came": draw(st.booleans()),
    },
    "plan_versioned": lambda draw, _: {"receivers": draw(receivers), "changes": draw(text)},
    "plan_confirmed": lambda draw, fact: {"of": _earlier(draw, fact)},
    "change_asked": lambda draw, fact: {"of": _earlier(draw, fact), "receivers": draw(receivers), "text": draw(text)},
    "follow_up_set": lambda draw, fact: {"follow_up_on": _day_ahead(draw, fact) + timedelta(days=90)},
    "follow_up_held": _followed,
    "party_left": lambda _draw, _: {"why": "Behövs inte längre"},
    "plan_closed": lambda draw, _: {"result": draw(st.sampled_from(("met", "partly"))), "why": draw(text)},
    "voided": lambda draw, fact: {"of": _earlier(draw, fact), "reason": "correction", "receivers": draw(receivers)},
    "closed": lambda _draw, _: {},
}
"""Kind ► its own fields and receivers, drawn for a fact whose carried fields are given."""
