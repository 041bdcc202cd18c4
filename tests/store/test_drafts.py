"""Drafts as they are stored: one person's own, in one unit's name, for a day, until the form is sent."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from lus.bootstrap import System
from lus.domain.access import Actor
from lus.usecases import drafts
from lus.usecases.drafts import LONGEST, Form
from tests.cases import SOCIAL, STRANGER, WARD
from tests.store.driver import statements
from tests.store.registry import SECOND_WARD, Registry, furnish
from tests.store.stays import Recorder, notified
from tests.web.browsing import count, owner

TYPED = {"name": ["Signe Almqvist"], "note": ["Tolk behövs."], "to": ["2", "3"]}
ADMISSION = Form(None, "admitted")


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url)


@pytest.fixture
def nurse(registry: Registry) -> Actor:
    return registry.actors[WARD]


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return notified(system, registry)


def texts(system: System, actor: Actor, form: Form) -> list[str]:
    """The drafts' names, newest first."""
    return [draft.typed["name"][0] for draft in drafts.found(system, actor, form)]


def age(url: str, by: str) -> None:
    with owner(url) as connection:
        connection.execute(text("update drafts set saved_at = saved_at - cast(:by as interval)"), {"by": by})


def test_what_was_typed_is_found_again_as_it_was(system: System, nurse: Actor, stay: Recorder) -> None:
    form = Form(stay.ref, "died")
    at = drafts.keep(system, nurse, form, key="k", typed=TYPED)
    (found,) = drafts.found(system, nurse, form)
    assert (found.key, found.typed, found.saved_at) == ("k", TYPED, at)
    assert drafts.found(system, nurse, Form(stay.ref, "discharged")) == ()
    assert drafts.found(system, nurse, ADMISSION) == ()


def test_nobody_else_and_no_other_unit_of_the_same_person_finds_it(
    system: System, registry: Registry, nurse: Actor, stay: Recorder
) -> None:
    form = Form(stay.ref, "died")
    drafts.keep(system, nurse, form, key="k", typed=TYPED)
    elsewhere = replace(nurse, unit=SECOND_WARD, units=(SECOND_WARD,))
    colleague = replace(registry.actors[SECOND_WARD], unit=WARD, units=(WARD,))
    for other in (elsewhere, colleague, registry.actors[SOCIAL], replace(nurse, person=None)):
        assert drafts.found(system, other, form) == ()
        drafts.throw(system, other, "k")
    assert len(drafts.found(system, nurse, form)) == 1


def test_on_a_strangers_case_nothing_can_be_saved(system: System, registry: Registry, stay: Recorder) -> None:
    for ref in (stay.ref, "00000000"):
        assert drafts.keep(system, registry.actors[STRANGER], Form(ref, "died"), key="k", typed=TYPED) is None


def test_the_same_form_saves_over_itself_and_another_tab_beside_it(
    system: System, nurse: Actor, database_url: str
) -> None:
    for key, name in (("one tab", "A"), ("other tab", "B"), ("one tab", "C")):
        drafts.keep(system, nurse, ADMISSION, key=key, typed={"name": [name]})
    assert texts(system, nurse, ADMISSION) == ["C", "B"]
    assert count(database_url, "drafts") == 2


def test_a_form_filled_in_from_a_draft_takes_its_place_in_the_first_tab_only(system: System, nurse: Actor) -> None:
    """Two tabs went on from the same draft: what was typed in either is there."""
    drafts.keep(system, nurse, ADMISSION, key="old", typed={"name": ["A"]})
    drafts.keep(system, nurse, ADMISSION, key="left", typed={"name": ["AB"]}, instead_of="old")
    drafts.keep(system, nurse, ADMISSION, key="right", typed={"name": ["AC"]}, instead_of="old")
    assert texts(system, nurse, ADMISSION) == ["AC", "AB"]


def test_after_a_day_it_is_not_shown_and_the_worker_throws_it_away(
    system: System, nurse: Actor, database_url: str
) -> None:
    drafts.keep(system, nurse, ADMISSION, key="old", typed=TYPED)
    age(database_url, "23 hours 59 minutes")
    assert texts(system, nurse, ADMISSION) == ["Signe Almqvist"]
    age(database_url, "2 minutes")
    assert texts(system, nurse, ADMISSION) == []
    drafts.keep(system, nurse, ADMISSION, key="new", typed=TYPED)
    with system.sweeping() as connection:
        assert drafts.cull(connection) == 1
    assert texts(system, nurse, ADMISSION) == ["Signe Almqvist"]
    assert count(database_url, "drafts") == 1


def test_a_form_that_stood_open_for_more_than_a_day_saves_again(
    system: System, nurse: Actor, database_url: str
) -> None:
    drafts.keep(system, nurse, ADMISSION, key="k", typed=TYPED)
    age(database_url, "25 hours")
    assert drafts.keep(system, nurse, ADMISSION, key="k", typed=TYPED)
    assert texts(system, nurse, ADMISSION) == ["Signe Almqvist"]


def test_what_was_sent_leaves_no_draft_even_if_one_was_on_its_way(
    system: System, nurse: Actor, stay: Recorder, database_url: str
) -> None:
    form = Form(stay.ref, "died")
    drafts.keep(system, nurse, form, key="k", typed=TYPED)
    stay.tries("died", nurse, key="k")
    assert drafts.found(system, nurse, form) == ()
    assert drafts.keep(system, nurse, form, key="k", typed=TYPED) is None
    drafts.throw(system, nurse, "k")
    assert count(database_url, "drafts") == 0


def test_any_text_can_be_saved_and_too_much_cannot(system: System, nurse: Actor) -> None:
    wild = {"name": ["a\0b\ud800c\u202e<b>'", ""], "\0": ["x"]}
    assert drafts.keep(system, nurse, ADMISSION, key="'; drop table drafts", typed=wild)
    assert texts(system, nurse, ADMISSION) == ["abc\u202e<b>'"]
    assert drafts.keep(system, nurse, ADMISSION, key="k", typed={"name": ["x" * LONGEST]}) is None


def test_saving_is_two_statements(system: System, nurse: Actor) -> None:
    with statements() as heard:
        drafts.keep(system, nurse, ADMISSION, key="k", typed=TYPED)
    assert len(heard) == 2
