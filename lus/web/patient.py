"""The patient as pages show one. Protected identity: no address, phone, relatives, municipality; no name in lists."""

from dataclasses import dataclass
from uuid import UUID

PROTECTED = "Skyddade personuppgifter"
HIDDEN = "Skyddad identitet"
"""What a party reads that may not know who the patient is."""


@dataclass(frozen=True, slots=True)
class Patient:
    """The case's header. `name` family name first; `number` twelve digits, or a reserve number as it is written.

    `name` None: identity is protected, and the unit is not among those that may know. `also`: other numbers.
    `person`: the person's id, `protection` the kind of mark: for the form that begins a new case, on no page.
    """

    ref: str
    name: str | None
    number: str | None
    municipality: str | None = None
    address: str | None = None
    phone: str | None = None
    protected: bool = False
    next_of_kin: str | None = None
    also: tuple[str, ...] = ()
    person: UUID | None = None
    protection: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list prints of a patient: never who a protected person is."""

    ref: str
    name: str
    number: str
    protected: bool


@dataclass(frozen=True, slots=True)
class Header:
    """What the case page prints of a patient."""

    ref: str
    name: str
    number: str
    protected: bool
    registered: str | None
    address: str | None
    phone: str | None
    next_of_kin: str | None = None


def written(number: str | None) -> str:
    """The number as people here write it: 18940312-2384."""
    if not number:
        return "utan personnummer"
    return f"{number[:8]}-{number[8:]}" if len(number) == 12 and number.isdigit() else number  # noqa: PLR2004 digits


def in_list(patient: Patient) -> Shown:
    """The patient in a list, by family name; a protected one by the case's reference alone."""
    if patient.name is None:
        return Shown(patient.ref, HIDDEN, f"ärende {patient.ref}", True)
    if patient.protected:
        return Shown(patient.ref, PROTECTED, f"ärende {patient.ref}", True)
    return Shown(patient.ref, patient.name, written(patient.number), False)


def header(patient: Patient) -> Header:
    """The patient on the case's own page."""
    if patient.name is None:
        return Header(patient.ref, HIDDEN, "", True, None, None, None)
    family, _, given = patient.name.partition(", ")
    name = f"{given} {family}".strip()
    number = ", även ".join(written(one) for one in (patient.number, *patient.also))
    if patient.protected:
        return Header(patient.ref, name, number, True, None, None, None)
    registered = f"folkbokförd i {patient.municipality}" if patient.municipality else "inte folkbokförd i någon kommun"
    return Header(patient.ref, name, number, False, registered, patient.address, patient.phone, patient.next_of_kin)
