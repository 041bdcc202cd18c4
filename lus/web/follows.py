"""What follows if this is sent: the duties it opens, for whom and by when, and what it does to the liability."""

from collections.abc import Iterator
from dataclasses import dataclass

from lus import words
from lus.domain.case import Case
from lus.domain.derive import Derived, derive
from lus.domain.reckoning import Answer, answer
from lus.domain.units import UnitId
from lus.web import duties
from lus.web.moments import day
from lus.web.situation import Situation
from lus.words import findings


@dataclass(frozen=True, slots=True)
class Follows:
    """In words: who then owes what, what is done, the liability as it then stands, who may then know the patient."""

    opens: tuple[duties.Said, ...]
    ends: tuple[str, ...]
    liability: tuple[str, ...]
    identity: tuple[str, ...] = ()


def follows(here: Situation, case: Case) -> Follows:
    """What the case would say that it does not say now. `case`: with the new facts."""
    then = derive(case, here.terms)
    before = here.derived.by_key
    opened = [
        d for d in then.open_duties if d.key not in before or before[d.key].ended or before[d.key].due_at != d.due_at
    ]
    ended = {d.key for d in then.duties if d.ended and d.key in before and not before[d.key].ended}
    done = [said.line for said in duties.said(here, [d for d in here.derived.open_duties if d.key in ended])]
    return Follows(
        tuple(duties.said(here, opened)), tuple(done), tuple(_liability(here, case)), tuple(_identity(here, then))
    )


def _identity(here: Situation, then: Derived) -> Iterator[str]:
    """Who no longer knows who the patient is, those that owe something among them, and who gets to know."""
    knew, knows = (_knowing(one) for one in (here.derived, then))
    lost = [unit for unit in knew if unit not in knows and unit in then.parties]
    owing = {duty.unit for duty in then.open_duties}
    told = (
        ("Ser inte längre vem personen är: {}.", lost),
        ("Har åtgärder kvar utan att få veta vem det gäller: {}.", [unit for unit in lost if unit in owing]),
        (
            "Får se vem personen är: {}.",
            [unit for unit in knows if unit not in knew] if here.history.protection else [],
        ),
    )
    yield from (text.format(", ".join(here.cards[unit].short for unit in units)) for text, units in told if units)


def _knowing(found: Derived) -> list[UnitId]:
    stands = found.history.protection
    return [unit for unit in found.parties if stands is None or unit in stands.named]


def _liability(here: Situation, case: Case) -> list[str]:
    if here.history.admitted is None:
        return []  # nobody pays for a question
    now = answer(here.history, here.terms, here.now)
    then = answer(case.history(here.terms.units), here.terms, here.now)
    told = liability_lines(then, here)
    return told if told != liability_lines(now, here) else []


def liability_lines(found: Answer, here: Situation) -> list[str]:
    """The liability in a line or two: never a day or a krona where the agreement's terms are unknown."""
    if found.settlement == "unknown":
        return ["Betalningsansvar: avgörs av överenskommelsen."] if found.sum.state != "none" else []
    lines = []
    if found.begins_on and found.sum.state != "undecided":
        lines.append(f"Betalningsansvar från {day(found.begins_on, here.now)}, om patienten är kvar då.")
    if found.sum.state == "monthly":
        lines.append("Dagarna som utskrivningsklar räknas per månad, enligt överenskommelsen.")
    if found.sum.state == "undecided":
        lines.append(f"{words.LIABILITY['undecided']}.")
    lines += [f"Hindrar: {words.BLOCKED[code]}." for code in found.sum.blocked_by]
    late = {"admission_notice_late", "admission_notice_after_ready", "sip_not_called"}
    lines += [
        f"{text[:1].upper()}{text[1:]}." for r in found.sum.because if r.code in late for text in [findings.sentence(r)]
    ]
    return lines
