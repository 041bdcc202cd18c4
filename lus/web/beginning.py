"""What the pages that begin a case without any stay share: our unit and those near, and recording what begins it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from lus.domain.access import may_record
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.facts import CoordinationOpened, Receiver
from lus.domain.terms import Terms
from lus.queries import units
from lus.queries.units import ToDo
from lus.usecases.outcomes import Outcome, Recorded, Refused, Repeated
from lus.usecases.record import Act, Header, record
from lus.web import drafting
from lus.web.actor import actor
from lus.web.elsewhere import NAMES_ANY, asked_for
from lus.web.forms import Data
from lus.web.pages import PURPOSE, card
from lus.web.permissions import NotAllowed
from lus.web.sent import key_of
from lus.web.situation import Situation


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form became: the header, the fact's own fields and its receivers, or what is wrong with which field."""

    header: Header | None = None
    own: Mapping[str, Any] = field(default_factory=dict)
    to: tuple[Receiver, ...] = ()
    faults: tuple[Refusal, ...] = ()


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
        units.without_patients(door, "question" if kind == CoordinationOpened.kind else "plan")
        now = door.now
    terms = Terms(system.law, {unit: stored.unit for unit, stored in near.items()})
    cards = {unit: card(unit, stored, staffed=within.get(unit, True)) for unit, stored in near.items()}
    here = Situation("", Case(), derive(Case(), terms), terms, asking.unit, now, cards, regions=regions, county=county)
    return replace(here, municipalities=municipalities), to_do


def begin(request: Request, kind: str, found: Begun, data: Data) -> Response | tuple[Refusal, ...]:
    """Record what begins the case: the page of that case, or why there is none."""
    if found.header is None:
        return found.faults
    act = Act(case=found.header, kind=kind, fields=found.own, key=key_of(data), receivers=found.to)
    return came_of(request, record(request.app.state.system, actor(request), act), kind, data)


def came_of(request: Request, outcome: Outcome, kind: str, data: Data) -> Response | tuple[Refusal, ...]:
    """The page of the case that the form began, or why there is none."""
    if isinstance(outcome, Recorded | Repeated):
        drafting.sent(request, data)
        return RedirectResponse(f"/arende/{outcome.ref}?klart={kind}", 303)
    faults = outcome.refusals if isinstance(outcome, Refused) else ()
    return faults or (Refusal("changed_meanwhile"),)
