"""Invented patients (born 1890-1899, check digits correct) at every stage of a stay, for the builders and the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lus.domain.board import board_rows
from lus.domain.calendar import ALWAYS
from lus.domain.case import Case
from lus.domain.derive import derive
from lus.domain.stored import without_content
from lus.domain.terms import Terms
from lus.domain.units import Unit
from lus.law.loader import load
from lus.web.boardrow import Entry
from lus.web.patient import Patient
from lus.web.situation import Situation
from lus.web.units import Card
from tests.cases import EVERY_DAY, OFFICE, START, Stay, to

WARD, SOCIAL, CARE, CENTRE, OTHER_CENTRE, NACKA, FAR = 1, 2, 3, 4, 5, 6, 7
UNITS = {
    unit.id: unit
    for unit in (
        Unit(WARD, "ward", "04", ALWAYS),
        Unit(SOCIAL, "social_services", "0484", OFFICE),
        Unit(CARE, "municipal_care", "0484", EVERY_DAY),
        Unit(CENTRE, "health_centre", "04", OFFICE),
        Unit(OTHER_CENTRE, "health_centre", "04", OFFICE),
        Unit(NACKA, "social_services", "0182", OFFICE),
        Unit(FAR, "municipal_care", "0182", EVERY_DAY),
    )
}
CARDS = {
    WARD: Card(WARD, "Avdelning 3, Mälarsjukhuset", "Avd 3", "Region Sörmland", "016-00 00 03"),
    SOCIAL: Card(SOCIAL, "Biståndsenheten, Eskilstuna kommun", "Eskilstuna bistånd", "Eskilstuna", "016-00 00 10"),
    CARE: Card(CARE, "Hemsjukvård öster, Eskilstuna kommun", "Hemsjukvård öster", "Eskilstuna", "016-00 00 11"),
    CENTRE: Card(CENTRE, "Vårdcentralen Skiftinge", "VC Skiftinge", "Region Sörmland", "016-00 00 20"),
    OTHER_CENTRE: Card(OTHER_CENTRE, "Vårdcentralen Flen", "VC Flen", "Region Sörmland", None),
    NACKA: Card(NACKA, "Biståndsenheten, Nacka kommun", "Nacka bistånd", "Nacka", "08-00 00 30"),
    FAR: Card(FAR, "Hemsjukvården, Nacka kommun", "Nacka hemsjukvård", "Nacka", "08-00 00 31"),
}
MUNICIPALITIES = {"0484": "Eskilstuna", "0182": "Nacka"}
TERMS = Terms(load(), UNITS)
NOW = START + timedelta(hours=30)
"""Tuesday 3 March 2026, 14.00 in Stockholm."""


def number(born: str, serial: str) -> str:
    """A twelve-digit personnummer with its check digit: born as 18940312, serial 238."""
    digits = [int(c) * (2 - place % 2) for place, c in enumerate(born[2:] + serial)]
    return f"{born}{serial}{-sum(d // 10 + d % 10 for d in digits) % 10}"


@dataclass(frozen=True)
class Sample:
    """A case and its patient."""

    patient: Patient
    stay: Stay


def hour(at: float) -> datetime:
    """Hours after START, as an instant."""
    return START + timedelta(hours=at)


def admit(stay: Stay, at: float, registered: str | None = "0484", listed: int | None = CENTRE) -> None:
    """Admitted, judged in need at once."""
    stay("admitted", WARD, at, registered_in=registered, listed_at=listed, room="4:1")
    stay(
        "need_assessed", WARD, at + 0.5, needed=True, principals=("municipality", "region"),
        physician="Anna Holm", person_says="Vill hem till katten.",
    )  # fmt: skip


def notified(stay: Stay, at: float, *units: int, day: int = 9) -> int:
    """The admission notice; its number."""
    fact = stay("admission_notified", WARD, at, receivers=to(*units), expected_discharge_on=date(2026, 3, day))
    return fact.seq


def read(stay: Stay, of: int, at: float, *units: int) -> None:
    """Each unit has read the message."""
    for place, unit in enumerate(units):
        stay("acknowledged", unit, at + place / 4, of=of, receivers=to(WARD))


def planned(stay: Stay, at: float, *units: int) -> None:
    """Each unit has written its planning note, which is a receipt too."""
    for unit in units:
        stay("planning_noted", unit, at, services="Inga insatser i dag.", receivers=to(WARD))


def ready(stay: Stay, at: float, *units: int) -> int:
    """Utskrivningsklar; its number."""
    return stay("ready_notified", WARD, at, receivers=to(*units), judged_at=hour(at - 0.25), physician="Anna Holm").seq


ALL = (SOCIAL, CARE, CENTRE)
FAR_AWAY = (NACKA, FAR, CENTRE)


def just_admitted(stay: Stay) -> None:
    """Nobody told yet."""
    admit(stay, 27)


def told(stay: Stay) -> None:
    """Told today; one has read."""
    admit(stay, 20)
    of = notified(stay, 22, *ALL)
    read(stay, of, 23, CENTRE)


def planning(stay: Stay) -> None:
    """Everybody has read and planned."""
    admit(stay, -60)
    of = notified(stay, -58, *ALL, day=3)
    read(stay, of, -57, *ALL)
    stay(
        "planning_noted",
        SOCIAL,
        -30,
        services="Trygghetslarm. Hemtjänst två gånger om dagen.",
        receivers=to(WARD, CARE),
    )
    stay("planning_noted", CARE, -29, services="Ingen hemsjukvård i dag.", receivers=to(WARD, SOCIAL))
    changed = stay("expected_discharge_changed", WARD, -10, expected_discharge_on=date(2026, 3, 3), receivers=to(*ALL))
    read(stay, changed.seq, -9, *ALL)
    stay(
        "care_contact_appointed", CENTRE, -5, name="Lena Moberg", role="distriktssköterska", phone="016-00 00 21",
        receivers=to(WARD, SOCIAL, CARE),
    )  # fmt: skip


def prepared(stay: Stay) -> None:
    """Ready today, nobody has answered."""
    planning(stay)
    of = ready(stay, 26, *ALL)
    read(stay, of, 27, SOCIAL)


def accepted(stay: Stay) -> None:
    """All can receive: the ward books the way home."""
    planning(stay)
    of = ready(stay, 2, *ALL)
    read(stay, of, 3, *ALL)
    stay("handover_answered", SOCIAL, 5, answer="accepts", from_at=hour(48), receivers=to(WARD, CARE, CENTRE))
    stay("handover_answered", CARE, 6, answer="accepts", from_at=hour(46), receivers=to(WARD, SOCIAL, CENTRE))
    stay("handover_answered", CENTRE, 28, answer="nothing_to_give", reason="no_need", receivers=to(WARD, SOCIAL, CARE))
    stay("sip_called", CENTRE, 8, meeting_at=hour(200), form="video", receivers=to(WARD, SOCIAL, CARE))


def refused(stay: Stay) -> None:
    """The municipality cannot, and it costs: registered outside the county, so the statute applies."""
    admit(stay, -160, "0182")
    of = notified(stay, -158, *FAR_AWAY, day=1)
    planned(stay, -150, NACKA, FAR)
    read(stay, of, -156, CENTRE)
    of = ready(stay, -100, *FAR_AWAY)
    read(stay, of, -99, *FAR_AWAY)
    stay("sip_called", CENTRE, -90, meeting_at=hour(-60), form="home", receivers=to(WARD, NACKA, FAR))
    stay(
        "handover_answered", NACKA, -96, answer="cannot", reason="home_care_missing", next_answer_at=hour(25),
        receivers=to(WARD, FAR, CENTRE),
    )  # fmt: skip
    stay("handover_answered", FAR, -95, answer="accepts", from_at=hour(-50), receivers=to(WARD, NACKA, CENTRE))


def waiting(stay: Stay) -> None:
    """Ready yesterday after noon, outside the county: liability is ahead."""
    admit(stay, -100, "0182")
    of = notified(stay, -99, *FAR_AWAY, day=4)
    planned(stay, -95, NACKA, FAR)
    read(stay, of, -98, CENTRE)
    of = ready(stay, 6, *FAR_AWAY)
    read(stay, of, 7, NACKA, FAR)


def home(stay: Stay) -> None:
    """Home since this morning; the first contact is ahead."""
    accepted(stay)
    stay("homegoing_booked", WARD, 9, homegoing_at=hour(24), transport="sjukresa", receivers=to(*ALL))
    stay("discharge_informed", WARD, 23, state="Stabil.", care_given="Antibiotika.", receivers=to(SOCIAL, CARE))
    stay("patient_informed", WARD, 23, summary="Lunginflammation, behandlad.", printed=True)
    stay("discharged", WARD, 28.5, at=28, manner="planned", destination="own_home", receivers=to(*ALL))


def voided(stay: Stay) -> None:
    """A date that was meant for another patient."""
    planning(stay)
    wrong = stay("expected_discharge_changed", WARD, 20, expected_discharge_on=date(2026, 3, 20), receivers=to(*ALL))
    stay("voided", WARD, 21, of=wrong.seq, reason="wrong_patient", receivers=to(*ALL))


STAGES: tuple[tuple[str, str, Callable[[Stay], None]], ...] = (
    ("Almqvist, Signe", "18940312", refused),
    ("Bergström, Nils", "18911124", accepted),
    ("Cederlund, Greta", "18980607", planning),
    ("Dahl, Ivar", "18930215", told),
    ("Ek, Märta", "18960430", home),
    ("Forsberg, Gunnar", "18950101", prepared),
    ("Grip, Alma", "18920722", waiting),
    ("Holm, Elof", "18991205", just_admitted),
    ("Ingesson, Tyra", "18970914", voided),
    ("Skyddad, Person", "18900803", prepared),
)
REFS = (
    "7F3K2M9A",
    "4T8QW2RX",
    "9M2C5V7B",
    "3H6J8K1N",
    "5P4R2S9T",
    "6V7W8X1Y",
    "8Z2A4B6C",
    "1D3E5F7G",
    "2J4K6M8N",
    "0Q2R4S6T",
)


def samples() -> list[Sample]:
    """Each stage once."""
    made = []
    for ref, (name, born, stage) in zip(REFS, STAGES, strict=True):
        stay = Stay()
        stage(stay)
        protected = name.startswith("Skyddad")
        patient = Patient(
            ref, name, number(born, "238"), "Eskilstuna", "Kyrkogatan 4, Eskilstuna", "016-00 00 99", protected
        )  # fmt: skip
        made.append(Sample(patient, stay))
    return made


def situation(sample: Sample, unit: int, now: datetime = NOW) -> Situation:
    """The sample as the unit sees it."""
    facts = (f if unit in {f.unit, *f.units} else without_content(f) for f in sample.stay.case.facts)
    case = Case(tuple(facts))
    return Situation(
        sample.patient.ref, case, derive(case, TERMS), TERMS, unit, now, CARDS, tuple(UNITS), frozenset(ALL),
        protected=sample.patient.protected, municipalities=MUNICIPALITIES,
    )  # fmt: skip


def entries(unit: int) -> list[Entry]:
    """The unit's board."""
    found = []
    for sample in samples():
        rows = board_rows(derive(sample.stay.case, TERMS), TERMS)
        if unit in rows:
            found.append(Entry(sample.patient, rows[unit]))
    return found


def sample(stage: Callable[[Stay], None]) -> Sample:
    """The first sample of a stage."""
    place = next(i for i, (_, _, one) in enumerate(STAGES) if one is stage)
    return samples()[place]
