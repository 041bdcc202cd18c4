"""What a coordinator does from its list: reminds, escalates, notes; or opens the case, which everybody on it sees."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.coordination import FROM_THE_LIST
from lus.domain.duties import ROWS
from lus.domain.errors import Refusal
from lus.usecases.outcomes import Conflict, NotFound, Refused
from lus.usecases.record import Act, record
from lus.web.actor import actor
from lus.web.coordination import FIELD, Tried
from lus.web.filters import BOARD, NAMES
from lus.web.forms import Data, FaultError, one, read_text
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
    duty, asked = one(data, "duty"), dict(parse_qsl(one(data, "vald")))
    chosen = {name: value for name, value in asked.items() if name in NAMES}
    wanted = asked.get("kind", "")
    wanted = wanted if wanted in ROWS else ""
    name = FIELD[kind]
    own: dict[str, object] = {"party": asking.unit} if kind == "party_added" else {"duty": duty}
    try:
        own |= {name: read_text(kind, name, data)} if name else {}
    except FaultError as fault:
        against: tuple[Refusal, ...] | None = (Refusal(fault.code, fault.values_told, name),)
    else:
        against = _recorded(request, Act(case=ref, kind=kind, fields=own, key=key_of(data)))
    if against is not None and not against:
        return RedirectResponse(_back(ref, kind, duty, chosen | ({"kind": wanted} if wanted else {})), 303)
    tried = Tried(kind, duty, one(data, name) if name else "", against or (), gone=against is None)
    status = 404 if tried.gone else 422 if any(r.field for r in tried.refusals) else 409
    return boards(request, chosen, kind=wanted, tried=tried, status_code=status)


def _recorded(request: Request, wanted: Act) -> tuple[Refusal, ...] | None:
    """Nothing: it is recorded, or was by this very form. None: the case is not in the list."""
    outcome = record(request.app.state.system, actor(request), wanted)
    if isinstance(outcome, NotFound):
        return None
    return outcome.refusals if isinstance(outcome, Refused | Conflict) else ()


def _back(ref: str, kind: str, duty: str, chosen: dict[str, str]) -> str:
    if kind == "party_added":
        return f"/arende/{ref}?klart={kind}"
    row = duty if duty.isalnum() and duty.isascii() else ""
    return f"{BOARD}?{urlencode({**chosen, 'klart': kind, 'rad': row})}#k-{row}"
