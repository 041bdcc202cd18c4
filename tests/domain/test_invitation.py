"""What a fact makes of a plan's meetings: whose calendar gets what, with which number."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from lus.domain.case import Case
from lus.domain.facts import KINDS, Fact
from lus.domain.invitation import CANCEL, REQUEST, changes, current
from tests.cases import CENTRE, HOME_CARE, SOCIAL, START, terms, to

UNITS = terms().units
MEETS_AT = START + timedelta(days=8)
BOTH = to(SOCIAL, HOME_CARE)


class Plan:
    """A plan with consent, in which things happen an hour apart."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self("plan_opened", CENTRE, why="Hjälp")
        self("consent_given", CENTRE, scope=("meeting", "plan"), by_whom="self", form="oral", receivers=BOTH)

    def __call__(self, kind: str, unit: int, **own: Any) -> list[tuple[str, int, int, int]]:
        """What it makes: method, unit, sequence, hours between the start and the meeting."""
        at = START + timedelta(hours=len(self.facts))
        self.facts.append(KINDS[kind](at=at, recorded_at=at, unit=unit, seq=len(self.facts) + 1, **own))
        made = changes("7F3K2M9A", self.case, self.case.history(UNITS))
        return [(one.method, unit, one.sequence, _hours(one.at)) for one, unit in made]

    @property
    def case(self) -> Case:
        return Case(tuple(self.facts))


def _hours(at: datetime) -> int:
    return round((at - START) / timedelta(hours=1))


@pytest.fixture
def plan() -> Plan:
    made = Plan()
    invited = made("meeting_booked", CENTRE, meeting_at=MEETS_AT, form="home", receivers=BOTH)
    assert invited == [(REQUEST, SOCIAL, 0, 192), (REQUEST, HOME_CARE, 0, 192)]
    return made


def test_moved_the_number_rises_and_everybody_is_told(plan: Plan) -> None:
    """Who moved it too: its calendar has the old time."""
    later = MEETS_AT + timedelta(hours=2)
    moved = plan("meeting_moved", SOCIAL, of=3, meeting_at=later, form="home", receivers=to(CENTRE, HOME_CARE))
    assert moved == [(REQUEST, unit, 1, 194) for unit in (SOCIAL, HOME_CARE, CENTRE)]
    again = plan("voided", SOCIAL, of=4, reason="correction")
    assert again == [(CANCEL, CENTRE, 2, 194), (REQUEST, SOCIAL, 2, 192), (REQUEST, HOME_CARE, 2, 192)], "as it was"


def test_cancelled_it_leaves_every_calendar(plan: Plan) -> None:
    """By a fact that says so, by a no, by the end of the plan; once."""
    cancelled = plan("meeting_cancelled", CENTRE, of=3, why="person_hindered", receivers=BOTH)
    assert cancelled == [(CANCEL, SOCIAL, 1, 192), (CANCEL, HOME_CARE, 1, 192)]
    assert plan("consent_withdrawn", CENTRE, scope=("meeting", "plan"), by_whom="self") == []


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("consent_withdrawn", {"scope": ("plan",), "by_whom": "self"}),
        ("consent_refused", {"scope": ("meeting",), "by_whom": "self"}),
        ("plan_closed", {"result": "met"}),
        ("died", {}),
        ("voided", {"of": 3, "reason": "correction"}),
    ],
)
def test_whatever_ends_it_cancels_it(plan: Plan, kind: str, own: dict[str, Any]) -> None:
    assert [(method, sequence) for method, _, sequence, _ in plan(kind, CENTRE, **own)] == [(CANCEL, 1)] * 2


def test_a_meeting_that_was_held_stays_where_it_is(plan: Plan) -> None:
    assert plan("meeting_held", CENTRE, of=3, person_came=True) == []
    assert plan("plan_closed", CENTRE, result="met") == []


def test_who_has_left_is_told_no_more(plan: Plan) -> None:
    assert plan("party_left", HOME_CARE, why="Klar") == []
    cancelled = plan("meeting_cancelled", CENTRE, of=3, why="not_needed", receivers=to(SOCIAL))
    assert cancelled == [(CANCEL, SOCIAL, 2, 192)]


def test_the_file_taken_by_hand_is_older_than_what_comes_after(plan: Plan) -> None:
    plan("need_set", CENTRE, matters="Sova", needs="Hjälp")
    meeting = current("7F3K2M9A", plan.case, plan.case.history(UNITS))
    assert meeting
    assert (meeting.number, meeting.sequence, meeting.method) == (3, 1, REQUEST)
    cancelled = plan("meeting_cancelled", CENTRE, of=3, why="not_needed", receivers=BOTH)
    assert {sequence for _, _, sequence, _ in cancelled} == {2}
    assert current("7F3K2M9A", plan.case, plan.case.history(UNITS)) is None
