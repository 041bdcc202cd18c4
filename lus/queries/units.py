"""Units for pages: their cards, whom a ward may tell, and how much a unit has to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from lus.domain.units import SIDES, UnitId
from lus.store import registry
from lus.store.audit import Record
from lus.store.doors import Door
from lus.store.kept import Kept
from lus.store.registry import Card

MOST = 300
"""Units offered as receivers at most: a county's open care and one municipality."""

_RECEIVERS = text("""
select id from units
 where (principal = :municipality and kind = any(cast(:municipal as text[])))
    or (principal in (:region, left(:municipality, 2)) and kind = any(cast(:open_care as text[])))
 order by principal desc, name, id limit :most
""")

_MUNICIPALITIES = text("""
select principal, min(provider) as provider from units
 where kind = :social group by principal order by min(provider), principal limit 400
""")

_TO_DO = text("""
select count(own_duty) as acts, coalesce(sum(unread), 0) as unread from board where listed and unit_id = :unit
""")


def cards(door: Door, ids: Iterable[UnitId]) -> dict[UnitId, Card]:
    """The units that exist of those asked for, by id."""
    return registry.kept_cards(door.connection, ids)


def receivers(door: Door, region: str, municipality: str | None) -> dict[UnitId, Card]:
    """The units that a ward may tell of a patient registered there: the municipality's, and open care.

    Open care of the ward's own region, and of the county that the patient lives in.
    """
    kept = _near.get(door.connection, (region, municipality))
    if kept is None:
        kept = _near.put(door.connection, (region, municipality), tuple(_receivers(door, region, municipality)))
    return registry.kept_cards(door.connection, kept)


_near: Kept[tuple[str, str | None], tuple[UnitId, ...]] = Kept()


def _receivers(door: Door, region: str, municipality: str | None) -> Iterable[UnitId]:
    kinds: dict[str, list[str]] = {"municipality": [], "open_care": []}
    for kind, side in SIDES.items():
        if side in kinds:
            kinds[side].append(kind)
    values: dict[str, Any] = {"municipality": municipality, "region": region, "most": MOST}
    values |= {"municipal": kinds["municipality"], "open_care": kinds["open_care"]}
    return door.connection.execute(_RECEIVERS, values).scalars()


def municipalities(door: Door) -> dict[str, str]:
    """Code ► name of each municipality with a unit in the register, by name."""
    found = door.connection.execute(_MUNICIPALITIES, {"social": "social_services"})
    return {row.principal: row.provider for row in found}


def without_patients(door: Door, page: str) -> None:
    """The view shows no patient, and is logged as such: a door lets nothing through unlogged."""
    door.log(Record("Läsa", page))


@dataclass(frozen=True, slots=True)
class ToDo:
    """How much waits for a unit: cases in which it has something to do, messages to acknowledge."""

    acts: int
    unread: int


def to_do(door: Door, unit: UnitId) -> ToDo:
    """How much waits for the unit."""
    found = door.connection.execute(_TO_DO, {"unit": unit}).one()
    return ToDo(found.acts, found.unread)
