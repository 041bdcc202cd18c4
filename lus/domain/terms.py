"""Terms: everything besides the facts that decides an answer, with its source.

The law data itself is read by lus.law.loader; here stand its shapes, the parameters (points on which the
statute is silent or has two readings) and the look-ups by day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Literal, TypeAlias

from lus.domain.units import Unit, UnitId

Confidence: TypeAlias = Literal["inferred", "secondary", "verified"]
CONFIDENCE: tuple[Confidence, ...] = ("inferred", "secondary", "verified")
"""Lowest first: an answer is as certain as the least certain value it used."""

UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a rule, rate or guideline: in force on `from_on` to `until_on`, both included."""

    value: Any
    from_on: date
    until_on: date | None
    unit: str
    source: str
    confidence: Confidence

    def in_force(self, day: date) -> bool:
        """Whether the value applies on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement according to LUS 4 kap. 5 §, or the statute itself (`lagen`, bound to nobody).

    `settlement`: `individual` (the statute's reckoning), `monthly` (means per municipality) or `unknown`
    (an agreement is known to exist, its terms are not in the data).
    """

    id: str
    region: str | None
    municipalities: frozenset[str]
    from_on: date
    until_on: date | None
    settlement: Literal["individual", "monthly", "unknown"]
    source: str
    confidence: Confidence

    def binds(self, municipality: str | None, day: date) -> bool:
        """Whether it binds that municipality on that day."""
        return (
            municipality in self.municipalities
            and self.from_on <= day
            and (self.until_on is None or day <= self.until_on)
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """A point on which the statute is silent or has two readings.

    `values` are its named values, the first one the statute's default; empty: it takes a number or null.
    `reading`: whether another value than the chosen one is shown as an assumption.
    """

    name: str
    values: tuple[Any, ...] = ()
    default: Any = None
    reading: bool = True


def _named(name: str, *values: Any, reading: bool = True) -> Parameter:
    return Parameter(name, values, values[0], reading)


PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("free_days", default=None, reading=False),
        _named("extra_day_after_noon", True, False, reading=False),
        Parameter("amount_sek", default=None, reading=False),
        _named("noon_resolution", "minute", "second"),
        _named("discharge_day_counts", False, True),
        _named("late_admission_notice", UNDECIDED, "cured", "never"),
        _named("admission_after_ready", UNDECIDED, "from_ready", "from_both"),
        _named("late_sip_call", UNDECIDED, "from_call", "no_effect", "never"),
        _named("sip_called_by_ward", UNDECIDED, "valid", "invalid"),
        _named("plan_refused", "call_not_required", "call_required"),
        _named("open_care_unsaid", "available", "unclear"),
        _named("open_care_restored", "from_restoration", "never"),
        _named("open_care_lost", "no_effect", "stops"),
        _named("psychiatry_2018_noon", UNDECIDED, "no", "yes"),
        _named("moved_during_stay", UNDECIDED, "notice_municipality", "day_by_day"),
        _named("leave_days", "counted", "not_counted"),
        _named("rate_year", "care_day", "notice"),
        Parameter("mean_limit", default=None, reading=False),
        Parameter("long_stay_days", default=None, reading=False),
        _named("long_stay", "cap_then_individual", "leave_after_limit", "leave_after_free", reading=False),
        _named("mean_rounding", "exact", "two_decimals", reading=False),
        _named("same_day_in_mean", True, False, reading=False),
        _named("month_of_stay", "discharge", "split", "notice", reading=False),
    )
}
"""In the order of case-file.md, which is the order of readings and assumptions."""


@dataclass(frozen=True, slots=True)
class Law:
    """The law data, loaded and checked. `fingerprint` changes when any value does."""

    rules: Mapping[str, tuple[Value, ...]]
    rates: tuple[Value, ...]
    guidelines: Mapping[str, Value]
    agreements: Mapping[str, Agreement]
    fingerprint: str

    def rule(self, key: str, day: date) -> Value | None:
        """The value of a national rule on that day, None where none is in force."""
        return next((value for value in self.rules[key] if value.in_force(day)), None)

    def rate(self, day: date) -> Value | None:
        """The national amount per care day (5 kap. 6 §) for the day's calendar year, if it is known."""
        return next((value for value in self.rates if value.in_force(day)), None)


@dataclass(frozen=True, slots=True)
class Terms:
    """Law, units and choices handed to `derive`.

    `agreement`: the id to be used where it binds; None picks, for each ready notice, the one that binds the
    ward's region and the payer that day. `parameters` override single values ("what if").
    """

    law: Law
    units: Mapping[UnitId, Unit]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    agreement: str | None = None

    def parameter(self, name: str) -> Any:
        """The chosen value of a parameter, else the statute's default."""
        return self.parameters.get(name, PARAMETERS[name].default)

    def coordinator(self, unit: UnitId) -> UnitId | None:
        """The unit that coordinates for that unit, if the register knows one."""
        found = self.units[unit].coordinator
        return found if found in self.units else None

    def rule(self, key: str, at: date) -> Value:
        """The national rule's value on that day. Raises KeyError before 2018-01-01: the act was not in force."""
        value = self.law.rule(key, at)
        if value is None:
            msg = f"{key} has no value on {at}"
            raise KeyError(msg)
        return value

    def guideline(self, key: str) -> Any:
        """The guideline's value (a number; an `HH.MM` text for a time of day)."""
        return self.law.guidelines[key].value

    def guideline_time(self, key: str) -> time:
        """A guideline value that is a time of day."""
        hours, minutes = self.guideline(key).split(".")
        return time(int(hours), int(minutes))

    def agreement_for(self, region: str | None, payer: str | None, day: date) -> Agreement:
        """The one agreement that applies between region and payer for a ready notice of that day.

        An agreement binds its parties only: otherwise the statute applies (`lagen`).
        """
        agreements = self.law.agreements
        if self.agreement is not None:
            chosen = agreements[self.agreement]
            return chosen if chosen.binds(payer, day) else agreements["lagen"]
        for agreement in agreements.values():
            if agreement.region == region and agreement.binds(payer, day):
                return agreement
        return agreements["lagen"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: a code and its values. words.py makes the Swedish sentence when somebody reads."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


def finding(code: str, /, **values: Any) -> Finding:
    """A Finding of the values named."""
    return Finding(code, values)
