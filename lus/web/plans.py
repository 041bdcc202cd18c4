"""The unit's plans, and two versions of one side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from lus.queries import units
from lus.queries.plans import PlanLine, plans
from lus.web.actor import frame, working
from lus.web.forms import number
from lus.web.moments import Due, day, due, when
from lus.web.pages import PURPOSE, card, opened
from lus.web.patient import Patient, Shown, header, in_list
from lus.web.permissions import Permission, allows
from lus.web.plansaid import versions
from lus.web.render import page
from lus.web.status import Tag, current
from lus.web.status import tag as status_tag
from lus.words.acts import DUTY_NOW

router = APIRouter()
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
    every = versions(here)
    if not every:
        raise HTTPException(404)
    later = _chosen(till, len(every)) or len(every)
    earlier = _chosen(fran, len(every)) or max(later - 1, 1)
    places = dict.fromkeys((min(earlier, later), max(earlier, later)))
    sides = [every[place - 1] for place in places]
    surrounds = frame(working(request), to_do, here.now)
    return page(
        "pages/versions.html",
        frame=surrounds,
        patient=header(patient),
        versions=[version for version, _ in every],
        sides=sides,
        chosen=tuple(places),
    )


def _chosen(asked: str, most: int) -> int:
    found = number(asked) or 0
    return found if 1 <= found <= most else 0
