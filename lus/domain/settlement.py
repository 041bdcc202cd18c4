"""A region's and a municipality's month settled, so that both principals can check it: figures, readings, trigger.

The reckoning under one choice for every parameter stands in month.py. Here: what the terms are, what the other values
of the parameters in doubt or assumed would give, and what a run of months leads to where nothing is billed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from lus.domain.calendar import DAY
from lus.domain.immutable import immutable
from lus.domain.lawdata import STATUTE, AgreedTerms, Law
from lus.domain.liability import Choices
from lus.domain.month import Asked, Figures, Part, Stay, month_of
from lus.domain.readings import options
from lus.domain.reckoning import Answer, Sum
from lus.domain.terms import PARAMETERS, Finding, Terms, finding

OF_THE_MONTH = frozenset({"long_stay", "mean_rounding", "same_day_in_mean", "month_of_stay"})
"""Parameters of the month itself whose other values are shown too, unless the agreement has chosen one."""


@immutable()
class Principals:
    """Between whom a month is: the principal whose wards they are, and the municipality that pays. Codes.

    `region` is a county code, or Gotland's municipality code: there the municipality runs the wards.
    """

    region: str
    municipality: str


@immutable()
class Other:
    """What other values of parameters would give: those in doubt, or one that was assumed."""

    chosen: Mapping[str, Any]
    figures: Figures


@immutable()
class Settlement:
    """A municipality's month. `trigger`: what the months' means lead to. `figures`: None where the readings differ."""

    asked: Asked
    figures: Figures
    readings: tuple[Other, ...] = ()
    assumptions: tuple[Other, ...] = ()
    trigger: str | None = None


def ask(
    law: Law, agreement: str | None, principals: Principals, month: date, parameters: Mapping[str, Any] | None = None
) -> Asked:
    """The question of the principals' month (its first day). `parameters` override single values.

    The terms are the agreement's on the month's last day, else on its first, where it binds; otherwise the statute's.
    `agreement` None: the one that binds the principals.
    """
    days = (month_of(month + 31 * DAY) - DAY, month)
    terms = Terms(law, {}, parameters or {}, agreement)
    found = [terms.bound(principals.region[:2], principals.municipality, day, "somatic") for day in days]
    bound = next((one for one in found if one.agreement.id != STATUTE), found[0])
    return Asked(principals.municipality, month, bound, Choices(replace(terms, applied=bound.terms)))


def settle(asked: Asked, stays: Sequence[Stay]) -> Settlement:
    """The month of these stays, settled."""
    bound = asked.bound
    if bound.terms.settlement == "unknown":
        because = tuple(asked.terms_in_words)
        unknown = Figures(None, None, None, None, None, None, (), bound.terms.confidence, (), because)
        return Settlement(asked, unknown)
    parts = [_part(asked, stay, {}) for stay in stays]
    readings = _readings(asked, stays, parts)
    if not readings:
        figures = asked.figures(parts)
        return Settlement(asked, figures, (), tuple(_assumptions(asked, stays, parts, figures)))
    if all(_says(one.figures) == _says(readings[0].figures) for one in readings):
        return Settlement(asked, readings[0].figures)
    return Settlement(asked, _agreed(readings), readings)


def _part(asked: Asked, stay: Stay, chosen: Mapping[str, Any]) -> Part:
    return asked.part(stay, _under(stay.answer, chosen) if stay.answer else None)


def _under(found: Answer, chosen: Mapping[str, Any]) -> Sum:
    """The stay's liability under the values chosen: its reading of them, or what it assumed otherwise."""
    for reading in found.readings:
        if reading.chosen.items() <= chosen.items():
            return reading.sum
    for other in found.assumptions:
        if (other.parameter, other.otherwise) in chosen.items():
            return other.sum
    return found.sum


def _readings(asked: Asked, stays: Sequence[Stay], parts: Sequence[Part]) -> tuple[Other, ...]:
    """A reading for each combination of the values in doubt in a stay that belongs to the month."""
    doubtful = {
        name
        for stay, part in zip(stays, parts, strict=True)
        if stay.answer and stay.answer.readings and not _outside(asked, stay, part)
        for name in stay.answer.readings[0].chosen
    }
    names = [name for name in PARAMETERS if name in doubtful]
    return tuple(
        _other(asked, stays, parts, dict(zip(names, combination, strict=True)))
        for combination in (product(*(options(name) for name in names)) if names else ())
    )


def _outside(asked: Asked, stay: Stay, part: Part) -> bool:
    """Whether the stay belongs to another month, or to another municipality, whichever way it is read."""
    outside = {"other_month", "not_registered"}
    readings = stay.answer.readings if stay.answer else ()
    under = ((replace(asked, choices=Choices(asked.choices.terms, one.chosen)), one.chosen) for one in readings)
    return part.excluded in outside and all(_part(read, stay, one).excluded in outside for read, one in under)


