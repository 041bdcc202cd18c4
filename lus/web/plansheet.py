"""A plan on paper, for the person whose it is: one contact and one next step first, then what the page says."""

from collections.abc import Iterator
from datetime import date, datetime

from lus.domain import plan
from lus.domain.calendar import day_of, end_of
from lus.domain.facts import Leading, PlanVersioned
from lus.integrations.pdf import PlanSheet, Section
from lus.web.patient import HIDDEN, Patient
from lus.web.plansaid import OPEN_MEASURE, Line, Said, Speech, consent, said
from lus.web.situation import Situation
from lus.words import notation
from lus.words.codes import CODE
from lus.words.plans import ABOUT, NO_STEP, STALE, TITLE


def on_paper(here: Situation) -> Speech:
    """Days with their year, units by their whole names: nobody knows when it is read."""
    return Speech(notation.day, notation.moment, lambda unit: here.cards[unit].name)


def plan_sheet(here: Situation, patient: Patient, *, large: bool) -> PlanSheet:
    """The plan as it stands. The case is a plan, and the unit may read it."""
    began = plan.opened(here.history)
    kind = began.plan if began else "sip"
    speech = on_paper(here)
    found = said(here, plan.agreed(here.history), speech)
    return PlanSheet(
        TITLE[kind],
        patient.name or HIDDEN,
        _standing(here),
        _contact(here),
        _next_step(here, found, speech, protected=patient.protected),
        tuple(one for one in _sections(here, found, speech, protected=patient.protected) if one.lines),
        ABOUT[kind],
        here.now,
        large,
    )


def _standing(here: Situation) -> str:
    """Which version it is, or that it is none yet; and why it is not current."""
    made = plan.version(here.history)
    stale = plan.standing(here.history, here.derived.duties).not_current(here.now)
    since = f"Version {len(here.history.all(PlanVersioned))}, {notation.day(day_of(made.moment))}." if made else ""
    codes = [*([stale] if stale else []), *(["changed"] if made and plan.changed(here.history, made) else [])]
    if made is None and stale != "closed":
        codes = ["not_made"]
    return " ".join((since, *(STALE[code] for code in dict.fromkeys(codes)))).strip()


def _contact(here: Situation) -> tuple[str, ...]:
    """Who leads the plan, and the one number."""
    unit = here.cards[plan.lead(here.history)]
    named = here.history.last(Leading)
    phone = (named.phone if named else None) or unit.phone
    whom = (named.lead_person if named else None) or ""
    return tuple(text for text in (whom, unit.name, f"Telefon {phone}" if phone else "") if text)


def _next_step(here: Situation, found: Said, speech: Speech, *, protected: bool) -> str:
    """What comes first of the meeting, what somebody is to do, and the follow-up."""
    agreed = plan.agreed(here.history)
    steps: list[tuple[datetime, str]] = []
    if meeting := _meeting(here, speech, protected=protected):
        steps.append(meeting)
    open_ = zip(agreed.measures, found.measures, strict=True)
    steps += [
        (end_of(one.by_on), _sentence(line))
        for one, line in open_
        if one.state == OPEN_MEASURE and one.by_on and end_of(one.by_on) > here.now
    ]
    if on := _follow_up(here):
        steps.append((end_of(on), f"Vi följer upp planen {speech.day(on)}."))
    return min(steps, default=(here.now, NO_STEP))[1]


def _sentence(line: Line) -> str:
    return f"{line.text.rstrip('.')}: {', '.join(line.told)}."


def _meeting(here: Situation, speech: Speech, *, protected: bool) -> tuple[datetime, str] | None:
    """When and how; where, unless that may tell where who is protected lives."""
    there = plan.standing_meeting(here.history)
    if there is None or there.at <= here.now:
        return None
    place = f", {there.last.place}" if there.last.place and not protected else ""
    form = HERE.get(there.last.form or "", CODE["form"][there.last.form or "unit"])
    return there.at, f"Möte {speech.moment(there.at)}, {form}{place}."


HERE = {"home": "hemma hos dig"}
"""What the person is told in another way than those who work."""


def _follow_up(here: Situation) -> date | None:
    owed = next((duty for duty in here.derived.open_duties if duty.kind == "hold_follow_up"), None)
    return owed.due_on if owed and owed.due_on and owed.due_on >= day_of(here.now) else None


def _sections(here: Situation, found: Said, speech: Speech, *, protected: bool) -> Iterator[Section]:
    """In the order of the page; who else takes part is not printed of who is protected."""
    yield Section("Viktigt för dig", ((found.matters, ()),) if found.matters else ())
    yield Section("Det här behöver du", ((found.needs, ()),) if found.needs else ())
    yield Section("Dina mål", _lines(found.goals))
    yield Section("Vem gör vad, till när", _lines(found.measures))
    yield Section("Vem ansvarar", tuple((f"{label}: {text}", ()) for label, text in found.answers))
    yield Section("Andra som är med", () if protected else _lines(found.people))
    meeting, on = _meeting(here, speech, protected=protected), _follow_up(here)
    told = [meeting[1]] if meeting else []
    told += [f"Vi följer upp planen {speech.day(on)}."] if on else []
    yield Section("Möte och uppföljning", tuple((text, ()) for text in told))
    yield Section("Samtycke", tuple((text, ()) for text in consent(here, speech)))


def _lines(found: Iterator[Line] | tuple[Line, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((one.text, one.told) for one in found)
