"""The two laws of the house, on random facts by random units at random times, and what must never depend on how."""

import random
from datetime import datetime, timedelta
from typing import Any

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lus.domain.calendar import day_of
from lus.domain.case import Case, History, effective
from lus.domain.derive import Derived, derive
from lus.domain.duties import ROWS
from lus.domain.facts import KINDS, Fact, Voided
from lus.domain.plan import covered, lead, refused, standing
from lus.domain.reckoning import answer
from lus.domain.refusals import refusals
from lus.domain.stored import without_content
from tests.cases import ACTORS, GENERATORS, PARTIES, PSYCHIATRY, START, UNITS, terms, to

TERMS = terms()
MUCH_LATER = START + timedelta(days=900)
AS_A_RULE = (timedelta(minutes=7), timedelta(hours=1), timedelta(hours=9), timedelta(days=1), timedelta(days=4))
RARE = {"died", "voided", "closed", "interrupted", "plan_closed"}


class House(RuleBasedStateMachine):
    """One case, whatever happens to it."""

    def __init__(self) -> None:
        """A case not yet begun."""
        super().__init__()
        self.case = Case()
        self.now = START

    def _record(self, data: st.DataObject, kind: str, unit: int, at: datetime, **known: Any) -> None:
        carried: dict[str, Any] = {"at": at, "recorded_at": self.now, "unit": unit, "seq": len(self.case.facts) + 1}
        own = {**GENERATORS[kind](data.draw, carried), **known}
        if self.now - at > timedelta(days=1):
            own["late_reason"] = "Skrevs på papper under strömavbrottet"
        if KINDS[kind].to == "notified" and data.draw(st.booleans()):
            told = derive(self.case, TERMS).history.parties
            own["receivers"] = to(*(unit for unit in told if unit != PARTIES[0]))
        if KINDS[kind].to not in {"sender", "receivers"}:
            # Nobody is offered itself.
            own["receivers"] = tuple(one for one in own.get("receivers", ()) if one.unit != unit)
        fact = KINDS[kind](**carried, **own)
        if refusals(self.case, fact, TERMS):
            event(f"refused {kind}")
            return
        event(f"recorded {kind}")
        if isinstance(fact, Voided):
            self._voiding_is_never_having_recorded(fact)
        self.case = self.case.with_fact(fact)

    @initialize(data=st.data())
    def admit(self, data: st.DataObject) -> None:
        """Every stay begins with an admission."""
        self._record(data, "admitted", PARTIES[0], self.now)

    @rule(
        data=st.data(),
        kind=st.sampled_from(sorted(set(KINDS) - RARE)),
        who=st.integers(0, 30),
        passes=st.sampled_from((timedelta(), *AS_A_RULE)),
        told_late=st.sampled_from((timedelta(), timedelta(), timedelta(hours=3), timedelta(days=2))),
        how=st.sampled_from(({}, {}, {"channel": "phone"}, {"in_reply_to": 2})),
    )
    def something_happens(
        self, *, data: st.DataObject, kind: str, who: int, passes: timedelta, told_late: timedelta, how: dict[str, Any]
    ) -> None:
        """Any fact by any unit of a side that records it, told at once or late, here or by phone."""
        units = [unit for unit in ACTORS if UNITS[unit].side in KINDS[kind].by]
        unit = units[who % len(units)]
        self.now += passes
        self._record(data, kind, unit, self.now - told_late, **how)

    @rule(data=st.data(), passes=st.sampled_from(AS_A_RULE), which=st.integers(0, 30))
    def somebody_does_a_duty(self, data: st.DataObject, passes: timedelta, which: int) -> None:
        """The owing unit does what it owes, so that cases get far."""
        owed = derive(self.case, TERMS).open_duties
        if not owed:
            return
        duty = owed[which % len(owed)]
        self.now += passes
        kind = MEETS[duty.kind][which % len(MEETS[duty.kind])]
        known: dict[str, Any] = {}
        if kind in ABOUT_WHAT_OPENED:
            known = {"of": duty.opened.seq}
        elif kind in {"ordination_received", "ordination_questioned"}:
            answered = next((one for one in self.case.facts if one.seq == duty.opened.refers_to), None)
            known = {"of": answered.refers_to if answered else duty.opened.seq}
        elif kind in {"liability_settled", "coordination_answered"}:
            known = {"of": duty.opened.refers_to or duty.opened.seq}
        elif kind in {"meeting_held", "meeting_moved", "meeting_cancelled"}:
            known = {"of": duty.opened.seq}
        elif kind == "party_removed":
            known = {"party": _opened_by(duty.opened)}
        event(f"does {duty.kind}")
        self._record(data, kind, duty.unit, self.now, **known)

    @rule(data=st.data(), which=st.integers(0, 30), to_whom=st.sampled_from(PARTIES), accepts=st.booleans())
    def a_duty_is_handed_on(self, data: st.DataObject, which: int, to_whom: int, accepts: bool) -> None:
        """The owing unit asks another, which takes it over or not; or somebody of it takes it."""
        owed = derive(self.case, TERMS).open_duties
        if owed:
            duty = owed[which % len(owed)]
            self.now += timedelta(minutes=20)
            self._record(data, "duty_taken", duty.unit, self.now, duty=duty.key, person=7)
            self._record(data, "duty_offered", duty.unit, self.now, duty=duty.key, receivers=to(to_whom))
            kind = "duty_accepted" if accepts else "duty_declined"
            self._record(data, kind, to_whom, self.now, of=len(self.case.facts), receivers=to(duty.unit))

    @rule(data=st.data(), which=st.integers(0, 30), unit=st.sampled_from((None, *ACTORS[-3:-1])))
    def a_duty_is_dismissed(self, data: st.DataObject, which: int, unit: int | None) -> None:
        """The owing unit, or a coordinator, says that it cannot be met."""
        owed = derive(self.case, TERMS).open_duties
        if owed:
            duty = owed[which % len(owed)]
            self.now += timedelta(minutes=20)
            self._record(data, "duty_dismissed", unit or duty.unit, self.now, duty=duty.key)

    @rule(data=st.data(), which=st.integers(0, 50), kind=st.sampled_from(("forwarded", "wrong_recipient")))
    def a_message_came_wrong(self, data: st.DataObject, which: int, kind: str) -> None:
        """A receiver hands a message on, or says that it was not for it."""
        messages = [fact for fact in self.case.facts if fact.receipt and fact.receivers]
        if messages:
            message = messages[which % len(messages)]
            self.now += timedelta(minutes=20)
            self._record(data, kind, message.to_units[which % len(message.to_units)], self.now, of=message.seq)

    @rule(data=st.data(), which=st.integers(0, 50), reason=st.sampled_from(("correction", "wrong_patient")))
    def somebody_takes_back(self, data: st.DataObject, which: int, reason: str) -> None:
        """The sender voids a fact, if nothing rests on it."""
        facts = self.case.facts
        if facts:
            self.now += timedelta(minutes=5)
            target = facts[which % len(facts)]
            told = target.receivers
            self._record(data, "voided", target.unit, self.now, of=target.seq, reason=reason, receivers=told)

    @rule(
        data=st.data(),
        kind=st.sampled_from(sorted(RARE - {"voided"})),
        unit=st.sampled_from(PARTIES),
        odds=st.integers(0, 9),
    )
    def it_ends(self, data: st.DataObject, kind: str, unit: int, odds: int) -> None:
        """A death, or somebody closing the case."""
        if odds == 0:
            self._record(data, kind, unit, self.now)

    @invariant()
    @precondition(lambda self: self.case.facts)
    def nobody_falls_between_two_chairs(self) -> None:
        """An open case has an open duty; each open duty has one unit, which is on the case."""
        derived = derive(self.case, TERMS)
        of_care = [duty for duty in derived.open_duties if duty.of_care]
        if derived.is_open:
            assert of_care, [fact.kind for fact in derived.history.facts]
        else:
            assert not of_care
        assert {duty.unit for duty in derived.open_duties} <= set(derived.parties)
        keys = [duty.key for duty in derived.duties]
        assert len(keys) == len(set(keys))

    @invariant()
    def ended_duties_say_how(self) -> None:
        """A duty is met or cancelled, never both, and a cancelled one says why; none is without reasons.

        What opened and what met it are of the kinds that its row of the table knows.
        """
        for duty in derive(self.case, TERMS).duties:
            row = ROWS[duty.kind]
            assert not row.opened_by or type(duty.opened) in row.opened_by, (duty.kind, duty.opened)
            assert duty.met is None or type(duty.met) in row.met_by, (duty.kind, duty.met)
            assert not (duty.met and duty.cancelled)
            assert bool(duty.cancelled) == bool(duty.reason)
            assert duty.because

    @invariant()
    def the_order_in_which_facts_are_handed_over_does_not_matter(self) -> None:
        """Replayed in any order, the same answer."""
        facts = list(self.case.facts)
        random.Random(len(facts)).shuffle(facts)  # noqa: S311 a test's shuffle
        assert _said(derive(Case(tuple(facts)), TERMS)) == _said(derive(self.case, TERMS))

    @invariant()
    def no_rule_reads_content(self) -> None:
        """Every party's view derives the same case."""
        emptied = Case(tuple(without_content(fact) for fact in self.case.facts))
        assert _said(derive(emptied, TERMS)) == _said(derive(self.case, TERMS))

    def _voiding_is_never_having_recorded(self, voiding: Voided) -> None:
        """But for the receipts of the voiding itself, and the closing that these hold up no longer than they last."""
        with_it = derive(self.case.with_fact(voiding), TERMS)
        gone = {voiding.of}
        for fact in self.case.facts:  # what refers to a fact was recorded after it
            if fact.refers_to in gone and not isinstance(fact, Voided):
                gone.add(fact.seq)
        never = derive(Case(tuple(fact for fact in self.case.facts if fact.seq not in gone)), TERMS)
        assert _said(with_it, but=voiding.seq) == _said(never, but=voiding.seq)


