"""The answer to a case file as Swedish prose that a coordinator can paste into a dispute.

Made from the same answer as the JSON: what happened, who pays what for which days and why, what else could be read or
assumed, who should have done what, and what it all rests on.
"""

from collections.abc import Iterable, Iterator, Sequence

from lus import words
from lus.casefile.explain import Explained, reasons, state
from lus.casefile.rows import owed_by
from lus.domain.amount import CareDay
from lus.domain.duty import Duty
from lus.domain.reckoning import Answer
from lus.words import findings, notation, parameters
from lus.words.sources import named


def prose(found: Explained) -> str:
    """Paragraphs, apart by an empty line."""
    liability = found.liability
    paragraphs = [
        _standing(found),
        *_liability(liability),
        table(liability.sum.counted) if liability.settlement == "individual" else "",
        listed("Så här har det räknats:", findings.sentences(liability.sum.because, in_full=True)),
        listed("Uppfyllt i tid:", findings.sentences(liability.sum.fulfilled, in_full=True)),
        listed("Lagen kan läsas på flera sätt. Det här ger varje läsning:", _readings(liability)),
        listed("Det här är antaget. Med ett annat svar blir det:", _assumptions(liability)),
        listed("Det här skulle göras:", [_duty(duty, found) for duty in found.duties]),
        listed("Källor:", _sources(found)),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def table(days: Sequence[CareDay], head: str = "Dygn för dygn:") -> str:
    """Every counted day with its amount and where that stands."""
    rows = [(notation.long_day(day.on), _amount(day), named(day.source)) for day in days if day.on]
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"  {on:<{widths[0]}}  {amount:>{widths[1]}}  {source}".rstrip() for on, amount, source in rows]
    return "\n".join([head, *lines])


def _amount(day: CareDay) -> str:
    return "belopp saknas" if day.amount_sek is None else notation.kronor(day.amount_sek)


def listed(head: str, lines: Iterable[str]) -> str:
    """A heading and its lines; nothing where there are none."""
    told = [f"– {line}." if line[-1] not in ".!?" else f"– {line}" for line in lines]
    return "\n".join([head, *told]) if told else ""


def _standing(found: Explained) -> str:
    agreement = found.liability.agreement
    terms = "lagen (2017:612)" if agreement.id == "lagen" else f"överenskommelsen {agreement.id}"
    return (
        f"Ärendets läge: {words.inside(words.STATUS[found.derived.status])}. Svaret gäller hur det stod "
        f"{notation.long_moment(found.question.as_of)}, enligt {terms}."
    )


def _liability(found: Answer) -> Iterator[str]:
    """What is paid, by whom, and what stands in the way."""
    reckoned = found.sum
    said = [f"{words.LIABILITY[reckoned.state]}."]
    if found.payer:
        said.append(f"Betalande kommun är {found.payer}.")
    if reckoned.days is not None:
        said.append(f"Summa: {days_and_kronor(reckoned.days, reckoned.amount_sek)}.")
    said += [f"Beloppet för {year} finns inte i lagdata." for year in reckoned.missing_rates]
    said += [f"Det här hindrar: {words.BLOCKED[code]}." for code in reckoned.blocked_by]
    yield " ".join(said)
    for spell in reckoned.spells:
        told = [f"Underrättelsen om utskrivningsklar skickades {notation.long_moment(spell.notice_at)}."]
        if spell.first_liable_on:
            told.append(f"Första dagen som räknas är {notation.long_day(spell.first_liable_on)}.")
        ended = notation.long_moment(spell.ended_at) if spell.ended_at else ""
        told.append(f"Perioden slutade {ended}." if ended else "Perioden pågår.")
        if spell.days is not None:
            told.append(f"Perioden ger {spell.days} dygn.")
        yield " ".join(told)


def days_and_kronor(days: int | None, amount_sek: int | None) -> str:
    """A sum in words: days, and kronor where they are known."""
    if days is None:
        return "avgörs inte"
    return f"{days} dygn" if amount_sek is None else f"{days} dygn, {notation.kronor(amount_sek)}"


def _readings(found: Answer) -> Iterator[str]:
    for reading in found.readings:
        named = "; ".join(parameters.chosen(name, value) for name, value in reading.chosen.items())
        hinders = "".join(f"; det här hindrar: {words.BLOCKED[code]}" for code in reading.sum.blocked_by)
        yield f"{named}: {days_and_kronor(*reading.sum.claimed)}{hinders}"


def _assumptions(found: Answer) -> Iterator[str]:
    for other in found.assumptions:
        assumed = parameters.said(other.parameter, other.value)
        otherwise = parameters.chosen(other.parameter, other.otherwise)
        yield f"{otherwise}: {days_and_kronor(*other.sum.claimed)} (här antaget: {assumed})"


def _duty(duty: Duty, found: Explained) -> str:
    due = notation.long_deadline(duty.due_at)
    done = f" {notation.long_moment(duty.met_at)}" if duty.met_at else ""
    said = words.DUTY_STATE[state(duty, found.question.as_of)]
    why = "; ".join(reasons(duty, in_full=True))
    act = words.DUTY[duty.kind] + (f" till {words.PARTY[owed_by(duty.toward)]}" if duty.toward is not None else "")
    who = words.PARTY[owed_by(duty.unit)]
    return f"{who} ska {act} senast {due}: {said}{done}. Skäl: {why}. Källa: {duty.source}"


def _sources(found: Explained) -> Iterator[str]:
    """What the answer rests on, each with how sure it is."""
    liability = found.liability
    used = {(liability.bound.terms.source, words.CONFIDENCE[liability.bound.terms.confidence]): None}
    for day in liability.sum.counted if liability.settlement == "individual" else ():
        if day.source:
            used[day.source, words.CONFIDENCE[day.confidence]] = None
    yield from (f"{named(source)} ({confidence})" for source, confidence in used)
    yield f"svaret som helhet: {words.CONFIDENCE[liability.sum.confidence]}"
