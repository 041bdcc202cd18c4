"""Facts: one frozen class per kind of thing that happened or was said, with who and when.

A class says which of its fields are *skeleton* (times, dates, codes, units, references: what rules use, seen by
every party of the case) and which are *content* (text and care data, for sender and receivers), who may record
it, to whom it goes and whether each receiver owes a receipt. What must have happened before stands in
refusals.py; what a fact opens and meets, in duties/. What all facts share stands in fact.py, how they are stored in
stored.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from lus.domain.fact import GROUNDS, Fact, Receiver, Seq, Slot, content, skeleton, slots
from lus.domain.units import Side, UnitId

__all__ = ["GROUNDS", "Fact", "Receiver", "Seq", "Slot", "slots"]

WARD: frozenset[Side] = frozenset({"ward"})
MUNICIPALITY: frozenset[Side] = frozenset({"municipality"})
OPEN_CARE: frozenset[Side] = frozenset({"open_care"})
RECEIVERS = MUNICIPALITY | OPEN_CARE
ANY: frozenset[Side] = WARD | RECEIVERS | frozenset[Side]({"coordinator"})

CANNOT = (
    "home_care_missing",
    "short_term_place",
    "special_housing_place",
    "aids_missing",
    "home_not_adapted",
    "decision_not_taken",
    "ordination_unclear",
    "short_notice",
    "questions_ready",
    "wrong_municipality",
    "infection_or_transport",
)
NOTHING_TO_GIVE = ("declined", "no_need", "other_municipality")


@dataclass(frozen=True, kw_only=True)
class Admitted(Fact):
    """The patient was admitted. Registration decides who pays (5 kap. 2 §)."""

    kind = "admitted"
    by = WARD

    care: str = skeleton("code", "somatic", "psychiatric", default="somatic")
    legal_form: str = skeleton("code", "voluntary", "lpt", "lrv", default="voluntary")
    registered_in: str | None = skeleton("municipality", required=False)
    placed_by: str | None = skeleton("municipality", required=False)
    listed_at: UnitId | None = skeleton("unit", required=False)
    room: str | None = content("line")


@dataclass(frozen=True, kw_only=True)
class NeedAssessed(Fact):
    """The physician's judgement at admission, or later, whether help may be needed afterwards (2 kap. 1 §)."""

    kind = "need_assessed"
    by = WARD

    needed: bool = skeleton("yes_no")
    principals: tuple[str, ...] = skeleton("codes", "municipality", "region", required=False, default=())
    pace: str = skeleton("code", "ordinary", "fast", default="ordinary")
    physician: str | None = content("line", required=True)
    person_says: str | None = content(required=True)

    def faults(self) -> Mapping[str, str]:
        """Somebody must be concerned where help is needed."""
        missing = {"principals": "required"} if self.needed and not self.principals else {}
        return {**super().faults(), **missing}


@dataclass(frozen=True, kw_only=True)
class AdmissionNotified(Fact):
    """Inskrivningsmeddelande (2 kap. 1-3 §§). Name, number and address stand in the case's header."""

    kind = "admission_notified"
    by = WARD
    to = "concerned"
    receipt = True
    sent = True

    expected_discharge_on: date = skeleton("day")
    note: str | None = content()


@dataclass(frozen=True, kw_only=True)
class ExpectedDischargeChanged(Fact):
    """Ändrad beräknad utskrivning (2 kap. 4 §)."""

    kind = "expected_discharge_changed"
    by = WARD
    to = "notified"
    receipt = True
    sent = True

    expected_discharge_on: date = skeleton("day")
    note: str | None = content()


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Fact):
    """Kvittens: the receiver has read the message."""

    kind = "acknowledged"
    by = ANY
    to = "sender"
    sent = True

    of: Seq = skeleton("fact")

    @property
    def refers_to(self) -> Seq | None:
        """The message read."""
        return self.of


