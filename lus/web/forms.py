"""What somebody typed ► a kind's own fields, or what is wrong with which field. Any text gives one of the two."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from lus.domain.calendar import STOCKHOLM, day_of, from_local, occurs_twice
from lus.domain.errors import Refusal
from lus.domain.facts import KINDS, Slot, slots
from lus.domain.units import COUNTIES

Data: TypeAlias = Mapping[str, Sequence[str]]
"""A form as sent: each name and its values."""

LONGEST = {"line": 200, "text": 4000}
FARTHEST = timedelta(days=731)
"""A day farther off than this is a slip of the finger."""

YES, NO = "ja", "nej"
_CLOCK = re.compile(r"(?:kl\.? ?)?([0-9]{1,2})[.:]?([0-9]{2})", re.IGNORECASE)
_ISO_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
CASE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
"""What a case is called."""

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class FaultError(ValueError):
    """What is wrong with one field: a code and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values_told = values


@dataclass(frozen=True, slots=True)
class Known:
    """What a form may point at: units, earlier facts, and open duties by their keys."""

    units: Collection[int] = ()
    facts: Collection[int] = ()
    duties: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """The own fields that could be read, and the faults of the others."""

    own: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Refusal, ...] = ()


def parse(kind: str, data: Data, now: datetime, known: Known, *, preset: Mapping[str, str] | None = None) -> Parsed:
    """The kind's own fields out of a form. `preset` fixes fields that the form does not ask for."""
    own: dict[str, Any] = {}
    faults: list[Refusal] = []
    for slot in slots_of(kind):
        given = {**data, slot.name: [preset[slot.name]]} if preset and slot.name in preset else data
        try:
            own[slot.name] = _READ[slot.control](slot, given, now, known)
        except FaultError as fault:
            faults.append(Refusal(fault.code, fault.values_told, slot.name))
    return Parsed({name: value for name, value in own.items() if value is not None}, tuple(faults))


CARRIED = frozenset({"late_reason", "attached"})
"""What any kind may carry, and the form takes in its own way."""


def slots_of(kind: str) -> tuple[Slot, ...]:
    """The kind's own fields, in the order of its form: without what any kind may carry."""
    return tuple(slot for slot in slots(KINDS[kind]) if slot.name not in CARRIED)


def instant(name: str, data: Data, now: datetime, *, required: bool = True) -> datetime | None:
    """The instant of a day and a time; no day asked for means today. Raises FaultError."""
    typed_day, typed = one(data, f"{name}_day"), one(data, f"{name}_time")
    if not typed:
        if typed_day or required:
            raise FaultError("required_at")
        return None
    if f"{name}_day" in data and not typed_day:
        # Browsers send nothing for a day that does not exist or is half written.
        raise FaultError("required_at")
    on = _day(typed_day, now) if typed_day else day_of(now)
    found = _CLOCK.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 a clock
        raise FaultError("not_a_time")
    naive = datetime(on.year, on.month, on.day, int(found[1]), int(found[2]))  # noqa: DTZ001 a clock in Stockholm
    if occurs_twice(naive):
        which = one(data, f"{name}_fold")
        if which not in {"1", "2"}:
            raise FaultError("which_time")
        return naive.replace(tzinfo=STOCKHOLM, fold=int(which) - 1).astimezone(UTC)
    try:
        return from_local(naive)
    except ValueError:
        raise FaultError("no_such_time") from None


def one(data: Data, name: str) -> str:
    """The first value of a name, without the space around it; empty where there is none."""
    values = data.get(name) or [""]
    return values[0].strip()


def line(name: str, data: Data, *, required: bool = False) -> str:
    """One line of text outside a kind's own fields. Raises FaultError."""
    slot = Slot(name, "content", "line", required)
    return _read_text(slot, data, datetime.min.replace(tzinfo=UTC), Known()) or ""


def read_text(kind: str, name: str, data: Data) -> str | None:
    """One text of a kind's own fields; None where none is asked for. Raises FaultError."""
    slot = next(slot for slot in slots(KINDS[kind]) if slot.name == name)
    return _read_text(slot, data, datetime.min.replace(tzinfo=UTC), Known())


def day(name: str, data: Data, now: datetime, *, required: bool = False) -> date | None:
    """A day outside a kind's own fields; None where none is typed. Raises FaultError."""
    return _read_day(Slot(name, "skeleton", "day", required), data, now, Known())


def chosen_units(data: Data, name: str, known: Collection[int]) -> tuple[int, ...]:
    """The ticked units, in order. Raises FaultError for one that is not offered."""
    return tuple(dict.fromkeys(_number(value, known, "not_a_unit") for value in data.get(name, ()) if value.strip()))


def number(typed: str) -> int | None:
    """The number of a unit, a fact or a page as an address or a form sends it; None: it is none."""
    found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST)) else 0
    return found if 0 < found < LARGEST else None


