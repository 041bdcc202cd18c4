"""Signing in, sessions, first accounts: who works here, for which unit. Real time, never the training clock.

What an administrator changes stands in lus.store.administration.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, text, update

from lus.store import driver
from lus.store.tables import accounts, assignments, clock, persons, sessions, sign_in_failures, units

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
LATELY = timedelta(days=1)
"""How long the assignment last in use is remembered, as long as a draft."""

SEEN_EVERY = timedelta(minutes=1)
"""A session is marked as seen at most this often: reading a page need not write."""


def digest(secret: str) -> bytes:
    """What is kept of a token or an address: enough to know it again."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A local account. `secret` is the hash of its password; None: it has none.

    `choose_by`: the password is for one use, until then (aware); None: its owner chose it.
    """

    id: int
    person_id: int
    secret: str | None
    choose_by: datetime | None
    locked: bool


_ENTER = text("select set_config('lus.signing_in', :subject, true)")
_ACCOUNT = text("""
select id, person_id, secret, choose_by, locked_at is not null
  from accounts where issuer = :issuer and subject = :subject for share
""")


def account(connection: Connection, issuer: str, subject: str) -> AccountRow | None:
    """The account that the issuer knows by that name; for the rest of the transaction nobody locks it.

    Of local accounts the database shows that one only.
    """
    connection.execute(_ENTER, {"subject": subject})
    row = connection.execute(_ACCOUNT, {"issuer": issuer, "subject": subject}).first()
    return AccountRow(*row) if row else None


def choose_secret(connection: Connection, account_id: int, before: str, secret: str) -> bool:
    """Its owner's own password instead of the one for one use. False: that is no longer the one."""
    values = {"secret": secret, "choose_by": None}
    same = (accounts.c.id == account_id, accounts.c.secret == before, accounts.c.choose_by > func.now())
    return connection.execute(update(accounts).where(*same).values(values)).rowcount == 1


TODAY: Final = "(now() at time zone 'Europe/Stockholm')::date"
IN_FORCE: Final = (
    f"{{0}}.ended_at is null and {{0}}.from_on <= {TODAY} and ({{0}}.until_on is null or {{0}}.until_on >= {TODAY})"
)
"""SQL: whether the assignment with that alias counts now; an ended one is gone for the very next question."""


# Whoever was logged out in the middle of something goes on where it was begun.
_FIRST = text(f"""
select a.id from assignments a
  left join (select s.assignment_id, max(s.seen_at) as seen_at from sessions s
              where s.account_id = :account and s.seen_at > now() - :lately group by s.assignment_id) s
         on s.assignment_id = a.id
 where a.person_id = :person and {IN_FORCE.format("a")}
 order by s.seen_at desc nulls last, a.id limit 1
""")  # noqa: S608 constants


def first_assignment(connection: Connection, found: AccountRow) -> int | None:
    """The assignment to begin with: the one last in use, within a day; else the person's oldest. In force today."""
    asked = {"person": found.person_id, "account": found.id, "lately": LATELY}
    first: int | None = connection.execute(_FIRST, asked).scalar()
    return first


def open_session(connection: Connection, token: str, account_id: int, assignment_id: int) -> None:
    """Begin a session under that token."""
    values = {"token_hash": digest(token), "account_id": account_id, "assignment_id": assignment_id}
    connection.execute(insert(sessions).values(**values))


def close_session(connection: Connection, token: str) -> None:
    """Revoke it: the token opens nothing from now on."""
    mine = sessions.c.token_hash == digest(token)
    connection.execute(update(sessions).where(mine).values(revoked_at=func.now()))


_SWITCH = text(f"""
update sessions s set assignment_id = a.id
  from assignments a, assignments used
 where s.token_hash = :token and s.revoked_at is null and used.id = s.assignment_id and a.person_id = used.person_id
   and a.id = :assignment and {IN_FORCE.format("a")}
""")  # noqa: S608 constants


def use_assignment(connection: Connection, token: str, assignment_id: int) -> bool:
    """Work through another of one's own assignments. False: it is not the person's, or not in force."""
    return connection.execute(_SWITCH, {"token": digest(token), "assignment": assignment_id}).rowcount == 1


@dataclass(frozen=True, slots=True)
class Place:
    """One of a person's assignments in force: where, and as what (a code)."""

    assignment_id: int
    unit_name: str
    role: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that is neither idle for too long, too old nor revoked, and the assignment in use.

    `places`: all the person's assignments in force. `ends_at`: real time, aware. `ahead`: how far the training clock
    is ahead of real time; None in earnest.
    """

    person_id: int
    person_name: str
    hsa_id: str | None
    assignment_id: int
    role: str
    unit_id: int
    unit_kind: str
    unit_name: str
    provider: str
    ends_at: datetime
    due_to_be_seen: bool
    ahead: timedelta | None
    places: tuple[Place, ...]


_SESSION: Final = f"""
select p.id as person_id, p.name as person_name, p.hsa_id, a.id as assignment_id, a.role,
       u.id as unit_id, u.kind as unit_kind, u.name as unit_name, u.provider,
       least(s.seen_at + %(idle)s, s.created_at + %(longest)s) as ends_at,
       s.seen_at < now() - %(often)s as due_to_be_seen, (select ahead from clock where training) as ahead,
       (select jsonb_agg(jsonb_build_array(o.id, v.name, o.role) order by o.id)
          from assignments o join units v on v.id = o.unit_id
         where o.person_id = p.id and {IN_FORCE.format("o")}) as places
  from sessions s
  join assignments a on a.id = s.assignment_id
  join persons p on p.id = a.person_id
  join units u on u.id = a.unit_id
 where s.token_hash = %(token)s and s.revoked_at is null and {IN_FORCE.format("a")}
   and least(s.seen_at + %(idle)s, s.created_at + %(longest)s) > now()
