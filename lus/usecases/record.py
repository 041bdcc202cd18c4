"""Recording a fact: nearly all that anybody does. One transaction: fact, what follows from it, log, notification."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError

from lus.domain.access import Actor, may_record
from lus.domain.attachment import File
from lus.domain.board import board_rows
from lus.domain.calendar import day_of
from lus.domain.case import Case, History, kind_of
from lus.domain.coordination import ABOUT, behind
from lus.domain.derive import derive
from lus.domain.errors import Refusal
from lus.domain.fact import PLAN, CaseKind
from lus.domain.facts import KINDS, Fact, IdentityLinked, PlanOpened, Receiver, Reminded, Seq
from lus.domain.identity import comes_of_age
from lus.domain.invitation import changes
from lus.domain.lawdata import Law
from lus.domain.refusals import refusals
from lus.domain.reminding import Ladders
from lus.domain.terms import Terms
from lus.domain.units import UnitId
from lus.store import attachments, invitations, journal, registry
from lus.store.audit import Purpose, Record, Shown
from lus.store.doors import WritingDoor
from lus.store.patient import Header as Header  # noqa: PLC0414 the pages make one
from lus.store.patient import after
from lus.usecases.following import follow, lend_eyes, named, units_of
from lus.usecases.outcomes import Conflict, Happened, NotFound, Outcome, Recorded, Refused, Repeated
from lus.usecases.receivers import receivers

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PURPOSE: Purpose = "Vård och behandling"
_TICK = timedelta(microseconds=1)
_ATTEMPTS = 3
_TAKEN_MEANWHILE = ("pk_idempotency", "uq_cases_ref")
"""Two clicks at once, or a name drawn twice: tried again, the first finds the other's answer, the second a new name."""


class System(Protocol):
    """What bootstrap hands over, as far as recording needs it."""

    @property
    def writing(self) -> Callable[[Actor, str | None, Purpose], AbstractContextManager[WritingDoor]]:
        """The door."""
        ...

    @property
    def law(self) -> Law:
        """The law data."""
        ...

    @property
    def ladders(self) -> Ladders:
        """Who is reminded of what, and when."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is to be recorded. `fields`: the kind's own, parsed. `case`: its ref, or the patient of a new one.

    `key`: random per rendered form. `expected`: the case's version that the form showed; None where nothing was
    shown. `at`: when it happened, aware; None is now. `receivers` None: whom such facts go to.
    `files`: for who may read its content.
    """

    case: str | Header
    kind: str
    fields: Mapping[str, Any]
    key: str
    expected: int | None = None
    at: datetime | None = None
    receivers: tuple[Receiver, ...] | None = None
    channel: str = "system"
    in_reply_to: Seq | None = None
    files: tuple[File, ...] = ()


def record(system: System, actor: Actor, act: Act) -> Outcome:
    """Record the fact, or say why not. Raises DatabaseGone; KeyError where there is no such kind."""
    ref = act.case if isinstance(act.case, str) else None
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with system.writing(actor, ref, PURPOSE) as door:
                return _recorded(door, act, system)
        except IntegrityError as error:
            if attempt == _ATTEMPTS or not any(name in str(error.orig) for name in _TAKEN_MEANWHILE):
                raise
    raise AssertionError


def sent_before(system: System, actor: Actor, act: Act) -> Repeated | None:
    """The fact that this very form, on a case, gave already: clicked twice, or sent again after going back.

    For a form that the case no longer allows, whatever its fields have become. Raises DatabaseGone.
    """
    with system.writing(actor, str(act.case), PURPOSE) as door:
        log, locked = Record("Skriva", act.kind), door.case
        door.log(log)
        if locked is None:
            log.outcome, log.sought = "not_found", str(act.case)
            return None
        log.add([Shown(locked.id, locked.person, (actor.provider,))])
        found = journal.moment(door.connection, locked.id, actor.person or 0, act.key).repeated
        log.outcome = "repeated" if found else "refused"
        return Repeated(*found) if found else None


