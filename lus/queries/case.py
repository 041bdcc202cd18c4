"""One case, whole: its facts as far as the actor's units may read them, so that everything can be derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from lus.domain.case import Case
from lus.domain.facts import KINDS, Seq, slots
from lus.domain.units import Unit, UnitId
from lus.queries import reminders
from lus.queries.plans import INVITED, OF_THE_PERSON, Other, others
from lus.queries.reminders import OF_THE_CASE, Reminder
from lus.queries.units import TO_DO_BESIDES, ToDo
from lus.store import driver, registry
from lus.store.audit import Activity, Record, Shown
from lus.store.doors import Door
from lus.store.journal import LONGEST, bounded, fact_of
from lus.store.patient import Header, counting, read
from lus.store.registry import Card
from lus.store.reminders import Seeing

# One row and one JSON value for all facts: a round trip less, and a third of what as many rows take.
_CASE: Final = f"""
select c.id, c.ref, c.status, c.party_units,
       (select o.ref from cases o where o.ref = (
          select a.skeleton ->> 'previous_case' from facts a where a.case_id = c.id and a.seq = 1)) as previous,
       (select json_agg(json_build_array(a.seq, a.number, a.name, a.size) order by a.seq, a.number)
          from attachments a where a.case_id = c.id) as files,
       p.person_id, p.name, p.number, p.protected, p.address, p.phone, p.next_of_kin, p.identities,
       ({TO_DO_BESIDES}) as to_do, {OF_THE_CASE} as reminders, {OF_THE_PERSON} as plans, {INVITED} as invited,
       (select json_agg(json_build_array(
                 f.at, f.recorded_at, f.seq, f.kind, f.channel, f.unit_id, f.provider, f.person_id, f.assignment_id,
                 f.in_reply_to, f.skeleton, t.content, who.name,
                 (select json_agg(json_build_array(r.unit_id, r.ground) order by r.place)
                    from fact_receivers r where r.case_id = f.case_id and r.seq = f.seq)) order by f.seq)
          from (select * from facts where case_id = c.id order by seq limit %(limit)s) f
          left join fact_contents t on t.case_id = c.id and t.seq = f.seq
          left join persons who on who.id = f.person_id) as facts
  from cases c left join patients p on p.case_id = c.id where c.ref = %(ref)s
"""  # noqa: S608 a constant


class _Stored(NamedTuple):
    """A fact's row, as `fact_of` reads it, and who recorded it. In the order of the JSON."""

    at: datetime
    recorded_at: datetime
    seq: Seq
    kind: str
    channel: str
    unit_id: UnitId
    provider: str
    person_id: int | None
    assignment_id: int | None
    in_reply_to: Seq | None
    skeleton: dict[str, Any]
    content: dict[str, Any] | None
    recorded_by: str | None
    receivers: list[tuple[UnitId, str | None]] | None


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a fact whose content may be read. `size` in bytes."""

    seq: Seq
    number: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """The aggregate. `readable`: the facts whose content came with them; the others are skeletons.

    `people`: who recorded each fact; `units`: the card of every unit that a fact names. `version`: the last fact's
    seq, for the forms on the page. `patient` None: identity is protected, and the unit is not among those named.
    `to_do`: how much waits for the actor's unit. `previous`: the case before this one, if the unit is on that too.
    `reminders`: what was told of it, and is planned to be. `plans`: the patient's other open plans, of those that the
    actor's unit is on. `invited`: what became of each unit's invitation to the latest meeting; None: under way.
    """

    id: int
    ref: str
    status: str
    patient: Header | None
    case: Case
    version: Seq
    readable: frozenset[Seq]
    people: dict[Seq, str | None]
    units: dict[UnitId, Card]
    parties: tuple[UnitId, ...]
    now: datetime
    to_do: ToDo
    previous: str | None = None
    files: tuple[Attached, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    plans: tuple[Other, ...] = ()
    invited: Mapping[UnitId, str | None] = field(default_factory=dict)

    @property
    def terms_units(self) -> dict[UnitId, Unit]:
        """The units as the rules need them."""
        return {unit: card.unit for unit, card in self.units.items()}


def case(door: Door, ref: str, activity: Activity = "Läsa") -> CaseView | None:
    """The case if the actor's units are on it. None: it does not exist, or is a stranger's, which looks the same.

    Both are logged; `activity` says what for. Whoever opens it has seen what they were told of it: reminders are
    marked, in this transaction, where there are any. Raises journal.TooLong.
    """
    log = Record(activity, "case")
    door.log(log)
    asked = {"ref": ref, "unit": door.actor.unit, "person": door.actor.person, "limit": LONGEST + 1}
    row = next(iter(driver.rows(door.connection, _CASE, asked)), None)
    if row is None:
        log.outcome, log.sought = "not_found", ref
        return None
    rows: Any = bounded([_stored(*one) for one in row.facts or ()])
    found = Case(tuple(fact_of(one, one.content) for one in rows))
    log.add([Shown(row.id, row.person_id, tuple(sorted({one.provider for one in rows})))])
    told = _seen(door, row.id, reminders.of(row.reminders))
    return CaseView(
        row.id,
        row.ref,
        row.status,
        _header(row, found),
        found,
        len(rows),
        frozenset(one.seq for one in rows if one.content is not None),
        {one.seq: one.recorded_by for one in rows},
        registry.kept_cards(door.connection, _named(found, row.party_units) | {one.unit for one in told}),
        tuple(row.party_units),
        door.now,
        ToDo(*row.to_do),
        row.previous,
        tuple(Attached(*one) for one in row.files or ()),
        told,
        others(row.plans),
        dict(row.invited or ()),
    )


def _seen(door: Door, case_id: int, told: tuple[Reminder, ...]) -> tuple[Reminder, ...]:
    """What was told, as it stands once it is seen by this."""
    unit, person = door.actor.unit, door.actor.person
    if not any(reminders.unseen(one, unit, person) for one in told):
        return told
    Seeing(unit, person, door.now).of_case(door.connection, case_id)
    return tuple(replace(one, seen_at=door.now) if reminders.unseen(one, unit, person) else one for one in told)


def _header(row: Any, found: Case) -> Header | None:
    """Who the patient is; None: not for this unit to know."""
    if row.person_id is None:
        return None
    also: tuple[str, ...] = ()
    if len(row.identities) > 1:
        also = tuple(one for one in counting(read(row.identities), found.history({}))[1] if one != row.number)
    told = (row.person_id, row.name, row.number, row.protected, row.address, row.phone, row.next_of_kin)
    return Header(*told, also)


def _stored(at: str, recorded_at: str, *rest: Any) -> Any:
    return _Stored(datetime.fromisoformat(at), datetime.fromisoformat(recorded_at), *rest)


def _named(found: Case, parties: list[UnitId]) -> set[UnitId]:
    """Every unit that a fact names, in whatever way: the rules look all of them up."""
    units = set(parties)
    for fact in found.facts:
        units |= {fact.unit, *fact.units}
        for name in _naming(fact.kind):
            named = getattr(fact, name)
            units |= set(named) if isinstance(named, tuple) else {named} - {None}
    return units


@cache
def _naming(kind: str) -> tuple[str, ...]:
    """The fields of a kind that name units."""
    return tuple(slot.name for slot in slots(KINDS[kind]) if slot.control in {"unit", "units"})
