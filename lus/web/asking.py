"""The page that asks another unit about a person, without any stay: it begins a case of its own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from lus.domain.errors import Refusal
from lus.domain.facts import GROUNDS, CoordinationOpened, Receiver
from lus.web import drafting, whom
from lus.web.actor import frame, working
from lus.web.addressing import grounds
from lus.web.beginning import Begun, begin, beginning
from lus.web.drafting import QUESTION
from lus.web.elsewhere import WHERE, where
from lus.web.fields import Field, Option, fields, unit_options
from lus.web.forms import Data, Known, one, parse, slots_of
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.web.situation import LAW, Situation, audience, outside_region
from lus.web.whom import Blank, read_header
from lus.words.forms import FIELD
from lus.words.refusals import refusal

router = APIRouter()
KIND = CoordinationOpened.kind


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
    begun = begin(request, KIND, read(data, here), data)
    if isinstance(begun, Response):
        return begun
    drafting.save(request, QUESTION, data)
    shown = blank(here, data, begun)
    status = 422 if shown.errors else 409
    return page("pages/question.html", status_code=status, frame=surrounds, form=shown, key=key_of(data), draft=draft)


def read(data: Data, here: Situation) -> Begun:
    """The form, read. Pure: any text gives a question or named faults."""
    faults: list[Refusal] = []
    header = read_header(data, here.now, faults)
    parsed = parse(KIND, {**data, "protection": []}, here.now, Known(frozenset(here.cards)))
    faults += parsed.faults
    unit = next((u for u in audience(here, KIND).offered if str(u) == one(data, "to")), None)
    if unit is None:
        faults.append(Refusal("no_receiver", {}, "to"))
    ground = _ground(here, unit, data, faults)
    if faults or unit is None:
        return Begun(faults=tuple(faults))
    return Begun(header, parsed.own, (Receiver(unit, ground),))


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
    given = data or {}
    others = {fault.field: refusal(fault.code, fault.values, FIELD.get(fault.field or "", "")) for fault in faults}
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
    return whom.blank(data, faults, (*where(here), to, *asked, ground))
