"""A plan as its page prints it: what it says, who leads, who has confirmed, the meeting, and what may be written."""

from dataclasses import dataclass

from lus.domain import plan
from lus.domain.calendar import day_of
from lus.domain.facts import (
    InvitationUndelivered,
    InviteeReached,
    Leading,
    MeetingHeld,
    PlanConfirmed,
    PlanVersioned,
)
from lus.domain.units import UnitId
from lus.web.moments import day, when
from lus.web.offers import Offer, act_href
from lus.web.plansaid import Said, Version, consent, on_screen, printed, said, version_of
from lus.web.situation import Situation
from lus.web.status import Tag, current
from lus.web.timeline import Receipt
from lus.words.acts import ACT
from lus.words.codes import CODE
from lus.words.plans import INVITATION, NAME


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """Everything that the page says of the plan. `changed`: what was agreed since the latest version."""

    name: str
    current: Tag
    why: str
    lead: str
    lead_told: str
    said: Said
    consent: tuple[str, ...]
    consent_offer: Offer | None
    meeting: str
    invited: tuple[Receipt, ...]
    calendar: str
    print_href: str
    follow_up: str
    version: Version | None
    confirmed: tuple[Receipt, ...]
    changed: bool
    compare: str
    offers: tuple[Offer, ...]


def panel(here: Situation) -> PlanPanel | None:
    """The plan of a case that is one."""
    began = plan.opened(here.history)
    if began is None:
        return None
    made = plan.version(here.history)
    leads = plan.lead(here.history)
    named = here.history.last(Leading)
    told = (named.lead_person, named.phone) if named else ()
    return PlanPanel(
        NAME[began.plan],
        current(plan.standing(here.history, here.derived.duties), here.now),
        began.why or "",
        here.cards[leads].name,
        ", ".join(part for part in told if part),
        said(here, plan.agreed(here.history)),
        consent(here, on_screen(here)),
        _ask(here),
        _meeting(here),
        _invited(here),
        f"/arende/{here.ref}/mote.ics" if plan.standing_meeting(here.history) else "",
        f"/arende/{here.ref}/plan" if printed(here) else "",
        _follow_up(here),
        version_of(here, made) if made else None,
        _confirmed(here, made) if made else (),
        made is not None and plan.changed(here.history, made),
        f"/arende/{here.ref}/versioner" if made else "",
        _offers(here, leads),
    )


def _ask(here: Situation) -> Offer | None:
    """The way to record consent, where there is none."""
    on = day_of(here.now)
    if not here.derived.is_open or not plan.rests_on_consent(here.history) or plan.consents(here.history, "plan", on):
        return None
    return Offer(ACT["consent_given"], act_href(here.ref, "consent_given"), True)


def _meeting(here: Situation) -> str:
    there = plan.standing_meeting(here.history)
    if there:
        place = f", {there.last.place}" if there.last.place else ""
        moved = f" (flyttat {len(there.moved)} {'gång' if len(there.moved) == 1 else 'gånger'})" if there.moved else ""
        return f"{when(there.at, here.now)}, {CODE['form'][there.last.form or 'unit']}{place}{moved}"
    held = here.history.last(MeetingHeld)
    if held:
        came = ", ".join(here.cards[unit].short for unit in held.came)
        person = "personen var med" if held.person_came else "personen var inte med"
        return f"hölls {when(held.at, here.now)}; {person}{f'; {came}' if came else ''}"
    return "inget möte bokat"


def _invited(here: Situation) -> tuple[Receipt, ...]:
    """What became of the invitation to each unit called to the meeting that is booked."""
    there = plan.standing_meeting(here.history)
    if there is None:
        return ()
    reached = {fact.of for fact in here.history.all(InviteeReached)}
    by_hand = {
        fact.unreached: "reached" if fact.seq in reached else "failed"
        for fact in here.history.all(InvitationUndelivered)
        if fact.of == there.booked.seq and here.history.comes_before(there.last, fact)
    }
    became = {unit: by_hand.get(unit, outcome or "waits") for unit, outcome in here.invited.items()}
    return tuple(Receipt(LOOKS[code], f"{here.cards[unit].short}: {INVITATION[code]}") for unit, code in became.items())


LOOKS = {
    "waits": "wait",
    "sent": "sent",
    "reached": "ok",
    "failed": "late",
    "parked": "late",
    "void": "gone",
    "unaddressed": "gone",
}
"""What became of an invitation ► how it looks."""


def _follow_up(here: Situation) -> str:
    owed = next((duty for duty in here.derived.open_duties if duty.kind == "hold_follow_up"), None)
    return day(owed.due_on, here.now) if owed and owed.due_on else "ingen dag bestämd"


def _confirmed(here: Situation, made: PlanVersioned) -> tuple[Receipt, ...]:
    """What each unit has said of the version."""
    last = {one.unit: one for one in plan.answers(here.history, made)}
    left = [unit for unit in made.to_units if unit not in here.history.parties]
    found = [Receipt("sent", f"{here.cards[made.unit].short} skrev den")]
    for unit in made.to_units:
        name, answer = here.cards[unit].short, last.get(unit)
        if unit in left:
            found.append(Receipt("gone", f"{name} är inte längre med"))
        elif answer is None:
            found.append(Receipt("wait", f"{name} har inte bekräftat"))
        elif isinstance(answer, PlanConfirmed):
            found.append(Receipt("ok", f"{name} bekräftade {when(answer.moment, here.now)}"))
        else:
            found.append(Receipt("late", f"{name} begär en ändring{f': {answer.text}' if answer.text else ''}"))
    without = [unit for unit in plan.unconfirmed(here.history, made) if unit not in made.units]
    found += [Receipt("wait", f"{here.cards[unit].short} har inte fått den") for unit in without]
    return tuple(found)


def _offers(here: Situation, leads: UnitId) -> tuple[Offer, ...]:
    """What is written on the plan itself, by any party that may read it; sending it whole is for who leads."""
    on = day_of(here.now)
    may = plan.covered(here.history, on)
    if not here.derived.is_open or here.side == "coordinator" or (may is not None and here.unit not in may):
        return ()
    kinds = ["need_set", "goal_set", "measure_agreed", "responsibility_set", "person_invited", "party_invited"]
    whole = not plan.agreed(here.history).missing
    kinds += ["plan_versioned"] if whole and here.unit == leads else []
    made = plan.version(here.history)
    unsent = made is None or plan.changed(here.history, made) or plan.lapsed(here.history, made)
    return tuple(Offer(ACT[kind], act_href(here.ref, kind), kind == "plan_versioned" and unsent) for kind in kinds)
