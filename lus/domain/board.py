"""What a board shows of a case: one row per unit on it. Codes, units and moments; no content, no patient, no clock."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

from lus.domain.calendar import DAY, day_of, start_of
from lus.domain.case import History
from lus.domain.derive import Derived, Status
from lus.domain.duty import Duty
from lus.domain.facts import (
    AdmissionNotified,
    ExpectedDischargeChanged,
    Fact,
    HandoverAnswered,
    RegistrationChanged,
    Seq,
)
from lus.domain.immutable import immutable
from lus.domain.liability import Block, Choices, assess
from lus.domain.plan import Standing, lead, opened, standing, standing_meeting
from lus.domain.reckoning import Answer, State, answer, applied
from lus.domain.running import Running, running
from lus.domain.terms import Terms
from lus.domain.units import Side, UnitId


@immutable()
class Step:
    """An open duty: what, owed by whom, by when. `due_on`: due at 24.00 that day. `unit` None: not told.

    `taken`: the person of the row's own unit who has taken it.
    """

    kind: str
    unit: UnitId | None
    due_at: datetime
    due_on: date | None
    taken: int | None = None


@immutable()
class Receipt:
    """A message that asks for a receipt, the last one of its kind to the unit. `read_at` None: awaited."""

    kind: str
    seq: Seq
    sent_at: datetime
    read_at: datetime | None


@immutable()
class Answered:
    """A receiver's answer to the standing ready notice."""

    answer: str
    at: datetime
    from_at: datetime | None
    reason: str | None
    next_answer_at: datetime | None


@immutable()
class Party:
    """A unit on the case: what it has read, and what it answered. `unit` None: not told (protected identity).

    `owes`: it is to answer whether it can receive, as told itself or as who took that over.
    """

    unit: UnitId | None
    side: Side
    receipts: tuple[Receipt, ...]
    answered: Answered | None
    owes: bool = False


@immutable()
class Liability:
    """The municipality's liability as moments: the first day that counts, and what stands in the way, from when.

    `state` is what holds once that day has come, if nothing more is recorded. `names`: the parameters in doubt.
    `parts_on`: the day from which readings part that agree on the first one. `running`: what it costs while it runs;
    None where it does not begin, or nobody pays by the day.
    """

    state: State
    payer: str | None
    agreement: str
    first_on: date | None = None
    blocks: tuple[Block, ...] = ()
    names: tuple[str, ...] = ()
    running: Running | None = None
    parts_on: date | None = None

    def on(self, today: date) -> State:
        """The state that day, once the first one has come."""
        return "undecided" if self.parts_on and self.parts_on <= today else self.state

    @property
    def why_not(self) -> tuple[str, ...]:
        """Codes: why the day does not stand. Empty where it does."""
        if self.state == "free":
            return ()
        return tuple(block.code for block in self.blocks) or (() if self.state == "liable" else (self.state,))


@immutable()
class PlanRow:
    """What lists say of a plan: whether it is current, who leads, when one meets and follows up.

    `kind`: the code of what plan it is.
    """

    lead: UnitId
    reasons: tuple[str, ...]
    until: datetime | None
    then: str
    meeting_at: datetime | None
    follow_up_on: date | None
    kind: str = "sip"

    @property
    def standing(self) -> Standing:
        """Whether it is current, for whoever has the clock."""
        return Standing(self.reasons, self.until, self.then)


@immutable()
class BoardRow:
    """One unit's row of one case. `listed`: the case is open, or the unit still owes something.

    A plan lives for years: it is listed while the unit owes something, and stands among its plans all along.
    `takers`: the persons of the unit who have taken something that it owes there.
    """

    unit: UnitId
    status: Status
    listed: bool
    next_step: Step | None
    own_step: Step | None
    ready_at: datetime | None
    expected_on: date | None
    moves: int
    flags: tuple[str, ...]
    parties: tuple[Party, ...]
    liability: Liability
    plan: PlanRow | None = None
    takers: tuple[int, ...] = ()


def _plan(derived: Derived) -> PlanRow | None:
    history = derived.history
    began = opened(history)
    if began is None:
        return None
    found = standing(history, derived.duties)
    meeting = standing_meeting(history)
    follow_up = next((duty.due_on for duty in derived.open_duties if duty.kind == "hold_follow_up"), None)
    meeting_at = meeting.at if meeting else None
    return PlanRow(lead(history), found.reasons, found.until, found.then, meeting_at, follow_up, began.plan)


