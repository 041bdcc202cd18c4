"""What is printed: the written information that a patient takes home, as tagged PDF."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from lus import words
from lus.domain.facts import CareContactAppointed, PatientInformed, SipCalled
from lus.integrations.pdf import PatientInformation, patient_information
from lus.paths import beside
from lus.web.pages import opened
from lus.web.patient import HIDDEN, Patient
from lus.web.permissions import Permission, allows
from lus.web.situation import Situation
from lus.words.forms import CODE

router = APIRouter()


@router.get("/arende/{ref}/patientinformation/{seq}", dependencies=[allows(Permission.CASE)])
def patient_pdf(request: Request, ref: str, seq: int) -> Response:
    """The information given to the patient, for the unit that gave it. Logged as a print."""
    here, patient, _ = opened(request, ref, telling=False, printed=True)
    given = next((fact for fact in here.history.all(PatientInformed) if fact.seq == seq), None)
    if given is None or given.unit != here.unit:
        raise HTTPException(404)
    made = patient_information(beside("templates") / "print", _information(here, patient, given))
    return Response(
        made,
        media_type="application/pdf",
        headers={"content-disposition": 'attachment; filename="patientinformation.pdf"'},
    )


def _information(here: Situation, patient: Patient, given: PatientInformed) -> PatientInformation:
    ward = here.cards[given.unit]
    contact = here.history.last(CareContactAppointed)
    called = here.history.last(SipCalled)
    named = bool(contact and contact.name)
    return PatientInformation(
        name=patient.name or HIDDEN,
        ward=ward.name,
        ward_phone=ward.phone or "",
        at=given.at,
        summary=given.summary or "",
        contact=f"{contact.name}, {contact.role}, {here.cards[contact.unit].name}" if contact and named else "",
        phone=contact.phone or "" if contact and named else "",
        sip=_meeting(called) if called else "",
        plans=given.plans or "",
        # Where somebody lives and with whom is nobody's to read off a sheet of paper.
        next_of_kin="" if patient.protected else given.next_of_kin or "",
    )


def _meeting(called: SipCalled) -> str:
    """When and where, in words that hold on paper: no "i morgon"."""
    at = words.moment(called.meeting_at) if called.meeting_at else ""
    form = CODE["form"][called.form] if called.form else ""
    place = called.place or ""
    return ", ".join(text for text in (at, form, place) if text)
