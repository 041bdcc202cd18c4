"""*Försenade SIP*: what is late with SIPs in a coordinator's list, narrowed by its address."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from lus.queries import units
from lus.queries.coordination import Activity, CoordinatorsList, overdue
from lus.web.actor import actor, frame, working
from lus.web.coordination import coordination
from lus.web.listing import NO_MANY, NOTHING, Known, Many, Tried
from lus.web.moments import clock
from lus.web.narrowing import HERE, Wanted, of_late
from lus.web.pages import PURPOSE, card
from lus.web.permissions import Looking, Permission, allows
from lus.web.render import page

router = APIRouter(route_class=Looking)


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
