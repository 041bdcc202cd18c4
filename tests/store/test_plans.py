"""How PostgreSQL finds rows as the app's role: every statement of board, case and recording uses an index."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from lus.bootstrap import System
from lus.queries import inbox
from lus.queries.board import board
from lus.queries.case import case
from lus.queries.coordination import Asked, overdue
from lus.queries.late import Counting, counts
from lus.queries.plans import invited, plans, plans_of
from lus.queries.reminders import bell
from lus.queries.search import search
from lus.settings import Settings
from lus.store import engine as database
from lus.store.doors import Door, enter
from lus.usecases.outcomes import Recorded
from tests.cases import REGION_COORDINATOR, WARD
from tests.store.driver import statements
from tests.store.questions import ANY_MOMENT, LONG_AGO, SOME_DAY
from tests.store.reckoning import WHOLE
from tests.store.registry import furnish
from tests.store.stays import notified
from tests.store.world import World

Statement = tuple[str, Any]


@pytest.fixture
def app(world_url: str) -> Iterator[Engine]:
    made = database.connect(Settings(database_url=world_url).sqlalchemy_url(), "lus_app")
    yield made
    made.dispose()


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Every reading of a table: node, table, whether by a condition on an index."""
    if "Relation Name" in plan and plan["Node Type"] != "ModifyTable":
        by_index = "Index Cond" in plan or "Bitmap" in plan["Node Type"]
        yield plan["Node Type"], plan["Relation Name"], by_index
    for below in plan.get("Plans", ()):
        yield from scans(below)


def explained(connection: Connection, heard: list[Statement]) -> list[tuple[str, str, bool]]:
    """Tables as small as a test's are cheapest read whole: that is forbidden, so that what can be used shows."""
    connection.execute(text("set local enable_seqscan = off"))
    found: list[tuple[str, str, bool]] = []
    for statement, parameters in heard:
        plans: Any = connection.exec_driver_sql(f"explain (format json) {statement}", parameters).scalar_one()
        found += scans(plans[0]["Plan"])
    return found


def assert_indexed(found: list[tuple[str, str, bool]], *tables: str) -> None:
    protected = [scan for scan in found if scan[1] in WHOLE]
    assert {table for _, table, _ in protected} >= set(tables)
    assert [scan for scan in protected if not scan[2]] == []


def test_board_and_case_are_read_by_index(world: World, app: Engine) -> None:
    ref, kept = next(iter(world.cases.items()))
    unit = kept.facts[0].unit
    with app.connect() as connection:
        enter(connection, world.registry.actors[unit].units)
        door = Door(connection, world.registry.actors[unit], "Vård och behandling", ANY_MOMENT)
        with statements() as heard:
            board(door, unit)
            board(door)
            assert case(door, ref)
            inbox.inbox(door)
            inbox.heard(door, ANY_MOMENT)
            search(door, f"{kept.header.number} x")
            search(door, ref)
            search(door, "Pat 1")
        found = explained(connection, heard)
    assert_indexed(
        found, "board", "patients", "cases", "facts", "fact_receivers", "fact_contents", "duties", "search_keys"
    )


def test_plans_reminders_and_coordinators_lists_are_read_by_index(world: World, app: Engine) -> None:
    ref, kept = next((ref, kept) for ref, kept in world.cases.items() if kept.facts[0].kind == "plan_opened")
    unit = kept.facts[0].unit
    with app.connect() as connection:
        with statements() as heard:
            enter(connection, world.registry.actors[unit].units)
            door = Door(connection, world.registry.actors[unit], "Vård och behandling", ANY_MOMENT)
            plans(door, unit)
            plans_of(door, kept.header.person)
            invited(door, 1)
            bell(door)
            enter(connection, world.registry.actors[REGION_COORDINATOR].units)
            door = Door(connection, world.registry.actors[REGION_COORDINATOR], "Statistik", SOME_DAY)
            for asked in (Asked(), Asked(late=True)):
                overdue(door, REGION_COORDINATOR, asked, needed_days=30)
            counts(door, REGION_COORDINATOR, Counting(), "municipality", (LONG_AGO, SOME_DAY), 30)
        found = explained(connection, [one for one in heard if "set_config" not in one[0]])
    assert ref
    assert_indexed(found, "board", "patients", "invitations", "reminders", "coordinated", "counted", "fact_contents")


def test_a_fact_is_recorded_by_index(system: System, database_url: str) -> None:
    registry = furnish(database_url)
    stay = notified(system, registry)
    with statements() as heard:
        outcome = stay.tries("ready_judged", registry.actors[WARD], physician="Anna Holm")
    assert isinstance(outcome, Recorded)
    app = database.connect(Settings(database_url=database_url).sqlalchemy_url(), "lus_app")
    with app.connect() as connection:
        enter(connection, registry.actors[WARD].units)
        found = explained(connection, [one for one in heard if "access_log" not in one[0]])
    app.dispose()
    assert_indexed(found, "cases", "patients", "facts", "fact_receivers", "duties", "idempotency", "reminders")
