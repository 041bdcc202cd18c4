"""The liability as a panel: state, first day, days and kronor so far, what blocks it, why, and what else could be read.

Every sentence says what it rests on and how certain that is. Terms unknown: no figure at all.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lus import words
from lus.domain.calendar import day_of
from lus.domain.lawdata import STATUTE, Confidence
from lus.domain.reckoning import Answer, Sum
from lus.domain.terms import Finding
from lus.web.liability_said import decided, disputes
from lus.web.moments import day
from lus.web.situation import Situation
from lus.web.status import liable_days
from lus.words import findings, notation
from lus.words.grounds import BLOCK, ground
from lus.words.parameters import if_chosen
from lus.words.rules import HERE, agreement_id, place, question_id
from lus.words.sources import source


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, what it rests on, how certain that is, and where *Regler* tells of it."""

    text: str
    source: str
    sure: str
    rule: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What another choice would give: the choice, the sum, what hinders, and the questions it answers, by anchor."""

    choice: str
    sum: str
    hinders: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """`figure` is days (and kronor where they are known), empty where none may stand.

    `decided`: how the principals have read; `agreement`: the terms that apply; `sure`: the answer as a whole.
    """

    figure: str
    lead: str
    blocked: tuple[Sentence, ...] = ()
    readings: tuple[Otherwise, ...] = ()
    decided: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    because: tuple[Sentence, ...] = ()
    fulfilled: tuple[Sentence, ...] = ()
    assumptions: tuple[Otherwise, ...] = ()
    agreement: Sentence | None = None
    sure: str = ""


CONCEALED = Panel("", "Visas inte: av ansvaret kan man läsa var personen bor.")
"""Of somebody whose identity is protected, for a party that may not know it."""

LEADS = {
    "none": "Inget betalningsansvar. Ingen underrättelse om utskrivningsklar gäller.",
    "monthly": "Dagarna räknas per månad, enligt överenskommelsen.",
    "undecided": "Oavgjort: lagen kan läsas på flera sätt.",
    "unknown_terms": "Avgörs av överenskommelsen. Villkoren finns inte i Hemgång, så varken dagar eller kronor visas.",
}
"""State ► what leads, where no day does."""


SAID_ELSEWHERE = frozenset({"blocked", "readings_differ", "agreed_individual", "agreed_monthly", "agreed_unknown"})
"""Reasons that the panel tells under a heading of their own."""


def panel(here: Situation, found: Answer) -> Panel:
    """The liability in words. What stands in the way is not told twice: as a hindrance and as a reason."""
    reckoned = found.sum
    told = () if reckoned.state == "none" else (*reckoned.because, *_prices(reckoned))
    return Panel(
        _figure(found, here.now),
        _lead(found, here.now),
        tuple(_sentence(words.BLOCKED[code], *BLOCK[code]) for code in reckoned.blocked_by),
        tuple(_otherwise(dict(reading.chosen), reading.sum) for reading in found.readings),
        tuple(decided(here, found)),
        tuple(disputes(here)),
        _sentences(found, [one for one in told if one.code not in {*reckoned.blocked_by, *SAID_ELSEWHERE}]),
        _sentences(found, reckoned.fulfilled),
        tuple(_otherwise({one.parameter: one.otherwise}, one.sum) for one in found.assumptions),
        _agreement(found),
        words.CONFIDENCE[reckoned.confidence],
    )


def _agreement(found: Answer) -> Sentence:
    name = "Lagen, ingen överenskommelse" if found.agreement.id == STATUTE else found.agreement.name
    terms = found.bound.terms
    where = f"{HERE}#{agreement_id(found.agreement.id)}"
    return Sentence(name, source(terms.source), words.CONFIDENCE[terms.confidence], where)


def _sentences(found: Answer, reasons: "list[Finding] | tuple[Finding, ...]") -> tuple[Sentence, ...]:
    return tuple(_sentence(findings.sentence(one), *ground(one, found.bound.terms)) for one in reasons)


def _sentence(text: str, rests_on: str, confidence: Confidence) -> Sentence:
    where = place(rests_on) or f"{HERE}#overenskommelser"
    return Sentence(text[:1].upper() + text[1:], source(rests_on), words.CONFIDENCE[confidence], where)


def _prices(reckoned: Sum) -> Iterator[Finding]:
    """What a day costs, for every price among those counted, and the years whose amount is missing."""
    if reckoned.amount_sek is not None:
        counted = Counter((day.amount_sek, day.source, day.confidence) for day in reckoned.counted)
        for (amount, origin, confidence), days in counted.items():
            values = {"days": days, "amount": amount, "source": origin, "confidence": confidence}
            yield Finding("days_at_amount", values)
    for year in reckoned.missing_rates:
        yield Finding("rate_missing", {"year": year})


def _otherwise(chosen: "dict[str, object]", found: Sum) -> Otherwise:
    hinders = "".join(f"; det här hindrar: {words.BLOCKED[code]}" for code in found.blocked_by)
    gives = "0 dygn" if found.blocked_by else days_and_kronor(found)
    return Otherwise(if_chosen(chosen), gives, hinders, tuple(map(question_id, chosen)))


def days_and_kronor(found: Sum) -> str:
    """A sum in words; kronor only where days are counted and their amounts known."""
    if found.days is None:
        return "oavgjort"
    days = f"{found.days} dygn"
    known = found.days and found.amount_sek is not None
    return f"{days} · {notation.kronor(found.amount_sek)}" if known and found.amount_sek is not None else days


def liability_day(found: Answer, now: datetime) -> int:
    """Which day of liability is running, and counted when it has ended; 0: none is. On the first none has."""
    begins = found.sum.state == "free" and found.begins_on == day_of(now)
    return liable_days(found.begins_on, now, blocked=found.sum.state != "liable" and not begins)


def _figure(found: Answer, now: datetime) -> str:
    reckoned = found.sum
    if reckoned.days is None or reckoned.state == "none" or (reckoned.blocked_by and not reckoned.days):
        return ""
    if reckoned.state == "monthly":
        return f"{reckoned.days} dygn som utskrivningsklar"
    said = days_and_kronor(reckoned)
    over = " avslutat dygn" if said.startswith("1 dygn") else " avslutade dygn"
    return said.replace(" dygn", over, 1) if liability_day(found, now) else said


def _lead(found: Answer, now: datetime) -> str:
    reckoned = found.sum
    today = liability_day(found, now)
    if reckoned.state == "liable" or today:
        first = next((s.first_liable_on for s in reckoned.spells if s.first_liable_on), found.begins_on)
        running = f" I dag är dag {today}, som räknas när den är slut." if today else ""
        missing = f" Beloppet för {reckoned.missing_rates[0]} finns inte i lagdata." if reckoned.missing_rates else ""
        return f"Betalningsansvar från {day(first, now) if first else 'okänd dag'}.{running}{missing}"
    if reckoned.state in LEADS:
        return LEADS[reckoned.state]
    if found.begins_on is None:
        return "Inget betalningsansvar."
    if reckoned.state == "blocked" and found.begins_on <= day_of(now):
        return "Inget betalningsansvar så länge detta hindrar."
    return f"Inget betalningsansvar än. Från {day(found.begins_on, now)}, om patienten är kvar då."
