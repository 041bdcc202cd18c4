"""A case: its facts, and the same facts as a history that rules can ask.

`Case` is what is stored. `History` is what counts: the facts in order, without what was voided. Both leave out
who the patient is; no rule needs it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, TypeVar

from lus.domain.calendar import day_of
from lus.domain.fact import CaseKind
from lus.domain.facts import (
    Acknowledged,
    Admitted,
    CareContactAppointed,
    Closed,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    CoordinationAnswered,
    CoordinationOpened,
    Died,
    Discharged,
    DutyAccepted,
    DutyDeclined,
    DutyOffered,
    Fact,
    Forwarded,
    HandoverAnswered,
    Interrupted,
    LeaveEnded,
    LeaveStarted,
    MessageSent,
    MessageWithheld,
    Moved,
    NeedAssessed,
    OpenCompulsoryCareDecided,
    OrdinationQuestioned,
    OrdinationReceived,
    PartyAdded,
    PartyLeft,
    PartyRemoved,
    PlanClosed,
    PlanningNoted,
    PlanOpened,
    ProtectionMarked,
    ReadyNotified,
    ReadyWithdrawn,
    RegistrationChanged,
    Seq,
    SipNeedDecided,
    Voided,
    WrongRecipient,
)
from lus.domain.immutable import immutable
from lus.domain.protection import Protection, protection
from lus.domain.stored import dump
from lus.domain.units import Side, Unit, UnitId

Kind = TypeVar("Kind", bound=Fact)


@immutable()
class Case:
    """One stay in hospital, one question between units, or one plan, as it was recorded, in any order."""

    facts: tuple[Fact, ...] = ()

    def with_fact(self, fact: Fact) -> "Case":
        """The case with one fact more, numbered next."""
        return Case((*self.facts, fact))

    def history(self, units: Mapping[UnitId, Unit]) -> "History":
        """What counts of it, in order."""
        return History(effective(self.facts), units)


def effective(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that count, in order: without the voided, and what refers only to them.

    A `voided` stays: its receivers owe a receipt for it.
    """
    facts = tuple(facts)
    gone: set[Seq] = {fact.of for fact in facts if isinstance(fact, Voided)}
    more = gone
    while more:
        more = {fact.seq for fact in facts if fact.refers_to in more and not isinstance(fact, Voided)} - gone
        gone |= more
    counted = [fact for fact in facts if fact.seq not in gone] if gone else list(facts)
    counted.sort(key=attrgetter("moment", "rank", "seq"))
    for start, end in _at_once(counted):
        # Told at the same instant: what they say settles it, not which was written first.
        counted[start:end] = sorted(
            counted[start:end], key=lambda fact: (repr(dump(fact, "skeleton")), fact.unit, fact.to_units, fact.seq)
        )
    return tuple(counted)


def _at_once(facts: list[Fact]) -> Iterator[tuple[int, int]]:
    """Where facts of one instant and kind stand next to each other: from and until."""
    start = 0
    for place in range(1, len(facts) + 1):
        if place < len(facts) and facts[place].rank == facts[start].rank and facts[place].moment == facts[start].moment:
            continue
        if place - start > 1:
            yield start, place
        start = place


@immutable()
class Readiness:
    """One period as utskrivningsklar: from the first notice to its withdrawal, if it was withdrawn."""

    notices: tuple[ReadyNotified, ...]
    withdrawn: ReadyWithdrawn | None

    @property
    def first(self) -> ReadyNotified:
        """The notice that began it."""
        return self.notices[0]

    @property
    def told(self) -> dict[UnitId, ReadyNotified]:
        """Each unit told, and the notice that first told it."""
        told: dict[UnitId, ReadyNotified] = {}
        for notice in self.notices:
            for receiver in notice.receivers:
                told.setdefault(receiver.unit, notice)
        return told


@immutable()
class Handoff:
    """A change of who answers: since `fact` it is `taker`.

    Of all that `giver` owes (a move to another ward), of what the message `message` made `giver` owe (forwarded),
    or of the duties of `kind` that the fact `message` made `giver` owe (accepted).
    """

    fact: Fact
    giver: UnitId
    taker: UnitId
    message: Seq | None = None
    kind: str | None = None

    def covers(self, kind: str, opened: Seq, origin: UnitId, holder: UnitId) -> bool:
        """Whether a duty of that kind, opened so, owed first by `origin` and now by `holder`, goes over."""
        if self.message is None:
            return holder == self.giver
        return opened == self.message and origin == self.giver and self.kind in {None, kind}


