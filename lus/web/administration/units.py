"""The provider's units: what is missing, the list, and one unit's form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.errors import Refusal
from lus.domain.units import SIDES
from lus.queries import administration as known
from lus.queries.operations import tasks
from lus.usecases import administration
from lus.web import forms, hours
from lus.web.actor import actor
from lus.web.administration.common import (
    PLACE,
    Number,
    Sheet,
    Typed,
    administering,
    control,
    done,
    errors,
    refusals,
    sheet,
    shown,
)
from lus.web.fields import Field
from lus.web.forms import Data, one
from lus.web.moments import opening
from lus.web.permissions import Permission, allows
from lus.web.sent import typed
from lus.words.codes import UNIT_KIND
from lus.words.notation import WEEKDAYS, day
from lus.words.operations import waiting_on_drift
from lus.words.units import HELP, LABEL, LACK, LACK_PLACE

router = APIRouter()
AROUND, WEEKLY = "always", "week"
WEEK = tuple(f"day{number}" for number in range(7))


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is missing, and where it is put right."""

    text: str
    href: str


@router.get("/administration", dependencies=[allows(Permission.ADMINISTRATION)])
def units(request: Request) -> Response:
    """What is missing, and every unit of the provider."""
    with administering(request) as door:
        known.viewed(door, "administration_units")
        rows, gaps, waiting = known.units(door), known.gaps(door), tasks(door)
    lacking = [Lacking(waiting_on_drift(waiting), "/drift")] if waiting else []
    lines = [(row, UNIT_KIND[row.kind], opening(row.hours), _activity(row)) for row in rows]
    return shown(request, "units", door.now, gaps=lacking + [_lacking(gap) for gap in gaps], rows=lines)


def _activity(row: known.UnitRow) -> str:
    if not row.active:
        return f"avslutad {day(row.until_on)}" if row.until_on else f"från {day(row.from_on)}" if row.from_on else ""
    return f"till och med {day(row.until_on)}" if row.until_on else ""


def _lacking(gap: known.Gap) -> Lacking:
    said = {"principal": gap.principal, "help": HELP.get(gap.help, ""), "name": gap.name}
    text = LACK[gap.lack].format(**said, day=day(gap.until_on) if gap.until_on else "")
    return Lacking(text, LACK_PLACE[gap.lack].format(gap.unit))


@router.get("/administration/enhet/ny", dependencies=[allows(Permission.ADMINISTRATION)])
def new(request: Request) -> Response:
    """The form for a new unit."""
    return _page(request, None, None, ())


@router.post("/administration/enhet/ny", dependencies=[allows(Permission.ADMINISTRATION)])
def add(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """A new unit, and to its page; or the form again."""
    with administering(request) as door:
        around = Around.of(door, None)
    read = Typed(data, door.now)
    kind = read.choice("kind", UNIT_KIND, required=True)
    principal = read.choice("principal", dict(around.principals), required=True)
    found = _read(read, around)
    if read.faults:
        return _page(request, None, data, tuple(read.faults))
    outcome = administration.add_unit(request.app.state.system, actor(request), kind or "", principal or "", found)
    refused = refusals(outcome)
    if refused or not isinstance(outcome, administration.Done):
        return _page(request, None, data, refused)
    return done(f"{PLACE}/enhet/{outcome.id}", "unit")


@router.get("/administration/enhet/{number}", dependencies=[allows(Permission.ADMINISTRATION)])
def unit(request: Request, number: Number) -> Response:
    """One unit."""
    return _page(request, number, None, ())


@router.post("/administration/enhet/{number}", dependencies=[allows(Permission.ADMINISTRATION)])
def change(request: Request, number: Number, data: Annotated[Data, Depends(typed)]) -> Response:
    """The unit as typed; or the form again."""
    with administering(request) as door:
        around = Around.of(door, number)
    if not around.found:
        raise HTTPException(404)
    read = Typed(data, door.now)
    found = _read(read, around)
    if read.faults:
        return _page(request, number, data, tuple(read.faults))
    as_shown = forms.number(one(data, "version")) or 0
    outcome = administration.change_unit(request.app.state.system, actor(request), number, as_shown, found)
    refused = refusals(outcome)
    return _page(request, number, data, refused) if refused else done(f"{PLACE}/enhet/{number}", "unit")


@dataclass(frozen=True, slots=True)
class Around:
    """What a unit's form offers: value and text of each choice. `row`: the unit as it stands; None: a new one."""

    row: known.UnitRow | None
    found: bool
    principals: tuple[tuple[str, str], ...]
    on_call: tuple[tuple[str, str], ...]
    coordinators: tuple[tuple[str, str], ...]
    managers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, door: Any, number: int | None) -> "Around":
        """As logged; not found: a unit of another provider, or none."""
        rows = known.units(door, number) if number else []
        known.viewed(door, f"administration_unit:{number or 'new'}", found=bool(rows) or number is None)
        row = rows[0] if rows else None
        principals = known.principals(door)
        near = [one for one in known.neighbours(door) if row is None or one.principal == row.principal]
        return cls(
            row,
            row is not None or number is None,
            tuple((code, f"{name} ({code})") for code, name, _ in principals),
            tuple((str(one.id), one.name) for one in near if one.id != number),
            tuple((str(one.id), one.name) for one in near if one.kind == "coordinator" and one.id != number),
            tuple((str(one.id), one.name) for one in _managers(door, row)),
        )