def _other(asked: Asked, stays: Sequence[Stay], parts: Sequence[Part], chosen: Mapping[str, Any]) -> Other:
    """The figures under these values; stays that they do not touch keep their parts."""
    otherwise = replace(asked, choices=Choices(asked.choices.terms, chosen))
    touches = bool(chosen.keys() & _DECIDES_PARTS)
    found = [
        _part(otherwise, stay, chosen) if touches or _touched(stay, chosen) else part
        for stay, part in zip(stays, parts, strict=True)
    ]
    return Other(chosen, otherwise.figures(found))


_DECIDES_PARTS = OF_THE_MONTH | {"discharge_day_counts", "rate_year"}
"""Parameters that change what a stay adds to the month even where they do not change its own liability."""


def _touched(stay: Stay, chosen: Mapping[str, Any]) -> bool:
    found = stay.answer
    return found is not None and bool(found.readings or any(one.parameter in chosen for one in found.assumptions))


def _assumptions(asked: Asked, stays: Sequence[Stay], parts: Sequence[Part], decided: Figures) -> Iterator[Other]:
    """Each other value of a parameter that alone would change what is paid, or the mean, in the order of the table."""
    named = {one.parameter for stay in stays if stay.answer for one in stay.answer.assumptions}
    agreed = asked.bound.terms.parameters.keys() - asked.choices.terms.parameters.keys()
    for name in PARAMETERS:
        if name not in asked.choices.asked | named or name in agreed:
            continue
        if not PARAMETERS[name].reading and name not in OF_THE_MONTH:
            continue
        for value in options(name):
            if value != asked.choices.terms.parameter(name):
                other = _other(asked, stays, parts, {name: value})
                if _pays(other.figures) != _pays(decided):
                    yield other


def _pays(figures: Figures) -> tuple[Any, ...]:
    return figures.mean, figures.billable, figures.amount_sek


def _says(figures: Figures) -> tuple[Any, ...]:
    """What readings must agree on for there to be no doubt."""
    excluded = tuple((part.stay, part.excluded) for part in figures.excluded)
    return figures.patients, figures.days, *_pays(figures), excluded


def _agreed(readings: Sequence[Other]) -> Figures:
    """What all readings say; None where they differ."""
    first = readings[0].figures

    def common(name: str) -> Any:
        said = {getattr(one.figures, name) for one in readings}
        return said.pop() if len(said) == 1 else None

    names = ("patients", "days", "mean", "billable", "amount_sek")
    missing = tuple(sorted({year for one in readings for year in one.figures.missing_rates}))
    parts = tuple(part for part in first.parts if all(part in one.figures.parts for one in readings))
    shared = [reason for reason in first.because if all(reason in one.figures.because for one in readings)]
    because = (*shared, finding("readings_differ", names=tuple(readings[0].chosen)))
    return replace(first, **{name: common(name) for name in names}, missing_rates=missing, parts=parts, because=because)


def settle_stays(law: Law, principals: Principals, month: date, stays: Sequence[Stay]) -> Settlement:
    """The month of these stays, reckoned from their cases, which may reach over the months before.

    Where a run of months leads to something, those months are reckoned too.
    """
    asked = ask(law, None, principals, month)
    found = settle(asked, stays)
    trigger = asked.bound.terms.trigger
    if trigger is None or found.figures.mean is None:
        return found
    means = {month: found.figures.mean}
    for earlier in months_before(month, trigger.months - 1):
        mean = settle(ask(law, None, principals, earlier), stays).figures.mean
        if mean is None:
            break
        means[earlier] = mean
    reached, because = _trigger(asked.bound.terms, means, asked.limit)
    figures = replace(found.figures, because=(*found.figures.because, *because))
    return replace(found, trigger=reached, figures=figures)


def months_before(month: date, many: int) -> Iterator[date]:
    """The first days of the months before, the latest first."""
    for _ in range(many):
        month = month_of(month - DAY)
        yield month


def follow(asked: Asked, means: Mapping[date, Decimal]) -> Settlement:
    """What the months' means (by the month's first day) lead to by the asked month, where nothing is billed."""
    terms = asked.bound.terms
    trigger, because = _trigger(terms, means, asked.limit)
    mean = means.get(asked.month)
    figures = Figures(
        None, None, mean, asked.limit, None, None, (), terms.confidence, (), (*because, *asked.terms_in_words)
    )
    return Settlement(asked, figures, trigger=trigger)


def _trigger(
    terms: AgreedTerms, means: Mapping[date, Decimal], limit: Decimal | None
) -> tuple[str | None, list[Finding]]:
    """Whether the last months, one after another, all lay above the limit."""
    trigger = terms.trigger
    if trigger is None or limit is None:
        return None, [finding("no_trigger")]
    run = 0
    month = max(means)
    while month in means and means[month] > limit:
        run += 1
        month = month_of(month - DAY)
    reached = run >= trigger.months
    code = "months_above" if reached else "months_not_above"
    return (trigger.kind if reached else None), [finding(code, months=run, needed=trigger.months, limit=limit)]
