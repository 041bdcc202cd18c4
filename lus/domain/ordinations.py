"""What holds of a case's ordinations: which stand, who has received them, and which questions wait for an answer."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from lus.domain.case import History
from lus.domain.facts import (
    Fact,
    OrdinationAnswered,
    OrdinationEnded,
    OrdinationGiven,
    OrdinationQuestioned,
    OrdinationReceived,
    Seq,
)
from lus.domain.immutable import immutable
from lus.domain.units import UnitId

KIND = "receive_ordination"


@immutable()
class Question:
    """A question about an ordination, the unit told that it comes from, and its answer if it has one."""

    asked: OrdinationQuestioned
    unit: UnitId
    answer: OrdinationAnswered | None


@immutable()
class Ordination:
    """One ordination and all that was said of it. `ended`: what took it away, being an end or a later ordination.

    `received` by each unit that it was told to and that is to carry it out; None: not yet.
    """

    given: OrdinationGiven
    received: dict[UnitId, OrdinationReceived | None]
    questions: tuple[Question, ...]
    ended: Fact | None

    def holds_on(self, day: date) -> bool:
        """Whether it is to be carried out that day or later: neither ended nor run out."""
        return self.ended is None and (self.given.until_on is None or self.given.until_on >= day)

    @property
    def is_open(self) -> bool:
        """Whether it stands and a unit has not received it, or a question about it waits."""
        waiting = None in self.received.values() or any(one.answer is None for one in self.questions)
        return self.ended is None and waiting


def ordinations(history: History) -> list[Ordination]:
    """Every ordination of the case that counts, in the order given."""
    said: dict[Seq, list[Fact]] = defaultdict(list)
    for kind in (OrdinationReceived, OrdinationQuestioned, OrdinationAnswered):
        for fact in history.all(kind):
            said[fact.of].append(fact)
    ends = gone(history)
    return [_ordination(history, given, said, ends.get(given.seq)) for given in history.all(OrdinationGiven)]


def _ordination(
    history: History, given: OrdinationGiven, said: Mapping[Seq, list[Fact]], end: tuple[Fact, str] | None
) -> Ordination:
    """`said`: fact ► what was said of it, of each kind in order."""
    about = said.get(given.seq, ())
    carriers = carrying(history, given)
    received: dict[UnitId, OrdinationReceived | None] = dict.fromkeys(carriers)
    for fact in reversed(about):
        if isinstance(fact, OrdinationReceived):
            received |= {unit: fact for unit in carriers if history.acts_for(fact, KIND, given, unit)}
    questions = []
    for fact in about:
        if isinstance(fact, OrdinationQuestioned):
            unit = next((one for one in carriers if history.acts_for(fact, KIND, given, one)), fact.unit)
            answers = (one for one in said.get(fact.seq, ()) if isinstance(one, OrdinationAnswered))
            questions.append(Question(fact, unit, next(answers, None)))
    return Ordination(given, received, tuple(questions), end[0] if end else None)


def gone(history: History) -> dict[Seq, tuple[Fact, str]]:
    """Ordination ► what took it away, and the code of the reason: `replaced` by another, or `ordination_ended`."""
    ends: list[tuple[Seq | None, Fact, str]] = [
        *((fact.of, fact, "ordination_ended") for fact in history.all(OrdinationEnded)),
        *((fact.replaces, fact, "replaced") for fact in history.all(OrdinationGiven)),
    ]
    ends.sort(key=lambda end: history.place[end[1].seq], reverse=True)
    there = history.place
    return {seq: (fact, why) for seq, fact, why in ends if seq in there and there[seq] < there[fact.seq]}


def ordination_of(history: History, fact: Fact) -> OrdinationGiven | None:
    """The ordination that a fact is, or is about: a receipt, a question, its answer, an end."""
    seen: Fact | None = fact
    while seen is not None and not isinstance(seen, OrdinationGiven):
        seen = history.fact(seen.refers_to)
    return seen


def carrying(history: History, given: OrdinationGiven) -> list[UnitId]:
    """The units told that are to carry it out. Open care that was told reads it, and may change it."""
    return history.receivers(given, "municipality")


def may_change(history: History, given: OrdinationGiven, unit: UnitId) -> bool:
    """Whether the unit may end or replace it: who ordered it, the ward that has the patient now, open care told."""
    told = unit in given.units and history.side(unit) == "open_care"
    return told or unit in history.answering_for(given.unit)
