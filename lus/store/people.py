"""Accounts, assignments, sessions: who is signed in, for which unit. Real time, never the training clock."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, text, update

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
    """A local account. `secret` is the hash of its password; None: it has none."""

    id: int
    person_id: int
    secret: str | None


def account(connection: Connection, issuer: str, subject: str) -> AccountRow | None:
    """The account that the issuer knows by that name."""
    columns = accounts.c.id, accounts.c.person_id, accounts.c.secret
    row = connection.execute(select(*columns).where(accounts.c.issuer == issuer, accounts.c.subject == subject)).first()
    return AccountRow(*row) if row else None


_IN_FORCE = "{0}.from_on <= current_date and ({0}.until_on is null or {0}.until_on >= current_date)"


# Whoever was logged out in the middle of something goes on where it was begun.
_FIRST = text(f"""
select a.id from assignments a
  left join (select s.assignment_id, max(s.seen_at) as seen_at from sessions s
              where s.account_id = :account and s.seen_at > now() - :lately group by s.assignment_id) s
         on s.assignment_id = a.id
 where a.person_id = :person and {_IN_FORCE.format("a")}
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
  from assignments a join accounts c on c.person_id = a.person_id
 where s.token_hash = :token and s.revoked_at is null and c.id = s.account_id
   and a.id = :assignment and {_IN_FORCE.format("a")}
""")  # noqa: S608 constants


def use_assignment(connection: Connection, token: str, assignment_id: int) -> bool:
    """Work through another of one's own assignments. False: it is not the person's, or not in force."""
    return connection.execute(_SWITCH, {"token": digest(token), "assignment": assignment_id}).rowcount == 1


@dataclass(frozen=True, slots=True)
class Place:
    """One of a person's assignments in force: what for, and where."""

    assignment_id: int
    unit_name: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that is neither idle for too long, too old nor revoked, and the assignment in use.

    `places`: all the person's assignments in force. `ends_at`: real time, aware.
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
    training: bool
    places: tuple[Place, ...]


_SESSION = text(f"""
select p.id, p.name, p.hsa_id, a.id, a.role, u.id, u.kind, u.name, u.provider,
       least(s.seen_at + :idle, s.created_at + :longest) as ends_at, s.seen_at < now() - :often,
       (select training from clock),
       (select jsonb_agg(jsonb_build_array(o.id, v.name) order by o.id)
          from assignments o join units v on v.id = o.unit_id
         where o.person_id = p.id and {_IN_FORCE.format("o")})
  from sessions s
  join accounts c on c.id = s.account_id
  join persons p on p.id = c.person_id
  join assignments a on a.id = s.assignment_id
  join units u on u.id = a.unit_id
 where s.token_hash = :token and s.revoked_at is null and {_IN_FORCE.format("a")}
   and least(s.seen_at + :idle, s.created_at + :longest) > now()
""")  # noqa: S608 constants


def session(connection: Connection, token: str) -> SessionRow | None:
    """The session of that token, in one statement; None where it opens nothing."""
    values = {"token": digest(token), "idle": IDLE, "longest": LONGEST, "often": SEEN_EVERY}
    row = connection.execute(_SESSION, values).first()
    if row is None:
        return None
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


def add_person(connection: Connection, name: str, issuer: str, subject: str, secret: str | None) -> int:
    """A person with one account. Returns the person's id."""
    person_id: int = connection.execute(insert(persons).values(name=name).returning(persons.c.id)).scalar_one()
    values = {"person_id": person_id, "issuer": issuer, "subject": subject, "secret": secret}
    connection.execute(insert(accounts).values(**values))
    return person_id


def assign(connection: Connection, person_id: int, unit_id: int, role: str, from_on: date) -> int:
    """Give the person an assignment. Returns its id."""
    values = {"person_id": person_id, "unit_id": unit_id, "role": role, "from_on": from_on}
    made: int = connection.execute(insert(assignments).values(**values).returning(assignments.c.id)).scalar_one()
    return made


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
