"""What an administrator may do stands in the database: the own provider's, and nobody else's.

Each deed is tried as raw SQL in the administrator's name; and without each policy, and with each letting all through,
some deed comes out otherwise.
"""

# ruff: noqa: S608 statements of the tests' own

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
import pytest
from sqlalchemy import Connection, Engine, exc, text

from lus.bootstrap import System
from lus.domain.access import Actor
from lus.queries import administration as known
from lus.settings import Settings
from lus.store import administration as store
from lus.store import engine as database
from lus.store.audit import Record
from lus.store.doors import NotAdministrator
from tests.cases import CENTRE, COORDINATOR, HOME_CARE, OTHER_SOCIAL, SHORT_TERM, SOCIAL, UNITS, WARD
from tests.store.registry import administrator, furnish
from tests.store.stays import notified

DENIED = "denied"
POLICIES = (
    *((table, "seen") for table in ("units", "persons", "accounts", "assignments", "routing")),
    *((table, "added") for table in ("units", "persons", "accounts")),
    *((table, "changed") for table in ("units", "accounts")),
    ("assignments", "granted"),
    ("assignments", "ended"),
    ("routing", "kept"),
    *((table, "operated") for table in ("reminders", "deliveries", "preferences")),
    ("deliveries", "handled"),
    ("preferences", "tried_again"),
    *(("runs", policy) for policy in ("seen", "wanted", "worker")),
    ("preferences", "administered"),
)


@dataclass(frozen=True)
class Place:
    """Two municipalities, each with an administrator: one's deeds, towards the own people and the other's."""

    owner: Engine
    app: Engine
    mine: Actor
    other: Actor
    region: Actor


SENT = """
insert into preferences (unit_id, mail) select id, 'a@b.se' from units where id not in (2, 9, 12);
insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, outcome, ended_at)
select 'mail', outcome || id, id, '{}', now(), now(), outcome, now()
  from units, unnest(array['failed', 'sent']) outcome;
insert into runs (task, started_at) values ('cull_drafts', now());
"""
"""Most units have an address, each a message that failed and one that was sent; a task has run."""


@pytest.fixture
def place(system: System, database_url: str) -> Iterator[Place]:
    notified(system, furnish(database_url))
    with psycopg.connect(database_url) as owner:
        owner.execute(SENT)
    mine, other = administrator(database_url, SOCIAL), administrator(database_url, OTHER_SOCIAL)
    region = administrator(database_url, WARD)
    engine = database.connect(Settings(database_url=database_url).sqlalchemy_url())
    app = database.connect(Settings(database_url=database_url).sqlalchemy_url(), "lus_app")
    yield Place(engine, app, mine, other, region)
    engine.dispose()
    app.dispose()


