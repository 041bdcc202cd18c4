"""*Månad*: a region's and a municipality's month for coordinators, on the page, as CSV and PDF; settling it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lus.domain.calendar import day_of
from lus.domain.month import month_of
from lus.domain.settled import MonthSettled
from lus.domain.settlement import Principals, Settlement, settle_stays
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
from lus.web.month import Asking, Chosen, as_csv, chosen, month_page, sheet
from lus.web.permissions import Permission, allows
from lus.web.render import download, new_key, page
from lus.web.sent import key_of, typed
from lus.words.months import REFUSED, TOO_MANY

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Read:
    """A month as it was read. `settlement` None: the coordinator has no stay at all."""

    choice: Chosen
    now: datetime
    to_do: ToDo
    settlement: Settlement | None = None
    rows: tuple[Any, ...] = ()
    settled: tuple[MonthSettled, ...] = ()


@router.get("/manad", dependencies=[allows(Permission.MONTH)])
def show(request: Request, region: str = "", kommun: str = "", manad: str = "", klart: str = "") -> HTMLResponse:
    """A month between two principals; without them said, the own and its county's, and the last with a stay."""
    told = "Klart: månaden är avräknad." if klart else ""
    return _page(request, Asking(region, kommun, manad), told=told)


@router.get("/manad/csv", dependencies=[allows(Permission.MONTH)])
def csv(request: Request, region: str, kommun: str, manad: str) -> Response:
    """The stays, for a spreadsheet."""
    found = _named(request, Asking(region, kommun, manad), "Utskrift")
    made = as_csv(found.choice, found.settlement, found.rows)
    return _file(found.choice, "csv", made)


@router.get("/manad/pdf", dependencies=[allows(Permission.MONTH)])
def pdf(request: Request, region: str, kommun: str, manad: str) -> Response:
    """The month on paper."""
    found = _named(request, Asking(region, kommun, manad), "Utskrift")
    made = month_sheet(beside("templates") / "print", sheet(found.choice, found.settlement, found.rows, found.now))
    return _file(found.choice, "pdf", made)


@router.post("/manad/avrakna", dependencies=[allows(Permission.MONTH)])
def settling(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Take the month as settled, as it was shown; or the page again, with why not (409)."""
    asking = Asking(one(data, "region"), one(data, "kommun"), one(data, "manad"))
    choice = _named(request, asking).choice
    outcome = settle(
        request.app.state.system,
        actor(request),
        choice.principals,
        choice.month,
        key=key_of(data),
        shown=one(data, "visat"),
    )
    if isinstance(outcome, NotSettled):
        return _page(request, asking, refused=REFUSED[outcome.code], status_code=409)
    return RedirectResponse(f"/manad?{choice.query}&klart=1", 303)


def _page(
    request: Request, asking: Asking, *, told: str = "", refused: str = "", status_code: int = 200
) -> HTMLResponse:
    found = _read(request, asking)
    own = actor(request).provider
    shown = month_page(found.choice, found.settlement, found.rows, found.settled, found.now, own)
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


def _read(request: Request, asking: Asking, activity: Activity = "Läsa") -> Read:
    by, system = actor(request), request.app.state.system
    with system.reading(by, PURPOSE) as door:
        known = queries.principals(door, by.unit)
        to_do = units.to_do(door, by.unit)
        own = units.cards(door, (by.unit,))[by.unit].unit.principal
        choice = chosen(asking, known, own, month_of(day_of(door.now)))
        if choice.principals is None:
            units.without_patients(door, "month")
            return Read(choice, door.now, to_do)
        try:
            found = queries.stays(door, by.unit, choice.principals, span(choice.month), activity)
        except TooMany:
            raise HTTPException(409, TOO_MANY) from None
        settled = queries.settled(door, choice.principals, choice.month)
    terms = Terms(system.law, found.units, payer=choice.principals.municipality)
    stays = [stay_of(row.ref, row.facts, row.ended_on, terms, door.now) for row in found.stays]
    settlement = settle_stays(system.law, choice.principals, choice.month, stays)
    return Read(choice, door.now, to_do, settlement, found.stays, settled)


def _named(request: Request, asking: Asking, activity: Activity = "Läsa") -> Any:
    """The month, if it is between those who were asked for. Raises 404."""
    found = _read(request, asking, activity)
    if found.choice.principals != Principals(asking.region, asking.municipality):
        raise HTTPException(404)
    return found


def _file(choice: Chosen, kind: str, made: bytes) -> Response:
    """For saving: named after whose month it is, by codes."""
    principals: Any = choice.principals
    return download(f"manad-{principals.region}-{principals.municipality}-{choice.month:%Y-%m}.{kind}", made)
