"""The municipality's liability to pay (LUS 5 kap.), as moments: no clock is read here.

`assess` answers under one choice for every parameter. What days and kronor that makes at a given moment, and
what the other choices would give, is reckoned in reckoning.py.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from lus.domain.calendar import DAY, day_of, start_of
from lus.domain.case import History, Readiness
from lus.domain.facts import AdmissionNotified, ReadyNotified
from lus.domain.liability.clock import clock
from lus.domain.liability.days import away, left_out, of_another, parted, told_both
from lus.domain.liability.opencare import open_care
from lus.domain.liability.shapes import BLOCKS, Block, Choices, Outcome, Spell, Start
from lus.domain.liability.sip import called
from lus.domain.liability.told import (
    admission_missing,
    municipalities,
    notice_deadline,
    own_region,
    payer_of,
    paying,
    reached,
    reaches,
    withheld,
)
from lus.domain.terms import Finding, finding

__all__ = [
    "BLOCKS",
    "Block",
    "Choices",
    "Outcome",
    "Spell",
    "assess",
    "ever_paying",
    "mine",
    "payer_of",
    "paying",
    "reached",
]


def assess(history: History, choices: Choices) -> Outcome:
    """One payer's spells with their first day and what blocks them (5 kap. 2-6 §§), under the given choices.

    The payer is the one that the question is about, else the one that pays as things stand (`paying`).
    """
    payer = choices.terms.payer or paying(history)
    spells: list[Spell] = []
    elsewhere: list[Finding] = []
    missed: tuple[Block, ...] = ()
    owned = not history.readiness and paying(history) == payer
    for period in history.readiness:
        under, standing = choices.of(period.first.seq), period is history.standing
        if payer_of(history, day_of(period.first.moment)) == payer:
            owned = True
            notice = reached(history, period, payer)
            if notice:
                spells.append(_spell(history, under, period, notice, told=payer, payer=payer))
            elif standing:
                missed = tuple(_missed(history, under, period, payer))
        elif payer and _takes_over(history, under, period, payer):
            owned = True
            if spell := _taken_over(history, under, period, payer):
                spells.append(spell)
            elif standing:
                missed = tuple(_missed(history, under, period, payer))
        else:
            elsewhere.append(_of_another(history, period))
    if not owned:
        missed = (Block("not_registered", history.admission.moment),)
    elif history.standing is None and payer and (secret := withheld(history, payer)):
        missing = admission_missing(history, choices.terms, payer, notice_deadline(history, choices.terms))
        missed = (missing, secret) if missing else (secret,)
    stands = any(spell.notice in history.standing.notices for spell in spells) if history.standing else False
    return Outcome(payer, tuple(spells), stands or bool(missed), missed, tuple(elsewhere))


def mine(history: History, payer: str | None) -> list[Readiness]:
    """The periods of which that payer may owe days: its own, and those during which the person moved to it."""
    return [
        period
        for period in history.readiness
        if payer_of(history, day_of(period.first.moment)) == payer
        or any(code == payer for _, _, code in parted(history, period))
    ]


def ever_paying(history: History) -> list[str]:
    """The municipalities that may owe days of the stay: at each period's first notice, and where the person moved."""
    found = {payer_of(history, day_of(period.first.moment)): None for period in history.readiness} | {
        code: None for period in history.readiness for _, _, code in parted(history, period)
    }
    return [code for code in found if code]


def _of_another(history: History, period: Readiness) -> Finding:
    """A period for which another pays: nothing of it is counted here, and the answer says so."""
    code, at = payer_of(history, day_of(period.first.moment)), period.first.moment
    return finding("period_of_another", at=at, payer=code) if code else finding("period_of_nobody", at=at)


def _takes_over(history: History, choices: Choices, period: Readiness, payer: str) -> bool:
    """Whether the payer owes days of a period that began as another's: each day belongs to its municipality."""
    moved_there = any(code == payer for _, _, code in parted(history, period))
    return moved_there and choices["moved_during_stay"] == "day_by_day"


