"""What of a board is shown: filters that stand in the address, so that a view can be bookmarked and shared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from lus.domain.units import UnitId
from lus.web.boardrow import Entry
from lus.web.fields import Option
from lus.web.forms import number
from lus.web.moments import due, passed
from lus.web.units import Cards
from lus.words import STATUS

BOARD = "/tavla"
NAMES = {
    "status": "läge",
    "unit": "enhet",
    "municipality": "kommun",
    "overdue": "försenade",
    "ours": "att göra",
    "due": "att göra nu",
    "mine": "mina",
}
UNKNOWN = "Urvalet på {name} i adressen känns inte igen och används inte."


@dataclass(frozen=True, slots=True)
class Filter:
    """A status, a unit on the case, the municipality of one, only overdue; only what is ours to do, what of that is
    due today or soon, or what the person who looks has taken.
    """

    status: str | None = None
    unit: UnitId | None = None
    municipality: str | None = None
    overdue: bool = False
    ours: bool = False
    due: bool = False
    mine: bool = False

    @property
    def address(self) -> str:
        """Where the board stands with this filter."""
        return self.address_with()

    def address_with(self, kind: str = "") -> str:
        """The same, of a coordinator's list of that kind of duty."""
        asked = {name: getattr(self, name) for name in NAMES} | {"kind": kind}
        given = {name: 1 if value is True else value for name, value in asked.items() if value}
        return f"{BOARD}?{urlencode(given)}" if given else BOARD


@dataclass(frozen=True, slots=True)
class Known:
    """What may be chosen among: units with their cards, and unit ► code of its municipality, code ► name.

    `me`: the person who looks; `listed`: units that a coordinator's list names.
    """

    cards: Cards
    places: Mapping[UnitId, str]
    municipalities: Mapping[str, str]
    me: int | None = None
    listed: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class Choices:
    """The form's lists, and in words what is chosen; `notes`: what the address asked for in vain."""

    statuses: tuple[Option, ...]
    units: tuple[Option, ...]
    municipalities: tuple[Option, ...]
    chosen: Filter
    told: str
    notes: tuple[str, ...]


def read(typed: Mapping[str, str], known: Known) -> tuple[Filter, tuple[str, ...]]:
    """The filter that an address asks for; what is not known is left out, and said."""
    unit = number(typed["unit"])
    found = Filter(
        typed["status"] if typed["status"] in STATUS else None,
        unit if unit in known.cards else None,
        typed["municipality"] if typed["municipality"] in known.municipalities else None,
        *(typed[name] == "1" for name in ("overdue", "ours", "due", "mine")),
    )
    notes = (UNKNOWN.format(name=NAMES[name]) for name, value in typed.items() if value and not getattr(found, name))
    return found, tuple(notes)


def passes(entry: Entry, chosen: Filter, known: Known, now: datetime) -> bool:
    """Whether the case is among what is chosen. By unit or municipality a protected person is never found."""
    soonest = entry.row.next_step
    if chosen.status and entry.row.status != chosen.status:
        return False
    if not _is_for_us(entry, chosen, known, now):
        return False
    if entry.patient.protected and (chosen.unit or chosen.municipality):
        return False
    if chosen.unit and all(party.unit != chosen.unit for party in entry.row.parties):
        return False
    if chosen.municipality and all(
        known.places.get(party.unit or 0) != chosen.municipality for party in entry.row.parties
    ):
        return False
    return not chosen.overdue or bool(soonest and passed(soonest.due_at, soonest.due_on, now))


def _is_for_us(entry: Entry, chosen: Filter, known: Known, now: datetime) -> bool:
    """Whether we owe something there; where it is asked for, today or soon; and whether the person has taken it."""
    own = entry.row.own_step
    if chosen.mine and known.me not in entry.row.takers:
        return False
    if chosen.due:
        return own is not None and due(own.due_at, own.due_on, now).urgency != "later"
    return own is not None or not chosen.ours


def choices(
    entries: Iterable[Entry], unit: UnitId, known: Known, chosen: Filter, notes: tuple[str, ...] = ()
) -> Choices:
    """The lists of the form: what stands on the board, and what is chosen although it does not."""
    shown = (entry for entry in entries if not entry.patient.protected)
    units = {party.unit for entry in shown for party in entry.row.parties if party.unit not in {None, unit}}
    units |= known.listed | ({chosen.unit} if chosen.unit else set())
    codes = {known.places[one] for one in units if one in known.places}
    codes |= {chosen.municipality} if chosen.municipality else set()
    named = sorted((known.cards[one].name, one) for one in units if one in known.cards)
    towns = sorted((known.municipalities[code], code) for code in codes)
    return Choices(
        tuple(Option(code, name, code == chosen.status) for code, name in STATUS.items()),
        tuple(Option(str(one), name, one == chosen.unit) for name, one in named),
        tuple(Option(code, name, code == chosen.municipality) for name, code in towns),
        chosen,
        _told(chosen, known),
        notes,
    )


def _told(chosen: Filter, known: Known) -> str:
    parts = (
        STATUS[chosen.status].lower() if chosen.status else "",
        known.cards[chosen.unit].name if chosen.unit else "",
        known.municipalities[chosen.municipality] if chosen.municipality else "",
        NAMES["overdue"] if chosen.overdue else "",
        *(NAMES[name] for name in ("ours", "due", "mine") if getattr(chosen, name)),
    )
    return ", ".join(filter(None, parts))
