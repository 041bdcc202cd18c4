"""Days between the first one and the end that are not counted: away on leave, or another municipality's."""

from datetime import date, datetime

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.facts import AdmissionNotified, Fact, ReadyNotified, RegistrationChanged
from lus.domain.liability.shapes import Choices, Stretch
from lus.domain.liability.told import municipalities, payer_of


def stretch(since: datetime, until: datetime | None) -> Stretch:
    """The days from the first to the last before that of `until`, which counts again."""
    return day_of(since), day_of(until) - DAY if until else None


def away(history: History, choices: Choices) -> list[Stretch]:
    """The days at whose end the patient was away on leave, where they are not counted."""
    if not history.leaves or choices["leave_days"] != "not_counted":
        return []
    return [stretch(started.moment, back.moment if back else None) for started, back in history.leaves]


def moved(history: History, choices: Choices, ended: Fact | None, payer: str | None) -> list[Stretch]:
    """Where each day belongs to its municipality: the days of one that had not been sent both notices."""
    changes = sorted({changed.from_on or day_of(changed.moment) for changed in history.all(RegistrationChanged)})
    last = day_of(ended.moment) if ended else date.max
    later = [day for day in changes if day < last and payer_of(history, day) != payer]
    if not later or choices["moved_during_stay"] != "day_by_day":
        return []
    stretches: list[Stretch] = []
    for place, since in enumerate(changes):
        until = changes[place + 1] - DAY if place + 1 < len(changes) else None
        code = payer_of(history, since)
        if code == payer:
            continue
        told = _told_both_on(history, code)
        if told is None or (until and told > until):
            stretches.append((since, until))
        elif told > since:
            stretches.append((since, told - DAY))
    return stretches


def _told_both_on(history: History, code: str | None) -> date | None:
    """The day from which that municipality had been sent both notices."""
    if code is None:
        return None
    admission = history.first(AdmissionNotified, lambda fact: code in municipalities(history, fact))
    ready = history.first(ReadyNotified, lambda fact: code in municipalities(history, fact))
    if admission is None or ready is None:
        return None
    return day_of(max(history.decides_money_at(admission), history.decides_money_at(ready)))
