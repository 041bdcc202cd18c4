"""What a running liability costs: prices and gaps when derived, days and kronor when somebody looks. No clock."""

from datetime import date

from lus.domain.calendar import DAY, day_of
from lus.domain.immutable import immutable
from lus.domain.liability import Spell
from lus.domain.liability.shapes import Stretch
from lus.domain.sums import Sum
from lus.domain.terms import Terms


@immutable()
class Price:
    """What a care day costs from `from_on` to `until_on`, both included (None: without end), in kronor."""

    from_on: date
    until_on: date | None
    sek: int


@immutable()
class Running:
    """A spell that runs: its first day, the stretches of which no day counts, what days cost.

    `days`, `amount_sek`: of the spells before it; the amount None where a rate is missing.
    """

    first_on: date
    uncounted: tuple[Stretch, ...]
    prices: tuple[Price, ...]
    days: int
    amount_sek: int | None

    def so_far(self, today: date) -> tuple[int, int | None]:
        """Days ended and kronor by that day; no kronor where the amount of a day is not known."""
        days, amount = self.days, self.amount_sek
        for number in range((today - self.first_on).days):
            day = self.first_on + number * DAY
            if any(first <= day and (last is None or day <= last) for first, last in self.uncounted):
                continue
            price = next((one for one in self.prices if _in(one, day)), None)
            days += 1
            amount = None if amount is None or price is None else amount + price.sek
        return days, amount


def _in(price: Price, day: date) -> bool:
    return price.from_on <= day and (price.until_on is None or day <= price.until_on)


def running(spell: Spell, found: Sum, terms: Terms) -> Running:
    """The spell as it runs; `found`: the sum at its first day, under the terms that apply."""
    earlier = [day for day in found.counted if day.on and day.on < spell.first_on]
    amounts = [day.amount_sek for day in earlier if day.amount_sek is not None]
    known = len(amounts) == len(earlier)
    prices = tuple(_prices(spell, terms))
    return Running(spell.first_on, spell.uncounted, prices, len(earlier), int(sum(amounts)) if known else None)


def _prices(spell: Spell, terms: Terms) -> list[Price]:
    """The amount agreed on, the rate of the notice's year, or every known year's from the first day on."""
    fixed = terms.parameter("amount_sek")
    if fixed is not None:
        return [Price(spell.first_on, None, fixed)]
    if terms.parameter("rate_year") == "notice":
        rate = terms.law.rate(day_of(spell.notice.moment))
        return [Price(spell.first_on, None, rate.value)] if rate else []
    rates = (rate for rate in terms.law.rates if rate.until_on is None or rate.until_on >= spell.first_on)
    return [Price(rate.from_on, rate.until_on, rate.value) for rate in rates]
