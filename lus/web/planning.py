"""The form that begins a plan without any stay."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from lus.domain.errors import Refusal
from lus.domain.facts import PlanOpened
from lus.domain.refusals.plans import PSYCHIATRY
from lus.web import drafting, whom
from lus.web.actor import frame, working
from lus.web.beginning import Begun, begin, beginning
from lus.web.drafting import PLAN
from lus.web.fields import fields
from lus.web.forms import Data, Known, one, parse, slots_of
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.web.situation import Situation
from lus.web.whom import Blank, read_header
from lus.words.forms import PATIENT

router = APIRouter()
KIND = PlanOpened.kind
ASKED = ("plan", "why", "registered_in", "decision_at", "physician")
COMPULSORY = frozenset({"plan", "decision_at", "physician"})
"""Asked of psychiatry alone: others make no plan of open compulsory care."""


@router.get("/sip/ny", dependencies=[allows(Permission.CASE)])
def show(request: Request) -> Response:
    """The form, empty or with the person's draft."""
    here, to_do = beginning(request, KIND, {})
    asked = {name: request.query_params.getlist(name) for name in ("utkast",) if name in request.query_params}
    found = drafting.find(request, PLAN, asked, here.now)
    surrounds = frame(working(request), to_do, here.now, "sip")
    shown = blank(here, found.data)
    return page("pages/plan_new.html", frame=surrounds, form=shown, key=new_key(), draft=found.notice)


@router.post("/sip/ny", dependencies=[allows(Permission.CASE)])
def send(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Begin the plan and go to it; or the form again, with what is wrong."""
    here, to_do = beginning(request, KIND, {})
    begun = begin(request, KIND, read(data, here), data)
    if isinstance(begun, Response):
        return begun
    drafting.save(request, PLAN, data)
    shown = blank(here, data, begun)
    surrounds = frame(working(request), to_do, here.now, "sip")
    status = 422 if shown.errors else 409
    draft = drafting.notice(PLAN, one(data, "utkast"))
    return page("pages/plan_new.html", status_code=status, frame=surrounds, form=shown, key=key_of(data), draft=draft)


def _asked(here: Situation) -> list[Any]:
    """The fields that the unit fills in."""
    psychiatry = here.terms.units[here.unit].kind in PSYCHIATRY
    return [slot for slot in slots_of(KIND) if slot.name in ASKED and (psychiatry or slot.name not in COMPULSORY)]


def read(data: Data, here: Situation) -> Begun:
    """The form, read. Pure: any text gives a plan or named faults."""
    faults: list[Refusal] = []
    header = read_header(data, here.now, faults)
    names = {slot.name for slot in _asked(here)}
    names |= {f"decision_at_{part}" for part in ("day", "time", "fold")}
    asked = {name: values for name, values in data.items() if name in names}
    parsed = parse(KIND, {"plan": ["sip"], **asked}, here.now, Known(frozenset(here.cards)))
    faults += parsed.faults
    return Begun(faults=tuple(faults)) if faults else Begun(header, parsed.own)


def blank(here: Situation, data: Data | None = None, faults: tuple[Refusal, ...] = ()) -> Blank:
    """The form: empty, or with what was typed and what is wrong."""
    others = [fault for fault in faults if fault.field not in PATIENT]
    return whom.blank(data, faults, fields(here, KIND, _asked(here), data, others))
