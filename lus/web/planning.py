"""The unit's plans, the form that begins one without any stay, and two versions of one side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.errors import Refusal
from lus.domain.facts import PlanOpened, PlanVersioned
from lus.domain.plan import agreed
from lus.domain.refusals.plans import PSYCHIATRY
from lus.queries import units
from lus.queries.plans import PlanLine, plans
from lus.usecases.outcomes import Recorded, Refused, Repeated
from lus.usecases.record import Act, Header, record
from lus.web import drafting
from lus.web.actor import actor, frame, working
from lus.web.admission import NOBODY, header_of, number_of, patient_fields, told
from lus.web.asking import WHOM, beginning
from lus.web.drafting import PLAN
from lus.web.fields import Field, fields
from lus.web.filters import number
from lus.web.forms import Data, FaultError, Known, line, one, parse, slots_of
from lus.web.moments import Due, day, due, when
from lus.web.pages import PURPOSE, card, opened
from lus.web.patient import Patient, Shown, header, in_list
from lus.web.permissions import Permission, allows
from lus.web.planpage import said, versions
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.web.situation import Situation
from lus.web.status import Tag, current
from lus.web.status import tag as status_tag
from lus.words.acts import DUTY_NOW
from lus.words.codes import PROTECTED
from lus.words.forms import PATIENT
from lus.words.refusals import refusal

router = APIRouter()
KIND = PlanOpened.kind
ASKED = ("plan", "why", "registered_in", "decision_at", "physician")
COMPULSORY = frozenset({"plan", "decision_at", "physician"})
"""Asked of psychiatry alone: others make no plan of open compulsory care."""

EMPTY = (
    "Er enhet är inte med i någon plan. En plan kommer hit när ni kallar till SIP, påbörjar en här, "
    "eller omfattas av samtycket till en."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A plan in the list."""

    patient: Shown
    href: str
    current: Tag
    status: Tag
    lead: str
    meeting: str
    follow_up: str
    who: str
    what: str
    due: Due | None


@router.get("/sip", dependencies=[allows(Permission.BOARD)])
def list_page(request: Request) -> Response:
    """The open plans of the unit in use."""
    who = working(request)
    with request.app.state.system.reading(who.actor, PURPOSE) as door:
        found, more = plans(door, who.actor.unit)
        wanted = {one.plan.lead for one in found} | {one.next_step.unit or 0 for one in found if one.next_step}
        cards = units.cards(door, wanted | {who.actor.unit})
        to_do, now = units.to_do(door, who.actor.unit), door.now
    names = {unit: card(unit, stored).short for unit, stored in cards.items()}
    rows = [_row(one, names, who.actor.unit, now) for one in found]
    stale = sum(row.current.look != "ok" for row in rows)
    summary = (
        f"{len(rows)} {'plan' if len(rows) == 1 else 'planer'} · {stale} inte {'aktuell' if stale == 1 else 'aktuella'}"
    )
    surrounds = frame(who, to_do, now, "sip")
    begins = who.actor.side != "coordinator"
    return page("pages/plans.html", frame=surrounds, rows=rows, more=more, summary=summary, empty=EMPTY, begins=begins)


def _row(one: PlanLine, names: Mapping[int, str], unit: int, now: datetime) -> Row:
    step, found = one.next_step, one.plan
    return Row(
        in_list(Patient(one.ref, one.name, one.number, protected=one.protected is not None or one.name is None)),
        f"/arende/{one.ref}",
        current(found.standing, now),
        status_tag(one.status),
        "Ni" if found.lead == unit else names.get(found.lead, "En annan enhet"),
        when(found.meeting_at, now) if found.meeting_at else "",
        day(found.follow_up_on, now) if found.follow_up_on else "",
        "" if step is None else "Ni" if step.unit == unit else names.get(step.unit or 0, "En annan enhet"),
        DUTY_NOW[step.kind] if step else "",
        due(step.due_at, step.due_on, now) if step else None,
    )