LARGEST = 2**31
"""Nothing in the database has so high a number."""


def _number(typed: str, known: Collection[int], code: str) -> int:
    found = number(typed)
    if found is None or found not in known:
        raise FaultError(code)
    return found


def _day(typed: str, now: datetime) -> date:
    found = _ISO_DAY.fullmatch(typed)
    try:
        on = date(*map(int, found.groups())) if found else None
    except ValueError:
        on = None
    if on is None:
        raise FaultError("not_a_day")
    if abs(on - day_of(now)) > FARTHEST:
        raise FaultError("day_out_of_range")
    return on


def _read_day(slot: Slot, data: Data, now: datetime, _known: Known) -> date | None:
    typed = one(data, slot.name)
    return _day(typed, now) if typed else _absent(slot)


def _read_instant(slot: Slot, data: Data, now: datetime, _known: Known) -> datetime | None:
    return instant(slot.name, data, now, required=slot.required)


def _read_text(slot: Slot, data: Data, _now: datetime, _known: Known) -> str | None:
    typed = one(data, slot.name).replace("\r\n", "\n").replace("\r", "\n")
    if slot.control == "line":
        typed = " ".join(typed.split("\n"))
    if any((unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t") or c in _DIRECTIONS for c in typed):
        raise FaultError("strange_characters")
    if len(typed) > LONGEST[slot.control]:
        raise FaultError("too_long", most=LONGEST[slot.control], length=len(typed))
    return typed or _absent(slot)


def _read_code(slot: Slot, data: Data, _now: datetime, _known: Known) -> str | None:
    typed = one(data, slot.name)
    if typed and typed not in slot.codes:
        raise FaultError("unknown_code")
    return typed or _absent(slot, "required_code")


def _read_codes(slot: Slot, data: Data, _now: datetime, _known: Known) -> tuple[str, ...] | None:
    typed = tuple(dict.fromkeys(value for value in data.get(slot.name, ()) if value))
    if not set(typed) <= set(slot.codes):
        raise FaultError("unknown_code")
    return typed or _absent(slot, "required_code")


def _read_yes_no(slot: Slot, data: Data, _now: datetime, _known: Known) -> bool | None:
    typed = one(data, slot.name)
    if typed and typed not in {YES, NO}:
        raise FaultError("unknown_code")
    return typed == YES if typed else _absent(slot, "required_code")


def _read_fact(slot: Slot, data: Data, _now: datetime, known: Known) -> int | None:
    typed = one(data, slot.name)
    return _number(typed, known.facts, "not_a_fact") if typed else _absent(slot, "required_code")


def _read_unit(slot: Slot, data: Data, _now: datetime, known: Known) -> int | None:
    typed = one(data, slot.name)
    return _number(typed, known.units, "not_a_unit") if typed else _absent(slot, "required_code")


def _read_units(slot: Slot, data: Data, _now: datetime, known: Known) -> tuple[int, ...] | None:
    return chosen_units(data, slot.name, known.units) or _absent(slot, "required_code")


def _read_duty(slot: Slot, data: Data, _now: datetime, known: Known) -> str | None:
    typed = one(data, slot.name)
    if typed and typed not in known.duties:
        raise FaultError("not_a_duty")
    return typed or _absent(slot, "required_code")


def _read_case(slot: Slot, data: Data, _now: datetime, _known: Known) -> str | None:
    typed = one(data, slot.name).upper()
    if typed and not CASE.fullmatch(typed):
        raise FaultError("not_a_case")
    return typed or None


def _read_municipality(slot: Slot, data: Data, _now: datetime, _known: Known) -> str | None:
    """One of the list, or the code of one that the register does not know."""
    chosen, code = one(data, slot.name), one(data, f"{slot.name}_code")
    if chosen and code and chosen != code:
        raise FaultError("two_municipalities")
    typed = chosen or code
    if typed and not (re.fullmatch(r"[0-9]{4}", typed) and typed[:2] in COUNTIES):
        raise FaultError("not_a_municipality")
    return typed or _absent(slot)


def _absent(slot: Slot, code: str = "required") -> Any:
    if slot.required:
        raise FaultError(code)
    return None


Reader: TypeAlias = Callable[[Slot, Data, datetime, Known], Any]
_READ: dict[str, Reader] = {
    "instant": _read_instant,
    "day": _read_day,
    "code": _read_code,
    "codes": _read_codes,
    "yes_no": _read_yes_no,
    "fact": _read_fact,
    "unit": _read_unit,
    "units": _read_units,
    "duty": _read_duty,
    "case": _read_case,
    "municipality": _read_municipality,
    "text": _read_text,
    "line": _read_text,
}
"""Control ► how what was typed in it is read."""
