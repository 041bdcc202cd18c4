"""*Drift*: how the installation works, and what an administrator has to see to. Nothing of a patient."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from starlette.responses import RedirectResponse, Response

from lus.queries.operations import operations
from lus.queries.units import ToDo
from lus.usecases import operations as operating
from lus.usecases.operations import LONGEST_NOTE, Outcome
from lus.usecases.outcomes import NotFound
from lus.web.actor import actor, frame, working
from lus.web.forms import Data, one
from lus.web.operations_view import NOTHING, Tried, drift
from lus.web.permissions import Permission, allows
from lus.web.render import page
from lus.web.sent import typed
from lus.words.operations import DONE, NOTE_MISSING, NOTE_TOO_LONG

router = APIRouter()
PLACE = "/drift"
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/drift", dependencies=[allows(Permission.OPERATIONS)])
def shown(request: Request, klart: str = "", fore: str = "") -> Response:
    """Everything as it is now. `klart`: what was just done; `fore`: that somebody had done it before."""
    return _page(request, NOTHING, told=DONE.get((klart, not fore), ""))


@router.post("/drift/meddelande/{number}/igen", dependencies=[allows(Permission.OPERATIONS)])
def again(request: Request, number: Number) -> Response:
    """Send what was given up once more."""
    return _done(operating.try_again(request.app.state.system, actor(request), number))


@router.post("/drift/meddelande/{number}/klart", dependencies=[allows(Permission.OPERATIONS)])
def mark(request: Request, number: Number, data: Annotated[Data, Depends(typed)]) -> Response:
    """Nothing more is done about it, and why."""
    note = one(data, "anteckning").replace("\0", "").strip()
    wrong = NOTE_TOO_LONG.format(len(note), LONGEST_NOTE) if len(note) > LONGEST_NOTE else "" if note else NOTE_MISSING
    if wrong:
        return _page(request, Tried(number, note, wrong), status=422)
    return _done(operating.mark_done(request.app.state.system, actor(request), number, note))


@router.post("/drift/schema/{task}/{act}", dependencies=[allows(Permission.OPERATIONS)])
def task(request: Request, task: str, act: str, data: Annotated[Data, Depends(typed)]) -> Response:
    """Run a task again (`igen`), or say that its alarm is seen to (`klart`); `sedd`: the run or alarm as shown."""
    acts = {"igen": operating.run_again, "klart": operating.see_to}
    seen = _moment(one(data, "sedd"))
    if act not in acts or seen is None:
        raise HTTPException(404)
    return _done(acts[act](request.app.state.system, actor(request), task, seen))


def _moment(told: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _done(outcome: Outcome) -> Response:
    if isinstance(outcome, NotFound):
        raise HTTPException(404)
    return RedirectResponse(f"{PLACE}?klart={outcome.what}{'' if outcome.first else '&fore=1'}", 303)


def _page(request: Request, tried: Tried, *, told: str = "", status: int = 200) -> Response:
    who = working(request)
    with request.app.state.system.administering(who.actor) as door:
        found = operations(door)
    shown_now = drift(found, who.actor.provider, door.now, tried)
    if tried.number and not shown_now.errors:
        # Somebody else saw to it while the note was written.
        return RedirectResponse(f"{PLACE}?klart=done&fore=1", 303)
    surrounds = frame(who, ToDo(0, 0), door.now, "drift")
    return page("pages/operations.html", status_code=status, frame=surrounds, drift=shown_now, told=told)
