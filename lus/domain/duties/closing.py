"""The last duty: `close_case`, when nothing else is open in a discharged or needless case, or about a question."""

from collections.abc import Iterable, Iterator

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.duty import GUIDELINE, ROWS, Duty, Row, owed
from lus.domain.facts import Closed, Died, Discharged, Fact, Interrupted, NeedAssessed, PlanClosed
from lus.domain.plan import lead_at
from lus.domain.terms import Terms, finding

ROWS["close_case"] = Row("close_case", GUIDELINE, (), (Closed,))


def close_case(history: History, terms: Terms, others: Iterable[Duty]) -> Iterator[Duty | None]:
    """Opens at each moment from which nothing else is open, and lapses when something is again.

    Owed by the unit of the last duty; met by `closed`.
    """
    may = tuple(_may_close(history))
    if not any(may):
        return
    others = [duty for duty in others if duty.of_care]
    opened: Fact | None = None
    for fact, may_close in zip(history.facts, may, strict=True):
        idle = may_close and not any(_open_after(history, duty, fact) for duty in others)
        if opened and (isinstance(fact, Closed) or not idle):
            yield _closing(history, terms, opened, others, fact)
            opened = None
        if idle and opened is None and not isinstance(fact, Closed):
            opened = fact
    if opened:
        yield _closing(history, terms, opened, others, None)


def _open_after(history: History, duty: Duty, fact: Fact) -> bool:
    """Whether the duty is open once `fact` has been recorded."""
    place = history.place[fact.seq]
    return history.place[duty.opened.seq] <= place and (duty.ended is None or history.place[duty.ended.seq] > place)


def _may_close(history: History) -> Iterator[bool]:
    """For each fact: whether, once it had been recorded, the patient was discharged, or needed nothing, and lived.

    A question may close whenever nothing is owed about it: until somebody has answered, somebody owes the answer. So
    may a plan: while it holds, somebody owes its next meeting or follow-up.
    """
    asked = history.kind != "stay"
    needless = discharged = ended = False
    for fact in history.facts:
        if isinstance(fact, NeedAssessed):
            needless = not fact.needed
        discharged = discharged or isinstance(fact, Discharged)
        ended = ended or isinstance(fact, Died | Interrupted | PlanClosed | Closed)
        yield not ended and (asked or discharged or needless)


def _closing(history: History, terms: Terms, opened: Fact, others: list[Duty], ended: Fact | None) -> Duty | None:
    until = history.place[opened.seq]
    done = [(place, duty) for duty in others if duty.ended and (place := history.place[duty.ended.seq]) <= until]
    unit = max(done, key=lambda pair: pair[0])[1].unit if done else opened.unit
    if history.kind == "plan":
        unit = lead_at(history, opened)
    days = terms.guideline("close_case.days")
    because = (finding("nothing_left", at=opened.moment), finding("days_thereafter", days=days))
    met = ended if isinstance(ended, Closed) else None
    lapses = (
        [] if ended is None or met or isinstance(ended, Died | Interrupted | PlanClosed) else [(ended, "open_again")]
    )
    return owed(
        history, "close_case", unit, opened, day_of(opened.moment) + days * DAY, because, met=met, lapses=lapses
    )
