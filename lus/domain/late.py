"""Which duties are about a SIP, and from when each makes it late: a call, a meeting, a confirmation, a follow-up.

A plan is late while one of them is owed and its time has passed; a call is late before there is any plan.
"""

from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

from lus.domain.calendar import DAY, day_of, end_of
from lus.domain.case import History
from lus.domain.duty import Duty
from lus.domain.facts import ConsentGiven, RegistrationChanged
from lus.domain.liability import paying
from lus.domain.plan import consents, opened

Late: TypeAlias = Literal["call", "meeting", "confirmation", "follow_up", "unset", "consent"]

KINDS_OF_LATE: tuple[Late, ...] = get_args(Late)
"""In the order in which they are shown: what comes first in the life of a plan stands first."""

LATE: dict[str, Late] = {
    "call_to_sip": "call",
    "book_meeting": "call",
    "hold_meeting": "meeting",
    "confirm_plan": "confirmation",
    "adjust_compulsory_plan": "confirmation",
    "hold_follow_up": "follow_up",
    "set_follow_up": "unset",
    "renew_consent": "consent",
}
"""Kind of duty ► what is late with the SIP while it is owed and due."""


def late(history: History, duty: Duty) -> tuple[Late, datetime] | None:
    """What the duty makes late, and from which instant on; None: it is not about a SIP, or makes nothing late.

    A consent is asked for anew before it ends, and is late once it has: unless another one holds on.
    """
    kind = LATE.get(duty.kind)
    if kind is None:
        return None
    given = duty.opened
    if kind != "consent" or not isinstance(given, ConsentGiven) or given.until_on is None:
        return kind, duty.due_at
    return None if consents(history, "plan", given.until_on + DAY) else (kind, end_of(given.until_on))


def municipality(history: History) -> str | None:
    """The code of the municipality that the person lives in, as the case was last told; None: nobody has said.

    Of a stay the one that pays. Of a plan that says none: the one whose units take part, if they are of one alone.
    """
    if history.admitted:
        return paying(history)
    began = opened(history)
    last: date = day_of(history.facts[-1].moment)
    changed = [one for one in history.all(RegistrationChanged) if one.what == "registration"]
    told = [one.code for one in changed if (one.from_on or day_of(one.moment)) <= last]
    if told or (began and began.registered_in):
        return told[-1] if told else began.registered_in if began else None
    codes = {code for unit in history.parties if (code := history.units[unit].municipality)}
    return codes.pop() if len(codes) == 1 else None
