"""Every table has forced row level security and a policy, or says here why it needs none."""

import os
from collections.abc import Iterator
from typing import cast

import psycopg
import pytest
from sqlalchemy import Engine

from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store import engine
from lus.trouble import Trouble

NO_PATIENT_DATA = {
    "accounts": "how those who work here sign in",
    "alembic_version": "the database's version",
    "assignments": "who works where; an administrator's policies: tests/store/test_administrators.py",
    "clock": "one row: how far ahead the training clock is",
    "heartbeats": "which worker processes live",
    "persons": "those who work here",
    "providers": "who runs units for a region or a municipality",
    "runs": "what ran when",
    "routing": "which unit takes in what",
    "reference_documents": "published statements: the questions, and where they come from",
    "reference_parts": "published statements: what politicians answered",
    "reference_topics": "what the questions are about",
    "sessions": "who is signed in",
    "sign_in_failures": "digests of accounts and addresses",
    "units": "names, hours and phone numbers of units",
}
WHO_THE_PATIENT_IS = (
    "person_id", "name", "number", "protected", "address", "phone", "next_of_kin", "named_units", "identities"
)  # fmt: skip
"""What facts change of a header: a number linked, a name corrected, protection marked or ended (ADR 0023, 0033)."""

_TABLES = """
select t.relname, t.relrowsecurity and t.relforcerowsecurity,
       exists (select from pg_policy p where p.polrelid = t.oid),
       t.relispartition and not exists (
         select from aclexplode(t.relacl) a join pg_roles r on r.oid = a.grantee where r.rolname like 'lus\\_app%')
  from pg_class t where t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace
"""
_APPEND_ONLY = """
select table_name, privilege_type, column_name from information_schema.column_privileges
 where grantee in ('lus_app', 'lus_worker') and privilege_type in ('UPDATE')
   and table_name in ('facts', 'fact_receivers', 'fact_contents', 'patients', 'cases', 'access_log')
"""


def unprotected(url: str) -> set[str]:
    """Tables without forced row level security and policy, but for partitions that only their table leads to."""
    with psycopg.connect(url) as owner:
        found = owner.execute(_TABLES).fetchall()
    assert len(found) > len(NO_PATIENT_DATA)
    return {name for name, forced, policy, closed in found if not (forced and (policy or closed))}


def test_every_table_is_protected_or_holds_no_patient_data(database_url: str) -> None:
    assert unprotected(database_url) == set(NO_PATIENT_DATA)


def test_a_new_table_without_policy_is_found(database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute("create table notes (case_id bigint, text text)")
    assert "notes" in unprotected(database_url)
    with psycopg.connect(database_url) as owner:
        owner.execute("alter table notes enable row level security; alter table notes force row level security")
    assert "notes" in unprotected(database_url)


def test_what_was_recorded_cannot_be_changed(database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        changed = {(table, column) for table, _, column in owner.execute(_APPEND_ONLY)}
    assert changed == {
        ("cases", "status"),
        ("cases", "version"),
        ("cases", "party_units"),
        ("cases", "coordinator_units"),
        ("fact_contents", "readers"),
        *(("patients", column) for column in WHO_THE_PATIENT_IS),
    }


@pytest.fixture
def role(database_url: str) -> Iterator[str]:
    """A role of this test alone: roles belong to the whole server, and others are testing on it."""
    name = f"careless_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(database_url) as owner:
        owner.execute(f"create role {name}")  # type: ignore[arg-type,unused-ignore]
    yield name
    with psycopg.connect(database_url) as owner:
        owner.execute(f"drop owned by {name}; drop role {name}")  # type: ignore[arg-type,unused-ignore]


def working_as(role: str, url: str) -> Engine:
    return engine.connect(Settings(database_url=url).sqlalchemy_url(), cast("engine.Role", role))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        ("alter role {} superuser", "superanvändare"),
        ("alter role {} bypassrls", "går förbi radskyddet"),
        ("create table owned (id int); alter table owned owner to {}", "äger tabeller"),
        ("grant lus_owner to {}", "äger tabeller"),
    ],
)
def test_a_role_that_row_security_would_not_hold_for_is_refused(
    database_url: str, role: str, make: str, said: str
) -> None:
    database = working_as(role, database_url)
    engine.check_role(database)
    with psycopg.connect(database_url) as owner:
        owner.execute(make.format(role))  # type: ignore[arg-type,unused-ignore]
    with pytest.raises(Trouble, match=said) as caught:
        engine.check_role(database)
    assert "\n" not in str(caught.value)
    database.dispose()


def test_the_roles_we_work_as_hold(database_url: str) -> None:
    for ours in ("lus_app", "lus_worker"):
        database = working_as(ours, database_url)
        engine.check_role(database)
        database.dispose()


def test_a_login_that_may_not_take_the_role_is_refused_with_the_remedy(database_url: str, role: str) -> None:
    database = working_as(role, database_url.replace(OWNER, LOGIN, 1))
    with pytest.raises(Trouble, match=f"grant {role} to lus_login"), engine.transaction(database):
        pass


def test_a_server_that_was_never_migrated_says_what_to_do(database_url: str) -> None:
    database = working_as("no_such_role", database_url)
    with pytest.raises(Trouble, match="lus migrate"), engine.transaction(database):
        pass
