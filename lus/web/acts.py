"""One form and one POST for every kind of fact: read, try, record; refused ones keep what was typed."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from lus.domain.attachment import KINDS_WITH_FILES, File
from lus.domain.calendar import day_of
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import KINDS, Fact, OpenCompulsoryCareDecided, SipCalled, slots
from lus.usecases.calling import Call, Decision, begin_compulsory, take_to_plan
from lus.usecases.drafts import Form
from lus.usecases.outcomes import Conflict, NotFound, Refused
from lus.usecases.record import Act, record, sent_before
from lus.web import drafting
from lus.web.actor import actor, frame, working
from lus.web.attachments import looked_at, uploaded
from lus.web.elsewhere import WHERE
from lus.web.filling import Filled, asks_when, fill_in
from lus.web.forms import Data, number, one
from lus.web.pages import opened
from lus.web.patient import Patient
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.web.sheet import AGAIN, sheet
from lus.web.situation import Situation, audience
from lus.web.whom import header_again
from lus.words import KIND, inside

router = APIRouter()
ABOUT = ("svar", "of", "duty", "utkast", WHERE)


@router.get("/arende/{ref}/{kind}", dependencies=[allows(Permission.CASE)])
def show(request: Request, ref: str, kind: str) -> Response:
    """The form with the person's draft, or empty, with what the case already knows.

    The address may fix an answer, the fact or the duty that it is about, or the draft.
    """
    _known(kind)
    asked = {name: request.query_params.getlist(name) for name in ABOUT if name in request.query_params}
    here, patient, to_do = opened(request, ref, kind=kind, data=asked)
    _of_this_case(here, kind)
    found = drafting.find(request, Form(here.ref, kind), asked, here.now)
    if found.data and one(found.data, WHERE) != one(asked, WHERE):
        here, patient, to_do = opened(request, ref, kind=kind, data=found.data)
    shown = sheet(here, patient, kind, found.data or asked, Filled() if found.data else None)
    told = f"Klart: {inside(KIND[kind])}. Här är formuläret för nästa." if "igen" in request.query_params else ""
    surrounds = frame(working(request), to_do, here.now)
    return page("pages/form.html", frame=surrounds, sheet=shown, key=new_key(), draft=found.notice, told=told)


@router.post("/arende/{ref}/{kind}", dependencies=[allows(Permission.CASE)])
def send(
    request: Request,
    ref: str,
    kind: str,
    data: Annotated[Data, Depends(typed)],
    chosen: Annotated[list[UploadFile], Depends(uploaded)],
) -> Response:
    """Record what the form says and go back; or the form again, with what is wrong (422) or impossible (409)."""
    _known(kind)
    here, patient, to_do = opened(request, ref, kind=kind, data=data)
    _of_this_case(here, kind)
    draft = drafting.notice(form := Form(here.ref, kind), one(data, "utkast"))
    if one(data, "visa"):
        shown = sheet(here, patient, kind, data, Filled())
        surrounds = frame(working(request), to_do, here.now)
        return page("pages/form.html", frame=surrounds, sheet=shown, key=key_of(data), draft=draft, told="")
    filled = fill_in(here, kind, data)
    files, wrong = looked_at(chosen) if kind in KINDS_WITH_FILES else ((), ())
    filled = replace(filled, faults=(*filled.faults, *wrong))
    if not filled.faults:
        filled = replace(filled, faults=_recorded(request, here, kind, filled.facts, data, files, patient))
    if filled.impossible and _sent_before(request, here, kind, data):
        filled = Filled()
    if not filled.faults:
        drafting.sent(request, data)
        return RedirectResponse(_place(here, kind, filled, data), status_code=303)
    drafting.save(request, form, data)
    if filled.impossible:
        here, patient, to_do = opened(request, ref, kind=kind, data=data)
    shown = replace(sheet(here, patient, kind, data, filled), choose_again=bool(chosen))
    surrounds = frame(working(request), to_do, here.now)
    status = 409 if filled.impossible else 422
    return page(
        "pages/form.html", status_code=status, frame=surrounds, sheet=shown, key=key_of(data), draft=draft, told=""
    )


def _place(here: Situation, kind: str, filled: Filled, data: Data) -> str:
    """Back to the case or the board; to the board, which says what was done, where the case is no longer ours."""
    if filled.case and here.unit not in derive(filled.case, here.terms).parties:
        return f"/tavla?klart={kind}"
    if one(data, "igen") and kind in AGAIN:
        return f"/arende/{here.ref}/{kind}?igen=1"
    return "/tavla" if one(data, "back") == "tavla" else f"/arende/{here.ref}?klart={kind}"


def _of_this_case(here: Situation, kind: str) -> None:
    """Raises 404: nothing of the kind is recorded on such a case."""
    if here.history.kind not in KINDS[kind].cases:
        raise HTTPException(404)


def _sent_before(request: Request, here: Situation, kind: str, data: Data) -> bool:
    """Whether it is impossible because this very form did it: a double click is no mistake."""
    act = Act(case=here.ref, kind=kind, fields={}, key=key_of(data))
    return sent_before(request.app.state.system, actor(request), act) is not None


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise HTTPException(404)


def _recorded(  # noqa: PLR0917 what one sending is made of
    request: Request,
    here: Situation,
    kind: str,
    facts: tuple[Fact, ...],
    data: Data,
    files: tuple[File, ...],
    patient: Patient,
) -> tuple[Refusal, ...]:
    """Record them in order, each with a key of its own; what refuses one stops the rest."""
    key = key_of(data)
    expected = number(one(data, "version"))
    for place, fact in enumerate(facts, 1):
        own = {slot.name: getattr(fact, slot.name) for slot in slots(KINDS[fact.kind]) if slot.name != "attached"}
        last = place == len(facts)
        act = Act(
            case=here.ref,
            kind=fact.kind,
            fields=own,
            key=key if last else f"{key}:{place}",
            expected=expected if len(facts) == 1 else None,
            at=fact.at if asks_when(fact.kind) or fact.told_by_hand else None,
            channel=fact.channel,
            in_reply_to=fact.in_reply_to,
            files=files if last else (),
            receivers=None if not fact.receivers and audience(here, kind).fixed else fact.receivers,
        )
        outcome = record(request.app.state.system, actor(request), act)
        if isinstance(outcome, NotFound):
            raise HTTPException(404)
        if isinstance(outcome, Conflict):
            return outcome.refusals or (Refusal("changed_meanwhile"),)
        if isinstance(outcome, Refused):
            return outcome.refusals
        if isinstance(fact, SipCalled | OpenCompulsoryCareDecided):
            _to_plan(request, here, patient, fact, key)
    return ()


def _to_plan(
    request: Request, here: Situation, patient: Patient, fact: SipCalled | OpenCompulsoryCareDecided, key: str
) -> None:
    """Take the meeting that is called to onto a plan, or begin compulsory care's, unless we may not know of whom."""
    header = header_again(patient)
    if header is None:
        return
    # The ward is told of the meeting; what the plan is about, and confirmed by, begins when it has done its part.
    units, protection = here.terms.units, here.history.protection
    asked: dict[str, Any] = {
        "ref": here.ref,
        "key": key,
        "receivers": tuple(one for one in fact.receivers if units[one.unit].side != "ward"),
        "registered_in": None if patient.protected else here.history.registered(day_of(here.now)),
        "named": frozenset(protection.named if protection else ()),
    }
    system, who = request.app.state.system, actor(request)
    if isinstance(fact, OpenCompulsoryCareDecided):
        decision = Decision(decided_at=fact.judged_at or fact.at, physician=fact.physician, **asked)
        if not any(one.plan.kind == "compulsory" for one in here.plans):
            begin_compulsory(system, who, decision, header)
        return
    told = {name: getattr(fact, name) for name in ("meeting_at", "form", "place")}
    same = any(all(getattr(one, name) == told[name] for name in told) for one in here.history.all(SipCalled))
    plans = {one.ref: one.plan.standing.not_current(here.now) is None for one in here.plans}
    take_to_plan(system, who, Call(called_at=fact.recorded_at, unchanged=same, **told, **asked), header, plans)
