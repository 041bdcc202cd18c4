"""Ending one assignment: at once, or after a day."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from lus.domain.errors import Refusal
from lus.queries import administration as known
from lus.usecases import administration
from lus.web.actor import actor
from lus.web.administration.common import (
    PLACE,
    Number,
    Typed,
    administering,
    control,
    done,
    errors,
    refusals,
    sheet,
    shown,
)
from lus.web.administration.people import dates
from lus.web.forms import Data, one
from lus.web.permissions import Permission, allows
from lus.web.sent import typed
from lus.words.units import LABEL, ROLE

router = APIRouter()


@router.get("/administration/uppdrag/{number}", dependencies=[allows(Permission.ADMINISTRATION)])
def assignment(request: Request, number: Number) -> Response:
    """What it is, and the form that ends it."""
    return _page(request, number, None, ())


@router.post("/administration/uppdrag/{number}", dependencies=[allows(Permission.ADMINISTRATION)])
def end(request: Request, number: Number, data: Annotated[Data, Depends(typed)]) -> Response:
    """End it, and back to the person; or the form again."""
    read = Typed(data, request.app.state.system.clock())
    until_on = read.day("until_on")
    if read.faults:
        return _page(request, number, data, tuple(read.faults))
    outcome = administration.end_assignment(request.app.state.system, actor(request), number, until_on)
    refused = refusals(outcome)
    if refused or not isinstance(outcome, administration.Done):
        return _page(request, number, data, refused)
    return done(f"{PLACE}/person/{outcome.id}", "end")


def _page(request: Request, number: int, data: Data | None, faults: tuple[Refusal, ...]) -> Response:
    with administering(request) as door:
        found = known.assignments(door, assignment=number)
        known.viewed(door, f"administration_assignment:{number}", found=bool(found))
    if not found:
        raise HTTPException(404)
    row = found[0]
    typed_day = one(data, "until_on") if data else ""
    field = control("until_on", "day", typed_day, errors(faults), hint=LABEL["last_on_hint"])
    made = sheet(f"{PLACE}/uppdrag/{number}", "Avsluta uppdraget", (field,), faults)
    span, told = dates(row)
    values = {"row": row, "role": ROLE[row.role], "span": span, "told": told}
    return shown(request, "assignment", door.now, status=made.status, sheet=made, **values)
