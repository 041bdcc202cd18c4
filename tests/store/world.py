"""Recorded cases of several regions, and a book of them kept by the test itself: what was sent, by whom, to whom.

The book is the independent reckoning of the policy test: plain Python over what was handed to the use case. It asks
neither the database nor the code under test who may see what.
"""

import random
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lus.bootstrap import System
from lus.domain.access import Actor
from lus.domain.attachment import KINDS_WITH_FILES, checked
from lus.domain.calendar import DAY, day_of
from lus.domain.case import Case
from lus.domain.coordination import FROM_THE_LIST, handle
from lus.domain.derive import Derived, derive
from lus.domain.duty import Duty
from lus.domain.fact import PLAN
from lus.domain.facts import (
    KINDS,
    Admitted,
    CoordinationAnswered,
    Fact,
    Forwarded,
    Moved,
    OrdinationQuestioned,
    PartyInvited,
    PlanOpened,
    Receiver,
    Voided,
    WrongRecipient,
    slots,
)
from lus.domain.plan import lead
from lus.domain.stored import dump
from lus.domain.terms import Terms
from lus.store.patient import Header
from lus.usecases import deliver, drafts
from lus.usecases.drafts import Form
from lus.usecases.outcomes import Recorded
from lus.usecases.record import Act, record
from tests.cases import CENTRE, GENERATORS, HOME_CARE, LISTED, OTHER_SOCIAL, PARTIES, SOCIAL, WARD, to
from tests.properties.test_laws_of_the_house import MEETS
from tests.store.registry import PER_REGION, REGIONS, SECOND_WARD, Registry, unit_in

CASES = 36
QUESTIONS = 9
PLANS = 9
STEPS = 16
VARIANTS = 30
ASK_AND_ANSWER = (SOCIAL, CENTRE, LISTED)
REASONS = ("correction", "wrong_patient", "wrong_receiver")


