"""Search, by POST: what somebody looks for stands in no address. A number or a reference leads straight to its case.

A name leads to a list, even of one: it does not say who is meant, and opening a case is logged as reading it. The list
has an address of its own, so that going back and fetching again work; what was typed lies among the person's drafts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from lus.queries import search as queries
from lus.queries import units
from lus.queries.search import Hit, Hits
from lus.usecases import drafts
from lus.usecases.drafts import Form
from lus.web.actor import actor, frame, working
from lus.web.forms import Data, one
from lus.web.moments import day
from lus.web.pages import PURPOSE
from lus.web.patient import Patient, Shown, in_list
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import typed
from lus.web.status import Tag, in_row, tag

router = APIRouter()
SEARCH = Form(None, "search")
SHORTEST, LONGEST = 2, 200
TOO_SHORT = "Skriv minst två tecken: ett namn, ett personnummer eller ett ärendes beteckning."
TOO_LONG = "Det är för långt för att vara ett namn. Skriv högst 200 tecken."
GONE = "Sökningen finns inte kvar. Skriv den igen i sökfältet."
NOTHING = (
    "Ingen träff bland er enhets ärenden. Kontrollera stavningen, eller sök på personnumret."
    " Den som har skyddade personuppgifter hittas bara på nummer eller beteckning."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A hit as printed."""

    patient: Shown
    href: str
    status: tuple[Tag, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the page prints. `said`: how many, or why there are none."""

    said: str
    rows: tuple[Row, ...]
    more: bool
    wrong: str = ""


@router.post("/sok", dependencies=[allows(Permission.BOARD)])
def search(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Look for it; one case of that number or reference opens."""
    sought = one(data, "sok")
    wrong = TOO_SHORT if len(sought) < SHORTEST else TOO_LONG if len(sought) > LONGEST else ""
    if wrong:
        return _page(request, sought[:LONGEST], wrong)
    with request.app.state.system.reading(actor(request), PURPOSE) as door:
        found = queries.search(door, sought)
    if found.exact and len(found.hits) == 1:
        return RedirectResponse(f"/arende/{found.hits[0].ref}", 303)
    key = new_key()
    drafts.keep(request.app.state.system, actor(request), SEARCH, key=key, typed={"sok": [sought]})
    return RedirectResponse(f"/sok/{key}", 303)


@router.get("/sok/{key}", dependencies=[allows(Permission.BOARD)])
def results(request: Request, key: str) -> Response:
    """What the person's own search of that name finds now."""
    mine = drafts.found(request.app.state.system, actor(request), SEARCH)
    sought = next((one(draft.typed, "sok") for draft in mine if draft.key == key), "")
    return _page(request, sought, "" if sought else GONE)


def _page(request: Request, sought: str, wrong: str) -> Response:
    who = working(request)
    with request.app.state.system.reading(who.actor, PURPOSE) as door:
        to_do = units.to_do(door, who.actor.unit)
        if wrong:
            found = Hits((), exact=False, more=False)
            units.without_patients(door, "search")
        else:
            found = queries.search(door, sought)
        now = door.now
    shown = Results(_said(found), tuple(_row(hit, now) for hit in found.hits), found.more, wrong)
    status = 404 if wrong == GONE else 422 if wrong else 200
    return page("pages/search.html", status_code=status, frame=frame(who, to_do, now), results=shown, sought=sought)


def _said(found: Hits) -> str:
    if not found.hits:
        return NOTHING
    count = len(found.hits)
    return f"{count} {'träff' if count == 1 else 'träffar'} bland er enhets ärenden"


def _row(hit: Hit, now: datetime) -> Row:
    patient = in_list(Patient(hit.ref, hit.name, hit.number, protected=hit.protected is not None or hit.name is None))
    expected = f"hem beräknat {day(hit.expected_on, now)}" if hit.expected_on else ""
    where = "inte kvar på er tavla" if not hit.listed else expected if hit.status != "discharged" else ""
    if hit.plan and hit.status != "closed":
        # A plan is off the board whenever the unit owes nothing; it stands in the list of plans.
        where = "plan"
    status = tag(hit.status), *in_row(hit.status, hit.plan, now)
    return Row(patient, f"/arende/{hit.ref}", status, where)