"""  # noqa: S608 constants


def session(connection: Connection, token: str) -> SessionRow | None:
    """The session of that token, in one statement; None where it opens nothing."""
    values = {"token": digest(token), "idle": IDLE, "longest": LONGEST, "often": SEEN_EVERY}
    found = driver.rows(connection, _SESSION, values)
    if not found:
        return None
    (row,) = found
    places = tuple(Place(*one) for one in row[-1])
    return SessionRow(*(*row[:-1], places))


@dataclass(frozen=True, slots=True)
class Left:
    """How long a session lasts if nothing more is done, and how long at most."""

    idle: timedelta
    longest: timedelta


_LEFT = text("""
select least(s.seen_at + :idle, s.created_at + :longest) - now() as idle, s.created_at + :longest - now() as longest
  from sessions s
 where s.token_hash = :token and s.revoked_at is null
   and least(s.seen_at + :idle, s.created_at + :longest) > now()
""")


def left(connection: Connection, token: str) -> Left | None:
    """What is left of the session; None: nothing. Asking does not lengthen it."""
    row = connection.execute(_LEFT, {"token": digest(token), "idle": IDLE, "longest": LONGEST}).one_or_none()
    return Left(row.idle, row.longest) if row else None


def seen(connection: Connection, token: str) -> None:
    """The person did something: the idle time starts again."""
    due = sessions.c.seen_at < func.now() - SEEN_EVERY
    mine = sessions.c.token_hash == digest(token)
    connection.execute(update(sessions).where(mine, due, sessions.c.revoked_at.is_(None)).values(seen_at=func.now()))


def failed(connection: Connection, of: bytes) -> None:
    """A sign-in failed, for an account or from an address (its digest)."""
    connection.execute(insert(sign_in_failures).values(of=of))


def failures(connection: Connection, of: bytes, within: timedelta) -> int:
    """How many sign-ins failed lately; older ones are forgotten."""
    recent = sign_in_failures.c.at > func.now() - within
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.of == of, ~recent))
    counted = select(func.count()).where(sign_in_failures.c.of == of, recent)
    return connection.execute(counted).scalar_one()


def forget_failures(connection: Connection, of: bytes) -> None:
    """A sign-in succeeded."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.of == of))


def add_person(  # noqa: PLR0917 what a person with an account is
    connection: Connection, name: str, provider: str, issuer: str, subject: str, secret: str | None
) -> int:
    """A person of that provider with one account, as the tables' owner. Returns the person's id."""
    person = insert(persons).values(name=name, provider=provider).returning(persons.c.id)
    person_id: int = connection.execute(person).scalar_one()
    values = {"person_id": person_id, "issuer": issuer, "subject": subject, "secret": secret}
    connection.execute(insert(accounts).values(**values))
    return person_id


def assign(connection: Connection, person_id: int, unit_id: int, role: str, from_on: date) -> None:
    """Give the person an assignment, as the tables' owner: granted by whoever installs."""
    values = {"person_id": person_id, "unit_id": unit_id, "role": role, "from_on": from_on}
    connection.execute(insert(assignments).values(**values))


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody's assignment at a unit."""

    id: int
    person_id: int
    unit_id: int
    role: str


def staff(connection: Connection) -> list[StaffRow]:
    """Every assignment, oldest first."""
    columns = assignments.c.id, assignments.c.person_id, assignments.c.unit_id, assignments.c.role
    return [StaffRow(*row) for row in connection.execute(select(*columns).order_by(assignments.c.id).limit(10_000))]


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """An account of the training region, and one of the units it works for."""

    subject: str
    name: str
    role: str
    unit_name: str
    unit_kind: str


def training_accounts(connection: Connection, issuer: str) -> list[TrainingRow]:
    """Every account of the training region, a row for each unit, the one signed in for first."""
    listed = (
        select(accounts.c.subject, persons.c.name, assignments.c.role, units.c.name, units.c.kind)
        .join(persons, persons.c.id == accounts.c.person_id)
        .join(assignments, assignments.c.person_id == persons.c.id)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(accounts.c.issuer == issuer)
        .order_by(assignments.c.id)
        .limit(500)
    )
    return [TrainingRow(*row) for row in connection.execute(listed)]


def any_account(connection: Connection, issuer: str) -> bool:
    """Whether the issuer vouches for anybody, with an assignment or not."""
    return connection.execute(select(accounts.c.id).where(accounts.c.issuer == issuer).limit(1)).first() is not None


def is_training(connection: Connection) -> bool:
    """Whether this is a training installation."""
    return bool(connection.execute(select(clock.c.training)).scalar())
