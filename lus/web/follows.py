"""What follows if this is sent: the duties it opens, for whom and by when, and what it does to the liability."""

from dataclasses import dataclass

from lus import words
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.reckoning import Answer, answer
from lus.web import duties
from lus.web.moments import day
from lus.web.situation import Situation


@dataclass(frozen=True, slots=True)
class Follows:
    """In words: who then owes what, what is then done, and the liability as it then stands."""

    opens: tuple[duties.Said, ...]
    ends: tuple[str, ...]
    liability: tuple[str, ...]


def follows(here: Situation, case: Case) -> Follows:
    """What the case would say that it does not say now. `case`: with the new facts."""
    then = derive(case, here.terms)
    before = here.derived.by_key
    opened = [
        d for d in then.open_duties if d.key not in before or before[d.key].ended or before[d.key].due_at != d.due_at
    ]
    ended = {d.key for d in then.duties if d.ended and d.key in before and not before[d.key].ended}
    done = [said.line for said in duties.said(here, [d for d in here.derived.open_duties if d.key in ended])]
    return Follows(tuple(duties.said(here, opened)), tuple(done), tuple(_liability(here, case)))


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
        f"{text[:1].upper()}{text[1:]}." for r in found.sum.because if r.code in late for text in [words.sentence(r)]
    ]
    return lines
