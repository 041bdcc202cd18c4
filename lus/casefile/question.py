"""The case file: JSON in, a Case and its Terms out. Every fault is one line that names fact, field and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lus.casefile.rows import (
    FIRST_OTHER_MUNICIPALITY,
    MUNICIPALITY,
    OPEN_CARE,
    PLACING_MUNICIPALITY,
    WARD,
    Row,
    concerned,
)
from lus.casefile.values import fail, instant, listed, municipality, parameters, shown
from lus.domain.calendar import day_of
from lus.domain.case import Case, effective
from lus.domain.facts import (
    KINDS,
    Admitted,
    Died,
    Discharged,
    Fact,
    Interrupted,
    LeaveEnded,
    LeaveStarted,
    NeedAssessed,
    ReadyNotified,
    ReadyWithdrawn,
    SipNeedDecided,
)
from lus.domain.lawdata import Law
from lus.domain.terms import Terms
from lus.domain.units import Unit, UnitId

SENT = ("admission_notified", "ready_notified", "ready_withdrawn")
"""What others answer or take back: they go where these went."""

CARE = ("somatic", "psychiatric", "compulsory_open")
KNOWN = frozenset({"agreement", "parameters", "care", "registered_in", "placed_by", "sip_needed", "facts", "as_of"})
REQUIRED = KNOWN - {"parameters", "placed_by"}


@dataclass(frozen=True, slots=True)
class Question:
    """A case file, read: the case, the terms it is asked under and the moment it is asked for."""

    case: Case
    terms: Terms
    as_of: datetime


def check_fields(data: Any, required: frozenset[str], known: frozenset[str]) -> None:
    """A file is an object with these fields and no others. Raises CaseFileError."""
    if not isinstance(data, dict):
        fail("filen", "innehållet", "är inte ett JSON-objekt", f"skriv ett objekt med {listed(required)}")
    for name in sorted(required - set(data)):
        fail("filen", name, "saknas", "lägg till fältet; ett okänt värde får inte antas")
    for name in sorted(set(data) - known):
        fail("filen", name, "är inget känt fält", f"ta bort det, eller skriv något av {listed(known)}")


def agreement(value: Any, law: Law) -> str:
    """The id of an agreement in the law data. Raises CaseFileError."""
    if not isinstance(value, str) or value not in law.agreements:
        fail("filen", "agreement", f"{shown(value)} finns inte i lagdata", f"skriv något av {listed(law.agreements)}")
    return str(value)


def read(data: Any, law: Law, shared: Mapping[str, Any] | None = None) -> Question:
    """The question that a parsed JSON document asks. Raises CaseFileError.

    `shared`: parameters that hold where the file does not choose its own.
    """
    check_fields(data, REQUIRED, KNOWN)
    as_of = instant("filen", "as_of", data["as_of"])
    registered_in = municipality("registered_in", data["registered_in"])
    placed_by = municipality("placed_by", data.get("placed_by"))
    if data["care"] not in CARE:
        fail("filen", "care", f"{shown(data['care'])} är inget känt värde", f"skriv något av {listed(CARE)}")
    if not isinstance(data["sip_needed"], bool):
        fail("filen", "sip_needed", "är inte true eller false", "säg om båda huvudmännen behövs efter utskrivningen")
    used = agreement(data["agreement"], law)
    chosen = {**(shared or {}), **parameters(data.get("parameters", {}))}
    facts, moved_to = _facts(data, as_of, placed_by)
    units = {**_units(registered_in, placed_by), **moved_to}
    return Question(Case(tuple(facts)), Terms(law, units, chosen, used), as_of)


def _units(registered_in: str | None, placed_by: str | None) -> dict[UnitId, Unit]:
    """Every unit counts as open around the clock. A municipality nobody named has no code: it pays for nobody."""
    return {
        WARD: Unit(WARD, "ward", ""),
        MUNICIPALITY: Unit(MUNICIPALITY, "social_services", registered_in or "-"),
        PLACING_MUNICIPALITY: Unit(PLACING_MUNICIPALITY, "social_services", placed_by or "-"),
        OPEN_CARE: Unit(OPEN_CARE, "health_centre", ""),
    }


def _facts(data: Mapping[str, Any], as_of: datetime, placed_by: str | None) -> tuple[list[Fact], dict[UnitId, Unit]]:
    """The facts up to `as_of`, with what the file's own fields say: the care, the need and whether a SIP is needed.

    And the units of municipalities that the person was registered in later.
    """
    if not isinstance(data["facts"], list):
        fail("filen", "facts", "är ingen lista", "skriv en lista av fakta")
    rows = [Row(place, row, placed_by) for place, row in enumerate(data["facts"], 1)]
    named: dict[str, Row] = {}
    for row in rows:
        if row.id is not None and named.setdefault(row.id, row) is not row:
            fail(
                row.place, "id", f"{shown(row.id)} finns redan hos {named[row.id].place}", "ge varje faktum ett eget id"
            )
    gone = [row.row.get("of") for row in rows if row.kind == "voided" and row.at <= as_of]
    units = _moved_to(rows, gone, as_of)
    sent = [
        (row.at, row.kind, tuple(row.receivers()) if row.kind != "ready_withdrawn" else ())
        for row in rows
        if row.kind in SENT and row.at <= as_of and (row.id is None or row.id not in gone)
    ]
    facts: list[Fact] = []
    for row in sorted(rows, key=lambda row: (row.kind == "voided", row.kind == "acknowledged")):
        for unit, own in row.facts(data, named, sent):
            fact = KINDS[row.kind](at=row.at, recorded_at=row.at, unit=unit, seq=len(facts) + 1, **own)
            row.seqs.append(fact.seq)
            facts.append(fact)
    kept = [fact for fact in facts if fact.at <= as_of]
    in_order = effective(kept)
    _refuse_contradictions(in_order, {seq: row.place for row in rows for seq in row.seqs})
    return [*kept, *_implied(data, in_order, len(facts))], units


def _moved_to(rows: list[Row], gone: list[Any], as_of: datetime) -> dict[UnitId, Unit]:
    """A unit for each later municipality of registration; every row learns which stands for it from which day on."""
    changes = [row for row in rows if row.kind == "registration_changed" and row.at <= as_of]
    changes = sorted((row for row in changes if row.id is None or row.id not in gone), key=lambda row: row.at)
    units = {
        unit: Unit(unit, "social_services", municipality("code", row.row["code"], row.place) or "-")
        for unit, row in enumerate(changes, FIRST_OTHER_MUNICIPALITY)
    }
    registered = tuple((day_of(row.at), unit) for unit, row in zip(units, changes, strict=True))
    for row in rows:
        row.registered = registered
    return units


def _implied(data: Mapping[str, Any], in_order: tuple[Fact, ...], used: int) -> list[Fact]:
    """What the file says in fields of its own, as facts at the admission."""
    admitted = next(fact for fact in in_order if isinstance(fact, Admitted))
    when: dict[str, Any] = {"at": admitted.at, "recorded_at": admitted.at}
    sip_needed = data["sip_needed"] and data["care"] != "compulsory_open"
    implied: list[Fact] = [SipNeedDecided(**when, unit=OPEN_CARE, seq=used + 1, needed=sip_needed)]
    if not any(isinstance(fact, NeedAssessed) for fact in in_order):
        implied.append(NeedAssessed(**when, unit=WARD, seq=used + 2, needed=True, principals=concerned(data)))
    return implied


def _refuse_contradictions(in_order: tuple[Fact, ...], places: Mapping[int, str]) -> None:
    """One file is one stay: what cannot both be true is refused, naming both."""
    admissions = [fact for fact in in_order if isinstance(fact, Admitted)]
    ends = [fact for fact in in_order if isinstance(fact, Discharged | Died | Interrupted)]
    if not admissions:
        fail("filen", "facts", "ingen inskrivning senast as_of", "lägg till ett faktum av slaget admitted")
    for one, two, why in (*_pairs(admissions, "två inskrivningar"), *_pairs(ends, "två slut på vistelsen")):
        _contradict(one, two, why, places)
    if not ends:
        return
    end = ends[0]
    if end.moment < admissions[0].moment:
        _contradict(admissions[0], end, "slutet är före inskrivningen", places)
    for fact in in_order[in_order.index(end) + 1 :]:
        if isinstance(fact, ReadyNotified | ReadyWithdrawn | LeaveStarted | LeaveEnded):
            _contradict(end, fact, "efter vistelsens slut", places)


def _pairs(facts: list[Any], why: str) -> list[tuple[Fact, Fact, str]]:
    return [(facts[0], fact, why) for fact in facts[1:]]


def _contradict(one: Fact, two: Fact, why: str, places: Mapping[int, str]) -> None:
    fail(f"{places[one.seq]} och {places[two.seq]}", "at", f"motsäger varandra: {why}", "rätta eller ta bort det ena")
