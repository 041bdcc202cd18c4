"""The region's own open care: liability does not begin while it is missing or unclear (5 kap. 5 §)."""

from collections.abc import Iterator
from datetime import datetime

from lus.domain.calendar import day_of, end_of, start_of
from lus.domain.case import History
from lus.domain.facts import OpenCareAvailable, OpenCareTold
from lus.domain.liability.days import stretch
from lus.domain.liability.shapes import Choices, Start
from lus.domain.terms import finding


def open_care(history: History, choices: Choices, start: Start) -> Start:
    """What it does to the first day: missing on it, liability does not begin. Lost later, it may stop."""
    if not history.all(OpenCareTold) and choices["open_care_unsaid"] == "unclear":
        return start.blocked("open_care_unclear", start_of(start.first_on))
    missing = list(_missing(history))
    for code, since, until in missing:
        first_on = start.first_on
        if since >= end_of(first_on) or (until and until <= start_of(first_on)):
            continue
        if until is None or choices["open_care_restored"] == "never":
            return start.blocked(code, max(since, start_of(first_on)), finding("open_care_missing", at=since))
        again = () if any(later == until for _, later, _ in missing) else (finding("open_care_restored", at=until),)
        start = start.put_off(day_of(until), *again)
    lost = [(since, until) for _, since, until in missing if since >= end_of(start.first_on)]
    if lost and choices["open_care_lost"] == "stops":
        reasons = [finding("open_care_lost", at=since) for since, _ in lost]
        # The day on which it is lost is not counted, also where it is there again before that day is over.
        days = ((day_of(since), stretch(since, until)[1]) for since, until in lost)
        return start.without(((first, last and max(first, last)) for first, last in days), *reasons)
    return start


def _missing(history: History) -> Iterator[tuple[str, datetime, datetime | None]]:
    """The times at which open care was missing or unclear: the code, since when, until it was there again."""
    open_since: OpenCareTold | None = None
    for told in history.all(OpenCareTold):
        if isinstance(told, OpenCareAvailable):
            if open_since:
                yield open_since.kind, open_since.moment, told.moment
            open_since = None
        elif open_since is None:
            open_since = told
        else:
            yield open_since.kind, open_since.moment, told.moment
            open_since = told
    if open_since:
        yield open_since.kind, open_since.moment, None
