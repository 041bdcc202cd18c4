"""The ordinations of a case as a panel: what, how often and until when, for who may read it; for others that they are.

Who may read an ordination is who gave it and who got it. Everybody on the case sees whether it has been received.
"""

from dataclasses import dataclass
from datetime import date, datetime

from lus import words
from lus.domain.calendar import day_of
from lus.domain.facts import Fact, OrdinationGiven, OrdinationQuestioned
from lus.domain.ordinations import KIND as RECEIVE
from lus.domain.ordinations import Ordination, Question, may_change, ordinations
from lus.domain.units import UnitId
from lus.web.moments import day, when
from lus.web.offers import Offer, act_href
from lus.web.situation import Situation
from lus.words import notation
from lus.words.acts import ACT


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether one unit has received it: `look` is ok, wait, late or gone."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about it and its answer, as far as they may be read. `offers`: to answer it."""

    who: str
    text: str
    answer: str
    waits: bool
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One ordination. `what` empty: not for this unit to read. `gone`: why it no longer holds."""

    seq: int
    what: str
    said: tuple[tuple[str, str], ...]
    by: str
    receipts: tuple[Receipt, ...]
    asked: tuple[Asked, ...]
    gone: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Ordinations:
    """The panel: those that hold, those that do not any more, whether there is something to print, and to give.

    `closed`: the case takes no change of what holds, by a unit that would give one.
    """

    lines: tuple[Line, ...]
    past: tuple[Line, ...]
    hidden: int
    print_href: str
    give_href: str
    closed: bool

    @property
    def shown(self) -> bool:
        """Whether the case has any, or this unit gives them."""
        return bool(self.lines or self.past or self.give_href)


def panel(here: Situation) -> Ordinations:
    """Every ordination of the case, the first time first."""
    today = day_of(here.now)
    found = sorted(ordinations(here.history), key=lambda one: one.given.first_at or one.given.at)
    holding = [one for one in found if one.holds_on(today)]
    # To a question an ordination belongs seldom: the first one is begun among what else can be done.
    gives = here.side in OrdinationGiven.by and (here.history.admitted is not None or bool(found))
    is_open = here.derived.is_open
    return Ordinations(
        tuple(_line(here, one) for one in holding),
        tuple(_line(here, one) for one in found if one not in holding),
        sum(one.given.what is None for one in holding),
        f"/arende/{here.ref}/ordinationer" if any(one.given.what for one in holding) else "",
        act_href(here.ref, OrdinationGiven.kind) if gives and is_open else "",
        gives and not is_open and bool(holding),
    )


def _line(here: Situation, found: Ordination) -> Line:
    given = found.given
    return Line(
        given.seq,
        given.what or "",
        said(given, here.now),
        f"{_unit(here, given.unit)} {when(given.moment, here.now)}",
        tuple(_receipt(here, found, unit, received) for unit, received in found.received.items()),
        tuple(_asked(here, found, one) for one in found.questions),
        _gone(here, found),
        _offers(here, found),
    )


def said(given: OrdinationGiven, now: datetime) -> tuple[tuple[str, str], ...]:
    """Label and text of what an ordination says beside what is to be done."""
    texts = (
        ("Hur ofta", given.how_often or ""),
        ("Första gången", when(given.first_at, now) if given.first_at else ""),
        ("Gäller", span(given.begins_on, given.until_on, now)),
        ("Ordinerad av", given.ordered_by or ""),
        ("Följs upp av", given.follows_up or ""),
    )
    return tuple((label, text) for label, text in texts if text)


def span(first: date | None, last: date | None, now: datetime) -> str:
    """The days on which it holds."""
    begins = f"från {day(first, now)}" if first else ""
    return f"{begins} till och med {day(last, now)}".strip() if last else f"{begins} tills vidare".strip()


def _receipt(here: Situation, found: Ordination, told: UnitId, received: Fact | None) -> Receipt:
    unit = received.unit if received else here.history.holder(RECEIVE, found.given, told, None)
    name = _unit(here, unit)
    if received:
        return Receipt("ok", f"{name} tog emot {when(received.moment, here.now)}")
    if found.ended or not here.derived.is_open:
        return Receipt("gone", f"{name} behöver inte ta emot")
    if any(one.answer is None for one in found.questions if one.unit == told):
        return Receipt("wait", f"{name} väntar på svar")
    first = found.given.first_at
    late = first is not None and first < here.now
    return Receipt("late" if late else "wait", f"{name} har inte tagit emot")


def _asked(here: Situation, found: Ordination, question: Question) -> Asked:
    asked, answer = question.asked, question.answer
    waits = answer is None and found.ended is None
    by = f"{_unit(here, answer.unit)} {when(answer.moment, here.now)}" if answer else ""
    return Asked(
        f"{_unit(here, asked.unit)} {when(asked.moment, here.now)}",
        asked.text or "",
        f"{by}: {answer.text or 'har svarat'}" if answer else "",
        waits,
        _answering(here, asked) if waits else (),
    )


def _answering(here: Situation, asked: OrdinationQuestioned) -> tuple[Offer, ...]:
    owed = (duty for duty in here.derived.open_duties if duty.kind == "answer_question" and duty.opened is asked)
    ours = any(duty.unit == here.unit for duty in owed)
    kind = "ordination_answered"
    return (Offer(ACT[kind], f"{act_href(here.ref, kind)}?of={asked.seq}", True),) if ours else ()


def _gone(here: Situation, found: Ordination) -> str:
    ended = found.ended
    if ended is None:
        return "" if found.holds_on(day_of(here.now)) else "har löpt ut"
    verb = "ändrad" if isinstance(ended, OrdinationGiven) else "avslutad"
    return f"{verb} av {_unit(here, ended.unit)} {when(ended.moment, here.now)}"


def _offers(here: Situation, found: Ordination) -> tuple[Offer, ...]:
    """What this unit may do with it: receive it, ask about it, change or end it."""
    given, open_case = found.given, here.derived.is_open
    if found.ended:
        return ()
    offers: list[Offer] = []
    mine = [unit for unit in found.received if here.history.holder(RECEIVE, given, unit, None) == here.unit]
    if mine and (open_case or here.history.readmission):
        if any(found.received[unit] is None for unit in mine):
            received = "ordination_received"
            asks = any(one.answer is None and one.unit in mine for one in found.questions)
            offers.append(Offer("Ta emot", act_href(here.ref, received), not asks, ("of", str(given.seq))))
        questioned = "ordination_questioned"
        offers.append(Offer(ACT[questioned], f"{act_href(here.ref, questioned)}?of={given.seq}"))
    if open_case and here.side in OrdinationGiven.by and may_change(here.history, given, here.unit):
        offers.append(Offer("Ändra", f"{act_href(here.ref, OrdinationGiven.kind)}?of={given.seq}"))
        offers.append(Offer("Avsluta", f"{act_href(here.ref, 'ordination_ended')}?of={given.seq}"))
    return tuple(offers)


def _unit(here: Situation, unit: UnitId) -> str:
    return "er enhet" if unit == here.unit else here.cards[unit].short


WARNED = frozenset({"homegoing_booked", "discharge_informed", "discharged"})
"""Kinds whose forms say which ordinations nobody has received, or that wait for an answer."""


def unreceived(here: Situation) -> tuple[str, ...]:
    """What stands in the way of a safe way home: a sentence for each ordination that is open."""
    return tuple(_open(here, one) for one in ordinations(here.history) if one.is_open)


def _open(here: Situation, found: Ordination) -> str:
    name = called(found.given)
    if any(one.answer is None for one in found.questions):
        return f"{name}: en fråga väntar på svar."
    waiting = [_unit(here, unit) for unit, received in found.received.items() if received is None]
    return f"{name}: inte mottagen av {', '.join(waiting)}."


LONGEST = 60


def called(given: OrdinationGiven) -> str:
    """What an ordination is called where it is one among several: its first words, if they may be read."""
    first = (given.what or "").partition("\n")[0]
    short = first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rstrip()}…"
    return short or f"{words.KIND[given.kind]} {notation.day(day_of(given.moment), year=False)}"
