"""The facts of a case: locked, loaded, appended. Facts are never changed; what follows from them is in derived.py."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from lus.domain.case import Case, History
from lus.domain.fact import PLAN, CaseKind
from lus.domain.facts import (
    CoordinationAnswered,
    DutyDeclined,
    DutyOffered,
    Fact,
    Forwarded,
    Moved,
    PartyInvited,
    Receiver,
    Seq,
    Voided,
    WrongRecipient,
)
from lus.domain.refusals import MOST_FACTS
from lus.domain.stored import dump, parse
from lus.domain.units import UnitId
from lus.store.clock import MOMENT
from lus.store.patient import Header, Known, begun, known, written
from lus.store.reminders import STORED, Standing, standing

LONGEST = 3 * MOST_FACTS
"""Facts of one case beyond which it is not loaded: recording stops long before, so that it never comes to this."""


class TooLong(RuntimeError):  # noqa: N818 no ordinary error
    """A case of more facts than anybody can read, so that something must have run wild."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A case that nobody else may record on until the transaction ends.

    `coordinators`: the units in whose list it stands. `patient` None: identity is protected, and the transaction's
    units are not among those named.
    """

    id: int
    ref: str
    version: int
    party_units: tuple[UnitId, ...]
    coordinators: tuple[UnitId, ...]
    patient: Known | None

    @property
    def person(self) -> UUID | None:
        """The person's id, for those who may know it."""
        return self.patient.current.person if self.patient else None


@dataclass(frozen=True, slots=True)
class Moment:
    """After the lock: database time, the fact (ref, seq) that the key already gave, the stored duties as JSON."""

    now: datetime
    repeated: tuple[str, Seq] | None
    duties: tuple[dict[str, Any], ...]
    reminders: tuple[Standing, ...]


_LOCKED = """
select c.id, c.ref, c.version, c.party_units, c.coordinator_units,
       p.person_id, p.name, p.number, p.protected, p.named_units, p.identities
  from cases c left join patients p on p.case_id = c.id
 where {named} for update of c
"""
_LOCK = {str: text(_LOCKED.format(named="c.ref = :case")), int: text(_LOCKED.format(named="c.id = :case"))}

_MOMENT = text(f"""
select {MOMENT} as now, c.ref, i.seq,
       (select jsonb_agg(to_jsonb(d)) from duties d where d.case_id = :case_id) as duties,
       {STORED} as reminders
  from (values (1)) one
  left join idempotency i on i.actor = :actor and i.key = :key
  left join cases c on c.id = i.case_id
""")  # noqa: S608 a constant

_FACTS = text("""
select f.seq, f.kind, f.at, f.recorded_at, f.channel, f.unit_id, f.provider, f.person_id, f.assignment_id,
       f.in_reply_to, f.skeleton,
       (select jsonb_agg(jsonb_build_array(r.unit_id, r.ground) order by r.place)
          from fact_receivers r where r.case_id = f.case_id and r.seq = f.seq) as receivers
  from facts f where f.case_id = :case_id order by f.seq limit :limit
""")

_IN_CARE = """
b.case_ref from board b join patients p on p.case_id = b.case_id
 where b.unit_id = :unit and b.listed and b.status in ('admitted', 'planning', 'ready') and p.person_id = :person
 limit 1
"""

_CREATE = text(f"""
insert into cases (ref, kind, status, version, party_units)
select :ref, :kind, :status, 0, cast(array[:unit] as int[])
 where :kind <> 'stay' or not exists (select {_IN_CARE})
returning id
""")

_HEADER = text("""
insert into patients (case_id, person_id, name, number, protected, address, phone, next_of_kin, named_units, identities)
values (:case_id, :person, :name, :number, :protected, :address, :phone, :next_of_kin, cast(:named as int[]),
        cast(:identities as jsonb))
""")

