"""The law data's shapes: dated values, agreements with their dated terms, and which of them apply on a day.

lus.law reads and checks them. For any region, payer, day and care exactly one set of terms applies (`Law.bound`).
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from lus.domain.immutable import immutable

Confidence: TypeAlias = Literal["inferred", "secondary", "verified"]
CONFIDENCE: tuple[Confidence, ...] = ("inferred", "secondary", "verified")
"""Lowest first: an answer is as certain as the least certain value it used."""

Settlement: TypeAlias = Literal["individual", "monthly", "unknown"]
"""The statute's reckoning stay by stay; means per municipality and month; terms known to exist, not in the data."""

Billing: TypeAlias = Literal["active", "suspended", "none"]
"""Money is claimed; agreed on but not claimed for the time being; never claimed."""

STATUTE = "lagen"
"""The id of the statute itself, which applies wherever no agreement binds."""


def dated(from_on: date, until_on: date | None, day: date) -> bool:
    """Whether the day is within the dates, both included; None: without end."""
    return from_on <= day and (until_on is None or day <= until_on)


@immutable()
class Value:
    """One value of a rule, rate, guideline or agreement: in force on `from_on` to `until_on`, both included.

    `value` None: it was agreed on, and is not known. `own`: from the installation's own folder.
    """

    value: Any
    from_on: date
    until_on: date | None
    unit: str
    source: str
    confidence: Confidence
    own: bool = False

    def in_force(self, day: date) -> bool:
        """Whether the value applies on that day."""
        return dated(self.from_on, self.until_on, day)


def _in_force(values: tuple[Value, ...], day: date) -> Value | None:
    for value in values:
        if value.from_on <= day and (value.until_on is None or day <= value.until_on):
            return value
    return None


@immutable()
class Trigger:
    """What follows of the month's mean where nothing is billed: above `mean_above` calendar days, `months` running."""

    kind: Literal["joint_analysis"]
    mean_above: Decimal
    months: int


@immutable()
class AgreedTerms:
    """What an agreement says of some kinds of care (`somatic`, `psychiatric`) between two dates, both included.

    `parameters`: those that the agreement chooses, by name; the statute's defaults for the rest. `billing` is None
    where the terms are unknown. `note`: what the parameters cannot say, in Swedish, for people.
    """

    from_on: date
    until_on: date | None
    care: frozenset[str]
    settlement: Settlement
    billing: Billing | None
    source: str
    confidence: Confidence
    parameters: Mapping[str, Value] = field(default_factory=dict)
    trigger: Trigger | None = None
    note: str = ""

    def covers(self, day: date, care: str) -> bool:
        """Whether they apply to that care on that day."""
        return care in self.care and dated(self.from_on, self.until_on, day)


@immutable()
class Agreement:
    """An agreement according to LUS 4 kap. 5 §, or the statute itself (`lagen`, whose parties are all others).

    `region` is a county code. `municipalities`: codes of four digits; one of two digits is every municipality of that
    county. `succeeds`: the agreement that binds its municipalities no more from `from_on` on. `succeeded`: by whom it
    was itself succeeded, as (those municipalities, from when). `own`: from the installation's own folder.
    """

    id: str
    name: str
    region: str | None
    municipalities: frozenset[str]
    from_on: date
    until_on: date | None
    terms: tuple[AgreedTerms, ...]
    source: str
    confidence: Confidence
    succeeds: str | None = None
    succeeded: tuple[tuple[frozenset[str], date], ...] = ()
    own: bool = False

    def party(self, municipality: str | None) -> bool:
        """Whether the municipality (a code) is named as a party, by itself or with its whole county."""
        return among(self.municipalities, municipality)

    def binds(self, municipality: str | None, day: date) -> bool:
        """Whether it binds that municipality on that day."""
        if not (self.party(municipality) and dated(self.from_on, self.until_on, day)):
            return False
        return not any(since <= day and among(parties, municipality) for parties, since in self.succeeded)

    def agreed(self, day: date, care: str) -> AgreedTerms | None:
        """Its terms for that care on that day; None where it says nothing of it: then the statute applies."""
        return next((terms for terms in self.terms if terms.covers(day, care)), None)


def among(municipalities: frozenset[str], municipality: str | None) -> bool:
    """Whether a municipality's code is among those, of which one of two digits is a whole county."""
    return municipality is not None and (municipality in municipalities or municipality[:2] in municipalities)


@immutable()
class Bound:
    """The one set of terms that applies, and the agreement that it stands in."""

    agreement: Agreement
    terms: AgreedTerms


@immutable()
class Law:
    """The law data, loaded and checked. `fingerprint` changes when any value does."""

    rules: Mapping[str, tuple[Value, ...]]
    rates: tuple[Value, ...]
    guidelines: Mapping[str, Value]
    agreements: Mapping[str, Agreement]
    fingerprint: str

    def rule(self, key: str, day: date) -> Value | None:
        """The value of a national rule on that day, None where none is in force."""
        return _in_force(self.rules[key], day)

    def rate(self, day: date) -> Value | None:
        """The national amount per care day (5 kap. 6 §) for the day's calendar year, if it is known."""
        return _in_force(self.rates, day)

    def bound(self, region: str | None, payer: str | None, day: date, care: str) -> Bound:
        """The one set of terms between a region and a payer for a ready notice of that day (from 2018-01-01 on).

        An agreement binds its parties only, and only in the care and the days that it speaks of: otherwise `lagen`.
        """
        for agreement in self.agreements.values():
            if agreement.region == region and agreement.binds(payer, day):
                terms = agreement.agreed(day, care)
                if terms:
                    return Bound(agreement, terms)
        return self.statute(day)

    def chosen(self, agreement: str, payer: str | None, day: date, care: str) -> Bound:
        """The terms of the agreement of that id where it binds the payer that day, in that care; else `lagen`."""
        found = self.agreements[agreement]
        terms = found.agreed(day, care) if found.binds(payer, day) else None
        return Bound(found, terms) if terms else self.statute(day)

    def statute(self, day: date) -> Bound:
        """The statute's own terms. Raises ValueError before it came into force."""
        statute = self.agreements[STATUTE]
        terms = next((terms for terms in statute.terms if dated(terms.from_on, terms.until_on, day)), None)
        if terms is None:
            msg = f"the statute has no terms on {day}"
            raise ValueError(msg)
        return Bound(statute, terms)
