"""Duties as pages say them: who does what, by when, why, and the acts that meet them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lus import words
from lus.domain.calendar import to_the_minute
from lus.domain.case import parts
from lus.domain.coordination import handle
from lus.domain.duty import Duty
from lus.domain.facts import CoordinationAnswered, DutyOffered, InvitationUndelivered, LiabilitySettled
from lus.domain.ordinations import ordination_of
from lus.domain.terms import Finding
from lus.domain.units import UnitId
from lus.web.ladder import Ladder, ladder
from lus.web.moments import Due, due
from lus.web.offers import UNTYPED, Offer, at_duty, offers
from lus.web.ordinations import called
from lus.web.situation import Situation
from lus.words import findings
from lus.words.acts import DECIDE_WHO, DUTY_NOW, READ
from lus.words.rules import place
from lus.words.sources import source


@dataclass(frozen=True, slots=True)
class Said:
    """A duty in words. `who` is "Ni" where it is ours; `title` says it as a task.

    `said`: what the unit wrote that asks us to take a duty over. `rule`: where *Regler* tells of its source. `asked`:
    the question behind it. `reminded`: what was told of it.
    """

    kind: str
    keys: tuple[str, ...]
    who: str
    what: str
    title: str
    due: Due
    ours: bool
    why: tuple[str, ...]
    source: str
    rule: str | None
    opened: int
    offers: tuple[Offer, ...]
    more: tuple[Offer, ...]
    taken: str
    said: str
    asked: tuple[str, str] | None
    reminded: Ladder | None

    @property
    def line(self) -> str:
        """Who does what."""
        return f"{self.who} {self.what}"


def _in_minutes(reason: Finding) -> Finding:
    """No deadline that people meet hangs on a second: only money is told to the second."""
    return replace(reason, values={name: to_the_minute(value) for name, value in reason.values.items()})


MOST = 50
"""So many duties of ours, and of others, are told at once: the most urgent. The next come as those are done."""


def said(here: Situation, owed: Iterable[Duty]) -> list[Said]:
    """The duties in words, ours first, at most MOST of ours and of others; the same act towards several is one."""
    groups = grouped(owed)
    ours = [group for group in groups if group[0].unit == here.unit][:MOST]
    theirs = [group for group in groups if group[0].unit != here.unit][:MOST]
    seen: set[str] = set()
    return [_said(here, group, seen) for group in (*ours, *theirs)]


def grouped(owed: Iterable[Duty]) -> list[list[Duty]]:
    """The duties that are told as one: the same act, opened by the same fact, towards several units."""
    groups: dict[tuple[object, ...], list[Duty]] = {}
    for each in owed:
        groups.setdefault((each.kind, each.unit, each.opened.seq, each.due_at), []).append(each)
    return list(groups.values())


def left_out(here: Situation, owed: Iterable[Duty]) -> tuple[int, int]:
    """How many of ours, and of others, `said` does not tell."""
    groups = grouped(owed)
    ours = sum(group[0].unit == here.unit for group in groups)
    return max(ours - MOST, 0), max(len(groups) - ours - MOST, 0)


def _said(here: Situation, group: list[Duty], seen: set[str]) -> Said:
    first = group[0]
    ours = first.unit == here.unit
    toward = [here.cards[d.toward].short for d in group if d.toward is not None]
    settled = isinstance(first.opened, LiabilitySettled)
    given = ordination_of(here.history, first.opened)
    about = (first.opened.refers_to if settled else None) or first.opened.seq
    if given and first.kind == "receive_ordination":
        about = given.seq
    kind, now, title = first.kind, DUTY_NOW[first.kind], words.DUTY[first.kind]
    if kind == "resolve_bounce" and isinstance(first.opened, CoordinationAnswered):
        kind, now, title = "answer_coordination", *DECIDE_WHO
    if kind == "answer_coordination":
        about = first.opened.refers_to or first.opened.seq
    object_ = concerning(first.kind, first.opened.kind, toward) + (
        f": {called(given)}" if given and given.what and given.what != UNTYPED else ""
    )
    if isinstance(first.opened, InvitationUndelivered) and first.opened.unreached is not None:
        object_ = f": {here.cards[first.opened.unreached].short}"
    offer = first.opened if first.kind == "acknowledge" and isinstance(first.opened, DutyOffered) else None
    if offer:
        kind, now, title = offer.kind, "svarar om att ta över", f"{here.cards[offer.unit].short} ber er ta över"
        object_ = f": {words.DUTY[parts(offer.duty)[0]]}"
    return Said(
        first.kind,
        _anchors(group, seen),
        "Ni" if ours else here.cards[first.unit].short,
        f"{now}{object_}",
        (text := f"{title}{object_}")[:1].upper() + text[1:],
        due(first.due_at, first.due_on, here.now),
        ours,
        tuple(findings.sentences([_in_minutes(reason) for reason in first.because])),
        source(first.source),
        place(first.source, first.kind),
        first.opened.seq,
        _offers(here, kind, about) if ours else (),
        at_duty(here, first) if len(group) == 1 else (),
        (here.people.get(first.taken.seq) or "en kollega") if ours and first.taken else "",
        (offer.reason or "") if ours and offer else "",
        here.asked.get(first.kind),
        _reminded(here, group),
    )


def _offers(here: Situation, kind: str, about: int) -> tuple[Offer, ...]:
    """The acts that meet a duty of ours."""
    ready, planned = here.history.standing is not None, here.history.kind == "plan"
    return offers(here.ref, here.side, kind, about, ready=ready, planned=planned)


def _reminded(here: Situation, group: Sequence[Duty]) -> Ladder | None:
    """What was told of the duties, each step once: it is the same towards several units."""
    known = {handle(here.ref, each.key) for each in group}
    told = {(one.step, one.unit, one.person, one.at): one for one in here.reminders if one.duty in known}
    return ladder(told.values(), here.cards, here.now, people=not here.hidden)


def concerning(kind: str, message: str | None, toward: Sequence[str]) -> str:
    """What a duty's verb is about: the message to be read, the units to be told."""
    if kind == "acknowledge":
        return f" {READ.get(message or '', 'meddelandet')}"
    return f" till {', '.join(toward)}" if toward else ""


def _anchors(group: list[Duty], seen: set[str]) -> tuple[str, ...]:
    """The ids that boards may lead to: with the unit, and without where a list may not name it. Each once a page."""
    wanted = dict.fromkeys(anchor(duty.kind, unit, duty.due_at) for duty in group for unit in (duty.unit, None))
    fresh = tuple(key for key in wanted if key not in seen)
    seen.update(fresh)
    return fresh


def anchor(kind: str, unit: UnitId | None, due_at: datetime) -> str:
    """A duty's id in a page, which a board can work out too."""
    return f"d-{kind.replace('_', '-')}-{unit or 0}-{int(due_at.timestamp())}"
