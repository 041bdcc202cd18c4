"""Units: who can be party to a case, and on which side of it each kind of unit stands."""

from typing import Literal, TypeAlias

from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.immutable import immutable

UnitId: TypeAlias = int
Side: TypeAlias = Literal["ward", "municipality", "open_care", "coordinator"]

SIDES: dict[str, Side] = {
    "ward": "ward",
    "emergency": "ward",
    "psychiatry_ward": "ward",
    "health_centre": "open_care",
    "smo_health_centre": "open_care",
    "specialist": "open_care",
    "psychiatry": "open_care",
    "habilitation": "open_care",
    "bup": "open_care",
    "mobile_team": "open_care",
    "social_services": "municipality",
    "municipal_care": "municipality",
    "rehabilitation": "municipality",
    "short_term_place": "municipality",
    "special_housing": "municipality",
    "home_help": "municipality",
    "school_health": "municipality",
    "coordinator": "coordinator",
}
"""Kind of unit ► its side. The region's wards and open care, the municipality's units, coordinators."""

GIVE_CARE = frozenset(
    {"municipal_care", "rehabilitation", "short_term_place", "special_housing", "school_health"}
    | {kind for kind, side in SIDES.items() if side == "open_care"}
)
"""Kinds of unit outside hospital that give health care, and may read what a physician orders."""

HELPS = ("older", "home_care", "rehabilitation", "lss", "children", "psychiatry")
"""Kinds of help, for each of which a municipality's register names the unit that takes in messages."""

USUAL_HELPS = ("older", "home_care")
"""What most people who leave a hospital need: told unless the ward chooses otherwise."""

UNLISTED = "open_care"
"""What a region's register names a unit for: patients who are listed nowhere."""

COUNTIES = frozenset(
    {"01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14", "17", "18", "19", "20", "21", "22", "23"}
    | {"24", "25"}
)
"""County codes in use: the first two digits of a municipality code, and the code of a region."""


GOTLAND = "0980"
"""A municipality outside any region: it runs wards and open care itself."""


def fits(kind: str, principal: str) -> bool:
    """Whether a principal runs units of that kind: wards and open care are a region's, the rest a municipality's."""
    side = SIDES[kind]
    return side == "coordinator" or principal == GOTLAND or (side == "municipality") is (len(principal) > 2)  # noqa: PLR2004


@immutable()
class Unit:
    """A unit as the rules need it.

    `principal` is a county code of two digits (a region) or a municipality code of four. `coordinator`: the unit that
    coordinates for it; `on_call` answers while it is closed; `manager` is a person's id.
    """

    id: UnitId
    kind: str
    principal: str
    hours: OpeningHours = ALWAYS
    coordinator: UnitId | None = None
    on_call: UnitId | None = None
    manager: int | None = None

    @property
    def side(self) -> Side:
        """Ward, municipality, open care or coordinator."""
        return SIDES[self.kind]

    @property
    def gives_care(self) -> bool:
        """Whether it gives health care outside hospital."""
        return self.kind in GIVE_CARE

    @property
    def municipality(self) -> str | None:
        """The municipality code where the unit is a municipality's, else None."""
        return self.principal if self.side == "municipality" else None
