"""Tagged PDF (PDF/UA-1) from templates/print: text goes in as data, so nothing in it is read as markup."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from lus import words
from lus.domain.calendar import day_of


@dataclass(frozen=True, slots=True)
class PatientInformation:
    """What a patient gets on paper. `at` is when it was given (an instant); empty texts are left out.

    `contact` and `phone` are those of the fast vårdkontakt, where known.
    """

    name: str
    ward: str
    ward_phone: str
    at: datetime
    summary: str
    contact: str = ""
    phone: str = ""
    sip: str = ""
    plans: str = ""
    next_of_kin: str = ""

    def sections(self) -> list[tuple[str, str]]:
        """Heading and text, the one contact first."""
        whom = f"{self.contact}\nTelefon {self.phone}" if self.contact else f"{self.ward}\nTelefon {self.ward_phone}"
        known = [
            ("Den du kontaktar i första hand", whom),
            ("Din vård hos oss", self.summary),
            ("Möte om din plan (SIP)", self.sip),
            ("Planer för dig", self.plans),
            ("Vi har berättat för", self.next_of_kin),
        ]
        return [(heading, text) for heading, text in known if text]


def patient_information(folder: Path, given: PatientInformation) -> bytes:
    """The PDF. `folder` holds the print templates."""
    data = {
        "name": given.name,
        "ward": given.ward,
        "day": words.day(day_of(given.at)),
        "sections": given.sections(),
    }
    return _compile(folder, "patient_information.typ", data)


def month_sheet(folder: Path, sheet: Mapping[str, object]) -> bytes:
    """A municipality's month as PDF. `sheet`: what `templates/print/month.typ` names."""
    return _compile(folder, "month.typ", sheet)


def _compile(folder: Path, template: str, data: Mapping[str, object]) -> bytes:
    made = typst.compile(
        _source(folder / template),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        msg = f"{template} made no single PDF"
        raise TypeError(msg)
    return made


@cache
def _source(path: Path) -> bytes:
    return path.read_bytes()
