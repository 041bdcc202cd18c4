"""Fill a migrated database with 100,000 stays, or 20,000 plans: the rows that the use cases would write, copied in by
two processes.

tests/benchmarks proves on a sample that they are the same rows.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from multiprocessing import get_context
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from benchmarks import region, sips, stays
from benchmarks.rows import COLUMNS, DECISIVE, Rows, Rules, rows_of
from lus.lifeline import tie_to_parent

CASES = 100_000
BATCH = 250
PROCESSES = 2
_SINCE = date(2018, 1, 1)

_ROUTES = "insert into routing select principal, %s, min(id) from units where kind = %s group by principal"

_working: dict[str, Any] = {}


MAKES: dict[str, tuple[Callable[[int], stays.Stay], Collection[str]]] = {
    "stays": (stays.stay, DECISIVE),
    "plans": (sips.plan, sips.DECISIVE),
}
"""What is filled in: a case from its number, and the kinds after which duties move."""


def fill(url: str, cases: int = CASES, what: str = "stays") -> None:
    """`url`: the owner's, of an empty database. A report on the way goes to standard output."""
    with psycopg.connect(url, autocommit=True) as owner:
        # It would read along with what is being written; everything is analysed at the end.
        owner.execute("alter system set autovacuum = off")
        owner.execute("select pg_reload_conf()")
        with owner.transaction():
            furnish(owner)
    batches = [range(first, min(first + BATCH, cases)) for first in range(0, cases, BATCH)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), _begin, (url, what)) as pool:
        for number, _ in enumerate(pool.map(_batch, batches), 1):
            if number % 40 == 0:
                print(f"  {number * BATCH:,} cases", flush=True)
    with psycopg.connect(url, autocommit=True) as owner:
        finish(owner)
        owner.execute("vacuum analyze")
        owner.execute("alter system reset autovacuum")


def furnish(owner: "psycopg.Connection[Any]", start: datetime = stays.START) -> None:
    """Units, one account each, and the training clock at `start`. All that is no patient's."""
    owner.execute("set local session_replication_role = replica")
    for number, one in region.members().items():
        row = {**one.row, "hours": Jsonb(one.row["hours"]) if one.row["hours"] else None}
        owner.execute(_insert("units", row), list(row.values()))
        person = {"id": number, "name": f"Person {number}"}
        owner.execute(_insert("persons", person), list(person.values()))
        account = {"person_id": number, "issuer": "training", "subject": one.account}
        owner.execute(_insert("accounts", account), list(account.values()))
        role = region.ROLES[one.unit.side]
        work = {"id": number, "person_id": number, "unit_id": number, "role": role, "from_on": _SINCE}
        owner.execute(_insert("assignments", work), list(work.values()))
    owner.execute("insert into providers select distinct on (principal) principal, provider, false from units")
    for side, helps in (("social_services", ["older", "lss"]), ("municipal_care", ["home_care", "rehabilitation"])):
        for kind in helps:
            owner.execute(_ROUTES, [kind, side])
    set_clock(owner, start)


def set_clock(owner: "psycopg.Connection[Any]", start: datetime) -> None:
    """Training time is `start` now. Its trigger lets it grow only, so that the owner has to pass by it."""
    owner.execute("set local session_replication_role = replica")
    ahead = "update clock set training = true, first_at = %s, ahead = %s - clock_timestamp()"
    owner.execute(ahead, [start, start])


def copy_in(owner: "psycopg.Connection[Any]", rows: Rows) -> None:
    """Foreign keys are not looked at: whoever hands over the rows has them right."""
    owner.execute("set local session_replication_role = replica")
    with owner.cursor() as cursor:
        for table, columns in COLUMNS.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
            with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)) as copy:
                for row in rows[table]:
                    copy.write_row(row)


def finish(owner: "psycopg.Connection[Any]") -> None:
    """The next case gets the next number."""
    owner.execute("select setval(pg_get_serial_sequence('cases', 'id'), (select max(id) from cases))")


def _insert(table: str, row: Mapping[str, Any]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    return sql.SQL("insert into {} ({}) overriding system value values ({})").format(
        sql.Identifier(table), names, values
    )


def _begin(url: str, what: str) -> None:
    tie_to_parent()
    _working.update(owner=psycopg.connect(url), rules=Rules(), what=what)


def _batch(numbers: Iterable[int]) -> None:
    rules, owner = _working["rules"], _working["owner"]
    make, decisive = MAKES[_working["what"]]
    together: Rows = {table: [] for table in COLUMNS}
    for number in numbers:
        for table, rows in rows_of(make(number), number + 1, rules, decisive=decisive).items():
            together[table] += rows
    copy_in(owner, together)
    owner.commit()
