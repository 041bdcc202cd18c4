"""Facts about the way home and how the stay ends."""

from datetime import datetime

from lus.domain.fact import ANY, ANY_CASE, OPEN_CARE, RECEIVERS, WARD, Fact, content, skeleton
from lus.domain.immutable import immutable
from lus.domain.units import UnitId


@immutable(slots=False, kw_only=True)
class LeaveStarted(Fact):
    """Permission: the patient is away and stays admitted; clocks and days run."""

    kind = "leave_started"
    by = WARD
    to = "parties"

    until_at: datetime | None = skeleton("instant")
    services: str | None = content(required=True)


@immutable(slots=False, kw_only=True)
class LeaveEnded(Fact):
    """The patient is back on the ward."""

    kind = "leave_ended"
    by = WARD
    to = "parties"

    note: str | None = content()


@immutable(slots=False, kw_only=True)
class Moved(Fact):
    """Transfer to another ward of the same region: the ward's duties go with the patient at once."""

    kind = "moved"
    by = WARD
    to = "parties"

    ward: UnitId | None = skeleton("unit")
    note: str | None = content()


@immutable(slots=False, kw_only=True)
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


@immutable(slots=False, kw_only=True)
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


@immutable(slots=False, kw_only=True)
class PatientInformed(Fact):
    """The patient got the written information (patientlagen 3 kap. 2 b §)."""

    kind = "patient_informed"
    by = WARD

    printed: bool = skeleton("yes_no", required=False, default=False)
    summary: str | None = content(required=True)
    plans: str | None = content()
    next_of_kin: str | None = content("line")


@immutable(slots=False, kw_only=True)
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


@immutable(slots=False, kw_only=True)
class FirstContactMade(Fact):
    """First contact after the homecoming, by the unit of the fast vårdkontakt."""

    kind = "first_contact_made"
    by = OPEN_CARE
    to = "parties"

    form: str | None = skeleton("code", "visit", "video", "phone")
    by_whom: str | None = content("line", required=True)
    note: str | None = content()


@immutable(slots=False, kw_only=True)
class Died(Fact):
    """The patient died: nothing is missed afterwards."""

    kind = "died"
    cases = ANY_CASE
    by = ANY
    to = "parties"


@immutable(slots=False, kw_only=True)
class Interrupted(Fact):
    """Avbrott: no need after all, admitted again, or entered in error. Cancels all duties."""

    kind = "interrupted"
    cases = ANY_CASE
    by = WARD | RECEIVERS
    to = "parties"

    reason: str | None = skeleton("code", "no_need", "readmitted", "entered_in_error")
    note: str | None = content()


@immutable(slots=False, kw_only=True)
class Closed(Fact):
    """The case was closed, by the owing unit or by a worker when nothing is left."""

    kind = "closed"
    cases = ANY_CASE
    by = ANY
    to = "parties"
