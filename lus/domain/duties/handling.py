"""Duties about the work itself: a message sent wrong, deviations, disputes, duties that bounce."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.duties.admission import receipt
from lus.domain.duty import GUIDELINE, ROWS, Duty, Row, duty, key_of, owed
from lus.domain.facts import (
    KINDS,
    Acknowledged,
    AdmissionNotified,
    CoordinationAnswered,
    CoordinationOpened,
    DeviationAnswered,
    DeviationReported,
    DutyAccepted,
    DutyDeclined,
    DutyOffered,
    Fact,
    Forwarded,
    LiabilityDisputed,
    LiabilitySettled,
    OrdinationGiven,
    PartyRemoved,
    ReadyNotified,
    Seq,
    Voided,
    WrongRecipient,
)
from lus.domain.immutable import immutable
from lus.domain.liability import paying
from lus.domain.ordinations import KIND as RECEIVE
from lus.domain.ordinations import carrying
from lus.domain.terms import Terms, finding
from lus.domain.units import UnitId

CORRECTED_BY: tuple[type[Fact], ...] = (AdmissionNotified, ReadyNotified, CoordinationOpened, OrdinationGiven)
"""What is mostly sent anew where it came wrong; all that asks for a receipt may be."""


@duty(
    "correct_recipient",
    GUIDELINE,
    (WrongRecipient,),
    (
        *CORRECTED_BY,
        PartyRemoved,
        *(kind for kind in KINDS.values() if kind.receipt and kind not in {*CORRECTED_BY, Voided}),
    ),
)
def correct_recipient(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The sender of a message that reached the wrong unit sends it to the right one, or takes the unit off the case."""
    hours = terms.guideline("correct_recipient.hours")
    for wrong in history.all(WrongRecipient):
        message = history.fact(wrong.of)
        if message is None:
            continue
        corrected = next((fact for fact in history.after(wrong) if _corrects(fact, message, wrong)), None)
        sender = history.holder("correct_recipient", message, message.unit, wrong)
        due_at = terms.units[sender].hours.after(wrong.moment, timedelta(hours=hours))
        because = (
            finding("wrong_recipient", kind=message.kind, at=wrong.moment),
            finding("opening_hours", hours=hours),
        )
        yield owed(history, "correct_recipient", sender, wrong, due_at, because, met=corrected)


def _corrects(fact: Fact, message: Fact, wrong: WrongRecipient) -> bool:
    if isinstance(fact, PartyRemoved):
        return fact.party == wrong.unit
    return fact.kind == message.kind and not isinstance(fact, Voided) and bool(fact.units - {wrong.unit})


