"""Days, times, lengths and amounts as they are written in Swedish."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from lus.domain.calendar import local

WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
LONG_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
LONG_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
ORDINALS = (
    "samma dag",
    "första dagen",
    "andra dagen",
    "tredje dagen",
    "fjärde dagen",
    "femte dagen",
    "sjätte dagen",
    "sjunde dagen",
    "åttonde dagen",
    "nionde dagen",
    "tionde dagen",
)


def clock(at: datetime) -> str:
    """Time of day in Stockholm: 8.30; seconds only when there are any."""
    shown = local(at)
    seconds = f".{shown.second:02}" if shown.second else ""
    return f"{shown.hour}.{shown.minute:02}{seconds}"


def short_day(on: date) -> str:
    """The day without weekday and year: den 17 mars, den 17 sep."""
    return f"den {on.day} {MONTHS[on.month - 1]}"


def dated(on: date) -> str:
    """The day without weekday: 1 september 2022."""
    return f"{on.day} {LONG_MONTHS[on.month - 1]} {on.year}"


def day(on: date, *, year: bool = True) -> str:
    """The day: tors 17 mars 2022."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}{f' {on.year}' if year else ''}"


@lru_cache(maxsize=4096)
def moment(at: datetime) -> str:
    """The instant in full, for explanations: mån 7 mars 2022 kl. 8.30."""
    return f"{day(local(at).date())} kl. {clock(at)}"


def deadline(at: datetime) -> str:
    """The instant as a deadline: midnight is 24.00 on the day that ends."""
    shown = local(at)
    if (shown.hour, shown.minute, shown.second) == (0, 0, 0):
        return f"{day(shown.date() - timedelta(days=1))} kl. 24.00"
    return moment(at)


def long_day(on: date) -> str:
    """The day in full: torsdagen den 17 mars 2022."""
    return f"{LONG_WEEKDAYS[on.weekday()]}en den {dated(on)}"


def long_moment(at: datetime) -> str:
    """The instant in full: måndagen den 14 mars 2022 klockan 11.40."""
    return f"{long_day(local(at).date())} klockan {clock(at)}"


def long_deadline(at: datetime) -> str:
    """The same as a deadline: midnight is 24.00 on the day that ends."""
    shown = local(at)
    if (shown.hour, shown.minute, shown.second) == (0, 0, 0):
        return f"{long_day(shown.date() - timedelta(days=1))} klockan 24.00"
    return long_moment(at)


def month_name(first: date) -> str:
    """The month that begins that day: maj 2022."""
    return f"{LONG_MONTHS[first.month - 1]} {first.year}"


def nth(days: int) -> str:
    """The ordinal of a day: tredje dagen."""
    return ORDINALS[days] if days < len(ORDINALS) else f"{days}:e dagen"


def hours_and_minutes(length: timedelta) -> str:
    """A length of time in words, rounded down: mindre än 1 min, 25 min, 3 tim, 2 dygn."""
    minutes = int(length.total_seconds() // 60)
    if minutes == 0:
        return "mindre än 1 min"
    if minutes < 60:  # noqa: PLR2004 minutes to the hour
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} tim" if hours < 48 else f"{hours // 24} dygn"  # noqa: PLR2004 two days


def when(at: datetime | date) -> str:
    """An instant or a day, whichever it is."""
    return moment(at) if isinstance(at, datetime) else day(at)


def decimal(value: Decimal) -> str:
    """With a decimal comma and two places, half up: 4,00."""
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")


def kronor(amount: Decimal | int) -> str:
    """Kronor, thousands apart: 18 600 kronor; öre only when there are any."""
    whole = int(amount)
    shown = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    if amount == 1:
        return "1 krona"
    return f"{shown} kronor" if amount == whole else f"{shown},{decimal(Decimal(amount) % 1)[-2:]} kronor"


def patients(many: int) -> str:
    """How many patients: 1 patient, 2 patienter."""
    return f"{many} patient" if many == 1 else f"{many} patienter"
