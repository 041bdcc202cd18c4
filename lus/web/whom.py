"""Who a new case is about: the patient's header as the forms that begin a case ask for it, read and shown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from lus.domain.calendar import day_of
from lus.domain.errors import Refusal
from lus.domain.identity import IdentityError, PersonId, parse, person_of, reserve
from lus.usecases.record import Header
from lus.web.fields import Field, Option
from lus.web.forms import Data, FaultError, line, one
from lus.web.patient import Patient
from lus.words import inside
from lus.words.codes import NUMBER_KIND, PROTECTED
from lus.words.forms import PATIENT
from lus.words.refusals import refusal

NOBODY = "none"
WHOM = ("name", "number_kind", "number", "protected")
"""What is asked of the person without any stay: enough to know who it is, and no more."""

LINES = ("name", "address", "phone", "next_of_kin")


@dataclass(frozen=True, slots=True)
class Blank:
    """The form as a page prints it: who it is about, and what the unit has to say. `previous`: the case before."""

    patient: tuple[Field, ...]
    own: tuple[Field, ...]
    refused: tuple[str, ...] = ()
    previous: str = ""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, each with the id of the field it leads to."""
        return tuple((one.target, one.error) for one in (*self.patient, *self.own) if one.error)


def blank(
    data: Data | None, faults: Collection[Refusal], own: Iterable[Field], *, names: Collection[str] = WHOM
) -> Blank:
    """The form: empty, or with what was typed and what is wrong. `names`: what of the header it asks for."""
    typed = data or {"number_kind": ["personnummer"], "protected": [NOBODY]}
    errors = {fault.field: _told(fault) for fault in reversed(tuple(faults)) if fault.field and fault.field in PATIENT}
    refused = tuple(refusal(fault.code, fault.values) for fault in faults if fault.field is None)
    asked = tuple(field for field in _fields(typed, errors) if field.name in names)
    return Blank(asked, tuple(own), refused, one(typed, "previous_case"))


def read_header(data: Data, now: datetime, faults: list[Refusal], *, names: Collection[str] = WHOM) -> Header | None:
    """The header that the form gives; None: something of it is wrong, and stands among the faults."""
    before = len(faults)
    values = dict.fromkeys(LINES, "")
    for name in (name for name in LINES if name in names):
        try:
            values[name] = line(name, data, required=name == "name")
        except FaultError as fault:
            faults.append(Refusal(fault.code, fault.values_told, name))
    number = _number(data, now, faults)
    protected = one(data, "protected")
    if protected not in PROTECTED:
        faults.append(Refusal("required_code", {}, "protected"))
    return None if len(faults) > before else _header(values, number, None if protected == NOBODY else protected)


def _header(values: Mapping[str, str], number: PersonId | None, protected: str | None) -> Header:
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


def _number(data: Data, now: datetime, faults: list[Refusal]) -> PersonId | None:
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


def _told(fault: Refusal) -> str:
    label = PATIENT[fault.field or ""]
    begins = fault.code.startswith(("number_", "other_"))
    return refusal(fault.code, fault.values, label if begins else inside(label))


def _fields(typed: Data, errors: Mapping[str, str]) -> list[Field]:
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
