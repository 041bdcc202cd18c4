"""The municipality's liability to pay (LUS 5 kap.), as moments: no clock is read here.

`assess` answers under one choice for every parameter. What days and kronor that makes at a given moment, and
what the other choices would give, is reckoned in reckoning.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from lus.domain.calendar import day_of, start_of
from lus.domain.case import History, Readiness
from lus.domain.facts import AdmissionNotified, ReadyNotified
from lus.domain.liability.clock import clock
from lus.domain.liability.days import away, moved
from lus.domain.liability.opencare import open_care
from lus.domain.liability.shapes import BLOCKS, Block, Choices, Outcome, Spell, Start
from lus.domain.liability.sip import called
from lus.domain.liability.told import (
    admission_missing,
    municipalities,
    notice_deadline,
    payer_of,
    paying,
    reached,
    reaches,
    withheld,
)
from lus.domain.terms import finding

__all__ = ["BLOCKS", "Block", "Choices", "Outcome", "Spell", "assess", "payer_of", "paying", "reached"]


def assess(history: History, choices: Choices) -> Outcome:
    """Spells with their first day and what blocks them (5 kap. 2-6 §§), under the given choices."""
    spells: list[Spell] = []
    missed: tuple[Block, ...] = ()
    payer = paying(history)
    for period in history.readiness:
        payer = payer_of(history, day_of(period.first.moment))
        notice = reached(history, period, payer)
        if notice:
            spells.append(_spell(history, choices, period, notice, payer))
        elif period is history.standing:
            missed = tuple(_missed(history, choices, period, payer))
    if history.standing is None and payer and (secret := withheld(history, payer)):
        missing = admission_missing(history, choices.terms, payer, notice_deadline(history, choices.terms))
        missed = (missing, secret) if missing else (secret,)
    return Outcome(payer, tuple(spells), history.standing is not None or bool(missed), missed)


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
    yield from called(history, choices, period.first, Start(date.max)).blocks


def _spell(history: History, choices: Choices, period: Readiness, notice: ReadyNotified, payer: str | None) -> Spell:
    """A period of which the payer was told: condition by condition to the days that count.

    Under an agreement that settles months the conditions are the statute's, and the days run from the notice.
    """
    sent_at = history.decides_money_at(notice)
    start, confidence = clock(history, choices, sent_at)
    if choices.terms.monthly:
        start = replace(start, because=(finding("days_from_notice", at=sent_at),))
    start = _admission(history, choices, payer, sent_at, start)
    start = called(history, choices, period.first, start)
    if not choices.terms.monthly:
        start = open_care(history, choices, start)
    blocks = start.blocks
    if payer is None:
        blocks = (Block("not_registered", notice.moment),)
    elif missing := admission_missing(history, choices.terms, payer, start_of(start.first_on)):
        blocks = (missing, *blocks)
    stated = () if sent_at == notice.moment else (finding("time_not_confirmed", at=notice.moment, recorded_at=sent_at),)
    ended = period.withdrawn or history.end
    return Spell(
        notice,
        day_of(sent_at) if choices.terms.monthly else start.first_on,
        ended,
        tuple(sorted(blocks, key=lambda block: BLOCKS.index(block.code))),
        (*stated, *start.because),
        start.fulfilled,
        confidence,
        (*start.uncounted, *away(history, choices), *moved(history, choices, ended, payer)),
    )


def _admission(history: History, choices: Choices, payer: str | None, sent_at: datetime, start: Start) -> Start:
    """What the payer's admission notice does to the first day: sent late, or after the ready notice (`sent_at`)."""
    told = history.first(AdmissionNotified, lambda fact: reaches(history, fact, payer))
    if told is None:
        return start
    told_at = history.decides_money_at(told)
    if told_at > sent_at and not choices.terms.monthly:
        if choices["admission_after_ready"] == "from_both":
            start, _ = clock(history, choices, told_at)
        start = start.put_off(day_of(told_at), finding("admission_notice_after_ready", at=told_at))
    deadline = notice_deadline(history, choices.terms)
    if told_at <= deadline:
        return start.met(finding("admission_notice_in_time", at=told_at))
    late = finding("admission_notice_late", at=told_at, deadline=deadline)
    if choices["late_admission_notice"] == "never":
        return start.blocked("late_admission_notice", deadline, late)
    return start.put_off(start.first_on, late)
