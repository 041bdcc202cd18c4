"""The duty about a question between units: who it is put to answers it, takes it on, or passes it on."""

from collections.abc import Iterator

from lus.domain.calendar import day_of
from lus.domain.case import History
from lus.domain.duty import GUIDELINE, Duty, duty, owed
from lus.domain.facts import CoordinationAnswered, CoordinationOpened, Fact
from lus.domain.terms import Terms, finding


@duty("answer_coordination", GUIDELINE, (CoordinationOpened, CoordinationAnswered), (CoordinationAnswered,))
def answer_coordination(history: History, terms: Terms) -> Iterator[Duty | None]:
    """The unit asked, within the guideline's opening days; passed on, the next unit. One unit at any time."""
    days = terms.guideline("answer_coordination.days")
    for question in history.all(CoordinationOpened):
        opened: Fact | None = question
        unit = question.to_units[0] if question.to_units else question.unit
        answers = (fact for fact in history.all(CoordinationAnswered) if fact.of == question.seq)
        for answer in (*answers, None):
            if opened is None:
                break
            due_on = terms.units[unit].hours.open_day_after(day_of(opened.moment), days)
            because = (
                finding("message_sent", kind=opened.kind, at=opened.moment),
                finding("opening_days", days=days),
            )
            left = history.left(unit, opened)
            passed = (answer if answer and not answer.settles else None, "passed_on")
            met = answer if answer and answer.settles else None
            yield owed(history, "answer_coordination", unit, opened, due_on, because, met=met, lapses=[passed, left])
            opened = answer if answer and not answer.settles else None
            unit = answer.next_unit if answer and answer.next_unit is not None else unit
