"""The rows that a stay ends in, worked out without a database by the functions that the use case works with."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from benchmarks import region
from benchmarks.stays import Stay
from lus.domain.board import board_rows
from lus.domain.case import Case, History
from lus.domain.coordination import listed
from lus.domain.counted import counted
from lus.domain.derive import Derived, derive
from lus.domain.fact import PLAN
from lus.domain.facts import Fact
from lus.domain.invitation import changes
from lus.domain.tally import tallies
from lus.domain.terms import Terms
from lus.law import ladder, loader
from lus.store import counted as counts
from lus.store import derived as stored
from lus.store import invitations, reminders
from lus.store.closed_days import observed
from lus.store.following import in_json
from lus.store.journal import shared, values_of
from lus.store.patient import Header, Known, after, begun, written
from lus.store.tallies import row as tallied
from lus.usecases.following import engine_fingerprint
from lus.usecases.following import reminders as planned_reminders
from lus.usecases.record import PURPOSE, fact_of
from lus.usecases.training.fill import LAW

DECISIVE = frozenset({"ready_notified", "ready_withdrawn", "handover_answered", "voided"})
"""Kinds that may move a duty that stands, or take it away; after the others, what follows waits for the next of these.

True of these stays, not of all: tests/benchmarks compares with working it out after every fact.
"""

COLUMNS = {
    "cases": "id ref kind status version party_units coordinator_units",
    "patients": "case_id person_id name number protected address phone next_of_kin named_units identities",
    "facts": "case_id seq kind at recorded_at channel unit_id provider person_id assignment_id in_reply_to skeleton",
    "fact_receivers": "case_id seq unit_id place ground",
    "fact_contents": "case_id seq provider readers content",
    "idempotency": "actor key case_id seq",
    "duties": "case_id key kind unit_id toward_id opened_seq opened_at due_at due_on due_version met_at met_seq"
    " cancelled_at reason law engine",
    "board": "unit_id case_id case_ref status listed urgency own_duty own_due_at unread ready_at expected_on"
    " moves first_liable_on why_not summary",
    "coordinated": "unit_id case_id duty case_ref kind owing_id owing_side toward_id opened_at due_at due_on done"
    " municipality lead_id late late_at",
    "tallies": "unit_id case_id case_ref region municipality notified_on ended_on disputed facts",
    "counted": "unit_id case_id what number case_ref person municipality lead_id age_group at_discharge from_at"
    " until_at",
    "invitations": "key case_id case_ref meeting sequence method meeting_at form unit_id",
    "search_keys": "unit_id key case_id",
    "reminders": "key case_id case_ref duty kind step unit_id person_id coordinator_id at due_at binding ladder",
    "access_log": "activity purpose outcome what person_id hsa_id assignment_id role unit_id provider case_ids patients"
    " owners sought",
}
"""Table ► what is written; the database gives the rest: `created_at`, `made_at`, `at` of keys and log, and ids.

Reminders that are void are left out, as if they had been culled.
"""

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Rules:
    """What stays are derived by: the shipped law and the benchmark's units."""

    members: dict[int, region.Member] = field(default_factory=region.members)
    terms: Terms = field(init=False)

    def __post_init__(self) -> None:
        """Loads the law."""
        units = {one: replace(member.unit, hours=observed(member.unit.hours)) for one, member in self.members.items()}
        object.__setattr__(self, "terms", Terms(loader.load(LAW), units))

    @property
    def fingerprints(self) -> tuple[str, str]:
        """Of the law and of the engine."""
        return self.terms.law.fingerprint, engine_fingerprint()


def facts_of(one: Stay, rules: Rules, moments: Sequence[datetime]) -> Case:
    """The case as it would be recorded, each fact at its moment."""
    case = Case()
    for seq, (step, now) in enumerate(zip(one.steps, moments, strict=True), 1):
        actor = rules.members[one.units[step.who]].actor
        case = case.with_fact(fact_of(case, one.act(seq, one.header), actor, now, rules.terms))
    return case


