"""What an administrator's pages read: the rows of lus.store.administered, and what is missing among them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from lus.domain.units import UnitId
from lus.store import administered
from lus.store.administered import (
    MOST,
    AssignmentRow,
    Neighbour,
    PersonRow,
    Principal,
    UnitRow,
    assignments,
    neighbours,
    people,
    principals,
    routing,
    takes_in,
    today,
    units,
)
from lus.store.audit import Record
from lus.store.doors import Door

__all__ = [
    "MOST",
    "AssignmentRow",
    "Gap",
    "Lack",
    "Neighbour",
    "PersonRow",
    "Principal",
    "UnitRow",
    "assignments",
    "gaps",
    "neighbours",
    "people",
    "principals",
    "routing",
    "takes_in",
    "today",
    "units",
    "viewed",
]

Lack: TypeAlias = Literal["no_receiver", "ended", "ends", "nobody", "no_coordinator"]


@dataclass(frozen=True, slots=True)
class Gap:
    """What would leave a message unread: where, and which unit (id and name) or kind of help."""

    lack: Lack
    principal: str = ""
    help: str = ""
    unit: UnitId | None = None
    name: str = ""
    until_on: date | None = None


def gaps(door: Door) -> list[Gap]:
    """What would leave a message unread, in the order in which somebody should see to it."""
    routes = {(row.principal, row.help): row for row in administered.routes(door)}
    found: list[Gap] = []
    for one in administered.routing(door):
        for kind in one.helps:
            row = routes.get((one.code, kind))
            if row is None:
                found.append(Gap("no_receiver", one.name, kind))
            elif row.until_on is not None or not row.active:
                lack: Lack = "ends" if row.active else "ended"
                found.append(Gap(lack, one.name, kind, row.unit_id, row.name, row.until_on))
    active = [unit for unit in administered.units(door) if unit.active]
    found += [Gap("nobody", unit=unit.id, name=unit.name) for unit in active if not unit.staffed]
    uncoordinated = [unit for unit in active if unit.kind != "coordinator" and unit.coordinator is None]
    return found + [Gap("no_coordinator", unit=unit.id, name=unit.name) for unit in uncoordinated]


def viewed(door: Door, page: str, *, found: bool = True) -> None:
    """The view is logged: its name, with the number of what it is about."""
    door.log(Record("Läsa", page, "shown" if found else "not_found"))
