"""What is printed as tagged PDF: the written information that a patient takes home, and what is to be done there."""

from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from lus.domain.calendar import day_of
from lus.domain.facts import (
    CareContactAppointed,
    HomegoingBooked,
    OrdinationGiven,
    PatientInformed,
    ReadyWithdrawn,
    SipCalled,
)
from lus.domain.invitation import current
from lus.domain.ordinations import ordinations
from lus.domain.plan import opened as opened_plan
from lus.integrations.calendar import calendar_file
from lus.integrations.pdf import OrdinationList, PatientInformation, ordination_list, patient_information
from lus.integrations.pdf import plan_sheet as plan_sheet_pdf
from lus.paths import beside
from lus.web.pages import opened
from lus.web.patient import HIDDEN, Patient
from lus.web.permissions import Permission, allows
from lus.web.plansaid import printed, readable
from lus.web.plansheet import plan_sheet
from lus.web.render import download
from lus.web.situation import Situation
from lus.words import inside, notation
from lus.words.codes import CODE
from lus.words.plans import NO_STEP, NOT_PRINTED

router = APIRouter()
FOLDER = beside("templates") / "print"


@router.get("/arende/{ref}/patientinformation/{seq}", dependencies=[allows(Permission.CASE)])
def patient_pdf(request: Request, ref: str, seq: int, stor: str = "") -> Response:
    """The information given to the patient, for the unit that gave it; in large type where `stor` says so.

    Logged as a print.
    """
    here, patient, _ = opened(request, ref, telling=False, printed=True)
    given = next((fact for fact in here.history.all(PatientInformed) if fact.seq == seq), None)
    if given is None or given.unit != here.unit:
        raise HTTPException(404)
    given_out = information(here, patient, given, large=bool(stor))
    return download("patientinformation.pdf", patient_information(FOLDER, given_out))


@router.get("/arende/{ref}/ordinationer", dependencies=[allows(Permission.CASE)])
def ordinations_pdf(request: Request, ref: str) -> Response:
    """What is to be done at home, as far as the unit may read it. Logged as a print. 404 where there is nothing."""
    here, patient, _ = opened(request, ref, telling=False, printed=True)
    listed = _ordinations(here, patient)
    if not listed.ordinations:
        raise HTTPException(404)
    return download("ordinationer.pdf", ordination_list(FOLDER, listed))


@router.get("/arende/{ref}/plan", dependencies=[allows(Permission.CASE)])
def plan_pdf(request: Request, ref: str, stor: str = "") -> Response:
    """The plan for the person, in large type where `stor` says so. Logged as a print.

    404 where the case is no plan, nothing is written, or the unit may not read it; 409 after a no.
    """
    here, patient, _ = opened(request, ref, telling=False, printed=True)
    if opened_plan(here.history) is None or not readable(here):
        raise HTTPException(404)
    if not printed(here):
        raise HTTPException(409, NOT_PRINTED)
    return download("plan.pdf", plan_sheet_pdf(FOLDER, plan_sheet(here, patient, large=bool(stor))))


@router.get("/arende/{ref}/mote.ics", dependencies=[allows(Permission.CASE)])
def meeting_file(request: Request, ref: str) -> Response:
    """The plan's next meeting, for a calendar of one's own. 404 where there is none."""
    here, _, _ = opened(request, ref, telling=False)
    meeting = current(here.ref, here.case, here.history)
    if meeting is None:
        raise HTTPException(404)
    link = f"{str(request.base_url).rstrip('/')}/arende/{here.ref}"
    return download("mote.ics", calendar_file(meeting, here.now, link))


def _ordinations(here: Situation, patient: Patient) -> OrdinationList:
    """Those that hold today or later, the first time first, in words that hold on paper."""
    found = [one.given for one in ordinations(here.history) if one.given.what and one.holds_on(day_of(here.now))]
    found.sort(key=lambda given: given.first_at or given.at)
    unit = here.cards[here.unit]
    contact = f"Ring {unit.name}, telefon {unit.phone}." if unit.phone else f"Fråga {unit.name}."
    return OrdinationList(
        patient.name or HIDDEN,
        unit.name,
        here.now,
        tuple((given.what or "", _on_paper(given)) for given in found),
        contact,
    )


def _on_paper(given: OrdinationGiven) -> tuple[tuple[str, str], ...]:
    begins = f"från {notation.day(given.begins_on)} " if given.begins_on else ""
    until = f"till och med {notation.day(given.until_on)}" if given.until_on else "tills vidare"
    texts = (
        ("Hur ofta", given.how_often or ""),
        ("Första gången", notation.moment(given.first_at) if given.first_at else ""),
        ("Gäller", begins + until),
        ("Bestämt av", given.ordered_by or ""),
        ("Följs upp av", given.follows_up or ""),
    )
    return tuple((label, text) for label, text in texts if text)


def information(here: Situation, patient: Patient, given: PatientInformed, *, large: bool) -> PatientInformation:
    """What the sheet says, as it is printed now."""
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
        next_step=_next_step(here),
        large=large,
    )


def _next_step(here: Situation) -> str:
    """What comes first of the way home, the meeting called to, and the contact after the homecoming."""
    history = here.history
    withdrawn = history.last(ReadyWithdrawn)
    steps: list[tuple[datetime, str]] = []
    leaving = history.last(HomegoingBooked)
    if leaving and not (withdrawn and history.comes_before(leaving, withdrawn)):
        transport = f", {inside(leaving.transport)}" if leaving.transport else ""
        steps.append((leaving.homegoing_at, f"Du åker hem {notation.moment(leaving.homegoing_at)}{transport}."))
    called = history.last(SipCalled)
    if called and called.meeting_at:
        steps.append((called.meeting_at, f"Möte om din plan (SIP) {_meeting(called)}."))
    steps += [
        (duty.due_at, f"{here.cards[duty.unit].name} hör av sig till dig senast {notation.moment(duty.due_at)}.")
        for duty in here.derived.open_duties
        if duty.kind == "first_contact"
    ]
    return min((step for step in steps if step[0] > here.now), default=(here.now, NO_STEP))[1]


def _meeting(called: SipCalled) -> str:
    """When and where, in words that hold on paper: no "i morgon"."""
    at = notation.moment(called.meeting_at) if called.meeting_at else ""
    form = CODE["form"][called.form] if called.form else ""
    place = called.place or ""
    return ", ".join(text for text in (at, form, place) if text)
