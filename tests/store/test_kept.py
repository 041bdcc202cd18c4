"""Units on pages may be some seconds old; what is recorded reads the register."""

import psycopg

from lus.bootstrap import System
from lus.store import registry
from lus.store.kept import Kept
from tests.cases import REGION_COORDINATOR, STRANGER, WARD
from tests.store.registry import furnish


def test_a_renamed_unit_is_new_to_who_records_and_soon_to_who_looks(system: System, database_url: str) -> None:
    furnish(database_url)
    with system.read() as connection:
        before = registry.kept_cards(connection, [WARD, 404])
    with psycopg.connect(database_url) as owner:
        owner.execute("update units set name = 'Avdelning 9' where id = %s", [WARD])
    with system.read() as connection:
        assert set(before) == {WARD, REGION_COORDINATOR}
        assert registry.kept_cards(connection, [WARD, STRANGER])[WARD] == before[WARD]
        assert registry.cards(connection, [WARD])[WARD].name == "Avdelning 9"


def test_what_is_too_old_is_not_given_and_no_database_gets_another_s(system: System) -> None:
    kept, old = Kept[str, int](), Kept[str, int](life_s=0)
    with system.read() as connection:
        assert kept.put(connection, "unit", 7) == old.put(connection, "unit", 7) == 7
        assert (kept.get(connection, "unit"), old.get(connection, "unit")) == (7, None)
        assert kept.get(connection, "other") is None