def _recorded(door: WritingDoor, act: Act, system: System) -> Outcome:
    actor, locked = door.actor, door.case
    log = Record("Skriva", act.kind)
    door.log(log)
    if isinstance(act.case, str) and locked is None:
        log.outcome, log.sought = "not_found", act.case
        return NotFound()
    if locked:
        log.add([Shown(locked.id, locked.person, (actor.provider,))])
    moment = journal.moment(door.connection, locked.id if locked else None, actor.person or 0, act.key)
    if moment.repeated:
        log.outcome = "repeated"
        return Repeated(*moment.repeated)
    case = journal.load(door.connection, locked.id) if locked else Case()
    cards = registry.cards(door.connection, _named(case, act, actor))
    terms = Terms(system.law, {unit: card.unit for unit, card in cards.items()})
    if locked and actor.side == "coordinator":
        known = _as_coordinator(door, locked.ref, case, act, terms)
        if known is None:
            log.outcome, log.sought, log.shown = "not_found", locked.ref, {}
            return NotFound()
        act = known
    fact = fact_of(case, act, actor, moment.now, terms)
    against = tuple(_against(case, fact, terms, actor))
    since = tuple(one for one in case.facts if act.expected is not None and one.seq > act.expected)
    if door.from_the_list:
        # Of the case it was shown nothing else: what others did since is not told.
        since = tuple(one for one in since if _same(one, fact))
    told = tuple(Happened(one.seq, one.kind, one.unit, one.recorded_at) for one in since)
    if against or any(_same(one, fact) for one in since):
        log.outcome = "refused"
        in_vain = since and not any(refusal.field for refusal in against)
        return Conflict(against, told) if in_vain else Refused(against)
    if locked is None:
        locked = _create(door, act, kind_of(fact))
        if locked is None:
            return _in_care(door, act, log)
        log.add([Shown(locked.id, locked.person, (actor.provider,))])
    _write(door, locked, case.with_fact(fact), act, terms=terms, ladders=system.ladders, moment=moment)
    log.outcome = "recorded"
    return Recorded(locked.ref, fact.seq)


def _as_coordinator(door: WritingDoor, ref: str, case: Case, act: Act, terms: Terms) -> Act | None:
    """The act with the key of the duty, which the coordinator's list calls by a digest.

    None: to this case the coordinator is a stranger, and the act is none of those that its list opens the case to.
    """
    unit, about = door.actor.unit, act.kind in ABOUT
    key = behind(derive(case, terms), terms, unit, ref, act.fields.get("duty") or "") if about else None
    known = replace(act, fields={**act.fields, "duty": key}) if key else act
    if not door.from_the_list:
        return known
    listed_act = key is not None or (act.kind == "party_added" and act.fields.get("party") == unit)
    # The list showed when the duty was last reminded of, and nothing else of the case; whom it goes to was not chosen.
    expected = known.expected if known.kind == Reminded.kind else None
    return replace(known, expected=expected, receivers=None) if listed_act else None


def _write(
    door: WritingDoor,
    locked: journal.Locked,
    case: Case,
    act: Act,
    *,
    terms: Terms,
    ladders: Ladders,
    moment: journal.Moment,
) -> None:
    """The new fact, the last of `case`, and everything that follows."""
    fact = case.facts[-1]
    found = derive(case, terms)
    shown = board_rows(found, terms)
    patient = after(locked.patient, fact, found.history) if locked.patient else None
    leaving = lend_eyes(door, shown, patient)
    before = History(tuple(one for one in found.history.facts if one.seq != fact.seq), terms.units)
    if isinstance(fact, IdentityLinked):
        # Who the patient is stands in the header alone.
        fact = replace(fact, name=None, number=None)
    journal.append(
        door.connection, locked.id, fact, act.key, journal.shared(before, fact, terms.coordinator(fact.unit))
    )
    attachments.keep(door.connection, locked.id, fact.seq, act.files)
    if found.history.kind in PLAN:
        invitations.write(door.connection, locked.id, changes(locked.ref, case, found.history))
    follow(
        door,
        locked,
        found,
        shown,
        fact.seq,
        terms=terms,
        ladders=ladders,
        moment=moment,
        patient=patient,
        leaving=leaving,
    )


