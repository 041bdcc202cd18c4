"""What every question to the database must be answered with, reckoned without the database.

The book (tests/store/world.py) says who is on which case and who was sent what. For rows that follow from facts, the
whole table is read as the owner, past all policies, and the rows that the actor may see are picked in plain Python.
"""

from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, text

from lus.domain.access import Actor
from lus.domain.duty import Duty
from lus.domain.facts import Fact
from lus.domain.stored import dump
from tests.store.world import World

DENIED: Final = "denied"
Rows: TypeAlias = frozenset[tuple[Any, ...]]
Answer: TypeAlias = Rows | str | int

WHOLE = {
    "cases": "select ref, id from cases",
    "patients": "select case_id, name, number from patients",
    "facts": "select case_id, seq, kind from facts",
    "fact_receivers": "select case_id, seq, unit_id from fact_receivers",
    "fact_contents": "select case_id, seq from fact_contents",
    "attachments": "select case_id, seq, number from attachments",
    "duties": "select case_id, key, unit_id from duties",
    "board": "select case_id, unit_id from board",
    "coordinated": "select case_id, unit_id, duty, late_at from coordinated",
    "counted": "select case_id, unit_id, what, number, municipality, until_at is null from counted",
    "tallies": "select case_id, unit_id, region, municipality from tallies",
    "bounces": "select case_id, unit_id, seq, step, giver_id, taker_id from bounces",
    "settled_months": "select id, region, municipality, principal, array_to_string(readers, ' ') from settled_months",
    "search_keys": "select case_id, unit_id, key from search_keys",
    "idempotency": "select case_id, seq, actor from idempotency",
    "drafts": "select case_id, key from drafts",
    "reminders": "select case_id, key, unit_id, coordinator_id from reminders",
    "invitations": "select case_id, meeting, sequence, unit_id, outcome from invitations",
    "deliveries": "select id, channel, unit_id from deliveries",
    "preferences": "select unit_id, person_id, mail from preferences",
}
"""Every table behind policies that the app may read, and what tells its rows apart."""


