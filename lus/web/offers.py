"""The acts that pages offer: those that meet a duty, and every other act that a unit may do now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from lus.domain.duties import ROWS
from lus.domain.duties.handling import CORRECTED_BY
from lus.domain.duty import Duty
from lus.domain.facts import (
    KINDS,
    RECEIVERS,
    Consent,
    CoordinationOpened,
    Discharged,
    DutyOffered,
    ExpectedDischargeChanged,
    Fact,
    PartyRemoved,
    ReadyNotified,
    Seq,
    Slot,
    Voided,
)
from lus.domain.plan import CONFIRMING
from lus.domain.refusals import refusals
from lus.domain.units import SIDES, Side, UnitId
from lus.web.choices import consented, duties_for, facts_for, fits, units_for
from lus.web.forms import slots_of
from lus.web.situation import Situation, audience, fact
from lus.words.acts import ACT, ANSWER, NEW_GROUPS, act_of, group_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. With `sends` it records at once (a form of its own in the page), else it opens the kind's form.

    `sends`: the field and the value that say what it is about.
    """

    label: str
    href: str
    main: bool = False
    sends: tuple[str, str] | None = None


NEW = "nytt"
"""The last part of the address where they are all offered. No kind is called so."""

NOT_NEW = frozenset(
    {
        "admitted",
        "plan_opened",
        "acknowledged",
        "voided",
        "forwarded",
        "wrong_recipient",
        "deviation_answered",
        "liability_settled",
    }
    | {"ordination_received", "ordination_questioned", "ordination_answered", "ordination_ended"}
    | {"duty_taken", "duty_released", "duty_offered", "duty_accepted", "duty_declined", "duty_dismissed"}
    | {"reminded", "escalated", "noted"}
)
"""What is begun elsewhere: a case, a receipt at its message, a voiding at what it voids, what is about a duty there."""

BEFORE_IT_CAME: dict[Side, frozenset[str]] = {
    **dict.fromkeys(SIDES.values(), frozenset()),
    "coordinator": frozenset({"party_added"}),
}
"""What a unit only does to come to the case: a coordinator adds itself, and nobody else."""

NOT_OFFERED = frozenset({"message_withheld", "open_compulsory_care_decided", "ready_withdrawn"})
"""What meets a duty too, but is begun from the list of what else can be done."""

LIKELIEST: dict[str, tuple[type[Fact], ...]] = {
    "correct_recipient": (*CORRECTED_BY, PartyRemoved),
    "confirm_expected_date": (ReadyNotified, ExpectedDischargeChanged),
}
"""Duties that more facts meet than anybody looks for there."""

AT_THE_CASE = frozenset(
    {"answer_deviation", "settle_dispute", "answer_question", "receive_ordination", "answer_coordination"}
    | {"hold_meeting", "reach_invitee"}
    | CONFIRMING
)
"""Duties that are met by an answer to one very fact, and done where it can be read."""


def offers(  # noqa: PLR0911 one for each kind of duty that is done in its own way
    ref: str, side: Side, kind: str, opened: Seq, *, ready: bool, planned: bool = False
) -> tuple[Offer, ...]:
    """The acts that meet our duty, or answer an offer. `opened`: what opened it; `ready`: a ready notice stands;
    `planned`: the case is a plan, which is closed with what became of its goals.
    """
    if kind in {DutyOffered.kind, "acknowledge"}:
        return _receipts(ref, kind, opened)
    if kind == "answer_handover":
        return tuple(
            Offer(label, f"{act_href(ref, 'handover_answered')}?svar={answer}", answer == "accepts")
            for answer, label in ANSWER.items()
        )
    if kind == "appoint_care_contact" and side == "ward":
        return (Offer("Lägg till öppenvård", act_href(ref, "admission_notified"), True),)
    if kind == "close_case" and planned:
        return (Offer(ACT["plan_closed"], act_href(ref, "plan_closed"), True),)
    if kind in CONFIRMING:
        said = (("plan_confirmed", True), ("change_asked", False))
        return tuple(Offer(ACT[one], f"{act_href(ref, one)}?of={opened}", main) for one, main in said)
    if kind == "set_follow_up":
        return tuple(Offer(ACT[one], act_href(ref, one), one == MAKING[0]) for one in MAKING)
    if kind in AT_THE_CASE:
        return _about(ref, side, kind, opened)
    if kind == "resolve_bounce":
        return (Offer("Lämna över till någon", act_href(ref, "duty_offered"), True),)
    meets = LIKELIEST.get(kind, ROWS[kind].met_by)
    kinds = tuple(one.kind for one in meets if side in one.by and one.kind not in NOT_OFFERED)
    if kind == "confirm_expected_date" and ready:
        kinds = ("expected_discharge_changed",)
    return tuple(Offer(ACT[one], act_href(ref, one), place == 0) for place, one in enumerate(kinds))


