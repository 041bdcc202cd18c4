"""Liability at a moment: days and kronor so far, what blocks, the readings in doubt and the assumptions made."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any, Literal, TypeAlias

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.facts import ReadingDecided
from lus.domain.lawdata import CONFIDENCE, Agreement, Bound, Confidence, Settlement
from lus.domain.liability import BLOCKS, Choices, Outcome, Spell, assess, paying
from lus.domain.terms import PARAMETERS, UNDECIDED, Finding, Terms, finding

State: TypeAlias = Literal["liable", "free", "blocked", "undecided", "none", "monthly", "unknown_terms"]


@dataclass(frozen=True, slots=True)
class SpellDays:
    """A spell as reckoned: `first_liable_on` is the first day counted, None where no day is."""

    notice_at: datetime
    first_liable_on: date | None
    ended_at: datetime | None
    days: int | None


@dataclass(frozen=True, slots=True)
class CareDay:
    """A day that the municipality pays for. `amount_sek` None: the rate of the year `rated` is not known (5:6).

    `on` None: of a stay given by the number of its days.
    """

    on: date | None
    rated: int
    amount_sek: Decimal | None
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Sum:
    """Days and kronor under one choice for every parameter. `amount_sek` None: a rate is missing.

    `counted`: the liable days, one by one.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value (or one combination) of the parameters in doubt gives."""

    chosen: Mapping[str, Any]
    sum: Sum


@dataclass(frozen=True, slots=True)
class Assumption:
    """Another value of a parameter that alone would change days or amount, and to what."""

    parameter: str
    value: Any
    otherwise: Any
    sum: Sum


@dataclass(frozen=True, slots=True)
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
    payer = paying(history)
    bound = _bound(history, terms, payer)
    agreement = bound.agreement
    chosen = {**agreed_readings(history, terms), **terms.parameters}
    terms = replace(terms, parameters=chosen, agreed=bound.terms.parameters)
    if bound.terms.settlement != "individual":
        state: State = "none" if not history.readiness else "unknown_terms"
        money = 0 if state == "none" else None
        because = (finding("agreement_decides", agreement=agreement.id),)
        unknown = Sum(state, money, money, confidence=bound.terms.confidence, because=because)
        return Answer(bound, payer, unknown, (), ())
    decided, readings, asked, outcome = _decide(history, terms, as_of)
    assumptions = () if readings else tuple(_assumptions(history, terms, asked, decided, as_of))
    return Answer(bound, payer, decided, readings, assumptions, _begins_on(outcome))


def agreed_readings(history: History, terms: Terms) -> dict[str, Any]:
    """How both principals' coordinators read the statute in this case: parameter ► value, where they say the same."""
    said: dict[str, dict[int, Any]] = {}
    for decided in history.all(ReadingDecided):
        if decided.parameter:
            principal = len(terms.units[decided.unit].principal)
            said.setdefault(decided.parameter, {})[principal] = decided.chosen
    both = {name: tuple(values.values()) for name, values in said.items() if len(values) > 1}
    return {name: values[0] for name, values in both.items() if len(set(values)) == 1}


def _decide(history: History, terms: Terms, as_of: datetime) -> tuple[Sum, tuple[Reading, ...], set[str], Outcome]:
    """The sum, the readings where they differ, and the parameters asked for on the way."""
    choices = Choices(terms)
    base, outcome = _reckon(history, terms, choices, as_of)
    readings = _readings(history, terms, choices.asked, as_of)
    if not readings:
        return base, (), choices.asked, outcome
    if all(reading.sum.says == readings[0].sum.says for reading in readings):
        return _agreed(readings), (), choices.asked, outcome
    spells = tuple(SpellDays(spell.notice_at, None, spell.ended_at, None) for spell in base.spells)
    because = (*base.because, finding("readings_differ", names=tuple(readings[0].chosen)))
    missing = tuple(sorted({year for reading in readings for year in reading.sum.missing_rates}))
    confidence: Confidence = min((reading.sum.confidence for reading in readings), key=CONFIDENCE.index)
    doubt = Sum("undecided", None, None, missing, (), spells, confidence, because)
    return doubt, readings, choices.asked, outcome


def _agreed(readings: tuple[Reading, ...]) -> Sum:
    """What all readings say; of what blocks them, what blocks every one."""
    common = [code for code in readings[0].sum.blocked_by if all(code in one.sum.blocked_by for one in readings)]
    return replace(readings[0].sum, blocked_by=tuple(common))


def _bound(history: History, terms: Terms, payer: str | None) -> Bound:
    """The terms in force the day the ready notice was sent; before any notice, the day of admission."""
    periods = history.readiness
    day = day_of(periods[-1].first.moment if periods else history.admission.moment)
    region = terms.units[history.ward].principal[:2]
    return terms.bound(region, payer, day, history.admission.care)


def _begins_on(outcome: Outcome) -> date | None:
    last = outcome.spells[-1] if outcome.spells and outcome.standing else None
    return last.first_on if last and last.ended is None else None