def rows_of(
    one: Stay,
    case_id: int,
    rules: Rules,
    moments: Sequence[datetime] | None = None,
    decisive: Collection[str] = DECISIVE,
) -> Rows:
    """Every row of the stay. `moments`: when each fact is recorded; None: at the step's own."""
    case = facts_of(one, rules, moments or [step.at for step in one.steps])
    rows: Rows = {table: [] for table in COLUMNS}
    contents: dict[int, tuple[Any, ...]] = {}
    for fact in case.facts:
        _fact(rows, contents, one, case_id, fact)
        _log(rows, one, case_id, fact, rules)
    rows["fact_contents"] += contents.values()
    derived, duties = _duties(case, case_id, rules, decisive)
    if derived.history.kind in PLAN:
        rows["invitations"] += _invitations(case, case_id, one.ref, rules)
    rows["duties"] += [_in_order("duties", row) for row in duties.values()]
    shown = board_rows(derived, rules.terms)
    unread = stored.unread_by_unit(derived)
    for unit, row in shown.items():
        made = stored.board_row(case_id, one.ref, row, unread[unit])
        made["summary"] = json.dumps(made["summary"], default=in_json)
        made["why_not"] = list(made["why_not"])
        rows["board"].append(_in_order("board", made))
    patient = begun(one.header, case.facts[0].unit)
    for fact in case.facts:
        patient = after(patient, fact, derived.history)
    found_by = [(unit, key, case_id) for unit in patient.finders(shown) for key in sorted(patient.keys)]
    rows["search_keys"] += found_by
    _lists(rows, (case_id, one.ref), derived, patient, rules.terms)
    versions = {key: row["due_version"] for key, row in duties.items()}
    coordinator = None if patient.protected else rules.terms.coordinator
    ladders = ladder.load()
    planned = planned_reminders(derived, shown, rules.terms, ladders)
    standing = reminders.changed(
        case_id, one.ref, planned, versions, (), coordinator=coordinator, ladder=ladders.fingerprint
    )
    rows["reminders"] += [_in_order("reminders", row) for row in standing.planned]
    coordinators = sorted({row[0] for row in rows["coordinated"]})
    rows["cases"].append(
        (case_id, one.ref, derived.history.kind, derived.status, len(case.facts), sorted(shown), coordinators)
    )
    kept = replace(one.header, phone=None, next_of_kin=None) if one.header.protected else one.header
    told = (getattr(kept, name) for name in Header.__slots__ if name != "also")
    named = None if patient.named is None else sorted(patient.named)
    rows["patients"].append((case_id, *told, named, json.dumps(written(patient.identities))))
    return rows


def _lists(rows: Rows, case: tuple[int, str], derived: Derived, patient: Known, terms: Terms) -> None:
    """What coordinators' lists, months and counts hold of it. `case`: its id and ref."""
    for each in listed(derived, terms):
        made = stored.coordinated_row(*case, each, protected=patient.protected is not None)
        made["done"] = json.dumps(made["done"], default=in_json)
        rows["coordinated"].append(_in_order("coordinated", made))
    for tally in tallies(derived, terms):
        made = tallied(*case, tally)
        made["facts"] = json.dumps(made["facts"], default=in_json)
        rows["tallies"].append(_in_order("tallies", made))
    person = None if patient.protected else patient.current.person
    counting = counts.rows(*case, counted(derived, terms), person)
    rows["counted"] += [_in_order("counted", row) for row in counting]


def _invitations(case: Case, case_id: int, ref: str, rules: Rules) -> Iterator[tuple[Any, ...]]:
    """As each fact makes them; no worker has sent them."""
    for seq in range(1, len(case.facts) + 1):
        so_far = Case(case.facts[:seq])
        for made, unit in changes(ref, so_far, so_far.history(rules.terms.units)):
            yield _in_order("invitations", invitations.row(case_id, made, unit))


def _in_order(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in COLUMNS[table].split())


def _duties(
    case: Case, case_id: int, rules: Rules, decisive: Collection[str]
) -> tuple[Derived, dict[str, dict[str, Any]]]:
    """As after the last fact: how often a due time moved, and what is no longer derived, come from those before."""
    rows: dict[str, dict[str, Any]] = {}
    last = len(case.facts)
    for seq, fact in enumerate(case.facts, 1):
        if fact.kind not in decisive and seq != last:
            continue
        derived = derive(Case(case.facts[:seq]), rules.terms)
        written = stored.changed_duties(case_id, derived.duties, dict(rows), rules.fingerprints, fact.recorded_at)
        rows.update((row["key"], row) for row in written)
    return derived, rows


BEFORE = History((), {})
"""No stay of the fill is handed on or sent wrong: what else a fact changes for readers does not depend on what was."""


def _fact(rows: Rows, contents: dict[int, tuple[Any, ...]], one: Stay, case_id: int, fact: Fact) -> None:
    said = values_of(case_id, fact, one.act(fact.seq, one.header).key)
    carried = ("at", "recorded_at", "channel", "unit", "provider", "person", "assignment", "in_reply_to", "skeleton")
    rows["facts"].append((case_id, fact.seq, fact.kind, *(said[name] for name in carried)))
    rows["fact_receivers"] += [
        (case_id, fact.seq, given.unit, place, given.ground) for place, given in enumerate(fact.receivers)
    ]
    if said["content"] != "{}":
        contents[fact.seq] = (case_id, fact.seq, fact.provider, said["readers"], said["content"])
    for gone in [contents[seq] for seq in shared(BEFORE, fact, None).facts if seq in contents]:
        contents[gone[1]] = (*gone[:3], [fact.unit], gone[4])
    rows["idempotency"].append((said["actor"], said["key"], case_id, fact.seq))


def _log(rows: Rows, one: Stay, case_id: int, fact: Fact, rules: Rules) -> None:
    actor = rules.members[fact.unit].actor
    who = (actor.person, actor.hsa_id, actor.assignment, actor.role, actor.unit, actor.provider)
    whom = ([case_id], [one.header.person], [actor.provider], None)
    rows["access_log"].append(("Skriva", PURPOSE, "recorded", fact.kind, *who, *whom))
