"""A call to a SIP opens the plan: a case of its own, with the meeting that was called to (docs/adr/0032).

Three facts on two cases, each in a transaction of its own, and each with a key that follows from the call's: sent
again, what is missing is done and nothing twice. The call comes first, for it is what the law asks for.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from lus.domain.access import Actor
from lus.domain.facts import Receiver
from lus.domain.units import UnitId
from lus.usecases.outcomes import Outcome, Recorded, Repeated
from lus.usecases.record import Act, Header, System, record

WHY = "Kallad till SIP inför utskrivning från sjukhus."


def open_plan(  # noqa: PLR0917 what a call knows
    system: System,
    actor: Actor,
    ref: str,
    header: Header,
    call: Mapping[str, Any],
    called_at: datetime,
    receivers: tuple[Receiver, ...],
    named: Collection[UnitId],
    key: str,
) -> Outcome:
    """Open the plan that the call in stay `ref` asks for, towards those called; the outcome is the opening's.

    `named`: who may know who the patient is, where that is protected: of those called no other learns it by the plan.
    `call`: `meeting_at`, `form` and `place` of the call, and `registered_in`. Its questions stay with the call: a plan
    says nothing about the person before there is consent. A meeting that is not ahead is booked by who leads.
    """
    opened = {
        "why": WHY,
        "from_case": ref,
        "called_at": called_at,
        "registered_in": call.get("registered_in"),
        "named": tuple(one.unit for one in receivers if one.unit in named),
    }
    outcome = record(
        system, actor, Act(case=header, kind="plan_opened", fields=opened, key=f"{key}:plan", receivers=receivers)
    )
    if isinstance(outcome, Recorded | Repeated):
        meeting = {name: call.get(name) for name in ("meeting_at", "form", "place")}
        booked = Act(case=outcome.ref, kind="meeting_booked", fields=meeting, key=f"{key}:meeting", receivers=receivers)
        record(system, actor, booked)
    return outcome
