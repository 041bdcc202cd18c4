"""Days and kronor at a moment, under one choice for every parameter."""

from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from lus.domain.amount import CareDay, care_day, total
from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
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
    """Days and kronor under one choice for every parameter.

    `amount_sek` None: a rate is missing, or what was agreed settles months. `counted`: the days, one by one.
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

    @property
    def says(self) -> tuple[Any, ...]:
        """What two readings must agree on for there to be no doubt."""
        return self.state, self.days, self.amount_sek


def reckon(history: History, choices: Choices, as_of: datetime) -> tuple[Sum, Outcome]:
    """The sum at that moment (an instant), and what it was reckoned from."""
    outcome = assess(history, choices)
    monthly = choices.terms.monthly
    reckoned = _each_once([_days(spell, choices, as_of) for spell in outcome.spells])
    days = sum(map(len, reckoned))
    liable = days and not monthly
    blocked_by = () if liable or not outcome.standing else _blocked_by(outcome, as_of)
    counted = tuple(
        care_day(choices, day, day_of(spell.notice.moment))
        for spell, own in zip(outcome.spells, reckoned, strict=True)
        for day in own
    )
    amount, missing = (None, ()) if monthly else total(counted)
    rated = [] if monthly else [day.confidence for day in counted]
    spells = tuple(
        SpellDays(
            spell.notice.moment,
            own[0] if own and not monthly else None,
            spell.ended.moment if spell.ended else None,
            len(own),
        )
        for spell, own in zip(outcome.spells, reckoned, strict=True)
    )
    state: State = "liable" if liable else "blocked" if blocked_by else "free"
    if not liable and not outcome.standing:
        state = "none"
    if monthly and (outcome.standing or outcome.spells):
        state = "monthly"
    return Sum(
        state,
        days,
        0 if state == "none" else amount,
        missing,
        blocked_by,
        spells,
        min((*(spell.confidence for spell in outcome.spells), *rated, choices.confidence), key=CONFIDENCE.index),
        _because(outcome, reckoned, choices, blocked_by),
        outcome.spells[-1].fulfilled if outcome.spells else (),
        counted,
    ), outcome


def _because(
    outcome: Outcome, reckoned: list[list[date]], choices: Choices, blocked_by: tuple[str, ...]
) -> tuple[Finding, ...]:
    found = [reason for spell in outcome.spells for reason in spell.because]
    found += [finding("blocked", code=code) for code in blocked_by if code not in {reason.code for reason in found}]
    if not outcome.standing:
        found.append(finding("no_ready_notice_stands"))
    if any(reckoned) and outcome.spells[-1].ended:
        found.append(
            finding("discharge_day_counts" if choices["discharge_day_counts"] else "discharge_day_does_not_count")
        )
    return tuple(found)


def _blocked_by(outcome: Outcome, as_of: datetime) -> tuple[str, ...]:
    """What stands in the way of the standing notice at that moment."""
    if outcome.untold:
        return tuple(sorted({block.code for block in outcome.untold if block.from_at <= as_of}, key=BLOCKS.index))
    return outcome.spells[-1].blocked_at(as_of)


def _each_once(reckoned: list[list[date]]) -> list[list[date]]:
    """A care day is paid for once, also where one spell ends and the next begins on it."""
    seen: set[date] = set()
    once: list[list[date]] = []
    for days in reckoned:
        once.append([day for day in days if day not in seen])
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
