"""The page of questions that were passed on, for coordinators: which pair the address names, and how far back."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from lus.queries import bounces as passed_on
from lus.queries import units
from lus.web.actor import frame, working
from lus.web.bounces import HERE, bounces, pair_of, period, since
from lus.web.pages import PURPOSE, card
from lus.web.permissions import Looking, Permission, allows
from lus.web.render import page

router = APIRouter(route_class=Looking)


@router.get(HERE, dependencies=[allows(Permission.BOUNCES)])
def show(request: Request, tid: str = "", par: str = "") -> HTMLResponse:
    """Between whom questions were passed on, and how often. `tid`: days back; `par`: whose questions are told."""
    who = working(request)
    asking, chosen, pair = who.actor, period(tid), pair_of(par)
    with request.app.state.system.reading(asking, PURPOSE) as door:
        begins = since(chosen, door.now)
        found = passed_on.pairs(door, asking.unit, begins)
        ways = passed_on.ways(door, asking.unit, begins, pair) if pair else ()
        named = {unit for one in found for unit in (one.one, one.other)}
        named |= {unit for way in ways for step in way.steps for unit in (step.giver, step.taker) if unit is not None}
        stored = units.cards(door, named)
        to_do = units.to_do(door, asking.unit)
        now = door.now
    cards = {unit: card(unit, one) for unit, one in stored.items()}
    shown = bounces(found, ways, cards, chosen=chosen, pair=pair, now=now)
    return page("pages/bounces.html", frame=frame(who, to_do, now, "vidare"), shown=shown)
