"""Admitting a patient: the one form that begins a case. Who the patient is stands in the header, never in a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from lus.domain.calendar import day_of
from lus.domain.errors import Refusal
from lus.domain.identity import IdentityError, PersonId, full, parse, person_of, reserve
from lus.usecases.record import Header
from lus.web.fields import Field, Option, at_slot, code_beside, fields
from lus.web.forms import Data, FaultError, Known, instant, line, one, slots_of
from lus.web.forms import parse as parse_fields
from lus.web.moments import clock
from lus.web.patient import Patient, written
from lus.web.situation import Situation
from lus.words import inside
from lus.words.codes import NUMBER_KIND, PROTECTED
from lus.words.forms import PATIENT
from lus.words.refusals import refusal

OWN = ("care", "legal_form", "registered_in", "placed_by", "listed_at", "room")
KIND = "admitted"
NOBODY = "none"
NOWHERE = "ingen"
"""Registered in no municipality: to be said, because then none is told and none pays."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What the form became: the header and the fact's fields, or what is wrong with which field."""

    header: Header | None
    own: Mapping[str, Any]
    at: datetime | None
    faults: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """The form as a page prints it."""

    patient: tuple[Field, ...]
    stay: tuple[Field, ...]
    refused: tuple[str, ...] = ()
    previous: str = ""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        return tuple((one.target, one.error) for one in (*self.patient, *self.stay) if one.error)


def again(before: Patient, here: Situation) -> dict[str, list[str]]:
    """The form of a patient who comes back, as the previous case knew him or her. `here`: that case."""
    admitted = here.history.admission
    kind = "personnummer" if before.number and full(before.number) else "reservnummer" if before.number else NOBODY
    known = {
        "previous_case": before.ref,
        "name": before.name,
        "number_kind": kind,
        "number": written(before.number) if before.number else None,
        "protected": before.protection or NOBODY,
        "address": before.address,
        "phone": before.phone,
        "next_of_kin": before.next_of_kin,
        "at_day": day_of(here.now).isoformat(),
        "at_time": clock(here.now),
        "care": admitted.care,
        "legal_form": "voluntary",
        "registered_in": here.history.registered(day_of(here.now)) or NOWHERE,
        "placed_by": here.history.placed(day_of(here.now)),
        "listed_at": str(admitted.listed_at) if admitted.listed_at else None,
    }
    return {name: [value] for name, value in known.items() if value}


def same_person(found: Admission, before: Patient) -> Admission:
    """The admission with the person's id of the previous case; a fault where the number is somebody else's."""
    if found.header is None or before.person is None:
        return found
    if found.header.number and found.header.number not in {before.number, *before.also}:
        return Admission(None, {}, None, (Refusal("other_person", {}, "number"),))
    return replace(found, header=replace(found.header, person=before.person))


def read(data: Data, here: Situation) -> Admission:
    """The form, read. Pure: any text gives an admission or named faults."""
    faults: list[Refusal] = []
    values: dict[str, str] = {}
    for name in ("name", "address", "phone", "next_of_kin"):
        try:
            values[name] = line(name, data, required=name == "name")
        except FaultError as fault:
            faults.append(Refusal(fault.code, fault.values_told, name))
    number = number_of(data, here.now, faults)
    protected = one(data, "protected")
    if protected not in PROTECTED:
        faults.append(Refusal("required_code", {}, "protected"))
    at = _at(data, here.now, faults)
    where, code = one(data, "registered_in"), one(data, "registered_in_code")
    if not where and not code:
        faults.append(Refusal("no_municipality", {}, "registered_in"))
    if where == NOWHERE and code:
        faults.append(Refusal("two_municipalities", {}, "registered_in"))
    stay = {**data, "registered_in": [] if where == NOWHERE else [where]}
    parsed = parse_fields(KIND, stay, here.now, Known(frozenset(here.cards)))
    faults += parsed.faults
    if faults:
        return Admission(None, {}, None, tuple(faults))
    marked = None if protected == NOBODY else protected
    return Admission(header_of(values, number, marked), parsed.own, at, ())


