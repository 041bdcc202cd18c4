"""The time that facts are recorded at: the database's, and in a training installation what it was wound forward."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, text

from lus.store.engine import transaction

MOMENT: Final = "clock_timestamp() + (select ahead from clock)"
"""SQL for now. Not the transaction's beginning: what waited for its turn happened afterwards."""

_NOW = text(f"select {MOMENT}")
_WIND = text("update clock set ahead = ahead + :more where training")


def read(engine: Engine) -> datetime:
    """Now, aware UTC. Inside a door its own `now` is at hand. Raises DatabaseGone."""
    with transaction(engine) as connection:
        at: datetime = connection.execute(_NOW).scalar_one()
        return at


def wind(connection: Connection, more: timedelta) -> bool:
    """Wind the training clock forward; False where this is no training installation. Back: the database refuses."""
    return connection.execute(_WIND, {"more": more}).rowcount == 1