ABOUT_WHAT_OPENED = {"acknowledged", "deviation_answered", "ordination_answered", "plan_confirmed", "change_asked"}
MEETS: dict[str, tuple[str, ...]] = {
    "assess_need": ("need_assessed",),
    "notify_admission": ("admission_notified",),
    "acknowledge": ("acknowledged",),
    "write_planning_note": ("planning_noted",),
    "appoint_care_contact": ("care_contact_appointed", "admission_notified"),
    "confirm_expected_date": ("ready_judged", "ready_notified", "expected_discharge_changed"),
    "notify_ready": ("ready_notified",),
    "answer_handover": ("handover_answered",),
    "call_to_sip": ("sip_called", "sip_need_decided"),
    "book_homegoing": ("homegoing_booked",),
    "discharge_patient": ("discharged", "ready_withdrawn"),
    "inform_units": ("discharge_informed",),
    "inform_patient": ("patient_informed",),
    "first_contact": ("first_contact_made",),
    "close_case": ("closed",),
    "answer_open_care": ("open_care_available", "open_care_unavailable"),
    "correct_recipient": ("admission_notified", "ready_notified", "coordination_opened", "party_removed"),
    "answer_deviation": ("deviation_answered",),
    "settle_dispute": ("liability_settled",),
    "resolve_bounce": ("duty_accepted", "acknowledged", "coordination_answered"),
    "answer_coordination": ("coordination_answered",),
    "receive_ordination": ("ordination_received", "ordination_questioned"),
    "answer_question": ("ordination_answered",),
    "book_meeting": ("meeting_booked",),
    "hold_meeting": ("meeting_held", "meeting_moved", "meeting_cancelled"),
    "reach_invitee": ("invitee_reached",),
    "confirm_plan": ("plan_confirmed", "plan_confirmed", "change_asked"),
    "adjust_compulsory_plan": ("plan_confirmed", "change_asked"),
    "set_follow_up": ("follow_up_set",),
    "hold_follow_up": ("follow_up_held",),
    "renew_consent": ("consent_given",),
}