def _managers(door: Any, row: known.UnitRow | None) -> list[known.PersonRow]:
    """Everybody of the provider's; where that is too long a list, those at the unit, and always who it is now."""
    every = known.people(door)
    if len(every) > known.MOST:
        every = known.people(door, unit=row.id) if row else []
        now = known.people(door, person=row.manager) if row and row.manager else []
        every += [one for one in now if one not in every]
    return [one for one in every if one.ours]


def _read(read: Typed, around: Around) -> administration.Unit:
    values: dict[str, Any] = {
        "name": read.line("name", required=True),
        "short_name": read.line("short", required=True),
        "phone": read.line("phone"),
        "hsa_id": read.line("hsa_id"),
        "on_call_id": read.number("on_call", dict(around.on_call)),
        "coordinator_id": read.number("coordinator", dict(around.coordinators)),
        "manager_id": read.number("manager", dict(around.managers)),
        "until_on": read.day("until_on"),
    }
    weekly = read.choice("hours", (AROUND, WEEKLY), required=True) == WEEKLY
    week = [read.read(name, hours.read) or () for name in WEEK] if weekly else None
    closed = read.read("closed", hours.read_closed) or frozenset()
    return administration.Unit(values, hours.together(week, closed))


def _page(request: Request, number: int | None, data: Data | None, faults: tuple[Refusal, ...]) -> Response:
    with administering(request) as door:
        around = Around.of(door, number)
        gaps = [gap for gap in known.gaps(door) if number and gap.unit == number]
    if not around.found:
        raise HTTPException(404)
    row = around.row
    made = _sheet(around, data, faults)
    kind = UNIT_KIND[row.kind] if row else ""
    lacking = [_lacking(gap) for gap in gaps]
    return shown(request, "unit", door.now, status=made.status, sheet=made, row=row, kind=kind, gaps=lacking)


def _sheet(around: Around, data: Data | None, faults: tuple[Refusal, ...]) -> Sheet:
    row, wrong = around.row, errors(faults)
    values = _values(row) if data is None else {name: one(data, name) for name in LABEL}
    new_only = [
        control("kind", "select", values["kind"], wrong, ((code, UNIT_KIND[code]) for code in SIDES)),
        control("principal", "select", values["principal"], wrong, around.principals),
    ]
    fields = [
        control("name", "line", values["name"], wrong),
        control("short", "line", values["short"], wrong, hint=LABEL["short_hint"]),
        control("phone", "line", values["phone"], wrong),
        control(
            "coordinator",
            "select",
            values["coordinator"],
            wrong,
            around.coordinators,
            LABEL["coordinator_hint"],
            needed=False,
        ),
        control("on_call", "select", values["on_call"], wrong, around.on_call, LABEL["on_call_hint"], needed=False),
        control("manager", "select", values["manager"], wrong, around.managers, needed=False),
        control("hsa_id", "line", values["hsa_id"], wrong),
        control("until_on", "day", values["until_on"], wrong, hint=LABEL["until_on_hint"]),
    ]
    beside = (
        control("closed", "line", values["closed"], wrong, hint="Till exempel 2026-12-24, 2026-12-31."),
        control("hours", "radios", values["hours"], wrong, ((AROUND, "Dygnet runt"), (WEEKLY, "Enligt veckan nedan"))),
    )
    week = tuple(
        Field(name, WEEKDAYS[number], "line", False, values[name], error=wrong.get(name, ""))
        for number, name in enumerate(WEEK)
    )
    action = f"{PLACE}/enhet/{row.id if row else 'ny'}"
    version = one(data, "version") if data else str(row.version if row else 0)
    send = "Spara" if row else "Lägg till enheten"
    shown_fields = tuple(fields if row else new_only + fields)
    return sheet(action, send, shown_fields, faults, beside=beside, week=week, hidden=(("version", version),))


def _values(row: known.UnitRow | None) -> Mapping[str, str]:
    """What stands in the form before anybody has typed."""
    given: OpeningHours = row.hours if row else OpeningHours(((), (), (), (), (), (), ()))
    around = row is not None and given.week == ALWAYS.week
    week = {} if around else {name: hours.written(spans) for name, spans in zip(WEEK, given.week, strict=True)}
    closed = {"closed": ", ".join(sorted(on.isoformat() for on in given.closed))}
    names = ("kind", "principal", "name", "short", "phone", "coordinator", "on_call", "manager", "hsa_id", "until_on")
    own = {name: str(getattr(row, name, None) or "") for name in names}
    return dict.fromkeys(LABEL, "") | own | week | closed | {"hours": AROUND if around else WEEKLY}
