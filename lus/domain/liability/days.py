"""Days between the first one and the end that are not counted: away on leave, or another municipality's."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History, Readiness
from lus.domain.facts import AdmissionNotified, RegistrationChanged
from lus.domain.liability.shapes import Choices, Stretch
from lus.domain.liability.told import municipalities, payer_of, reached
from lus.domain.terms import Finding, finding


def stretch(since: datetime, until: datetime | None) -> Stretch:
    """The days from the first to the last before that of `until`, which counts again."""
    return day_of(since), day_of(until) - DAY if until else None


def away(history: History, choices: Choices) -> list[Stretch]:
    """The days at whose end the patient was away on leave, where they are not counted."""
    if not history.leaves or choices["leave_days"] != "not_counted":
        return []
    return [stretch(started.moment, back.moment if back else None) for started, back in history.leaves]


def left_out(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """The days away, as reasons: those on which the patient was away when the day ended."""
    for first, last in stretches:
        if last is None:
            yield finding("away_from", on=first)
        elif last == first:
            yield finding("away_on", on=first)
        elif last > first:
            yield finding("away", on=first, until=last)


def changes(history: History) -> list[date]:
    """The days from which somebody else may pay, in order."""
    return sorted({changed.from_on or day_of(changed.moment) for changed in history.all(RegistrationChanged)})


def parted(history: History, period: Readiness) -> list[tuple[date, date | None, str | None]]:
    """Who pays, stretch by stretch, from the first day on which it is another than at the period's first notice.

    Empty where that day does not come before the period ends.
    """
    at_notice = payer_of(history, day_of(period.first.moment))
    ended = period.withdrawn or history.end
    last = day_of(ended.moment) if ended else date.max
    found = [(since, payer_of(history, since)) for since in changes(history)]
    found = [(since, code) for since, code in found if day_of(period.first.moment) < since < last]
    if all(code == at_notice for _, code in found):
        return []
    ends = [*(since - DAY for since, _ in found[1:]), None]
    return [(since, until, code) for (since, code), until in zip(found, ends, strict=True)]


def of_another(history: History, period: Readiness, payer: str | None) -> list[tuple[Stretch, str | None]]:
    """The stretches of the period that another pays for, where each day belongs to its municipality; and who."""
    on = day_of(period.first.moment)
    stretches = parted(history, period)
    first = [(on, stretches[0][0] - DAY, payer_of(history, on))] if stretches else []
    return [((since, until), code) for since, until, code in (*first, *stretches) if code != payer]


def told_both(history: History, period: Readiness, code: str) -> date | None:
    """The day from which that municipality had been sent both notices, the ready notice in this period."""
    admission = history.first(AdmissionNotified, lambda fact: code in municipalities(history, fact))
    ready = reached(history, period, code)
    if admission is None or ready is None:
        return None
    return day_of(max(history.decides_money_at(admission), history.decides_money_at(ready)))
