"""The board and the case page, as the signed-in unit may see them."""

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse

from lus.domain.derive import derive
from lus.domain.duties import SOURCES
from lus.domain.terms import Terms
from lus.queries import board as listed
from lus.queries import case as cases
from lus.queries import reference, units
from lus.web.actor import actor, frame, working
from lus.web.board import Filter, board
from lus.web.boardrow import Entry
from lus.web.case import case_page
from lus.web.patient import Patient
from lus.web.permissions import Permission, allows
from lus.web.render import page
from lus.web.situation import Situation
from lus.web.timeline import municipality
from lus.web.units import Card
from lus.words import KIND, STATUS, inside

if TYPE_CHECKING:
    from lus.queries.case import CaseView

router = APIRouter()
PURPOSE = "Vård och behandling"
REF = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
"""What a case is called. Anything else names none, and does not reach database or log: it may be a personnummer."""

SUGGESTED = {"social_services", "municipal_care"}


@router.get("/tavla", dependencies=[allows(Permission.BOARD)])
def board_page(request: Request, status: str = "", overdue: str = "", mine: str = "") -> HTMLResponse:
    """The unit's board. Filters stand in the address."""
    who = working(request)
    asking = who.actor
    chosen = Filter(status if status in STATUS else None, overdue == "1", mine == "1")
    with request.app.state.system.reading(asking, PURPOSE) as door:
        found = listed.board(door, asking.unit)
        named = {unit for line in found.rows for unit in _units_of(line)} | {asking.unit}
        cards = {unit: card(unit, one) for unit, one in units.cards(door, named).items()}
    entries = [
        Entry(Patient(one.ref, one.name, one.number, protected=one.protected is not None), one) for one in found.rows
    ]
    shown = board(entries, asking.unit, asking.side, cards, now=found.now, chosen=chosen)
    to_do = sum(one.own_step is not None for one in found.rows)
    return page("pages/board.html", frame=frame(who, to_do, found.now, "tavla"), board=shown)


def _units_of(line: listed.Line) -> set[int]:
    steps = {step.unit for step in (line.next_step, line.own_step) if step}
    return {unit for unit in steps | {party.unit for party in line.parties} if unit is not None}


@router.get("/arende/{ref}", dependencies=[allows(Permission.CASE)])
def case(request: Request, ref: str, klart: str = "") -> HTMLResponse:
    """One case. `klart`: what was just recorded."""
    here, patient, to_do = opened(request, ref)
    told = f"Klart: {inside(KIND[klart])}." if klart in KIND else ""
    surrounds = frame(working(request), to_do, here.now)
    return page("pages/case.html", frame=surrounds, page=case_page(here, patient), told=told)


def opened(request: Request, ref: str, *, printed: bool = False) -> tuple[Situation, Patient, int]:
    """The case as the actor's unit stands to it, its patient, and how much the unit has to do. Raises 404."""
    if not REF.fullmatch(ref.upper()):
        raise HTTPException(404)
    asking = actor(request)
    system = request.app.state.system
    with system.reading(asking, PURPOSE) as door:
        view = cases.case(door, ref.upper(), "Utskrift" if printed else "Läsa")
        to_do = units.to_do(door, asking.unit)
        near = _receivers(door, view, asking) if view else {}
        asked = reference.asked(door.connection, SOURCES)
    if view is None:
        raise HTTPException(404)
    every = {**near, **view.units}
    terms = Terms(system.law, {unit: card.unit for unit, card in every.items()})
    suggested = {unit for unit, card in near.items() if card.unit.kind in SUGGESTED}
    here = Situation(
        view.ref,
        view.case,
        derive(view.case, terms),
        terms,
        asking.unit,
        view.now,
        {unit: card(unit, one) for unit, one in every.items()},
        tuple(near),
        frozenset(suggested),
        view.people,
        view.patient.protected is not None,
        asked,
    )
    return here, _patient(view, here), to_do


def _receivers(door: Any, view: "CaseView", asking: Any) -> dict[int, Any]:
    """Whom a ward may tell; others choose among the units on the case."""
    if asking.side != "ward":
        return {}
    admitted = next((fact for fact in view.case.facts if fact.kind == "admitted"), None)
    placed = getattr(admitted, "placed_by", None) or getattr(admitted, "registered_in", None)
    return units.receivers(door, view.units[asking.unit].unit.principal, placed)


def _patient(view: "CaseView", here: Situation) -> Patient:
    header, admitted = view.patient, here.history.admitted
    protected = header.protected is not None
    code = admitted.registered_in if admitted and not protected else None
    registered = municipality(here, code) if code else None
    # Not among what a notice may tell others (2 kap. 2 §): whom to call is for the ward that wrote it down.
    relatives = header.next_of_kin if here.unit == here.history.ward else None
    return Patient(view.ref, header.name, header.number, registered, header.address, header.phone, protected, relatives)


def card(unit: int, stored: Any) -> Card:
    """A unit of the store as pages show it."""
    return Card(unit, stored.name, stored.short_name, stored.provider, stored.phone)
