"""The page that admits a patient."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from lus.domain.access import may_record
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import Interrupted
from lus.domain.terms import Terms
from lus.queries import units
from lus.queries.units import ToDo
from lus.usecases.readmission import REASON, readmit
from lus.usecases.record import Act, record
from lus.web import drafting
from lus.web.actor import actor, frame, working
from lus.web.admission import KIND, Admission, again, blank, read, same_person
from lus.web.beginning import came_of
from lus.web.drafting import ADMISSION, Found
from lus.web.forms import Data, one
from lus.web.offers import may_readmit
from lus.web.pages import PURPOSE, card, opened
from lus.web.patient import Patient
from lus.web.permissions import NotAllowed, Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.web.situation import Situation

router = APIRouter()


@router.get("/inskriv", dependencies=[allows(Permission.CASE)])
def show(request: Request) -> Response:
    """The form, empty or with the person's draft, for wards."""
    here, municipalities, to_do = _beginning(request)
    asked = {name: request.query_params.getlist(name) for name in ("utkast",) if name in request.query_params}
    found = drafting.find(request, ADMISSION, asked, here.now)
    previous = request.query_params.get("tidigare", "")
    if previous and one(found.data or {}, "previous_case") != previous:
        before, there = _previous(request, previous)
        found = Found(again(before, there), drafting.notice(ADMISSION))
    shown = blank(here, municipalities, found.data)
    surrounds = frame(working(request), to_do, here.now)
    return page("pages/admission.html", frame=surrounds, form=shown, key=new_key(), draft=found.notice)


@router.post("/inskriv", dependencies=[allows(Permission.CASE)])
def admit(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Begin a case and go to it; or the form again, with what is wrong."""
    here, _, _ = _beginning(request)
    found = read(data, here)
    previous = one(data, "previous_case")
    if previous:
        try:
            found = same_person(found, _previous(request, previous)[0])
        except HTTPException:
            found = Admission(None, {}, None, (*found.faults, Refusal("previous_gone", {"ref": previous[:8]})))
    if found.header is None:
        return _refused(request, data, found)
    act = Act(case=found.header, kind=KIND, fields=found.own, key=key_of(data), at=found.at)
    system, who = request.app.state.system, actor(request)
    outcome = readmit(system, who, act, previous) if previous else record(system, who, act)
    begun = came_of(request, outcome, KIND, data)
    return begun if isinstance(begun, Response) else _refused(request, data, Admission(None, {}, None, begun))


def _previous(request: Request, ref: str) -> tuple[Patient, Situation]:
    """The case that the patient comes back from. Raises 404: none of ours, or the patient has not left.

    One that was interrupted by this very form, sent again, is accepted: the form's key knows what it gave.
    """
    here, patient, _ = opened(request, ref, telling=False)
    cut = here.history.cut
    if not may_readmit(here) and not (isinstance(cut, Interrupted) and cut.reason == REASON and here.side == "ward"):
        raise HTTPException(404)
    return patient, here


def _beginning(request: Request) -> tuple[Situation, dict[str, str], ToDo]:
    """No case yet: the unit, the open care a patient may be listed at, the municipalities. Raises NotAllowed."""
    asking = actor(request)
    if not may_record(asking, KIND):
        raise NotAllowed
    system = request.app.state.system
    with system.reading(asking, PURPOSE) as door:
        own = units.cards(door, [asking.unit])
        region = units.receivers(door, own[asking.unit].unit.principal, None)
        near = {**own, **units.cards(door, region.units)}
        municipalities = units.municipalities(door)
        to_do = units.to_do(door, asking.unit)
        units.without_patients(door, "admission")
        now = door.now
    terms = Terms(system.law, {unit: one.unit for unit, one in near.items()})
    cards = {unit: card(unit, one) for unit, one in near.items()}
    return Situation("", Case(), derive(Case(), terms), terms, asking.unit, now, cards), municipalities, to_do


def _refused(request: Request, data: Data, found: Admission) -> Response:
    """The form again, with what is wrong; what was typed is a draft from now on."""
    drafting.save(request, ADMISSION, data)
    here, municipalities, to_do = _beginning(request)
    shown = blank(here, municipalities, data, found.faults)
    surrounds = frame(working(request), to_do, here.now)
    status = 422 if shown.errors else 409
    draft = drafting.notice(ADMISSION, one(data, "utkast"))
    return page("pages/admission.html", status_code=status, frame=surrounds, form=shown, key=key_of(data), draft=draft)
