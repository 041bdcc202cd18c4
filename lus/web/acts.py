"""One form and one POST for every kind of fact: read, try, record; refused ones keep what was typed."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.errors import Refusal
from lus.domain.facts import KINDS, Fact, slots
from lus.usecases.outcomes import Conflict, NotFound, Refused
from lus.usecases.record import Act, record
from lus.web.actor import actor, frame, working
from lus.web.forms import Data, one
from lus.web.pages import opened
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sheet import Filled, fill_in, sheet
from lus.web.situation import Situation, audience

router = APIRouter()
MOST_FIELDS = 400
LONGEST_KEY = 100


async def typed(request: Request) -> Data:
    """The form as sent: names and their values; files are left out."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


@router.get("/arende/{ref}/{kind}", dependencies=[allows(Permission.CASE)])
def show(request: Request, ref: str, kind: str) -> Response:
    """The empty form, with what the case already knows. The address may fix an answer or the fact it is about."""
    _known(kind)
    chosen = {
        name: request.query_params.getlist(name) for name in ("svar", "of", "duty") if name in request.query_params
    }
    return _form(request, ref, kind, chosen, None)


@router.post("/arende/{ref}/{kind}", dependencies=[allows(Permission.CASE)])
def send(request: Request, ref: str, kind: str, data: Annotated[Data, Depends(typed)]) -> Response:
    """Record what the form says and go back; or the form again, with what is wrong (422) or impossible (409)."""
    _known(kind)
    if one(data, "visa"):
        return _form(request, ref, kind, data, Filled())
    here, patient, to_do = opened(request, ref, kind=kind)
    filled = fill_in(here, kind, data)
    if not filled.faults:
        filled = replace(filled, faults=_recorded(request, here, kind, filled.facts, data))
    if not filled.faults:
        place = "/tavla" if one(data, "back") == "tavla" else f"/arende/{here.ref}?klart={kind}"
        return RedirectResponse(place, status_code=303)
    if filled.impossible:
        here, patient, to_do = opened(request, ref, kind=kind)
    shown = sheet(here, patient, kind, data, filled)
    surrounds = frame(working(request), to_do, here.now)
    status = 409 if filled.impossible else 422
    return page("pages/form.html", status_code=status, frame=surrounds, sheet=shown, key=key_of(data))


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise HTTPException(404)


def key_of(data: Data) -> str:
    """The key that the form was rendered with; a form without one records once each time it is sent."""
    given = one(data, "key")
    return given if given.isascii() and given.isprintable() and 0 < len(given) <= LONGEST_KEY else new_key()


def _form(request: Request, ref: str, kind: str, data: Data, filled: Filled | None) -> Response:
    here, patient, to_do = opened(request, ref, kind=kind)
    shown = sheet(here, patient, kind, data, filled)
    return page("pages/form.html", frame=frame(working(request), to_do, here.now), sheet=shown, key=key_of(data))


def _recorded(request: Request, here: Situation, kind: str, facts: tuple[Fact, ...], data: Data) -> tuple[Refusal, ...]:
    """Record them in order, each with a key of its own; what refuses one stops the rest."""
    key = key_of(data)
    version = one(data, "version")
    expected = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None  # noqa: PLR2004
    for place, fact in enumerate(facts, 1):
        own = {slot.name: getattr(fact, slot.name) for slot in slots(KINDS[fact.kind])}
        last = place == len(facts)
        act = Act(
            case=here.ref,
            kind=fact.kind,
            fields=own,
            key=key if last else f"{key}:{place}",
            expected=expected if len(facts) == 1 else None,
            at=None if KINDS[fact.kind].sent and not fact.told_by_hand else fact.at,
            channel=fact.channel,
            in_reply_to=fact.in_reply_to,
            receivers=None if not fact.receivers and audience(here, kind).fixed else fact.receivers,
        )
        outcome = record(request.app.state.system, actor(request), act)
        if isinstance(outcome, NotFound):
            raise HTTPException(404)
        if isinstance(outcome, Conflict):
            return outcome.refusals or (Refusal("changed_meanwhile"),)
        if isinstance(outcome, Refused):
            return outcome.refusals
    return ()
