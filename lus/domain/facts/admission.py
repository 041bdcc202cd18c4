"""Facts from the admission on: the need, the notice, receipts, the fast vårdkontakt, planning."""

from collections.abc import Mapping
from datetime import date

from lus.domain.fact import ANY, OPEN_CARE, PROTECTIONS, WARD, AboutFact, Fact, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.units import UnitId


@immutable(slots=False, kw_only=True)
class Admitted(Fact):
    """The patient was admitted. Registration decides who pays (5 kap. 2 §).

    `protection`: the kind of protected identity that the header began with; who the patient is stands there alone.
    """

    kind = "admitted"
    by = WARD

    care: str = skeleton("code", "somatic", "psychiatric", default="somatic")
    legal_form: str = skeleton("code", "voluntary", "lpt", "lrv", default="voluntary")
    registered_in: str | None = skeleton("municipality", required=False)
    placed_by: str | None = skeleton("municipality", required=False)
    listed_at: UnitId | None = skeleton("unit", required=False)
    previous_case: str | None = skeleton("case", required=False)
    protection: str | None = skeleton("code", *PROTECTIONS, required=False)
    room: str | None = content("line")


@immutable(slots=False, kw_only=True)
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


@immutable(slots=False, kw_only=True)
class AdmissionNotified(Fact):
    """Inskrivningsmeddelande (2 kap. 1-3 §§). Name, number and address stand in the case's header."""

    kind = "admission_notified"
    by = WARD
    to = "concerned"
    receipt = True
    sent = True

    expected_discharge_on: date = skeleton("day")
    note: str | None = content()


@immutable(slots=False, kw_only=True)
class ExpectedDischargeChanged(Fact):
    """Ändrad beräknad utskrivning (2 kap. 4 §)."""

    kind = "expected_discharge_changed"
    by = WARD
    to = "notified"
    receipt = True
    sent = True

    expected_discharge_on: date = skeleton("day")
    note: str | None = content()


@immutable(slots=False, kw_only=True)
class Acknowledged(AboutFact):
    """Kvittens: the receiver has read the message."""

    kind = "acknowledged"
    by = ANY
    to = "sender"
    sent = True
    joins = False
    after_the_end = True


@immutable(slots=False, kw_only=True)
class CareContactAppointed(Fact):
    """Fast vårdkontakt appointed by the head of the open-care unit (2 kap. 5 §)."""

    kind = "care_contact_appointed"
    by = OPEN_CARE
    to = "parties"
    sent = True

    name: str | None = content("line", required=True)
    role: str | None = content("line", required=True)
    phone: str | None = content("line", required=True)


@immutable(slots=False, kw_only=True)
class PlanningNoted(Fact):
    """Planeringsunderlag: what there is today and what is needed (2 kap. 6 §)."""

    kind = "planning_noted"
    by = ANY
    to = "chosen"
    sent = True

    services: str | None = content(required=True)
    needs: str | None = content()
    aids: str | None = content()
    track: str | None = content("line")
    person_says: str | None = content()
    questions: str | None = content()


@immutable(slots=False, kw_only=True)
class SipNeedDecided(Fact):
    """Whether both principals are needed after discharge, so that a SIP is to be made (4 kap. 1 §)."""

    kind = "sip_need_decided"
    by = OPEN_CARE | WARD
    to = "parties"
    sent = True

    needed: bool = skeleton("yes_no")
    why: str | None = content(required=True)