def board_rows(derived: Derived, terms: Terms) -> dict[UnitId, BoardRow]:
    """A row for each unit on the case."""
    history = derived.history
    owed = sorted(derived.open_duties, key=lambda duty: (duty.due_at, duty.key))
    parties = tuple(_party(history, derived.duties, unit, side) for unit, side in derived.parties.items())
    told = [fact for fact in history.facts if isinstance(fact, AdmissionNotified | ExpectedDischargeChanged)]
    dates = [fact.expected_discharge_on for fact in told]
    moves = sum(one != other for one, other in pairwise(dates))
    liability = _liability(history, terms)
    said_of_plan = _plan(derived)
    return {
        unit: BoardRow(
            unit,
            derived.status,
            (derived.is_open and history.kind != "plan") or any(duty.unit == unit for duty in owed),
            next((_step(duty, unit) for duty in owed), None),
            next((_step(duty, unit) for duty in owed if duty.unit == unit), None),
            history.standing.first.moment if history.standing else None,
            dates[-1] if dates else None,
            moves,
            tuple(sorted(derived.flags)),
            parties,
            liability,
            said_of_plan,
            _takers(owed, unit),
        )
        for unit in derived.parties
    }


def _step(duty: Duty, unit: UnitId) -> Step:
    """The duty as that unit's row tells it: who has taken what is a matter of the own unit."""
    taken = duty.taken.person if duty.taken and duty.unit == unit else None
    return Step(duty.kind, duty.unit, duty.due_at, duty.due_on, taken)


def _takers(owed: Iterable[Duty], unit: UnitId) -> tuple[int, ...]:
    found = {duty.taken.person for duty in owed if duty.unit == unit and duty.taken}
    return tuple(sorted(person for person in found if person is not None))


def _party(history: History, duties: Iterable[Duty], unit: UnitId, side: Side) -> Party:
    last: dict[str, Receipt] = {}
    for duty in duties:
        if duty.kind == "acknowledge" and duty.unit == unit and not duty.cancelled:
            message: Fact = duty.opened
            before = last.get(message.kind)
            if before is None or before.sent_at <= message.moment:
                last[message.kind] = Receipt(message.kind, message.seq, message.moment, duty.met_at)
    owes = any((duty.kind, duty.unit, duty.ended) == ("answer_handover", unit, None) for duty in duties)
    return Party(unit, side, tuple(last.values()), _answered(history, unit), owes)


def _answered(history: History, unit: UnitId) -> Answered | None:
    standing = history.standing
    if standing is None:
        return None
    given = history.last(
        HandoverAnswered, lambda fact: fact.unit == unit and history.comes_before(standing.first, fact)
    )
    if given is None:
        return None
    return Answered(given.answer, given.moment, given.from_at, given.reason, given.next_answer_at)


def _liability(history: History, terms: Terms) -> Liability:
    """Asked of the rules at the end of the first day that counts: no clock is read. Of a question: none."""
    if history.admitted is None:
        return Liability("none", None, "")
    chosen = applied(history, terms)[1]
    choices = Choices(chosen)
    spells = assess(history, choices).spells
    last = spells[-1] if spells and history.standing else None
    moment = history.standing.first.moment if history.standing else history.facts[-1].moment
    if last:
        moment = max(moment, start_of((last.first_counted or last.first_on) + DAY))
    found = answer(history, terms, moment)
    agreement = found.agreement.id
    if found.settlement != "individual":
        return Liability(found.sum.state, found.payer, agreement)
    names = tuple(found.readings[0].chosen) if found.readings else ()
    blocks = last.blocks if last and last.ended is None else ()
    if not blocks and found.sum.blocked_by:
        blocks = tuple(Block(code, moment) for code in found.sum.blocked_by)
    first_on = found.begins_on if found.sum.state in {"liable", "free", "blocked"} else None
    doubt = bool(choices.doubted)
    runs = last is not None and last.ended is None and found.sum.state == "liable"
    cost = running(last, found.sum, chosen) if runs and last and not doubt else None
    parted = _parted(history, terms, first_on) if runs and first_on and doubt else None
    if parted:
        names = tuple(parted[1].readings[0].chosen)
    return Liability(found.sum.state, found.payer, agreement, first_on, blocks, names, cost, parted and parted[0])


def _parted(history: History, terms: Terms, first_on: date) -> tuple[date, Answer] | None:
    """When readings part that agree on the first day, and the answer then: by a registration that changes later."""
    changes = {changed.from_on or day_of(changed.moment) for changed in history.all(RegistrationChanged)}
    for day in sorted(change + DAY for change in changes if change >= first_on):
        found = answer(history, terms, start_of(day))
        if found.sum.state == "undecided":
            return day, found
    return None
