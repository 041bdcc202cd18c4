"""What a care day costs (5 kap. 6 §): the amount agreed on, else the national one of the year."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from lus.domain.immutable import immutable
from lus.domain.lawdata import Confidence
from lus.domain.liability import Choices


@immutable()
class CareDay:
    """A day that the municipality pays for. `amount_sek` None: the rate of the year `rated` is not known.

    `on` None: of a stay given by the number of its days. `source` is empty where the question itself gives the amount.
    """

    on: date | None
    rated: int
    amount_sek: Decimal | None
    source: str
    confidence: Confidence


def care_day(choices: Choices, on: date, notice_on: date | None = None) -> CareDay:
    """The day with its amount under these choices; `notice_on`: the day of its ready notice."""
    fixed = choices["amount_sek"]
    if fixed is not None:
        agreed = choices.terms.agreed_value("amount_sek") if "amount_sek" not in choices.chosen else None
        source, confidence = (agreed.source, agreed.confidence) if agreed else ("", "verified")
        return CareDay(on, on.year, Decimal(str(fixed)), source, confidence)
    rated_on = notice_on if notice_on and choices["rate_year"] == "notice" else on
    rate = choices.terms.law.rate(rated_on)
    if rate is None:
        return CareDay(on, rated_on.year, None, "", "verified")
    return CareDay(on, rated_on.year, Decimal(rate.value), rate.source, rate.confidence)


def total(days: Iterable[CareDay]) -> tuple[int | None, tuple[int, ...]]:
    """Whole kronor, rounded half up once; None with the years whose rate is missing."""
    kronor = Decimal(0)
    missing: set[int] = set()
    for day in days:
        if day.amount_sek is None:
            missing.add(day.rated)
        else:
            kronor += day.amount_sek
    return None if missing else in_kronor(kronor), tuple(sorted(missing))


def in_kronor(amount: Decimal) -> int:
    """Whole kronor, rounded half up."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
