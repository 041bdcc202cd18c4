"""The acts that pages offer: those that meet a duty, and every other act that a unit may do now."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lus.domain.facts import KINDS, Seq, Slot
from lus.domain.refusals import refusals
from lus.domain.units import Side
from lus.web.forms import slots_of
from lus.web.situation import Situation, audience, fact
from lus.words.forms import ACT, ANSWER, NEW_GROUPS, group_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. With `of` it records at once (a form of its own in the page), else it opens the kind's form."""

    label: str
    href: str
    main: bool = False
    of: int | None = None


ANSWERED_BY: dict[str, tuple[str, ...]] = {
    "assess_need": ("need_assessed",),
    "notify_admission": ("admission_notified",),
    "write_planning_note": ("planning_noted",),
    "appoint_care_contact": ("care_contact_appointed",),
    "confirm_expected_date": ("ready_notified", "expected_discharge_changed"),
    "notify_ready": ("ready_notified",),
    "call_to_sip": ("sip_called",),
    "book_homegoing": ("homegoing_booked",),
    "discharge_patient": ("discharged",),
    "inform_units": ("discharge_informed",),
    "inform_patient": ("patient_informed",),
    "first_contact": ("first_contact_made",),
    "close_case": ("closed",),
}
"""Kind of duty ► the kinds of fact that meet it, the likeliest first."""

NEW = "nytt"
"""The last part of the address where they are all offered. No kind is called so."""

NOT_NEW = frozenset({"admitted", "acknowledged", "voided"})
"""What is begun elsewhere: a case, a receipt at its message, a voiding at what it voids."""


def offers(ref: str, side: Side, kind: str, opened: Seq, *, ready: bool) -> tuple[Offer, ...]:
    """The acts that meet a duty of ours. `opened`: what opened it; `ready`: a ready notice stands."""
    if kind == "acknowledge":
        return (Offer(ACT["acknowledged"], act_href(ref, "acknowledged"), True, opened),)
    if kind == "answer_handover":
        return tuple(
            Offer(label, f"{act_href(ref, 'handover_answered')}?svar={answer}", answer == "accepts")
            for answer, label in ANSWER.items()
        )
    if kind == "appoint_care_contact" and side == "ward":
        return (Offer("Lägg till öppenvård", act_href(ref, "admission_notified"), True),)
    kinds = ANSWERED_BY[kind]
    if kind == "confirm_expected_date" and ready:
        kinds = ("expected_discharge_changed",)
    return tuple(Offer(ACT[one], act_href(ref, one), place == 0) for place, one in enumerate(kinds))


def act_href(ref: str, kind: str) -> str:
    """The address of a kind's form on a case."""
    return f"/arende/{ref}/{kind}"


@dataclass(frozen=True, slots=True)
class Group:
    """Acts of the same stretch of the stay, under a heading."""

    heading: str
    offers: tuple[Offer, ...]


def others(here: Situation) -> tuple[Group, ...]:
    """Every act that the unit may do now and that no duty of its own offers, grouped, in the order of the kinds.

    Each kind is tried against the case, which a page that is only looked at need not wait for.
    """
    ready = here.history.standing is not None
    ours = (duty for duty in here.derived.open_duties if duty.unit == here.unit)
    at_duties = (
        offer for duty in ours for offer in offers(here.ref, here.side, duty.kind, duty.opened.seq, ready=ready)
    )
    offered = {offer.href.rsplit("/", 1)[-1].partition("?")[0] for offer in at_duties}
    found: dict[str, list[Offer]] = {heading: [] for heading in NEW_GROUPS}
    for kind, fact_class in KINDS.items():
        if kind not in NOT_NEW | offered and here.side in fact_class.by and possible(here, kind):
            found[group_of(kind)].append(Offer(ACT[kind], act_href(here.ref, kind)))
    return tuple(Group(heading, tuple(some)) for heading, some in found.items() if some)


def possible(here: Situation, kind: str) -> bool:
    """Whether the case as it stands lets the unit record the kind: refusals about input do not count."""
    own = {slot.name: any_value(here, kind, slot) for slot in slots_of(kind)}
    own = {name: value for name, value in own.items() if value is not None}
    to, standing = audience(here, kind), here.history.standing
    # One unit that has not been told is enough to see that somebody may still be: there may be sixty.
    untold = [unit for unit in to.offered if standing is None or unit not in standing.told][:1]
    try_it = fact(here, kind, own, to.ticked or untold or to.offered, seq=here.version + 1)
    return all(refusal.field is not None for refusal in refusals(here.case, try_it, here.terms, here.derived))


def any_value(here: Situation, kind: str, slot: Slot) -> Any:
    """A value that no rule about input objects to."""
    if slot.control in {"unit", "municipality"} or (slot.name == "reason" and kind == "handover_answered"):
        return None
    if slot.control in ANYTHING:
        return ANYTHING[slot.control]
    if slot.codes:
        return slot.codes[:1] if slot.control == "codes" else slot.codes[0]
    if slot.control == "fact":
        return here.version
    ahead = here.now if slot.name == "judged_at" else here.now + timedelta(hours=1)
    return ahead.date() if slot.control == "day" else ahead


ANYTHING: dict[str, Any] = {"text": ".", "line": ".", "yes_no": True}
