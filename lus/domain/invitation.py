"""Invitations to a plan's meetings: who is to get which when a fact is recorded. References and moments, no patient."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, TypeAlias

from lus.domain.case import Case, History
from lus.domain.facts import MeetingHeld, Seq
from lus.domain.immutable import immutable
from lus.domain.plan import meetings
from lus.domain.units import UnitId

Method: TypeAlias = Literal["REQUEST", "CANCEL"]
"""Of a calendar message (RFC 5546): come, or come not."""

REQUEST: Final[Method] = "REQUEST"
CANCEL: Final[Method] = "CANCEL"


@immutable()
class Invitation:
    """A meeting as a calendar knows it again: the plan's reference and the meeting's number, that of its first fact.

    `sequence` is the number of the fact that changed it, counted from its first: it rises with every change.
    """

    ref: str
    number: Seq
    sequence: int
    method: Method
    at: datetime
    form: str

    @property
    def key(self) -> str:
        """The same at each attempt, and another at each change."""
        return f"{self.ref}:{self.number}:{self.sequence}"

    @property
    def moved(self) -> bool:
        """Whether it says something else than a first invitation did, and not that it is cancelled."""
        return self.sequence > 0 and self.method == REQUEST


@immutable()
class Call:
    """A meeting that is to be: when, how, and the units called to it."""

    at: datetime
    form: str
    units: frozenset[UnitId]


def calls(history: History) -> dict[Seq, Call]:
    """Number ► each meeting that was called to and is to be; none where the plan has ended."""
    if history.ended:
        return {}
    return {
        one.booked.seq: Call(
            one.at,
            one.last.form or "unit",
            frozenset(unit for fact in (one.booked, *one.moved) for unit in fact.to_units) & frozenset(history.parties),
        )
        for one in meetings(history)
        if one.ended is None
    }


def changes(ref: str, case: Case, history: History) -> Iterator[tuple[Invitation, UnitId]]:
    """What the last fact of the plan `ref` makes of its meetings: an invitation for each unit whose calendar changes.

    `history`: the case's. A meeting that was held, or that would have begun already, is cancelled in nobody's calendar,
    and nobody is called to what has been.
    """
    fact = case.facts[-1]
    # Not the history without its last fact: what that one voided counted before.
    before, after = calls(Case(case.facts[:-1]).history(history.units)), calls(history)
    held = {one.of for one in history.all(MeetingHeld)}
    for number in sorted({*before, *after}):
        was, now = before.get(number), after.get(number)
        if was == now or number in held:
            continue
        called: frozenset[UnitId] = now.units if now else frozenset()
        if was and was.at > fact.moment:
            off = (was.units - called) if now is None else (was.units - called) & frozenset(history.parties)
            made = Invitation(ref, number, fact.seq - number, CANCEL, was.at, was.form)
            yield from ((made, unit) for unit in sorted(off))
        if now and now.at > fact.recorded_at:
            same = was is not None and (was.at, was.form) == (now.at, now.form)
            made = Invitation(ref, number, fact.seq - number, REQUEST, now.at, now.form)
            yield from ((made, unit) for unit in sorted(called - was.units if was and same else called))


def current(ref: str, case: Case, history: History) -> Invitation | None:
    """The next meeting, as whoever takes it into a calendar now gets it: after all that was sent, before what will be.

    None: there is none.
    """
    number, call = max(calls(history).items(), default=(0, None))
    if call is None:
        return None
    return Invitation(ref, number, case.facts[-1].seq - number, "REQUEST", call.at, call.form)
