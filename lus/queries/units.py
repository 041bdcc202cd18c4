"""Units for pages: their cards, whom a ward may tell and who takes in what, and how much a unit has to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, text

from lus.domain.units import GOTLAND, SIDES, UnitId
from lus.store import driver, registry
from lus.store.audit import Record
from lus.store.doors import Door
from lus.store.kept import Kept
from lus.store.people import TODAY
from lus.store.registry import RECEIVES, Card
from lus.store.reminders import UNSEEN

MOST = 300
"""Units offered as receivers at most: a county's open care and one municipality."""

MOST_NAMED = 900
"""Units that a form offers at most, of three principals: a large county's wards and open care, two municipalities."""

_RECEIVERS = text(f"""
select u.id, {RECEIVES} as staffed from units u
 where ((u.principal = :municipality and u.kind = any(cast(:municipal as text[])))
     or (u.principal in (:region, left(:municipality, 2)) and u.kind = any(cast(:open_care as text[]))))
   and (u.from_on is null or u.from_on <= {TODAY}) and (u.until_on is null or u.until_on >= {TODAY})
 order by u.principal desc, u.name, u.id limit :most
""")  # noqa: S608 constants

_OF_PRINCIPALS = text(f"""
select u.id, {RECEIVES} as staffed from units u
 where u.principal = any(cast(:codes as text[]))
   and (u.from_on is null or u.from_on <= {TODAY}) and (u.until_on is null or u.until_on >= {TODAY})
 order by u.name, u.id limit :most
""")  # noqa: S608 constants

_ROUTES = text("""
select help, unit_id from routing
 where principal = :municipality or principal = coalesce(left(:municipality, 2), :region)
""")

_WHOM_TO_RING = text("""
select v.name, u.name as unit, u.phone
  from providers v left join units u on u.principal = v.principal and u.kind = 'coordinator' and u.phone is not null
 where v.principal = :municipality and not v.private order by u.id limit 1
""")

_REGIONS = text("""
select left(principal, 2) as county, name from providers
 where not private and (length(principal) = 2 or principal = :gotland) order by name
""").bindparams(gotland=GOTLAND)

_MUNICIPALITIES = text("""
select principal, name from providers where not private and length(principal) = 4 order by name, principal limit 400
""")

MOST_COUNTED = 100
"""Reminders that the bell counts."""

# What is told again, or towards several units, is told of one thing.
_REMINDED: Final = f"""
select count(*) from (
  select from reminders where {UNSEEN}{{of}} group by case_id, kind, due_at limit {MOST_COUNTED}) waiting
"""  # noqa: S608 constants
REMINDED: Final = _REMINDED.format(of="")
_BELL: Final = f"""
select ({REMINDED}) as unseen,
       exists (select from preferences
                where unit_id = %(unit)s and (person_id is null or person_id = %(person)s)
                  and (mail_refused_at is not null or webhook_refused_at is not null)) as refused
"""  # noqa: S608 constants
_TO_DO: Final = """select json_build_array(count(own_duty), coalesce(sum(unread), 0), ({reminded}))
  from board where listed and unit_id = %(unit)s"""
TO_DO: Final = _TO_DO.format(reminded=REMINDED)
"""What `ToDo` is made of."""

TO_DO_BESIDES: Final = _TO_DO.format(reminded=_REMINDED.format(of=" and case_id <> c.id"))
"""The same, while a case called c is opened: whoever opens it has seen what they were told of it."""


def cards(door: Door, ids: Iterable[UnitId]) -> dict[UnitId, Card]:
    """The units that exist of those asked for, by id."""
    return registry.kept_cards(door.connection, ids)


def on_call(door: Door, known: Mapping[UnitId, Card]) -> dict[UnitId, Card]:
    """The units that are on call for the known ones."""
    wanted = {card.on_call for card in known.values() if card.on_call is not None}
    return registry.kept_cards(door.connection, wanted - set(known))


@dataclass(frozen=True, slots=True)
class Near:
    """Whom a ward may tell of a patient, and who takes in what.

    `routes`: kind of help ► unit, of those that exist still. `unstaffed`: nobody has an assignment there today.
    `municipality`: its name; `ring`: a unit there and its phone, where one is known.
    """

    units: tuple[UnitId, ...] = ()
    routes: Mapping[str, UnitId] = field(default_factory=dict)
    unstaffed: frozenset[UnitId] = frozenset()
    municipality: str | None = None
    ring: tuple[str, str] | None = None


