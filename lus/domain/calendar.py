"""Instants, Stockholm days and opening hours.

Instants are aware datetimes (UTC inside); days are dates in Europe/Stockholm. "24 timmar" is
elapsed time and needs no help from here; "tre dagar" and opening hours do.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from lus.domain.immutable import immutable

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
MIDNIGHT = 24 * 60
"""Minutes from the start of a day to its end: opening hours are told in minutes."""

SEARCH_DAYS = 400
"""How far ahead an opening is looked for; a unit closed for longer is treated as always open."""


@lru_cache(maxsize=4096)
def local(at: datetime) -> datetime:
    """The instant as a clock in Stockholm shows it. Kept: a page asks a thousand times, of a few dozen instants."""
    return at.astimezone(STOCKHOLM)


def day_of(at: datetime) -> date:
    """The day in Stockholm that the instant falls on."""
    return local(at).date()


@lru_cache(maxsize=4096)
def start_of(day: date) -> datetime:
    """The instant at which the day begins in Stockholm, in UTC."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24.00 on the day: the first instant of the next one."""
    return start_of(day + DAY)


def to_the_minute(value: Any) -> Any:
    """An instant as a clock without seconds shows it; anything else as it is."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def from_local(naive: datetime) -> datetime:
    """The instant, in UTC, that a clock in Stockholm shows as `naive`.

    A time that occurs twice is the earlier one. Raises ValueError for one that does not exist.
    """
    offset = _offset(naive.date())
    if offset is not None:
        return (naive - offset).replace(tzinfo=UTC)
    at = naive.replace(tzinfo=STOCKHOLM, fold=0).astimezone(UTC)
    if at.astimezone(STOCKHOLM).replace(tzinfo=None) != naive:
        msg = "the clock was moved past this time"
        raise ValueError(msg)
    return at


@lru_cache(maxsize=8192)
def _offset(day: date) -> timedelta | None:
    """How far ahead of UTC the clock in Stockholm is, all that day; None on a day on which it is set."""
    first, last = (datetime.combine(day, at, STOCKHOLM).utcoffset() for at in (time.min, time.max))
    return first if first == last else None


def occurs_twice(naive: datetime) -> bool:
    """Whether a clock in Stockholm shows `naive` twice, when summer time ends."""
    first, second = (naive.replace(tzinfo=STOCKHOLM, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second


Span: TypeAlias = tuple[int, int]
"""From and until, in minutes after the start of the day."""


@immutable()
class OpeningHours:
    """When a unit is open: spans for Monday to Sunday, and dates on which it is closed anyway."""

    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = field(default=frozenset())

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The instants between which the unit is open on that day, earliest first."""
        if day in self.closed:
            return
        for opens, closes in self.week[day.weekday()]:
            yield _at(day, opens), _at(day, closes)

    def open_at(self, at: datetime) -> bool:
        """Whether the unit is open at the instant."""
        return any(opens <= at < closes for opens, closes in self.spans(day_of(at)))

    def closing(self, day: date) -> datetime | None:
        """When the unit closes on that day; None if it is closed all day."""
        return max((closes for _, closes in self.spans(day)), default=None)

    def next_open_day(self, after: date) -> date:
        """The first day after `after` on which the unit opens."""
        for days in range(1, SEARCH_DAYS):
            day = after + days * DAY
            if self.closing(day) is not None:
                return day
        return after + DAY

    def opening(self, at: datetime) -> datetime:
        """The instant itself while the unit is open, else when it opens next; `at` if it never does."""
        first = day_of(at)
        for days in range(SEARCH_DAYS):
            for opens, closes in self.spans(first + days * DAY):
                if at < closes:
                    return max(at, opens)
        return at

    def last_closing(self, at: datetime) -> datetime | None:
        """When the unit last closed before or at the instant; None: not within the search."""
        first = day_of(at)
        for days in range(SEARCH_DAYS):
            closed = [closes for _, closes in self.spans(first - days * DAY) if closes <= at]
            if closed:
                return max(closed)
        return None

    def open_day_after(self, day: date, days: int) -> date:
        """The `days`-th day after `day` on which the unit opens."""
        for _ in range(days):
            day = self.next_open_day(day)
        return day

    def after(self, start: datetime, open_for: timedelta) -> datetime:
        """The instant at which the unit has been open for `open_for` since `start`."""
        if self.week == ALWAYS.week and not self.closed:
            return start + open_for
        left = open_for
        first = day_of(start)
        for days in range(SEARCH_DAYS):
            for opens, closes in self.spans(first + days * DAY):
                begin = max(start, opens)
                if begin < closes:
                    if begin + left <= closes:
                        return begin + left
                    left -= closes - begin
        return start + open_for

    def answer_due(self, notice_at: datetime, next_morning: time, last: timedelta) -> datetime:
        """When an answer to a notice is due: closing time that day, or `next_morning` the next opening day.

        The latter for a notice after closing, `last` before it or later, or on a closed day.
        """
        day = day_of(notice_at)
        closing = self.closing(day)
        if closing is not None and notice_at < closing - last:
            return closing
        return datetime.combine(self.next_open_day(day), next_morning, STOCKHOLM).astimezone(UTC)


@lru_cache(maxsize=4096)
def _at(day: date, minutes: int) -> datetime:
    if minutes == MIDNIGHT:
        return end_of(day)
    return datetime.combine(day, time(minutes // 60, minutes % 60), STOCKHOLM).astimezone(UTC)


ALWAYS = OpeningHours(week=(((0, MIDNIGHT),),) * 7)
"""Open around the clock, every day, closing at 24.00."""
