"""*Försenade SIP*: what is late in a coordinator's list, and what plans come to in twelve months; as files too."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from lus.integrations import spreadsheet
from lus.queries import late as queries
from lus.queries import units
from lus.queries.coordination import EVERY, Activity, CoordinatorsList, overdue
from lus.web.actor import actor, frame, working
from lus.web.coordination import COLUMNS, cells, coordination
from lus.web.listing import NO_MANY, NOTHING, Known, Many, Tried
from lus.web.moments import clock
from lus.web.narrowing import HERE, Wanted, of_late
from lus.web.pages import PURPOSE, card
from lus.web.permissions import Looking, Permission, allows
from lus.web.render import page
from lus.web.trend import TREND, Chosen, Read, bounds, chosen, table, trend

router = APIRouter(route_class=Looking)

STATISTICS = "Statistik"
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(HERE, dependencies=[allows(Permission.LATE)])
def show(request: Request, klart: str = "", rad: str = "") -> HTMLResponse:
    """The list, narrowed by its address (lus.web.narrowing). `klart`: what was just done to the row `rad`."""
    return late_page(request, of_late(request.query_params), tried=Tried(klart, rad))


def late_page(
    request: Request, wanted: Wanted, *, tried: Tried = NOTHING, many: Many = NO_MANY, status_code: int = 200
) -> HTMLResponse:
    """The list as it is wanted, with what came of what was just tried."""
    who = working(request)
    found, known, to_do = read(request, wanted)
    shown = coordination(found, known, wanted, tried=tried, many=many)
    surrounds = frame(who, to_do, found.now, "forsenade")
    fetched = clock(found.now)
    return page("pages/late.html", status_code=status_code, frame=surrounds, lists=shown, fetched=fetched, told="")


def read(
    request: Request, wanted: Wanted, activity: Activity = "Läsa", **asked: Any
) -> tuple[CoordinatorsList, Known, units.ToDo]:
    """The list, what its rows are told with, and how much the unit has to do. `asked`: otherwise than the page does."""
    asking, system = actor(request), request.app.state.system
    days = system.law.guidelines["needed_not_made.days"].value
    with system.reading(asking, PURPOSE) as door:
        found = overdue(door, asking.unit, replace(wanted.asked, **asked), needed_days=days, activity=activity)
        stored = units.cards(door, found.named | ({wanted.unit} if wanted.unit else set()))
        towns = units.municipalities(door)
        to_do = units.to_do(door, asking.unit)
    return found, Known({one: card(one, at) for one, at in stored.items()}, towns), to_do


@router.get(f"{HERE}/csv", dependencies=[allows(Permission.LATE)])
def csv(request: Request) -> Response:
    """What the list shows, every page of it, for a spreadsheet."""
    return _file("forsenade-sip.csv", CSV, spreadsheet.as_csv(COLUMNS, _cells(request)))


@router.get(f"{HERE}/excel", dependencies=[allows(Permission.LATE)])
def excel(request: Request) -> Response:
    """The same for Excel."""
    return _file("forsenade-sip.xlsx", XLSX, spreadsheet.as_xlsx("Försenade SIP", COLUMNS, _cells(request)))


def _cells(request: Request) -> list[tuple[str | int, ...]]:
    wanted = of_late(request.query_params)
    found, known, _ = read(request, wanted, "Utskrift", limit=EVERY, page=1)
    return list(cells(found, known))


@router.get(TREND, dependencies=[allows(Permission.LATE)])
def development(request: Request) -> HTMLResponse:
    """Twelve months: what was made, current, late and followed up; by municipality, unit, age or how it began."""
    wanted = chosen(request.query_params)
    found, to_do = counted(request, wanted)
    surrounds = frame(working(request), to_do, found.now, "forsenade")
    return page("pages/trend.html", frame=surrounds, shown=trend(found, wanted))


@router.get(f"{TREND}/csv", dependencies=[allows(Permission.LATE)])
def development_csv(request: Request) -> Response:
    """The same figures for a spreadsheet."""
    wanted = chosen(request.query_params)
    head, rows = table(counted(request, wanted, "Utskrift")[0], wanted)
    return _file("sip-tolv-manader.csv", CSV, spreadsheet.as_csv(head, rows))


@router.get(f"{TREND}/excel", dependencies=[allows(Permission.LATE)])
def development_excel(request: Request) -> Response:
    """The same for Excel."""
    wanted = chosen(request.query_params)
    head, rows = table(counted(request, wanted, "Utskrift")[0], wanted)
    return _file("sip-tolv-manader.xlsx", XLSX, spreadsheet.as_xlsx("Tolv månader", head, rows))


def counted(request: Request, wanted: Chosen, activity: Activity = "Läsa") -> tuple[Read, units.ToDo]:
    """What the unit's plans come to, as it is wanted, and how much the unit has to do."""
    asking, system = actor(request), request.app.state.system
    days = system.law.guidelines["needed_not_made.days"].value
    with system.reading(asking, STATISTICS) as door:
        found = queries.counts(door, asking.unit, wanted.counting, wanted.by, bounds(door.now), days, activity)
        named = {one.of for one in found.groups if isinstance(one.of, int)} if wanted.by == "unit" else set()
        named |= {wanted.counting.lead} if wanted.counting.lead else set()
        stored = units.cards(door, named)
        towns, to_do = units.municipalities(door), units.to_do(door, asking.unit)
        now = door.now
    return Read(found.months, found.groups, towns, {one: card(one, at) for one, at in stored.items()}, now), to_do


def _file(name: str, kind: str, made: bytes) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=kind, headers=headers)
