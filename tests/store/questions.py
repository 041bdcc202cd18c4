"""Questions to the database: functions of lus/queries, and raw SQL as each role, reading and writing.

Each kind says how it is asked and what Reckoning allows. What is tried to be written is counted and taken back.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from lus.domain.access import Actor
from lus.domain.settlement import Principals
from lus.queries.attachment import attachment
from lus.queries.board import board
from lus.queries.bounces import pairs, ways
from lus.queries.case import case
from lus.queries.coordination import Asked, overdue
from lus.queries.inbox import heard, inbox
from lus.queries.late import Counting, Counts, counts
from lus.queries.month import principals, settled, stays
from lus.queries.plans import invited, plans, plans_of
from lus.queries.reminders import A_PAGE, MOST_PAGES, bell
from lus.queries.search import search
from lus.store.doors import Door, as_array
from tests.store.reckoning import DENIED, WHOLE, Answer, Reckoning, Rows

NO_SUCH_CASE = "00000000"
ANY_MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
EVER = date(2000, 1, 1), date(2100, 1, 1)
A_MONTH = date(2026, 1, 1)
SOME_DAY = datetime.now(UTC) + timedelta(days=1)
"""By when some duties of the world are overdue, and others not."""

_CONTEXT = text(
    "select set_config('role', :role, true), set_config('lus.units', :units, true),"
    " set_config('lus.rows', :units, true), set_config('lus.person', :person, true),"
    " set_config('lus.coordinating', :coordinating, true)"
)


@dataclass(frozen=True)
class Question:
    """`about`: the ref of a case, a unit's id, or None: everything that can be seen."""

    kind: str
    actor: Actor
    about: Any = None


Ask: TypeAlias = Callable[[Connection, Reckoning, Question], Answer]
Expect: TypeAlias = Callable[[Reckoning, Question], Answer]


@dataclass(frozen=True)
class Kind:
    """`about`: what such a question is about. `context`: whether the transaction says whose it is.

    `coordinating`: whether it is to record, from a list too.
    """

    ask: Ask
    expect: Expect
    about: Literal["case", "unit", "all"] = "all"
    role: str = "lus_app"
    context: bool = True
    coordinating: bool = False


def ask(connection: Connection, known: Reckoning, question: Question) -> Answer:
    """The database's answer, as the role and in the name that the question is asked."""
    kind = KINDS[question.kind]
    units = as_array(question.actor.units) if kind.context else ""
    person = str(question.actor.person) if kind.context else ""
    unit = question.actor.unit if question.actor.side == "coordinator" and kind.coordinating else None
    coordinating = as_array([] if unit is None else [unit])
    context = {"role": kind.role, "units": units, "person": person, "coordinating": coordinating}
    connection.execute(_CONTEXT, context)
    return kind.ask(connection, known, question)


def expected(known: Reckoning, question: Question) -> Answer:
    """The answer that it must be."""
    return KINDS[question.kind].expect(known, question)


def draw(chance: random.Random, known: Reckoning, actors: list[Actor]) -> Question:
    """A random question: half of those about a case are about one that the actor sees."""
    name = chance.choice(NAMES)
    actor = chance.choice(actors)
    about: Any = None
    if KINDS[name].about == "case":
        refs = list(known.ids)
        own = [ref for ref in refs if known.sees(actor, ref)]
        about = chance.choice(own) if own and chance.random() < 0.5 else chance.choice([*refs, NO_SUCH_CASE])
    elif KINDS[name].about == "unit":
        about = chance.choice([None, actor.unit, chance.choice(sorted(known.world.registry.units))])
        about = actor.unit if about is None and name != "board()" else about
    return Question(name, actor, about)


def _rows(connection: Connection, statement: str, **values: object) -> Rows:
    return frozenset(map(tuple, connection.execute(text(statement), values)))


