"""What rests on a plan's consent: who may read it, what is refused, and when it is current."""

from datetime import date, timedelta
from typing import Any

import pytest

from lus.domain.case import Case
from lus.domain.derive import Derived, derive
from lus.domain.facts import KINDS, Fact
from lus.domain.invitation import CANCEL, REQUEST, changes
from lus.domain.plan import standing
from lus.domain.refusals import refusals
from lus.usecases.receivers import receivers
from tests.cases import CENTRE, COORDINATOR, HOME_CARE, LISTED, OTHER_SOCIAL, SOCIAL, START, terms, to

TERMS = terms()
BOTH = to(SOCIAL, HOME_CARE)


class Plan:
    """A plan, led by the health centre, in which things happen an hour apart."""

    def __init__(self, **own: Any) -> None:
        self.facts: list[Fact] = []
        self.now = START
        self("plan_opened", CENTRE, why="Hjälp", **own)

    def __call__(self, kind: str, unit: int = CENTRE, **own: Any) -> int:
        """Record it, which must be possible; its number."""
        fact = self._fact(kind, unit, own)
        assert self._codes(fact) == []
        self.facts.append(fact)
        self.now += timedelta(hours=1)
        return fact.seq

    def refused(self, kind: str, unit: int = CENTRE, **own: Any) -> list[str]:
        """Why it cannot be recorded; empty: it can."""
        return self._codes(self._fact(kind, unit, own))

    def consent(self, *units: int, by_whom: str = "self", **own: Any) -> int:
        """To meet and to the plan, for these units; none: social services and home care."""
        said: dict[str, Any] = {"scope": ("meeting", "plan"), "form": "oral", "by_whom": by_whom}
        return self("consent_given", **{**said, "receivers": to(*units) or BOTH, **own})

    def book(self, days: int = 8, **own: Any) -> int:
        return self("meeting_booked", meeting_at=self.now + timedelta(days=days), form="home", **own)

    def written(self) -> None:
        """All that a version needs."""
        self("need_set", matters="Sova hemma", needs="Hjälp")
        self("measure_agreed", what="Delar läkemedel", owner=SOCIAL, by_on=self.day(40))
        does: dict[str, Any] = {"region_does": "Läkemedel", "municipality_does": "Hemtjänst", "overall": "region"}
        self("responsibility_set", **does, lead=CENTRE, lead_person="Lena Moberg", phone="016-1")

    def sent(self, **own: Any) -> int:
        """A version, to whom the consent names."""
        self.written()
        return self("plan_versioned", **own)

    def day(self, days: int) -> date:
        return (self.now + timedelta(days=days)).date()

    def invited(self) -> list[str]:
        """What calendars get by the last fact."""
        return [one.method for one, _ in changes("7F3K2M9A", self.case, self.case.history(TERMS.units))]

    @property
    def case(self) -> Case:
        return Case(tuple(self.facts))

    @property
    def found(self) -> Derived:
        return derive(self.case, TERMS)

    @property
    def owed(self) -> list[tuple[str, int]]:
        """What is owed of the plan: kind and unit."""
        return [(duty.kind, duty.unit) for duty in self.found.open_duties]

    @property
    def why(self) -> str | None:
        """Why it is not current now; None: it is."""
        return standing(self.found.history, self.found.duties).not_current(self.now)

    def stands(self) -> tuple[str | None, str]:
        """Why it is not current, and its status."""
        return self.why, self.found.status

    def _fact(self, kind: str, unit: int, own: dict[str, Any]) -> Fact:
        carried: dict[str, Any] = {"at": self.now, "recorded_at": self.now, "unit": unit, "seq": len(self.facts) + 1}
        fact = KINDS[kind](**carried, **own)
        if "receivers" in own:
            return fact
        found = receivers(self.case.history(TERMS.units), fact, None, TERMS)
        return KINDS[kind](**carried, **own, receivers=found)

    def _codes(self, fact: Fact) -> list[str]:
        return [one.code for one in refusals(self.case, fact, TERMS)]


@pytest.fixture
def plan() -> Plan:
    """Begun without a call, and nothing said of consent."""
    return Plan()


def test_questions_about_the_person_go_to_nobody_that_consent_leaves_out() -> None:
    """A call brings time and place to whom it names, and nothing else."""
    plan = Plan(called_at=START, receivers=BOTH)
    plan.consent(SOCIAL)
    asked: dict[str, Any] = {
        "meeting_at": plan.now + timedelta(days=8),
        "form": "home",
        "questions": "Vem delar läkemedel?",
    }
    assert plan.refused("meeting_booked", **asked, receivers=BOTH) == ["questions_need_consent"]
    assert plan.refused("meeting_booked", **asked, receivers=to(SOCIAL)) == []
    assert plan.refused("meeting_booked", **{**asked, "questions": None}, receivers=BOTH) == []


