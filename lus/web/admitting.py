"""The page that admits a patient."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.access import may_record
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.terms import Terms
from lus.queries import units
from lus.queries.units import ToDo
from lus.usecases.outcomes import Recorded, Refused, Repeated
from lus.usecases.record import Act, record
from lus.web import drafting
from lus.web.actor import actor, frame, working
from lus.web.admission import KIND, Admission, blank, read
from lus.web.drafting import ADMISSION
from lus.web.forms import Data, one
from lus.web.pages import PURPOSE, card
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
    shown = blank(here, municipalities, found.data)
    surrounds = frame(working(request), to_do, here.now)
    return page("pages/admission.html", frame=surrounds, form=shown, key=new_key(), draft=found.notice)


@router.post("/inskriv", dependencies=[allows(Permission.CASE)])
def admit(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Begin a case and go to it; or the form again, with what is wrong."""
    here, _, _ = _beginning(request)
    found = read(data, here)
    if found.header is None:
        return _refused(request, data, found)
    act = Act(case=found.header, kind=KIND, fields=found.own, key=key_of(data), at=found.at)
    outcome = record(request.app.state.system, actor(request), act)
    if isinstance(outcome, Recorded | Repeated):
        drafting.sent(request, data)
        return RedirectResponse(f"/arende/{outcome.ref}?klart={KIND}", 303)
    faults = outcome.refusals if isinstance(outcome, Refused) else ()
    return _refused(request, data, Admission(None, {}, None, faults or (Refusal("changed_meanwhile"),)))


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
