"""The pages on which a person, and a unit's manager, say where and when they are told."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.errors import Refusal
from lus.usecases import preferring
from lus.usecases.outcomes import NotFound, Refused
from lus.usecases.preferring import Known, Whose
from lus.web.actor import actor, frame_if_signed_in
from lus.web.forms import Data, one
from lus.web.permissions import Permission, allows
from lus.web.preferences import NEW, form, read, told
from lus.web.render import page
from lus.web.sent import typed
from lus.words.units import DONE

router = APIRouter()
OWN, UNITS = "/paminnelser/mina", "/paminnelser/enheten"


@router.get(OWN, dependencies=[allows(Permission.BOARD)])
def own(request: Request) -> Response:
    """Where the person is told, working for this unit."""
    return _shown(request, _own(request), None, ())


@router.post(OWN, dependencies=[allows(Permission.BOARD)])
def change_own(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """As typed; or the form again."""
    return _changed(request, _own(request), data)


@router.post(f"{OWN}/prov", dependencies=[allows(Permission.BOARD)])
def try_own(request: Request) -> Response:
    """A message to the person's address."""
    return _tried(request, _own(request))


@router.get(UNITS, dependencies=[allows(Permission.BOARD)])
def units(request: Request) -> Response:
    """Where the unit is told: its manager's page, 404 for everybody else."""
    return _shown(request, _units(request), None, ())


@router.post(UNITS, dependencies=[allows(Permission.BOARD)])
def change_units(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """As typed; or the form again."""
    return _changed(request, _units(request), data)


@router.post(f"{UNITS}/prov", dependencies=[allows(Permission.BOARD)])
def try_units(request: Request) -> Response:
    """A message to the unit's addresses."""
    return _tried(request, _units(request))


def _own(request: Request) -> Whose:
    asking = actor(request)
    if asking.person is None:
        raise HTTPException(404)
    return Whose(asking.unit, asking.person)


def _units(request: Request) -> Whose:
    return Whose(actor(request).unit)


def _address(whose: Whose) -> str:
    return UNITS if whose.person is None else OWN


def _found(request: Request, whose: Whose) -> Known:
    found = preferring.known(request.app.state.system, actor(request), whose)
    if found is None or not found.may:
        raise HTTPException(404)
    return found


def _shown(
    request: Request, whose: Whose, data: Data | None, faults: tuple[Refusal, ...], secret: str = ""
) -> Response:
    found, own = _found(request, whose), whose.person is not None
    made = form(_address(whose), found, data, faults, units=not own)
    return page(
        "pages/preferences.html",
        status_code=made.status,
        frame=frame_if_signed_in(request, "paminnelser"),
        name=found.name,
        own=own,
        manages=found.manages,
        sheet=made,
        told=told(found, own=own),
        secret=secret,
        klart=DONE.get(request.query_params.get("klart", ""), ""),
    )


def _changed(request: Request, whose: Whose, data: Data) -> Response:
    found = _found(request, whose)
    system = request.app.state.system
    wanted, faults = read(data, found.now)
    if faults:
        return _shown(request, whose, data, (*faults, *preferring.against(system, wanted)))
    renew = one(data, "secret") == NEW
    outcome = preferring.change(system, actor(request), whose, wanted, one(data, "mark"), new_secret=renew)
    if isinstance(outcome, NotFound):
        raise HTTPException(404)
    if isinstance(outcome, Refused):
        return _shown(request, whose, data, outcome.refusals)
    if outcome.secret:
        return _shown(request, whose, None, (), outcome.secret)
    return RedirectResponse(f"{_address(whose)}?klart=told", 303)


def _tried(request: Request, whose: Whose) -> Response:
    if not preferring.try_out(request.app.state.system, actor(request), whose):
        raise HTTPException(404)
    return RedirectResponse(f"{_address(whose)}?klart=trial#prov", 303)
