"""What changes seldom and every page asks for, kept in the process for some seconds. Never a patient's data."""

import time
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

Key = TypeVar("Key")
Value = TypeVar("Value")

LIFE_S = 10.0
"""How old it may be: so long a page may show a unit's former name or hours. What is recorded reads the table."""


class Kept(Generic[Key, Value]):
    """Values by key, for each database apart."""

    def __init__(self, life_s: float = LIFE_S) -> None:
        """Nothing yet."""
        self._life_s = life_s
        self._by_engine: WeakKeyDictionary[Engine, dict[Key, tuple[float, Value]]] = WeakKeyDictionary()

    def get(self, connection: Connection, key: Key) -> Value | None:
        """The value, unless it is missing or too old."""
        found = self._of(connection).get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, connection: Connection, key: Key, value: Value) -> Value:
        """Keep it."""
        self._of(connection)[key] = (time.monotonic() + self._life_s, value)
        return value

    def _of(self, connection: Connection) -> dict[Key, tuple[float, Value]]:
        return self._by_engine.setdefault(connection.engine, {})
