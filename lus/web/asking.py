"""The page that asks another unit about a person, without any stay: it begins a case of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.access import may_record
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import GROUNDS, CoordinationOpened, Receiver
from lus.domain.terms import Terms
from lus.queries import units
from lus.queries.units import ToDo
from lus.usecases.outcomes import Recorded, Refused, Repeated
from lus.usecases.record import Act, Header, record
from lus.web import drafting
from lus.web.actor import actor, frame, working
from lus.web.addressing import grounds
from lus.web.admission import NOBODY, header_of, number_of, patient_fields, told
from lus.web.drafting import QUESTION
from lus.web.elsewhere import NAMES_ANY, WHERE, asked_for, where
from lus.web.fields import Field, Option, fields, unit_options
from lus.web.forms import Data, FaultError, Known, line, one, parse, slots_of
from lus.web.pages import PURPOSE, card
from lus.web.permissions import NotAllowed, Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.web.situation import LAW, Situation, audience, outside_region
from lus.words.codes import PROTECTED
from lus.words.forms import FIELD, PATIENT
from lus.words.refusals import refusal

router = APIRouter()
KIND = CoordinationOpened.kind
WHOM = ("name", "number_kind", "number", "protected")
"""What is asked of the person: enough to know who it is, and no more."""


@dataclass(frozen=True, slots=True)
class Blank:
    """The form as a page prints it."""

    patient: tuple[Field, ...]
    question: tuple[Field, ...]
    refused: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        return tuple((one.target, one.error) for one in (*self.patient, *self.question) if one.error)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form became: the header, the question and the unit asked, or what is wrong with which field."""

    header: Header | None
    own: Mapping[str, Any]
    to: tuple[Receiver, ...]
    faults: tuple[Refusal, ...]


@router.get("/fraga", dependencies=[allows(Permission.CASE)])
def show(request: Request) -> Response:
    """The form, empty or with the person's draft."""
    asked = {name: request.query_params.getlist(name) for name in ("utkast",) if name in request.query_params}
    here, to_do = beginning(request, KIND, {})
    found = drafting.find(request, QUESTION, asked, here.now)
    if found.data and one(found.data, WHERE):
        here, to_do = beginning(request, KIND, found.data)
    surrounds = frame(working(request), to_do, here.now)
    shown = blank(here, found.data)
    return page("pages/question.html", frame=surrounds, form=shown, key=new_key(), draft=found.notice)


