"""What the principals themselves have said of a liability: how they read the statute, and which days they dispute."""

from collections.abc import Iterator
from datetime import date

from lus.domain.calendar import day_of
from lus.domain.duties.handling import LEVELS, level
from lus.domain.duty import Duty
from lus.domain.facts import LiabilityDisputed, LiabilitySettled, ReadingDecided
from lus.domain.reckoning import Answer, agreed_readings
from lus.web.moments import day, when
from lus.web.situation import Situation
from lus.words.parameters import QUESTION, VALUE

WHO = {"region": "regionen", "municipality": "kommunen"}


def decided(here: Situation, found: Answer) -> Iterator[str]:
    """For each point in doubt, or read by somebody: who reads it how, and whether that holds."""
    said: dict[str, dict[str, str]] = {name: {} for name in (found.readings[0].chosen if found.readings else ())}
    for one in here.history.all(ReadingDecided):
        if one.parameter and one.chosen is not None:
            said.setdefault(one.parameter, {})[level(here.terms, one.unit)] = VALUE[one.parameter][one.chosen]
    both = agreed_readings(here.history, here.terms)
    for name, by in said.items():
        if name in both:
            yield f"{QUESTION[name]} Båda huvudmännen har valt: {VALUE[name][both[name]]}. Det gäller."
        else:
            yield f"{QUESTION[name]} {_apart(by)}"


def _apart(by: dict[str, str]) -> str:
    told = [f"{WHO[one]} har valt: {by[one]}" if one in by else f"{WHO[one]} har inte valt" for one in LEVELS]
    text = "; ".join(told) if by else "ingen av huvudmännen har valt"
    return f"{text[:1].upper()}{text[1:]}. Det avgörs när båda har valt samma."


def disputes(here: Situation) -> Iterator[str]:
    """Each dispute: who disputes which days since when, what each principal takes as settled, and whose turn it is."""
    owed = [duty for duty in here.derived.open_duties if duty.kind == "settle_dispute"]
    for dispute in here.history.all(LiabilityDisputed):
        told = f"{here.cards[dispute.unit].short} bestrider {_days(here, dispute.from_on, dispute.until_on)}"
        settled = [one for one in here.history.all(LiabilitySettled) if one.of == dispute.seq]
        waits = next((duty for duty in owed if duty.opened is dispute or duty.opened in settled), None)
        if waits is None and settled:
            yield f"{told}. Avgjort {when(settled[-1].moment, here.now)}: {_paid(here, settled[-1])}."
            continue
        offers = {here.cards[one.unit].short: _paid(here, one) for one in settled}
        said = "".join(f" {who} svarar: {paid}." for who, paid in offers.items())
        turn = f" {here.cards[waits.unit].short} ska svara, senast {_by(here, waits)}." if waits else ""
        yield f"{told}, {when(dispute.moment, here.now)}.{said}{turn}"


def _by(here: Situation, duty: Duty) -> str:
    return day(duty.due_on or day_of(duty.due_at), here.now)


def _paid(here: Situation, one: LiabilitySettled) -> str:
    return f"kommunen betalar {_days(here, one.from_on, one.until_on)}" if one.from_on else "kommunen betalar ingen dag"


def _days(here: Situation, from_on: date | None, until_on: date | None) -> str:
    if from_on is None or until_on is None:
        return "dagar"
    if from_on == until_on:
        return day(from_on, here.now)
    return f"{day(from_on, here.now)} till {day(until_on, here.now)}"
