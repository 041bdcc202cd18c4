"""Telling other processes that a case changed. Ids only: whoever shows it fetches it through the reading door."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, text

from lus.domain.units import UnitId
from lus.store.doors import as_array

CHANNEL = "hemgang"

_NOTIFY = text("select pg_notify(:channel, :payload)")
_AND_LOOK_AS = text("select pg_notify(:channel, :payload), set_config('lus.units', :units, true)")


def changed(
    connection: Connection, ref: str, version: int, units: Iterable[UnitId], look_as: Iterable[UnitId] | None = None
) -> None:
    """Heard when the transaction commits: `{"case": ref, "version": 7, "units": [1, 2]}`, units whose rows changed.

    `look_as`: whose eyes the transaction has from then on, where it had borrowed others'.
    """
    values = {"channel": CHANNEL, "payload": json.dumps({"case": ref, "version": version, "units": sorted(units)})}
    if look_as is None:
        connection.execute(_NOTIFY, values)
    else:
        connection.execute(_AND_LOOK_AS, {**values, "units": as_array(look_as)})
