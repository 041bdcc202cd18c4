"""The last duty: `close_case`, when nothing else is open in a discharged or needless case."""

from collections.abc import Iterable, Iterator

from lus.domain.calendar import DAY, day_of
from lus.domain.case import History
from lus.domain.duty import GUIDELINE, SOURCES, Duty, owed
from lus.domain.facts import Closed, Died, Discharged, Fact, NeedAssessed
from lus.domain.terms import Terms, finding

SOURCES["close_case"] = GUIDELINE


def close_case(history: History, terms: Terms, others: Iterable[Duty]) -> Iterator[Duty | None]:
    """Opens at each moment from which nothing else is open, and lapses when something is again.

    Owed by the unit of the last duty; met by `closed`.
    """
    others = [duty for duty in others if duty.of_care]
    opened: Fact | None = None
    for fact in history.facts:
        idle = _may_close(history, fact) and not any(_open_after(history, duty, fact) for duty in others)
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


def _may_close(history: History, fact: Fact) -> bool:
    """Whether the patient had been discharged, or needed nothing, and lived, once `fact` had been recorded."""
    seen = history.facts[: history.place[fact.seq] + 1]
    needs = [seen_fact.needed for seen_fact in seen if isinstance(seen_fact, NeedAssessed)]
    discharged = any(isinstance(seen_fact, Discharged) for seen_fact in seen)
    ended = any(isinstance(seen_fact, Died | Closed) for seen_fact in seen)
    return not ended and (discharged or needs[-1:] == [False])


def _closing(history: History, terms: Terms, opened: Fact, others: list[Duty], ended: Fact | None) -> Duty | None:
    until = history.place[opened.seq]
    done = [(place, duty) for duty in others if duty.ended and (place := history.place[duty.ended.seq]) <= until]
    unit = max(done, key=lambda pair: pair[0])[1].unit if done else opened.unit
    days = terms.guideline("close_case.days")
    because = (finding("nothing_left", at=opened.moment), finding("days_thereafter", days=days))
    met = ended if isinstance(ended, Closed) else None
    lapses = [] if ended is None or met or isinstance(ended, Died) else [(ended, "open_again")]
    return owed(
        history, "close_case", unit, opened, day_of(opened.moment) + days * DAY, because, met=met, lapses=lapses
    )
