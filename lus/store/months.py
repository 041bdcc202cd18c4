"""Months taken as settled: appended, never changed."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from lus.domain.access import Actor
from lus.domain.settlement import Principals
from lus.store import driver

_KNOWN: Final = "select 1 as found from settled_months where person_id = %(person)s and key = %(key)s"
_APPEND: Final = """
insert into settled_months (region, municipality, month, principal, unit_id, person_id, assignment_id, at, law, engine,
                            answer, readers, key)
select %(region)s, %(municipality)s, %(month)s, u.principal, u.id, %(person)s, %(assignment)s, %(at)s, %(law)s,
       %(engine)s, cast(%(answer)s as jsonb),
       (select array_agg(c.id order by c.id) from units c where c.kind = 'coordinator'
           and c.principal in (%(region)s, %(municipality)s)),
       %(key)s
  from units u where u.id = %(unit)s
"""


def known(connection: Connection, person: int, key: str) -> bool:
    """Whether that form has settled a month already."""
    return bool(driver.rows(connection, _KNOWN, {"person": person, "key": key}))


def append(
    connection: Connection,
    *,
    principals: Principals,
    month: date,
    actor: Actor,
    at: datetime,
    fingerprints: tuple[str, str],
    answer: str,
    key: str,
) -> None:
    """One more, for the coordinators of both principals."""
    law, engine = fingerprints
    values: dict[str, Any] = {
        "person": actor.person,
        "assignment": actor.assignment,
        "unit": actor.unit,
        "at": at,
        "key": key,
    }
    values |= {"region": principals.region, "municipality": principals.municipality}
    values |= {"month": month, "law": law, "engine": engine, "answer": answer}
    driver.run(connection, _APPEND, values)
