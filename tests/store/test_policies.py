"""Row level security: ten thousand random questions, each answered with exactly what an independent reckoning allows.

And the test of the test: with any one policy dropped, or letting everything through, an answer is wrong.
"""

import inspect
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from lus import queries
from lus.domain.access import Actor
from lus.queries import (
    administration,
    attachment,
    board,
    bounces,
    case,
    coordination,
    inbox,
    late,
    month,
    operations,
    plans,
    reference,
    reference_search,
    reminders,
    search,
    status,
    units,
)
from lus.settings import Settings
from lus.store import engine as database
from tests.store import test_administrators
from tests.store.questions import KINDS, NAMES, Question, ask, draw, expected
from tests.store.reckoning import DENIED, WHOLE, Reckoning
from tests.store.world import World

QUESTIONS = 10_000
AT_LEAST_WITH_ROWS = 2_000
A_TRANSACTION = 20
SEED = 2017612
PUBLISHED = {
    *(reference.listing, reference.topics, reference.regions, reference.document, reference.asked),
    *(reference.entry, reference.part, reference_search.search),
}
KNOWS_NO_PATIENT = {
    status.status,
    status.silences,
    operations.figures,
    operations.operations,
    operations.tasks,
    operations.unreached,
    board.party,
    board.planned,
    units.cards,
    units.on_call,
    units.receivers,
    units.of_principals,
    units.of_county,
    units.regions,
    units.municipalities,
    units.municipality_names,
    units.without_patients,
    administration.gaps,
    administration.viewed,
    *PUBLISHED,
}


@pytest.fixture(scope="session")
def owner(world_url: str) -> Iterator[Engine]:
    """Past all policies, as only the tables' owner and superuser is."""
    made = database.connect(Settings(database_url=world_url).sqlalchemy_url())
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def known(world: World, owner: Engine) -> Reckoning:
    with owner.connect() as connection:
        return Reckoning(world, connection)


@pytest.fixture(scope="session")
def app(world: World, world_url: str) -> Iterator[Engine]:
    """As the web works, in the same database."""
    assert world.cases
    made = database.connect(Settings(database_url=world_url).sqlalchemy_url(), "lus_app")
    yield made
    made.dispose()


def drawn(known: Reckoning, how_many: int) -> list[Question]:
    chance = random.Random(SEED)  # noqa: S311 a seeded test
    actors: list[Actor] = known.world.actors()
    return [draw(chance, known, actors) for _ in range(how_many)]


def test_the_world_holds_what_changes_who_may_read(world: World) -> None:
    """Else the questions below would not ask for it."""
    kinds = {fact.kind for kept in world.cases.values() for fact in kept.facts}
    assert {"voided", "moved", "forwarded", "wrong_recipient", "party_added", "party_removed"} <= kinds
    assert {"plan_opened", "consent_given", "party_invited", "need_set", "consent_withdrawn", "party_left"} <= kinds
    assert {"meeting_booked", "invitation_undelivered"} <= kinds
    assert {"ordination_given", "ordination_questioned", "coordination_opened", "coordination_answered"} <= kinds


def test_ten_thousand_random_questions_are_answered_with_exactly_what_is_allowed(known: Reckoning, app: Engine) -> None:
    with_rows = 0
    questions = drawn(known, QUESTIONS)
    for first in range(0, QUESTIONS, A_TRANSACTION):
        with app.connect() as connection:
            for question in questions[first : first + A_TRANSACTION]:
                answer = ask(connection, known, question)
                assert answer == expected(known, question), question
                with_rows += isinstance(answer, frozenset) and bool(answer)
            connection.rollback()
    assert with_rows >= AT_LEAST_WITH_ROWS
    assert {question.kind for question in questions} == set(KINDS)


def test_the_book_is_what_the_tables_hold(known: Reckoning) -> None:
    """The reckoning would prove little about tables that hold something else."""
    cases = known.world.cases
    assert set(known.ids) == set(cases)
    facts = {(known.ids[ref], fact.seq, fact.kind) for ref, kept in cases.items() for fact in kept.facts}
    assert known.tables["facts"] == facts
    contents = {(known.ids[ref], seq) for ref, readers in known.readers.items() for seq in readers}
    assert known.tables["fact_contents"] == contents
    assert known.tables["attachments"]
    assert {row[2] for row in known.tables["counted"]} >= {"plan", "late"}
    assert {row[3] for row in known.tables["bounces"]} >= {"asked", "passed_on", "taken"}
    # A stay with two payers is in two months of one coordinator.
    tallies = known.tables["tallies"]
    assert len({(case_id, unit) for case_id, unit, _, _ in tallies}) < len(tallies)
    known_by = {
        (known.ids[ref], unit) for ref, units in known.parties.items() for unit in units if known.finds(unit, ref)
    }
    assert {(case_id, unit) for case_id, unit, _ in known.tables["search_keys"]} == known_by
    boards = {(known.ids[ref], unit) for ref, parties in known.parties.items() for unit in parties}
    assert known.tables["board"] == boards
    assert any(kept.fallen() for kept in cases.values())
    protected = [ref for ref, named in known.named.items() if named is not None and known.parties[ref] - named]
    assert {"protection_marked", "protection_ended", "identity_linked"} <= {
        fact.kind for kept in cases.values() for fact in kept.facts
    }
    assert any(kept.header.protected for kept in cases.values())
    assert len(protected) > 3


