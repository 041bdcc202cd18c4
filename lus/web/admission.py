"""Admitting a patient: the one form that begins a case. Who the patient is stands in the header, never in a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lus.domain.calendar import day_of
from lus.domain.errors import Refusal
from lus.domain.identity import full
from lus.usecases.record import Header
from lus.web import whom
from lus.web.fields import Field, Option, at_slot, code_beside, fields
from lus.web.forms import Data, FaultError, Known, instant, one, slots_of
from lus.web.forms import parse as parse_fields
from lus.web.moments import clock
from lus.web.patient import Patient, written
from lus.web.situation import Situation
from lus.web.whom import NOBODY, Blank, read_header
from lus.words.forms import PATIENT

OWN = ("care", "legal_form", "registered_in", "placed_by", "listed_at", "room")
KIND = "admitted"
NOWHERE = "ingen"
"""Registered in no municipality: to be said, because then none is told and none pays."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What the form became: the header and the fact's fields, or what is wrong with which field."""

    header: Header | None
    own: Mapping[str, Any]
    at: datetime | None
    faults: tuple[Refusal, ...]


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
    header = read_header(data, here.now, faults, names=PATIENT)
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
    return Admission(header, parsed.own, at, ())


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
    wanted = (at_slot(), *(slot for slot in slots_of(KIND) if slot.name in OWN))
    stay = [
        _municipality(shown, municipalities, data or {}) if shown.name in {"registered_in", "placed_by"} else shown
        for shown in fields(here, KIND, wanted, data, [fault for fault in faults if fault.field not in PATIENT])
    ]
    return whom.blank(data, faults, stay, names=PATIENT)


def _municipality(shown: Field, municipalities: Mapping[str, str], typed: Data) -> Field:
    """A municipality is chosen among those in the register, since nobody remembers codes; of another the code is."""
    chosen = one(typed, shown.name)
    every = {NOWHERE: "Ingen kommun i Sverige"} if shown.name == "registered_in" else {}
    options = tuple(Option(code, name, code == chosen) for code, name in {**municipalities, **every}.items())
    beside = code_beside(shown.name, options, typed)
    return Field(
        shown.name, shown.label, "select", False, options=options, hint=shown.hint, error=shown.error, code=beside
    )