@router.get("/arende/{ref}/versioner", dependencies=[allows(Permission.CASE)])
def compare(request: Request, ref: str, fran: str = "", till: str = "") -> Response:
    """Two versions side by side, else the last and the one before it. Raises 404 where the case has none."""
    here, patient, to_do = opened(request, ref, telling=False)
    made = here.history.all(PlanVersioned)
    if not made:
        raise HTTPException(404)
    every = versions(here)
    later = _chosen(till, len(made)) or len(made)
    earlier = _chosen(fran, len(made)) or max(later - 1, 1)
    places = dict.fromkeys((min(earlier, later), max(earlier, later)))
    sides = [(every[place - 1], said(here, agreed(here.history, made[place - 1]))) for place in places]
    surrounds = frame(working(request), to_do, here.now)
    return page(
        "pages/versions.html",
        frame=surrounds,
        patient=header(patient),
        versions=every,
        sides=sides,
        chosen=tuple(places),
    )


def _chosen(asked: str, most: int) -> int:
    found = number(asked) or 0
    return found if 1 <= found <= most else 0


@dataclass(frozen=True, slots=True)
class Blank:
    """The form as a page prints it."""

    patient: tuple[Field, ...]
    plan: tuple[Field, ...]
    refused: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        return tuple((one.target, one.error) for one in (*self.patient, *self.plan) if one.error)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the form became: the header and the fact's own fields, or what is wrong with which field."""

    header: Header | None
    own: Mapping[str, Any]
    faults: tuple[Refusal, ...]


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
def begin(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Begin the plan and go to it; or the form again, with what is wrong."""
    here, to_do = beginning(request, KIND, {})
    found = read(data, here)
    if found.header:
        act = Act(case=found.header, kind=KIND, fields=found.own, key=key_of(data), receivers=())
        outcome = record(request.app.state.system, actor(request), act)
        if isinstance(outcome, Recorded | Repeated):
            drafting.sent(request, data)
            return RedirectResponse(f"/arende/{outcome.ref}?klart={KIND}", 303)
        faults = outcome.refusals if isinstance(outcome, Refused) else ()
        found = replace(found, faults=faults or (Refusal("changed_meanwhile"),))
    drafting.save(request, PLAN, data)
    shown = blank(here, data, found.faults)
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
    values = dict.fromkeys(("name", "address", "phone", "next_of_kin"), "")
    try:
        values["name"] = line("name", data, required=True)
    except FaultError as fault:
        faults.append(Refusal(fault.code, fault.values_told, "name"))
    identity = number_of(data, here.now, faults)
    protected = one(data, "protected")
    if protected not in PROTECTED:
        faults.append(Refusal("required_code", {}, "protected"))
    names = {slot.name for slot in _asked(here)}
    names |= {f"decision_at_{part}" for part in ("day", "time", "fold")}
    asked = {name: values for name, values in data.items() if name in names}
    parsed = parse(KIND, {"plan": ["sip"], **asked}, here.now, Known(frozenset(here.cards)))
    faults += parsed.faults
    if faults:
        return Begun(None, {}, tuple(faults))
    return Begun(header_of(values, identity, None if protected == NOBODY else protected), parsed.own, ())


def blank(here: Situation, data: Data | None = None, faults: tuple[Refusal, ...] = ()) -> Blank:
    """The form: empty, or with what was typed and what is wrong."""
    given = data or {"number_kind": ["personnummer"], "protected": [NOBODY]}
    errors = {fault.field: told(fault) for fault in reversed(faults) if fault.field and fault.field in PATIENT}
    whom = tuple(field for field in patient_fields(given, errors) if field.name in WHOM)
    others = [fault for fault in faults if fault.field not in PATIENT]
    asked = fields(here, KIND, _asked(here), data, others)
    refused = tuple(refusal(fault.code, fault.values) for fault in faults if fault.field is None)
    return Blank(whom, tuple(asked), refused)
