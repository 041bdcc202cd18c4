"""Days and kronor at a moment, under one choice for every parameter."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from lus.domain.amount import CareDay, care_day, total
from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.facts import Discharged
from lus.domain.immutable import immutable
from lus.domain.lawdata import CONFIDENCE, Confidence
from lus.domain.liability import BLOCKS, Choices, Outcome, Spell, assess
from lus.domain.terms import Finding, finding

State: TypeAlias = Literal["liable", "free", "blocked", "undecided", "none", "monthly", "unknown_terms"]


@immutable()
class SpellDays:
    """A spell as reckoned: `first_liable_on` is the first day counted, None where no day is."""

    notice_at: datetime
    first_liable_on: date | None
    ended_at: datetime | None
    days: int | None


@immutable()
class Sum:
    """Days and kronor of one payer under one choice for every parameter.

    `amount_sek` None: a rate is missing, or what was agreed settles months. `counted`: the days, one by one.
    `monthly`: they belong in a month's mean. `apart`: what the periods that are settled in the other way give.
    """

    state: State
    days: int | None
    amount_sek: int | None
    missing_rates: tuple[int, ...] = ()
    blocked_by: tuple[str, ...] = ()
    spells: tuple[SpellDays, ...] = ()
    confidence: Confidence = "verified"
    because: tuple[Finding, ...] = ()
    fulfilled: tuple[Finding, ...] = ()
    counted: tuple[CareDay, ...] = ()
    monthly: bool = False
    apart: "Sum | None" = None

    @property
    def claimed(self) -> tuple[int | None, int | None]:
        """Days and kronor as a reading or an assumption tells them: none where something blocks or excludes."""
        return (0, 0) if self.blocked_by else (self.days, self.amount_sek)

    @property
    def says(self) -> tuple[Any, ...]:
        """What two readings must agree on for there to be no doubt."""
        return self.state, *self.claimed, self.apart and self.apart.says


Reckoned: TypeAlias = list[tuple[Spell, list[date]]]
"""Each spell with its days counted."""


def reckon(history: History, choices: Choices, as_of: datetime) -> tuple[Sum, Outcome]:
    """The sum at that moment (an instant), and what it was reckoned from."""
    outcome = assess(history, choices)
    monthly = choices.terms.monthly
    reckoned = _each_once([(spell, _days(spell, choices.of(spell.period), as_of)) for spell in outcome.spells])
    here = [one for one in reckoned if choices.of(one[0].period).terms.monthly == monthly]
    there = [one for one in reckoned if one not in here]
    found = _sum(outcome, _in_order(here, as_of) if monthly else here, choices, as_of)
    if not there:
        return found, outcome
    ended = Outcome(outcome.payer, tuple(spell for spell, _ in there), standing=False, untold=())
    apart = _sum(ended, there if monthly else _in_order(there, as_of), choices.of(there[0][0].period), as_of)
    return replace(found, apart=apart, because=(*found.because, *map(_apart, apart.spells))), outcome


def _in_order(reckoned: Reckoned, as_of: datetime) -> Reckoned:
    """Where months are settled, a period that something blocks is left out beside one that nothing does."""
    kept = [one for one in reckoned if not one[0].blocked_at(as_of)]
    return [(spell, days if (spell, days) in kept else []) for spell, days in reckoned] if kept else reckoned


def _sum(outcome: Outcome, reckoned: Reckoned, choices: Choices, as_of: datetime) -> Sum:
    """What these of the payer's spells give, all settled stay by stay or all by the month."""
    monthly = choices.terms.monthly
    spells = tuple(_told(spell, own, monthly) for spell, own in reckoned)
    days = sum(spell.days or 0 for spell in spells)
    liable = days and not monthly
    in_order = monthly and any(not spell.blocked_at(as_of) for spell, _ in reckoned)
    blocked_by = () if liable or in_order else _blocked_by(outcome, reckoned, as_of)
    counted = tuple(
        care_day(choices.of(spell.period), day, day_of(spell.notice.moment)) for spell, own in reckoned for day in own
    )
    amount, missing = (None, ()) if monthly else total(counted)
    rated = [] if monthly else [day.confidence for day in counted]
    agreed = [choices.of(spell.period).confidence for spell, _ in reckoned] or [choices.confidence]
    state: State = "liable" if liable else "blocked" if blocked_by else "free"
    if not liable and not outcome.standing:
        state = "none"
    if monthly and (outcome.standing or reckoned):
        state = "monthly"
    return Sum(
        state,
        days,
        0 if state == "none" else amount,
        missing,
        blocked_by,
        spells,
        min((*(spell.confidence for spell, _ in reckoned), *rated, *agreed), key=CONFIDENCE.index),
        _because(outcome, reckoned, choices, as_of),
        reckoned[-1][0].fulfilled if reckoned else (),
        counted,
        monthly,
    )


