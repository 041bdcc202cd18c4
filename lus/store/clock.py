"""The time that facts are recorded at: the database's, and in a training installation what it was wound forward."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, text

MOMENT: Final = "clock_timestamp() + (select ahead from clock)"
"""SQL for now. Not the transaction's beginning: what waited for its turn happened afterwards."""

_NOW = text(f"select {MOMENT}")
_WIND = text("update clock set ahead = ahead + :more where training")


def now(connection: Connection) -> datetime:
    """Aware UTC."""
    at: datetime = connection.execute(_NOW).scalar_one()
    return at


def wind(connection: Connection, more: timedelta) -> bool:
    """Wind the training clock forward; False where this is no training installation. Back: the database refuses."""
    return connection.execute(_WIND, {"more": more}).rowcount == 1
