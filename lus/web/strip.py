"""The process in five steps, with what is done, where we are and what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.duty import Duty
from lus.domain.facts import (
    AdmissionNotified,
    CoordinationAnswered,
    CoordinationOpened,
    Discharged,
    FirstContactMade,
    FollowUpHeld,
    HomegoingBooked,
    MeetingHeld,
)
from lus.web.moments import clock, day, overdue, when
from lus.web.situation import Situation, expected, told
from lus.words import DUTY

STEP_OF = {
    "assess_need": 0,
    "notify_admission": 0,
    "acknowledge": 1,
    "write_planning_note": 1,
    "appoint_care_contact": 1,
    "confirm_expected_date": 1,
    "notify_ready": 2,
    "answer_handover": 2,
    "call_to_sip": 2,
    "book_homegoing": 3,
    "discharge_patient": 3,
    "inform_units": 3,
    "inform_patient": 3,
    "first_contact": 4,
    "answer_open_care": 2,
    "close_case": 4,
    "receive_ordination": 3,
    "answer_question": 3,
}
"""Kind of duty ► the step that it holds up. What passes between the units holds up none."""


PLAN_STEP_OF = {
    "book_meeting": 1,
    "hold_meeting": 1,
    "set_follow_up": 2,
    "confirm_plan": 3,
    "adjust_compulsory_plan": 3,
    "hold_follow_up": 4,
}
"""The same of a plan."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is done, now or ahead; `late` says what has passed its time."""

    name: str
    text: str
    state: Literal["done", "now", "ahead"]
    late: str = ""


def strip(here: Situation) -> tuple[Step, ...]:
    """Inskriven, Planering, Utskrivningsklar, Hemma, Uppföljd."""
    late: dict[int, str] = {}
    for duty in here.derived.open_duties:
        if duty.kind in STEP_OF and overdue(duty, here.now):
            late.setdefault(STEP_OF[duty.kind], f"försenat: {DUTY[duty.kind]}")
    history = here.history
    home = history.first(Discharged)
    followed = history.first(FirstContactMade)
    notified = bool(told(here))
    reached = [True, notified, history.standing is not None, home is not None, followed is not None]
    at = max((place for place, there in enumerate(reached) if there), default=0)
    named = zip(("Inskriven", "Planering", "Utskrivningsklar", "Hemma", "Uppföljd"), _texts(here), strict=True)
    return tuple(
        Step(
            name,
            text,
            "done" if i < at or (i == at and i == len(reached) - 1) else "now" if i == at else "ahead",
            late.get(i, ""),
        )
        for i, (name, text) in enumerate(named)
    )


def _texts(here: Situation) -> tuple[str, str, str, str, str]:
    return (_admitted(here), _planning(here), _ready(here), _home(here), _followed(here))


def _admitted(here: Situation) -> str:
    notice = here.history.first(AdmissionNotified)
    at = when(here.history.admission.moment, here.now)
    if notice is None:
        return f"{at}, inte meddelad"
    same = day_of(notice.moment) == day_of(here.history.admission.moment)
    return f"{at}, meddelad {clock(notice.moment) if same else when(notice.moment, here.now)}"


def _planning(here: Situation) -> str:
    units = told(here)
    if not units:
        return "ingen är meddelad"
    notices = {notice.seq for notice in here.history.all(AdmissionNotified)}
    read = {d.unit for d in here.derived.duties if d.kind == "acknowledge" and d.met and d.opened.seq in notices}
    return f"kvitterad av {len(read)} av {len(units)}"


def _ready(here: Situation) -> str:
    standing = here.history.standing
    if standing is None:
        before = expected(here)
        return f"beräknad {day(before.expected_discharge_on, here.now)}" if before else "inte beräknad"
    since = standing.first.moment
    end = here.history.end
    days = (day_of(end.moment if end else here.now) - day_of(since)).days
    return f"{when(since, here.now)}, {'samma dag' if days == 0 else f'dag {days}'}"


