"""Who takes in what: for each principal a table of kinds of help and units."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from lus.domain.errors import Refusal
from lus.queries import administration as known
from lus.usecases import administration
from lus.web.actor import actor
from lus.web.administration.common import (
    PLACE,
    Sheet,
    Typed,
    administering,
    control,
    done,
    errors,
    refusals,
    sheet,
    shown,
)
from lus.web.forms import Data, number, one
from lus.web.permissions import Permission, allows
from lus.web.sent import typed
from lus.words.units import LABEL

router = APIRouter()
BEFORE = "before_"
"""What a choice was when the form was shown stands beside it, under this name."""


@router.get("/administration/mottagare", dependencies=[allows(Permission.ADMINISTRATION)])
def receivers(request: Request) -> Response:
    """The tables of the principals that the provider is."""
    return _page(request, "", None, ())


@router.post("/administration/mottagare/{principal}", dependencies=[allows(Permission.ADMINISTRATION)])
def change(request: Request, principal: str, data: Annotated[Data, Depends(typed)]) -> Response:
    """The table as chosen, if nobody changed it meanwhile; or the page again."""
    with administering(request) as door:
        known.viewed(door, "administration_receivers")
        own = next((one for one in known.routing(door) if one.code == principal), None)
        offered = [str(unit.id) for unit in known.neighbours(door) if own and known.takes_in(own, unit)]
    read = Typed(data, door.now)
    helps = own.helps if own else ()
    after = {kind: read.number(kind, offered) for kind in helps}
    before = {kind: number(one(data, BEFORE + kind)) for kind in helps}
    if read.faults:
        return _page(request, principal, data, tuple(read.faults))
    outcome = administration.change_routing(request.app.state.system, actor(request), principal, before, after)
    refused = refusals(outcome)
    return _page(request, principal, data, refused) if refused else done(f"{PLACE}/mottagare", "routing")


def _page(request: Request, principal: str, data: Data | None, faults: tuple[Refusal, ...]) -> Response:
    with administering(request) as door:
        known.viewed(door, "administration_receivers")
        tables, near = known.routing(door), known.neighbours(door)
    # What somebody else changed is shown as it is now: what was chosen was chosen instead of something else.
    typed_here = data if all(fault.field for fault in faults) else None
    made = [
        (table, _sheet(table, near, typed_here, faults) if table.code == principal else _sheet(table, near, None, ()))
        for table in tables
    ]
    status = max((one.status for _, one in made), default=200)
    return shown(request, "receivers", door.now, status=status, tables=made)


def _sheet(
    table: known.Principal, near: list[known.Neighbour], data: Data | None, faults: tuple[Refusal, ...]
) -> Sheet:
    options = tuple((str(unit.id), unit.name) for unit in near if known.takes_in(table, unit))
    now = {kind: str(table.routes.get(kind) or "") for kind in table.helps}
    chosen = {kind: one(data, kind) for kind in table.helps} if data is not None else now
    wrong = errors(faults)
    fields = tuple(
        control(kind, "select", chosen[kind], wrong, options, "" if now[kind] else LABEL["routing_hint"], needed=False)
        for kind in table.helps
    )
    hidden = tuple((BEFORE + kind, now[kind]) for kind in table.helps)
    return sheet(f"{PLACE}/mottagare/{table.code}", "Spara", fields, faults, hidden=hidden)
