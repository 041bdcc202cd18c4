"""What an administrator does to messages that were given up. The database lets those of the own provider's units, and
the region's administrator all of them (docs/adr/0035); who has seen to one already is told so by the count of rows.

What was given up for one reason to one receiver is one task: all of its messages are seen to at once.
"""

from typing import Final

from sqlalchemy import Connection, text

from lus.store.clock import MOMENT
from lus.store.outbox import AGAIN, REFUSED_FOR, TROUBLED

_ONE: Final = """
with one as (select channel, unit_id, person_id, error, outcome from deliveries where id = :id)
"""
_SAME: Final = f"""
 where {TROUBLED} and d.channel = one.channel and d.unit_id = one.unit_id
   and d.person_id is not distinct from one.person_id and d.error is not distinct from one.error
   and d.outcome = one.outcome
"""

_KNOWN = text("select count(*) from deliveries where id = :id")
_AGAIN = text(f"""{_ONE}, stands as (
  update preferences p
     set mail_refused_at = case one.channel when 'mail' then null else mail_refused_at end,
         webhook_refused_at = case one.channel when 'webhook' then null else webhook_refused_at end
    from one where one.error in {REFUSED_FOR}
     and p.unit_id = one.unit_id and p.person_id is not distinct from one.person_id
)
update deliveries d set {AGAIN}, handled_by = :by from one {_SAME} and not d.test
""")  # noqa: S608 constants
_TRIED_BEFORE = text(f"""{_ONE}
update deliveries d set handled_at = {MOMENT}, handled_by = :by, note = null from one {_SAME} and d.test
""")  # noqa: S608 constants
_DONE = text(f"""{_ONE}
update deliveries d set handled_at = {MOMENT}, handled_by = :by, note = :note from one {_SAME}
""")  # noqa: S608 constants


def known(connection: Connection, delivery: int) -> bool:
    """Whether the message is of a unit that the administrator administers."""
    return bool(connection.execute(_KNOWN, {"id": delivery}).scalar_one())


def again(connection: Connection, delivery: int, by: int) -> int:
    """The message, and those that were given up for the same reason, leave again; a refused address counts again."""
    values = {"id": delivery, "by": by}
    trials = connection.execute(_TRIED_BEFORE, values).rowcount
    return trials + connection.execute(_AGAIN, values).rowcount


def done(connection: Connection, delivery: int, by: int, note: str) -> int:
    """Nothing more is done about them."""
    return connection.execute(_DONE, {"id": delivery, "by": by, "note": note}).rowcount
