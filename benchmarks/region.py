"""The units of the benchmark: three regions, 60 wards, 39 municipalities of two units each, 162 health centres.

Each region and each municipality has a coordinator.
"""

from dataclasses import dataclass
from typing import Any

from lus.domain.access import Actor
from lus.domain.calendar import ALWAYS, OpeningHours
from lus.domain.units import SIDES, Unit, UnitId
from lus.store.registry import hours_json

COUNTIES = ("03", "01", "04")
"""The last has an agreement that settles months; the statute decides in the others."""

WARDS, MUNICIPALITIES, CENTRES = 60, 39, 162
OFFICE = OpeningHours(week=(((480, 990),),) * 5 + ((), ()))
CENTRE_HOURS = OpeningHours(week=(((480, 1020),),) * 5 + ((), ()))
DAILY = OpeningHours(week=(((420, 1260),),) * 7)
SORMLAND = ("0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488")
ROLES = {"ward": "nurse", "municipality": "case_worker", "open_care": "nurse", "coordinator": "coordinator"}


@dataclass(frozen=True)
class Member:
    """A unit with what the register holds of it, and its one account, named after it."""

    unit: Unit
    name: str
    short: str
    provider: str

    @property
    def account(self) -> str:
        """Who signs in with one click."""
        return f"unit-{self.unit.id}"

    @property
    def actor(self) -> Actor:
        """Who records: person and assignment have the unit's number."""
        one = self.unit
        return Actor(one.id, one.id, one.id, SIDES[one.kind], ROLES[one.side], self.provider, (one.id,))

    @property
    def row(self) -> dict[str, Any]:
        """Its row in `units`."""
        one = self.unit
        return {
            "id": one.id,
            "kind": one.kind,
            "name": self.name,
            "short_name": self.short,
            "principal": one.principal,
            "provider": self.provider,
            "phone": f"018-00 {one.id // 100:02} {one.id % 100:02}",
            "hours": hours_json(one.hours),
            "coordinator_id": one.coordinator,
        }


def ward(place: int) -> UnitId:
    """The ward's id; `place` from 0."""
    return 1 + place


def social(municipality: int) -> UnitId:
    """The id of the municipality's social services; home care has the next."""
    return 1 + WARDS + 2 * municipality


def centre(place: int) -> UnitId:
    """The health centre's id."""
    return 1 + WARDS + 2 * MUNICIPALITIES + place


def coordinator(of: str) -> UnitId:
    """The id of the coordinator of a county, or of a municipality, by its code."""
    codes = [*COUNTIES, *map(municipality_code, range(MUNICIPALITIES))]
    return 1 + WARDS + 2 * MUNICIPALITIES + CENTRES + codes.index(of)


def county(place: int) -> str:
    """Wards, municipalities and centres are dealt out to the counties in turn."""
    return COUNTIES[place % len(COUNTIES)]


def municipality_code(place: int) -> str:
    """Four digits: a real code in the county with an agreement, so that it binds; invented ones elsewhere."""
    number = place // len(COUNTIES)
    if county(place) == "04" and number < len(SORMLAND):
        return SORMLAND[number]
    return f"{county(place)}{20 + number}"


def members() -> dict[UnitId, Member]:
    """Every unit by id, the coordinators first: the others name them."""
    made = [_coordinator(code, f"Region {code}") for code in COUNTIES]
    made += [_coordinator(code, f"Kommun {code}") for code in map(municipality_code, range(MUNICIPALITIES))]
    made += [_ward(place) for place in range(WARDS)]
    for place in range(MUNICIPALITIES):
        made += _municipal(place)
    made += [_centre(place) for place in range(CENTRES)]
    return {one.unit.id: one for one in made}


def _coordinator(code: str, provider: str) -> Member:
    return Member(Unit(coordinator(code), "coordinator", code, OFFICE), f"Samordningen, {provider}", "Samord", provider)


def _ward(place: int) -> Member:
    code = county(place)
    name = f"Avdelning {place + 1}, sjukhuset i län {code}"
    return Member(
        Unit(ward(place), "ward", code, ALWAYS, coordinator(code)), name, f"Avd {place + 1}", f"Region {code}"
    )


def _municipal(place: int) -> list[Member]:
    code = municipality_code(place)
    provider = f"Kommun {code}"
    named = (
        ("social_services", "Biståndsenheten", "bistånd", OFFICE),
        ("municipal_care", "Hemsjukvården", "hemsjukvård", DAILY),
    )
    return [
        Member(
            Unit(social(place) + number, kind, code, hours, coordinator(code)),
            f"{name}, {provider.lower()}",
            f"{code} {short}",
            provider,
        )
        for number, (kind, name, short, hours) in enumerate(named)
    ]


def _centre(place: int) -> Member:
    code = county(place)
    name = f"Vårdcentralen {place + 1} i län {code}"
    unit = Unit(centre(place), "health_centre", code, CENTRE_HOURS, coordinator(code))
    return Member(unit, name, f"VC {place + 1}", f"Region {code}")
