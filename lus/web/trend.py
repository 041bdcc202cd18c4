"""Twelve months of plans in words, figures and bars: made, current, late, followed up; and counted apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args
from urllib.parse import urlencode

from lus.domain.calendar import DAY, day_of, start_of
from lus.domain.facts.plans import AGE_GROUPS
from lus.domain.month import month_of
from lus.domain.units import UnitId
from lus.queries.late import By, Counting, Group, Month
from lus.web.fields import Option
from lus.web.forms import number
from lus.web.narrowing import HERE, code
from lus.web.units import Cards
from lus.words import notation
from lus.words.late import AGE, BY, FIGURE, HOW, MEANS, NOT_TOLD

TREND = f"{HERE}/utveckling"
MONTHS = 12
Figure = Literal["made", "current", "late", "followed_up"]
FIGURES: tuple[Figure, ...] = get_args(Figure)
BYS: tuple[By, ...] = get_args(By)
WAYS = {"1": True, "0": False}
"""At discharge or not, as the address has it."""

GROUP_FIGURES = (*FIGURES, "needed")
MOST_GROUPS = 60
"""Rows of what is counted apart: those with the most late plans first."""

STEP, LOW = 22, 80
"""Of a chart in the units of its view box: the bars stand on LOW, a STEP from each other."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which plans are counted, and what is counted apart."""

    counting: Counting
    by: By

    def address(self, page: str = TREND, **changes: object) -> str:
        """Where the page, or its file, stands; with something else chosen."""
        one = self.counting
        how = next((code for code, at in WAYS.items() if at is one.at_discharge), "")
        asked = {"kommun": one.municipality, "enhet": one.lead, "alder": one.age, "utskrivning": how}
        given = {name: value for name, value in {**asked, "per": self.by, **changes}.items() if value}
        return f"{page}?{urlencode(given)}"


def chosen(typed: Mapping[str, str]) -> Chosen:
    """What the address asks for; what is not known is left out."""
    by, age = typed.get("per", ""), typed.get("alder", "")
    return Chosen(
        Counting(
            code(typed.get("kommun", "")),
            number(typed.get("enhet", "")),
            age if age in AGE_GROUPS else "",
            WAYS.get(typed.get("utskrivning", "")),
        ),
        by if by in BYS else "municipality",
    )