def test_a_yes_is_taken_back_wherever_one_stands_also_when_a_later_one_has_run_out(plan: Plan) -> None:
    plan.consent()
    plan.consent(LISTED, until_on=plan.day(3))
    plan.now += timedelta(days=6)
    plan("consent_withdrawn", scope=("plan",), by_whom="self")
    assert plan.refused("need_set", matters="Sova", needs="Hjälp") == ["plan_is_refused"]
    assert plan.refused("consent_withdrawn", scope=("plan",), by_whom="self") == ["no_consent"], "it is taken back"


def test_a_yes_that_has_run_out_is_taken_back_too(plan: Plan) -> None:
    plan.consent(until_on=plan.day(3))
    plan.now += timedelta(days=6)
    assert plan.refused("consent_withdrawn", scope=("plan",), by_whom="self") == []


def confirmed(plan: Plan) -> int:
    """A version that both have confirmed, and its day of follow-up; the version."""
    made = plan.sent()
    for unit in (SOCIAL, HOME_CARE):
        plan("plan_confirmed", unit, of=made)
    plan("follow_up_set", follow_up_on=plan.day(90))
    return made


def test_after_a_no_and_a_new_yes_the_version_is_sent_again_before_anybody_is_said_to_have_confirmed_it(
    plan: Plan,
) -> None:
    plan.consent()
    made = confirmed(plan)
    assert plan.stands() == (None, "confirmed")
    plan("consent_withdrawn", scope=("plan",), by_whom="self")
    assert plan.stands() == ("consent_withdrawn", "held")
    plan.consent()
    plan("follow_up_set", follow_up_on=plan.day(90))
    assert plan.stands() == ("not_sent_again", "held")
    assert plan.refused("plan_confirmed", SOCIAL, of=made) == ["version_lapsed"]
    again = plan("plan_versioned")
    assert ("confirm_plan", SOCIAL) in plan.owed
    for unit in (SOCIAL, HOME_CARE):
        plan("plan_confirmed", unit, of=again)
    assert plan.stands() == (None, "confirmed")


def test_a_unit_that_is_let_off_confirming_has_not_confirmed(plan: Plan) -> None:
    plan.consent()
    made = plan.sent()
    plan("plan_confirmed", SOCIAL, of=made)
    duty = next(duty for duty in plan.found.open_duties if duty.kind == "confirm_plan")
    plan("duty_dismissed", COORDINATOR, duty=duty.key, reason="no_longer_meaningful")
    plan("follow_up_set", follow_up_on=plan.day(90))
    assert plan.stands() == ("unconfirmed", "held")


def test_a_party_that_never_got_the_version_has_not_confirmed_it(plan: Plan) -> None:
    plan.consent()
    made = plan.sent(receivers=to(SOCIAL))
    plan("plan_confirmed", SOCIAL, of=made)
    plan("follow_up_set", follow_up_on=plan.day(90))
    assert plan.stands() == ("unconfirmed", "held")
    plan("party_left", HOME_CARE, why="Behövs inte")
    assert plan.stands() == (None, "confirmed")


def test_a_unit_that_comes_later_is_asked_before_the_plan_is_current_again(plan: Plan) -> None:
    plan.consent()
    confirmed(plan)
    plan.consent(LISTED)
    plan("party_invited", receivers=to(LISTED), why="Läkare")
    assert plan.why == "unconfirmed"


def test_what_is_agreed_after_the_version_was_confirmed_by_nobody(plan: Plan) -> None:
    plan.consent()
    confirmed(plan)
    measure = max(fact.seq for fact in plan.facts if fact.kind == "measure_agreed")
    own: dict[str, Any] = {"what": "Delar läkemedel", "owner": SOCIAL, "by_on": plan.day(40), "replaces": measure}
    plan("measure_agreed", **own, state="done")
    assert plan.stands() == (None, "confirmed"), "done as it was agreed"
    plan("goal_set", goal="Gå ut varje dag")
    assert plan.stands() == ("changed", "held")


