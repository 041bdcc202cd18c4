"""Swedish holidays, and the eves on which offices are closed: known at the edge, handed to the rules as closed days."""

from dataclasses import replace
from datetime import date
from functools import cache

from holidays import DE_FACTO, PUBLIC, country_holidays

from lus.domain.calendar import OpeningHours

YEARS = range(2017, 2061)
SUNDAY = 6


@cache
def swedish() -> frozenset[date]:
    """Every public holiday, midsommarafton, julafton and nyårsafton of YEARS; ordinary Sundays are not among them."""
    return frozenset(country_holidays("SE", years=YEARS, categories=(PUBLIC, DE_FACTO), include_sundays=False))


@cache
def observed(hours: OpeningHours) -> OpeningHours:
    """The hours as they are kept: who is closed on Sundays is closed on holidays too; others keep their hours."""
    return hours if hours.week[SUNDAY] else replace(hours, closed=hours.closed | swedish())