def receivers(door: Door, region: str, municipality: str | None) -> Near:
    """The units that a ward may tell of a patient registered there: the municipality's, and open care.

    Open care of the ward's own region, and of the county that the patient lives in.
    """
    kept = _near.get(door.connection, (region, municipality))
    return kept or _near.put(door.connection, (region, municipality), _receivers(door, region, municipality))


def of_principals(door: Door, codes: tuple[str, ...]) -> Mapping[UnitId, bool]:
    """The units that those regions and municipalities run today, by name; some seconds old at most.

    Unit ► whether anybody there takes in messages.
    """
    kept = _of_principals.get(door.connection, codes)
    if kept is None:
        found = door.connection.execute(_OF_PRINCIPALS, {"codes": list(codes), "most": MOST_NAMED})
        kept = _of_principals.put(door.connection, codes, {row.id: row.staffed for row in found})
    return kept


def of_county(door: Door, county: str) -> Mapping[UnitId, bool]:
    """The units that the region and the municipalities of a county run today, by name, as `of_principals`."""
    towns = (code for code in municipalities(door) if code.startswith(county))
    return of_principals(door, tuple(sorted({county, *towns})))


def regions(door: Door) -> dict[str, str]:
    """County code ► the name of each region in the register, by name; Gotland's municipality is one of its own."""
    found = _regions.get(door.connection, "")
    if found is None:
        rows = door.connection.execute(_REGIONS)
        found = _regions.put(door.connection, "", {row.county: row.name for row in rows})
    return found


_regions: Kept[str, dict[str, str]] = Kept()
_of_principals: Kept[tuple[str, ...], Mapping[UnitId, bool]] = Kept()
_near: Kept[tuple[str, str | None], Near] = Kept()


def _receivers(door: Door, region: str, municipality: str | None) -> Near:
    kinds: dict[str, list[str]] = {"municipality": [], "open_care": []}
    for kind, side in SIDES.items():
        if side in kinds:
            kinds[side].append(kind)
    there = {"municipality": municipality, "region": region}
    sides = {"municipal": kinds["municipality"], "open_care": kinds["open_care"], "most": MOST}
    found = door.connection.execute(_RECEIVERS, there | sides).all()
    units = tuple(row.id for row in found)
    routes = {row.help: row.unit_id for row in door.connection.execute(_ROUTES, there) if row.unit_id in units}
    ring = door.connection.execute(_WHOM_TO_RING, there).first() if municipality else None
    return Near(
        units,
        routes,
        frozenset(row.id for row in found if not row.staffed),
        ring.name if ring else None,
        (ring.unit, ring.phone) if ring and ring.phone else None,
    )


def municipalities(door: Door) -> dict[str, str]:
    """Code ► name of each municipality in the register, by name; some seconds old at most."""
    return municipality_names(door.connection)


def municipality_names(connection: Connection) -> dict[str, str]:
    """The same, in nobody's name."""
    kept = _named.get(connection, "")
    if kept is None:
        found = connection.execute(_MUNICIPALITIES)
        kept = _named.put(connection, "", {row.principal: row.name for row in found})
    return kept


_named: Kept[str, dict[str, str]] = Kept()


def without_patients(door: Door, page: str) -> None:
    """The view shows no patient, and is logged as such: a door lets nothing through unlogged."""
    door.log(Record("Läsa", page))


@dataclass(frozen=True, slots=True)
class ToDo:
    """How much waits for a unit: cases in which it has something to do, messages in its inbox.

    `reminded`: what the unit, or the person in use there, was reminded of and has not seen; counted to MOST_COUNTED.
    """

    acts: int
    unread: int
    reminded: int = 0


def to_do(door: Door, unit: UnitId) -> ToDo:
    """How much waits for the unit."""
    ((found,),) = driver.rows(door.connection, TO_DO, {"unit": unit, "person": door.actor.person})
    return ToDo(*found)


@dataclass(frozen=True, slots=True)
class Reminded:
    """`unseen`: what the unit in use, or the person there, was reminded of and has not seen, to MOST_COUNTED.

    `refused`: an address of theirs takes nothing.
    """

    unseen: int
    refused: bool


def reminded(door: Door) -> Reminded:
    """How reminders stand for the unit in use and the person there."""
    asked = {"unit": door.actor.unit, "person": door.actor.person}
    (found,) = driver.rows(door.connection, _BELL, asked)
    return Reminded(found.unseen, found.refused)