class Reckoning:
    """Who may see what of the world."""

    def __init__(self, world: World, owner: Connection) -> None:
        """`owner` reads every table past the policies."""
        self.world = world
        self._reckoned: dict[tuple[str, tuple[int, ...], str | None], Rows] = {}
        self.tables = {name: frozenset(map(tuple, owner.execute(text(sql)))) for name, sql in WHOLE.items()}
        self.trials = {row[0]: row[1] for row in owner.execute(text("select id, person_id from deliveries where test"))}
        told = owner.execute(text("select d.id, r.key from deliveries d join reminders r on r.id = any(d.reminders)"))
        self.carries: dict[int, set[str]] = {}
        for delivery, key in told:
            self.carries.setdefault(delivery, set()).add(key)
        self.told = frozenset(
            map(
                tuple,
                owner.execute(
                    text(
                        "select key, case_ref, unit_id, person_id from reminders"
                        " where told_at is not null and void_at is null"
                    )
                ),
            )
        )
        self.managers = {(unit, person) for unit, person in owner.execute(text("select id, manager_id from units"))}
        self.ids: dict[str, int] = dict(self.tables["cases"])
        self.refs = {case_id: ref for ref, case_id in self.ids.items()}
        self.parties = {ref: kept.parties(world) for ref, kept in world.cases.items()}
        self.named = {ref: kept.named() for ref, kept in world.cases.items()}
        self.finders = {ref: kept.finders(world) for ref, kept in world.cases.items()}
        self.readers = {ref: kept.readers() for ref, kept in world.cases.items()}
        self.derived = {ref: kept.derived(world) for ref, kept in world.cases.items()}
        self.coordinating = {
            (ref, coordinator)
            for ref, derived in self.derived.items()
            for duty in derived.open_duties
            if (coordinator := world.registry.units[duty.unit].coordinator)
        }
        self.listed = {
            (ref, unit)
            for ref, derived in self.derived.items()
            for unit in self.parties[ref]
            if (derived.is_open and derived.history.kind != "plan")
            or any(duty.unit == unit for duty in derived.open_duties)
        }
        self.planned = {ref for ref, found in self.derived.items() if found.history.kind == "plan" and found.is_open}

    def sees(self, actor: Actor, ref: str) -> bool:
        """Whether one of the actor's units is on the case."""
        return bool(self.parties.get(ref, set()) & set(actor.units))

    def knows(self, actor: Actor, ref: str) -> bool:
        """Whether one of the actor's units may know who the patient is."""
        named = self.named.get(ref, set())
        return self.sees(actor, ref) and (named is None or bool(named & set(actor.units)))

    def name(self, actor: Actor, ref: str) -> str | None:
        """The patient's name, as far as the actor may know it."""
        return self.world.cases[ref].header.name if self.knows(actor, ref) else None

    def finds(self, unit: int, ref: str) -> bool:
        """Whether the unit has keys by which the case is found."""
        return unit in self.finders[ref]

    def opens(self, actor: Actor, ref: str) -> bool:
        """Whether the actor may record on the case: it sees it, or coordinates for a unit that owes something there."""
        return self.sees(actor, ref) or (ref, actor.unit) in self.coordinating

    def reads(self, actor: Actor, ref: str, seq: int) -> bool:
        """Whether one of the actor's units sent the fact, or got it and was meant to."""
        return bool(self.readers[ref].get(seq, set()) & set(actor.units))

    def files(self, actor: Actor, ref: str) -> Rows:
        """The files of a case that the actor may read, being on it still."""
        if not self.sees(actor, ref):
            return frozenset()
        return frozenset((seq, number) for _, seq, number in self.table("attachments", actor, ref))

    def bare(self, ref: str) -> int:
        """The first fact of the case that has no content; 0: there is none."""
        kept = self.world.cases.get(ref)
        facts = kept.facts if kept else []
        return next((fact.seq for fact in facts if not dump(fact, "content")), 0)

    def table(self, name: str, actor: Actor, ref: str | None = None) -> Rows:
        """The rows of the table that the actor may see, of one case or of all. Reckoned once."""
        asked = name, actor.units, ref
        if asked not in self._reckoned:
            rows = self.tables[name]
            self._reckoned[asked] = frozenset(row for row in rows if self._allowed(name, actor, row, ref))
        return self._reckoned[asked]

    def _allowed(self, name: str, actor: Actor, row: tuple[Any, ...], ref: str | None) -> bool:
        if name == "drafts":
            typed_by, on = self.world.drafts[row[1]]
            return typed_by.person == actor.person and typed_by.unit in actor.units and ref in {None, on}
        if name == "preferences":
            return row[0] in actor.units and row[1] in {None, actor.person}
        if name == "settled_months":
            return bool({*map(int, row[4].split())} & set(actor.units))
        if name == "deliveries":
            if row[0] in self.trials:
                return ref is None and row[2] in actor.units and self._tried_by(actor, row[2], self.trials[row[0]])
            carried = self.carries.get(row[0], set())
            return any(one[1] in carried for one in self.table("reminders", actor, ref))
        of = row[0] if name == "cases" else self.refs[row[0]]
        return ref in {None, of} and self._of_case(name, actor, row, of)

    def _tried_by(self, actor: Actor, unit: int, person: int | None) -> bool:
        return person == actor.person if person else unit in self.managed(actor)

    def _of_case(self, name: str, actor: Actor, row: tuple[Any, ...], of: str) -> bool:
        if name in {"tallies", "bounces", "counted"}:
            return self.sees(actor, of) or row[1] in actor.units
        if name == "reminders":
            return self.sees(actor, of) or bool({row[2], row[3]} & set(actor.units))
        if name in {"board", "search_keys", "coordinated"}:
            return row[1] in actor.units
        if name == "patients":
            return self.knows(actor, of)
        return self.reads(actor, of, row[1]) if name in {"fact_contents", "attachments"} else self.sees(actor, of)

    def managed(self, actor: Actor) -> set[int]:
        """The units whose manager the actor is."""
        return {unit for unit, manager in self.managers if manager == actor.person}

    def prefers(self, actor: Actor, row: tuple[Any, ...]) -> bool:
        """Whether what it tells of where one is told may be changed: one's own, and the unit's by its manager."""
        unit, person, _ = row
        return person == actor.person if person else unit in self.managed(actor)

    def may_see(self, actor: Actor, ref: str) -> int:
        """How many reminders of the case may be marked as seen: all by who is on it, else those to one's own unit."""
        rows = self.table("reminders", actor, ref)
        return len(rows) if self.sees(actor, ref) else sum(row[2] in actor.units for row in rows)

    def bell(self, actor: Actor) -> Rows:
        """What the unit in use, or the person there, has been told; with the name, where it may be known."""
        return frozenset(
            (key, self.name(actor, ref))
            for key, ref, unit, person in self.told
            if unit == actor.unit and person in {None, actor.person}
        )

    def lines(self, actor: Actor, unit: int | None) -> Rows:
        """The board's lines: a case that is still listed, and a unit that is on it."""
        return frozenset((ref, on) for ref, on in self.listed if on in actor.units and unit in {None, on})

    def plans(self, actor: Actor, unit: int | None) -> Rows:
        """The open plans of one of the actor's units, with the name where that unit's people may know it."""
        return frozenset(
            (ref, self.name(actor, ref)) for ref in self.planned if unit in self.parties[ref] and unit in actor.units
        )

    def plans_of(self, actor: Actor, ref: str) -> Rows:
        """The open plans, which the unit in use is on, of a patient whom the actor may know in each of them."""
        person = self.world.cases[ref].header.person if ref in self.world.cases else None
        return frozenset(
            (one,)
            for one in self.planned
            if actor.unit in self.parties[one]
            and self.knows(actor, one)
            and self.world.cases[one].header.person == person
        )

    def invited(self, actor: Actor, ref: str) -> Rows:
        """What became of each unit's latest invitation to the plan's latest meeting."""
        rows = sorted(self.table("invitations", actor, ref), key=lambda row: row[1:3])
        latest = {row[3]: row[4] for row in rows if row[1] == rows[-1][1]}
        return frozenset(latest.items())

    def unread(self, actor: Actor) -> Rows:
        """The messages that the unit in use is to acknowledge, the ordinations that it is to receive."""
        return frozenset(
            (ref, duty.opened.seq, self.name(actor, ref))
            for ref, derived in self.derived.items()
            for duty in derived.open_duties
            if duty.kind in {"acknowledge", "receive_ordination"} and duty.unit == actor.unit
        )

    def heard(self, actor: Actor) -> Rows:
        """The cases on the unit's board of which some receiver has acknowledged or answered anything that stands."""
        return frozenset(
            (ref, self.name(actor, ref))
            for ref in self.world.cases
            if (ref, actor.unit) in self.listed and self._anything_said(ref)
        )

    def _anything_said(self, ref: str) -> bool:
        derived = self.derived[ref]
        last: dict[tuple[int, str], Duty] = {}
        for duty in derived.duties:
            if duty.kind == "acknowledge" and not duty.cancelled and duty.unit in derived.parties:
                of = duty.unit, duty.opened.kind
                last[of] = max(last.get(of, duty), duty, key=lambda one: (one.opened.moment, one.opened.seq))
        answers = [fact for fact in derived.history.facts if fact.kind == "handover_answered"]
        standing = derived.history.standing
        answered = standing and any(derived.history.comes_before(standing.first, fact) for fact in answers)
        return bool(answered) or any(duty.met_at for duty in last.values())

    def overdue(self, actor: Actor, now: datetime) -> Rows:
        """What the list of the unit in use says is overdue; of a protected person without the units."""
        units = self.world.registry.units
        return frozenset(
            (
                ref,
                duty.kind,
                None if self.hidden(ref) else duty.unit,
                None if self.hidden(ref) else duty.toward,
                frozenset(f.seq for f in self._about(ref, duty.key, actor.unit)),
            )
            for ref, derived in self.derived.items()
            for duty in derived.open_duties
            if units[duty.unit].coordinator == actor.unit and duty.due_at <= now
        )

    def hidden(self, ref: str) -> bool:
        """Whether the person's identity is protected, from the first or by a fact, and no fact has ended that."""
        return self.world.cases[ref].named() is not None

    def _about(self, ref: str, key: str, unit: int) -> list[Fact]:
        """What that unit itself wrote about the duty, of what counts."""
        kept = self.world.cases[ref]
        return [
            fact
            for fact in kept.facts
            if fact.seq not in kept.fallen() and fact.unit == unit and dump(fact, "content")
            and fact.kind in {"reminded", "escalated", "noted"} and getattr(fact, "duty", None) == key
        ]  # fmt: skip

    def by_number(self, actor: Actor, ref: str) -> Rows:
        """What is found by that patient's number: the case, if the unit in use is on it."""
        found = ref in self.parties and self.finds(actor.unit, ref)
        return frozenset({(ref, self.world.cases[ref].header.name)} if found else ())

    def by_name(self, actor: Actor, ref: str) -> Rows:
        """What is found by that patient's name, "Patient 1": others begin so too; a protected person is never found."""
        kept = self.world.cases.get(ref)
        return frozenset(
            (one.ref, one.header.name)
            for one in self.world.cases.values()
            if kept and actor.unit in self.parties[one.ref] and self.named[one.ref] is None
            and one.header.name.startswith(kept.header.name)
        )  # fmt: skip

    def view(self, actor: Actor, ref: str) -> Rows:
        """The facts of a case, each with whether its content comes along; none where the actor is a stranger."""
        if not self.sees(actor, ref):
            return frozenset()
        facts = self.world.cases[ref].facts
        return frozenset((fact.seq, fact.kind, fact.units, self.reads(actor, ref, fact.seq)) for fact in facts)