@router.post("/fraga", dependencies=[allows(Permission.CASE)])
def ask(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Begin the case and go to it; or the form again, with what is wrong."""
    here, to_do = beginning(request, KIND, data)
    surrounds = frame(working(request), to_do, here.now)
    draft = drafting.notice(QUESTION, one(data, "utkast"))
    if one(data, "visa"):
        return page("pages/question.html", frame=surrounds, form=blank(here, data), key=key_of(data), draft=draft)
    found = read(data, here)
    if found.header:
        act = Act(case=found.header, kind=KIND, fields=found.own, key=key_of(data), receivers=found.to)
        outcome = record(request.app.state.system, actor(request), act)
        if isinstance(outcome, Recorded | Repeated):
            drafting.sent(request, data)
            return RedirectResponse(f"/arende/{outcome.ref}?klart={KIND}", 303)
        faults = outcome.refusals if isinstance(outcome, Refused) else ()
        found = replace(found, faults=faults or (Refusal("changed_meanwhile"),))
    drafting.save(request, QUESTION, data)
    shown = blank(here, data, found.faults)
    status = 422 if shown.errors else 409
    return page("pages/question.html", status_code=status, frame=surrounds, form=shown, key=key_of(data), draft=draft)


def read(data: Data, here: Situation) -> Asked:
    """The form, read. Pure: any text gives a question or named faults."""
    faults: list[Refusal] = []
    values = dict.fromkeys(("name", "address", "phone", "next_of_kin"), "")
    try:
        values["name"] = line("name", data, required=True)
    except FaultError as fault:
        faults.append(Refusal(fault.code, fault.values_told, "name"))
    number = number_of(data, here.now, faults)
    protected = one(data, "protected")
    if protected not in PROTECTED:
        faults.append(Refusal("required_code", {}, "protected"))
    parsed = parse(KIND, {**data, "protection": []}, here.now, Known(frozenset(here.cards)))
    faults += parsed.faults
    unit = next((u for u in audience(here, KIND).offered if str(u) == one(data, "to")), None)
    if unit is None:
        faults.append(Refusal("no_receiver", {}, "to"))
    ground = _ground(here, unit, data, faults)
    if faults or unit is None:
        return Asked(None, {}, (), tuple(faults))
    header = header_of(values, number, None if protected == NOBODY else protected)
    return Asked(header, parsed.own, (Receiver(unit, ground),), ())


def _ground(here: Situation, unit: int | None, data: Data, faults: list[Refusal]) -> str | None:
    """Asked where the unit is another principal's; inside the region its own is enough."""
    if unit is None or not outside_region(here, [unit]):
        return "same_region"
    ground = one(data, "ground")
    if ground not in GROUNDS or ground == LAW:
        faults.append(Refusal("required_code", {}, "ground"))
    return ground


def blank(here: Situation, data: Data | None = None, faults: tuple[Refusal, ...] = ()) -> Blank:
    """The form: empty, or with what was typed and what is wrong."""
    given = data or {"number_kind": ["personnummer"], "protected": [NOBODY]}
    errors = {fault.field: told(fault) for fault in reversed(faults) if fault.field and fault.field in PATIENT}
    others = {fault.field: refusal(fault.code, fault.values, FIELD.get(fault.field or "", "")) for fault in faults}
    whom = tuple(field for field in patient_fields(given, errors) if field.name in WHOM)
    asked = fields(here, KIND, [s for s in slots_of(KIND) if s.name == "question"], data, faults)
    options = unit_options(here, audience(here, KIND).offered, set(given.get("to", ())))
    to = Field("to", FIELD[f"{KIND}.to"], "select", True, options=options, error=others.get("to", ""))
    chosen = grounds(one(given, "ground") or None)
    ground = Field(
        "ground",
        FIELD["ground"],
        "select",
        False,
        options=tuple(Option(option.value, option.label, option.chosen) for option in chosen if option.value),
        hint="Bara om enheten hör till en annan huvudman än er.",
        error=others.get("ground", ""),
    )
    refused = tuple(refusal(fault.code, fault.values) for fault in faults if fault.field is None)
    return Blank(whom, (*where(here), to, *asked, ground), refused)


def beginning(request: Request, kind: str, data: Data) -> tuple[Situation, ToDo]:
    """No case yet: our unit and every unit of the county, ours or the one chosen. Raises NotAllowed.

    `kind`: the fact that is to begin it.
    """
    asking = actor(request)
    if not may_record(asking, kind):
        raise NotAllowed
    system = request.app.state.system
    with system.reading(asking, PURPOSE) as door:
        own = units.cards(door, [asking.unit])
        municipalities = units.municipalities(door)
        regions = units.regions(door) if kind in NAMES_ANY else {}
        county, named = asked_for(data, kind) if regions else ("", None)
        county = county if county in regions else own[asking.unit].unit.principal[:2]
        within = units.of_county(door, county)
        there = {*within, *([named] if named else [])}
        near = {**own, **units.cards(door, there)}
        to_do = units.to_do(door, asking.unit)
        units.without_patients(door, "question" if kind == KIND else "plan")
        now = door.now
    terms = Terms(system.law, {unit: stored.unit for unit, stored in near.items()})
    cards = {unit: card(unit, stored, staffed=within.get(unit, True)) for unit, stored in near.items()}
    here = Situation("", Case(), derive(Case(), terms), terms, asking.unit, now, cards, regions=regions, county=county)
    return replace(here, municipalities=municipalities), to_do