@dataclass(frozen=True, kw_only=True)
class CareContactAppointed(Fact):
    """Fast vårdkontakt appointed by the head of the open-care unit (2 kap. 5 §)."""

    kind = "care_contact_appointed"
    by = OPEN_CARE
    to = "parties"
    sent = True

    name: str | None = content("line", required=True)
    role: str | None = content("line", required=True)
    phone: str | None = content("line", required=True)


@dataclass(frozen=True, kw_only=True)
class PlanningNoted(Fact):
    """Planeringsunderlag: what there is today and what is needed (2 kap. 6 §)."""

    kind = "planning_noted"
    by = WARD | RECEIVERS
    to = "parties"
    sent = True

    services: str | None = content(required=True)
    needs: str | None = content()
    aids: str | None = content()
    track: str | None = content("line")
    person_says: str | None = content()
    questions: str | None = content()


@dataclass(frozen=True, kw_only=True)
class SipNeedDecided(Fact):
    """Whether both principals are needed after discharge, so that a SIP is to be made (4 kap. 1 §)."""

    kind = "sip_need_decided"
    by = OPEN_CARE | WARD
    to = "parties"
    sent = True

    needed: bool = skeleton("yes_no")
    why: str | None = content(required=True)


@dataclass(frozen=True, kw_only=True)
class ReadyJudged(Fact):
    """The physician judged the patient utskrivningsklar (1 kap. 3 §)."""

    kind = "ready_judged"
    by = WARD

    physician: str | None = content("line", required=True)


@dataclass(frozen=True, kw_only=True)
class ReadyNotified(Fact):
    """Underrättelse om utskrivningsklar (3 kap. 1 §)."""

    kind = "ready_notified"
    by = WARD
    to = "concerned"
    receipt = True
    sent = True

    judged_at: datetime | None = skeleton("instant")
    physician: str | None = content("line", required=True)


@dataclass(frozen=True, kw_only=True)
class ReadyWithdrawn(Fact):
    """Återtagande: no longer utskrivningsklar, or sent in error."""

    kind = "ready_withdrawn"
    by = WARD
    to = "notified"
    receipt = True
    sent = True

    reason: str | None = skeleton("code", "worse", "sent_in_error", "new_treatment")
    note: str | None = content()


@dataclass(frozen=True, kw_only=True)
class HandoverAnswered(Fact):
    """Mottagarens besked: can the unit take over, from when, or why not."""

    kind = "handover_answered"
    by = RECEIVERS
    to = "parties"
    sent = True

    answer: str = skeleton("code", "accepts", "accepts_part", "cannot", "nothing_to_give")
    from_at: datetime | None = skeleton("instant", required=False)
    reason: str | None = skeleton("code", *CANNOT, *NOTHING_TO_GIVE, required=False)
    next_answer_at: datetime | None = skeleton("instant", required=False)
    missing: str | None = content()
    person_says: str | None = content()

    NEEDS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "accepts": ("from_at",),
        "accepts_part": ("from_at", "missing", "next_answer_at"),
        "cannot": ("reason", "next_answer_at"),
        "nothing_to_give": ("reason",),
    }

    @property
    def settles(self) -> bool:
        """Whether nothing more is awaited from the unit: it accepts, or has nothing to give."""
        return self.answer in {"accepts", "nothing_to_give"}

    def faults(self) -> Mapping[str, str]:
        """What the chosen answer must contain, and a reason that fits it."""
        found = dict(super().faults())
        if "answer" in found:
            return found
        found |= {name: "required" for name in self.NEEDS[self.answer] if not getattr(self, name)}
        if self.reason and self.answer == "cannot" and self.reason not in CANNOT:
            found["reason"] = "reason_of_other_answer"
        if self.reason and self.answer == "nothing_to_give" and self.reason not in NOTHING_TO_GIVE:
            found["reason"] = "reason_of_other_answer"
        return found


