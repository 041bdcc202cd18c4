"""The access log, with the fields of Inera's StoreLog: written in the transaction that it tells of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Connection

from lus.domain.access import Actor
from lus.store import driver

Activity: TypeAlias = Literal["Läsa", "Skriva", "Signera", "Utskrift", "Vidimera", "Radera", "Nödöppning"]
Purpose: TypeAlias = Literal[
    "Vård och behandling",
    "Kvalitetssäkring",
    "Annan dokumentation enligt lag",
    "Statistik",
    "Administration",
    "Kvalitetsregister",
]
Outcome: TypeAlias = Literal["shown", "recorded", "repeated", "refused", "not_found"]


# Asks for nothing back, because the role may write the log and not read it.
_WRITE = """
insert into access_log (activity, purpose, outcome, what, person_id, hsa_id, assignment_id, role, unit_id, provider,
                        case_ids, patients, owners, sought)
values (%(activity)s, %(purpose)s, %(outcome)s, %(what)s, %(person_id)s, %(hsa_id)s, %(assignment_id)s, %(role)s,
        %(unit_id)s, %(provider)s, cast(%(case_ids)s as bigint[]), cast(%(patients)s as uuid[]),
        cast(%(owners)s as text[]), %(sought)s)
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A patient in a view: the case, the person, and the providers that own what was shown of it.

    `person` None: who it is was not shown, because the unit may not know; the case says it to who reviews the log.
    """

    case_id: int
    person: UUID | None
    owners: tuple[str, ...] = ()


@dataclass(slots=True)
class Record:
    """One view or one act under way. `what` names the page or the kind of fact, never whom it is about."""

    activity: Activity
    what: str
    outcome: Outcome = "shown"
    shown: dict[int, Shown] = field(default_factory=dict)
    sought: str | None = None

    def add(self, patients: Iterable[Shown]) -> None:
        """Patients that the view shows too."""
        self.shown.update((patient.case_id, patient) for patient in patients)


def write(connection: Connection, actor: Actor, purpose: Purpose, record: Record) -> None:
    """In real time, whatever the training clock says."""
    shown = record.shown.values()
    driver.run(
        connection,
        _WRITE,
        {
            "activity": record.activity,
            "purpose": purpose,
            "outcome": record.outcome,
            "what": record.what,
            "person_id": actor.person,
            "hsa_id": actor.hsa_id,
            "assignment_id": actor.assignment,
            "role": actor.role,
            "unit_id": actor.unit,
            "provider": actor.provider,
            # As PostgreSQL writes arrays: the driver takes its time over lists.
            "case_ids": f"{{{','.join(str(one.case_id) for one in shown)}}}",
            "patients": f"{{{','.join(str(one.person) for one in shown if one.person)}}}",
            "owners": sorted({owner for one in shown for owner in one.owners}),
            "sought": record.sought,
        },
    )
