"""What an administrator sees and changes, as it stands: the own provider's units, routing, people, assignments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from lus.domain.calendar import OpeningHours
from lus.domain.units import HELPS, SIDES, UNLISTED, UnitId
from lus.store.doors import Door
from lus.store.people import IN_FORCE, TODAY
from lus.store.registry import RECEIVES, hours

MOST = 500
"""So many rows of a list are shown."""

MOST_CHOICES = 5000
"""So many units are offered beside one's own: what the whole country has."""

_ACTIVE = f"(u.from_on is null or u.from_on <= {TODAY}) and (u.until_on is null or u.until_on >= {TODAY})"
_UNITS = text(f"""
select u.id, u.kind, u.name, u.short_name as short, u.principal, v.name as principal_name, u.hsa_id, u.phone,
       u.hours, u.on_call_id as on_call, u.manager_id as manager, u.coordinator_id as coordinator,
       u.from_on, u.until_on, u.version, {RECEIVES} as staffed, {_ACTIVE} as active
  from units u left join providers v on v.principal = u.principal and not v.private
 where u.provider = :provider and (cast(:unit as int) is null or u.id = :unit)
 order by u.kind, u.name, u.id limit {MOST}
""")  # noqa: S608 constants

_NEIGHBOURS = text(f"""
select u.id, u.kind, u.name, u.principal from units u
 where u.principal in (select principal from providers where name = :provider) and {_ACTIVE}
 order by u.name, u.id limit {MOST_CHOICES}
""")  # noqa: S608 constants

_PRINCIPALS = text("select principal, name, private from providers where name = :provider order by principal")

_ROUTES = text(f"""
select v.principal, r.help, r.unit_id, u.name, u.until_on, {_ACTIVE} as active
  from providers v join routing r on r.principal = v.principal join units u on u.id = r.unit_id
 where v.name = :provider and not v.private
""")  # noqa: S608 constants

_PEOPLE = text(f"""
select p.id, p.name, p.provider = :provider as ours, c.id as account, c.issuer, c.subject,
       c.locked_at is not null as locked, c.choose_by,
       (select jsonb_agg(jsonb_build_array(a.role, u.name) order by a.id)
          from assignments a join units u on u.id = a.unit_id
         where a.person_id = p.id and u.provider = :provider and {IN_FORCE.format("a")}) as places
  from persons p left join accounts c on c.person_id = p.id
 where (cast(:person as bigint) is null or p.id = :person)
   and (cast(:name as text) is null or position(lower(:name) in lower(p.name || ' ' || coalesce(c.subject, ''))) > 0)
   and (p.provider = :provider and cast(:unit as int) is null or exists (
         select from assignments a join units u on u.id = a.unit_id
          where a.person_id = p.id and u.provider = :provider and (cast(:unit as int) is null or u.id = :unit)
            and (cast(:person as bigint) is not null or {IN_FORCE.format("a")})))
 order by p.name, p.id limit {MOST + 1}
""")  # noqa: S608 constants

_ASSIGNMENTS = text(f"""
select a.id, a.person_id, p.name as person, a.unit_id, u.name as unit, a.role, a.from_on, a.until_on, a.granted_at,
       g.name as granted_by, a.ended_at, e.name as ended_by, a.ended_at is null
         and (a.until_on is null or a.until_on >= {TODAY}) as stands
  from assignments a join units u on u.id = a.unit_id join persons p on p.id = a.person_id
  left join persons g on g.id = a.granted_by left join persons e on e.id = a.ended_by
 where u.provider = :provider and (a.person_id = :person or a.id = :assignment)
 order by stands desc, a.from_on desc, a.id desc limit {MOST}
""")  # noqa: S608 constants

