"""*Månad*: a municipality's month for coordinators, on the page, as CSV and as PDF; taking it as settled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lus.domain.calendar import day_of
from lus.domain.month import month_of
from lus.domain.settled import MonthSettled
from lus.domain.settlement import Settlement, settle_stays
from lus.domain.tally import stay_of
from lus.domain.terms import Terms
from lus.integrations.pdf import month_sheet
from lus.paths import beside
from lus.queries import month as queries
from lus.queries import units
from lus.queries.month import Activity, TooMany
from lus.queries.units import ToDo
from lus.usecases.settle_month import PURPOSE, NotSettled, settle, span
from lus.web.actor import actor, frame, working
from lus.web.forms import Data, one
from lus.web.month import Chosen, as_csv, chosen, month_page, sheet
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.words.months import REFUSED, TOO_MANY

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Read:
    """A month as it was read. `settlement` None: the coordinator has no stay of any municipality."""

    choice: Chosen
    now: datetime
    to_do: ToDo
    settlement: Settlement | None = None
    rows: tuple[Any, ...] = ()
    settled: tuple[MonthSettled, ...] = ()


@router.get("/manad", dependencies=[allows(Permission.MONTH)])
def show(request: Request, kommun: str = "", manad: str = "", klart: str = "") -> HTMLResponse:
    """A municipality's month; without one said, the own municipality's, or the first, and the last with a stay."""
    told = "Klart: månaden är avräknad." if klart else ""
    return _page(request, kommun, manad, told=told)


@router.get("/manad/csv", dependencies=[allows(Permission.MONTH)])
def csv(request: Request, kommun: str, manad: str) -> Response:
    """The stays, for a spreadsheet."""
    found = _named(_read(request, kommun, manad, "Utskrift"), kommun)
    name = f"manad-{found.choice.municipality}-{found.choice.month:%Y-%m}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(found.settlement, found.rows), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/manad/pdf", dependencies=[allows(Permission.MONTH)])
def pdf(request: Request, kommun: str, manad: str) -> Response:
    """The month on paper."""
    found = _named(_read(request, kommun, manad, "Utskrift"), kommun)
    made = month_sheet(beside("templates") / "print", sheet(found.choice, found.settlement, found.rows, found.now))
    name = f"manad-{found.choice.municipality}-{found.choice.month:%Y-%m}.pdf"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type="application/pdf", headers=headers)


@router.post("/manad/avrakna", dependencies=[allows(Permission.MONTH)])
def settling(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Take the month as settled, as it was shown; or the page again, with why not (409)."""
    kommun, manad = one(data, "kommun"), one(data, "manad")
    choice = _named(_read(request, kommun, manad), kommun).choice
    outcome = settle(
        request.app.state.system,
        actor(request),
        choice.municipality,
        choice.month,
        key=key_of(data),
        shown=one(data, "visat"),
    )
    if isinstance(outcome, NotSettled):
        return _page(request, kommun, manad, refused=REFUSED[outcome.code], status_code=409)
    return RedirectResponse(f"/manad?kommun={choice.municipality}&manad={choice.month:%Y-%m}&klart=1", 303)


def _page(
    request: Request, kommun: str, manad: str, *, told: str = "", refused: str = "", status_code: int = 200
) -> HTMLResponse:
    found = _read(request, kommun, manad)
    shown = month_page(found.choice, found.settlement, found.rows, found.settled, found.now)
    surrounds = frame(working(request), found.to_do, found.now, "manad")
    return page(
        "pages/month.html",
        status_code=status_code,
        frame=surrounds,
        month=shown,
        told=told,
        refused=refused,
        key=new_key(),
    )


def _read(request: Request, kommun: str, manad: str, activity: Activity = "Läsa") -> Read:
    asking, system = actor(request), request.app.state.system
    with system.reading(asking, PURPOSE) as door:
        payers = queries.payers(door, asking.unit)
        to_do = units.to_do(door, asking.unit)
        own = units.cards(door, (asking.unit,))[asking.unit].unit.municipality
        choice = chosen(kommun, manad, payers, own, month_of(day_of(door.now)))
        if not choice.municipality:
            units.without_patients(door, "month")
            return Read(choice, door.now, to_do)
        try:
            found = queries.stays(door, asking.unit, choice.municipality, span(choice.month), activity)
        except TooMany:
            raise HTTPException(409, TOO_MANY) from None
        settled = queries.settled(door, choice.municipality, choice.month)
    terms = Terms(system.law, found.units, payer=choice.municipality)
    stays = [stay_of(row.ref, row.facts, row.ended_on, terms, door.now) for row in found.stays]
    settlement = settle_stays(system.law, choice.municipality, choice.month, stays)
    return Read(choice, door.now, to_do, settlement, found.stays, settled)


def _named(found: Read, kommun: str) -> Any:
    """The month, if it is the municipality's that was asked for. Raises 404."""
    if found.settlement is None or found.choice.municipality != kommun:
        raise HTTPException(404)
    return found
