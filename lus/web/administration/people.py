"""People: the list, a new one, one person's account and assignments."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from lus.domain.access import roles
from lus.domain.errors import Refusal
from lus.domain.units import SIDES
from lus.queries import administration as known
from lus.usecases import administration
from lus.web.actor import actor
from lus.web.administration.common import (
    PLACE,
    Number,
    Typed,
    administering,
    control,
    done,
    errors,
    refusals,
    sheet,
    shown,
)
from lus.web.forms import Data, one
from lus.web.moments import moment
from lus.web.permissions import Permission, allows
from lus.web.sent import typed
from lus.words.notation import day
from lus.words.units import ACCOUNT_STATE, LABEL, ROLE

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the list."""

    id: int
    name: str
    subject: str
    state: str
    places: tuple[str, ...]


@router.get("/administration/personer", dependencies=[allows(Permission.ADMINISTRATION)])
def people(request: Request, enhet: int = 0) -> Response:
    """Everybody who works for the provider; `enhet`: at that unit."""
    return _list(request, enhet, None)


@router.post("/administration/personer", dependencies=[allows(Permission.ADMINISTRATION)])
def search(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Those with that in their name: what is searched for never stands in an address."""
    return _list(request, 0, one(data, "sok").replace("\0", "")[:200] or None)


def _list(request: Request, enhet: int, name: str | None) -> Response:
    with administering(request) as door:
        known.viewed(door, f"administration_people:{enhet}" if enhet else "administration_people")
        units = known.units(door)
        unit = next((one for one in units if one.id == enhet), None)
        found = known.people(door, unit=unit.id if unit else None, name=name)
    lines = [
        Line(row.id, row.name, row.subject or "", _state(row), tuple(f"{ROLE[role]}, {at}" for role, at in row.places))
        for row in found[: known.MOST]
    ]
    more = len(found) > known.MOST
    return shown(request, "people", door.now, lines=lines, more=more, units=units, unit=unit, name=name or "")


def _state(row: known.PersonRow) -> str:
    if row.account is None:
        return ACCOUNT_STATE["none" if row.ours else "another"]
    return ACCOUNT_STATE["locked" if row.locked else "one_use" if row.choose_by else "open"]


@router.get("/administration/personer/ny", dependencies=[allows(Permission.ADMINISTRATION)])
def new(request: Request) -> Response:
    """The form for a new person."""
    return _new(request, None, ())


@router.post("/administration/personer/ny", dependencies=[allows(Permission.ADMINISTRATION)])
def add(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """A person with an account. The password is shown in this answer and never again."""
    with administering(request) as door:
        known.viewed(door, "administration_person")
    read = Typed(data, door.now)
    name, subject = read.line("name", required=True), read.line("subject", required=True)
    hsa_id = read.line("hsa_id")
    if read.faults:
        return _new(request, data, tuple(read.faults))
    outcome = administration.add_person(request.app.state.system, actor(request), name or "", hsa_id, subject or "")
    refused = refusals(outcome)
    if refused or not isinstance(outcome, administration.Done):
        return _new(request, data, refused)
    return _password(request, outcome)


def _new(request: Request, data: Data | None, faults: tuple[Refusal, ...]) -> Response:
    with administering(request) as door:
        known.viewed(door, "administration_person:new")
    wrong = errors(faults)
    fields = tuple(
        control(name, "line", one(data, name) if data else "", wrong, hint=LABEL.get(f"{name}_hint", ""))
        for name in ("name", "subject", "hsa_id")
    )
    made = sheet(f"{PLACE}/personer/ny", "Lägg till personen", fields, faults)
    return shown(request, "new_person", door.now, status=made.status, sheet=made)


def _password(request: Request, outcome: administration.Done) -> Response:
    with administering(request) as door:
        known.viewed(door, f"administration_password:{outcome.id}")
        (row,) = known.people(door, person=outcome.id)
    until = moment(row.choose_by) if row.choose_by else ""
    return shown(request, "password", door.now, person=row, password=outcome.password, until=until)


@router.get("/administration/person/{number}", dependencies=[allows(Permission.ADMINISTRATION)])
def person(request: Request, number: Number) -> Response:
    """One person: the account, the assignments, and the form for another."""
    return _page(request, number, None, ())


@router.post("/administration/person/{number}/konto", dependencies=[allows(Permission.ADMINISTRATION)])
def account(request: Request, number: Number, data: Annotated[Data, Depends(typed)]) -> Response:
    """Lock, unlock, or give a new password."""
    system, asking, act = request.app.state.system, actor(request), one(data, "act")
    if act == "password":
        outcome = administration.renew_password(system, asking, number)
        if isinstance(outcome, administration.Done):
            return _password(request, outcome)
    elif act in {"lock", "unlock"}:
        outcome = administration.lock_account(system, asking, number, locked=act == "lock")
    else:
        raise HTTPException(422)
    refused = refusals(outcome)
    return _page(request, number, None, refused) if refused else done(f"{PLACE}/person/{number}", act)


@router.post("/administration/person/{number}/uppdrag", dependencies=[allows(Permission.ADMINISTRATION)])
def grant(request: Request, number: Number, data: Annotated[Data, Depends(typed)]) -> Response:
    """Another assignment; or the page again."""
    with administering(request) as door:
        known.viewed(door, f"administration_person:{number}")
        units = known.units(door)
    read = Typed(data, door.now)
    unit = read.choice("unit", [str(one.id) for one in units], required=True)
    role = read.choice("role", ROLE, required=True)
    from_on, until_on = read.day("from_on", required=True), read.day("until_on")
    if read.faults or from_on is None:
        return _page(request, number, data, tuple(read.faults))
    outcome = administration.grant(
        request.app.state.system, actor(request), number, int(unit or 0), role or "", from_on, until_on
    )
    refused = refusals(outcome)
    return _page(request, number, data, refused) if refused else done(f"{PLACE}/person/{number}", "grant")


def _page(request: Request, number: int, data: Data | None, faults: tuple[Refusal, ...]) -> Response:
    with administering(request) as door:
        found = known.people(door, person=number)
        known.viewed(door, f"administration_person:{number}", found=bool(found))
        today, units = known.today(door), [one for one in known.units(door) if one.active]
        assignments = known.assignments(door, person=number) if found else []
    if not found:
        raise HTTPException(404)
    wrong = errors(faults)
    values = {name: one(data, name) if data else "" for name in ("unit", "role", "from_on", "until_on")}
    values["from_on"] = values["from_on"] or ("" if data else today.isoformat())
    there = {role for row in units for role in roles(SIDES[row.kind])}
    fields = (
        control("unit", "select", values["unit"], wrong, ((str(one.id), one.name) for one in units)),
        control(
            "role", "select", values["role"], wrong, ((code, text) for code, text in ROLE.items() if code in there)
        ),
        control("from_on", "day", values["from_on"], wrong),
        control("until_on", "day", values["until_on"], wrong, hint=LABEL["until_on_open"]),
    )
    made = sheet(f"{PLACE}/person/{number}/uppdrag", "Ge uppdraget", fields, faults)
    lines = [(row, ROLE[row.role], *dates(row)) for row in assignments]
    mine = actor(request).person == number
    values_shown = {"person": found[0], "state": _state(found[0]), "lines": lines, "mine": mine}
    return shown(request, "person", door.now, status=made.status, sheet=made, **values_shown)


def dates(row: known.AssignmentRow) -> tuple[str, str]:
    """For how long, and who gave and ended it when."""
    span = f"från {day(row.from_on)}" + (f" till och med {day(row.until_on)}" if row.until_on else "")
    given = f"{row.granted_by or 'installationen'}"
    told = f"gett av {given}" + (f" {moment(row.granted_at)}" if row.granted_at else "")
    if row.ended_by:
        ended = f" {moment(row.ended_at)}" if row.ended_at else ""
        told += f" · slut satt av {row.ended_by}{ended}"
    return span, told