def _reckon(history: History, terms: Terms, choices: Choices, as_of: datetime) -> tuple[Sum, Outcome]:
    outcome = assess(history, terms, choices)
    reckoned = _each_once([_days(spell, choices, as_of) for spell in outcome.spells])
    counted = tuple(
        care_day(terms, choices, day, day_of(spell.notice.moment))
        for spell, liable in zip(outcome.spells, reckoned, strict=True)
        for day in liable
    )
    days = len(counted)
    amount, missing = total(counted)
    blocked_by = () if days or not outcome.standing else _blocked_by(outcome, as_of)
    state: State = "liable" if days else "none" if not outcome.standing else "blocked" if blocked_by else "free"
    spells = tuple(
        SpellDays(
            spell.notice.moment, liable[0] if liable else None, spell.ended.moment if spell.ended else None, len(liable)
        )
        for spell, liable in zip(outcome.spells, reckoned, strict=True)
    )
    used: list[Confidence] = [spell.confidence for spell in outcome.spells]
    used += [day.confidence for day in counted if day.amount_sek is not None]
    confidence: Confidence = min(used, key=CONFIDENCE.index, default="verified")
    because = _because(outcome, reckoned, choices, blocked_by)
    fulfilled = outcome.spells[-1].fulfilled if outcome.spells else ()
    return Sum(state, days, amount, missing, blocked_by, spells, confidence, because, fulfilled, counted), outcome


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
    """The liable days: from the first up to, not including, the day the spell ends, or the day of `as_of`."""
    if spell.blocked_at(as_of):
        return []
    last = day_of(spell.ended.moment if spell.ended else as_of)
    if spell.ended and last >= spell.first_on and choices["discharge_day_counts"]:
        last += DAY
    days = (spell.first_on + days * DAY for days in range((last - spell.first_on).days))
    return [day for day in days if spell.counts(day)]


def care_day(terms: Terms, choices: Choices, on: date, notice_on: date | None) -> CareDay:
    """What a day costs: the amount agreed on, else the national one of the day's year, or of the notice's (5:6)."""
    fixed = choices["amount_sek"]
    if fixed is not None:
        agreed = terms.agreed.get("amount_sek") if "amount_sek" not in terms.parameters else None
        source, confidence = (agreed.source, agreed.confidence) if agreed else ("", "verified")
        return CareDay(on, on.year, Decimal(str(fixed)), source, confidence)
    rated_on = notice_on if notice_on and choices["rate_year"] == "notice" else on
    rate = terms.law.rate(rated_on)
    if rate is None:
        return CareDay(on, rated_on.year, None, "", "verified")
    return CareDay(on, rated_on.year, Decimal(rate.value), rate.source, rate.confidence)


def total(days: Iterable[CareDay]) -> tuple[int | None, tuple[int, ...]]:
    """Whole kronor, rounded half up once; None with the years whose rate is missing."""
    missing = {day.rated for day in days if day.amount_sek is None}
    kronor = sum((day.amount_sek for day in days if day.amount_sek is not None), Decimal(0))
    return None if missing else in_kronor(kronor), tuple(sorted(missing))


def in_kronor(amount: Decimal) -> int:
    """Whole kronor, rounded half up."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _readings(history: History, terms: Terms, asked: set[str], as_of: datetime) -> tuple[Reading, ...]:
    """One reading for each value, or combination, of the undecided parameters that change the answer."""
    doubtful = {name for name in asked if terms.parameter(name) == UNDECIDED}
    while True:
        readings, seen = _combinations(history, terms, doubtful, as_of)
        if seen <= doubtful:
            break
        doubtful |= seen
    while True:
        idle = next((name for name in sorted(doubtful) if not _matters(name, readings)), None)
        if idle is None:
            return readings
        doubtful.discard(idle)
        readings = tuple(r for r in readings if r.chosen[idle] == options(idle)[0])
        readings = tuple(Reading({k: v for k, v in r.chosen.items() if k != idle}, r.sum) for r in readings)


def _combinations(
    history: History, terms: Terms, names: set[str], as_of: datetime
) -> tuple[tuple[Reading, ...], set[str]]:
    """A reading for each combination of values, and every undecided parameter that was asked for on the way."""
    ordered = [name for name in PARAMETERS if name in names]
    readings: list[Reading] = []
    asked: set[str] = set()
    for values in product(*(options(name) for name in ordered)) if ordered else ():
        chosen = dict(zip(ordered, values, strict=True))
        choices = Choices(terms, chosen)
        readings.append(Reading(chosen, _reckon(history, terms, choices, as_of)[0]))
        asked |= {name for name in choices.asked if choices[name] == UNDECIDED}
    return tuple(readings), asked


def options(name: str) -> tuple[Any, ...]:
    return tuple(value for value in PARAMETERS[name].values if value != UNDECIDED)


def _matters(name: str, readings: tuple[Reading, ...]) -> bool:
    """Whether two readings that differ in this parameter alone say different things."""
    groups: dict[tuple[tuple[str, Any], ...], set[tuple[Any, ...]]] = {}
    for reading in readings:
        others = tuple((key, value) for key, value in reading.chosen.items() if key != name)
        groups.setdefault(others, set()).add(reading.sum.says)
    return any(len(said) > 1 for said in groups.values())


def _assumptions(
    history: History, terms: Terms, asked: set[str], decided: Sum, as_of: datetime
) -> Iterator[Assumption]:
    """Each other value of a parameter that alone would change days or amount, in the order of the table."""
    for name, parameter in PARAMETERS.items():
        if not parameter.reading or name not in asked:
            continue
        value = terms.parameter(name)
        for otherwise in parameter.values:
            if otherwise not in (value, UNDECIDED):
                parameters = {**terms.parameters, name: otherwise}
                what_if = replace(terms, parameters=parameters)
                other = _decide(history, what_if, as_of)[0]
                if (other.days, other.amount_sek) != (decided.days, decided.amount_sek):
                    yield Assumption(name, value, otherwise, other)
