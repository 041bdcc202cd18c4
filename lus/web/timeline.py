"""What has happened, newest first: receipts, content where it may be read, voided facts struck through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from lus.domain.attachment import MB
from lus.domain.calendar import day_of
from lus.domain.duty import IN_THE_INBOX, Duty
from lus.domain.facts import Acknowledged, Fact, MessageWithheld, PatientInformed, Seq, Voided
from lus.queries.case import Attached
from lus.web.choices import may_be_voided
from lus.web.forms import slots_of
from lus.web.moments import clock, length, overdue, when
from lus.web.offers import Offer, act_href, at_message
from lus.web.situation import Situation
from lus.web.telling import lines_of, titled
from lus.web.thread import answers, deviation_times
from lus.words.codes import CODE

TOLD_LATER = timedelta(minutes=15)
"""Told so long after it happened, a fact shows both times."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether one receiver has read it: `look` is ok, wait, late or gone."""

    look: str
    text: str


A_PAGE = 100
"""So many events stand on one page; the next begins with the one after the last of them."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of what has happened. `older`: where the next one begins, None at the end; `newest`: the first."""

    events: "tuple[Event, ...]"
    newest: bool
    older: Seq | None


@dataclass(frozen=True, slots=True)
class Event:
    """One fact as shown. `lines` are label and text of its content; `secret`: there is content, for others.
    `answers`: address and name of what it answers, and in which way. `files`: name, size and address of each.
    """

    seq: int
    at: str
    title: str
    line: str
    by: tuple[str, ...]
    told: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    secret: bool
    receipts: tuple[Receipt, ...]
    voided: str
    void_href: str
    print_href: str
    offers: tuple[Offer, ...]
    answers: tuple[str, str, str] | None
    times: tuple[str, ...]
    files: tuple[tuple[str, str, str], ...]


def timeline(here: Situation, first: Seq | None = None) -> Timeline:
    """The facts from `first` on, or from the newest, without the receipts, which stand at what they are receipts for.

    What fits on one page is all there, wherever it is to begin.
    """
    voided = {fact.of: fact for fact in here.case.facts if isinstance(fact, Voided)}
    receipts: dict[int, list[Duty]] = {}
    for duty in here.derived.duties:
        if duty.kind in IN_THE_INBOX:
            receipts.setdefault(duty.opened.seq, []).append(duty)
    shown = (fact for fact in here.case.facts if not isinstance(fact, Acknowledged) and not _kept_from_us(here, fact))
    ordered = sorted(shown, key=lambda fact: (fact.moment, fact.rank, fact.seq), reverse=True)
    found = (place for place, fact in enumerate(ordered) if fact.seq == first)
    start = next(found, 0) if len(ordered) > A_PAGE else 0
    page, rest = ordered[start : start + A_PAGE], ordered[start + A_PAGE :]
    events = tuple(_event(here, fact, voided, receipts.get(fact.seq, [])) for fact in page)
    return Timeline(events, start == 0, rest[0].seq if rest else None)


def _kept_from_us(here: Situation, fact: Fact) -> bool:
    """That something is withheld says what it withholds: the unit that it is withheld from is not told."""
    return isinstance(fact, MessageWithheld) and fact.from_unit == here.unit


def at_event(ref: str, seq: Seq) -> str:
    """The address of an event on its case, on whichever stretch of the timeline it stands."""
    return f"/arende/{ref}?fran={seq}#h-{seq}"


def _event(here: Situation, fact: Fact, voided: Mapping[int, Voided], owed: list[Duty]) -> Event:
    by = voided.get(fact.seq)
    ours = fact.unit == here.unit
    may_void = ours and by is None and may_be_voided(here, fact)
    (title, line), lines = titled(here, fact), tuple(lines_of(here, fact, "content"))
    return Event(
        fact.seq,
        when(fact.moment, here.now),
        title,
        line,
        tuple(one for one in ("er enhet" if ours else here.cards[fact.unit].short, here.people.get(fact.seq)) if one),
        _told(here, fact),
        lines,
        not lines and _secret(here, fact),
        tuple(_receipt(here, duty) for duty in _in_order(fact, owed)) or tuple(_sent_to(here, fact)),
        f"återtaget: {CODE['reason'][by.reason]}" if by and by.reason else "återtaget" if by else "",
        f"{act_href(here.ref, 'voided')}?of={fact.seq}" if may_void else "",
        f"/arende/{here.ref}/patientinformation/{fact.seq}" if may_void and isinstance(fact, PatientInformed) else "",
        at_message(here, fact) if by is None else (),
        (at_event(here.ref, about[0]), *about[1:]) if (about := answers(here, fact)) else None,
        deviation_times(here, fact),
        tuple(_file(here, one) for one in here.files if one.seq == fact.seq),
    )


def _file(here: Situation, one: Attached) -> tuple[str, str, str]:
    """Name, size and address."""
    size = f"{one.size / MB:.1f} MB".replace(".", ",") if one.size >= MB else f"{max(one.size // 1024, 1)} kB"
    return one.name, size, f"/arende/{here.ref}/fil/{one.seq}/{one.number}"


def _told(here: Situation, fact: Fact) -> tuple[str, ...]:
    """That it was told later than it happened, how it was given, and why it is told so late."""
    said = [f"lämnat {CODE['channel'][fact.channel]}"] if fact.told_by_hand else []
    if fact.recorded_at - fact.moment > TOLD_LATER:
        said.append(f"noterat {when(fact.recorded_at, here.now)}")
    if fact.told_by_hand and not here.history.confirmed(fact):
        said.append("tiden är inte bekräftad av någon mottagare")
    return (*said, *([fact.late_reason] if fact.late_reason else []))


def _secret(here: Situation, fact: Fact) -> bool:
    """Whether content exists that this unit may not read: what must be there is not."""
    if here.unit == fact.unit or here.unit in fact.units:
        return False
    return any(slot.layer == "content" for slot in slots_of(fact.kind))


def _receipt(here: Situation, duty: Duty) -> Receipt:
    name = here.cards[duty.unit].short + (" (ni)" if duty.unit == here.unit else "")
    if duty.met_at:
        same = day_of(duty.met_at) == day_of(duty.opened.moment)
        return Receipt("ok", f"{name} {clock(duty.met_at) if same else when(duty.met_at, here.now)}")
    if duty.cancelled:
        asked = duty.reason == "questioned"
        return Receipt("wait" if asked else "gone", f"{name} {'har frågat' if asked else 'behöver inte kvittera'}")
    look = "late" if overdue(duty, here.now) else "wait"
    return Receipt(look, f"{name} väntar {length(here.now - duty.opened.moment)}")


def _in_order(fact: Fact, owed: list[Duty]) -> list[Duty]:
    place = {unit: number for number, unit in enumerate(fact.to_units)}
    return sorted(owed, key=lambda duty: place.get(duty.unit, len(place)))


def _sent_to(here: Situation, fact: Fact) -> list[Receipt]:
    if not fact.receivers:
        return []
    names = ", ".join("er" if unit == here.unit else here.cards[unit].short for unit in fact.to_units)
    return [Receipt("sent", f"till {names}")]
