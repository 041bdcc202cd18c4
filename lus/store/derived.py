"""Rows that follow from facts: duties, boards, lists, search, reminders. Replaced in the transaction of the fact.

A row that PostgreSQL's policies refuse to change is passed over in silence: every write counts what it changed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from lus.domain.board import BoardRow
from lus.domain.bounces import Handed
from lus.domain.coordination import Listed, handle
from lus.domain.counted import Counted
from lus.domain.derive import Derived
from lus.domain.duty import IN_THE_INBOX, Duty
from lus.domain.reminding import Planned
from lus.domain.tally import Tally
from lus.domain.terms import Terms
from lus.domain.units import UnitId
from lus.store import bounces, reminders, search, tallies
from lus.store import counted as counts
from lus.store.doors import as_array
from lus.store.following import ALL as FOLLOWING
from lus.store.following import COORDINATED, COUNTED, TALLIES, Following, in_json
from lus.store.journal import Locked, Moment
from lus.store.patient import Known, written

NOT_DERIVED = "not_derived"
"""Why a duty was cancelled that the facts no longer give: what opened it was voided, or the rules changed."""

_MOMENTS = ("opened_at", "due_at", "met_at", "cancelled_at")

# RETURNING is evaluated once the case has its new parties: from then on their rows may be written, and theirs alone,
# and those of the coordinators. lus.units stays as it was, so that nothing more can be read of patients and contents.
_ADVANCE = text("""
update cases set version = :version, status = :status, party_units = cast(:parties as int[]),
                 coordinator_units = cast(:coordinators as int[])
 where id = :case_id and version = :was
returning set_config('lus.rows', :rows, true)
""")

_DUTIES = text("""
insert into duties
select * from jsonb_populate_recordset(null::duties, cast(:rows as jsonb))
on conflict (case_id, key) do update
   set unit_id = excluded.unit_id, toward_id = excluded.toward_id, opened_at = excluded.opened_at,
       due_at = excluded.due_at, due_on = excluded.due_on, due_version = excluded.due_version,
       met_at = excluded.met_at, met_seq = excluded.met_seq, cancelled_at = excluded.cancelled_at,
       reason = excluded.reason, law = excluded.law, engine = excluded.engine
""")

_REPLACE = """
with gone as (
  delete from board where case_id = :case_id and unit_id = any(cast(:gone as int[])) returning 1
), written as (
  insert into board
  select * from jsonb_populate_recordset(null::board, cast(:rows as jsonb))
  on conflict (unit_id, case_id) do update
     set status = excluded.status, listed = excluded.listed, urgency = excluded.urgency,
         own_duty = excluded.own_duty, own_due_at = excluded.own_due_at, unread = excluded.unread,
         ready_at = excluded.ready_at, expected_on = excluded.expected_on, moves = excluded.moves,
         first_liable_on = excluded.first_liable_on, why_not = excluded.why_not, summary = excluded.summary
  returning 1
){reminders}{following}{more}
select (select count(*) from gone) as gone, (select count(*) from written) as written, ({found}) as found,
       {counted}