def _door(connection: Connection, question: Question) -> Door:
    return Door(connection, question.actor, "Vård och behandling", ANY_MOMENT)


def _ask_board(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    return frozenset((line.ref, line.unit) for line in board(_door(connection, question), question.about).rows)


def _ask_invited(connection: Connection, known: Reckoning, question: Question) -> Answer:
    return frozenset(invited(_door(connection, question), known.ids.get(question.about, 0)).items())


def _ask_plans(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    found, _ = plans(_door(connection, question), question.about)
    return frozenset((one.ref, one.name) for one in found)


def _ask_plans_of(connection: Connection, known: Reckoning, question: Question) -> Answer:
    of = known.world.cases.get(question.about)
    found = plans_of(_door(connection, question), of.header.person) if of else ()
    return frozenset((one.ref,) for one in found)


def _ask_case(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    view = case(_door(connection, question), question.about)
    facts = view.case.facts if view else ()
    return frozenset((fact.seq, fact.kind, fact.units, bool(view and fact.seq in view.readable)) for fact in facts)


def _ask_inbox(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    found = inbox(_door(connection, question))
    return frozenset((message.ref, message.seq, message.name) for message in found)


def _ask_bell(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    found: set[tuple[Any, ...]] = set()
    for page in range(1, MOST_PAGES + 1):
        rows = bell(_door(connection, question), page)
        found |= {(key, one.name) for one in rows for key in one.keys}
        if len(rows) < A_PAGE:
            break
    return frozenset(found)


def _ask_search(connection: Connection, known: Reckoning, question: Question, *, by: str) -> Answer:
    kept = known.world.cases.get(question.about)
    hits = search(_door(connection, question), str(getattr(kept.header, by)) if kept else "Ingen").hits
    return frozenset((hit.ref, hit.name) for hit in hits)


def _ask_attachment(connection: Connection, known: Reckoning, question: Question) -> Answer:
    door = _door(connection, question)
    rows = (row for row in known.tables["attachments"] if row[0] == known.ids.get(question.about, 0))
    return frozenset((seq, number) for _, seq, number in rows if attachment(door, question.about, seq, number))


def _ask_heard(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    return frozenset((one.ref, one.name) for one in heard(_door(connection, question), ANY_MOMENT))


def _ask_principals(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    found = principals(_door(connection, question), question.actor.unit)
    return frozenset((one.region, one.municipality) for one in found)


def _ask_stays(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    door, unit = _door(connection, question), question.actor.unit
    found = ((between, stays(door, unit, between, EVER).stays) for between in principals(door, unit))
    return frozenset((between.region, between.municipality, one.ref) for between, shown in found for one in shown)


def _ask_settled(connection: Connection, known: Reckoning, question: Question) -> Answer:
    every = {row[1:3] for row in known.tables["settled_months"]}
    found = ((pair, settled(_door(connection, question), Principals(*pair), A_MONTH)) for pair in every)
    return frozenset((*pair, one.principal) for pair, shown in found for one in shown if one.answer is not None)


def _ask_pairs(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    found = pairs(_door(connection, question), question.actor.unit, LONG_AGO)
    return frozenset((one.one, one.other, one.there, one.back, one.questions) for one in found)


def _pairs(known: Reckoning, question: Question) -> Answer:
    """Who passed questions on to whom, how often, and how many questions: of the unit in use."""
    passed = [row for row in _own(known, "bounces", question) if row[3] == "passed_on"]
    both = {(min(row[4:]), max(row[4:])) for row in passed}
    return frozenset(
        (
            one,
            other,
            sum(row[4:] == (one, other) for row in passed),
            sum(row[4:] == (other, one) for row in passed),
            len({row[0] for row in passed if {*row[4:]} == {one, other}}),
        )
        for one, other in both
    )


def _ask_ways(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    door, unit = _door(connection, question), question.actor.unit
    found = [way for one in pairs(door, unit, LONG_AGO) for way in ways(door, unit, LONG_AGO, (one.other, one.one))]
    return frozenset((way.ref, step.step, step.giver, step.taker) for way in found for step in way.steps)


def _ask_late(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    """What makes SIPs late, of what is owed: of the unit in use."""
    door = Door(connection, question.actor, "Vård och behandling", SOME_DAY)
    found = overdue(door, question.actor.unit, Asked(late=True), needed_days=30)
    return frozenset((row.ref, row.duty) for row in found.rows if row.duty)


def _ask_months(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    return frozenset((None, one.late) for one in _counts(connection, question).months)


def _ask_groups(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    return frozenset((one.of, one.late) for one in _counts(connection, question).groups if one.late)


def _counts(connection: Connection, question: Question) -> Counts:
    door = _door(connection, question)
    return counts(door, question.actor.unit, Counting(), "municipality", (LONG_AGO, FAR_AHEAD), 30)


def _late_of(known: Reckoning, question: Question) -> list[str | None]:
    """Where those live of whom something is late without end: of the unit in use."""
    return [row[4] for row in _own(known, "counted", question) if row[2] == "late" and row[5]]


def _groups(known: Reckoning, question: Question) -> Answer:
    codes = _late_of(known, question)
    return frozenset((code, codes.count(code)) for code in {*codes})


def _own(known: Reckoning, table: str, question: Question) -> list[tuple[Any, ...]]:
    """Of the unit in use."""
    return [row for row in known.table(table, question.actor) if row[1] == question.actor.unit]


def _own_tallies(known: Reckoning, question: Question) -> list[tuple[Any, ...]]:
    """Of the unit in use: what its months are made of."""
    return _own(known, "tallies", question)


OF_A_CASE = {
    "cases": "id = :id",
    "deliveries": "id in (select unnest(array[mail_id, webhook_id]) from reminders where case_id = :id)",
    "preferences": "unit_id = -:id",
    "settled_months": "id = -:id",
}
OF_NO_CASE = frozenset({"preferences", "settled_months"})
WORKERS = frozenset({"cases", "duties", "reminders", "deliveries", "preferences", "invitations"})
"""What workers read, whoever's it is."""


def _reading(name: str) -> dict[str, Kind]:
    whole = WHOLE[name]
    by_case = f"{whole} where {OF_A_CASE.get(name, 'case_id = :id')}"
    return {
        f"all {name}": Kind(lambda c, _, __: _rows(c, whole), lambda known, q: known.table(name, q.actor)),
        f"{name} of a case": Kind(
            lambda c, known, q: _rows(c, by_case, id=known.ids.get(q.about, 0)),
            lambda known, q: frozenset() if name in OF_NO_CASE else known.table(name, q.actor, q.about),
            "case",
        ),
        f"{name} in nobody's name": Kind(lambda c, _, __: _rows(c, whole), lambda _, __: frozenset(), context=False),
        f"{name} as worker": Kind(
            _tried(whole) if name not in WORKERS else lambda c, _, __: _rows(c, whole),
            lambda known, _: known.tables[name] if name in WORKERS else DENIED,
            role="lus_worker",
        ),
    }


def _tried(statement: str) -> Ask:
    """How many rows it would change, or why none. It is taken back."""

    def ask_it(connection: Connection, known: Reckoning, question: Question) -> Answer:
        values = {
            "id": known.ids.get(question.about, 0),
            "seq": known.bare(question.about) if isinstance(question.about, str) else 0,
            "unit": question.actor.unit,
            "person": question.actor.person,
            "about": question.about if isinstance(question.about, int) else 0,
        }
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        attempt = connection.begin_nested()
        try:
            return connection.execute(text(statement), used).rowcount
        except ProgrammingError:
            return DENIED
        except IntegrityError:
            return "impossible"
        finally:
            attempt.rollback()

    return ask_it


def _if_opened(answer: Answer, otherwise: Answer = DENIED) -> Expect:
    return lambda known, q: answer if known.opens(q.actor, q.about) else otherwise


def _ask_overdue(connection: Connection, _known: Reckoning, question: Question) -> Answer:
    door = Door(connection, question.actor, "Vård och behandling", SOME_DAY)
    return frozenset(
        (row.ref, row.kind, row.owing, row.toward, frozenset(row.said))
        for row in overdue(door, question.actor.unit).rows
    )


def _if_seen(answer: Callable[[Reckoning, Question], Answer], otherwise: Answer = DENIED) -> Expect:
    return lambda known, q: answer(known, q) if known.sees(q.actor, q.about) else otherwise


def _only_own(_known: Reckoning, question: Question) -> Answer:
    return 1 if question.about in question.actor.units else DENIED


def _unless_preferred(known: Reckoning, question: Question) -> Answer:
    own = (question.about, question.actor.person)
    there = any(row[:2] == own for row in known.tables["preferences"])
    return (0 if there else 1) if question.about in question.actor.units else DENIED


def _if_managed(known: Reckoning, question: Question) -> Answer:
    return 1 if question.about in question.actor.units and question.about in known.managed(question.actor) else DENIED


_LOG = (
    "insert into access_log (activity, purpose, outcome, what, role, unit_id, provider, case_ids, patients, owners)"
    " values ('Läsa', 'Administration', 'shown', 'test', 'nurse', :about, 'p', '{}', '{}', '{}')"
)
_CASE = "insert into cases (ref, kind, status, version, party_units) values ('ZZZZZZZZ', 'stay', 'x', 0, array[:about])"
_FACT = (
    "insert into facts (case_id, seq, kind, at, recorded_at, channel, unit_id, provider, skeleton)"
    " values (:id, 9999, 'died', now(), now(), 'system', :unit, 'p', '{}')"
)
_RECEIVER = "insert into fact_receivers (case_id, seq, unit_id, place) values (:id, 1, :unit, 99)"
_CONTENT = (
    "insert into fact_contents (case_id, seq, provider, readers, content)"
    " select :id, :seq, 'p', array[:unit], '{}' where :seq > 0"
)
_FILE = (
    "insert into attachments (case_id, seq, number, name, type, size, sha256, bytes)"
    " select :id, 1, 9, 'x.txt', 'text/plain', 1, 'x', 'x' where :id > 0"
)
_PATIENT = """
insert into patients (case_id, person_id, name, identities) values (:id, gen_random_uuid(), 'X', '[]')
    on conflict (case_id) do nothing
"""
_BOARD = (
    "insert into board (unit_id, case_id, case_ref, status, listed, unread, moves, why_not, summary)"
    " values (:unit, :id, 'X', 'x', true, 0, 0, '{}', '{}') on conflict (unit_id, case_id) do nothing"
)
_LISTED = (
    "insert into coordinated (unit_id, case_id, duty, case_ref, kind, owing_side, opened_at, due_at, done)"
    " values (:unit, :id, 'x', 'X', 'x', 'ward', now(), now(), '[]')"
)
_COUNTED = (
    "insert into counted (unit_id, case_id, what, number, case_ref, at_discharge, from_at)"
    " values (:unit, :id, 'made', 99, 'X', false, now())"
)
_DUTY = (
    "insert into duties (case_id, key, kind, unit_id, opened_seq, opened_at, due_at, due_version, law, engine)"
    " values (:id, 'x', 'x', :unit, 1, now(), now(), 1, 'x', 'x')"
)
_REMINDER = (
    "insert into reminders (key, case_id, case_ref, duty, kind, step, unit_id, at, due_at, binding, ladder)"
    " values ('x', :id, 'X', 'x', 'x', 'x', :unit, now(), now(), false, 'x')"
)
_PREFERENCE = (
    "insert into preferences (unit_id, person_id, mail) values (:about, :person, 'a@b.se')"
    " on conflict (unit_id, person_id) do nothing"
)
_PREFERENCE_OF_UNIT = (
    "insert into preferences (unit_id, person_id, mail) values (:about, null, 'a@b.se')"
    " on conflict (unit_id, person_id) do update set mail = excluded.mail"
)
_TRIAL = (
    "insert into deliveries (channel, key, unit_id, person_id, reminders, made_at, next_at, test)"
    " values ('mail', 'x', :about, :person, '{}', now(), now(), true)"
)
_PREFERENCE_OF_ANOTHER = (
    "insert into preferences (unit_id, person_id) select :unit, p.id from persons p where p.id <> :person limit 1"
)
_TALLY = (
    "insert into tallies (unit_id, case_id, case_ref, region, municipality, notified_on, disputed, facts)"
    " select min(u.id), :id, 'X', 'x', 'x', now(), false, '[]' from units u"
)
_BOUNCE = (
    "insert into bounces (unit_id, case_id, seq, case_ref, step, giver_id, at)"
    " select :unit + 1000, :id, :seq, 'X', 'taken', :unit, now()"
)
_SETTLED = (
    "insert into settled_months (region, municipality, month, principal, unit_id, person_id, assignment_id, at, law,"
    " engine, answer, readers, key)"
    " select '04', '0480', '2026-01-01', '04', :about, :person, min(id), now(), 'x', 'x', '{}', '{}', 'y'"
    " from assignments"
)
_KEYS = "insert into search_keys (unit_id, key, case_id) values (:unit, 'nx', :id)"
_DRAFT = (
    "insert into drafts (person_id, unit_id, key, case_id, kind, typed)"
    " values (:person, :about, 'x', null, 'admitted', '{}')"
)
_DRAFT_ON_A_CASE = (
    "insert into drafts (person_id, unit_id, key, case_id, kind, typed) values (:person, :unit, 'x', :id, 'died', '{}')"
)
_DRAFT_OF_ANOTHER = (
    "insert into drafts (person_id, unit_id, key, case_id, kind, typed)"
    " select p.id, :unit, 'x', null, 'admitted', '{}' from persons p where p.id <> :person limit 1"
)
_INVITE = (
    "insert into invitations (key, case_id, case_ref, meeting, sequence, method, meeting_at, form, unit_id)"
    " values ('x', :id, 'X', 1, 0, 'REQUEST', now(), 'home', :unit)"
)
_KEY = "insert into idempotency (actor, key, case_id, seq) values (0, 'x', :id, 1)"


def _count(name: str) -> Expect:
    return lambda known, q: len(known.table(name, q.actor, q.about))


def _count_all(name: str) -> Expect:
    return lambda known, q: len(known.table(name, q.actor))


def _changed(table: str) -> Expect:
    """One's rows may be written while one may record on the case; a unit that left has some still."""

    def expected(known: Reckoning, question: Question) -> Answer:
        own = len(known.table(table, question.actor, question.about))
        return own if not own or known.sees(question.actor, question.about) else DENIED

    return expected


def _unless_only_listed(table: str) -> Expect:
    """What hangs on a case is taken away by who is on it, and by nobody who only reads its own row."""
    return lambda known, q: len(known.table(table, q.actor, q.about)) if known.sees(q.actor, q.about) else 0


def _unless_sent_to(known: Reckoning, question: Question) -> Answer:
    """A question is sent to somebody by the first fact of its case."""
    sent = question.actor.unit in known.world.cases[question.about].facts[0].to_units
    return "impossible" if sent else 1


def _unless_there(known: Reckoning, question: Question) -> Answer:
    return 0 if question.actor.unit in known.parties[question.about] else 1


KINDS: dict[str, Kind] = {
    "board()": Kind(_ask_board, lambda known, q: known.lines(q.actor, q.about), "unit"),
    "plans()": Kind(_ask_plans, lambda known, q: known.plans(q.actor, q.about), "unit"),
    "plans_of()": Kind(_ask_plans_of, lambda known, q: known.plans_of(q.actor, q.about), "case"),
    "invited()": Kind(_ask_invited, lambda known, q: known.invited(q.actor, q.about), "case"),
    "invite a unit": Kind(_tried(_INVITE), _if_seen(lambda _, __: 1), "case"),
    "say that it was sent": Kind(_tried("update invitations set outcome = 'sent'"), lambda _, __: DENIED),
    "overdue()": Kind(_ask_overdue, lambda known, q: known.overdue(q.actor, SOME_DAY)),
    "overdue() with SIPs": Kind(
        _ask_late,
        lambda known, q: frozenset(
            (known.refs[row[0]], row[2])
            for row in _own(known, "coordinated", q)
            if row[3] is not None and row[3] <= SOME_DAY
        ),
    ),
    "counts() by month": Kind(_ask_months, lambda known, q: frozenset({(None, len(_late_of(known, q)))})),
    "counts() apart": Kind(_ask_groups, _groups),
    "count a plan": Kind(_tried(_COUNTED), _if_seen(lambda _, __: 1), "case"),
    "forget what is counted": Kind(
        _tried("delete from counted where case_id = :id"), _unless_only_listed("counted"), "case"
    ),
    "principals()": Kind(_ask_principals, lambda known, q: frozenset(row[2:] for row in _own_tallies(known, q))),
    "stays()": Kind(
        _ask_stays, lambda known, q: frozenset((*row[2:], known.refs[row[0]]) for row in _own_tallies(known, q))
    ),
    "settled()": Kind(
        _ask_settled,
        lambda known, q: frozenset((*row[1:3], f"provider {row[3]}") for row in known.table("settled_months", q.actor)),
    ),
    "tally a case": Kind(_tried(_TALLY), _if_seen(lambda _, __: 1), "case"),
    "pairs()": Kind(_ask_pairs, _pairs),
    "ways()": Kind(
        _ask_ways,
        lambda known, q: frozenset((known.refs[row[0]], row[3], *row[4:]) for row in _own(known, "bounces", q)),
    ),
    "count a bounce": Kind(_tried(_BOUNCE), _if_seen(lambda _, __: "impossible"), "case"),
    "forget a bounce": Kind(_tried("delete from bounces where case_id = :id"), _unless_only_listed("bounces"), "case"),
    "take off a month": Kind(_tried("delete from tallies where case_id = :id"), _unless_only_listed("tallies"), "case"),
    "settle a month as a unit": Kind(_tried(_SETTLED), _only_own, "unit"),
    "change a settled month": Kind(_tried("update settled_months set answer = answer"), lambda _, __: DENIED),
    "inbox()": Kind(_ask_inbox, lambda known, q: known.unread(q.actor)),
    "bell()": Kind(_ask_bell, lambda known, q: known.bell(q.actor)),
    "heard()": Kind(_ask_heard, lambda known, q: known.heard(q.actor)),
    "search() by name": Kind(partial(_ask_search, by="name"), lambda known, q: known.by_name(q.actor, q.about), "case"),
    "search() by number": Kind(
        partial(_ask_search, by="number"), lambda known, q: known.by_number(q.actor, q.about), "case"
    ),
    "attachment()": Kind(_ask_attachment, lambda known, q: known.files(q.actor, q.about), "case"),
    "case()": Kind(_ask_case, lambda known, q: known.view(q.actor, q.about), "case"),
    **{name: kind for table in WHOLE for name, kind in _reading(table).items()},
    "log as a unit": Kind(_tried(_LOG), _only_own, "unit"),
    "read the log": Kind(_tried("select at from access_log"), lambda _, __: DENIED),
    "begin a case as a unit": Kind(_tried(_CASE), _only_own, "unit"),
    "add a fact": Kind(_tried(_FACT), _if_seen(lambda _, __: 1), "case"),
    "add oneself as receiver": Kind(_tried(_RECEIVER), _if_seen(_unless_sent_to), "case"),
    "add content": Kind(
        _tried(_CONTENT),
        lambda known, q: 0 if not known.bare(q.about) else 1 if known.sees(q.actor, q.about) else DENIED,
        "case",
    ),
    "change a patient": Kind(
        _tried("update patients set number = number, name = name where case_id = :id"), _count("patients"), "case"
    ),
    "be named": Kind(
        _tried(
            "update patients set named_units = case when protected > '' then named_units || :unit end"
            " where case_id = :id"
        ),
        _count("patients"),
        "case",
    ),
    "name others alone": Kind(
        _tried(
            "update patients set protected = 'x', named_units = '{0}', address = null, phone = null,"
            " next_of_kin = null where case_id = :id"
        ),
        lambda known, q: DENIED if known.table("patients", q.actor, q.about) else 0,
        "case",
    ),
    "attach to what is there": Kind(
        _tried(_FILE),
        lambda known, q: 0 if q.about not in known.ids else 1 if known.reads(q.actor, q.about, 1) else DENIED,
        "case",
    ),
    "add a patient": Kind(_tried(_PATIENT), _if_seen(lambda _, __: 0), "case"),
    "add a board row": Kind(_tried(_BOARD), _if_seen(_unless_there), "case"),
    "list a case": Kind(_tried(_LISTED), _if_seen(lambda _, __: 1), "case"),
    "list a case for another": Kind(_tried(_LISTED.replace(":unit", ":unit + 1000")), lambda _, __: DENIED, "case"),
    "change a list": Kind(
        _tried("update coordinated set kind = kind where case_id = :id"), _changed("coordinated"), "case"
    ),
    "take off a list": Kind(_tried("delete from coordinated where case_id = :id"), _count("coordinated"), "case"),
    "open a case to record": Kind(
        _tried("select id from cases where id = :id for update"), _if_opened(1, 0), "case", coordinating=True
    ),
    "add a fact from a list": Kind(_tried(_FACT), _if_opened(1), "case", coordinating=True),
    "be added to a case from a list": Kind(
        _tried("update cases set party_units = party_units || :unit where id = :id"),
        _if_opened(1, 0),
        "case",
        coordinating=True,
    ),
    "let oneself in": Kind(
        _tried("update cases set coordinator_units = coordinator_units || :unit where id = :id"),
        _if_seen(lambda _, __: 1, 0),
        "case",
    ),
    "read contents from a list": Kind(
        lambda c, _, __: _rows(c, WHOLE["fact_contents"]),
        lambda known, q: known.table("fact_contents", q.actor),
        coordinating=True,
    ),
    "add a duty": Kind(_tried(_DUTY), _if_seen(lambda _, __: 1), "case"),
    "add a key": Kind(_tried(_KEY), _if_seen(lambda _, __: 1), "case"),
    "be found by": Kind(_tried(_KEYS), _if_seen(lambda _, __: 1), "case"),
    "lose keys": Kind(_tried("delete from search_keys where case_id = :id"), _count("search_keys"), "case"),
    "change keys": Kind(_tried("update search_keys set key = 'x' where case_id = :id"), lambda _, __: DENIED, "case"),
    "plan a reminder": Kind(_tried(_REMINDER), _if_seen(lambda _, __: 1), "case"),
    "see reminders": Kind(
        _tried("update reminders set seen_at = now() where case_id = :id"),
        lambda known, q: known.may_see(q.actor, q.about) if q.about in known.ids else 0,
        "case",
    ),
    "tell of reminders": Kind(
        _tried("update reminders set told_at = now() where case_id = :id"), lambda _, __: DENIED, "case"
    ),
    "try an address out": Kind(_tried(_TRIAL), _only_own, "unit"),
    "try a unit's address out": Kind(_tried(_TRIAL.replace(":person", "null")), _if_managed, "unit"),
    "send something else": Kind(_tried(_TRIAL.replace("true)", "false)")), lambda _, __: DENIED, "unit"),
    "put a message out": Kind(_tried("update deliveries set channel = channel"), lambda _, __: DENIED),
    "see to a message": Kind(_tried("update deliveries set next_at = now()"), lambda _, __: 0),
    "void as worker": Kind(_tried("update reminders set void_at = now()"), lambda _, __: DENIED, role="lus_worker"),
    "tell as worker": Kind(
        _tried("update reminders set told_at = told_at"),
        lambda known, _: len(known.tables["reminders"]),
        role="lus_worker",
    ),
    "prefer for a unit": Kind(_tried(_PREFERENCE), _unless_preferred, "unit"),
    "prefer for another": Kind(_tried(_PREFERENCE_OF_ANOTHER), lambda _, __: DENIED),
    "prefer for the unit itself": Kind(_tried(_PREFERENCE_OF_UNIT), _if_managed, "unit"),
    "change preferences": Kind(
        _tried("update preferences set mail = mail"),
        lambda known, q: sum(known.prefers(q.actor, row) for row in known.table("preferences", q.actor)),
    ),
    "read what webhooks are signed with": Kind(_tried("select webhook_secret from preferences"), lambda _, __: DENIED),
    "draft for a unit": Kind(_tried(_DRAFT), _only_own, "unit"),
    "draft on a case": Kind(_tried(_DRAFT_ON_A_CASE), _if_seen(lambda _, __: 1), "case"),
    "draft in another's name": Kind(_tried(_DRAFT_OF_ANOTHER), lambda _, __: DENIED),
    "change drafts": Kind(_tried("update drafts set kind = kind"), _count_all("drafts")),
    "throw drafts away": Kind(_tried("delete from drafts"), _count_all("drafts")),
    "cull drafts as worker": Kind(
        _tried("delete from drafts"), lambda known, _: len(known.world.stale), role="lus_worker"
    ),
    "choose what to cull as worker": Kind(
        _tried("delete from drafts where kind = 'died'"), lambda _, __: DENIED, role="lus_worker"
    ),
    "change a case": Kind(_tried("update cases set version = version where id = :id"), _count("cases"), "case"),
    "change readers": Kind(
        _tried("update fact_contents set readers = readers || :unit where case_id = :id"),
        _changed("fact_contents"),
        "case",
    ),
    "change duties": Kind(_tried("update duties set law = law where case_id = :id"), _count("duties"), "case"),
    "delete board rows": Kind(_tried("delete from board where case_id = :id"), _count("board"), "case"),
    **{
        what: Kind(_tried(statement), lambda _, __: DENIED, "case")
        for what, statement in {
            "change a fact": "update facts set kind = kind where case_id = :id",
            "change content": "update fact_contents set content = '{}' where case_id = :id",
            "move a patient": "update patients set case_id = case_id where case_id = :id",
            "change a file": "update attachments set name = name where case_id = :id",
            "delete a file": "delete from attachments where case_id = :id",
            "delete facts": "delete from facts where case_id = :id",
            "delete a case": "delete from cases where id = :id",
        }.items()
    },
}
"""Every kind of question that is asked, by name."""

NAMES = (
    ["board()"] * 8
    + ["attachment()"] * 6
    + ["case()"] * 12
    + ["inbox()"] * 4
    + ["overdue()", "bell()", "see reminders"] * 4
    + ["open a case to record", "read contents from a list"] * 4
    + ["heard()", "plans()", "plans_of()"] * 4
    + ["pairs()", "ways()", "overdue() with SIPs", "counts() by month", "counts() apart"] * 2
    + ["search() by name", "search() by number"] * 4
    + list(KINDS)
)
"""Functions of lus/queries are asked more often than each of the others, and what few may do."""