def _in_care(door: WritingDoor, act: Act, log: Record) -> Repeated | Refused:
    """The unit has the person already: through this very form, sent twice at once, or another's."""
    again = journal.moment(door.connection, None, door.actor.person or 0, act.key).repeated
    if again:
        log.outcome = "repeated"
        return Repeated(*again)
    log.outcome = "refused"
    ref = journal.under_way(door.connection, door.actor.unit, act.case) if isinstance(act.case, Header) else None
    return Refused((Refusal("already_here", {"ref": ref}),))


def _create(door: WritingDoor, act: Act, kind: CaseKind) -> journal.Locked | None:
    if isinstance(act.case, str):
        raise TypeError(act.case)
    ref = "".join(secrets.choice(CROCKFORD) for _ in range(8))
    return journal.create(door.connection, ref, kind, door.actor.unit, act.case)


def _named(case: Case, act: Act, actor: Actor) -> Iterator[UnitId]:
    """Every unit that the case or the act names."""
    yield actor.unit
    yield from (receiver.unit for receiver in act.receivers or ())
    yield from named(act.kind, act.fields)
    yield from units_of(case)


def fact_of(case: Case, act: Act, actor: Actor, now: datetime, terms: Terms) -> Fact:
    """The fact as it would stand, with its receivers. Later than all others, even if the clock was set back."""
    last = max((one.recorded_at for one in case.facts), default=now - _TICK)
    recorded_at = max(now, last + _TICK)
    carried: dict[str, Any] = {
        "at": act.at or recorded_at,
        "recorded_at": recorded_at,
        "unit": actor.unit,
        "seq": len(case.facts) + 1,
        "channel": act.channel,
        "provider": actor.provider,
        "person": actor.person,
        "assignment": actor.assignment,
        "in_reply_to": act.in_reply_to,
    }
    if isinstance(act.case, Header) and "protection" in KINDS[act.kind].__dataclass_fields__:
        # Said once, in the header that the case begins with.
        carried["protection"] = act.case.protected
    if isinstance(act.case, Header) and act.kind == PlanOpened.kind:
        # Whether a guardian may speak is decided by age, and plans are counted by it. A protected birthday is not told.
        of_age_on, group = comes_of_age(act.case.number, day_of(recorded_at))
        carried |= {"of_age_on": None if act.case.protected else of_age_on, "age_group": group}
    if act.files:
        carried["attached"] = tuple(file.sha256 for file in act.files)
    fact = KINDS[act.kind](**carried, **act.fields)
    to = receivers(case.history(terms.units), fact, act.receivers, terms)
    return KINDS[act.kind](**carried, receivers=to, **act.fields)


def _against(case: Case, fact: Fact, terms: Terms, actor: Actor) -> Iterator[Refusal]:
    """Why the fact cannot be recorded: the role first, then what is missing, then the case as it stands."""
    if not may_record(actor, fact.kind):
        yield Refusal("not_your_act", {"kind": fact.kind})
        return
    strangers = [unit for unit in fact.to_units if unit not in terms.units]
    if strangers:
        yield from (Refusal("not_a_receiver", {"unit": unit, "kind": fact.kind}, "to") for unit in strangers)
        return
    yield from refusals(case, fact, terms)


def _same(one: Fact, other: Fact) -> bool:
    """Whether the other does again what somebody of the same unit just did, about the same thing."""
    about = (getattr(fact, "duty", None) or fact.refers_to for fact in (one, other))
    return (one.kind, one.unit, next(about)) == (other.kind, other.unit, next(about))