@dataclass
class Kept:
    """One case in the book: every fact as it was handed over, with the receivers that it must have gone to."""

    ref: str
    header: Header
    facts: list[Fact] = field(default_factory=list)

    def fallen(self) -> set[int]:
        """What was voided, and what was only about that."""
        gone = {fact.of for fact in self.facts if isinstance(fact, Voided)}
        for fact in self.facts:
            about = getattr(fact, "of", None) or int(getattr(fact, "duty", ":0").split(":")[1])
            if about in gone and not isinstance(fact, Voided):
                gone.add(fact.seq)
        return gone

    def parties(self, world: "World") -> set[int]:
        """The units that what counts came from or went to, but those taken off the case; and who owes something."""
        fallen, on = self.fallen(), set()
        for fact in self.facts:
            if fact.seq in fallen or isinstance(fact, Voided):
                continue
            on |= {*fact.to_units} if fact.kind in LEAVES_NO_TRACE else {fact.unit, *fact.to_units}
            on |= {unit for name in ("party", "ward") if (unit := getattr(fact, name, None))}
            on -= {getattr(fact, "party", None)} if fact.kind == "party_removed" else set()
            on -= {fact.unit} if fact.kind in {"wrong_recipient", "party_left"} else set()
        return on | {duty.unit for duty in self.derived(world).open_duties}

    def readers(self) -> dict[int, set[int]]:  # noqa: C901 one for each kind that changes who reads
        """Who may read each fact that has content: as it was recorded, and as what came after changed it."""
        read: dict[int, set[int]] = {}
        for fact in self.facts:
            if isinstance(fact, Voided) and fact.reason != "correction":
                read[fact.of] = {self.facts[fact.of - 1].unit}
            elif isinstance(fact, Moved) and fact.ward:
                # What had been voided by then is handed on to nobody.
                gone = Kept(self.ref, self.header, self.facts[: fact.seq - 1]).fallen()
                for old, known in read.items():
                    known.update({fact.ward} if fact.unit in known and old not in gone else ())
            elif isinstance(fact, WrongRecipient):
                for known in read.values():
                    known.discard(fact.unit)
            elif isinstance(fact, Forwarded):
                seq: int | None = fact.of
                while seq:
                    read[seq] |= set(fact.to_units) if fact.unit in read[seq] else set()
                    seq = getattr(self.facts[seq - 1], "of", None)
            elif isinstance(fact, PartyInvited):
                gone = Kept(self.ref, self.header, self.facts[: fact.seq - 1]).fallen()
                for old, known in read.items():
                    plan = self.facts[old - 1].cases == PLAN and old not in gone and fact.unit in known
                    known.update(fact.to_units if plan else ())
            elif isinstance(fact, CoordinationAnswered) and fact.next_unit and fact.unit in read[fact.of]:
                read[fact.of].add(fact.next_unit)
            read[fact.seq] = {fact.unit, *fact.to_units}
        # A number linked stands in the header, and in no content.
        return {f.seq: read[f.seq] for f in self.facts if dump(f, "content") and f.kind != "identity_linked"}

    def named(self) -> set[int] | None:
        """The units that may know who the patient is; None: all. As it was recorded, whatever time was told."""
        fallen = self.fallen()
        first, ward = self.facts[0], self.facts[0].unit
        # Whom a plan is opened towards was called; who knew in the stay is said apart.
        known = first.named if isinstance(first, PlanOpened) else first.to_units
        named: set[int] | None = {ward, *known} if self.header.protected else None
        for fact in self.facts:
            if fact.seq in fallen:
                continue
            if fact.kind == "protection_marked":
                named = {fact.unit, ward, *fact.named}  # type: ignore[attr-defined]
            elif fact.kind == "protection_ended":
                named = None
            elif named is not None and fact.unit in named and fact.kind in HANDS_ON:
                named |= {*fact.to_units, *([fact.ward] if isinstance(fact, Moved) and fact.ward else [])}
            elif named is not None and fact.kind == "wrong_recipient":
                named -= {fact.unit}
            ward = getattr(fact, "ward", None) or ward
        return named

    def finders(self, world: "World") -> set[int]:
        """The units by whose search the case is found by name or number: written when units come or go, or know.

        Whoever comes by the act of one that may not know who the patient is gets no keys then, though named.
        """
        found: set[int] = set()
        parties: set[int] = set()
        known: object = None
        named: set[int] | None = None
        for count, fact in enumerate(self.facts, 1):
            now = Kept(self.ref, self.header, self.facts[:count])
            on, knew = now.parties(world), count == 1 or named is None or fact.unit in named
            named, fallen = now.named(), now.fallen()
            linked = [one.seq for one in now.facts if one.kind == "identity_linked" and one.seq not in fallen]
            if knew and (on != parties or known != (named, linked)):
                found = {unit for unit in on if named is None or unit in named}
            found, parties, known = found & on, on, (named, linked)
        return found

    def wards(self) -> list[int]:
        """The wards where the patient was or is, in order; of a question none."""
        if not isinstance(self.facts[0], Admitted):
            return []
        moved = sorted((fact for fact in self.facts if isinstance(fact, Moved)), key=lambda fact: fact.at)
        return [self.facts[0].unit, *(fact.ward for fact in moved if fact.ward and fact.seq not in self.fallen())]

    def derived(self, world: "World") -> Derived:
        """What is open; never who may see it."""
        return derive(Case(tuple(self.facts)), Terms(world.system.law, world.registry.units))


HANDS_ON = {"admission_notified", "forwarded", "moved", "ordination_given"} | {
    "coordination_opened",
    "coordination_answered",
    "party_invited",
}
"""What lets units know who a protected person is."""

LEAVES_NO_TRACE = {"acknowledged", "wrong_recipient", "reminded", "escalated", "noted", "party_left"}
"""What puts nobody on a case that was not there."""


@dataclass
class World:
    """Cases by ref, and the actors: one per unit, some who see the cases of two.

    `drafts`: key ► who typed it, for which unit, on which case or none; `stale`: those that are a day old.
    """

    system: System
    registry: Registry
    cases: dict[str, Kept] = field(default_factory=dict)
    drafts: dict[str, tuple[Actor, str | None]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)

    def actors(self) -> list[Actor]:
        """In a fixed order."""
        single = [self.registry.actors[unit] for unit in sorted(self.registry.actors)]
        pairs = [
            self.registry.also(unit_in(region, one), unit_in(region, other))
            for region in range(len(REGIONS))
            for one, other in ((2, 3), (WARD, SECOND_WARD), (LISTED, 4))
        ]
        return single + pairs