# One statement: fact, receivers, content and key are there together or not at all, and it is one round trip.
_APPEND = text("""
with fact as (
  insert into facts (case_id, seq, kind, at, recorded_at, channel, unit_id, provider, person_id, assignment_id,
                     in_reply_to, skeleton)
  values (:case_id, :seq, :kind, :at, :recorded_at, :channel, :unit, :provider, :person, :assignment,
          :in_reply_to, cast(:skeleton as jsonb))
), receivers as (
  insert into fact_receivers (case_id, seq, unit_id, place, ground)
  select :case_id, :seq, r.unit_id, r.place, r.ground
    from jsonb_to_recordset(cast(:receivers as jsonb)) as r(unit_id int, place int, ground text)
), content as (
  insert into fact_contents (case_id, seq, provider, readers, content)
  select :case_id, :seq, :provider, cast(:readers as int[]), c
    from cast(:content as jsonb) c where c <> '{}'
), readers_changed as (
  update fact_contents
     set readers = case when cast(:added as int) > 0 then readers || cast(:added as int)
                        when cast(:dropped as int) > 0 then array_remove(readers, cast(:dropped as int))
                        else array[:unit]::int[] end
   where case_id = :case_id and seq = any(cast(:changed as int[])) and not readers @> array[cast(:added as int)]
     and (cast(:added as int) = 0 or :unit = any(readers))
)
insert into idempotency (actor, key, case_id, seq) values (:actor, :key, :case_id, :seq)
""")


@dataclass(frozen=True, slots=True)
class Shared:
    """Facts whose content gets a reader, or loses one; neither: only the unit that records keeps them."""

    facts: tuple[Seq, ...] = ()
    added: UnitId | None = None
    dropped: UnitId | None = None


NOBODY_ELSE = Shared()


def lock(connection: Connection, case: str | int) -> Locked | None:
    """The case of that ref, or id, if the transaction may record on it; waits for whoever does."""
    row = connection.execute(_LOCK[type(case)], {"case": case}).one_or_none()
    if row is None:
        return None
    on, lists = tuple(row.party_units), tuple(row.coordinator_units)
    return Locked(row.id, row.ref, row.version, on, lists, known(row))


def moment(connection: Connection, case_id: int | None, actor: int, key: str) -> Moment:
    """To be asked once the case is locked: what it says holds until the transaction ends."""
    row = connection.execute(_MOMENT, {"case_id": case_id, "actor": actor, "key": key}).one()
    repeated = (row.ref, row.seq) if row.seq else None
    return Moment(row.now, repeated, tuple(row.duties or ()), standing(row.reminders))


def load(connection: Connection, case_id: int) -> Case:
    """Its facts without content: what rules use, and every party sees. Raises TooLong."""
    rows = connection.execute(_FACTS, {"case_id": case_id, "limit": LONGEST + 1}).all()
    return Case(tuple(fact_of(row) for row in bounded(rows)))


