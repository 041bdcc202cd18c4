"""Units as pages show them: the rules know a unit's kind and hours, people want its name and phone."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lus.domain.units import Side, Unit, UnitId
from lus.words.codes import UNIT_KIND

SIDE_NAME: dict[Side, str] = {
    "ward": "Avdelningen",
    "municipality": "Kommunen",
    "open_care": "Den öppna vården",
    "coordinator": "Samordnaren",
}
"""What a unit is called where its name would tell where a protected person is."""


@dataclass(frozen=True, slots=True)
class Card:
    """A unit's name in full and in short ("Eskilstuna bistånd"), its principal's name, phone.

    `on_call`: who answers while it is closed. `staffed`, `coordinated`: somebody takes in messages there, and somebody
    sees to it when nobody answers.
    """

    id: UnitId
    name: str
    short: str
    principal: str = ""
    phone: str | None = None
    on_call: UnitId | None = None
    staffed: bool = True
    coordinated: bool = True


Cards: TypeAlias = Mapping[UnitId, Card]


def concealed(cards: Cards, known: Mapping[UnitId, Unit], units: Collection[UnitId]) -> dict[UnitId, Card]:
    """The cards, with those units by their kind alone: a unit's name or phone tells where a protected person is."""
    made = dict(cards)
    counted: Counter[str] = Counter()
    for unit in sorted(units):
        kind = UNIT_KIND[known[unit].kind].capitalize()
        counted[kind] += 1
        name = kind if counted[kind] == 1 else f"{kind} {counted[kind]}"
        made[unit] = Card(unit, name, name)
    return made
