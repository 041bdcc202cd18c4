"""What a coordinator's list is printed from: its rows with their acts, and what came of what was just tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lus.domain.errors import Refusal
from lus.web.ladder import Ladder
from lus.web.moments import Due
from lus.web.narrowing import Choices, Wanted
from lus.web.units import Cards
from lus.words import KIND, inside
from lus.words.refusals import REFUSAL, refusal

FIELD = {"reminded": "", "escalated": "text", "noted": "text", "party_added": "reason"}
"""Act ► the field that its form asks for; a reminder is sent with one click."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An act just tried, on which row. `gone`: the list has no such row; neither that nor refused: it is recorded."""

    kind: str
    duty: str
    typed: str = ""
    refusals: tuple[Refusal, ...] = ()
    gone: bool = False

    @property
    def told(self) -> str:
        """That it is done, where it is."""
        done = self.kind in FIELD and not self.refusals and not self.gone
        return f"Klart: {inside(KIND[self.kind])}." if done else ""


NOTHING = Tried("", "")


@dataclass(frozen=True, slots=True)
class Many:
    """One act just tried on many rows, by duty. `typed`: the text of each act; `error`: what is wrong with the form.

    `refs`: the case of each row that was tried.
    """

    kind: str = ""
    marked: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Tried] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    error: Refusal | None = None


NO_MANY = Many()


@dataclass(frozen=True, slots=True)
class Form:
    """An act in a row. `name`: its one field, empty where there is none; `error`: what is wrong with what was typed."""

    kind: str
    action: str
    label: str
    send: str
    id: str
    name: str
    asks: str = ""
    hint: str = ""
    most: int = 0
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What has been done about a duty; `text` None: another's, or nothing was written."""

    what: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """An overdue duty. `href`: the case, where the unit is on it already; `mark`: what its box sends, empty: no box.

    `shown`: the last reminder that the row tells of, by its number; `quiet`: it was one of many that an act was tried
    on, and the sum of that is told above.
    """

    id: str
    duty: str
    ref: str
    mark: str
    marked: bool
    shown: int
    who: str
    more: tuple[str, ...]
    toward: str
    phone: str | None
    due: Due
    should: str
    opened: str
    done: str
    notes: tuple[Note, ...]
    reminded: Ladder | None
    href: str
    forms: tuple[Form, ...]
    told: str
    refused: tuple[str, ...]
    quiet: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The overdue duties of a kind; `number`: all of them, of which the oldest are shown."""

    heading: str
    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind as a link."""

    label: str
    count: int
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Bulk:
    """The form that does one act to every marked row. `all`: the address with every row marked, or with none again.

    `result`: what came of it in a sentence; `failed`: each row on which it did not, and why.
    """

    all: str
    marked: bool
    forms: tuple[Form, ...]
    result: str
    failed: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page prints of the list. `lost`: what was typed for a row that is there no more."""

    number: int
    chips: tuple[Chip, ...]
    groups: tuple[Group, ...]
    bulk: Bulk
    empty: str
    here: str
    wanted: Wanted
    choices: Choices
    chosen: str
    beyond: int
    told: str
    gone: str
    lost: str

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        every = [form for group in self.groups for row in group.rows for form in row.forms]
        wrong = [(form.id, form.error) for form in (*self.bulk.forms, *every) if form.error]
        return (*wrong, *((("markera", self.bulk.error),) if self.bulk.error else ()))


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are told with: units, and municipalities by code."""

    cards: Cards
    towns: Mapping[str, str]


def wrong_with(fault: Refusal, label: str) -> str:
    begins = REFUSAL[fault.code].startswith("{field}")
    return refusal(fault.code, fault.values, label if begins else inside(label))