def kind_of(began: Fact | None) -> CaseKind:
    """The kind of a case that begins with the fact."""
    if isinstance(began, PlanOpened):
        return "plan"
    return "coordination" if isinstance(began, CoordinationOpened) else "stay"


@cache
def _kinship(kind: type[Fact]) -> tuple[type[Fact], ...]:
    return tuple(one for one in kind.__mro__ if issubclass(one, Fact) and one is not Fact)


class History:
    """The facts of one case that count, in order, and the questions that rules ask of them."""

    def __init__(self, facts: tuple[Fact, ...], units: Mapping[UnitId, Unit]) -> None:
        """`facts` in order; `units` by id, with every unit of the facts."""
        self.facts = facts
        self.units = units
        self.place: dict[Seq, int] = {fact.seq: place for place, fact in enumerate(facts)}
        self._by_kind: dict[type[Fact], list[Any]] = {}
        for fact in facts:
            for kind in _kinship(type(fact)):  # type: ignore[arg-type]  # see fact.slots
                self._by_kind.setdefault(kind, []).append(fact)
        self.worked_out: dict[tuple[str, Seq], Any] = {}
        """What a rule has worked out of a period as utskrivningsklar or a message, for the others."""
        self._parties_at: dict[int, dict[UnitId, Side]] = {}
        self._answered: dict[Seq, list[Fact]] = {}

    def all(self, kind: type[Kind]) -> list[Kind]:
        """Every fact of the kind, or of a kind derived from it, in order."""
        return self._by_kind.get(kind, [])

    def first(self, kind: type[Kind], having: Callable[[Kind], bool] = bool) -> Kind | None:
        """The first fact of the kind for which `having` holds."""
        return next((fact for fact in self.all(kind) if having(fact)), None)

    def last(self, kind: type[Kind], having: Callable[[Kind], bool] = bool) -> Kind | None:
        """The last fact of the kind for which `having` holds."""
        return next((fact for fact in reversed(self.all(kind)) if having(fact)), None)

    def after(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts that come after this one."""
        return self.facts[self.place[fact.seq] + 1 :]

    def comes_before(self, one: Fact, other: Fact) -> bool:
        """Whether `one` stands before `other`."""
        return self.place[one.seq] < self.place[other.seq]

    def told_between(self, kind: type[Kind], first: Fact, last: Fact | None) -> Iterator[Kind]:
        """The facts of the kind that come after `first` and not after `last`."""
        for fact in self.all(kind):
            if self.comes_before(first, fact) and not (last and self.comes_before(last, fact)):
                yield fact

    def until(self, moment: datetime) -> "History":
        """What had happened by then, that moment included."""
        return History(tuple(fact for fact in self.facts if fact.moment <= moment), self.units)

    def side(self, unit: UnitId) -> Side:
        """The unit's side of the case."""
        return self.units[unit].side

    def receivers(self, fact: Fact, side: Side) -> list[UnitId]:
        """The fact's receiving units on that side, as named."""
        return [receiver.unit for receiver in fact.receivers if self.side(receiver.unit) == side]

    @cached_property
    def began(self) -> Admitted | CoordinationOpened | PlanOpened | None:
        """What the case began with."""
        return self.admitted or self.first(CoordinationOpened) or self.first(PlanOpened)

    @property
    def kind(self) -> CaseKind:
        """Which kind of case it is: what it began with says."""
        return kind_of(self.began)

    @cached_property
    def admitted(self) -> Admitted | None:
        """The admission."""
        return self.first(Admitted)

    @property
    def admission(self) -> Admitted:
        """The admission, without which there is no stay. Raises ValueError where it is missing."""
        if self.admitted is None:
            msg = "a stay begins with an admission"
            raise ValueError(msg)
        return self.admitted

    @property
    def ward(self) -> UnitId:
        """The ward that answers for the stay now."""
        return self.ward_at(self.facts[-1])

    def ward_at(self, fact: Fact) -> UnitId:
        """The ward that answered for the stay once `fact` had been recorded."""
        ward = self.admission.unit
        for moved in self.all(Moved):
            if moved.ward is not None and not self.comes_before(fact, moved):
                ward = moved.ward
        return ward

    def answering_for(self, unit: UnitId) -> tuple[UnitId, ...]:
        """Who answers for what the unit told: itself, and for a ward also the one that has the patient now."""
        return tuple(dict.fromkeys((unit, self.ward) if self.is_ward(unit) else (unit,)))

    def is_ward(self, unit: UnitId) -> bool:
        """Whether the unit is a ward, of a stay: what it answers for goes with the patient."""
        return self.side(unit) == "ward" and self.admitted is not None

    @cached_property
    def end(self) -> Discharged | Died | Interrupted | None:
        """What ended the stay: the discharge, the death or an interruption, whichever came first."""
        ends: list[Discharged | Died | Interrupted] = [
            *self.all(Discharged),
            *self.all(Died),
            *self.all(Interrupted),
        ]
        return min(ends, key=lambda fact: fact.order, default=None)

    @cached_property
    def cut(self) -> Died | Interrupted | PlanClosed | None:
        """What ended everything at once: nothing is owed of care afterwards."""
        cuts: list[Died | Interrupted | PlanClosed] = [
            *self.all(Died),
            *self.all(Interrupted),
            *self.all(PlanClosed),
        ]
        return min(cuts, key=lambda fact: fact.order, default=None)

    @cached_property
    def ended(self) -> Fact | None:
        """What ended the case: all at once, or closed when nothing was left; None while it is open."""
        return self.cut or self.first(Closed)

    @property
    def readmission(self) -> Interrupted | None:
        """What ended everything because the patient came back, so that what holds at home holds on."""
        return self.cut if isinstance(self.cut, Interrupted) and self.cut.reason == "readmitted" else None

    @cached_property
    def died(self) -> Died | None:
        """The death."""
        return self.first(Died)

    @cached_property
    def readiness(self) -> list[Readiness]:
        """The periods as utskrivningsklar, in order. What was sent after the stay's end opens none."""
        periods: list[Readiness] = []
        notices: list[ReadyNotified] = []
        for fact in self._in_stay(ReadyNotified, ReadyWithdrawn):
            if isinstance(fact, ReadyNotified):
                notices.append(fact)
            elif notices and isinstance(fact, ReadyWithdrawn):
                periods.append(Readiness(tuple(notices), fact))
                notices = []
        if notices:
            periods.append(Readiness(tuple(notices), None))
        return periods

    def _in_stay(self, *kinds: type[Fact]) -> Iterator[Fact]:
        for fact in self.facts:
            if fact is self.end:
                return
            if isinstance(fact, kinds):
                yield fact

    @property
    def standing(self) -> Readiness | None:
        """The period as utskrivningsklar that was not withdrawn, if any. A discharge leaves it standing."""
        last = self.readiness[-1] if self.readiness else None
        return last if last and last.withdrawn is None else None

    @cached_property
    def need(self) -> NeedAssessed | None:
        """The latest judgement of the need."""
        return self.last(NeedAssessed)

    @cached_property
    def sip_needed(self) -> bool:
        """Whether a SIP is to be made: yes until somebody has decided that none is needed (4 kap. 1 §).

        Open compulsory care has a plan of its own, and nobody is called to a SIP.
        """
        decided = self.last(SipNeedDecided)
        return (decided.needed if decided else True) and not self.all(OpenCompulsoryCareDecided)

    @cached_property
    def plan_refused(self) -> ConsentRefused | None:
        """The refusal of a plan that stands: no consent was given since."""
        return self.plan_refused_before(None)

    def plan_refused_before(self, end: Fact | None) -> ConsentRefused | None:
        """The refusal of a plan that stood at that fact; None: that stands now."""
        refused = self.last(ConsentRefused, lambda fact: "plan" in fact.scope and self._in_time(fact, end))
        given = self.last(ConsentGiven, lambda fact: "plan" in fact.scope and self._in_time(fact, end))
        return None if refused and given and self.comes_before(refused, given) else refused

    def _in_time(self, fact: Fact, end: Fact | None) -> bool:
        return end is None or self.comes_before(fact, end)

    def consent(self, scope: str, on: date) -> ConsentGiven | None:
        """The consent in that scope that holds on the day: the last one said, not refused, withdrawn or run out."""
        said: list[ConsentGiven | ConsentRefused | ConsentWithdrawn] = [
            *self.all(ConsentGiven),
            *self.all(ConsentRefused),
            *self.all(ConsentWithdrawn),
        ]
        last = max((fact for fact in said if scope in fact.scope), key=lambda fact: fact.order, default=None)
        if not isinstance(last, ConsentGiven) or (last.until_on and last.until_on < on):
            return None
        return last

    @cached_property
    def leaves(self) -> list[tuple[LeaveStarted, Fact | None]]:
        """The times away on leave, each with what ended it: the return, or the end of the stay."""
        away: list[tuple[LeaveStarted, Fact | None]] = []
        started: LeaveStarted | None = None
        for fact in self._in_stay(LeaveStarted, LeaveEnded):
            if isinstance(fact, LeaveStarted):
                started = started or fact
            elif started:
                away.append((started, fact))
                started = None
        if started:
            away.append((started, self.end))
        return away

    @property
    def on_leave(self) -> LeaveStarted | None:
        """The leave that the patient is on."""
        last = self.leaves[-1] if self.leaves else None
        return last[0] if last and last[1] is None else None

    @cached_property
    def protection(self) -> Protection | None:
        """The protected identity that stands, and who may know who the patient is."""
        marked = bool(self.all(ProtectionMarked)) or bool(self.began and self.began.protection)
        return protection(self.facts) if marked else None

    def registered(self, on: date) -> str | None:
        """The municipality of registration on that day."""
        return self._municipality("registration", on, self.admission.registered_in)

    def placed(self, on: date) -> str | None:
        """The municipality that has decided on special housing elsewhere, on that day."""
        return self._municipality("placement", on, self.admission.placed_by)

    def _municipality(self, what: str, on: date, at_first: str | None) -> str | None:
        code, since = at_first, date.min
        for changed in self.all(RegistrationChanged):
            from_on = changed.from_on or day_of(changed.moment)
            if changed.what == what and since <= from_on <= on:
                code, since = changed.code, from_on
        return code

    @cached_property
    def care_contact(self) -> CareContactAppointed | None:
        """The latest appointment of a fast vårdkontakt."""
        return self.last(CareContactAppointed)

    @cached_property
    def open_care(self) -> UnitId | None:
        """The open-care unit that answers for the patient: see `open_care_at`."""
        return self.open_care_at(self.facts[-1]) if self.facts else None

    def open_care_at(self, last: Fact) -> UnitId | None:
        """The unit of the fast vårdkontakt; until appointed the listed unit if it is on the case, else the first.

        As things stood when `last` had been recorded; None where no open-care unit was on the case.
        """
        contact = self.last(CareContactAppointed, lambda fact: self.place[fact.seq] <= self.place[last.seq])
        if contact:
            return contact.unit
        present = [unit for unit in self.parties_at(last) if self.side(unit) == "open_care"]
        listed = self.admitted.listed_at if self.admitted else None
        return listed if listed in present else next(iter(present), None)

    @cached_property
    def parties(self) -> dict[UnitId, Side]:
        """The units on the case, in the order in which they came, and their capacity."""
        return self.parties_at(self.facts[-1]) if self.facts else {}

    def parties_at(self, last: Fact) -> dict[UnitId, Side]:
        """The same, as things stood when `last` had been recorded."""
        place = self.place[last.seq]
        if place not in self._parties_at:
            self._parties_at[place] = self._on_the_case(place)
        return self._parties_at[place]

    def _on_the_case(self, place: int) -> dict[UnitId, Side]:
        on: dict[UnitId, Side] = {}
        for came, gone in self._comings[: place + 1]:
            for unit in came:
                if unit not in on:
                    on[unit] = self.side(unit)
            if gone is not None:
                on.pop(gone, None)
        return on

    @cached_property
    def _comings(self) -> list[tuple[tuple[UnitId, ...], UnitId | None]]:
        """For each fact: the units that it puts on the case, and the one that it takes off."""
        found: list[tuple[tuple[UnitId, ...], UnitId | None]] = []
        for fact in self.facts:
            came = (fact.unit, *fact.to_units) if fact.joins else fact.to_units
            gone = None
            if fact.kind not in _MOVES_PARTIES:
                pass
            elif isinstance(fact, Voided):
                came = ()
            elif isinstance(fact, PartyAdded | Moved):
                named = fact.party if isinstance(fact, PartyAdded) else fact.ward
                came = (*came, named) if named is not None else came
            elif isinstance(fact, CoordinationAnswered):
                came = (*came, fact.next_unit) if fact.next_unit is not None else came
            elif isinstance(fact, PartyRemoved | WrongRecipient | PartyLeft):
                gone = fact.party if isinstance(fact, PartyRemoved) else fact.unit
            found.append((came, gone))
        return found

    @cached_property
    def withheld(self) -> frozenset[UnitId]:
        """The units from which secrecy keeps a message that they have not been sent since (docs/adr/0042)."""
        return frozenset(
            kept.from_unit
            for kept in self.all(MessageWithheld)
            if kept.from_unit is not None
            and not any(fact.kind == kept.of_kind and kept.from_unit in fact.units for fact in self.after(kept))
        )

    @cached_property
    def ever(self) -> tuple[UnitId, ...]:
        """Every unit that wrote or was told, on the case or not any more, in the order in which they came."""
        return tuple(dict.fromkeys(unit for fact in self.facts for unit in (fact.unit, *fact.to_units)))

    def left(self, unit: UnitId, after: Fact) -> tuple[Fact | None, str]:
        """What took the unit off the case after `after`: wrong one, removed or gone; and the code of the reason."""
        for fact in self._leavings:
            gone = fact.party if isinstance(fact, PartyRemoved) else fact.unit
            if gone == unit and self.comes_before(after, fact):
                return fact, fact.kind
        return None, ""

    @cached_property
    def _leavings(self) -> list[WrongRecipient | PartyRemoved | PartyLeft]:
        found: list[WrongRecipient | PartyRemoved | PartyLeft] = [
            *self.all(WrongRecipient),
            *self.all(PartyRemoved),
            *self.all(PartyLeft),
        ]
        return sorted(found, key=lambda fact: self.place[fact.seq])

    @cached_property
    def handoffs(self) -> list[Handoff]:
        """Who took over what from whom, in order."""
        found: list[Handoff] = []
        if self._by_kind.keys().isdisjoint((Moved, Forwarded, DutyAccepted)):
            return found
        for fact in self.facts:
            if isinstance(fact, Moved) and fact.ward is not None:
                found.append(Handoff(fact, self._ward_before(fact), fact.ward))
            elif isinstance(fact, Acknowledged):
                forward = self.fact(fact.of)
                root = self.forwarded_from(forward) if isinstance(forward, Forwarded) else None
                if root:
                    found.append(Handoff(fact, root[1], fact.unit, root[0].seq))
            elif isinstance(fact, DutyAccepted):
                offer = self.fact(fact.of)
                if isinstance(offer, DutyOffered):
                    kind, opened, origin = parts(offer.duty)
                    found.append(Handoff(fact, origin, fact.unit, opened, kind))
        return found

    def _ward_before(self, moved: Moved) -> UnitId:
        place = self.place[moved.seq]
        return self.ward_at(self.facts[place - 1]) if place else moved.unit

    def fact(self, seq: Seq | None) -> Fact | None:
        """The fact of that number, if it counts."""
        return self.facts[self.place[seq]] if seq in self.place else None

    def forwarded_from(self, forward: Forwarded) -> tuple[Fact, UnitId] | None:
        """The message that was first forwarded, and by whom; None where it does not count."""
        seen: set[Seq] = set()
        while forward.seq not in seen:
            seen.add(forward.seq)
            message = self.fact(forward.of)
            if message is None:
                return None
            if not isinstance(message, Forwarded):
                return message, forward.unit
            forward = message
        return None

    def holder(
        self, kind: str, opened: Fact, origin: UnitId, until: Fact | None, by_rule: UnitId | None = None
    ) -> UnitId:
        """Who owes the duty that `opened` made `origin` owe, as things stood at `until` (not recorded yet, None: now).

        `by_rule`: who owes it unless somebody took it over.
        """
        holder = by_rule or origin
        first = self.place[opened.seq]
        last = self.place.get(until.seq, len(self.facts)) if until else len(self.facts)
        for handoff in self.handoffs:
            place = self.place[handoff.fact.seq]
            if first < place <= last and handoff.covers(kind, opened.seq, origin, holder):
                holder = handoff.taker
        return holder

    def acts_for(self, fact: Fact, kind: str, opened: Fact, origin: UnitId) -> bool:
        """Whether the fact, by its unit, does the duty that `opened` made `origin` owe: by itself or who took over."""
        return fact.unit == origin or (bool(self.handoffs) and fact.unit == self.holder(kind, opened, origin, fact))

    def answers(self, message: Fact, unit: UnitId) -> Iterator[Fact]:
        """What counts as the unit's receipt for the message: a receipt, or any answer to it."""
        for fact in self._answers_to(message):
            if self.acts_for(fact, "acknowledge", message, unit):
                yield fact

    def _answers_to(self, message: Fact) -> list[Fact]:
        """What may be somebody's receipt for the message, in order."""
        answering = self._answering.get(message.seq, [])
        kinds = _ANSWERED_BY.get(message.kind)
        if not kinds:
            return answering
        if message.seq not in self._answered:
            found = {self.place[fact.seq]: fact for fact in answering}
            for kind in kinds:
                found |= {self.place[fact.seq]: fact for fact in self.told_between(kind, message, None)}
            self._answered[message.seq] = [found[place] for place in sorted(found)]
        return self._answered[message.seq]

    @cached_property
    def _answering(self) -> dict[Seq, list[Fact]]:
        """Message ► what says that it was read or handed on, and what replies to it."""
        found: dict[Seq, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            of = fact.of if isinstance(fact, _RECEIPTS) else None
            if of is not None:
                found[of].append(fact)
            if fact.in_reply_to is not None and fact.in_reply_to != of and isinstance(fact, _REPLIES):
                found[fact.in_reply_to].append(fact)
        return found

    def confirmed(self, message: Fact) -> bool:
        """Whether a receiver, or a coordinator, has confirmed a time that is only stated (paper, phone)."""
        read: list[Acknowledged | OrdinationReceived] = [*self.all(Acknowledged), *self.all(OrdinationReceived)]
        return any(
            fact.of == message.seq and (fact.unit in message.units or self.side(fact.unit) == "coordinator")
            for fact in read
        )

    def decides_money_at(self, message: Fact) -> datetime:
        """The instant from which the message decides money: a stated time only once it is confirmed."""
        return message.recorded_at if message.told_by_hand and not self.confirmed(message) else message.moment


def parts(duty: str) -> tuple[str, Seq, UnitId]:
    """Kind, opening fact and first owing unit (or the unit told) of a duty's key; of no key, nobody's."""
    kind, seq, unit = (*duty.split(":"), "", "")[:3]
    numbers = tuple(int(part) if part.isascii() and part.isdigit() else 0 for part in (seq, unit))
    return kind, numbers[0], numbers[1]


_RECEIPTS = (
    Acknowledged,
    Forwarded,
    OrdinationReceived,
    OrdinationQuestioned,
    CoordinationAnswered,
    DutyAccepted,
    DutyDeclined,
)
"""What says of one message that it was read: a receipt, or an answer to that very one."""

_REPLIES = (MessageSent, PlanningNoted, CareContactAppointed, HandoverAnswered)
"""What may be said in reply to a message, and is a receipt for it then."""

ANSWERS = (*_RECEIPTS, *_REPLIES)
"""What counts as a receipt: one, or any answer to the message."""

_MOVES_PARTIES = frozenset(
    kind.kind for kind in (Voided, PartyAdded, Moved, PartyRemoved, PartyLeft, WrongRecipient, CoordinationAnswered)
)
_ANSWERED_BY: dict[str, tuple[type[Fact], ...]] = {
    "admission_notified": (PlanningNoted, CareContactAppointed),
    "ready_notified": (HandoverAnswered,),
    "open_compulsory_care_decided": (HandoverAnswered,),
}