def test_a_meeting_that_a_no_has_ended_does_not_come_back_with_the_next_yes(plan: Plan) -> None:
    plan.consent()
    plan.book()
    plan("consent_withdrawn", scope=("meeting",), by_whom="self")
    assert plan.invited() == [CANCEL, CANCEL]
    plan.consent()
    assert plan.invited() == []
    assert ("book_meeting", CENTRE) in plan.owed
    plan.book(10)
    assert plan.invited() == [REQUEST, REQUEST]
    assert [kind for kind, _ in plan.owed if "meeting" in kind] == ["hold_meeting"]


def test_a_follow_up_is_not_after_a_meeting_that_will_not_be(plan: Plan) -> None:
    plan.consent()
    plan.book(30)
    plan("consent_refused", scope=("meeting",), by_whom="self")
    plan.sent()
    assert plan.refused("follow_up_set", follow_up_on=plan.day(20)) == []


def test_nobody_is_called_to_what_has_been(plan: Plan) -> None:
    """That it was held is taken back: the meeting's time is past all the same."""
    plan.consent()
    booked = plan.book(1)
    plan.now += timedelta(days=2)
    held = plan("meeting_held", of=booked, came=(SOCIAL,), person_came=True)
    plan("voided", of=held, reason="correction", receivers=())
    assert plan.invited() == []


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("meeting_cancelled", {"of": 3, "why": "unit_hindered"}),
        ("consent_withdrawn", {"scope": ("meeting", "plan"), "by_whom": "self"}),
        ("plan_closed", {"result": "not_met", "why": "Flyttat"}),
        ("died", {}),
    ],
)
def test_who_is_not_told_that_the_meeting_is_cancelled_is_told_by_who_leads(
    plan: Plan, kind: str, own: dict[str, Any]
) -> None:
    """Whatever ended it: else somebody comes to it."""
    plan.consent()
    booked = plan.book()
    plan(kind, **own)
    told: dict[str, Any] = {"of": booked, "unreached": SOCIAL}
    missed = plan("invitation_undelivered", **told)
    assert ("reach_invitee", CENTRE) in plan.owed
    assert plan.refused("invitation_undelivered", **told) == ["told_already"]
    plan("invitee_reached", of=missed, how="phone")
    assert "reach_invitee" not in [kind for kind, _ in plan.owed]
    plan.now += timedelta(days=9)
    assert plan.refused("invitation_undelivered", **told) == ["no_such_meeting"], "nobody can come to it any more"


def test_nobody_is_to_be_reached_about_a_meeting_that_was_held(plan: Plan) -> None:
    plan.consent()
    booked = plan.book()
    plan("meeting_held", of=booked, came=(CENTRE,), person_came=True)
    assert plan.refused("invitation_undelivered", of=booked, unreached=SOCIAL) == ["no_such_meeting"]


def test_a_no_to_handing_on_information_asks_for_no_second_meeting(plan: Plan) -> None:
    plan.consent()
    plan.book()
    plan("consent_refused", scope=("information",), by_whom="self")
    plan.consent(scope=("information",))
    assert [kind for kind, _ in plan.owed if "meeting" in kind] == ["hold_meeting"]


def test_a_yes_after_a_no_asks_for_a_meeting_whatever_is_said_later(plan: Plan) -> None:
    """What was owed is cancelled by the next no: it does not vanish."""
    plan("consent_refused", scope=("meeting",), by_whom="self")
    yes = plan.consent()
    plan("consent_withdrawn", scope=("meeting",), by_whom="self")
    asked = [duty for duty in plan.found.duties if duty.kind == "book_meeting" and duty.opened.seq == yes]
    assert [duty.cancelled is not None for duty in asked] == [True]


def test_who_is_let_out_when_a_consent_is_renewed_for_another_is_noticed(plan: Plan) -> None:
    plan.consent(SOCIAL, until_on=plan.day(60))
    plan.consent(HOME_CARE)
    confirmed(plan)
    assert plan.stands() == (None, "confirmed")
    assert ("renew_consent", CENTRE) in plan.owed
    plan.now += timedelta(days=61)
    assert plan.why == "consent_ended"
    plan.consent(SOCIAL)
    assert plan.why is None
    assert ("renew_consent", CENTRE) not in plan.owed


def test_a_consent_that_ends_before_renews_nothing(plan: Plan) -> None:
    plan.consent(until_on=plan.day(60))
    plan.consent(until_on=plan.day(30))
    owed = [duty for duty in plan.found.open_duties if duty.kind == "renew_consent"]
    assert len(owed) == 2