Pool = dict[str, list[dict[str, Any]]]


def _drawn(world: World) -> Pool:
    """For every kind, own fields and receivers from the state machine's generators.

    Nearly the same in every run: hypothesis mixes in constants of the modules that happen to be loaded.
    """
    now = world.system.clock()
    pool: Pool = {kind: [] for kind in GENERATORS}

    @seed(6122017)
    @settings(
        max_examples=VARIANTS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one_of_each(data: st.DataObject) -> None:
        for kind, generator in sorted(GENERATORS.items()):
            pool[kind].append(generator(data.draw, {"at": now, "recorded_at": now, "seq": STEPS}))

    one_of_each()
    return pool


def populate(world: World) -> None:
    """Record the cases, nearly the same in every run. What a test needs is recorded on purpose, not left to chance."""
    pool = _drawn(world)
    for number in range(CASES):
        chance = random.Random(number)  # noqa: S311 a test's choice
        region = number % len(REGIONS)
        protected = "sekretessmarkering" if number % 7 == 0 else None
        name, personal = f"Patient {number}", f"1894{number:08}"
        patient = Header(uuid.uuid4(), name, personal, protected, phone="070", next_of_kin="Dotter")
        ward = unit_in(region, WARD if number % 5 else SECOND_WARD)
        kept = _must(world, pool, chance, patient, _Try("admitted", ward, region, {}))
        for _ in range(STEPS):
            _try(world, pool, chance, kept, _Try(*_next(world, kept, chance, region)))
    _forwarded(world, pool)
    _two_payers(world, pool)
    for number in range(QUESTIONS):
        _question(world, pool, number)
    for number, answer in enumerate(("answered", "taken")):
        _way_of_a_question(world, pool, number, answer)
    for number in range(PLANS):
        _plan(world, pool, number)
    _end_of_a_consent(world, pool)


def _forwarded(world: World, pool: Pool) -> None:
    """A message handed on to a colleague: chance may leave that out."""
    chance = random.Random(999)  # noqa: S311 a test's choice
    for kept in world.cases.values():
        for duty in kept.derived(world).open_duties:
            region, unit = divmod(duty.unit, PER_REGION)
            other = {SOCIAL: HOME_CARE, HOME_CARE: SOCIAL}.get(unit)
            known = {"of": duty.opened.seq, "receivers": to(other or unit)}
            if other and _try(world, pool, chance, kept, _Try("forwarded", duty.unit, region, known)):
                return


def _two_payers(world: World, pool: Pool) -> None:
    """A patient who is ready and moves to another municipality: the stay is in the month of each."""
    patient = Header(uuid.uuid4(), "Patient Flyttar", "189400000099")
    chance = random.Random(998)  # noqa: S311 a test's choice
    ward = unit_in(0, WARD)
    told = {"receivers": to(SOCIAL, CENTRE)}
    moves = {"what": "registration", "code": REGIONS[0][2], "from_on": day_of(world.system.clock()) + DAY}
    kept = _must(world, pool, chance, patient, _Try("admitted", ward, 0, {"registered_in": REGIONS[0][1]}))
    for kind, known in (
        ("admission_notified", told),
        ("ready_judged", {}),
        ("ready_notified", told),
        ("registration_changed", moves),
    ):
        _must(world, pool, chance, kept, _Try(kind, ward, 0, known))


def _question(world: World, pool: Pool, number: int) -> None:
    """A question between units, without any stay, passed on more than once as a rule."""
    chance = random.Random(1000 + number)  # noqa: S311 a test's choice
    region = number % len(REGIONS)
    patient = Header(
        uuid.uuid4(), f"Person {number}", f"1895{number:08}", "sekretessmarkering" if number % 4 == 0 else None
    )
    asker, asked = chance.sample(ASK_AND_ANSWER, 2)
    begins = _Try("coordination_opened", unit_in(region, asker), region, {"receivers": to(asked)})
    kept = _must(world, pool, chance, patient, begins)
    for _ in range(STEPS):
        _try(world, pool, chance, kept, _Try(*_next_of_question(world, kept, chance, region)))


def _way_of_a_question(world: World, pool: Pool, number: int, answer: str) -> None:
    """A question that is passed on, and answered or taken there: chance may leave that out."""
    patient = Header(uuid.uuid4(), "Fråga Svar", f"1895{90 + number:08}")
    chance = random.Random(1090 + number)  # noqa: S311 a test's choice
    asked = _Try("coordination_opened", unit_in(0, SOCIAL), 0, {"receivers": to(CENTRE)})
    kept = _must(world, pool, chance, patient, asked)
    on = {"of": 1, "answer": "passed_on", "next_unit": LISTED, "why": "not_our_age", "text": "Fråga dem."}
    _must(world, pool, chance, kept, _Try("coordination_answered", unit_in(0, CENTRE), 0, on))
    there = on | {"answer": answer, "next_unit": None, "why": None}
    _must(world, pool, chance, kept, _Try("coordination_answered", unit_in(0, LISTED), 0, there))


def _end_of_a_consent(world: World, pool: Pool) -> None:
    """A plan whose person takes the consent back: chance may leave that out."""
    patient = Header(uuid.uuid4(), "Planerad Nej", "189600000099")
    chance = random.Random(2099)  # noqa: S311 a test's choice
    leads, others = unit_in(0, CENTRE), to(SOCIAL, HOME_CARE)
    kept = _must(world, pool, chance, patient, _Try("plan_opened", leads, 0, {"receivers": others}))
    consent = {"scope": ("meeting", "plan"), "receivers": others, "until_on": None}
    _must(world, pool, chance, kept, _Try("consent_given", leads, 0, consent))
    _must(world, pool, chance, kept, _Try("need_set", leads, 0, {}))
    _must(world, pool, chance, kept, _Try("consent_withdrawn", leads, 0, {"scope": ("meeting", "plan")}))


def _plan(world: World, pool: Pool, number: int) -> None:
    """A plan of somebody whom some of the wards have had, consented to and written, and what then happens to it."""
    chance = random.Random(2000 + number)  # noqa: S311 a test's choice
    region = number % len(REGIONS)
    protected = "sekretessmarkering" if number % 4 == 0 else None
    had = next((kept.header for kept in world.cases.values() if not kept.header.protected), None)
    person = had.person if had and number % 3 == 0 and not protected else uuid.uuid4()
    patient = Header(person, f"Planerad {number}", f"1896{number:08}", protected)
    leads = unit_in(region, chance.choice(ASK_AND_ANSWER))
    others = to(*(unit for unit in (SOCIAL, CENTRE, HOME_CARE) if unit_in(region, unit) != leads))
    kept = _must(world, pool, chance, patient, _Try("plan_opened", leads, region, {"receivers": others}))
    consent = {"scope": ("meeting", "plan"), "receivers": others, "until_on": None}
    _try(world, pool, chance, kept, _Try("consent_given", leads, region, consent))
    meets = {"receivers": others, "meeting_at": world.system.clock() + timedelta(days=9)}
    _must(world, pool, chance, kept, _Try("meeting_booked", leads, region, meets))
    missed = {"of": len(kept.facts), "unreached": others[0].unit}
    _must(world, pool, chance, kept, _Try("invitation_undelivered", leads, region, missed))
    for _ in range(STEPS):
        _try(world, pool, chance, kept, _Try(*_next_of_plan(world, kept, chance, region)))


def _next_of_plan(world: World, kept: Kept, chance: random.Random, region: int) -> tuple[str, int, int, dict[str, Any]]:
    """Mostly something written on it by who leads; sometimes a duty done, something taken back, a no, or protected."""
    derived = kept.derived(world)
    leads, throw = lead(derived.history), chance.random()
    if throw < 0.08 and len(kept.facts) > 1:
        target = chance.choice(kept.facts[1:])
        return "voided", target.unit, region, {"of": target.seq, "reason": chance.choice(REASONS)}
    if throw < 0.16:
        unit = chance.choice(sorted(kept.named() or kept.parties(world)))
        return chance.choice(("protection_marked", "protection_ended", "consent_withdrawn")), unit, region, {}
    if throw < 0.24:
        return "party_left", chance.choice(sorted(kept.parties(world))), region, {}
    owed = derived.open_duties
    if owed and throw < 0.4:
        return _about(chance.choice(owed), chance, region)
    return (
        chance.choice(WRITTEN),
        leads,
        region,
        {"owner": leads - region * PER_REGION, "lead": leads - region * PER_REGION},
    )


WRITTEN = (
    "party_invited",
    "party_invited",
    "need_set",
    "goal_set",
    "measure_agreed",
    "responsibility_set",
)
"""What who leads writes on a plan."""


def _next_of_question(
    world: World, kept: Kept, chance: random.Random, region: int
) -> tuple[str, int, int, dict[str, Any]]:
    """Mostly an answer, or the question passed on; sometimes another duty done, something taken back, or protected."""
    owed, throw = kept.derived(world).open_duties, chance.random()
    duty = chance.choice(owed) if owed else None
    if throw < 0.08 and len(kept.facts) > 1:
        target = chance.choice(kept.facts[1:])
        return "voided", target.unit, region, {"of": target.seq, "reason": chance.choice(REASONS)}
    if throw < 0.16 or duty is None:
        unit = chance.choice(sorted(kept.named() or kept.parties(world)))
        return chance.choice(("protection_marked", "protection_ended", "ordination_given")), unit, region, {}
    if throw < 0.28:
        return _coordinated(world, kept, duty, chance, region)
    if duty.kind in {"answer_coordination", "resolve_bounce"}:
        return "coordination_answered", duty.unit, region, {"of": duty.opened.refers_to or duty.opened.seq}
    return _about(duty, chance, region)


def draft(world: World, url: str) -> None:
    """Every unit's person has typed something on one of its cases, and on none; some of it long ago. `url`: owner's."""
    for unit, actor in sorted(world.registry.actors.items()):
        refs = [ref for ref, kept in world.cases.items() if unit in kept.parties(world)][:2]
        for number, ref in enumerate([None, *refs]):
            key = f"draft {unit} {number}"
            form = Form(ref, "admitted" if ref is None else "died")
            assert drafts.keep(world.system, actor, form, key=key, typed={"name": [f"Patient {number}"]})
            world.drafts[key] = (actor, ref)
            if (unit + number) % 4 == 0:
                world.stale.add(key)
    with psycopg.connect(url) as owner:
        owner.execute(
            "update drafts set saved_at = saved_at - interval '25 hours' where key = any(%s)", [sorted(world.stale)]
        )


def tell(world: World, url: str) -> None:
    """A third of the reminders have been told, by mail to each unit, and to some of its people. `url`: owner's."""
    with psycopg.connect(url) as owner:
        owner.execute("insert into preferences (unit_id, mail) select id, 'enhet' || id || '@example.se' from units")
        owner.execute(
            "insert into preferences (unit_id, person_id, mail) select unit_id, person_id, 'en@example.se'"
            "  from assignments where unit_id % 3 = 0"
        )
        # A third of the units have a manager who works there; each has tried an address out.
        owner.execute(
            "update units u set manager_id = (select min(person_id) from assignments a where a.unit_id = u.id)"
            " where id % 3 = 1"
        )
        owner.execute(
            "insert into deliveries (channel, key, unit_id, person_id, reminders, made_at, next_at, outcome,"
            "                        ended_at, test)"
            " select 'mail', 'prov' || id, unit_id, person_id, '{}', now(), now(), 'sent', now(), true"
            "   from preferences"
        )
        owner.execute("update reminders set at = at - interval '300 days' where id % 3 = 0")
    while deliver.gather(world.system):
        pass


def settle(url: str) -> None:
    """Each coordinator has taken a month of its municipality, or of one of its region, as settled. `url`: owner's."""
    with psycopg.connect(url) as owner:
        owner.execute(
            "insert into settled_months (region, municipality, month, principal, unit_id, person_id, assignment_id, at,"
            "                            law, engine, answer, readers, key)"
            " select left(town.principal, 2), town.principal, '2026-01-01', u.principal, u.id, a.person_id, a.id,"
            "        now(), 'x', 'x', '{}',"
            "        (select array_agg(c.id order by c.id) from units c where c.kind = 'coordinator'"
            "            and c.principal in (town.principal, left(town.principal, 2))), 'x'"
            "   from units u join assignments a on a.unit_id = u.id"
            "   cross join lateral (select min(t.principal) as principal from units t"
            "     where length(t.principal) = 4 and left(t.principal, length(u.principal)) = u.principal) town"
            "  where u.kind = 'coordinator'"
        )


def _next(world: World, kept: Kept, chance: random.Random, region: int) -> tuple[str, int, int, dict[str, Any]]:
    """Mostly a duty that is owed, sometimes anything by anybody, seldom something taken back or handed on."""
    derived = kept.derived(world)
    owed, throw = derived.open_duties, chance.random()
    if throw < 0.12:
        target = chance.choice(kept.facts[1:] or kept.facts)
        return "voided", target.unit, region, {"of": target.seq, "reason": chance.choice(REASONS)}
    if throw < 0.18:
        return _coming_and_going(derived, chance, region)
    if throw < 0.25:
        unit = chance.choice(sorted(kept.named() or kept.parties(world)))
        return chance.choice(("protection_marked", "protection_ended", "identity_linked")), unit, region, {}
    if owed and throw < 0.33:
        return _coordinated(world, kept, chance.choice(owed), chance, region)
    if owed and throw < 0.85:
        return _about(chance.choice(owed), chance, region)
    unit = kept.facts[0].unit if chance.random() < 0.4 else unit_in(region, chance.choice(PARTIES))
    return chance.choice(sorted(set(KINDS) - {"admitted", "died", "closed"})), unit, region, {}


def _coordinated(
    world: World, kept: Kept, duty: Duty, chance: random.Random, region: int
) -> tuple[str, int, int, dict[str, Any]]:
    """Who coordinates for the unit that owes it does something, on the case or not; comes to it, or leaves."""
    unit = world.registry.units[duty.unit].coordinator or duty.unit
    comes_or_leaves = "party_removed" if unit in kept.parties(world) else "party_added"
    kind = chance.choice(("reminded", "escalated", "noted", comes_or_leaves))
    return kind, unit, region, {"duty": duty.key, "party": unit - region * PER_REGION}


def _coming_and_going(derived: Derived, chance: random.Random, region: int) -> tuple[str, int, int, dict[str, Any]]:
    """A unit that owes nothing leaves, another comes, or the patient moves."""
    ward, owing = derived.history.ward, {duty.unit for duty in derived.open_duties}
    idle = sorted({*derived.parties} - {ward} - owing)
    near = [unit - region * PER_REGION for unit in idle if unit_in(region, 0) < unit < unit_in(region, PER_REGION)]
    if near and chance.random() < 0.5:
        return "party_removed", ward, region, {"party": chance.choice(near)}
    return chance.choice(("party_added", "moved")), ward, region, {}


def _about(duty: Duty, chance: random.Random, region: int) -> tuple[str, int, int, dict[str, Any]]:
    """The duty done; now and then handed on, or its message."""
    throw = chance.random()
    if throw < 0.25 and duty.kind == "acknowledge":
        return chance.choice(("forwarded", "wrong_recipient")), duty.unit, region, {"of": duty.opened.seq}
    if throw < 0.15:
        asked = {"duty": duty.key, "receivers": (Receiver(chance.choice(PARTIES)),)}
        return chance.choice(("duty_taken", "duty_offered", "duty_dismissed")), duty.unit, region, asked
    return chance.choice(MEETS[duty.kind]), duty.unit, region, {"of": duty.opened.seq}


@dataclass(frozen=True)
class _Try:
    kind: str
    unit: int
    region: int
    known: dict[str, Any]


def _try(world: World, pool: Pool, chance: random.Random, on: Kept | Header, act: _Try) -> Kept | None:
    """Record a fact like one of the pool's, and keep it in the book if it was accepted."""
    fields = dict(chance.choice(pool[act.kind]))
    own = {slot.name for slot in slots(KINDS[act.kind])} | {"receivers"}
    fields |= {name: value for name, value in act.known.items() if name in own}
    receivers = tuple(_placed(receiver, act.region) for receiver in fields.pop("receivers", ()))
    for name in ("listed_at", "party", "ward", "from_unit", "next_unit", "owner", "lead", "unreached"):
        if fields.get(name):
            fields[name] = _placed(Receiver(fields[name]), act.region).unit
    if "named" in fields:
        fields["named"] = tuple(unit_in(act.region, unit) for unit in fields["named"])
    if act.kind == "admitted":
        fields["late_reason"] = "Inskriven på annat håll"
    now = world.system.clock()
    at = now - timedelta(days=9) if act.kind == "admitted" else now
    case = on.ref if isinstance(on, Kept) else on
    key = secrets.token_urlsafe(8)
    files = (checked("bild.txt", b"Hej"),) * 2 if act.kind in KINDS_WITH_FILES else ()
    typed = fields
    if isinstance(on, Kept) and act.unit not in on.parties(world) and act.kind in FROM_THE_LIST:
        # A list calls a duty by a digest; the opening of a case goes to everybody on it.
        typed = {name: handle(on.ref, value) if name == "duty" else value for name, value in fields.items()}
        parties = on.derived(world).history.parties if act.kind == "party_added" else ()
        receivers = tuple(Receiver(unit) for unit in parties)
    asked = Act(case=case, kind=act.kind, fields=typed, key=key, at=at, receivers=receivers, files=files)
    outcome = record(world.system, world.registry.actors[act.unit], asked)
    if not isinstance(outcome, Recorded):
        return None
    kept = on if isinstance(on, Kept) else Kept(outcome.ref, on)
    seq = len(kept.facts) + 1
    fact = KINDS[act.kind](at=at, recorded_at=now, unit=act.unit, seq=seq, receivers=receivers, **fields)
    kept.facts.append(replace(fact, receivers=_went_to(kept, fact)))
    return kept


def _must(world: World, pool: Pool, chance: random.Random, on: Kept | Header, act: _Try) -> Kept:
    """The same until it is accepted: what else is drawn for a fact may not fit the case."""
    tried = (_try(world, pool, chance, on, act) for _ in range(5 * VARIANTS))
    kept = next((one for one in tried if one), None)
    assert kept, f"{act.kind} by unit {act.unit} was never accepted"
    world.cases[kept.ref] = kept
    return kept


def _placed(receiver: Receiver, region: int) -> Receiver:
    """The receiver in the case's region; the other municipality lies in the next one."""
    there = (region + 1) % len(REGIONS) if receiver.unit == OTHER_SOCIAL else region
    return Receiver(there * PER_REGION + receiver.unit, receiver.ground)


def _went_to(kept: Kept, fact: Fact) -> tuple[Receiver, ...]:
    """A receipt goes to the message's sender, a voiding to those who had the message; others to whom was chosen."""
    if fact.to not in {"sender", "receivers"}:
        return fact.receivers
    target = kept.facts[fact.of - 1]  # type: ignore[attr-defined]
    units = (target.unit,) if fact.to == "sender" else target.to_units
    if isinstance(fact, CoordinationAnswered):
        units = tuple(unit for unit in dict.fromkeys((target.unit, fact.next_unit)) if unit not in {None, fact.unit})
    elif isinstance(fact, OrdinationQuestioned):
        units = tuple(dict.fromkeys((target.unit, kept.wards()[-1]))) if target.unit in kept.wards() else units
    return tuple(Receiver(unit) for unit in units)


def on_case(world: World, units: tuple[int, ...]) -> Iterator[Kept]:
    """The cases that one of the units is on."""
    return (kept for kept in world.cases.values() if kept.parties(world) & set(units))
