"""A patient who comes back: a new case that names the previous one, which is interrupted with that reason.

Two facts on two cases, each in a transaction of its own. Sent again with the same key, what is missing is done and
nothing twice: the admission first, so that the patient is never without a case.
"""

from dataclasses import replace

from lus.domain.access import Actor
from lus.usecases.outcomes import Outcome, Recorded, Repeated
from lus.usecases.record import Act, System, record

REASON = "readmitted"


def readmit(system: System, actor: Actor, admission: Act, previous: str) -> Outcome:
    """Record the admission, then the interruption of `previous`; the outcome is the admission's.

    A previous case that has ended meanwhile stays as it ended: nothing is owed there.
    """
    act = replace(admission, fields={**admission.fields, "previous_case": previous})
    outcome = record(system, actor, act)
    if isinstance(outcome, Recorded | Repeated):
        ended = Act(case=previous, kind="interrupted", fields={"reason": REASON}, key=f"{act.key}:{REASON}")
        record(system, actor, ended)
    return outcome
