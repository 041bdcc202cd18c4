"""Parameters in doubt, and the assumptions that an answer makes: what every other choice would give."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any

from lus.domain.case import History
from lus.domain.immutable import immutable
from lus.domain.lawdata import CONFIDENCE, Confidence
from lus.domain.liability import BLOCKS, Choices, Outcome
from lus.domain.sums import SpellDays, Sum, reckon
from lus.domain.terms import PARAMETERS, UNDECIDED, Terms, finding


@immutable()
class Reading:
    """What one value (or one combination) of the parameters in doubt gives."""

    chosen: Mapping[str, Any]
    sum: Sum


@immutable()
class Assumption:
    """Another value of a parameter that alone would change days or amount, and to what."""

    parameter: str
    value: Any
    otherwise: Any
    sum: Sum


@immutable()
class Decided:
    """The sum, `undecided` where the readings differ; what it was reckoned from and the parameters asked for."""

    sum: Sum
    readings: tuple[Reading, ...]
    asked: frozenset[str]
    outcome: Outcome


def decide(history: History, terms: Terms, as_of: datetime) -> Decided:
    """The sum at that moment; where an undecided parameter was asked for, what each of its values gives."""
    choices = Choices(terms)
    base, outcome = reckon(history, choices, as_of)
    readings, asked = _combinations(history, choices, as_of)
    if not readings:
        return Decided(base, (), asked, outcome)
    if all(reading.sum.says == readings[0].sum.says for reading in readings):
        return Decided(_agreed(readings), (), asked, outcome)
    readings = _that_matter(readings)
    spells = tuple(SpellDays(spell.notice_at, None, spell.ended_at, None) for spell in base.spells)
    because = (*base.because, finding("readings_differ", names=tuple(readings[0].chosen)))
    missing = tuple(sorted({year for reading in readings for year in reading.sum.missing_rates}))
    confidence: Confidence = min((reading.sum.confidence for reading in readings), key=CONFIDENCE.index)
    doubt = Sum("undecided", None, None, missing, (), spells, confidence, because)
    return Decided(doubt, readings, asked, outcome)


def _agreed(readings: tuple[Reading, ...]) -> Sum:
    """What all readings say. Where all are blocked: by what blocks all of them, else by whatever blocks any."""
    blocks = [one.sum.blocked_by for one in readings]
    common = [code for code in BLOCKS if all(code in one for one in blocks)]
    either = [code for code in BLOCKS if any(code in one for one in blocks)]
    found = readings[0].sum
    told = [reason.values.get("code", reason.code) for reason in found.because]
    more = [finding("blocked", code=code) for code in common or either if code not in told]
    return replace(found, blocked_by=tuple(common or either), because=(*found.because, *more))


def assumptions(history: History, terms: Terms, decided: Decided, as_of: datetime) -> Iterator[Assumption]:
    """Each other value of a parameter that alone would change days or amount, in the order of the table."""
    here = decided.sum
    for name, parameter in PARAMETERS.items():
        if decided.readings or not parameter.reading or name not in decided.asked:
            continue
        value = terms.parameter(name)
        for otherwise in parameter.values:
            if otherwise not in {value, UNDECIDED}:
                other = decide(history, replace(terms, parameters={**terms.parameters, name: otherwise}), as_of).sum
                if (other.claimed, other.apart and other.apart.claimed) != (
                    here.claimed,
                    here.apart and here.apart.claimed,
                ):
                    yield Assumption(name, value, otherwise, other)


def _combinations(history: History, choices: Choices, as_of: datetime) -> tuple[tuple[Reading, ...], frozenset[str]]:
    """A reading for each combination of values of the parameters in doubt, and every parameter asked for on the way.

    One value may ask for a parameter that no other did: then that one is in doubt too.
    """
    terms = choices.terms
    asked = set(choices.asked)
    readings: list[Reading] = []
    doubtful: list[str] = []
    doubted = set(choices.doubted)
    while more := [name for name in doubted if name not in doubtful]:
        doubtful = [name for name in PARAMETERS if name in doubtful or name in more]
        readings = []
        for values in product(*(options(name) for name in doubtful)):
            chosen = Choices(terms, dict(zip(doubtful, values, strict=True)))
            readings.append(Reading(chosen.chosen, reckon(history, chosen, as_of)[0]))
            asked |= chosen.asked
            doubted |= chosen.doubted
    return tuple(readings), frozenset(asked)


def _that_matter(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings of the parameters that change what is said, one at a time; the rest have their first value."""
    while idle := next((name for name in sorted(readings[0].chosen) if not _matters(name, readings)), None):
        first = [reading for reading in readings if reading.chosen[idle] == options(idle)[0]]
        readings = tuple(Reading({k: v for k, v in one.chosen.items() if k != idle}, one.sum) for one in first)
    return readings


def options(name: str) -> tuple[Any, ...]:
    """The named values of a parameter that decide something."""
    return tuple(value for value in PARAMETERS[name].values if value != UNDECIDED)


def _matters(name: str, readings: tuple[Reading, ...]) -> bool:
    """Whether two readings that differ in this parameter alone say different things."""
    groups: dict[tuple[tuple[str, Any], ...], set[tuple[Any, ...]]] = {}
    for reading in readings:
        others = tuple((key, value) for key, value in reading.chosen.items() if key != name)
        groups.setdefault(others, set()).add(reading.sum.says)
    return any(len(said) > 1 for said in groups.values())
