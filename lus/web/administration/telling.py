"""Where a unit is told of what it owes: the administrator's page of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from lus.domain.errors import Refusal
from lus.usecases import preferring
from lus.usecases.outcomes import NotFound, Refused
from lus.usecases.preferring import Known, Whose
from lus.web.actor import actor
from lus.web.administration.common import PLACE, Number, done, shown
from lus.web.forms import Data, one
from lus.web.permissions import Permission, allows
from lus.web.preferences import NEW, form, read, told
from lus.web.sent import typed

router = APIRouter()
ADDRESS = f"{PLACE}/enhet/{{number}}/paminnelser"


@router.get(ADDRESS, dependencies=[allows(Permission.ADMINISTRATION)])
def unit(request: Request, number: Number) -> Response:
    """Where the unit is told."""
    return _page(request, number, None, ())


@router.post(ADDRESS, dependencies=[allows(Permission.ADMINISTRATION)])
def change(request: Request, number: Number, data: Annotated[Data, Depends(typed)]) -> Response:
    """As typed; or the form again."""
    system, renew = request.app.state.system, one(data, "secret") == NEW
    wanted, faults = read(data, _found(request, number).now)
    if faults:
        return _page(request, number, data, (*faults, *preferring.against(system, wanted)))
    outcome = preferring.change(system, actor(request), _whose(number), wanted, one(data, "mark"), new_secret=renew)
    if isinstance(outcome, NotFound):
        raise HTTPException(404)
    if isinstance(outcome, Refused):
        return _page(request, number, data, outcome.refusals)
    if outcome.secret:
        return _page(request, number, None, (), outcome.secret)
    return done(ADDRESS.format(number=number), "told")


@router.post(f"{ADDRESS}/prov", dependencies=[allows(Permission.ADMINISTRATION)])
def try_out(request: Request, number: Number) -> Response:
    """A message to the unit's addresses."""
    if not preferring.try_out(request.app.state.system, actor(request), _whose(number)):
        raise HTTPException(404)
    return done(ADDRESS.format(number=number), "trial")


def _whose(number: int) -> Whose:
    return Whose(number, administered=True)


def _found(request: Request, number: int) -> Known:
    found = preferring.known(request.app.state.system, actor(request), _whose(number))
    if found is None:
        raise HTTPException(404)
    return found


def _page(request: Request, number: int, data: Data | None, faults: tuple[Refusal, ...], secret: str = "") -> Response:
    found = _found(request, number)
    address = ADDRESS.format(number=number)
    made = form(address, found, data, faults, units=True)
    said = told(found, own=False)
    return shown(
        request, "telling", found.now, status=made.status, sheet=made, told=said, secret=secret, number=number,
        name=found.name,
    )  # fmt: skip
