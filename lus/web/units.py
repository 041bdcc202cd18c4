"""Units as pages show them: the rules know a unit's kind and hours, people want its name and phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lus.domain.units import Side, UnitId

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