_TODAY = text(f"select {TODAY}")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as it stands. Dates are the first and the last day on which it is sent to; None: no such day."""

    id: UnitId
    kind: str
    name: str
    short: str
    principal: str
    principal_name: str
    hsa_id: str | None
    phone: str | None
    hours: OpeningHours
    on_call: UnitId | None
    manager: int | None
    coordinator: UnitId | None
    from_on: date | None
    until_on: date | None
    version: int
    staffed: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit in use of a principal that the provider runs units for, its own or not."""

    id: UnitId
    kind: str
    name: str
    principal: str


@dataclass(frozen=True, slots=True)
class Principal:
    """A region or municipality. `routes`: kind of help ► unit; `helps`: what its register names a unit for."""

    code: str
    name: str
    helps: tuple[str, ...]
    routes: Mapping[str, UnitId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works for the provider. The account is None where another provider administers the person."""

    id: int
    name: str
    ours: bool
    account: int | None
    issuer: str | None
    subject: str | None
    locked: bool
    choose_by: datetime | None
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment at one of the provider's units: whose, since when, by whom. `stands`: it has not ended."""

    id: int
    person_id: int
    person: str
    unit_id: UnitId
    unit: str
    role: str
    from_on: date
    until_on: date | None
    granted_at: datetime | None
    granted_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    stands: bool


def today(door: Door) -> date:
    """The real day in Stockholm, whatever the training clock says: the register lives in real time."""
    found: date = door.connection.execute(_TODAY).scalar_one()
    return found


def units(door: Door, unit: UnitId | None = None) -> list[UnitRow]:
    """The provider's units, or the one of them."""
    found = door.connection.execute(_UNITS, {"provider": door.actor.provider, "unit": unit})
    return [UnitRow(**{**row, "hours": hours(row["hours"])}) for row in found.mappings()]


def neighbours(door: Door) -> list[Neighbour]:
    """The units in use that may be named beside the provider's own: on call, coordinating, taking in."""
    return [Neighbour(*row) for row in door.connection.execute(_NEIGHBOURS, {"provider": door.actor.provider})]


def principals(door: Door) -> list[tuple[str, str, bool]]:
    """The principals that the provider runs units for: code, the provider's name, whether as somebody else's."""
    return [tuple(row) for row in door.connection.execute(_PRINCIPALS, {"provider": door.actor.provider})]


def routing(door: Door) -> list[Principal]:
    """Who takes in what, for each principal that the provider itself is."""
    found = routes(door)
    return [
        Principal(code, name, _helps(code), {row.help: row.unit_id for row in found if row.principal == code})
        for code, name, private in principals(door)
        if not private
    ]


def routes(door: Door) -> list[Any]:
    """Each route as it stands: principal, help, unit_id, name and until_on of the unit, whether it is active."""
    return list(door.connection.execute(_ROUTES, {"provider": door.actor.provider}))


def _helps(code: str) -> tuple[str, ...]:
    return HELPS if len(code) == 4 else (UNLISTED,)  # noqa: PLR2004 a municipality's code


def takes_in(principal: Principal, one: Neighbour) -> bool:
    """Whether a unit of that kind may be named to take in messages for the principal."""
    side = "municipality" if principal.helps == HELPS else "open_care"
    return one.principal == principal.code and SIDES[one.kind] == side


def people(
    door: Door, unit: UnitId | None = None, person: int | None = None, name: str | None = None
) -> list[PersonRow]:
    """Who works for the provider, by name; at that unit, that person, or with that in the name. MOST + 1: more."""
    values = {"provider": door.actor.provider, "unit": unit, "person": person, "name": name}
    return [
        PersonRow(**{**row, "places": tuple((role, name) for role, name in row["places"] or ())})
        for row in door.connection.execute(_PEOPLE, values).mappings()
    ]


def assignments(door: Door, person: int | None = None, assignment: int | None = None) -> list[AssignmentRow]:
    """A person's assignments at the provider's units, those that stand first; or that one."""
    values = {"provider": door.actor.provider, "person": person, "assignment": assignment}
    return [AssignmentRow(*row) for row in door.connection.execute(_ASSIGNMENTS, values)]