def bounds(now: datetime) -> tuple[datetime, ...]:
    """When each of the last twelve months began, this one the last, and now."""
    firsts = [month_of(day_of(now))]
    while len(firsts) < MONTHS:
        firsts.insert(0, month_of(firsts[0] - DAY))
    return (*map(start_of, firsts), now)


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of a chart: where it stands, how high, and in words."""

    x: int
    y: float
    height: float
    label: str
    value: int
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure's twelve months; the same stands in the table. `most`: the highest; `says`: all of it in words."""

    code: Figure
    name: str
    means: str
    most: int
    now: int
    says: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: heading, figures, and where only those are counted."""

    name: str
    figures: tuple[int, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page prints."""

    charts: tuple[Chart, ...]
    months: tuple[Line, ...]
    groups: tuple[Line, ...]
    by: str
    chips: tuple[tuple[str, str, bool], ...]
    here: str
    municipalities: tuple[Option, ...]
    ages: tuple[Option, ...]
    ways: tuple[Option, ...]
    told: str
    csv: str
    excel: str
    beyond: int
    per: By
    unit: UnitId | None

    @property
    def heads(self) -> tuple[str, ...]:
        """What the columns of the tables are called."""
        return tuple(FIGURE[code] for code in GROUP_FIGURES)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to count."""
        return not any(any(line.figures) for line in (*self.months, *self.groups))


@dataclass(frozen=True, slots=True)
class Read:
    """What was counted, and what it is told with."""

    months: Sequence[Month]
    groups: Sequence[Group]
    towns: Mapping[str, str]
    cards: Cards
    now: datetime


def trend(found: Read, wanted: Chosen) -> Shown:
    """The page now."""
    firsts = [day_of(at) for at in bounds(found.now)[:-1]]
    lines = group_lines(found, wanted)
    one = wanted.counting
    told = (
        found.towns.get(one.municipality, one.municipality),
        found.cards[one.lead].name if one.lead and one.lead in found.cards else "",
        AGE.get(one.age, ""),
        HOW[one.at_discharge].lower() if one.at_discharge is not None else "",
    )
    return Shown(
        tuple(_chart(code, firsts, found.months) for code in FIGURES),
        tuple(reversed(month_lines(found))),
        lines[:MOST_GROUPS],
        BY[wanted.by],
        tuple((BY[by], replace(wanted, by=by).address(), by == wanted.by) for by in BYS),
        wanted.address(),
        tuple(Option(code, name, code == one.municipality) for code, name in found.towns.items()),
        tuple(Option(code, AGE[code], code == one.age) for code in AGE_GROUPS),
        tuple(Option(code, HOW[at], at is one.at_discharge) for code, at in WAYS.items()),
        ", ".join(filter(None, told)),
        wanted.address(f"{TREND}/csv"),
        wanted.address(f"{TREND}/excel"),
        len(lines) - len(lines[:MOST_GROUPS]),
        wanted.by,
        one.lead,
    )


def month_lines(found: Read) -> list[Line]:
    """A row a month, the oldest first."""
    firsts = [day_of(at) for at in bounds(found.now)[:-1]]
    return [
        Line(notation.month_name(first), tuple(getattr(month, code) for code in FIGURES))
        for first, month in zip(firsts, found.months, strict=True)
    ]


def group_lines(found: Read, wanted: Chosen) -> tuple[Line, ...]:
    """A row of each municipality, unit, age group or way, those with the most late plans first."""
    rows = sorted(found.groups, key=lambda one: (-one.late, -one.needed, str(one.of)))
    return tuple(
        Line(
            _name(one, found, wanted.by),
            (one.made, one.current, one.late, one.followed_up, one.needed),
            _href(one, wanted),
        )
        for one in rows
    )


def _name(one: Group, found: Read, by: By) -> str:
    if one.of is None:
        return NOT_TOLD
    if by == "unit":
        card = found.cards.get(int(one.of))
        return card.name if card else NOT_TOLD
    names: Mapping[object, str] = {"municipality": found.towns, "age": AGE, "how": HOW}[by]  # type: ignore[assignment]
    return names.get(one.of, str(one.of))


def _href(one: Group, wanted: Chosen) -> str:
    if one.of is None:
        return ""
    name = {"municipality": "kommun", "unit": "enhet", "age": "alder", "how": "utskrivning"}[wanted.by]
    value = next(code for code, at in WAYS.items() if at is one.of) if wanted.by == "how" else str(one.of)
    return wanted.address(**{name: value})


def _chart(code: Figure, firsts: Sequence[date], months: Iterable[Month]) -> Chart:
    values = [getattr(month, code) for month in months]
    most = max(values)
    bars = []
    for place, (first, value) in enumerate(zip(firsts, values, strict=True)):
        height = round((LOW - 12) * value / most, 1) if most else 0
        label = notation.LONG_MONTHS[first.month - 1][:1].upper()
        told = f"{notation.month_name(first)}: {value}"
        bars.append(Bar(place * STEP, round(LOW - height, 1), height, label, value, told))
    says = f"{', '.join(bar.told for bar in bars)} hittills."
    return Chart(code, FIGURE[code], MEANS[code], most, values[-1], says, tuple(bars))


def table(found: Read, wanted: Chosen) -> tuple[tuple[str, ...], list[tuple[str | int, ...]]]:
    """What the page shows, as a file has it: the months, then what is counted apart, told apart by the first column."""
    apart = BY[wanted.by]
    head = ("Tabell", "Månad eller " + apart.lower(), *(FIGURE[code] for code in GROUP_FIGURES))
    rows: list[tuple[str | int, ...]] = [("Månader", line.name, *line.figures, "") for line in month_lines(found)]
    rows += [(apart, line.name, *line.figures) for line in group_lines(found, wanted)]
    return head, rows
