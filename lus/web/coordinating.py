"""What a coordinator does from its lists: reminds, escalates, notes, one row or many; or opens the case, which
everybody on it sees.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.coordination import ABOUT, FROM_THE_LIST
from lus.domain.errors import Refusal
from lus.domain.facts import Reminded
from lus.queries.coordination import LONGEST
from lus.usecases.outcomes import Conflict, NotFound, Refused
from lus.usecases.record import Act, record
from lus.web.actor import actor
from lus.web.forms import Data, FaultError, number, one, read_text
from lus.web.late import late_page
from lus.web.listing import FIELD, NO_MANY, NOTHING, Many, Tried
from lus.web.many import MANY
from lus.web.narrowing import Wanted, back_to
from lus.web.pages import REF, boards
from lus.web.permissions import Permission, allows
from lus.web.sent import key_of, typed

router = APIRouter()


@router.post("/samordning/{ref}/{kind}", dependencies=[allows(Permission.CASE)])
def act(request: Request, ref: str, kind: str, data: Annotated[Data, Depends(typed)]) -> Response:
    """Record it and go back to the row, or to the opened case; or the list again, with what is wrong.

    422: what was typed; 409: the case does not allow it; 404: the list has no such row, whoever asks.
    """
    asking = actor(request)
    if kind not in FROM_THE_LIST or asking.side != "coordinator" or not REF.fullmatch(ref):
        raise HTTPException(404)
    duty, wanted, name = one(data, "duty"), back_to(one(data, "fran")), FIELD[kind]
    own: dict[str, object] = {"party": asking.unit} if kind == "party_added" else {"duty": duty}
    try:
        own |= {name: read_text(kind, name, data)} if name else {}
    except FaultError as fault:
        against: tuple[Refusal, ...] | None = (Refusal(fault.code, fault.values_told, name),)
    else:
        seen = number(one(data, "sett")) or 0 if kind == Reminded.kind and "sett" in data else None
        against = _recorded(request, Act(case=ref, kind=kind, fields=own, key=key_of(data), expected=seen))
    if against is not None and not against:
        return RedirectResponse(_back(ref, kind, duty, wanted), 303)
    tried = Tried(kind, duty, one(data, name) if name else "", against or (), gone=against is None)
    status = 404 if tried.gone else 422 if any(r.field for r in tried.refusals) else 409
    return _again(request, wanted, tried=tried, status_code=status)


@router.post(MANY, dependencies=[allows(Permission.CASE)])
def many(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """One act for every marked row, each by itself, and the list again with what came of each.

    422: nothing is marked, or the text is wrong; 409: not one of them could be done. Sent twice, it is done once.
    """
    kind = one(data, "gor")
    if actor(request).side != "coordinator" or kind not in ABOUT:
        raise HTTPException(404)
    marks = [found for mark in dict.fromkeys(data.get("rad", ())) if (found := _mark(mark))][:LONGEST]
    name, wanted = FIELD[kind], back_to(one(data, "fran"))
    texts = {act: one(data, f"{act}_{FIELD[act]}") for act in ABOUT if FIELD[act]}
    marked = frozenset(duty for _, duty, _ in marks)
    try:
        own: dict[str, object] = {name: read_text(kind, name, {name: [texts[kind]]})} if name else {}
        fault = None if marks else Refusal("none_marked")
    except FaultError as wrong:
        fault = Refusal(wrong.code, wrong.values_told, name)
    if fault:
        return _again(request, wanted, many=Many(kind, marked, texts, error=fault), status_code=422)
    results, key = {}, key_of(data)
    for ref, duty, shown in marks:
        seen = shown if kind == Reminded.kind else None
        wish = Act(case=ref, kind=kind, fields={"duty": duty, **own}, key=f"{key}:{duty}", expected=seen)
        against = _recorded(request, wish)
        results[duty] = Tried(kind, duty, "", against or (), gone=against is None)
    refs = {duty: ref for ref, duty, _ in marks}
    status = 200 if any(tried.told for tried in results.values()) else 409
    return _again(request, wanted, many=Many(kind, marked, texts, results, refs), status_code=status)


def _mark(mark: str) -> tuple[str, str, int] | None:
    """Case, duty and the last reminder shown, as a row's box sends them."""
    ref, duty, shown = (*mark.split("."), "", "")[:3]
    return (ref, duty, number(shown) or 0) if REF.fullmatch(ref) and duty.isalnum() and duty.isascii() else None


def _recorded(request: Request, wanted: Act) -> tuple[Refusal, ...] | None:
    """Nothing: it is recorded, or was by this very form. None: the case is not in the list."""
    outcome = record(request.app.state.system, actor(request), wanted)
    if isinstance(outcome, NotFound):
        return None
    if isinstance(outcome, Conflict) and not outcome.refusals:
        last = next(one for one in reversed(outcome.since) if one.kind == wanted.kind)
        return (Refusal("reminded_already", {"at": last.at}),)
    return outcome.refusals if isinstance(outcome, Refused | Conflict) else ()


def _again(
    request: Request, wanted: Wanted, *, tried: Tried = NOTHING, many: Many = NO_MANY, status_code: int = 200
) -> Response:
    """The list that the form was sent from."""
    if wanted.late:
        return late_page(request, wanted, tried=tried, many=many, status_code=status_code)
    return boards(request, dict(wanted.filters), wanted=wanted, tried=tried, many=many, status_code=status_code)


def _back(ref: str, kind: str, duty: str, wanted: Wanted) -> str:
    if kind == "party_added":
        return f"/arende/{ref}?klart={kind}"
    row = duty if duty.isalnum() and duty.isascii() else ""
    join = "&" if "?" in wanted.address else "?"
    return f"{wanted.address}{join}klart={kind}&rad={row}#k-{row}"
