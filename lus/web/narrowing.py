"""What of a coordinator's list is shown: it stands in the address, on the board and on *Försenade SIP* alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from lus.domain.duties import ROWS
from lus.domain.late import KINDS_OF_LATE
from lus.domain.units import UnitId
from lus.queries.coordination import A_PAGE, Asked
from lus.web.fields import Option
from lus.web.filters import BOARD, UNKNOWN
from lus.web.filters import NAMES as BOARDS
from lus.web.forms import number
from lus.web.units import Cards
from lus.words.late import LATE

HERE = "/forsenade-sip"
FIRST = "call_to_sip"
KINDS = ("needed", *KINDS_OF_LATE)
"""What the page shows, in order: what was needed and never made first."""

MOST_PAGES = 200
NAMES = {"slag": "slag", "enhet": "enhet", "kommun": "kommun", "opaminda": "inte påminda"}
"""Name in the address ► what the choice is called."""


@dataclass(frozen=True, slots=True)
class Wanted(Asked):
    """What the address asks for, of the board's list or (`late`) of *Försenade SIP*. `marked`: every row at once.

    `filters`: the board's own, which hold for its cases; `notes`: what the address asked for in vain.
    """

    marked: bool = False
    notes: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """Where the list stands so."""
        return address(self)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the kind is chosen."""
        return bool(self.unit or self.municipality or self.unreminded or self.mine)

    @property
    def whole(self) -> str:
        """The address of the list with nothing chosen."""
        return HERE if self.late else BOARD

    def but(self, **changes: Any) -> str:
        """The address with something else chosen, from the first page."""
        return address(replace(self, **{"page": 1, "marked": False, **changes}))


def address(wanted: Wanted) -> str:
    """Where the list stands."""
    if not wanted.late:
        asked: dict[str, object] = {
            **dict(wanted.filters),
            "kind": wanted.what,
            "markera": "alla" if wanted.marked else "",
        }
    else:
        asked = {
            "slag": wanted.what,
            "enhet": wanted.unit,
            "kommun": wanted.municipality,
            "opaminda": 1 if wanted.unreminded else "",
            "sida": wanted.page if wanted.page > 1 else "",
            "markera": "alla" if wanted.marked else "",
        }
    given = {name: value for name, value in asked.items() if value}
    base = HERE if wanted.late else BOARD
    return f"{base}?{urlencode(given)}" if given else base


def of_board(typed: Mapping[str, str], kind: str = "", markera: str = "") -> Wanted:
    """The list of the board, by those of the board's filters that it can be asked for; `kind`: of duty."""
    return Wanted(
        what=kind if kind in ROWS else "",
        unit=number(typed.get("unit", "")),
        municipality=code(typed.get("municipality", "")),
        mine=typed.get("mine") == "1",
        marked=markera == "alla",
        filters=tuple((name, value) for name in BOARDS if (value := typed.get(name))),
    )


def code(town: str) -> str:
    """A municipality's code as an address has it; empty where it is none."""
    return town if town.isascii() and town.isdigit() and len(town) == len("0000") else ""


def of_late(typed: Mapping[str, str]) -> Wanted:
    """*Försenade SIP* as its address asks for it; what is not known is left out, and said."""
    page = number(typed.get("sida", "")) or 1
    found = Wanted(
        late=True,
        order=KINDS,
        limit=A_PAGE,
        what=typed["slag"] if typed.get("slag") in KINDS else "",
        unit=number(typed.get("enhet", "")),
        municipality=code(typed.get("kommun", "")),
        unreminded=typed.get("opaminda") == "1",
        page=min(page, MOST_PAGES),
        marked=typed.get("markera") == "alla",
    )
    read = {"slag": found.what, "enhet": found.unit, "kommun": found.municipality, "opaminda": found.unreminded}
    notes = (UNKNOWN.format(name=NAMES[name]) for name, value in read.items() if typed.get(name) and not value)
    return replace(found, notes=tuple(notes))


def back_to(address: str) -> Wanted:
    """The list that a form was sent from, as the form says: the board's, unless it is *Försenade SIP*."""
    parts = urlsplit(address)
    typed = dict(parse_qsl(parts.query))
    return replace(of_late(typed) if parts.path == HERE else of_board(typed, typed.get("kind", "")), marked=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """The form's lists: units and municipalities that stand in the list, and what is chosen although it does not."""

    units: tuple[Option, ...]
    municipalities: tuple[Option, ...]


def choices(wanted: Wanted, units: set[UnitId], codes: set[str], cards: Cards, towns: Mapping[str, str]) -> Choices:
    """The lists, by name."""
    units |= {wanted.unit} if wanted.unit else set()
    codes |= {wanted.municipality} if wanted.municipality else set()
    named = sorted((cards[one].name, one) for one in units if one in cards)
    placed = sorted((towns.get(code, code), code) for code in codes)
    return Choices(
        tuple(Option(str(one), name, one == wanted.unit) for name, one in named),
        tuple(Option(code, name, code == wanted.municipality) for name, code in placed),
    )


def told(wanted: Wanted, cards: Cards, towns: Mapping[str, str]) -> str:
    """In words what is chosen."""
    parts = (
        LATE[wanted.what].lower() if wanted.late and wanted.what else "",
        cards[wanted.unit].name if wanted.unit and wanted.unit in cards else "",
        towns.get(wanted.municipality, wanted.municipality),
        NAMES["opaminda"] if wanted.unreminded else "",
    )
    return ", ".join(filter(None, parts))
