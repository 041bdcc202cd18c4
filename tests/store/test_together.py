"""Two people at once, with threads and connections of their own: one wins, the other is told, nothing is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from lus.bootstrap import System
from lus.queries.case import case
from lus.usecases.outcomes import Conflict, Outcome, Recorded, Refused, Repeated
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, notified, ready

ROUNDS = 6


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


def at_once(*acts: Callable[[], Outcome]) -> list[Outcome]:
    """All begin at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def begin(act: Callable[[], Outcome]) -> Outcome:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(begin, acts))


def kinds(system: System, registry: Registry, stay: Recorder) -> list[str]:
    with system.reading(registry.actors[WARD], "Vård och behandling") as door:
        view = case(door, stay.ref)
    assert view
    assert [fact.seq for fact in view.case.facts] == list(range(1, view.version + 1))
    return [fact.kind for fact in view.case.facts]


def split(outcomes: list[Outcome]) -> tuple[list[Recorded], list[Outcome]]:
    won = [outcome for outcome in outcomes if isinstance(outcome, Recorded)]
    return won, [outcome for outcome in outcomes if not isinstance(outcome, Recorded)]


def test_two_at_one_unit_who_do_the_same_are_one_fact_and_one_conflict(system: System, registry: Registry) -> None:
    for _ in range(ROUNDS):
        stay = notified(system, registry)
        for unit in (SOCIAL, HOME_CARE, CENTRE):
            stay("acknowledged", unit, of=3)

        def judge(stay: Recorder = stay) -> Outcome:
            return stay.tries("ready_judged", registry.actors[WARD], expected=stay.version, physician="Anna Holm")

        won, told = split(at_once(judge, judge))
        assert len(won) == 1
        (conflict,) = told
        assert isinstance(conflict, Conflict)
        assert [(one.kind, one.unit, one.seq) for one in conflict.since] == [("ready_judged", WARD, won[0].seq)]
        assert kinds(system, registry, stay).count("ready_judged") == 1


def test_different_facts_at_once_both_stand(system: System, registry: Registry) -> None:
    for _ in range(ROUNDS):
        stay = notified(system, registry)
        acts = [
            lambda unit=unit, stay=stay: stay.tries("acknowledged", registry.actors[unit], expected=stay.version, of=3)
            for unit in (SOCIAL, HOME_CARE, CENTRE)
        ]
        won, told = split(at_once(*acts))
        assert told == []
        assert sorted(one.seq for one in won) == [4, 5, 6]
        assert kinds(system, registry, stay).count("acknowledged") == 3


def test_a_voiding_against_an_answer_leaves_one_of_them(system: System, registry: Registry) -> None:
    winners = set()
    for turn in range(ROUNDS):
        stay = ready(system, registry)
        shown = stay.version

        def void(stay: Recorder = stay, shown: int = shown) -> Outcome:
            return stay.tries("voided", registry.actors[WARD], expected=shown, of=8, reason="wrong_patient")

        def answer(stay: Recorder = stay, shown: int = shown) -> Outcome:
            social = registry.actors[SOCIAL]
            return stay.tries("handover_answered", social, expected=shown, answer="nothing_to_give", reason="no_need")

        won, told = split(at_once(*((void, answer) if turn % 2 else (answer, void))))
        assert len(won) == 1
        (conflict,) = told
        assert isinstance(conflict, Conflict)
        assert [one.seq for one in conflict.since] == [won[0].seq]
        assert conflict.refusals
        last = kinds(system, registry, stay)[-1]
        winners.add(last)
        assert last in {"voided", "handover_answered"}
    assert winners


def test_the_same_form_sent_twice_at_once_is_one_fact(system: System, registry: Registry, database_url: str) -> None:
    for turn in range(ROUNDS):
        new = Recorder(system, registry)
        outcomes = at_once(
            *(lambda new=new, turn=turn: new.tries("admitted", registry.actors[WARD], key=f"form {turn}"),) * 2
        )
        won, told = split(outcomes)
        assert told == [Repeated(won[0].ref, 1)]
    with psycopg.connect(database_url) as owner:
        assert owner.execute("select count(*) from cases").fetchone() == (ROUNDS,)


def test_many_at_once_leave_no_gap_and_no_row_that_disagrees(
    system: System, registry: Registry, database_url: str
) -> None:
    stay = notified(system, registry)
    units = (WARD, SOCIAL, HOME_CARE, CENTRE) * 3
    acts = [
        lambda unit=unit: stay.tries("planning_noted", registry.actors[unit], services="Hemtjänst") for unit in units
    ]
    outcomes = at_once(*acts)
    assert not [one for one in outcomes if isinstance(one, Refused)]
    won, _ = split(outcomes)
    assert sorted(one.seq for one in won) == list(range(4, 4 + len(units)))
    assert len(kinds(system, registry, stay)) == 3 + len(units)
    with psycopg.connect(database_url) as owner:
        assert owner.execute("select version from cases").fetchone() == (3 + len(units),)
