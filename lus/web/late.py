"""*Försenade SIP*: what is late in a coordinator's list, as a page and as a file."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from lus.domain.calendar import day_of
from lus.integrations import spreadsheet
from lus.queries import units
from lus.queries.coordination import EVERY, Activity, CoordinatorsList, overdue
from lus.web.actor import actor, frame, working
from lus.web.coordination import coordination
from lus.web.listing import NO_MANY, NOTHING, Known, Many, Tried
from lus.web.moments import clock
from lus.web.narrowing import HERE, Wanted, of_late
from lus.web.pages import PURPOSE, card
from lus.web.permissions import Looking, Permission, allows
from lus.web.render import download, page
from lus.web.units import SIDE_NAME
from lus.words import DUTY
from lus.words.late import LATE

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
        found = overdue(door, asking.unit, replace(wanted, **asked), needed_days=days, activity=activity)
        stored = units.cards(door, found.named | ({wanted.unit} if wanted.unit else set()))
        towns = units.municipalities(door)
        to_do = units.to_do(door, asking.unit)
    return found, Known({one: card(one, at) for one, at in stored.items()}, towns), to_do


@router.get(f"{HERE}/csv", dependencies=[allows(Permission.LATE)])
def csv(request: Request) -> Response:
    """What the list shows, every page of it, for a spreadsheet."""
    return download("forsenade-sip.csv", spreadsheet.as_csv(COLUMNS, _cells(request)))


@router.get(f"{HERE}/excel", dependencies=[allows(Permission.LATE)])
def excel(request: Request) -> Response:
    """The same for Excel."""
    return download("forsenade-sip.xlsx", spreadsheet.as_xlsx("Försenade SIP", COLUMNS, _cells(request)))


def _cells(request: Request) -> list[tuple[str | int, ...]]:
    wanted = of_late(request.query_params)
    found, known, _ = read(request, wanted, "Utskrift", limit=EVERY, page=1)
    return list(cells(found, known))


COLUMNS = (
    *("Ärende", "Slag", "Enhet", "Ska göra", "Leds av", "Kommun", "Försenad sedan", "Försenad, dygn"),
    *("Påmind av er, gånger", "Senast påmind av er", "Automatiska påminnelser"),
)


def cells(found: CoordinatorsList, known: Known) -> Iterable[tuple[str | int, ...]]:
    """The rows as a file has them. Days as whole ones passed; of a protected person neither unit nor municipality."""
    for one in found.rows:
        since = one.since_at or one.due_at
        reminded = [done.at for done in one.done if done.kind == "reminded"]
        owing, lead = known.cards.get(one.owing or 0), known.cards.get(one.lead or 0)
        yield (
            one.ref,
            LATE.get(one.what, one.what),
            owing.name if owing else SIDE_NAME[one.side],
            DUTY[one.kind] if one.duty else "",
            lead.name if lead else "",
            known.towns.get(one.municipality or "", one.municipality or ""),
            day_of(since).isoformat(),
            (found.now - since).days,
            len(reminded),
            day_of(max(reminded)).isoformat() if reminded else "",
            sum(told.told_at is not None for told in one.reminders),
        )
