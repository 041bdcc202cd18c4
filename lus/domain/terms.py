"""Terms: everything besides the facts that decides an answer.

The law data's shapes stand in lawdata.py; here the parameters (points on which the statute is silent or has two
readings), the look-ups by day and the reasons that an answer gives.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date, time
from typing import Any

from lus.domain.immutable import immutable
from lus.domain.lawdata import AgreedTerms, Bound, Law, Value
from lus.domain.units import Unit, UnitId

UNDECIDED = "undecided"

DECIMAL = re.compile(r"\d{1,4}(\.\d{1,6})?", re.ASCII)


@immutable()
class Parameter:
    """A point on which the statute is silent or has two readings.

    `values` are its named values, the first one the statute's default; empty: it takes a number, whole in `unit` or
    (`decimal`) a decimal as text. `reading`: whether another value than the chosen one is shown as an assumption.
    """

    name: str
    values: tuple[Any, ...] = ()
    default: Any = None
    reading: bool = True
    unit: str = ""
    decimal: bool = False
    most: int = 0

    def takes(self, value: Any) -> bool:
        """Whether it is one of the parameter's values."""
        if self.values:
            return any(value is one or (isinstance(value, str) and value == one) for one in self.values)
        if self.decimal:
            return isinstance(value, str) and bool(DECIMAL.fullmatch(value))
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most

    @property
    def written(self) -> str:
        """How a value is written, in Swedish."""
        if self.values:
            named = [str(one).lower() if isinstance(one, bool) else one for one in self.values if one != UNDECIDED]
            return f"något av {', '.join(named)}"
        return 'ett tal i citattecken, som "3.00"' if self.decimal else f"ett helt tal från 0 till {self.most}"


def _named(name: str, *values: Any, reading: bool = True) -> Parameter:
    return Parameter(name, values, values[0], reading)


def _number(name: str, unit: str, most: int = 0) -> Parameter:
    return Parameter(name, reading=False, unit=unit, decimal=not most, most=most)


PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        _number("free_days", "calendar day", most=999),
        _named("extra_day_after_noon", True, False, reading=False),
        _number("amount_sek", "SEK", most=10**9),
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
        _number("mean_limit", "calendar day"),
        _number("long_stay_days", "calendar day"),
        _named("long_stay", "cap_then_individual", "leave_after_limit", "leave_after_free", reading=False),
        _named("mean_rounding", "exact", "two_decimals", reading=False),
        _named("same_day_in_mean", True, False, reading=False),
        _named("month_of_stay", "discharge", "split", "notice", reading=False),
    )
}
"""In the order of case-file.md, which is the order of readings and assumptions."""


@immutable()
class Terms:
    """Law, units and choices handed to `derive`.

    `agreement`: the id to be used where it binds; None picks the one that binds the ward's region and the payer on the
    day of the ready notice. `applied`: its terms, once picked, and `periods` what binds each period as utskrivningsklar
    (by the number of its first notice) where not all are bound alike. `parameters` go before them ("what if").
    `payer`: the municipality that the question is about; None: the one that pays as things stand.
    """

    law: Law
    units: Mapping[UnitId, Unit]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    agreement: str | None = None
    applied: AgreedTerms | None = None
    periods: Mapping[int, Bound] = field(default_factory=dict)
    payer: str | None = None

    def parameter(self, name: str) -> Any:
        """The chosen value of a parameter, else the agreed one, else the statute's default."""
        if name in self.parameters:
            return self.parameters[name]
        agreed = self.agreed_value(name)
        return agreed.value if agreed else PARAMETERS[name].default

    def agreed_value(self, name: str) -> Value | None:
        """The value that the agreement itself chooses, where nothing goes before it."""
        return self.applied.parameters.get(name) if self.applied and name not in self.parameters else None

    @property
    def monthly(self) -> bool:
        """Whether what was agreed settles months, not stays."""
        return self.applied is not None and self.applied.settlement == "monthly"

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

    def bound(self, region: str | None, payer: str | None, day: date, care: str) -> Bound:
        """The one set of agreed terms for a ready notice of that day: of `agreement` if it binds, else as Law.bound."""
        if self.agreement is not None:
            return self.law.chosen(self.agreement, payer, day, care)
        return self.law.bound(region, payer, day, care)


@immutable()
class Finding:
    """One reason: a code and its values. words.py makes the Swedish sentence when somebody reads."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


def finding(code: str, /, **values: Any) -> Finding:
    """A Finding of the values named."""
    return Finding(code, values)