def header_of(values: Mapping[str, str], number: PersonId | None, protected: str | None) -> Header:
    """Of a protected person neither address nor phone nor relatives are kept."""
    person = person_of(number) if number else uuid4()
    made = Header(person, values["name"], number.value if number else None, protected)
    if protected:
        return made
    address, phone, next_of_kin = (values[name] or None for name in ("address", "phone", "next_of_kin"))
    return replace(made, address=address, phone=phone, next_of_kin=next_of_kin)


def header_again(patient: Patient) -> Header | None:
    """The header of another case of the same person; None where the unit may not know who that is."""
    if patient.person is None or patient.name is None:
        return None
    told = (patient.address, patient.phone, patient.next_of_kin) if not patient.protected else (None, None, None)
    return Header(patient.person, patient.name, patient.number, patient.protection, *told)


def number_of(data: Data, now: datetime, faults: list[Refusal]) -> PersonId | None:
    kind, typed = one(data, "number_kind"), one(data, "number")
    if kind not in NUMBER_KIND:
        faults.append(Refusal("required_code", {}, "number_kind"))
    elif kind != NOBODY and not typed:
        faults.append(Refusal("required", {}, "number"))
    elif kind != NOBODY:
        try:
            return reserve(typed, kind) if kind in {"reservnummer", "lma"} else parse(typed, day_of(now))  # type: ignore[arg-type]
        except IdentityError as fault:
            faults.append(Refusal(str(fault.args[0]), {}, "number"))
    return None


def _at(data: Data, now: datetime, faults: list[Refusal]) -> datetime | None:
    try:
        return instant("at", data, now)
    except FaultError as fault:
        faults.append(Refusal(fault.code, fault.values_told, "at"))
        return None


def blank(
    here: Situation, municipalities: Mapping[str, str], data: Data | None = None, faults: tuple[Refusal, ...] = ()
) -> Blank:
    """The form: empty, or with what was typed and what is wrong. `municipalities`: code ► name."""
    typed = data or {"number_kind": ["personnummer"], "protected": [NOBODY]}
    errors = {fault.field: told(fault) for fault in reversed(faults) if fault.field and fault.field in PATIENT}
    wanted = (at_slot(), *(slot for slot in slots_of(KIND) if slot.name in OWN))
    stay = [
        _municipality(shown, municipalities, typed) if shown.name in {"registered_in", "placed_by"} else shown
        for shown in fields(here, KIND, wanted, data, [fault for fault in faults if fault.field not in PATIENT])
    ]
    refused = tuple(refusal(fault.code, fault.values) for fault in faults if fault.field is None)
    return Blank(tuple(patient_fields(typed, errors)), tuple(stay), refused, one(typed, "previous_case"))


def told(fault: Refusal) -> str:
    label = PATIENT[fault.field or ""]
    begins = fault.code.startswith(("number_", "other_"))
    return refusal(fault.code, fault.values, label if begins else inside(label))


def patient_fields(typed: Data, errors: Mapping[str, str]) -> list[Field]:
    choices = {"number_kind": NUMBER_KIND, "protected": PROTECTED}
    controls = {"number_kind": "radios", "protected": "radios", "address": "line"}
    return [
        Field(
            name,
            label,
            controls.get(name, "line"),
            name == "name",
            one(typed, name),
            options=tuple(Option(code, text, one(typed, name) == code) for code, text in choices.get(name, {}).items()),
            error=errors.get(name, ""),
        )
        for name, label in PATIENT.items()
    ]


def _municipality(shown: Field, municipalities: Mapping[str, str], typed: Data) -> Field:
    """A municipality is chosen among those in the register, since nobody remembers codes; of another the code is."""
    chosen = one(typed, shown.name)
    every = {NOWHERE: "Ingen kommun i Sverige"} if shown.name == "registered_in" else {}
    options = tuple(Option(code, name, code == chosen) for code, name in {**municipalities, **every}.items())
    beside = code_beside(shown.name, options, typed)
    return Field(
        shown.name, shown.label, "select", False, options=options, hint=shown.hint, error=shown.error, code=beside
    )
