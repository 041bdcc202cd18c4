"""The inbox's page: read, and acknowledge one message or several with one click."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from lus.queries import inbox as waiting
from lus.queries import units
from lus.usecases.outcomes import Recorded, Repeated
from lus.usecases.record import Act, record
from lus.web.actor import actor, frame, working
from lus.web.forms import Data, number, one
from lus.web.inbox import done, inbox
from lus.web.pages import PURPOSE, REF, card
from lus.web.permissions import Permission, allows
from lus.web.render import new_key, page
from lus.web.sent import key_of, typed
from lus.words.acts import READ

router = APIRouter()
LATELY = timedelta(days=1)
NOTHING_MARKED = "Inget meddelande är markerat. Markera minst ett och försök igen."


@router.get("/inkorg", dependencies=[allows(Permission.BOARD)])
def show(request: Request, sida: str = "", klart: str = "", redan: str = "", vad: str = "") -> Response:
    """A page of what the unit is to acknowledge. `klart`, `redan`: what was just acknowledged, or had been before."""
    told = done(number(klart) or 0, number(redan) or 0, vad if vad in READ else "")
    return _page(request, number(sida) or 1, told=told)


@router.post("/inkorg", dependencies=[allows(Permission.CASE)])
def acknowledge(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Acknowledge the message whose button was pressed, else those that are marked; and stay."""
    asked = data.get("en") or data.get("markerad") or ()
    wanted = list(dict.fromkeys(filter(None, map(_message, asked))))[: waiting.A_PAGE]
    at_page = number(one(data, "sida")) or 1
    if not wanted:
        return _page(request, at_page, wrong=NOTHING_MARKED)
    key = key_of(data)
    recorded = sum(_acknowledged(request, ref, seq, key) for ref, seq in wanted)
    told = f"klart={recorded}&redan={len(wanted) - recorded}"
    kind = next(iter(data.get(f"vad.{wanted[0][0]}.{wanted[0][1]}", ())), "") if len(wanted) == 1 else ""
    told += f"&vad={kind}" if kind in READ else ""
    return RedirectResponse(f"/inkorg?{told}" + (f"&sida={at_page}" if at_page > 1 else ""), 303)


def _acknowledged(request: Request, ref: str, seq: int, key: str) -> bool:
    """Each message is a fact of its own, with a key of its own; what refuses one does not stop the others."""
    act = Act(case=ref, kind="acknowledged", fields={"of": seq}, key=f"{key}:{ref}:{seq}")
    return isinstance(record(request.app.state.system, actor(request), act), Recorded | Repeated)


def _message(value: str) -> tuple[str, int] | None:
    """The case and the fact that a row of the form names; None where it names none."""
    ref, _, seq = value.partition(".")
    found = number(seq)
    return (ref, found) if REF.fullmatch(ref) and found else None


def _page(request: Request, at_page: int, *, told: str = "", wrong: str = "") -> Response:
    who = working(request)
    asking = who.actor
    at_page = min(at_page, waiting.MOST_PAGES)
    with request.app.state.system.reading(asking, PURPOSE) as door:
        found = waiting.inbox(door, at_page)
        heard = waiting.heard(door, door.now - LATELY) if asking.side == "ward" else None
        to_do = units.to_do(door, asking.unit)
        named = {one.sender for one in found}
        named |= {party.unit for case in heard or () for party in case.parties if party.unit}
        known = units.cards(door, named)
        now = door.now
    cards = {unit: card(unit, one) for unit, one in known.items()}
    sides = {unit: one.unit.side for unit, one in known.items()}
    shown = inbox(found, heard, cards, sides, side=asking.side, unread=to_do.unread, page=at_page, now=now)
    surrounds = frame(who, to_do, now, "inkorg")
    status = 422 if wrong else 200
    return page(
        "pages/inbox.html", status_code=status, frame=surrounds, inbox=shown, told=told, wrong=wrong, key=new_key()
    )