def test_a_guardians_yes_ends_when_the_child_comes_of_age() -> None:
    plan = Plan(of_age_on=date(2026, 4, 1), age_group="0-17")
    plan.consent(by_whom="guardians", heard="heard")
    confirmed(plan)
    assert plan.stands() == (None, "confirmed")
    (renew,) = [duty for duty in plan.found.open_duties if duty.kind == "renew_consent"]
    assert renew.due_on == date(2026, 3, 17)
    plan.now += timedelta(days=40)
    assert plan.why == "consent_ended"
    assert plan.refused("need_set", matters="Sova", needs="Hjälp") == ["no_consent_to_plan"]
    plan.consent()
    assert plan.why is None


def test_next_of_kin_do_not_consent_for_the_person(plan: Plan) -> None:
    said: dict[str, Any] = {"scope": ("plan",), "form": "oral", "receivers": BOTH}
    assert plan.refused("consent_given", **said, by_whom="next_of_kin") == ["kin_cannot_consent"]
    assert plan.refused("consent_given", **said, by_whom="representative") == []


def test_whoever_speaks_for_a_child_and_whoever_meets_it_tells_whether_it_was_heard() -> None:
    plan = Plan(of_age_on=date(2027, 4, 1), age_group="0-17")
    said: dict[str, Any] = {"scope": ("meeting", "plan"), "form": "oral", "receivers": BOTH}
    assert plan.refused("consent_given", **said, by_whom="representative") == ["child_not_heard"]
    plan.consent()
    held: dict[str, Any] = {"came": (CENTRE,), "person_came": True}
    assert plan.refused("meeting_held", **held) == ["child_not_heard"]
    assert plan.refused("meeting_held", **held, heard="too_young") == []


def test_after_a_no_nothing_is_left_to_confirm_having_read(plan: Plan) -> None:
    plan.consent()
    plan("party_invited", receivers=to(HOME_CARE), why="Hemsjukvård")
    made = plan.sent()
    plan("change_asked", SOCIAL, of=made, text="Bara på morgonen")
    assert [kind for kind, _ in plan.owed].count("acknowledge") == 2
    plan("consent_withdrawn", scope=("plan",), by_whom="self")
    assert [kind for kind, _ in plan.owed] == ["close_case"]


def test_after_a_no_nothing_more_is_said_of_the_person_and_nobody_is_let_in(plan: Plan) -> None:
    plan.consent()
    made = plan.sent()
    plan("consent_withdrawn", scope=("plan",), by_whom="self")
    assert plan.refused("change_asked", SOCIAL, of=made, text="Bara på morgonen") == ["plan_is_refused"]
    assert plan.refused("message_sent", receivers=BOTH, text="Hon mår sämre") == ["not_in_consent"]
    assert plan.refused("party_added", party=OTHER_SOCIAL, reason="Flyttar") == ["not_in_consent"]
    assert plan.refused("party_added", COORDINATOR, party=COORDINATOR, reason="Hjälp") == []


def test_before_consent_a_called_unit_is_told_nothing_more() -> None:
    plan = Plan(called_at=START, receivers=BOTH)
    assert plan.refused("message_sent", receivers=to(SOCIAL), text="Hon mår sämre") == ["not_in_consent"]
    plan.consent(SOCIAL)
    assert plan.refused("message_sent", receivers=to(SOCIAL), text="Hon mår sämre") == []


def test_who_leads_is_named_by_the_consent() -> None:
    """It owes everything, and so reads it."""
    plan = Plan(called_at=START, receivers=BOTH)
    plan.consent(SOCIAL)
    leads: dict[str, Any] = {"lead": HOME_CARE, "lead_person": "Eva Lund", "phone": "016-1", "why": "Närmare"}
    assert plan.refused("lead_changed", **leads) == ["not_in_consent"]
    assert plan.refused("lead_changed", **{**leads, "lead": SOCIAL}) == []


def test_nobody_is_asked_to_confirm_what_it_cannot_read(plan: Plan) -> None:
    """Who comes by a later consent is invited, and reads what was said before."""
    plan.consent()
    plan.written()
    plan.consent(LISTED)
    everybody = to(SOCIAL, HOME_CARE, LISTED)
    assert plan.refused("plan_versioned", receivers=everybody) == ["invite_first"]
    plan("party_invited", receivers=to(LISTED), why="Läkare")
    assert plan.refused("plan_versioned", receivers=everybody) == []
    plan("goal_set", goal="Gå ut varje dag", receivers=BOTH)
    assert plan.refused("plan_versioned", receivers=everybody) == ["invite_first"]
    assert plan.refused("party_invited", receivers=to(LISTED), why="Läser allt") == [], "once more, for the rest"