MAKING = ("plan_versioned", "follow_up_set")
"""What sets a plan's follow-up: it is sent first."""


def _receipts(ref: str, kind: str, opened: Seq) -> tuple[Offer, ...]:
    """A message is read with one press; an offer of a duty is taken with one, or declined."""
    sends = ("of", str(opened))
    if kind == "acknowledge":
        return (Offer(ACT["acknowledged"], act_href(ref, "acknowledged"), True, sends),)
    return (
        Offer(ACT["duty_accepted"], act_href(ref, "duty_accepted"), True, sends),
        Offer(ACT["duty_declined"], f"{act_href(ref, 'duty_declined')}?of={opened}"),
    )


def _about(ref: str, side: Side, kind: str, opened: Seq) -> tuple[Offer, ...]:
    """The answers to the fact of that number; an ordination is received with one press."""
    if kind == "receive_ordination":
        return (
            Offer(ACT["ordination_received"], act_href(ref, "ordination_received"), True, ("of", str(opened))),
            Offer(ACT["ordination_questioned"], f"{act_href(ref, 'ordination_questioned')}?of={opened}"),
        )
    answer = ROWS[kind].met_by[0].kind
    return (Offer(act_of(answer, side), f"{act_href(ref, answer)}?of={opened}", True),)


def at_duty(here: Situation, duty: Duty) -> tuple[Offer, ...]:
    """What else may be done about an open duty than doing it: take it, hand it on, dismiss it; remind who owes it."""
    found: list[Offer] = []
    sends = ("duty", duty.key)
    if duty.unit == here.unit and duty.kind != "acknowledge":
        mine = "duty_released" if duty.taken else "duty_taken"
        found.append(Offer(ACT[mine], act_href(here.ref, mine), sends=sends))
    if duty.unit != here.unit and here.side in KINDS["reminded"].by:
        found.append(Offer(ACT["reminded"], act_href(here.ref, "reminded"), sends=sends))
    about = f"?duty={quote(duty.key)}"
    if duty.unit != here.unit and here.side == "coordinator":
        found += [Offer(ACT[kind], act_href(here.ref, kind) + about) for kind in ("escalated", "noted")]
    if fits(here, "duty_offered", duty):
        found.append(Offer(ACT["duty_offered"], act_href(here.ref, "duty_offered") + about))
    if fits(here, "duty_dismissed", duty):
        found.append(Offer(ACT["duty_dismissed"], act_href(here.ref, "duty_dismissed") + about))
    return tuple(found)


def at_message(here: Situation, message: Fact) -> tuple[Offer, ...]:
    """What a receiver may do with a message besides reading it: answer it, hand it on, say that it came wrong."""
    if not message.receipt or here.unit not in message.units or not here.derived.is_open:
        return ()
    if isinstance(message, Voided | DutyOffered):
        return ()
    # A question is answered where it is owed; here one writes to who asked.
    label = "Skriv till den som frågar" if isinstance(message, CoordinationOpened) else "Svara"
    may = consented(here)
    answers = may is None or message.unit in may
    found = [Offer(label, f"{act_href(here.ref, 'message_sent')}?of={message.seq}")] if answers else []
    owed = any(duty.opened is message and duty.unit == here.unit for duty in here.derived.open_duties)
    for kind in ("forwarded", "wrong_recipient") if here.side in RECEIVERS and (owed or _in_thread(message)) else ():
        try_it = fact(here, kind, {"of": message.seq}, (message.unit,), seq=here.version + 1)
        if all(refusal.field for refusal in refusals(here.case, try_it, here.terms, here.derived)):
            found.append(Offer(ACT[kind], f"{act_href(here.ref, kind)}?of={message.seq}"))
    return tuple(found)


def _in_thread(message: Fact) -> bool:
    """Whether it may be handed on also when nothing is owed for it any more, unlike a notice that was answered."""
    return message.kind in {"message_sent", "forwarded"}


def act_href(ref: str, kind: str) -> str:
    """The address of a kind's form on a case."""
    return f"/arende/{ref}/{kind}"


@dataclass(frozen=True, slots=True)
class Group:
    """Acts of the same stretch of the stay, under a heading."""

    heading: str
    offers: tuple[Offer, ...]


