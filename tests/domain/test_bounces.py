"""The way of a question that was passed on, as its coordinators' lists hold it."""

from lus.domain.bounces import handed
from lus.domain.derive import derive
from tests.cases import CENTRE, COORDINATOR, LISTED, REGION_COORDINATOR, SOCIAL, Stay, terms, to

TERMS = terms()


def asked() -> Stay:
    question = Stay()
    question("coordination_opened", SOCIAL, 0, receivers=to(CENTRE))
    return question


def steps(question: Stay, unit: int) -> list[tuple[str, int, int | None]]:
    found = handed(derive(question.case, TERMS), TERMS)
    return [(one.step, one.giver, one.taker) for one in found if one.unit == unit]


def test_nothing_until_it_is_passed_on() -> None:
    question = asked()
    question("coordination_answered", CENTRE, 1, of=1, answer="taken")
    assert list(handed(derive(question.case, TERMS), TERMS)) == []


def test_every_step_in_order_for_each_coordinator_on_its_way() -> None:
    question = asked()
    question("coordination_answered", CENTRE, 1, of=1, answer="passed_on", next_unit=LISTED, why="not_our_age")
    question("coordination_answered", LISTED, 2, of=1, answer="passed_on", next_unit=CENTRE, why="not_our_area")
    question(
        "coordination_answered", REGION_COORDINATOR, 3, of=1, answer="passed_on", next_unit=LISTED, why="other_better"
    )
    question("coordination_answered", LISTED, 4, of=1, answer="answered", text="Ja.")
    way = [
        ("asked", SOCIAL, CENTRE),
        ("passed_on", CENTRE, LISTED),
        ("passed_on", LISTED, CENTRE),
        ("decided", REGION_COORDINATOR, LISTED),
        ("answered", LISTED, None),
    ]
    assert steps(question, REGION_COORDINATOR) == way
    assert steps(question, COORDINATOR) == way


def test_asked_anew_is_a_way_of_its_own() -> None:
    question = asked()
    question("coordination_answered", CENTRE, 1, of=1, answer="passed_on", next_unit=LISTED, why="not_our_age")
    question("coordination_answered", LISTED, 2, of=1, answer="taken")
    question("coordination_opened", SOCIAL, 3, receivers=to(CENTRE))
    question("coordination_answered", CENTRE, 4, of=4, answer="answered", text="Ja.")
    assert len(steps(question, REGION_COORDINATOR)) == 3


def test_of_a_protected_person_nothing() -> None:
    question = Stay()
    question("coordination_opened", SOCIAL, 0, receivers=to(CENTRE), protection="sekretessmarkering")
    question("coordination_answered", CENTRE, 1, of=1, answer="passed_on", next_unit=LISTED, why="not_our_age")
    assert list(handed(derive(question.case, TERMS), TERMS)) == []