def _taken_over(history: History, choices: Choices, period: Readiness, payer: str) -> Spell | None:
    """What the payer owes of a period that it takes over; None: neither it nor who had it was sent a ready notice.

    The clock and the conditions are those of the period; its days count from when it had been sent both notices.
    """
    owner = payer_of(history, day_of(period.first.moment))
    own = reached(history, period, payer)
    notice = reached(history, period, owner) if owner else None
    first, told = (notice, owner) if notice else (own, payer)
    if first is None:
        return None
    spell = _spell(history, choices, period, first, told=told, payer=payer)
    told_on = told_both(history, period, payer)
    missing = admission_missing(history, choices.terms, payer, start_of(spell.first_on))
    blocks = [missing] if missing else []
    if own is None:
        blocks.append(Block("ready_not_notified", period.first.moment))
    blocks += [block for block in spell.blocks if block.code not in {block.code for block in blocks}]
    if told_on is None:
        return replace(spell, blocks=_in_order(blocks))
    untold = ((date.min, told_on - DAY),)
    because = (*spell.because, finding("told_both_notices", payer=payer, on=told_on))
    return replace(spell, blocks=_in_order(blocks), uncounted=(*spell.uncounted, *untold), because=because)


def _in_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(sorted(blocks, key=lambda block: BLOCKS.index(block.code)))


def _missed(history: History, choices: Choices, period: Readiness, payer: str | None) -> Iterator[Block]:
    """A ready notice stands, but not one unit of the payer was told: what stands in the way."""
    at = period.first.moment
    if payer is None:
        yield Block("not_registered", at)
        return
    elsewhere = any(municipalities(history, notice) for notice in period.notices)
    ready = Block("wrong_municipality_notified" if elsewhere else "ready_not_notified", at)
    ready = withheld(history, payer) or ready
    admission = admission_missing(history, choices.terms, payer, at)
    if admission:
        yield admission
    yield ready
    # No day would be the first one, so that the call alone has a last day.
    yield from called(history, choices, period, Start(date.max)).blocks


def _spell(
    history: History, choices: Choices, period: Readiness, notice: ReadyNotified, *, told: str | None, payer: str | None
) -> Spell:
    """A period of which the municipality `told` was told: condition by condition to the days that `payer` pays.

    Under an agreement that settles months the conditions are the statute's, and the days run from the notice.
    """
    sent_at = history.decides_money_at(notice)
    start, confidence = clock(history, choices, sent_at)
    if choices.terms.monthly:
        start = replace(start, because=(finding("days_from_notice", at=sent_at),))
    start = _admission(history, choices, told, sent_at, start)
    start = called(history, choices, period, start)
    if not choices.terms.monthly:
        start = open_care(history, choices, start)
    blocks = start.blocks
    if told is None:
        blocks = (Block("not_registered", notice.moment),)
    elif told == payer and (missing := admission_missing(history, choices.terms, payer, start_of(start.first_on))):
        blocks = (missing, *blocks)
    stated = () if sent_at == notice.moment else (finding("time_not_confirmed", at=notice.moment, recorded_at=sent_at),)
    if own_region(history, payer):
        start = Start(start.first_on).without([(date.min, None)], finding("own_region", payer=payer))
        blocks = ()
    others = of_another(history, period, payer)
    if others and choices["moved_during_stay"] == "day_by_day":
        told_of = (finding("days_of_another", since=days[0], payer=code) for days, code in others)
        start = start.without((days for days, _ in others), *told_of)
    gone = away(history, choices)
    start = start.without(gone, *left_out(gone))
    return Spell(
        period.first.seq,
        notice,
        day_of(sent_at) if choices.terms.monthly else start.first_on,
        period.withdrawn or history.end,
        _in_order(blocks),
        (*stated, *start.because),
        start.fulfilled,
        confidence,
        start.uncounted,
    )


def _admission(history: History, choices: Choices, payer: str | None, sent_at: datetime, start: Start) -> Start:
    """What the payer's admission notice does to the first day: sent late, or after the ready notice (`sent_at`)."""
    told = history.first(AdmissionNotified, lambda fact: reaches(history, fact, payer))
    if told is None:
        return start
    told_at = history.decides_money_at(told)
    if told_at > sent_at and not choices.terms.monthly:
        if choices["admission_after_ready"] == "from_both":
            start, _ = clock(history, choices, sent_at, told_at)
        start = start.put_off(day_of(told_at), finding("admission_notice_after_ready", at=told_at))
    deadline = notice_deadline(history, choices.terms)
    if told_at <= deadline:
        return start.met(finding("admission_notice_in_time", at=told_at))
    late = finding("admission_notice_late", at=told_at, deadline=deadline)
    if choices["late_admission_notice"] == "never":
        return start.blocked("late_admission_notice", deadline, late)
    return start.put_off(start.first_on, late)
