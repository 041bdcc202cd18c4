"""Telling other processes that a case changed. Ids only: whoever shows it fetches it through the reading door."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, text

from lus.domain.units import UnitId

CHANNEL = "hemgang"

_NOTIFY = text("select pg_notify(:channel, :payload)")


def changed(connection: Connection, ref: str, version: int, units: Iterable[UnitId]) -> None:
    """Heard when the transaction commits: `{"case": ref, "version": 7, "units": [1, 2]}`, units whose rows changed."""
    payload = json.dumps({"case": ref, "version": version, "units": sorted(units)})
    connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})
