"""Questions that were passed on, in words: between whom and how often, and the way of each. No person is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lus.domain.units import UnitId
from lus.queries.bounces import MOST_PAIRS, MOST_QUESTIONS, Pair, Step, Way
from lus.web.forms import number
from lus.web.moments import length, when
from lus.web.units import Cards
from lus.words.codes import CODE

HERE = "/lamnade-vidare"
PERIODS = {"365": "12 månader", "90": "3 månader", "30": "30 dagar"}
"""Days, as the address has them ► how the choice is called. The first is shown where none is chosen."""

EMPTY = (
    "Ingen fråga har lämnats vidare under tiden. Hit kommer frågor mellan enheter som ni samordnar, "
    "när den tillfrågade enheten lämnar frågan till en annan."
)
GONE = "De två enheterna har inte lämnat någon fråga vidare till varandra under tiden."


@dataclass(frozen=True, slots=True)
class Row:
    """Two units. `ways`: how often each passed on to the other."""

    name: str
    times: int
    ways: tuple[str, ...]
    questions: int
    last: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A question's way. `href`: the case, where the unit is on it; `now`: who has the question, if it is open."""

    ref: str
    href: str
    steps: tuple[tuple[str, str], ...]
    now: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page prints. `chips`: label, address and whether it is chosen."""

    summary: str
    chips: tuple[tuple[str, str, bool], ...]
    rows: tuple[Row, ...]
    heading: str
    told: tuple[Told, ...]
    notes: tuple[str, ...]
    empty: str


def period(typed: str) -> str:
    """The period that the address names, or the first."""
    return typed if typed in PERIODS else next(iter(PERIODS))


def since(chosen: str, now: datetime) -> datetime:
    """The instant from which it counts."""
    return now - timedelta(days=int(chosen))


def pair_of(typed: str) -> tuple[UnitId, UnitId] | None:
    """The two units that the address names."""
    giver, taker = (number(part) for part in typed.partition("-")[::2])
    return (giver, taker) if giver and taker else None


def bounces(
    found: Sequence[Pair],
    ways: Sequence[Way],
    cards: Cards,
    *,
    chosen: str,
    pair: tuple[UnitId, UnitId] | None,
    now: datetime,
) -> Shown:
    """The page as the coordinator sees it now. `pair`: the two whose questions, `ways`, are told."""
    named = set(pair or ())
    times, pairs = sum(one.there + one.back for one in found), len(found)
    heading = f"{' och '.join(cards[unit].name for unit in pair)}" if pair and named <= set(cards) else ""
    notes = [f"De {MOST_PAIRS} par som lämnar vidare oftast visas."] if pairs == MOST_PAIRS else []
    notes += [f"De {MOST_QUESTIONS} senaste frågorna visas."] if len(ways) == MOST_QUESTIONS else []
    return Shown(
        f"{times} {'gång' if times == 1 else 'gånger'} mellan {pairs} par av enheter" if found else "",
        tuple((label, f"{HERE}?tid={days}", days == chosen) for days, label in PERIODS.items()),
        tuple(_row(one, cards, chosen, now, shown={one.one, one.other} == named) for one in found),
        heading if pair else "",
        tuple(_told(way, cards, now) for way in ways),
        tuple(notes),
        (GONE if pair and not ways else "") if found else EMPTY,
    )


def _row(one: Pair, cards: Cards, chosen: str, now: datetime, *, shown: bool) -> Row:
    here, there = cards[one.one], cards[one.other]
    ways = ((here.short, there.short, one.there), (there.short, here.short, one.back))
    return Row(
        f"{here.name} och {there.name}",
        one.there + one.back,
        tuple(f"{giver} till {taker}: {times}" for giver, taker, times in ways if times),
        one.questions,
        when(one.last_at, now),
        f"{HERE}?tid={chosen}&par={one.one}-{one.other}#fragorna",
        shown,
    )


def _told(way: Way, cards: Cards, now: datetime) -> Told:
    last = way.steps[-1]
    steps = tuple((when(step.at, now), _said(step, cards)) for step in way.steps)
    waits = ""
    if last.taker is not None:
        waits = f"{cards[last.taker].short} har frågan sedan {length(now - last.at)}."
    return Told(way.ref, f"/arende/{way.ref}" if way.ours else "", steps, waits)


def _said(step: Step, cards: Cards) -> str:
    giver = cards[step.giver].short
    taker = cards[step.taker].short if step.taker is not None else ""
    why = f": {CODE['why'][step.why]}" if step.why in CODE["why"] else ""
    return {
        "asked": f"{giver} frågade {taker}",
        "passed_on": f"{giver} lämnade frågan till {taker}{why}",
        "decided": f"{giver} avgjorde att {taker} svarar{why}",
        "answered": f"{giver} svarade",
        "taken": f"{giver} tog sig an det",
    }[step.step]
