"""Whether a plan is current: who has confirmed its latest version, and why it does not stand, or until when it does."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from lus.domain.calendar import end_of
from lus.domain.case import History
from lus.domain.duty import Duty
from lus.domain.facts import ChangeAsked, PlanConfirmed, PlanVersioned
from lus.domain.immutable import immutable
from lus.domain.plan.consent import MAKE, consents, covered, ends, refused, rests_on_consent, stop
from lus.domain.plan.contents import changed, version
from lus.domain.units import UnitId


def answers(history: History, made: PlanVersioned) -> Iterator[PlanConfirmed | ChangeAsked]:
    """What the units said of a version, in order."""
    both: list[PlanConfirmed | ChangeAsked] = [*history.all(PlanConfirmed), *history.all(ChangeAsked)]
    yield from sorted((one for one in both if one.of == made.seq), key=lambda one: history.place[one.seq])


def answer(history: History, made: PlanVersioned, unit: UnitId) -> PlanConfirmed | ChangeAsked | None:
    """The last that the unit, or who took it over, said of the version."""
    said_of = [one for one in answers(history, made) if history.acts_for(one, confirming(history), made, unit)]
    return said_of[-1] if said_of else None


def confirming(history: History) -> str:
    """The duty by which each unit confirms a version."""
    return "confirm_plan" if rests_on_consent(history) else "adjust_compulsory_plan"


def asks_change(history: History) -> bool:
    """Whether a unit on the plan wants the latest version changed and has not confirmed it since."""
    made = version(history)
    return made is not None and any(isinstance(answer(history, made, unit), ChangeAsked) for unit in history.parties)


def lapsed(history: History, made: PlanVersioned) -> bool:
    """Whether somebody has said no since: a later yes is to what is sent anew."""
    return stop(history, made, MAKE)[0] is not None


def unconfirmed(history: History, made: PlanVersioned) -> list[UnitId]:
    """The units that the plan is also theirs and that have not confirmed the version, whether or not they got it."""
    named = covered(history, date.min)
    ours = (unit for unit, side in history.parties.items() if side != "coordinator" and unit != made.unit)
    may = (unit for unit in ours if named is None or unit in named)
    return [unit for unit in may if not isinstance(answer(history, made, unit), PlanConfirmed)]


def all_confirmed(history: History) -> bool:
    """Whether the plan stands as everybody on it has confirmed it."""
    made = version(history)
    return (
        made is not None and not lapsed(history, made) and not changed(history, made) and not unconfirmed(history, made)
    )


@immutable()
class Standing:
    """Whether a plan is current, as codes and moments: no clock is read.

    `reasons`: why it is not, the weightiest first; empty: it is, until `until`, and then not for the reason `then`.
    """

    reasons: tuple[str, ...]
    until: datetime | None = None
    then: str = ""

    def not_current(self, now: datetime) -> str | None:
        """The code of why it is not current at that moment; None: it is."""
        if self.reasons:
            return self.reasons[0]
        return self.then if self.until and self.until <= now else None


NOT_CURRENT = (
    "closed",
    "consent_refused",
    "consent_withdrawn",
    "no_consent",
    "not_made",
    "not_sent_again",
    "change_asked",
    "changed",
    "unconfirmed",
    "no_follow_up",
    "follow_up_passed",
    "consent_ended",
)
"""Why a plan is not current, the weightiest first. Words in lus.words.plans."""


def standing(history: History, duties: Iterable[Duty]) -> Standing:
    """Current: consent holds, not closed, everybody has confirmed the latest version, a follow-up is set."""
    owed = [duty for duty in duties if duty.ended is None]
    no = refused(history, MAKE)
    said_yes = consents(history, "plan", date.min)
    made = version(history)
    following = next((duty for duty in owed if duty.kind == "hold_follow_up"), None)
    holds = {
        "closed": history.ended is not None,
        "consent_refused": no is not None and no.kind == "consent_refused",
        "consent_withdrawn": no is not None and no.kind == "consent_withdrawn",
        "no_consent": rests_on_consent(history) and not said_yes and no is None,
        "not_made": made is None,
        "not_sent_again": made is not None and lapsed(history, made),
        "change_asked": asks_change(history),
        "changed": made is not None and changed(history, made),
        "unconfirmed": made is not None and bool(unconfirmed(history, made)),
        "no_follow_up": following is None,
    }
    passes: list[tuple[datetime, str]] = [(following.due_at, "follow_up_passed")] if following else []
    ending = ends(history) if rests_on_consent(history) else None
    passes += [(end_of(ending), "consent_ended")] if ending else []
    first, then = min(passes, default=(None, ""))
    return Standing(tuple(code for code, true in holds.items() if true), first, then)


CONFIRMING = frozenset({"confirm_plan", "adjust_compulsory_plan"})
"""Duties by which each unit confirms a version."""
