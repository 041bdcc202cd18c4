"""The liability as a panel: state, first day, days so far, what blocks, why. Terms unknown: no figure at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lus import words
from lus.domain.calendar import day_of
from lus.domain.reckoning import Answer, Reading
from lus.domain.terms import Finding
from lus.web.moments import day
from lus.web.status import liable_days
from lus.words.law import source


@dataclass(frozen=True, slots=True)
class Panel:
    """`figure` is days (and kronor where the rate is known), empty where none may stand."""

    figure: str
    lead: str
    blocked: tuple[str, ...]
    readings: tuple[str, ...]
    because: tuple[str, ...]
    fulfilled: tuple[str, ...]
    sources: str


CONCEALED = Panel("", "Visas inte: av ansvaret kan man läsa var personen bor.", (), (), (), (), "")
"""Of somebody whose identity is protected, for a party that may not know it."""

UNKNOWN = "Avgörs av överenskommelsen."
LEADS = {
    "none": "Inget betalningsansvar. Ingen underrättelse om utskrivningsklar gäller.",
    "monthly": "Dagarna räknas per månad, enligt överenskommelsen.",
    "undecided": "Oavgjort: lagen kan läsas på flera sätt.",
}
"""State ► what leads, where no day does."""

UNKNOWN_WHY = "Överenskommelsens villkor finns inte i Hemgång. Därför visas varken dagar eller kronor."


def panel(found: Answer, now: datetime) -> Panel:
    """The liability in words. What stands in the way is not told twice: as a hindrance and as a reason."""
    reckoned = found.sum
    if found.settlement == "unknown":
        return Panel("", UNKNOWN, (), (), (UNKNOWN_WHY,), (), _sources(found))
    return Panel(
        _figure(found, now),
        _lead(found, now),
        tuple(words.BLOCKED[code] for code in reckoned.blocked_by),
        tuple(_reading(reading) for reading in found.readings),
        _said([r for r in reckoned.because if r.code not in reckoned.blocked_by]) if reckoned.state != "none" else (),
        _said(reckoned.fulfilled),
        _sources(found),
    )


def _said(found: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(text[:1].upper() + text[1:] for text in words.sentences(found))


def _today(found: Answer, now: datetime) -> int:
    """Which day of liability is running, and counted when it has ended; 0: none is."""
    return liable_days(found.begins_on, now, blocked=found.sum.state != "liable")


def _figure(found: Answer, now: datetime) -> str:
    reckoned = found.sum
    if reckoned.days is None or reckoned.state == "none" or (reckoned.blocked_by and not reckoned.days):
        return ""
    if reckoned.state == "monthly":
        return f"{reckoned.days} dygn som utskrivningsklar"
    days = f"{reckoned.days} {'avslutade dygn' if _today(found, now) else 'dygn'}"
    kronor = f" · {reckoned.amount_sek:,} kr".replace(",", "\N{NO-BREAK SPACE}") if reckoned.amount_sek else ""
    return days + kronor


def _lead(found: Answer, now: datetime) -> str:
    reckoned = found.sum
    if reckoned.state == "liable":
        first = next((s.first_liable_on for s in reckoned.spells if s.first_liable_on), None)
        missing = f" Beloppet för {reckoned.missing_rates[0]} finns inte i lagdata." if reckoned.missing_rates else ""
        running = f" I dag är dag {today}, som räknas när den är slut." if (today := _today(found, now)) else ""
        return f"Betalningsansvar från {day(first, now) if first else 'okänd dag'}.{running}{missing}"
    if reckoned.state in LEADS:
        return LEADS[reckoned.state]
    if found.begins_on is None:
        return "Inget betalningsansvar."
    if reckoned.state == "blocked" and found.begins_on <= day_of(now):
        return "Inget betalningsansvar så länge detta hindrar."
    return f"Från {day(found.begins_on, now)}, om patienten är kvar då."


def _reading(reading: Reading) -> str:
    days = "oavgjort" if reading.sum.days is None else f"{reading.sum.days} dygn"
    return f"{' + '.join(f'{name} = {value}' for name, value in reading.chosen.items())}: {days}"


def _sources(found: Answer) -> str:
    agreement = (
        "lagen, ingen överenskommelse" if found.agreement.id == "lagen" else f"överenskommelse {found.agreement.id}"
    )
    return f"{source('SFS 2017:612, 5 kap.')} · {agreement} · {words.CONFIDENCE[found.sum.confidence]}"