@duty("answer_deviation", GUIDELINE, (DeviationReported,), (DeviationAnswered,))
def answer_deviation(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The other principal's unit answers a deviation; owed also when the case is closed."""
    days = terms.guideline("answer_deviation.days")
    for reported in history.all(DeviationReported):
        because = (finding("deviation_reported", at=reported.moment), finding("opening_days", days=days))
        for unit in reported.to_units:
            answers = (fact for fact in history.all(DeviationAnswered) if fact.of == reported.seq)
            met = next((fact for fact in answers if history.acts_for(fact, "answer_deviation", reported, unit)), None)
            due_on = terms.units[unit].hours.open_day_after(day_of(reported.moment), days)
            yield owed(history, "answer_deviation", unit, reported, due_on, because, met=met)


@duty("settle_dispute", GUIDELINE, (LiabilityDisputed, LiabilitySettled), (LiabilitySettled,))
def settle_dispute(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The other principal's coordinator says which days are paid; until both say the same, it is the other's turn."""
    days = terms.guideline("settle_dispute.days")
    for dispute in history.all(LiabilityDisputed):
        opened: Fact | None = dispute
        said: dict[str, tuple[date | None, date | None]] = {}
        for settled in history.all(LiabilitySettled):
            if settled.of != dispute.seq or opened is None:
                continue
            ours = level(terms, settled.unit)
            said[ours] = settled.from_on, settled.until_on
            agreed = len(said) == len(LEVELS) and len(set(said.values())) == 1
            if agreed or level(terms, opened.unit) != ours:
                yield _dispute(history, terms, opened, days, settled)
                opened = None if agreed else settled
        if opened:
            yield _dispute(history, terms, opened, days, None)


def _dispute(history: History, terms: Terms, opened: Fact, days: int, met: Fact | None) -> Duty | None:
    unit = other_coordinator(history, terms, opened.unit) or history.ward_at(opened)
    due_on = day_of(opened.moment) + days * DAY
    because = (finding(opened.kind, at=opened.moment), finding("days_thereafter", days=days))
    return owed(history, "settle_dispute", unit, opened, due_on, because, met=met)


LEVELS = ("region", "municipality")


def level(terms: Terms, unit: UnitId) -> str:
    """Which of the two principals the unit belongs to."""
    return LEVELS[len(terms.units[unit].principal) > len("00")]


def other_coordinator(history: History, terms: Terms, unit: UnitId) -> UnitId | None:
    """The coordinator of the principal on the other side of the stay: the region's, or the paying municipality's."""
    if level(terms, unit) == "municipality":
        return terms.coordinator(history.ward)
    payer = paying(history)
    theirs = [one for one in history.ever if terms.units[one].municipality]
    theirs.sort(key=lambda one: terms.units[one].principal != payer)
    return next((found for one in theirs if (found := terms.coordinator(one))), None)


def called_on(history: History, terms: Terms, kind: str, unit: UnitId, of: Seq | None) -> UnitId | None:
    """The coordinator who has to act on what the unit tells by a fact of the kind, about `of`, and therefore reads it.

    The other principal's, of what both principals decide; the giver's, when a duty comes back as often as it may.
    """
    if KINDS[kind].to == "both" and history.admitted:
        found = other_coordinator(history, terms, unit)
        return found if found != unit else None
    offer = history.fact(of) if kind == "duty_declined" else None
    trail = next((one for one in _trails(history) if isinstance(offer, DutyOffered) and one.key == offer.duty), None)
    bounces = trail is not None and len(trail.facts) + 1 >= MOST_TURNS
    return terms.coordinator(trail.giver) if trail and bounces else None


def acknowledge_offer(history: History, terms: Terms, others: Iterable[Duty]) -> Iterator[Duty | None]:
    """The unit that is asked to take a duty over answers, while there is a duty to take over."""
    offers = history.all(DutyOffered)
    ends = {one.key: one.ended for one in others} if offers else {}
    for offer in offers:
        ended = ends.get(offer.duty)
        lapses = [(ended, "done_meanwhile")] if ended and history.comes_before(offer, ended) else []
        for unit in offer.to_units:
            yield receipt(history, terms, offer, unit, lapses)


def resolve_bounce(history: History, terms: Terms, others: Iterable[Duty]) -> Iterator[Duty | None]:
    """A duty declined, or a message handed on, for the second time: the giver's coordinator sees to it."""
    days = terms.guideline("resolve_bounce.days")
    trails = tuple(_trails(history))
    ends = {one.key: one.ended for one in others} if trails else {}
    for trail in trails:
        turns = 0
        until: Fact | None = None
        for fact in trail.facts:
            if until and not history.comes_before(until, fact):
                continue
            turns += 1
            if turns < MOST_TURNS:
                continue
            unit = terms.coordinator(trail.giver) or trail.giver
            due_on = terms.units[unit].hours.open_day_after(day_of(fact.moment), days)
            because = (finding("bounced", times=turns, at=fact.moment), finding("opening_days", days=days))
            met = next((one for one in trail.taken if history.comes_before(fact, one)), None)
            ended = ends.get(trail.key)
            lapses = [(ended, "done_meanwhile")] if ended and history.comes_before(fact, ended) else []
            found = owed(history, "resolve_bounce", unit, fact, due_on, because, met=met, lapses=lapses)
            yield found
            if found is None or found.ended is None:
                break
            turns, until = 0, found.ended


ROWS["resolve_bounce"] = Row(
    "resolve_bounce",
    GUIDELINE,
    (DutyDeclined, Forwarded, CoordinationAnswered),
    (CoordinationAnswered, DutyAccepted, Acknowledged),
)

MOST_TURNS = 2
"""How often a duty may be declined, or a message handed on, before somebody has to decide."""


@immutable()
class Trail:
    """What was handed to and fro: by whom first, each time that it came back or went on, and when somebody took it.

    `key`: the duty's, or that of the first receipt.
    """

    key: str
    giver: UnitId
    facts: tuple[Fact, ...]
    taken: tuple[Fact, ...]


def _passed(history: History) -> Iterator[Trail]:
    """Each question that was passed on: by whom, and when a unit answered it or the coordinator said who does."""
    for question in history.all(CoordinationOpened):
        said = [fact for fact in history.all(CoordinationAnswered) if fact.of == question.seq]
        decided = [fact for fact in said if fact.settles or history.side(fact.unit) == "coordinator"]
        passed = [fact for fact in said if fact not in decided]
        if passed:
            last = next((fact for fact in reversed(said) if fact.next_unit is not None), passed[-1])
            key = key_of("answer_coordination", last, last.next_unit or last.unit)
            yield Trail(key, passed[0].unit, tuple(passed), tuple(decided))


def _trails(history: History) -> Iterator[Trail]:
    offers = {fact.seq: fact for fact in history.all(DutyOffered)}
    for key in dict.fromkeys(offer.duty for offer in offers.values()):
        about = {seq for seq, offer in offers.items() if offer.duty == key}
        giver = next(offer.unit for offer in offers.values() if offer.duty == key)
        declined = tuple(fact for fact in history.all(DutyDeclined) if fact.of in about)
        accepted = tuple(fact for fact in history.all(DutyAccepted) if fact.of in about)
        yield Trail(key, giver, declined, accepted)
    yield from _passed(history)
    roots = {fact.seq: root for fact in history.all(Forwarded) if (root := history.forwarded_from(fact))}
    for message, giver in dict.fromkeys(roots.values()):
        about = {seq for seq, root in roots.items() if root == (message, giver)}
        forwards = tuple(fact for fact in history.all(Forwarded) if fact.seq in about)
        read = tuple(fact for fact in history.all(Acknowledged) if fact.of in about)
        received = isinstance(message, OrdinationGiven) and giver in carrying(history, message)
        yield Trail(key_of(RECEIVE if received else "acknowledge", message, giver), giver, forwards, read)
