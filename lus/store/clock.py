"""The time that facts are recorded at: the database's, and in a training installation what it was wound forward."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, text

from lus.store.engine import transaction

MOMENT: Final = "clock_timestamp() + (select ahead from clock)"
"""SQL for now. Not the transaction's beginning: what waited for its turn happened afterwards."""

_NOW = text(f"select {MOMENT}")
_WIND = text("""
update clock set ahead = ahead + :more where training and ahead = coalesce(cast(:seen as interval), ahead)
""")
_WIND_TO = text(f"update clock set ahead = ahead + (:at - ({MOMENT})) where training and :at > {MOMENT}")  # noqa: S608 a constant


def read(engine: Engine) -> datetime:
    """Now, aware UTC. Inside a door its own `now` is at hand. Raises DatabaseGone."""
    with transaction(engine) as connection:
        at: datetime = connection.execute(_NOW).scalar_one()
        return at


def wind(connection: Connection, more: timedelta, seen: timedelta | None = None) -> bool:
    """Wind the training clock forward, `seen`: if it still is so far ahead. Back: the database refuses.

    False where it is not, or where this is no training installation.
    """
    return connection.execute(_WIND, {"more": more, "seen": seen}).rowcount == 1


def wind_to(connection: Connection, at: datetime) -> None:
    """Wind the training clock to that instant; it stays where it is if it has passed it."""
    connection.execute(_WIND_TO, {"at": at})