"""
_REPLACE = _REPLACE.replace("{reminders}", reminders.REPLACING)
_REPLACE = _REPLACE.replace("{following}", "".join(one.replacing for one in FOLLOWING))
_REPLACE = _REPLACE.replace("{counted}", ", ".join((reminders.WRITTEN, *(one.written for one in FOLLOWING))))
_BOARD = text(_REPLACE.format(more="", found="0"))
_BOARD_AND_KEYS = text(_REPLACE.format(more=f",{search.REPLACING}", found=search.FOUND))
_PATIENT = """, patient as (
  update patients
     set person_id = :person, name = :name, number = :number, protected = :protected,
         named_units = cast(:named as int[]), identities = cast(:identities as jsonb),
         address = case when :open then address end, phone = case when :open then phone end,
         next_of_kin = case when :open then next_of_kin end
   where case_id = :case_id returning 1
)"""
_AND_PATIENT = " + (select count(*) from patient)"
_BOARD_AND_PATIENT = text(_REPLACE.format(more=f",{search.REPLACING}{_PATIENT}", found=f"{search.FOUND}{_AND_PATIENT}"))


class RowsRefused(RuntimeError):  # noqa: N818 a fault of the program, never of a user
    """PostgreSQL changed fewer rows than it was handed: nothing of the transaction may stand."""


def replace(
    connection: Connection,
    case: Locked,
    derived: Derived,
    rows: Mapping[UnitId, BoardRow],
    version: int,
    *,
    coordinated: Sequence[Listed],
    planned: Iterable[Planned],
    tallied: Sequence[Tally],
    counted: Sequence[Counted],
    handed: Sequence[Handed],
    patient: Known | None,
    stored: Moment,
    terms: Terms,
    engine: str,
    ladder: str,
) -> None:
    """Version, status, parties, duties, boards and lists as they follow from the facts.

    `rows` by unit; `version`: the last fact's seq; `coordinated` of the coordinators' lists, `planned` reminders,
    `tallied` stays of their months, `counted` what they count of plans, `handed` steps of questions passed on;
    `patient`: who the patient is from now on, None where that is not for the recording units to know; `stored`: duties
    and reminders as they are; `engine`, `ladder`: fingerprints of the rules and of the ladders. Raises RowsRefused.
    """
    parties = set(rows)
    gone = set(case.party_units) - parties
    coordinators = {one.unit for one in coordinated}
    advanced = connection.execute(
        _ADVANCE,
        {
            "case_id": case.id,
            "version": version,
            "was": case.version,
            "status": derived.status,
            "parties": sorted(parties),
            "coordinators": sorted(coordinators),
            "rows": as_array(sorted(parties | gone | coordinators | set(case.coordinators))),
        },
    )
    _check(advanced.rowcount, 1)
    now = max(fact.recorded_at for fact in derived.history.facts)
    before = as_python(stored.duties)
    versions = {key: row["due_version"] for key, row in before.items()}
    changed = changed_duties(case.id, derived.duties, before, (terms.law.fingerprint, engine), now)
    versions |= {row["key"]: row["due_version"] for row in changed}
    if changed:
        _check(connection.execute(_DUTIES, {"rows": _json(changed)}).rowcount, len(changed))
    unread = unread_by_unit(derived)
    shown = _json([board_row(case.id, case.ref, row, unread[unit]) for unit, row in rows.items()])
    protected = patient is None or patient.protected is not None
    person = None if patient is None or protected else patient.current.person
    following = _of_coordinators(case, person, coordinated, tallied, counted)
    values: dict[str, Any] = {"case_id": case.id, "gone": sorted(gone), "rows": shown}
    for table, those in following.items():
        values |= table.values(those)
    coordinator = None if protected else terms.coordinator
    told = reminders.changed(
        case.id, case.ref, planned, versions, stored.reminders, coordinator=coordinator, ladder=ladder
    )
    values |= {"now": now, **reminders.values(told)}
    # A case just begun has its first unit on it already, and no keys yet.
    came = parties - set(case.party_units) if case.version else parties
    changed_patient = patient is not None and _told(patient) != _told(case.patient)
    statement, wanted = _BOARD, 0
    if came or gone or changed_patient:
        finders, keys = (patient.finders(parties), sorted(patient.keys)) if patient else ([], [])
        values |= {"known": patient is not None, "finders": finders, "keys": keys}
        statement, wanted = _BOARD_AND_KEYS, len(finders) * len(keys)
    if changed_patient:
        values |= _told(patient)
        statement, wanted = _BOARD_AND_PATIENT, wanted + 1
    done = connection.execute(statement, values).one()
    for number, expected in (
        (done.gone, len(gone)),
        (done.written, len(rows)),
        (done.found, wanted),
        (done.planned, len(told.planned)),
        (done.voided, len(told.void)),
        *((getattr(done, table.name), len(those)) for table, those in following.items()),
    ):
        _check(number, expected)
    if derived.history.kind == "coordination":
        _check(bounces.replace(connection, case.id, case.ref, handed), len(handed))


def _of_coordinators(
    case: Locked,
    person: UUID | None,
    coordinated: Iterable[Listed],
    tallied: Iterable[Tally],
    counted: Iterable[Counted],
) -> dict[Following, list[dict[str, Any]]]:
    """What coordinators' lists, months and counts hold of the case. `person` None: identity is protected."""
    return {
        COORDINATED: [coordinated_row(case.id, case.ref, one, protected=person is None) for one in coordinated],
        TALLIES: [tallies.row(case.id, case.ref, one) for one in tallied],
        COUNTED: counts.rows(case.id, case.ref, counted, person),
    }


def _told(patient: Known | None) -> dict[str, Any]:
    """What `patients` holds of who somebody is, as it is written."""
    if patient is None:
        return {}
    return {
        "person": patient.current.person,
        "name": patient.name,
        "number": patient.current.number,
        "protected": patient.protected,
        "named": None if patient.named is None else sorted(patient.named),
        "identities": json.dumps(written(patient.identities)),
        "open": patient.protected is None,
    }


