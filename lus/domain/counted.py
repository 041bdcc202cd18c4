"""What coordinators count of plans: made, current, late, followed up; needed and never made. Spans and moments.

One set for each coordinator of a unit that takes part. No clock is read: what is late from a moment on is counted from
it by whoever counts. A span has no end while nothing recorded ends it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Literal, TypeAlias

from lus.domain.calendar import DAY, day_of, end_of, start_of
from lus.domain.case import History
from lus.domain.derive import Derived
from lus.domain.duty import Duty
from lus.domain.facts import Discharged, Fact, FollowUpHeld, HandoverAnswered, PlanVersioned, SipCalled
from lus.domain.immutable import immutable
from lus.domain.late import late, municipality
from lus.domain.month import month_of
from lus.domain.plan import lead, opened, standing
from lus.domain.terms import Terms
from lus.domain.units import UnitId

What: TypeAlias = Literal["plan", "made", "current", "late", "followed_up", "needed"]
"""A plan from its beginning to its end · its first version · while it is current · while something of it, or a call, is
late · a follow-up held · from when a plan is needed and not made.
"""


@immutable()
class Span:
    """From an instant up to another; None: on and on. What happens at a moment ends as it begins."""

    what: What
    from_at: datetime
    until_at: datetime | None


@immutable()
class Counted:
    """A case in what a coordinator's `unit` counts. `lead`: who leads the plan, or is to call to it.

    `municipality`: where the person lives; `age_group`: when the plan was opened; None: not known.
    """

    unit: UnitId
    municipality: str | None
    lead: UnitId
    age_group: str | None
    at_discharge: bool
    spans: tuple[Span, ...]


def counted(derived: Derived, terms: Terms) -> Iterator[Counted]:
    """One for each coordinator of a unit on the case; none of a case that counts for nothing."""
    history = derived.history
    if history.kind == "coordination":
        return
    began = opened(history)
    spans = tuple(_of_plan(derived) if began else _of_stay(derived, terms))
    if not spans:
        return
    leads = lead(history) if began else history.open_care or history.ward
    units = {terms.coordinator(unit) for unit in derived.parties if history.side(unit) != "coordinator"}
    for unit in sorted(unit for unit in units if unit is not None):
        yield Counted(
            unit,
            municipality(history),
            leads,
            began.age_group if began else None,
            began is None or began.at_discharge,
            spans,
        )


def _of_plan(derived: Derived) -> Iterator[Span]:
    history = derived.history
    ended = history.ended
    yield Span("plan", history.facts[0].moment, ended.moment if ended else None)
    for made in history.all(PlanVersioned)[:1]:
        yield Span("made", made.moment, made.moment)
    # Both began by something recorded: what is told at the end of a month, and now, is the same without the gap.
    for span in _joined(_current(history, derived.duties), lambda last, then: _month(then) <= _month(last)):
        yield Span("current", *span)
    yield from _late_spans(history, derived.duties)
    for held in history.all(FollowUpHeld):
        yield Span("followed_up", held.moment, held.moment)


def _current(history: History, duties: Iterable[Duty]) -> Iterator[tuple[datetime, datetime | None]]:
    """While the plan is current, as it stood when a month ended in which something was recorded, and now.

    Nobody counts between the ends of months; so a plan of many facts is not weighed after each of them.
    """
    months = [month_of(day_of(fact.moment)) for fact in history.facts]
    lasts = [place for place, (one, next_) in enumerate(pairwise([*months, None])) if one != next_]
    for place, then in pairwise([*lasts, None]):
        if place is None:
            return
        before = history if then is None else History(history.facts[: place + 1], history.units)
        found = standing(before, duties if then is None else _as_of(history, duties, place))
        if found.reasons:
            continue
        # The next one is weighed at the end of its month: until that month begins, this one holds.
        ends = [found.until, None if then is None else start_of(months[then])]
        yield before.facts[-1].moment, min((end for end in ends if end), default=None)


def _as_of(history: History, duties: Iterable[Duty], place: int) -> Iterator[Duty]:
    """The duties as they stood once the fact at that place had been recorded."""
    for duty in duties:
        if history.place[duty.opened.seq] > place:
            continue
        done = duty.ended is None or history.place[duty.ended.seq] <= place
        yield duty if done else replace(duty, met=None, cancelled=None, reason=None)


def _late(history: History, duties: Iterable[Duty]) -> Iterator[tuple[datetime, datetime | None]]:
    """While at least one thing is late: a plan of which three units owe an answer is one late plan."""
    for duty in duties:
        since = late(history, duty)
        until_at = duty.ended.moment if duty.ended else None
        if since and (until_at is None or since[1] < until_at):
            yield since[1], until_at


def _late_spans(history: History, duties: Iterable[Duty]) -> Iterator[Span]:
    """What was late and done before its month was over, nobody counts."""
    for from_at, until_at in _joined(_late(history, duties), lambda last, then: then <= last):
        if until_at is None or _month(from_at) < _month(until_at):
            yield Span("late", from_at, until_at)


def _joined(
    found: Iterable[tuple[datetime, datetime | None]], goes_on: Callable[[datetime, datetime], bool]
) -> list[tuple[datetime, datetime | None]]:
    """In order, each with what it goes on in. `goes_on`: whether what ended at the one moment does, at the other."""
    spans: list[tuple[datetime, datetime | None]] = []
    for from_at, until_at in sorted(found, key=lambda one: one[0]):
        last = spans[-1][1] if spans else from_at
        if spans and (last is None or goes_on(last, from_at)):
            spans[-1] = spans[-1][0], None if last is None or until_at is None else max(last, until_at)
        else:
            spans.append((from_at, until_at))
    return spans


def _month(at: datetime) -> date:
    return month_of(day_of(at))


def _of_stay(derived: Derived, terms: Terms) -> Iterator[Span]:
    history = derived.history
    yield from _late_spans(history, derived.duties)
    days = terms.guideline("needed_not_made.days")
    gone = history.end
    if not isinstance(gone, Discharged) or gone.manner == "to_other_hospital" or not _both_took_over(history):
        return
    from_at = end_of(day_of(gone.moment) + days * DAY)
    settled = _settled(derived)
    if history.sip_needed and (settled is None or settled.moment > from_at):
        yield Span("needed", from_at, settled.moment if settled else None)


def _both_took_over(history: History) -> bool:
    """Whether a unit of either principal takes over: such a patient is to have a plan (4 kap. 1 §)."""
    last = {answer.unit: answer.answer for answer in history.all(HandoverAnswered)}
    took = {history.side(unit) for unit, answer in last.items() if answer in {"accepts", "accepts_part"}}
    return {"municipality", "open_care"} <= took


def _settled(derived: Derived) -> Fact | None:
    """What ended the need, or began the plan: a call opens it, and what is late then is late with the plan."""
    history = derived.history
    dismissed = (duty.dismissed for duty in derived.duties if duty.kind == "call_to_sip")
    ends: list[Fact | None] = [history.first(SipCalled), history.plan_refused, history.cut, *dismissed]
    return min((fact for fact in ends if fact), key=lambda fact: fact.order, default=None)
