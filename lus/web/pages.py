"""The board and the case page, as the signed-in unit may see them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse

from lus.domain.calendar import day_of
from lus.domain.derive import derive
from lus.domain.duties import ROWS
from lus.domain.terms import Terms
from lus.domain.units import UNLISTED, USUAL_HELPS
from lus.queries import board as listed
from lus.queries import case as cases
from lus.queries import reference, units
from lus.queries.coordination import overdue as overdue_among
from lus.queries.operations import unreached
from lus.queries.units import Near, ToDo
from lus.web.actor import actor, frame, working
from lus.web.board import board
from lus.web.boardrow import Entry
from lus.web.case import case_page
from lus.web.choices import REACHING
from lus.web.coordination import coordination
from lus.web.elsewhere import asked_for, asks_where
from lus.web.filters import NAMES, Known, read
from lus.web.forms import Data, number
from lus.web.listing import NO_MANY, NOTHING, Many, Tried
from lus.web.listing import Known as Listed
from lus.web.moments import moment
from lus.web.narrowing import Wanted, of_board
from lus.web.offers import NEW, others
from lus.web.patient import Patient, header
from lus.web.permissions import Looking, Permission, allows
from lus.web.render import page
from lus.web.situation import Situation
from lus.web.telling import municipality
from lus.web.units import Card, Cards, concealed
from lus.words import KIND, LEFT, inside
from lus.words.operations import UNREACHED

if TYPE_CHECKING:
    from lus.domain.facts import Fact
    from lus.queries.case import CaseView

router = APIRouter(route_class=Looking)
PURPOSE = "Vård och behandling"
NO_DATA: Data = {}
WHOLE = Wanted()
REF = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
"""What a case is called. Anything else names none, and does not reach database or log: it may be a personnummer."""


@router.get("/tavla", dependencies=[allows(Permission.BOARD)])
def board_page(  # noqa: PLR0917 what the address may say
    request: Request,
    status: str = "",
    unit: str = "",
    municipality: str = "",
    overdue: str = "",
    ours: str = "",
    due: str = "",
    mine: str = "",
    kind: str = "",
    klart: str = "",
    rad: str = "",
    markera: str = "",
) -> HTMLResponse:
    """The unit's board. Filters stand in the address.

    `klart`: what the unit did that took a case from it. A coordinator's has its list above: `kind` of duty, `rad`:
    the row to which `klart` was just done.
    """
    typed = {"status": status, "unit": unit, "municipality": municipality}
    typed |= {"overdue": overdue, "ours": ours, "due": due, "mine": mine}
    told = LEFT.get(klart, LEFT[""]).format(inside(KIND[klart])) if klart in KIND and not rad else ""
    return boards(request, typed, wanted=of_board(typed, kind, markera), tried=Tried(klart, rad), told=told)


def boards(
    request: Request,
    typed: Mapping[str, str],
    *,
    wanted: Wanted = WHOLE,
    tried: Tried = NOTHING,
    many: Many = NO_MANY,
    told: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    """The board of the unit in use; of a coordinator with its list, as `wanted`. `typed`: the filters."""
    who = working(request)
    asking = who.actor
    coordinates = asking.side == "coordinator"
    typed = dict.fromkeys(NAMES, "") | dict(typed)
    unit, municipality = typed["unit"], typed["municipality"]
    with request.app.state.system.reading(asking, PURPOSE) as door:
        wanted = _known(door, wanted) if coordinates else wanted
        late = overdue_among(door, asking.unit, wanted) if coordinates else None
        found = listed.board(door, asking.unit)
        named = {one for line in found.rows for one in _units_of(line)} | {asking.unit}
        named |= late.named if late else set()
        bell = units.reminded(door)
        # The unit's own, told with when; whoever's else is told without.
        refused = unreached(door, asking.unit) if bell.refused else ()
        missed = tuple(UNREACHED[one.channel].format(moment(one.at)) for one in refused)
        stored = units.cards(door, named | ({asked} if (asked := number(unit)) else set()))
        places = {one: code for one, at in stored.items() if (code := at.unit.municipality)}
        towns = {code: stored[one].provider for one, code in places.items()}
        if late or (municipality and municipality not in towns):
            towns = units.municipalities(door)
    entries = [_entry(one, found.people) for one in found.rows]
    known = Known(
        {one: card(one, at) for one, at in stored.items()},
        places,
        towns,
        asking.person,
        late.owing if late else frozenset(),
    )
    chosen, notes = read(typed, known)
    shown = board(entries, asking.unit, asking.side, known, now=found.now, chosen=chosen, notes=notes, missed=missed)
    to_do = ToDo(
        sum(one.own_step is not None for one in found.rows), sum(one.unread for one in found.rows), bell.unseen
    )
    surrounds = frame(who, to_do, found.now, "tavla")
    if late is None:
        return page("pages/board.html", frame=surrounds, board=shown, told=told, refused=bell.refused)
    listed_with = Listed(known.cards, towns)
    lists = coordination(late, listed_with, wanted, tried=tried, many=many)
    return page(
        "pages/coordination.html",
        status_code=status_code,
        frame=surrounds,
        board=shown,
        lists=lists,
        told=told,
        refused=bell.refused,
    )


def _known(door: Any, wanted: Wanted) -> Wanted:
    """The list without a unit or municipality that there is not: the board says that it is not used."""
    left_out = set()
    if wanted.unit and not units.cards(door, {wanted.unit}):
        left_out.add("unit")
    if wanted.municipality and wanted.municipality not in units.municipalities(door):
        left_out.add("municipality")
    kept = tuple((name, value) for name, value in wanted.filters if name not in left_out)
    return replace(
        wanted,
        unit=None if "unit" in left_out else wanted.unit,
        municipality="" if "municipality" in left_out else wanted.municipality,
        filters=kept,
    )


def _entry(line: listed.Line, people: Mapping[int, str]) -> Entry:
    taken = line.own_step.taken if line.own_step else None
    patient = Patient(line.ref, line.name, line.number, protected=_protected(line))
    return Entry(patient, line, people.get(taken, "en kollega") if taken else "")


def _protected(line: listed.Line) -> bool:
    return line.protected is not None or line.name is None


def _units_of(line: listed.Line) -> set[int]:
    steps = {step.unit for step in (line.next_step, line.own_step) if step}
    return {unit for unit in steps | {party.unit for party in line.parties} if unit is not None}


@router.get("/arende/{ref}", dependencies=[allows(Permission.CASE)])
def case(request: Request, ref: str, klart: str = "", fran: str = "") -> HTMLResponse:
    """One case. `klart`: what was just recorded; `fran`: the event that a long timeline begins with."""
    here, patient, to_do = opened(request, ref, telling=False)
    told = f"Klart: {inside(KIND[klart])}." if klart in KIND else ""
    surrounds = frame(working(request), to_do, here.now)
    return page("pages/case.html", frame=surrounds, page=case_page(here, patient, number(fran)), told=told)


@router.get("/arende/{ref}/nytt", dependencies=[allows(Permission.CASE)])
def new(request: Request, ref: str) -> HTMLResponse:
    """What else the unit may do now. The case page fetches it when somebody asks: every kind has to be tried."""
    here, patient, to_do = opened(request, ref, kind=NEW)
    surrounds = frame(working(request), to_do, here.now)
    return page("pages/new.html", frame=surrounds, patient=header(patient), groups=others(here))


def opened(
    request: Request, ref: str, *, telling: bool = True, printed: bool = False, kind: str = "", data: Data = NO_DATA
) -> tuple[Situation, Patient, ToDo]:
    """The case as the actor's unit stands to it, its patient, and how much the unit has to do. Raises 404.

    `telling`: with the units off the case that may be told, which acts need and looking does not. `kind`: the act, if
    it may name still others; NEW, all of them. `data`: what its form says already, of where they are.
    """
    if not REF.fullmatch(ref.upper()):
        raise HTTPException(404)
    asking = actor(request)
    system = request.app.state.system
    with system.reading(asking, PURPOSE) as door:
        view = cases.case(door, ref.upper(), "Utskrift" if printed else "Läsa")
        near = _receivers(door, view, asking) if view and telling else Near()
        every = {**units.cards(door, near.units), **view.units} if view else {}
        regions = units.regions(door) if asks_where(kind, asking.side) else {}
        county, named = asked_for(data, kind) if regions else ("", None)
        within: Mapping[int, bool] = {}
        if view and (kind in REACHING or kind == NEW):
            near_by = units.of_principals(door, _within_reach(view, asking))
            within = units.of_county(door, county) if county in regions else near_by
            every = {**units.cards(door, {*within, *([named] if named else [])}), **every}
        every |= units.on_call(door, every)
        municipalities = units.municipalities(door)
        asked = reference.asked(door.connection, ROWS)
    if view is None:
        raise HTTPException(404)
    terms = Terms(system.law, {unit: card.unit for unit, card in every.items()})
    unstaffed = {*near.unstaffed, *(unit for unit, staffed in within.items() if not staffed)}
    cards: Cards = {unit: card(unit, one, staffed=unit not in unstaffed) for unit, one in every.items()}
    here = Situation(
        view.ref,
        view.case,
        derive(view.case, terms),
        terms,
        asking.unit,
        view.now,
        cards if view.patient else concealed(cards, terms.units, set(view.units) - {asking.unit}),
        near.units,
        _suggested(view, near),
        view.people if view.patient else {},
        view.patient is None or view.patient.protected is not None,
        municipalities,
        near,
        asked,
        view.patient is None,
        view.previous,
        view.files,
        view.reminders,
        regions,
        county if county in regions else view.units[asking.unit].unit.principal[:2],
        view.plans,
        view.invited,
    )
    return here, _patient(view, here), view.to_do


def _within_reach(view: "CaseView", asking: Any) -> tuple[str, ...]:
    """Whose units an act may name: our own organisation's, the ward's region's, the patient's municipality's.

    Who may not know who the patient is learns nothing of where: our own only.
    """
    if view.patient is None:
        return (view.units[asking.unit].unit.principal,)
    admitted, home = _admitted(view), _home(view)
    began = first(view)
    ward = view.units[admitted.unit].unit.principal if admitted else None
    own = view.units[asking.unit].unit.principal
    asker = view.units[began.unit if began and not admitted else asking.unit].unit.principal
    region = home[:2] if home else own[:2]
    return tuple(sorted({code for code in (own, asker, asker[:2], ward, home, region) if code}))


def _suggested(view: "CaseView", near: Near) -> frozenset[int]:
    """Who takes in what most people need, and the open care that the patient is listed at, or that takes the unlisted.

    Nobody for a protected person: the ward names each unit itself.
    """
    if view.patient is None or view.patient.protected is not None:
        return frozenset()
    usual = {near.routes[kind] for kind in USUAL_HELPS if kind in near.routes}
    listed = getattr(_admitted(view), "listed_at", None) or near.routes.get(UNLISTED)
    return frozenset(usual | ({listed} if listed else set()))


def first(view: "CaseView") -> "Fact | None":
    """What the case began with."""
    return next(iter(view.case.facts), None)


def _admitted(view: "CaseView") -> "Fact | None":
    return next((fact for fact in view.case.facts if fact.kind == "admitted"), None)


def _receivers(door: Any, view: "CaseView", asking: Any) -> Near:
    """Whom a ward may tell; others choose among the units on the case."""
    if asking.side != "ward":
        return Near()
    return units.receivers(door, view.units[asking.unit].unit.principal, _home(view))


def _home(view: "CaseView") -> str | None:
    """The municipality that answers for the patient now: that decided on special housing, else of registration.

    Of a plan: where the person was registered when it was opened.
    """
    history, today = view.case.history({}), day_of(view.now)
    if history.admitted:
        return history.placed(today) or history.registered(today)
    return getattr(first(view), "registered_in", None)


def _patient(view: "CaseView", here: Situation) -> Patient:
    shown, admitted = view.patient, here.history.admitted
    if shown is None:
        return Patient(view.ref, None, None, protected=True)
    protected = shown.protected is not None
    code = here.history.registered(day_of(here.now)) if admitted and not protected else None
    registered = municipality(here, code) if code else None
    # Not among what a notice may tell others (2 kap. 2 §): whom to call is for the ward that wrote it down.
    keeper = here.history.ward if admitted else here.history.began.unit if here.history.began else None
    relatives = shown.next_of_kin if here.unit == keeper else None
    told = (shown.name, shown.number, registered, shown.address, shown.phone, protected, relatives, shown.also)
    return Patient(view.ref, *told, shown.person, shown.protected)


def card(unit: int, stored: Any, *, staffed: bool = True) -> Card:
    """A unit of the store as pages show it."""
    coordinated = stored.coordinator is not None or stored.unit.kind == "coordinator"
    return Card(
        unit, stored.name, stored.short_name, stored.provider, stored.phone, stored.on_call, staffed, coordinated
    )