def test_every_function_of_the_queries_is_asked() -> None:
    # How much waits is counted in rows of the unit's board, and in what bell() lists.
    asked = {
        *(attachment.attachment, board.board, case.case, coordination.overdue, inbox.inbox, inbox.heard),
        *(search.search, units.to_do, units.reminded, month.principals, month.stays, month.settled),
        *(late.counts, bounces.pairs, bounces.ways, plans.plans, plans.plans_of, plans.invited),
        reminders.bell,
        # These read what others have asked.
        *(reminders.of, reminders.unseen),
    }
    found: set[object] = set()
    for path in Path(next(iter(queries.__path__))).glob("[a-z]*.py"):
        module = __import__(f"lus.queries.{path.stem}", fromlist=["_"])
        public = inspect.getmembers(module, inspect.isfunction)
        found |= {f for name, f in public if f.__module__ == module.__name__ and not name.startswith("_")}
    assert found == asked | KNOWS_NO_PATIENT
    assert {"board()", "case()", "inbox()", "heard()", "search() by name"} <= set(NAMES)


POLICIES = (
    *((table, "app") for table in WHOLE if table != "preferences"),
    *(("preferences", whose) for whose in ("own", "known", "managed")),
    ("deliveries", "tried"),
    ("deliveries", "trial"),
    ("access_log", "app"),
    ("tallies", "listed"),
    ("bounces", "listed"),
    ("counted", "listed"),
    ("settled_months", "settling"),
    ("reminders", "told"),
    ("reminders", "followed"),
    *(
        (table, "worker")
        for table in ("cases", "duties", "drafts", "reminders", "deliveries", "preferences", "invitations")
    ),
)


ADDING = {("access_log", "app"), ("deliveries", "trial")}
"""What only says what may be added."""


def test_every_policy_is_tried_without(owner: Engine, known: Reckoning) -> None:
    assert known
    with owner.connect() as connection:
        there = connection.execute(text("select tablename, policyname from pg_policies where schemaname = 'public'"))
        assert {tuple(row) for row in there} == {*POLICIES, *test_administrators.POLICIES}


@pytest.mark.parametrize("how", ["dropped", "true"])
@pytest.mark.parametrize(("table", "policy"), POLICIES)
def test_a_policy_that_is_gone_or_lets_all_through_is_noticed(
    known: Reckoning, owner: Engine, table: str, policy: str, how: str
) -> None:
    # The workers' one lets all through already, but to workers only.
    role = "public" if policy == "worker" else "lus_app"
    rule = f"for insert to {role} with check (true)" if (table, policy) in ADDING else f"to {role} using (true)"
    with owner.connect() as connection:
        connection.execute(text(f"drop policy {policy} on {table}"))
        if how == "true":
            connection.execute(text(f"create policy {policy} on {table} {rule}"))
        noticed = next((q for q in drawn(known, QUESTIONS) if ask(connection, known, q) != expected(known, q)), None)
        connection.rollback()
    assert noticed, f"{QUESTIONS} questions were answered as if nothing had happened"


def test_a_policy_that_forgets_who_is_named_is_noticed(known: Reckoning, owner: Engine) -> None:
    """Whoever is on the case would know who a protected person is."""
    with owner.connect() as connection:
        connection.execute(text("drop policy app on patients"))
        on_case = "(select true from cases c where c.id = patients.case_id)"
        connection.execute(text(f"create policy app on patients to lus_app using ({on_case}) with check ({on_case})"))
        wanted = {"all patients", "patients of a case", "inbox()"}
        asked = (q for q in drawn(known, QUESTIONS) if q.kind in wanted)
        wrong = {q.kind for q in asked if ask(connection, known, q) != expected(known, q)}
        connection.rollback()
    assert wrong == wanted


_U = "(select nullif(current_setting('lus.units', true), '')::int[])"
_C = "(select nullif(current_setting('lus.coordinating', true), '')::int[])"


@pytest.mark.parametrize(
    "rule",
    [
        f"party_units && {_U}",
        f"party_units && {_U} or cardinality({_C}) > 0",
        f"party_units && {_U} or coordinator_units && {_U}",
    ],
    ids=["no way from the list", "any list opens any case", "a list lets its unit read"],
)
def test_another_way_from_the_list_to_the_case_is_noticed(known: Reckoning, owner: Engine, rule: str) -> None:
    with owner.connect() as connection:
        connection.execute(text(f"alter policy app on cases using ({rule}) with check ({rule})"))
        noticed = next((q for q in drawn(known, QUESTIONS) if ask(connection, known, q) != expected(known, q)), None)
        connection.rollback()
    assert noticed, f"{QUESTIONS} questions were answered as if nothing had happened"


def test_coordinators_have_acted_from_their_lists(known: Reckoning) -> None:
    """Else what a list lets through of contents would not be asked for."""
    from_lists = {
        fact.kind
        for ref, kept in known.world.cases.items()
        for fact in kept.facts
        if fact.kind in {"reminded", "escalated", "noted"} and fact.unit not in known.parties[ref]
    }
    assert from_lists == {"reminded", "escalated", "noted"}


def test_no_context_lets_nothing_through(app: Engine) -> None:
    with app.connect() as connection:
        for statement in WHOLE.values():
            assert connection.execute(text(statement)).all() == []


def test_a_context_ends_with_its_transaction(known: Reckoning, app: Engine) -> None:
    question = next(
        q for q in drawn(known, QUESTIONS) if q.kind == "all cases" and expected(known, q) not in {DENIED, 0}
    )
    with app.connect() as connection:
        ask(connection, known, question)
        connection.rollback()
        assert connection.execute(text("select current_setting('lus.units', true)")).scalar() in {None, ""}
        assert connection.execute(text(WHOLE["cases"])).all() == []