def deeds(place: Place) -> dict[str, tuple[str, int | str]]:
    """Name ► SQL and what comes of it: rows, or DENIED. Of the municipality's administrator, but as the name says."""
    mine, other = place.mine, place.other
    account = "select count(*) from accounts a join persons p on p.id = a.person_id where p.provider = '{}'"
    new_unit = (
        "insert into units (id, kind, name, short_name, principal, provider) values (99, 'home_help', 'Ny', 'Ny', {})"
    )
    granted = (
        "insert into assignments (person_id, unit_id, role, from_on, granted_by)"
        " values ({}, {}, 'nurse', '2026-01-01', {})"
    )
    own_person = f"(select person_id from assignments where unit_id = {SOCIAL} order by id limit 1)"
    their_person = f"(select person_id from assignments where unit_id = {OTHER_SOCIAL} order by id limit 1)"
    end = "update assignments set ended_at = now(), ended_by = {} where unit_id = {} and role <> 'administrator'"
    own_units = (SOCIAL, HOME_CARE, SHORT_TERM, COORDINATOR)
    own_reminders = f"select count(distinct unit_id) from reminders where unit_id in ({SOCIAL}, {HOME_CARE})"
    handle = "update deliveries set handled_at = now(), handled_by = {} where {}"
    stands = "update preferences set mail_refused_at = null where {}"
    wanted = "update runs set wanted_at = now()"
    new_account = "insert into accounts (person_id, issuer, subject) values ({}, 'local', 'ny')"
    routed = "insert into routing values ('{}', '{}', {})"
    theirs = f"(select id from units where provider = '{other.provider}' and id <> {OTHER_SOCIAL} limit 1)"
    told = "insert into preferences (unit_id, mail) values ({}, 'a@b.se')"
    tried = (
        "insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, test)"
        " values ('mail', 'x', {}, '{{}}', now(), now(), true)"
    )
    return {
        "tell own unit": (told.format(SOCIAL), 1),
        "tell their unit": (told.format(theirs), DENIED),
        "tell a person": (f"insert into preferences (unit_id, person_id) values ({SOCIAL}, {mine.person})", DENIED),
        "try own unit": (tried.format(SOCIAL), 1),
        "try their unit": (tried.format(OTHER_SOCIAL), DENIED),
        "read units": ("select count(*) from units", len(UNITS)),
        "read names": ("select count(*) from persons", len(UNITS) + 3),
        "read assignments": ("select count(*) from assignments", len(UNITS) + 3),
        "read routing": (f"select count(*) from routing where principal in ('{'0480'}', '0484')", 10),
        "read own accounts": (account.format(mine.provider), 1),
        "read their accounts": (account.format(other.provider), 0),
        "change own unit": (f"update units set phone = '1' where id = {SOCIAL}", 1),
        "change their unit": (f"update units set phone = '1' where id = {OTHER_SOCIAL}", 0),
        "add own unit": (new_unit.format(f"'0480', '{mine.provider}'"), 1),
        "add their unit": (new_unit.format(f"'0484', '{other.provider}'"), DENIED),
        "add own person": (f"insert into persons (name, provider) values ('Ny', '{mine.provider}')", 1),
        "add their person": (f"insert into persons (name, provider) values ('Ny', '{other.provider}')", DENIED),
        "add own account": (new_account.format(own_person), 1),
        "add their account": (new_account.format(their_person), DENIED),
        "new own password": (f"update accounts set secret = 'x' where person_id = {mine.person}", 1),
        "new password of theirs": (f"update accounts set secret = 'x' where person_id = {other.person}", 0),
        "every password": ("update accounts set choose_by = null", 1),
        "grant at own unit": (granted.format(own_person, SOCIAL, mine.person), 1),
        "grant at their unit": (granted.format(own_person, OTHER_SOCIAL, mine.person), DENIED),
        "grant to their person": (granted.format(their_person, SOCIAL, mine.person), DENIED),
        "grant in another's name": (granted.format(own_person, SOCIAL, other.person), DENIED),
        "end own": (end.format(mine.person, SOCIAL), 1),
        "end theirs": (end.format(mine.person, OTHER_SOCIAL), 0),
        "end in another's name": (end.format(other.person, SOCIAL), DENIED),
        "route own": (f"update routing set unit_id = {HOME_CARE} where principal = '0480' and help = 'older'", 1),
        "route theirs": ("update routing set unit_id = unit_id where principal = '0484' and help = 'older'", 0),
        "read own reminders": (own_reminders, 2),
        "read their reminders": (f"select count(*) from reminders where unit_id not in {own_units}", 0),
        "read own messages": ("select count(*) from deliveries", 2 * len(own_units)),
        "read own addresses": ("select count(mail) from preferences", len(own_units) - 1),
        "read signing secrets": ("select count(webhook_secret) from preferences", DENIED),
        "read runs": ("select count(*) from runs", 0),
        "see to own": (handle.format(mine.person, f"unit_id = {SOCIAL}"), 1),
        "see to theirs": (handle.format(mine.person, f"unit_id = {OTHER_SOCIAL}"), 0),
        "see to what was sent": (handle.format(mine.person, "outcome = 'sent'"), 0),
        "see to in another's name": (handle.format(other.person, f"unit_id = {SOCIAL}"), DENIED),
        "own address counts again": (stands.format(f"unit_id = {HOME_CARE}"), 1),
        "every address counts again": (stands.format("true"), len(own_units) - 1),
        "want a run": (wanted, 0),
        "region: read messages": ("select count(*) from deliveries", 2 * len(UNITS)),
        "region: read addresses": ("select count(mail) from preferences", len(UNITS) - 3),
        "region: all addresses count again": (stands.format("true"), len(UNITS) - 3),
        "region: see to all": (handle.format(place.region.person, "true"), len(UNITS)),
        "region: read runs": ("select count(*) from runs", 1),
        "region: want a run": (wanted, 1),
        "worker: note a run": ("update runs set ended_at = now()", 1),
        "add their route": (routed.format("0484", "home_care", OTHER_SOCIAL), DENIED),
    }