def _opened_by(fact: Fact) -> int:
    return fact.unit


def _said(derived: Derived, but: int = 0) -> tuple[object, ...]:
    """What a derivation says, without content and without what fact `but` opened."""
    duties = [
        (d.key, d.unit, d.due_at, _seq(d.met), _seq(d.cancelled), d.reason)
        for d in derived.duties
        if d.opened.seq != but
    ]
    reckoned = answer(derived.history, TERMS, MUCH_LATER) if derived.history.admitted else None
    money = (reckoned.sum.says, reckoned.sum.blocked_by, [r.sum.says for r in reckoned.readings]) if reckoned else None
    return derived.status, derived.flags, sorted(duties), money


def _seq(fact: Fact | None) -> int:
    return fact.seq if fact else 0


class QuestionHouse(House):
    """A question between units, without any stay: the same laws."""

    @initialize(data=st.data())
    def admit(self, data: st.DataObject) -> None:
        """It begins with a question, to some unit by another."""
        self._record(data, "coordination_opened", PARTIES[4], self.now, receivers=to(PARTIES[1]))


PLANNING = (
    "party_invited",
    "need_set",
    "goal_set",
    "measure_agreed",
    "responsibility_set",
    "meeting_booked",
    "plan_versioned",
    "follow_up_set",
)
OF_THE_PLAN = {
    "book_meeting",
    "hold_meeting",
    "confirm_plan",
    "set_follow_up",
    "hold_follow_up",
    "renew_consent",
}