@dataclass(frozen=True, kw_only=True)
class SipCalled(Fact):
    """Kallelse till SIP (4 kap. 3 §): time, place and parties. A ward's call is marked by its unit."""

    kind = "sip_called"
    by = OPEN_CARE | WARD
    to = "parties"
    sent = True

    meeting_at: datetime | None = skeleton("instant")
    form: str | None = skeleton("code", "home", "unit", "video", "phone")
    place: str | None = content("line")
    questions: str | None = content()


@dataclass(frozen=True, kw_only=True)
class HomegoingBooked(Fact):
    """Hemresan booked: sets when the patient is to leave."""

    kind = "homegoing_booked"
    by = WARD
    to = "parties"
    sent = True

    homegoing_at: datetime = skeleton("instant")
    transport: str | None = content("line", required=True)
    meets: str | None = content("line")
    keys: str | None = content("line")
    medicines: str | None = content("line")
    aids: str | None = content("line")


@dataclass(frozen=True, kw_only=True)
class DischargeInformed(Fact):
    """Informationsöverföring at discharge (3 kap. 2 §)."""

    kind = "discharge_informed"
    by = WARD
    to = "concerned"
    sent = True

    state: str | None = content(required=True)
    care_given: str | None = content(required=True)
    risks: str | None = content()
    medicines: str | None = content()
    aids: str | None = content()
    contacts: str | None = content()


@dataclass(frozen=True, kw_only=True)
class PatientInformed(Fact):
    """The patient got the written information (patientlagen 3 kap. 2 b §)."""

    kind = "patient_informed"
    by = WARD

    printed: bool = skeleton("yes_no", required=False, default=False)
    summary: str | None = content(required=True)
    plans: str | None = content()
    next_of_kin: str | None = content("line")


@dataclass(frozen=True, kw_only=True)
class Discharged(Fact):
    """The patient left the ward."""

    kind = "discharged"
    by = WARD
    to = "parties"

    manner: str | None = skeleton("code", "planned", "own_wish", "did_not_return", "to_other_hospital")
    destination: str | None = skeleton(
        "code",
        "own_home",
        "relatives",
        "short_term",
        "special_housing",
        "lss",
        "hospice",
        "other_hospital",
        "other_municipality",
        "no_fixed_address",
    )


@dataclass(frozen=True, kw_only=True)
class FirstContactMade(Fact):
    """First contact after the homecoming, by the unit of the fast vårdkontakt."""

    kind = "first_contact_made"
    by = OPEN_CARE
    to = "parties"

    form: str | None = skeleton("code", "visit", "video", "phone")
    by_whom: str | None = content("line", required=True)
    note: str | None = content()


@dataclass(frozen=True, kw_only=True)
class Died(Fact):
    """The patient died: nothing is missed afterwards."""

    kind = "died"
    by = ANY
    to = "parties"


@dataclass(frozen=True, kw_only=True)
class Voided(Fact):
    """Makulerad: that fact, and what refers only to it, counts as never recorded."""

    kind = "voided"
    by = ANY
    to = "receivers"
    receipt = True
    sent = True

    of: Seq = skeleton("fact")
    reason: str | None = skeleton("code", "correction", "wrong_patient", "wrong_receiver")
    note: str | None = content()


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """The case was closed, by the owing unit or by a worker when nothing is left."""

    kind = "closed"
    by = ANY
    to = "parties"


_LISTED: tuple[type[Fact], ...] = (
    Admitted,
    NeedAssessed,
    AdmissionNotified,
    ExpectedDischargeChanged,
    Acknowledged,
    CareContactAppointed,
    PlanningNoted,
    SipNeedDecided,
    ReadyJudged,
    ReadyNotified,
    ReadyWithdrawn,
    HandoverAnswered,
    SipCalled,
    HomegoingBooked,
    DischargeInformed,
    PatientInformed,
    Discharged,
    FirstContactMade,
    Died,
    Voided,
    Closed,
)
KINDS: dict[str, type[Fact]] = {}
"""Kind ► class, in the order that settles equal times."""

for _rank, _class in enumerate(_LISTED):
    _class.rank = _rank
    KINDS[_class.kind] = _class