def bounded(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """The rows, if they are all of them. A case without its last facts would be another case."""
    if len(rows) > LONGEST:
        raise TooLong
    return rows


def fact_of(row: "Row[Any]", content: dict[str, Any] | None = None) -> Fact:
    """The fact of a row with the columns of `facts` and `receivers`; content None: not to be seen."""
    return parse(
        row.kind,
        row.skeleton,
        content,
        at=row.at,
        recorded_at=row.recorded_at,
        unit=row.unit_id,
        seq=row.seq,
        channel=row.channel,
        provider=row.provider,
        person=row.person_id,
        assignment=row.assignment_id,
        receivers=tuple(Receiver(unit, ground) for unit, ground in row.receivers or ()),
        in_reply_to=row.in_reply_to,
    )


FIRST_STATUS: dict[CaseKind, str] = {"stay": "admitted", "coordination": "asked", "plan": "opened"}
"""Kind of case ► the status with which it begins."""


def create(connection: Connection, ref: str, kind: CaseKind, unit: UnitId, header: Header) -> Locked | None:
    """A case of no facts yet, with its patient, on which `unit` is. None: a stay of whom the unit has in its care."""
    asked = {"ref": ref, "kind": kind, "unit": unit, "person": header.person, "status": FIRST_STATUS[kind]}
    case_id: int | None = connection.execute(_CREATE, asked).scalar()
    if case_id is None:
        return None
    patient = begun(header, unit)
    values = {name: getattr(header, name) for name in Header.__slots__ if name != "also"}
    if header.protected:
        values |= {"phone": None, "next_of_kin": None}
    named = None if patient.named is None else sorted(patient.named)
    identities = json.dumps(written(patient.identities))
    connection.execute(_HEADER, {"case_id": case_id, **values, "named": named, "identities": identities})
    return Locked(case_id, ref, 0, (unit,), (), patient)


def under_way(connection: Connection, unit: UnitId, patient: Header) -> str | None:
    """The ref of the case in which that unit already has the person in its care."""
    values = {"unit": unit, "person": patient.person}
    found: str | None = connection.execute(text(f"select {_IN_CARE}"), values).scalar()
    return found


def append(connection: Connection, case_id: int, fact: Fact, key: str, shared: Shared = NOBODY_ELSE) -> None:
    """The fact, to whom it goes, its content for sender and receivers, and the key that it answers to.

    `shared`: what changes for the readers of earlier facts.
    """
    values = values_of(case_id, fact, key)
    readers = {"changed": list(shared.facts), "added": shared.added or 0, "dropped": shared.dropped or 0}
    connection.execute(_APPEND, {**values, **readers})


def values_of(case_id: int, fact: Fact, key: str) -> dict[str, Any]:
    """What is written of a fact: its row, its receivers, its content and their readers, its key; JSON as text."""
    receivers = [
        {"unit_id": receiver.unit, "place": place, "ground": receiver.ground}
        for place, receiver in enumerate(fact.receivers)
    ]
    return {
        "case_id": case_id,
        "seq": fact.seq,
        "kind": fact.kind,
        "at": fact.at,
        "recorded_at": fact.recorded_at,
        "channel": fact.channel,
        "unit": fact.unit,
        "provider": fact.provider,
        "person": fact.person,
        "assignment": fact.assignment,
        "in_reply_to": fact.in_reply_to,
        "skeleton": json.dumps(dump(fact, "skeleton")),
        "receivers": json.dumps(receivers),
        "readers": readers(fact),
        "content": json.dumps(dump(fact, "content")),
        "actor": fact.person or 0,
        "key": key,
    }


def shared(history: History, fact: Fact, coordinator: UnitId | None) -> Shared:
    """What recording the fact changes for the readers of earlier ones; `history` without it.

    What was voided as never meant for its receivers is from then on its sender's alone. The ward that a patient moves
    to reads what the ward read of what counts; who gets a message forwarded, that message; who was the wrong recipient,
    nothing, voided or not; to whom a question is passed on, the question; who is invited to a plan, all of it that its
    inviter reads. When a declined duty is offered again, the giver's `coordinator` may read what was said of it so far,
    should it come to decide: it is on the case only then.
    """
    if isinstance(fact, DutyOffered | DutyDeclined):
        return _for_who_decides(history, fact, coordinator)
    if isinstance(fact, Voided):
        return NOBODY_ELSE if fact.reason == "correction" else Shared((fact.of,))
    if isinstance(fact, Moved):
        return Shared(tuple(one.seq for one in history.facts), added=fact.ward)
    if isinstance(fact, WrongRecipient):
        return Shared(tuple(range(1, fact.seq)), dropped=fact.unit)
    return _passed_on(history, fact)


def _passed_on(history: History, fact: Fact) -> Shared:
    """A message, or a question, that another unit reads from now on."""
    if isinstance(fact, Forwarded) and fact.receivers:
        return Shared(_handed_on(history, fact), added=fact.to_units[0])
    if isinstance(fact, CoordinationAnswered) and fact.next_unit is not None:
        return Shared((fact.of,), added=fact.next_unit)
    if isinstance(fact, PartyInvited) and fact.receivers:
        return Shared(tuple(one.seq for one in history.facts if one.cases == PLAN), added=fact.to_units[0])
    return NOBODY_ELSE


def _handed_on(history: History, fact: Forwarded) -> tuple[Seq, ...]:
    """The message, and each forwarding of it so far."""
    root = history.fact(fact.of)
    found: list[Seq] = []
    while root is not None and root.seq not in found:
        found.append(root.seq)
        root = history.fact(root.of) if isinstance(root, Forwarded) else None
    return tuple(found)


def _for_who_decides(history: History, fact: DutyOffered | DutyDeclined, coordinator: UnitId | None) -> Shared:
    """What was said of the duty so far: when it is offered again, and of a decline that is the coordinator's to see."""
    if isinstance(fact, DutyDeclined):
        called = next((unit for unit in fact.to_units if history.side(unit) == "coordinator"), None)
        return Shared((fact.of,), added=called) if called else NOBODY_ELSE
    offers = tuple(one.seq for one in history.all(DutyOffered) if one.duty == fact.duty)
    declined = tuple(one.seq for one in history.all(DutyDeclined) if one.of in offers)
    return Shared((*offers, *declined), added=coordinator) if declined and coordinator else NOBODY_ELSE


def readers(fact: Fact) -> list[UnitId]:
    """Who may read the fact's content: sender and receivers."""
    return sorted({fact.unit, *fact.units})