def others(here: Situation) -> tuple[Group, ...]:
    """Every act that the unit may do now and that no duty of its own offers, grouped, in the order in which they help.

    Each kind is tried against the case, which a page that is only looked at need not wait for.
    """
    ready = here.history.standing is not None
    planned = here.history.kind == "plan"
    ours = (duty for duty in here.derived.open_duties if duty.unit == here.unit)
    at_duties = (
        offer
        for duty in ours
        for offer in offers(here.ref, here.side, duty.kind, duty.opened.seq, ready=ready, planned=planned)
    )
    offered = {offer.href.rsplit("/", 1)[-1].partition("?")[0] for offer in at_duties}
    found: dict[str, list[Offer]] = {heading: [] for heading in NEW_GROUPS}
    ordered = dict.fromkeys((*(kind for kinds in NEW_GROUPS.values() for kind in kinds), *KINDS))
    # A plan is closed with what became of its goals, nothing less.
    elsewhere = NOT_NEW | offered | BEFORE_IT_CAME[here.side] | ({"closed"} if planned else set())
    for kind in ordered:
        if kind in elsewhere:
            continue
        if here.side in KINDS[kind].by and here.history.kind in KINDS[kind].cases and possible(here, kind):
            found[group_of(kind)].append(Offer(act_of(kind, here.side), act_href(here.ref, kind)))
    if may_readmit(here):
        found[group_of("interrupted")].append(Offer("Skriv in på nytt", f"/inskriv?tidigare={here.ref}"))
    return tuple(Group(heading, tuple(some)) for heading, some in found.items() if some)


def may_readmit(here: Situation) -> bool:
    """Whether our ward may begin a new case for the patient who has left, as far as it may know who that is."""
    return here.side == "ward" and not here.hidden and bool(here.history.all(Discharged)) and not here.history.cut


def possible(here: Situation, kind: str) -> bool:
    """Whether the case as it stands lets the unit record the kind: refusals about input do not count."""
    own = {slot.name: any_value(here, kind, slot) for slot in slots_of(kind)}
    if any(slot.required and slot.control in _POINTING and not own[slot.name] for slot in slots_of(kind)):
        return False  # there is nothing that it could be about
    own = {name: value for name, value in own.items() if value is not None}
    to, standing = audience(here, kind), here.history.standing
    if KINDS[kind].to in {"chosen", "other_principal"} and not to.offered and not issubclass(KINDS[kind], Consent):
        return False  # there is nobody that it could go to
    # One unit that has not been told is enough to see that somebody may still be: there may be sixty.
    untold = [unit for unit in to.offered if standing is None or unit not in standing.told][:1]
    try_it = fact(here, kind, own, to.ticked or untold or to.offered, seq=here.version + 1)
    return all(refusal.field is not None for refusal in refusals(here.case, try_it, here.terms, here.derived))


def any_value(here: Situation, kind: str, slot: Slot) -> Any:
    """A value that no rule about input objects to."""
    if slot.name == "reason" and kind == "handover_answered":
        return None
    if slot.name == "number":
        return ANY_NUMBER
    found = _ANY.get(slot.control)
    if found:
        return found(here, kind, slot)
    if slot.codes:
        return slot.codes if slot.control == "codes" else slot.codes[0]
    ahead = here.now if slot.name == "judged_at" else here.now + timedelta(hours=1)
    return ahead.date() if slot.control == "day" else ahead


UNTYPED = "."
"""Stands for a text that nobody has typed yet, where what follows is shown before."""

ANY_NUMBER = "19121212-1212"
"""A personnummer that is nobody's, with its check digit."""

_POINTING = frozenset({"fact", "duty", "unit"})
"""Controls that name something of the case or the register."""


def _any_unit(here: Situation, kind: str, slot: Slot) -> UnitId | None:
    if not slot.required:
        return None
    # What a unit still owes is told when it is chosen; one that owes nothing is enough to see that some may leave.
    owing = {duty.unit for duty in here.derived.open_duties} if kind == "party_removed" else set()
    return next((unit for unit in units_for(here, kind, slot.name) if unit not in owing), None)


_ANY: dict[str, Callable[[Situation, str, Slot], Any]] = {
    "text": lambda *_: UNTYPED,
    "line": lambda *_: UNTYPED,
    "yes_no": lambda *_: True,
    "municipality": lambda *_: None,
    "case": lambda *_: None,
    "unit": _any_unit,
    "units": lambda here, kind, slot: tuple(units_for(here, kind, slot.name)[:1]),
    "fact": lambda here, kind, _: next((fact.seq for fact in facts_for(here, kind)), None),
    "duty": lambda here, kind, _: next((duty.key for duty in duties_for(here, kind)), None),
}
"""Control ► some value of it that fits the case."""