def _home(here: Situation) -> str:
    home = here.history.first(Discharged)
    if home:
        return when(home.moment, here.now)
    booked = here.history.last(HomegoingBooked)
    if booked:
        return f"hemresa {when(booked.homegoing_at, here.now)}"
    before = expected(here)
    return f"beräknad {day(before.expected_discharge_on, here.now)}" if before else "inte beräknad"


def _followed(here: Situation) -> str:
    made = here.history.first(FirstContactMade)
    if made:
        return when(made.moment, here.now)
    home = here.history.first(Discharged)
    hours = here.terms.guideline("first_contact.hours")
    if home:
        return f"första kontakt senast {_by(home.moment + timedelta(hours=hours), here.now)}"
    return f"första kontakt inom {hours} tim"


def _by(at: datetime, now: datetime) -> str:
    return when(at, now)


def plan_strip(here: Situation) -> tuple[Step, ...]:
    """Of a plan: Påbörjad, Möte, Skickad, Bekräftad, Uppföljd."""
    history = here.history
    late: dict[int, str] = {}
    for duty in here.derived.open_duties:
        if duty.kind in PLAN_STEP_OF and overdue(duty, here.now):
            late.setdefault(PLAN_STEP_OF[duty.kind], f"försenat: {DUTY[duty.kind]}")
    began, held, made = history.began, history.last(MeetingHeld), plan.version(history)
    meeting = plan.standing_meeting(history)
    followed = history.last(FollowUpHeld)
    confirmed = here.derived.status == "confirmed"
    due_on = next((duty.due_on for duty in here.derived.open_duties if duty.kind == "hold_follow_up"), None)
    texts = (
        when(began.moment, here.now) if began else "",
        when(meeting.at, here.now) if meeting else when(held.at, here.now) if held else "inte bokat",
        when(made.moment, here.now) if made else "inte skickad",
        "av alla" if confirmed else "inte av alla" if made else "",
        day(due_on, here.now) if due_on else when(followed.at, here.now) if followed else "ingen dag bestämd",
    )
    reached = (True, held is not None, made is not None, confirmed, followed is not None)
    at = max(place for place, there in enumerate(reached) if there)
    names = ("Påbörjad", "Möte", "Skickad", "Bekräftad", "Uppföljd")
    return tuple(
        Step(name, text, "done" if place < at else "now" if place == at else "ahead", late.get(place, ""))
        for place, (name, text) in enumerate(zip(names, texts, strict=True))
    )


def question_strip(here: Situation) -> tuple[Step, ...]:
    """Of a question between units: Ställd, Läst, Besvarad."""
    history = here.history
    asked = history.last(CoordinationOpened)
    if asked is None:
        return ()
    read = next((d for d in here.derived.duties if d.kind == "acknowledge" and d.opened is asked), None)
    settled = history.last(CoordinationAnswered, lambda fact: fact.of == asked.seq and fact.settles)
    owed = next((duty for duty in here.derived.open_duties if duty.kind == "answer_coordination"), None)
    passed = sum(not fact.settles for fact in history.all(CoordinationAnswered) if fact.of == asked.seq)
    waits = f"väntar på {here.cards[owed.unit].short}" if owed else "ingen svarar"
    trail = f", lämnad vidare {passed} {'gång' if passed == 1 else 'gånger'}" if passed else ""
    done = read is not None and read.met is not None
    return (
        Step("Ställd", when(asked.moment, here.now), "done" if done or settled else "now"),
        Step("Läst", _read(here, read), "done" if settled else "now" if done else "ahead"),
        Step(
            "Besvarad",
            f"{when(settled.moment, here.now) if settled else waits}{trail}",
            "done" if settled else "ahead",
            f"försenat: {DUTY[owed.kind]}" if owed and overdue(owed, here.now) else "",
        ),
    )


def _read(here: Situation, read: Duty | None) -> str:
    return when(read.met_at, here.now) if read and read.met_at else "inte läst än"
