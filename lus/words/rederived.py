"""What `lus rederive` says: what moved, from what to what."""

from datetime import date, datetime

from lus.words import DUTY, LIABILITY, inside
from lus.words.notation import day, deadline

TO = "►"
NEEDED = "{} öppna ärenden är härledda med andra lagdata eller regler än de som nu gäller: kör lus rederive."


def duty(kind: str, old: datetime | None, new: datetime | None) -> str:
    """A duty's due time: kalla till SIP: tors 5 mars 2026 kl. 24.00 ► fre 6 mars 2026 kl. 24.00."""
    return f"{DUTY[kind]}: {deadline(old) if old else 'fanns inte'} {TO} {deadline(new) if new else 'utgår'}"


def liability(old: tuple[str, date | None], new: tuple[str, date | None]) -> str:
    """The first liable day, or why there is none."""
    return f"betalningsansvar: {_liability(*old)} {TO} {_liability(*new)}"


def _liability(state: str, first_on: date | None) -> str:
    return f"från {day(first_on)}" if first_on else inside(LIABILITY[state])