def tried(connection: Connection, actor: Actor, statement: str, role: str = "lus_app") -> int | str:
    """What came of it, and nothing left of it."""
    with connection.begin_nested() as attempt:
        connection.execute(text("select set_config('role', :role, true)"), {"role": role})
        connection.execute(text("select set_config('lus.assignment', :id, true)"), {"id": str(actor.assignment)})
        try:
            found = connection.execute(text(statement))
            outcome = found.scalar_one() if found.returns_rows else found.rowcount
        except exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != "42501":
                raise
            outcome = DENIED
        attempt.rollback()
    return int(outcome) if outcome != DENIED else DENIED


def otherwise(place: Place, connection: Connection) -> set[str]:
    """The deeds that come out otherwise than they should."""
    found = {
        name: tried(
            connection,
            place.region if name.startswith("region:") else place.mine,
            sql,
            "lus_worker" if name.startswith("worker:") else "lus_app",
        )
        for name, (sql, _) in deeds(place).items()
    }
    return {name for name, (_, wanted) in deeds(place).items() if found[name] != wanted}


def test_an_administrator_does_what_is_the_own_providers_and_nothing_else(place: Place) -> None:
    with place.owner.connect() as connection:
        assert otherwise(place, connection) == set()


@pytest.mark.parametrize("how", ["dropped", "true"])
@pytest.mark.parametrize(("table", "policy"), POLICIES)
def test_a_policy_that_is_gone_or_lets_all_through_is_noticed(place: Place, table: str, policy: str, how: str) -> None:
    with place.owner.connect() as connection:
        kind = connection.execute(
            text("select cmd from pg_policies where tablename = :table and policyname = :policy"),
            {"table": table, "policy": policy},
        ).scalar_one()
        connection.execute(text(f"drop policy {policy} on {table}"))
        if how == "true":
            rule = {"SELECT": "using (true)", "INSERT": "with check (true)"}.get(kind, "using (true) with check (true)")
            connection.execute(text(f"create policy {policy} on {table} for {kind} to lus_app {rule}"))
        noticed = otherwise(place, connection)
        connection.rollback()
    # Who works where, and the register, are for everybody to see.
    open_to_all = how == "true" and policy == "seen" and table not in {"accounts", "runs"}
    assert bool(noticed) is not open_to_all


@pytest.mark.parametrize("role", ["nurse", "case_worker", "ended", "coming"])
def test_whoever_administers_nothing_changes_nothing(place: Place, role: str) -> None:
    with place.owner.connect() as connection:
        change = {
            "ended": "ended_at = now()",
            "coming": "from_on = current_date + 5",
        }.get(role, f"role = '{role}'")
        connection.execute(text("alter table assignments disable trigger assignment_ends"))
        connection.execute(text(f"update assignments set {change} where id = {place.mine.assignment}"))
        allowed = {
            name
            for name, (sql, _) in deeds(place).items()
            if not name.startswith(("read", "region:", "worker:"))
            and tried(connection, place.mine, sql) not in {0, DENIED}
        }
        accounts = tried(connection, place.mine, "select count(*) from accounts")
        connection.rollback()
    assert allowed == set()
    assert accounts == 0


def test_the_door_opens_to_administrators_of_that_provider_alone(system: System, database_url: str) -> None:
    registry = furnish(database_url)
    mine = administrator(database_url, SOCIAL)
    with system.administering(mine) as door:
        assert {row.id for row in known.units(door)} == {SOCIAL, HOME_CARE, SHORT_TERM, COORDINATOR}
        assert {row.name for row in known.people(door)} >= {f"Person {SOCIAL}", f"Person {HOME_CARE}"}
        assert known.people(door, person=registry.actors[OTHER_SOCIAL].person) == []
        known.viewed(door, "administration_units")
    for actor in (registry.actors[WARD], registry.actors[SOCIAL]):
        with pytest.raises(NotAdministrator), system.administering(actor) as door:
            door.log(Record("Läsa", "never"))


