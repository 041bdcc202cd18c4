"""The page behind the bell: what the unit, or the person there, has been told and is open still, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from lus.domain.calendar import DAY, day_of, end_of
from lus.domain.reminding import LIABILITY
from lus.queries import reminders, units
from lus.queries.reminders import A_PAGE, MOST_PAGES, Waiting
from lus.usecases import seeing
from lus.web.actor import actor, frame, working
from lus.web.duties import anchor
from lus.web.forms import Data, number, one
from lus.web.moments import Due, due, when
from lus.web.pages import PURPOSE
from lus.web.patient import Patient, in_list
from lus.web.permissions import Permission, allows
from lus.web.render import page
from lus.web.sent import typed
from lus.web.status import Tag, in_row
from lus.words.notation import deadline
from lus.words.reminders import OF_WHOM, WHAT, by, step

router = APIRouter()
ADDRESS = "/paminnelser"
MOST_KEYS = 500
"""Of what is told as one: one duty towards many units, told of many times."""


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder as printed. `patient`: who, where the unit is on the case; `href`: where it is seen to, if anywhere.

    `status`: of a plan, whether it is current. `seen` empty: unread; `about`: what the act is, where there is one.
    """

    keys: str
    patient: str
    protected: bool
    ref: str
    status: tuple[Tag, ...]
    what: str
    step: str
    why: str
    due: Due
    told: str
    times: int
    seen: str
    href: str
    about: str


@router.get(ADDRESS, dependencies=[allows(Permission.BOARD)])
def show(request: Request, sida: str = "", klart: str = "") -> Response:
    """A page of reminders. `klart`: how many were just marked as seen, if any."""
    at_page = min(number(sida) or 1, MOST_PAGES)
    who = working(request)
    with request.app.state.system.reading(who.actor, PURPOSE) as door:
        found = reminders.bell(door, at_page)
        to_do = units.to_do(door, who.actor.unit)
        now = door.now
    rows = [_row(one, who.actor.side == "coordinator", now) for one in found]
    return page(
        "pages/reminders.html",
        frame=frame(who, to_do, now, "paminnelser"),
        rows=rows,
        told=_told(klart),
        until=now.isoformat(),
        at_page=at_page,
        more=len(rows) == A_PAGE and at_page < MOST_PAGES,
    )


@router.post(ADDRESS, dependencies=[allows(Permission.BOARD)])
def see(request: Request, data: Annotated[Data, Depends(typed)]) -> Response:
    """Mark the one whose button was pressed as seen, else all that the page knew of."""
    system, asking = request.app.state.system, actor(request)
    keys, until = one(data, "en").split(), _moment(one(data, "till"))
    seen = 0
    if keys:
        seen = seeing.some(system, asking, keys[:MOST_KEYS])
    elif until:
        seen = seeing.until(system, asking, until)
    back = number(one(data, "sida")) or 1
    return RedirectResponse(f"{ADDRESS}?klart={seen}" + (f"&sida={back}" if back > 1 else ""), 303)


def _row(one: Waiting, coordinates: bool, now: datetime) -> Row:
    patient = in_list(Patient(one.ref, one.name, None, protected=one.protected is not None or one.name is None))
    what = WHAT[one.kind]
    listed = f"/tavla?kind={one.kind}#k-{one.duty}" if coordinates and one.kind != LIABILITY else ""
    at_duty = "money" if one.kind == LIABILITY else anchor(one.kind, None, one.due_at)
    return Row(
        " ".join(one.keys),
        patient.name if one.ours else "",
        patient.protected and one.ours,
        one.ref,
        in_row(one.status, one.plan, now),
        what[:1].upper() + what[1:],
        step(one.step, passed=one.kind != LIABILITY and one.due_at < now),
        OF_WHOM[one.personal, one.binding],
        _due(one, now),
        when(one.told_at, now),
        one.times,
        when(one.seen_at, now) if one.seen_at else "",
        f"/arende/{one.ref}#{at_duty}" if one.ours else listed,
        "" if one.kind == LIABILITY else f"/atgarder/{one.kind}",
    )


def _due(one: Waiting, now: datetime) -> Due:
    """By when; or from when it costs."""
    if one.kind == LIABILITY:
        late = one.due_at <= now
        return Due(by(one.kind, one.due_at), "late" if late else "soon", deadline(one.due_at))
    day = day_of(one.due_at) - DAY
    return due(one.due_at, day if end_of(day) == one.due_at else None, now)


def _told(klart: str) -> str:
    if not klart.isdigit():
        return ""
    return "Klart: markerat som läst." if number(klart) else "Det var redan läst, eller gäller inte längre."


def _moment(typed_text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed_text)
    except ValueError:
        return None
    return found if found.tzinfo else None
