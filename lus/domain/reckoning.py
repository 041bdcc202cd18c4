"""Liability at a moment: days and kronor so far, what blocks, the readings in doubt and the assumptions made."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.case import History
from lus.domain.facts import Fact, ReadingDecided
from lus.domain.immutable import immutable
from lus.domain.lawdata import CONFIDENCE, STATUTE, Agreement, Bound, Settlement
from lus.domain.liability import Choices, Outcome, assess, mine, paying, reached
from lus.domain.readings import Assumption, Reading, assumptions, decide
from lus.domain.sums import SpellDays, State, Sum
from lus.domain.terms import Finding, Terms, finding

__all__ = [
    "Answer",
    "Assumption",
    "Reading",
    "SpellDays",
    "State",
    "Sum",
    "agreed_on",
    "agreed_readings",
    "answer",
    "applied",
]


@immutable()
class Answer:
    """The municipality's liability, at a moment, with everything it rests on.

    `begins_on`: the first day that will count if the patient stays and nothing stands in the way; None where it
    is not known.
    """

    bound: Bound
    payer: str | None
    sum: Sum
    readings: tuple[Reading, ...]
    assumptions: tuple[Assumption, ...]
    begins_on: date | None = None

    @property
    def agreement(self) -> Agreement:
        """The agreement used; the statute where none binds."""
        return self.bound.agreement

    @property
    def settlement(self) -> Settlement:
        """How it settles: stay by stay, by month, or in a way that is not known."""
        return self.bound.terms.settlement


def answer(history: History, terms: Terms, as_of: datetime) -> Answer:
    """Liability as it stands at `as_of` (an instant)."""
    bound, terms = applied(history, terms)
    unknown = next((one for one in (bound, *terms.periods.values()) if one.terms.settlement == "unknown"), None)
    if unknown:
        return Answer(unknown, terms.payer or paying(history), _unknown(history, terms, unknown), (), ())
    decided = decide(history, terms, as_of)
    found = replace(
        decided.sum,
        confidence=min(decided.sum.confidence, bound.terms.confidence, key=CONFIDENCE.index),
        because=(*agreed_on(bound), *_otherwise_bound(history, terms, bound), *decided.sum.because),
    )
    others = tuple(assumptions(history, terms, decided, as_of))
    outcome = decided.outcome
    return Answer(bound, outcome.payer, found, decided.readings, others, _begins_on(outcome, terms))


def agreed_on(bound: Bound) -> tuple[Finding, ...]:
    """What the agreement, other than the statute, has to say of the answer."""
    terms = bound.terms
    if bound.agreement.id == STATUTE:
        return ()
    found = [finding(f"agreed_{terms.settlement}", agreement=bound.agreement.id)]
    if terms.billing not in {"active", None}:
        found.append(finding(f"billing_{terms.billing}"))
    missing = [name for name, value in terms.parameters.items() if value.value is None]
    found += [finding("agreed_value_missing", parameter=name) for name in missing]
    if terms.note:
        found.append(finding("agreement_note", note=terms.note.removesuffix(".")))
    return tuple(found)


def applied(history: History, terms: Terms) -> tuple[Bound, Terms]:
    """The agreement that applies to the case, and the terms with its own and the principals' choices in them.

    Of each period that of the day on which its ready notice was sent: the one that reached the payer, else its first.
    What is returned is that of the last; before any notice, of the day of admission.
    """
    payer = terms.payer or paying(history)
    region = terms.units[history.ward].principal[:2]

    def binding(notice: Fact | None) -> Bound:
        day = day_of(history.decides_money_at(notice) if notice else history.admission.moment)
        return terms.bound(region, payer, day, history.admission.care)

    periods = {
        period.first.seq: binding(reached(history, period, payer) or period.first) for period in mine(history, payer)
    }
    bound = next(reversed(periods.values()), None) or binding(
        history.readiness[-1].first if history.readiness else None
    )
    if all(one.terms is bound.terms for one in periods.values()):
        periods = {}
    chosen = {**agreed_readings(history, terms), **terms.parameters}
    return bound, replace(terms, parameters=chosen, applied=bound.terms, periods=periods)


def _otherwise_bound(history: History, terms: Terms, bound: Bound) -> Iterator[Finding]:
    """The earlier periods that something else binds than the last: their own notice's day chose it."""
    for seq, other in terms.periods.items():
        notice = history.fact(seq)
        if notice and other.terms is not bound.terms:
            yield finding("period_bound_by", at=notice.moment, agreement=other.agreement.id)


def _unknown(history: History, terms: Terms, bound: Bound) -> Sum:
    """Terms that nobody has read: the spells stand, and no day and no krona is told of them."""
    outcome = assess(history, Choices(terms))
    confidence = bound.terms.confidence
    if not (outcome.standing or outcome.spells):
        return Sum("none", 0, 0, confidence=confidence, because=(finding("no_ready_notice_stands"),))
    told = ((spell.notice.moment, spell.ended.moment if spell.ended else None) for spell in outcome.spells)
    spells = tuple(SpellDays(notice_at, None, ended_at, None) for notice_at, ended_at in told)
    return Sum("unknown_terms", None, None, spells=spells, confidence=confidence, because=agreed_on(bound))


def _begins_on(outcome: Outcome, terms: Terms) -> date | None:
    last = outcome.spells[-1] if outcome.spells and outcome.standing else None
    return last.first_counted if last and last.ended is None and not terms.monthly else None


def agreed_readings(history: History, terms: Terms) -> dict[str, Any]:
    """How both principals' coordinators read the statute in this case: parameter ► value, where they say the same."""
    said: dict[str, dict[int, Any]] = {}
    for decided in history.all(ReadingDecided):
        if decided.parameter:
            principal = len(terms.units[decided.unit].principal)
            said.setdefault(decided.parameter, {})[principal] = decided.chosen
    both = {name: tuple(values.values()) for name, values in said.items() if len(values) > 1}
    return {name: values[0] for name, values in both.items() if len(set(values)) == 1}