def test_the_administrators_transaction_sees_no_patient(system: System, database_url: str) -> None:
    furnish(database_url)
    with system.administering(administrator(database_url, WARD)) as door:
        for table in ("cases", "patients", "facts", "duties", "board"):
            assert door.connection.execute(text(f"select count(*) from {table}")).scalar() == 0
        assert door.connection.execute(text("select current_setting('lus.units', true)")).scalar() in {None, ""}
        known.viewed(door, "administration_units")


BROKEN = (
    ("update units set on_call_id = {OTHER_SOCIAL} where id = {SOCIAL}", "fk_units_on_call_id_principal"),
    ("update units set on_call_id = {SOCIAL} where id = {SOCIAL}", "ck_units_not_on_call_for_itself"),
    (
        "update units set coordinator_id = {HOME_CARE} where id = {SOCIAL}",
        "fk_units_coordinator_id_principal_coordinator_kind",
    ),
    (
        "update units set manager_id = (select min(person_id) from assignments where unit_id = {OTHER_SOCIAL})",
        "fk_units_manager_id_provider",
    ),
    ("update routing set unit_id = {CENTRE} where principal = '0480'", "fk_routing_unit_id_principal"),
    ("insert into routing values ('0480', 'open_care', {SOCIAL})", "ck_routing_help"),
    ("insert into routing values ('04', 'older', {CENTRE})", "ck_routing_help"),
    ("update assignments set granted_by = person_id", "ck_assignments_not_by_oneself"),
    ("update units set from_on = '2026-02-01', until_on = '2026-01-01'", "ck_units_dates"),
)


@pytest.mark.parametrize(("statement", "constraint"), BROKEN)
def test_the_tables_refuse_what_cannot_be_even_to_their_owner(place: Place, statement: str, constraint: str) -> None:
    units = {"SOCIAL": SOCIAL, "OTHER_SOCIAL": OTHER_SOCIAL, "HOME_CARE": HOME_CARE, "CENTRE": CENTRE}
    with place.owner.connect() as connection, pytest.raises(exc.IntegrityError) as caught:
        connection.execute(text(statement.format(**units)))
    assert caught.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_somebody_is_always_left_to_administer(place: Place, database_url: str) -> None:
    second = administrator(database_url, SOCIAL)
    with place.owner.begin() as connection:
        assert store.end(connection, place.mine.assignment or 0, None, second.person or 0)
        with pytest.raises(store.Broken) as caught:
            store.end(connection, second.assignment or 0, None, place.mine.person or 0)
        assert caught.value.constraint == "last_administrator"
        account = connection.execute(text(f"select id from accounts where person_id = {second.person}")).scalar_one()
        with pytest.raises(store.Broken):
            store.lock(connection, account, locked=True)
        with pytest.raises(store.Broken):
            store.end(connection, second.assignment or 0, known_day(connection), place.mine.person or 0)
        # Of the other municipality, whose administrator is not counted here.
        assert store.end(connection, _nurse(connection), None, second.person or 0)


def known_day(connection: Connection) -> date:
    found: date = connection.execute(text("select current_date + 30")).scalar_one()
    return found


def _nurse(connection: Connection) -> int:
    found: int = connection.execute(text(f"select min(id) from assignments where unit_id = {SOCIAL}")).scalar_one()
    return found


def test_two_who_end_each_other_at_once_leave_one(place: Place, database_url: str) -> None:
    second = administrator(database_url, SOCIAL)
    ended = "update assignments set ended_at = now(), ended_by = {} where id = {}"
    with place.owner.connect() as one, place.owner.connect() as other:
        one.execute(text(ended.format(second.person, place.mine.assignment)))
        other.execute(text("set lock_timeout = '200ms'"))
        # The other waits for the first; once that is committed, it would be the last.
        with pytest.raises(exc.OperationalError):
            other.execute(text(ended.format(place.mine.person, second.assignment)))
        other.rollback()
        one.commit()
        with pytest.raises(exc.IntegrityError):
            other.execute(text(ended.format(place.mine.person, second.assignment)))
