"""The case page: what is ours to do, what has happened, what it costs, who is on it. Built from the domain alone."""

from dataclasses import dataclass, replace

from lus.domain.facts import PlanOpened, Seq
from lus.domain.plan import lead
from lus.domain.reckoning import Answer, answer
from lus.domain.reminding import LIABILITY
from lus.domain.units import Side
from lus.web import duties
from lus.web.ladder import Ladder, ladder
from lus.web.liability import CONCEALED, Panel, liability_day, panel
from lus.web.moments import opening
from lus.web.offers import NEW, act_href
from lus.web.ordinations import Ordinations
from lus.web.ordinations import panel as ordinations
from lus.web.patient import Header, Patient, header
from lus.web.planpage import PlanPanel
from lus.web.planpage import panel as plan_panel
from lus.web.reachable import closed
from lus.web.situation import Situation
from lus.web.status import Tag, current, flags, tag
from lus.web.strip import Step, plan_strip, question_strip, strip
from lus.web.timeline import Timeline, timeline
from lus.words.codes import UNIT_KIND
from lus.words.plans import NAME


@dataclass(frozen=True, slots=True)
class Party:
    """A unit on the case."""

    name: str
    kind: str
    side: Side
    ours: bool
    phone: str | None
    hours: str
    closed: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the page prints."""

    patient: Header
    status: Tag
    flags: tuple[Tag, ...]
    about: str
    contact: tuple[str, ...]
    steps: tuple[Step, ...]
    ours: tuple[duties.Said, ...]
    theirs: tuple[duties.Said, ...]
    left_out: tuple[int, int]
    new: str
    timeline: Timeline
    ordinations: Ordinations
    liability: Panel | None
    parties: tuple[Party, ...]
    is_open: bool
    previous: str | None
    reminded: Ladder | None
    plan: PlanPanel | None = None
    plans: tuple[tuple[str, str, Tag], ...] = ()


def case_page(here: Situation, patient: Patient, first: Seq | None = None) -> CasePage:
    """The page for the unit that looks, now. `first`: the event that the timeline begins with, if not the newest."""
    said = duties.said(here, here.derived.open_duties)
    ours = tuple(one for one in said if one.ours)
    found = answer(here.history, here.terms, here.now) if here.history.admitted else None
    whom = header(patient)
    return CasePage(
        # Where somebody is registered is not asked with a question.
        whom if found else replace(whom, registered=None),
        _tag(here, found),
        flags(here.derived.flags) if here.derived.is_open else (),
        _about(here),
        _contact(here) if found else (),
        strip(here) if found else plan_strip(here) if here.history.kind == "plan" else question_strip(here),
        ours,
        tuple(one for one in said if not one.ours),
        duties.left_out(here, here.derived.open_duties),
        act_href(here.ref, NEW),
        timeline(here, first),
        ordinations(here),
        (CONCEALED if here.hidden else panel(here, found)) if found else None,
        tuple(_party(here, unit, side) for unit, side in here.derived.parties.items()),
        here.derived.is_open,
        here.previous,
        _of_liability(here),
        plan_panel(here),
        tuple((f"/arende/{one.ref}", NAME[one.plan.kind], current(one.plan.standing, here.now)) for one in here.plans),
    )


def _of_liability(here: Situation) -> Ladder | None:
    """What the units that pay have been told of the liability that begins, and will be."""
    told = [one for one in here.reminders if one.kind == LIABILITY]
    return None if here.hidden else ladder(told, here.cards, here.now)


def _about(here: Situation) -> str:
    """Where the patient is; of a question, who asks."""
    if here.history.admitted:
        return here.cards[here.history.ward].name
    began = here.history.began
    if isinstance(began, PlanOpened):
        return f"plan som leds av {here.cards[lead(here.history)].name}"
    return f"fråga från {here.cards[began.unit].name}" if began else ""


def _tag(here: Situation, found: Answer | None) -> Tag:
    if here.history.died:
        return Tag("quiet", "Avliden")
    if found is None:
        return tag(here.derived.status)
    return tag(here.derived.status, 0 if here.hidden else liability_day(found, here.now))


def _contact(here: Situation) -> tuple[str, ...]:
    """The fast vårdkontakt: name and phone where they may be read, the unit always."""
    appointed = here.history.care_contact
    if appointed is None:
        return ("ingen fast vårdkontakt utsedd",)
    if here.hidden:
        return ("fast vårdkontakt utsedd",)
    told = (appointed.name, here.cards[appointed.unit].short, appointed.phone)
    first, *rest = (part for part in told if part)
    return (f"fast vårdkontakt {first}", *rest)


def _party(here: Situation, unit: int, side: Side) -> Party:
    card, rules = here.cards[unit], here.terms.units[unit]
    return Party(
        card.name, UNIT_KIND[rules.kind], side, unit == here.unit, card.phone, opening(rules.hours), closed(here, unit)
    )