def _check(changed: int, wanted: int) -> None:
    if changed != wanted:
        msg = f"{changed} rows of {wanted}"
        raise RowsRefused(msg)


def changed_duties(
    case_id: int,
    duties: Iterable[Duty],
    before: dict[str, dict[str, Any]],
    fingerprints: tuple[str, str],
    now: datetime,
) -> list[dict[str, Any]]:
    """The rows to write: what is new or otherwise than `before`, and what is no longer derived, cancelled.

    `before`: the rows as they are, by key; it is used up.
    """
    written = []
    for duty in duties:
        row = _duty(case_id, duty, fingerprints)
        old = before.pop(row["key"], None)
        moved = old is not None and (old["due_at"], old["unit_id"]) != (row["due_at"], row["unit_id"])
        row["due_version"] = old["due_version"] + moved if old else 1
        if row != old:
            written.append(row)
    for row in before.values():
        if row["reason"] != NOT_DERIVED:
            law, engine = fingerprints
            ended = {"met_at": None, "met_seq": None, "cancelled_at": now, "reason": NOT_DERIVED}
            written.append({**row, **ended, "law": law, "engine": engine})
    return written


def as_python(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Stored duties by key, as `changed_duties` compares them."""
    return {row["key"]: _as_python(row) for row in rows}


def _as_python(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row's JSON with moments and days as `_duty` has them; PostgreSQL writes them in its own time zone."""
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _MOMENTS}
    return {**row, **moments, "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None}


def _duty(case_id: int, duty: Duty, fingerprints: tuple[str, str]) -> dict[str, Any]:
    law, engine = fingerprints
    return {
        "case_id": case_id,
        "key": duty.key,
        "kind": duty.kind,
        "unit_id": duty.unit,
        "toward_id": duty.toward,
        "opened_seq": duty.opened.seq,
        "opened_at": duty.opened.moment,
        "due_at": duty.due_at,
        "due_on": duty.due_on,
        "met_at": duty.met_at,
        "met_seq": duty.met.seq if duty.met else None,
        "cancelled_at": duty.cancelled.moment if duty.cancelled else None,
        "reason": duty.reason,
        "law": law,
        "engine": engine,
    }


def unread_by_unit(derived: Derived) -> Counter[UnitId]:
    """How many messages wait for each unit: what its inbox holds of the case."""
    return Counter(duty.unit for duty in derived.open_duties if duty.kind in IN_THE_INBOX)


SUMMED = ("next_step", "own_step", "flags", "parties", "liability", "takers")
"""What of a row no query filters by."""


def board_row(case_id: int, ref: str, row: BoardRow, unread: int) -> dict[str, Any]:
    """One unit's row as it is stored; `summary` is for `in_json`."""
    summary = {name: getattr(row, name) for name in (*SUMMED, *(("plan",) if row.plan else ()))}
    return {
        "unit_id": row.unit,
        "case_id": case_id,
        "case_ref": ref,
        "status": row.status,
        "listed": row.listed,
        "urgency": row.next_step.due_at if row.next_step else None,
        "own_duty": row.own_step.kind if row.own_step else None,
        "own_due_at": row.own_step.due_at if row.own_step else None,
        "unread": unread,
        "ready_at": row.ready_at,
        "expected_on": row.expected_on,
        "moves": row.moves,
        "first_liable_on": row.liability.first_on,
        "why_not": row.liability.why_not,
        "summary": summary,
    }


def coordinated_row(case_id: int, ref: str, one: Listed, *, protected: bool) -> dict[str, Any]:
    """A row of a coordinator's list as it is stored; `done` is for `in_json`. `protected`: it names no unit."""
    duty = one.duty
    return {
        "unit_id": one.unit,
        "case_id": case_id,
        "duty": handle(ref, duty.key),
        "case_ref": ref,
        "kind": duty.kind,
        "owing_id": None if protected else duty.unit,
        "owing_side": one.side,
        "toward_id": None if protected else duty.toward,
        "opened_at": duty.opened.moment,
        "due_at": duty.due_at,
        "due_on": duty.due_on,
        "done": one.done,
        "municipality": None if protected else one.municipality,
        "lead_id": None if protected else one.lead,
        "late": one.late,
        "late_at": one.late_at,
    }


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, default=in_json)