class PlanHouse(House):
    """A plan, with or without a call, of consent or compulsory: the same laws."""

    @initialize(
        data=st.data(),
        compulsory=st.sampled_from((False, False, False, True)),
        agrees=st.sampled_from((True, True, False)),
        made=st.booleans(),
    )
    def admit(self, data: st.DataObject, *, compulsory: bool, agrees: bool, made: bool) -> None:
        """It begins with being opened; mostly the person consents at once, and half of them have a version soon."""
        own: dict[str, Any] = {}
        if compulsory:
            own = {"plan": "compulsory", "decision_at": self.now + timedelta(days=9), "physician": "Anna Holm"}
        self._record(data, "plan_opened", PSYCHIATRY if compulsory else PARTIES[4], self.now, **own)
        if agrees:
            told = to(*(unit for unit in PARTIES[:4] if unit != self._lead))
            self._record(data, "consent_given", self._lead, self.now, scope=("meeting", "plan"), receivers=told)
        for kind in PLANNING if made else ():
            self.the_plan_goes_on(data, timedelta(hours=1), kind)

    @property
    def _lead(self) -> int:
        return lead(derive(self.case, TERMS).history)

    @rule(data=st.data(), passes=st.sampled_from(AS_A_RULE), kind=st.sampled_from(PLANNING))
    def the_plan_goes_on(self, data: st.DataObject, passes: timedelta, kind: str) -> None:
        """Who leads writes on it, to those who may read it."""
        found = derive(self.case, TERMS)
        self.now += passes
        ours = {"measure_agreed": "owner", "responsibility_set": "lead"}
        known: dict[str, Any] = {ours[kind]: self._lead} if kind in ours else {}
        if kind not in {"party_invited", "consent_given"}:
            known["receivers"] = to(*(unit for unit in told(found.history, self.now) if unit != self._lead))
        self._record(data, kind, self._lead, self.now, **known)

    @invariant()
    @precondition(lambda self: self.case.facts)
    def a_refusal_stops_the_plan_at_once(self) -> None:
        """Nothing of the plan is owed while somebody says no to it but what was sent before, and the closing."""
        found = derive(self.case, TERMS)
        if refused(found.history, ("plan",)) and found.is_open:
            assert not {duty.kind for duty in found.open_duties} & OF_THE_PLAN
            assert standing(found.history, found.duties).not_current(self.now)


def told(history: History, now: datetime) -> list[int]:
    """The units on the plan that may read it."""
    may = covered(history, day_of(now))
    return [unit for unit in history.parties if may is None or unit in may]


TestPlanHouse = PlanHouse.TestCase
TestPlanHouse.settings = settings(max_examples=max(150, settings().max_examples // 3), stateful_step_count=40)

TestQuestionHouse = QuestionHouse.TestCase
TestQuestionHouse.settings = settings(max_examples=max(100, settings().max_examples // 5), stateful_step_count=30)

TestHouse = House.TestCase
TestHouse.settings = settings(max_examples=max(150, settings().max_examples // 3), stateful_step_count=40)


def test_every_kind_has_a_generator_and_every_duty_a_fact_that_meets_it() -> None:
    """A kind that the machine cannot record would be a kind that the laws were never tried on."""
    assert set(GENERATORS) == set(KINDS)
    assert set(MEETS) == set(ROWS)


def test_effective_facts_of_an_empty_case_are_none() -> None:
    """A case not begun owes nothing."""
    assert effective(()) == ()
    assert derive(Case(), TERMS).duties == ()
