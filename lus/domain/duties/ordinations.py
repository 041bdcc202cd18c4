"""Duties about ordinations: each unit that is to carry one out receives it, and its questions are answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lus.domain.calendar import day_of
from lus.domain.case import History
from lus.domain.duty import GUIDELINE, Duty, Lapse, duty, owed
from lus.domain.facts import (
    Discharged,
    Fact,
    HomegoingBooked,
    OrdinationAnswered,
    OrdinationGiven,
    OrdinationQuestioned,
    OrdinationReceived,
)
from lus.domain.ordinations import Ordination, ordinations
from lus.domain.terms import Finding, Terms, finding
from lus.domain.units import UnitId


@duty("receive_ordination", GUIDELINE, (OrdinationGiven, OrdinationAnswered), (OrdinationReceived,))
def receive_ordination(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Each unit that is to carry it out, before the first time, at latest the discharge.

    While a question of the unit waits, the move is that of who ordered; the answer opens the duty again.
    """
    for found in ordinations(history):
        for unit, received in found.received.items():
            opened: Fact | None = found.given
            for fact, waits in _turns(history, found, unit):
                if received and history.comes_before(received, fact):
                    break
                if opened and waits:
                    yield _receive(history, terms, found, unit, opened, lapses=[(fact, "questioned")])
                    opened = None
                elif opened is None and not waits:
                    opened = fact
            if opened:
                yield _receive(history, terms, found, unit, opened, met=received)


def _turns(history: History, found: Ordination, unit: UnitId) -> list[tuple[Fact, bool]]:
    """Each question of the unit and each answer to one: whether a question waits from then on."""
    questions = [one for one in found.questions if one.unit == unit]
    facts: list[Fact] = [*(one.asked for one in questions), *(one.answer for one in questions if one.answer)]
    facts.sort(key=lambda fact: history.place[fact.seq])
    waiting: set[int] = set()
    turns: list[tuple[Fact, bool]] = []
    for fact in facts:
        if isinstance(fact, OrdinationAnswered):
            waiting.discard(fact.of)
        else:
            waiting.add(fact.seq)
        turns.append((fact, bool(waiting)))
    return turns


def _receive(  # noqa: PLR0917 whose, which and since when
    history: History,
    terms: Terms,
    found: Ordination,
    unit: UnitId,
    opened: Fact,
    met: Fact | None = None,
    lapses: tuple[Lapse, ...] | list[Lapse] = (),
) -> Duty | None:
    given = found.given
    due_at, because = _due(history, terms, unit, found, opened, met)
    ended = met or (lapses[0][0] if lapses else None)
    return owed(
        history,
        "receive_ordination",
        history.holder("receive_ordination", given, unit, ended),
        opened,
        due_at,
        because,
        met=met,
        lapses=[*lapses, *_gone(found), history.left(unit, given)],
        origin=unit,
        outlives=_outlives(history, found),
    )


@duty("answer_question", GUIDELINE, (OrdinationQuestioned,), (OrdinationAnswered,))
def answer_question(history: History, terms: Terms) -> Iterator[Duty | None]:
    """Who ordered it, or the ward that has the patient now: before the first time, at latest the discharge."""
    for found in ordinations(history):
        given = found.given
        for question in found.questions:
            asked = question.asked
            unit = history.ward_at(asked) if history.is_ward(given.unit) else given.unit
            due_at, because = _due(history, terms, unit, found, asked, question.answer)
            yield owed(
                history,
                "answer_question",
                unit,
                asked,
                due_at,
                because,
                met=question.answer,
                lapses=_gone(found),
                outlives=_outlives(history, found),
            )


def _gone(found: Ordination) -> list[Lapse]:
    """What took the ordination away: nothing about it is owed any more."""
    ended = found.ended
    return [(ended, "replaced" if isinstance(ended, OrdinationGiven) else "ordination_ended")] if ended else []


def _outlives(history: History, found: Ordination) -> bool:
    """Whether the patient came back while the ordination holds: it is owed on, on the old case."""
    back = history.readmission
    return back is not None and found.holds_on(day_of(back.moment))


def _due(  # noqa: PLR0917 whose, which and since when
    history: History, terms: Terms, unit: UnitId, found: Ordination, opened: Fact, met: Fact | None
) -> tuple[datetime, tuple[Finding, ...]]:
    """Before the first time, at latest the discharge as known when it was met; what comes later, within hours."""
    given = found.given
    said = (finding("message_sent", kind=opened.kind, at=opened.moment),)
    first = given.first_at or opened.moment
    due_at, because = first, (*said, finding("first_time", at=first))
    leaving = _leaving(history, met)
    if leaving and leaving < due_at:
        due_at, because = leaving, (*said, finding("before_discharge", at=leaving))
    if due_at <= opened.moment:
        hours = terms.guideline("acknowledge.hours")
        due_at = terms.units[unit].hours.after(opened.moment, timedelta(hours=hours))
        because = (*said, finding("opening_hours", hours=hours))
    return due_at, because


def _leaving(history: History, until: Fact | None) -> datetime | None:
    """When the patient left, or is booked to leave, as known when `until` was recorded."""
    known: list[HomegoingBooked | Discharged] = [*history.all(HomegoingBooked), *history.all(Discharged)]
    left = [fact for fact in known if until is None or history.comes_before(fact, until)]
    last = max(left, key=lambda fact: (isinstance(fact, Discharged), fact.order), default=None)
    return last.homegoing_at if isinstance(last, HomegoingBooked) else last.moment if last else None