def _told(spell: Spell, own: list[date], monthly: bool) -> SpellDays:
    first_on = own[0] if own and not monthly else None
    return SpellDays(spell.notice.moment, first_on, spell.ended.moment if spell.ended else None, len(own))


def _apart(spell: SpellDays) -> Finding:
    """A period of which nothing is in the sum, as it is settled in the other way."""
    code = "period_apart" if spell.first_liable_on or not spell.days else "period_in_mean"
    return finding(code, at=spell.notice_at, days=spell.days)


def _because(outcome: Outcome, reckoned: Reckoned, choices: Choices, as_of: datetime) -> tuple[Finding, ...]:
    found = [*outcome.elsewhere, *(reason for spell, _ in reckoned for reason in spell.because)]
    told = {reason.code for reason in found}
    stands = _blocked_by(outcome, reckoned, as_of) if outcome.standing else ()
    blocks = dict.fromkeys((*(code for spell, own in reckoned if not own for code in spell.blocked_at(as_of)), *stands))
    found += [finding("blocked", code=code) for code in blocks if code not in told]
    if not outcome.standing and not outcome.elsewhere:
        found.append(finding("no_ready_notice_stands"))
    last = next((spell for spell, own in reversed(reckoned) if own), None)
    if last and last.ended:
        counts = choices.of(last.period)["discharge_day_counts"]
        ended = "discharge_day" if isinstance(last.ended, Discharged) else "last_day"
        found.append(finding(f"{ended}_counts" if counts else f"{ended}_does_not_count"))
    for spell, own in reckoned:
        sent_on, under = day_of(spell.notice.moment), choices.of(spell.period)
        if not under.terms.monthly and any(day.year != sent_on.year for day in own) and not under["amount_sek"]:
            found += [finding("rate_of_notice", year=sent_on.year)] if under["rate_year"] == "notice" else []
    return tuple(found)


def _blocked_by(outcome: Outcome, reckoned: Reckoned, as_of: datetime) -> tuple[str, ...]:
    """What stands in the way of the standing notice at that moment."""
    if outcome.untold:
        return tuple(sorted({block.code for block in outcome.untold if block.from_at <= as_of}, key=BLOCKS.index))
    return reckoned[-1][0].blocked_at(as_of) if reckoned else ()


def _each_once(reckoned: Reckoned) -> Reckoned:
    """A care day is paid for once, also where one spell ends and the next begins on it."""
    seen: set[date] = set()
    once: Reckoned = []
    for spell, days in reckoned:
        once.append((spell, [day for day in days if day not in seen]))
        seen.update(days)
    return once


def _days(spell: Spell, choices: Choices, as_of: datetime) -> list[date]:
    """The days counted: from the first up to, not including, the day the spell ends, or the day of `as_of`.

    Where months are settled, what stands in the way excludes the stay from its month; its days are told all the same.
    """
    if spell.blocked_at(as_of) and not choices.terms.monthly:
        return []
    last = day_of(spell.ended.moment if spell.ended else as_of)
    if spell.ended and choices["discharge_day_counts"]:
        last += DAY
    days = (spell.first_on + days * DAY for days in range((last - spell.first_on).days))
    return [day for day in days if spell.counts(day)]
