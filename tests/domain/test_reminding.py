"""Ladders: who is told of what is owed, and when; closed units, on-call units, nights when the clock is moved."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lus.domain.calendar import ALWAYS, OpeningHours, from_local, local
from lus.domain.reminding import Asked, Ladders, Occasion, Planned, Step, plan
from lus.domain.units import Unit
from lus.law.ladder import REMINDED_OF, load
from tests.cases import EVERY_DAY, OFFICE

SOCIAL, HOME_CARE, WARD, COORDINATOR, BARE = 2, 3, 1, 11, 12
CHIEF, KARIN = 70, 71
HOUR = timedelta(hours=1)
EASTER = replace(OFFICE, closed=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
UNITS = {
    unit.id: unit
    for unit in (
        Unit(WARD, "ward", "04", ALWAYS, COORDINATOR),
        Unit(SOCIAL, "social_services", "0180", EASTER, COORDINATOR, None, CHIEF),
        Unit(HOME_CARE, "municipal_care", "0180", EVERY_DAY, COORDINATOR),
        Unit(COORDINATOR, "coordinator", "0180", EASTER),
        Unit(BARE, "social_services", "0188", OFFICE),
    )
}
LADDER = (
    Step("soon", -HOUR, "taker"),
    Step("due", 0 * HOUR, "unit"),
    Step("late", 4 * HOUR, "manager"),
    Step("later", 24 * HOUR, "coordinator"),
)
LADDERS = Ladders({"acknowledge": LADDER}, timedelta(minutes=10), HOUR, "x")


def at(text: str) -> datetime:
    return from_local(datetime.fromisoformat(text))


def occasion(due: str, unit: int = SOCIAL, *, known: str = "2026-01-01T08:00", binding: bool = False) -> Occasion:
    return Occasion("acknowledge", f"acknowledge:3:{unit}", unit, at(due), at(known), binding)


def told(found: tuple[Planned, ...]) -> list[tuple[str, str, int, int | None]]:
    return [(f"{local(one.at):%m-%dT%H:%M}", one.step, one.unit, one.person) for one in found]


def test_a_ladder_goes_from_the_unit_to_its_manager_to_the_coordinator() -> None:
    assert told(plan(occasion("2026-03-03T11:00"), UNITS, LADDERS)) == [
        ("03-03T10:00", "soon", SOCIAL, None),
        ("03-03T11:00", "due", SOCIAL, None),
        ("03-03T15:00", "late", SOCIAL, CHIEF),
        ("03-04T11:00", "later", COORDINATOR, None),
    ]


def test_who_took_the_duty_is_told_first() -> None:
    mine = replace(occasion("2026-03-03T11:00"), taker=KARIN)
    assert told(plan(mine, UNITS, LADDERS))[0] == ("03-03T10:00", "soon", SOCIAL, KARIN)


def test_where_there_is_no_manager_the_coordinator_hears_of_it_and_without_either_the_unit_does() -> None:
    home = plan(occasion("2026-03-03T11:00", HOME_CARE), UNITS, LADDERS)
    assert [(one.step, one.unit) for one in home][2:] == [("late", COORDINATOR), ("later", COORDINATOR)]
    bare = plan(occasion("2026-03-03T11:00", BARE), UNITS, LADDERS)
    assert [(one.step, one.unit) for one in bare][2:] == [("late", BARE), ("later", BARE)]


def test_a_closed_unit_is_told_when_it_opens_and_two_steps_at_once_are_one() -> None:
    friday_evening = plan(occasion("2026-03-06T18:00"), UNITS, LADDERS)
    assert told(friday_evening) == [
        ("03-09T08:00", "due", SOCIAL, None),
        ("03-09T08:00", "late", SOCIAL, CHIEF),
        ("03-09T08:00", "later", COORDINATOR, None),
    ]


def test_what_is_due_by_law_before_the_unit_opens_is_told_before_it_closes() -> None:
    sunday = occasion("2026-03-08T12:00", binding=True)
    assert told(plan(sunday, UNITS, LADDERS))[0] == ("03-06T15:30", "due", SOCIAL, None)
    easter = occasion("2026-04-05T00:00", known="2026-04-02T10:00", binding=True)
    assert told(plan(easter, UNITS, LADDERS))[0] == ("04-02T15:30", "due", SOCIAL, None)
    # Known when nobody was there any more: at the opening, and not before it was known.
    late = occasion("2026-03-08T12:00", known="2026-03-06T17:00", binding=True)
    assert told(plan(late, UNITS, LADDERS))[0] == ("03-09T08:00", "due", SOCIAL, None)


def test_the_on_call_unit_is_told_at_once_while_the_unit_is_closed() -> None:
    units = UNITS | {SOCIAL: replace(UNITS[SOCIAL], on_call=HOME_CARE)}
    assert told(plan(occasion("2026-03-07T11:00"), units, LADDERS))[:2] == [
        ("03-07T10:00", "soon", HOME_CARE, None),
        ("03-07T11:00", "due", HOME_CARE, None),
    ]
    at_night = plan(occasion("2026-03-07T23:00"), units, LADDERS)
    assert told(at_night)[0] == ("03-09T08:00", "due", SOCIAL, None)


def test_a_unit_open_around_the_clock_is_told_at_once() -> None:
    assert told(plan(occasion("2026-03-08T03:00", WARD), UNITS, LADDERS))[:2] == [
        ("03-08T02:00", "soon", WARD, None),
        ("03-08T03:00", "due", WARD, None),
    ]


def test_what_was_known_too_late_is_said_once_and_escalates_from_then_on() -> None:
    late = occasion("2026-03-02T11:00", known="2026-03-03T09:00")
    assert told(plan(late, UNITS, LADDERS)) == [
        ("03-03T09:00", "due", SOCIAL, None),
        ("03-03T13:00", "late", SOCIAL, CHIEF),
        ("03-04T09:00", "later", COORDINATOR, None),
    ]


def test_a_step_for_what_is_missing_is_planned_only_while_it_is() -> None:
    ladders = replace(LADDERS, steps={"acknowledge": (Step("eve", -HOUR, "unit", if_missing=True),)})
    assert plan(occasion("2026-03-03T11:00"), UNITS, ladders) == ()
    missing = replace(occasion("2026-03-03T11:00"), missing=True)
    assert [one.step for one in plan(missing, UNITS, ladders)] == ["eve"]


def test_a_reminder_by_hand_is_a_step_like_the_others() -> None:
    by_hand = (
        Asked("reminded-9", at("2026-03-03T10:15"), "taker"),
        Asked("escalated-10", at("2026-03-03T10:20"), "manager"),
    )
    found = told(plan(replace(occasion("2026-03-03T11:00"), asked=by_hand), UNITS, LADDERS))
    assert found[1:3] == [("03-03T10:15", "reminded-9", SOCIAL, None), ("03-03T10:20", "escalated-10", SOCIAL, CHIEF)]


@pytest.mark.parametrize(
    ("due", "steps"),
    [
        # Summer time begins at 2.00 on 29 March: an hour before 3.30 is 1.30.
        ("2026-03-29T03:30", ["03-29T01:30", "03-29T03:30", "03-29T07:30", "03-30T08:00"]),
        # It ends at 3.00 on 25 October: an hour before 3.30 is 2.30, the second time it is 2.30.
        ("2026-10-25T03:30", ["10-25T02:30", "10-25T03:30", "10-25T07:30", "10-26T08:00"]),
        ("2026-12-31T23:30", ["12-31T22:30", "12-31T23:30", "01-01T03:30", "01-01T23:30"]),
    ],
)
def test_hours_are_elapsed_over_moved_clocks_and_new_year(due: str, steps: list[str]) -> None:
    units = UNITS | {COORDINATOR: replace(UNITS[COORDINATOR], hours=EVERY_DAY)}
    if due.startswith("2026-12"):
        units[COORDINATOR] = replace(units[COORDINATOR], hours=ALWAYS)
    found = plan(occasion(due, WARD), units, LADDERS)
    assert [f"{local(one.at):%m-%dT%H:%M}" for one in found][:3] == steps[:3]
    assert found[1].at - found[0].at == HOUR
    assert found[2].at - found[1].at == 4 * HOUR


def test_a_unit_closed_four_days_is_told_on_the_fifth() -> None:
    """Over Easter: Good Friday, two weekend days, Easter Monday."""
    found = plan(occasion("2026-04-03T10:00"), UNITS, LADDERS)
    assert [f"{local(one.at):%m-%dT%H:%M}" for one in found] == ["04-07T08:00"] * 3


def test_a_unit_that_never_opens_is_told_at_once() -> None:
    never = UNITS | {BARE: replace(UNITS[BARE], hours=OpeningHours(week=((),) * 7))}
    due = occasion("2026-03-03T11:00", BARE)
    assert plan(due, never, LADDERS)[0].at == due.due_at - HOUR


instants = st.datetimes(datetime(2026, 1, 2), datetime(2027, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001
KINDS = st.sampled_from(sorted(REMINDED_OF))


@given(due=instants, known=instants, unit=st.sampled_from(sorted(UNITS)), binding=st.booleans(), kind=KINDS)
def test_every_shipped_ladder_tells_somebody_who_is_there(
    due: datetime, known: datetime, unit: int, binding: bool, kind: str
) -> None:
    """Nobody is told before it was known, nor a closed unit; and somebody is told, if the ladder says anything."""
    one = Occasion(kind, f"{kind}:3:{unit}", unit, due, known, binding, missing=True)
    found = plan(one, UNITS, load())
    assert all(step.at >= known for step in found)
    assert all(UNITS[step.unit].hours.open_at(step.at) for step in found)
    assert len({(step.at, step.unit, step.person) for step in found}) == len(found)
    if any(step.offset >= timedelta(0) for step in load().steps[kind]):
        assert found
