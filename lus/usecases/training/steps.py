"""The lines of a story as steps: "day time who kind key=value …", or "@path day key=value …" for what many share.

The day counts from the training clock's first day (a Tuesday, at 14.30); on a path's lines, from the day of the path.
Who is `ward`, `social`, `care`, `centre` or a unit's key. A value is read as its field's control says: an instant as
"1T14.00", a day as "3", codes with commas; units, facts, duties and cases stay names until they have numbers.
"""

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from string import Template
from typing import Any

from lus.domain.calendar import from_local
from lus.domain.facts import KINDS, slots

CARRIED = frozenset({"to", "ground", "channel", "stated", "reply"})
"""What a line may say besides the kind's own fields: receivers and ground, how it was told, when, in answer to what."""


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of a story, told at `at`; `stated`: when it happened, if earlier. Both are instants.

    `fields`: its own, moments as instants; `carried`: what else the line says.
    """

    at: datetime
    who: str
    kind: str
    fields: Mapping[str, Any]
    carried: Mapping[str, str] = field(default_factory=dict)
    stated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What the lines of one story are read with.

    `texts`: kind ► field ► what is written there unless the line says otherwise. `paths`: name ► lines. `shift`: by how
    much the story's paths run later than they say. `silent`: who of a path's lines has no part in the story.
    """

    first_day: date
    texts: Mapping[str, Mapping[str, str]]
    paths: Mapping[str, str]
    shift: timedelta
    silent: frozenset[str]

    def steps(self, lines: str) -> tuple[Step, ...]:
        """The steps, in the order of the lines."""
        found: list[Step] = []
        for at, who, kind, given in self._lines(lines, 0, on_path=False):
            fields: dict[str, Any] = dict(self.texts.get(kind, {})) | {
                key: one for key, one in given.items() if key not in CARRIED
            }
            if kind in {"ready_notified", "open_compulsory_care_decided"} and "judged_at" not in fields:
                fields["judged_at"] = next((one.at for one in reversed(found) if one.kind == "ready_judged"), at)
            carried = {key: one for key, one in given.items() if key in CARRIED}
            stated = self.moment(carried["stated"]) if "stated" in carried else None
            found.append(Step(at, who, kind, self.fields(kind, fields), carried, stated))
        return tuple(found)

    def moment(self, text: str) -> datetime:
        """An instant from "-5T09.10"."""
        offset, clock = text.split("T")
        hour, minute = clock.split(".")
        return from_local(datetime.combine(self._day(offset), time(int(hour), int(minute))))

    def _day(self, offset: str) -> date:
        return self.first_day + timedelta(days=int(offset))

    def _lines(self, lines: str, day: int, *, on_path: bool) -> Iterator[tuple[datetime, str, str, dict[str, str]]]:
        for line in lines.strip().splitlines():
            first, *rest = shlex.split(line, comments=True)
            if first.startswith("@"):
                offset, *given = rest
                values = dict(pair.split("=", 1) for pair in given)
                path = Template(self.paths[first[1:]]).substitute(values)
                yield from self._lines(path, day + int(offset), on_path=True)
                continue
            clock, who, kind, *given = rest
            if on_path and who in self.silent:
                continue
            at = self.moment(f"{day + int(first)}T{clock}") + (self.shift if on_path else timedelta())
            yield at, who, kind, dict(pair.split("=", 1) for pair in given)

    def fields(self, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The kind's fields as their controls say, from text."""
        controls = {slot.name: slot.control for slot in slots(KINDS[kind])}
        return {name: self._value(controls[name], value) for name, value in given.items()}

    def _value(self, control: str, value: Any) -> Any:
        if value == "none":
            return None
        read = self._readers.get(control)
        return read(value) if read and isinstance(value, str) else value

    @property
    def _readers(self) -> Mapping[str, Callable[[str], Any]]:
        """Control ► how a value is read; all others stay text."""
        return {
            "instant": self.moment,
            "day": self._day,
            "codes": _names,
            "units": _names,
            "yes_no": lambda value: value == "yes",
        }


def _names(value: str) -> tuple[str, ...]:
    return tuple(value.split(",")) if value else ()
