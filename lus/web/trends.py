"""*SIP under tolv månader*: what plans come to month by month, as a page and as a file."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from lus.integrations import spreadsheet
from lus.queries import late as queries
from lus.queries import units
from lus.queries.coordination import Activity
from lus.web.actor import actor, frame, working
from lus.web.pages import card
from lus.web.permissions import Looking, Permission, allows
from lus.web.render import download, page
from lus.web.trend import TREND, Chosen, Read, bounds, chosen, table, trend

router = APIRouter(route_class=Looking)
STATISTICS = "Statistik"


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
    return download("sip-tolv-manader.csv", spreadsheet.as_csv(head, rows))


@router.get(f"{TREND}/excel", dependencies=[allows(Permission.LATE)])
def development_excel(request: Request) -> Response:
    """The same for Excel."""
    wanted = chosen(request.query_params)
    head, rows = table(counted(request, wanted, "Utskrift")[0], wanted)
    return download("sip-tolv-manader.xlsx", spreadsheet.as_xlsx("Tolv månader", head, rows))


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
