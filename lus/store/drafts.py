"""What one person has typed and not sent, for a day: read by nobody else, in no other unit's name (docs/adr/0017).

A way in of its own beside the two doors: it opens one table, in which a person finds what they typed themselves, so
that nothing new is seen of anybody and nothing is logged. The form that shows a draft is logged as the page it is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from lus.domain.access import Actor
from lus.store.doors import as_array
from lus.store.engine import transaction

MOST = 5
"""Drafts of one form that are found: the newest. There are several only when it stood open in several tabs."""

_ENTER = text("select set_config('lus.units', :units, true), set_config('lus.person', :person, true)")

# A form that was sent leaves no draft, even one that was on its way meanwhile.
_NOT_SENT = "not exists (select from idempotency i where i.actor = :person and i.key = {key})"
_LIFE = "interval '24 hours'"

_KEEP = text(f"""
with gone as (
  delete from drafts where person_id = :person and unit_id = :unit and key = :instead_of and key <> :key
)
insert into drafts (person_id, unit_id, key, case_id, kind, typed, saved_at)
select :person, :unit, :key, c.id, :kind, cast(:typed as jsonb), clock_timestamp()
  from (select cast(:ref as text) as ref) asked left join cases c on c.ref = asked.ref
 where (asked.ref is null or c.id is not null) and {_NOT_SENT.format(key="cast(:key as text)")}
on conflict (person_id, unit_id, key) do update
   set case_id = excluded.case_id, kind = excluded.kind, typed = excluded.typed, saved_at = excluded.saved_at
returning saved_at + (select ahead from clock) as saved_at
""")  # noqa: S608 constants

_FIND = text(f"""
select d.key, d.typed, d.saved_at + (select ahead from clock) as saved_at
  from drafts d left join cases c on c.id = d.case_id
 where d.person_id = :person and d.unit_id = :unit and d.kind = :kind
   and case when cast(:ref as text) is null then d.case_id is null else c.ref = cast(:ref as text) end
   and d.saved_at > clock_timestamp() - {_LIFE} and {_NOT_SENT.format(key="d.key")}
 order by d.saved_at desc limit :most
""")  # noqa: S608 constants

_THROW = text("delete from drafts where person_id = :person and unit_id = :unit and key in (:key, :other)")

# Which rows are old enough is the worker's policy to say: it may not read a single one.
_CULL = text("delete from drafts")


@dataclass(frozen=True, slots=True)
class Form:
    """What is typed in: the form of a kind of fact, on a case; `ref` None: on none yet."""

    ref: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form held when it was saved: names and their values. `saved_at`: as the clock on pages shows it."""

    key: str
    typed: Mapping[str, Sequence[str]]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Drawer:
    """One transaction with the actor's own drafts."""

    connection: Connection
    actor: Actor

    def keep(self, form: Form, key: str, typed: Mapping[str, Sequence[str]], instead_of: str) -> datetime | None:
        """Save under the form's key, instead of the draft that the form was filled in from.

        None: the form has been sent, or there is no such case for the actor. `typed` holds no NUL.
        """
        values = {"ref": form.ref, "kind": form.kind, "key": key, "typed": json.dumps(typed), "instead_of": instead_of}
        row = self.connection.execute(_KEEP, values | self._whose()).one_or_none()
        return row.saved_at if row else None

    def find(self, form: Form) -> tuple[Draft, ...]:
        """The drafts of that form that are less than a day old and were not sent, newest first."""
        rows = self.connection.execute(_FIND, {"ref": form.ref, "kind": form.kind, "most": MOST} | self._whose())
        return tuple(Draft(row.key, row.typed, row.saved_at) for row in rows)

    def throw(self, key: str, other: str = "") -> None:
        """Forget those drafts."""
        self.connection.execute(_THROW, {"key": key, "other": other} | self._whose())

    def _whose(self) -> dict[str, int | None]:
        return {"person": self.actor.person, "unit": self.actor.unit}


@contextmanager
def drafting(engine: Engine, actor: Actor) -> Iterator[Drawer]:
    """The drafts of that person in the unit in use. Commits on leaving without an error. Raises DatabaseGone."""
    with transaction(engine) as connection:
        person = "" if actor.person is None else str(actor.person)
        connection.execute(_ENTER, {"units": as_array((actor.unit,)), "person": person})
        yield Drawer(connection, actor)


def cull(connection: Connection) -> int:
    """As the worker: throw away every draft that is a day old. How many."""
    return connection.execute(_CULL).rowcount
