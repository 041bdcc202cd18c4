"""The case file: JSON in, a Case and its Terms out. Every fault is one line that names fact, field and remedy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from lus.domain.calendar import from_local, local
from lus.domain.case import Case, effective
from lus.domain.facts import (
    KINDS,
    Admitted,
    Died,
    Discharged,
    Fact,
    HandoverAnswered,
    NeedAssessed,
    ReadyNotified,
    ReadyWithdrawn,
    Receiver,
    SipNeedDecided,
    Voided,
)
from lus.domain.terms import PARAMETERS, Law, Terms
from lus.domain.units import COUNTIES, Unit, UnitId

WARD, MUNICIPALITY, PLACING_MUNICIPALITY, OPEN_CARE = 1, 2, 3, 4
RECEIVERS: dict[str, UnitId] = {
    "municipality": MUNICIPALITY,
    "placing_municipality": PLACING_MUNICIPALITY,
    "open_care": OPEN_CARE,
}
OWED_BY = {WARD: "ward", MUNICIPALITY: "municipality", PLACING_MUNICIPALITY: "municipality", OPEN_CARE: "open_care"}

BEGINS_ON = date(2018, 1, 1)
"""LUS came into force: no rule of it answers for an earlier day."""

NOT_BUILT = frozenset(
    {
        "registration_changed",
        "consent_refused",
        "open_care_unavailable",
        "open_care_unclear",
        "open_care_available",
        "message_withheld",
        "leave_started",
        "leave_ended",
        "interrupted",
    }
)
"""Kinds of the case file that are not built yet: refused by name, since they could change the answer."""

FIELDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "admitted": (frozenset(), frozenset()),
    "need_assessed": (frozenset(), frozenset()),
    "admission_notified": (frozenset({"to", "expected_discharge_on"}), frozenset()),
    "expected_discharge_changed": (frozenset({"expected_discharge_on"}), frozenset()),
    "acknowledged": (frozenset({"of", "by"}), frozenset()),
    "care_contact_appointed": (frozenset(), frozenset()),
    "ready_judged": (frozenset(), frozenset()),
    "ready_notified": (frozenset({"to"}), frozenset()),
    "ready_withdrawn": (frozenset(), frozenset({"reason"})),
    "handover_answered": (frozenset({"answer"}), frozenset({"from", "next_answer_at"})),
    "sip_called": (frozenset({"by"}), frozenset()),
    "discharge_informed": (frozenset(), frozenset()),
    "patient_informed": (frozenset(), frozenset()),
    "discharged": (frozenset(), frozenset()),
    "died": (frozenset(), frozenset()),
    "voided": (frozenset({"of"}), frozenset()),
}
"""Kind ► the fields it must have, and those it may have, besides `kind`, `at` and `id`."""

CARE = ("somatic", "psychiatric", "compulsory_open")
KNOWN = frozenset({"agreement", "parameters", "care", "registered_in", "placed_by", "sip_needed", "facts", "as_of"})
REQUIRED = KNOWN - {"parameters", "placed_by"}
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CODE = re.compile(r"\d{4}")


class CaseFileError(ValueError):
    """The case file cannot be answered. One line: where, which field, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """A case file, read: the case, the terms it is asked under and the moment it is asked for."""

    case: Case
    terms: Terms
    as_of: datetime


def read(data: Any, law: Law) -> Question:
    """The question that a parsed JSON document asks. Raises CaseFileError."""
    if not isinstance(data, dict):
        _fail("filen", "innehållet", "är inte ett JSON-objekt", "skriv ett objekt med facts och as_of")
    for name in sorted(REQUIRED - set(data)):
        _fail("filen", name, "saknas", "lägg till fältet; ett okänt värde får inte antas")
    for name in sorted(set(data) - KNOWN):
        _fail("filen", name, "är inget känt fält", f"ta bort det, eller skriv något av {_listed(KNOWN)}")
    as_of = _instant("filen", "as_of", data["as_of"])
    registered_in = _municipality("registered_in", data["registered_in"])
    placed_by = _municipality("placed_by", data.get("placed_by"))
    if data["care"] not in CARE:
        _fail("filen", "care", f"{data['care']!r} är inget känt värde", f"skriv något av {_listed(CARE)}")
    if not isinstance(data["sip_needed"], bool):
        _fail("filen", "sip_needed", "är inte true eller false", "säg om båda huvudmännen behövs efter utskrivningen")
    if not isinstance(data["agreement"], str) or data["agreement"] not in law.agreements:
        _fail("filen", "agreement", f"{data['agreement']!r} finns inte i lagdata", f"skriv något av {_listed(law.agreements)}")
    facts = _facts(data, as_of, placed_by)
    terms = Terms(law, _units(registered_in, placed_by), _parameters(data.get("parameters", {})), data["agreement"])
    return Question(Case(tuple(facts)), terms, as_of)


def _fail(place: str, field: str, fault: str, remedy: str) -> NoReturn:
    msg = f"{place}: {field}: {fault}; {remedy}"
    raise CaseFileError(" ".join(msg.split()))


def _listed(names: Any) -> str:
    return ", ".join(sorted(names))


def _instant(place: str, field: str, value: Any) -> datetime:
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        _fail(place, field, f"{_shown(value)} är ingen tidpunkt", "skriv den som 2022-03-07T08:30")
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        _fail(place, field, f"{value} finns inte i kalendern", "rätta datum eller klockslag")
    if at.tzinfo is None:
        try:
            at = from_local(at)
        except (ValueError, OverflowError):
            _fail(place, field, f"{value} finns inte: klockan ställdes om", "skriv en tid före eller efter omställningen")
    try:
        at = at.astimezone(UTC)
        local(at)
    except OverflowError:
        _fail(place, field, f"{value} ligger utanför kalendern", "rätta årtalet")
    if local(at).date() < BEGINS_ON:
        _fail(place, field, f"{value} är före 2018-01-01", "lagen (2017:612) gäller från det datumet; rätta tiden")
    return at


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 one line must stay readable


def _municipality(field: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not CODE.fullmatch(value):
        _fail("filen", field, f"{_shown(value)} är ingen kommunkod", 'skriv fyra siffror i citattecken, som "0480", eller null')
    if value[:2] not in COUNTIES:
        _fail("filen", field, f"{value} har en länskod som inte finns", "rätta de två första siffrorna")
    return str(value)


def _units(registered_in: str | None, placed_by: str | None) -> dict[UnitId, Unit]:
    """Every unit counts as open around the clock. A municipality nobody named has no code: it pays for nobody."""
    return {
        WARD: Unit(WARD, "ward", ""),
        MUNICIPALITY: Unit(MUNICIPALITY, "social_services", registered_in or "-"),
        PLACING_MUNICIPALITY: Unit(PLACING_MUNICIPALITY, "social_services", placed_by or "-"),
        OPEN_CARE: Unit(OPEN_CARE, "health_centre", ""),
    }


def _parameters(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        _fail("filen", "parameters", "är inte ett objekt", 'skriv {"namn": värde}, eller {}')
    for name, value in given.items():
        parameter = PARAMETERS.get(name)
        if parameter is None:
            _fail("parameters", _shown(name), "är ingen känd parameter", f"skriv någon av {_listed(PARAMETERS)}")
        elif parameter.values and not any(value is v or (isinstance(v, str) and value == v) for v in parameter.values):
            values = ", ".join(str(v).lower() if isinstance(v, bool) else v for v in parameter.values)
            _fail("parameters", name, f"{_shown(value)} är inget av dess värden", f"skriv något av {values}")
        elif not parameter.values and value is not None:
            _number(name, value)
    return given


def _number(name: str, value: Any) -> None:
    """free_days, long_stay_days: whole numbers; amount_sek: whole kronor; mean_limit: a decimal as text."""
    if name == "mean_limit":
        if not isinstance(value, str) or not re.fullmatch(r"\d+(\.\d+)?", value):
            _fail("parameters", name, f"{_shown(value)} är inget decimaltal i text", 'skriv det som "3.00"')
    elif name == "long_stay_days":
        if not isinstance(value, str | int) or isinstance(value, bool) or not re.fullmatch(r"\d{1,4}(\.\d+)?", str(value)):
            _fail("parameters", name, f"{_shown(value)} är inget tal", 'skriv det som "7"')
    elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < (1000 if name == "free_days" else 10**9):
        _fail("parameters", name, f"{_shown(value)} är inget rimligt helt tal", "skriv ett helt tal som inte är negativt, eller null")


def _facts(data: Mapping[str, Any], as_of: datetime, placed_by: str | None) -> list[Fact]:
    """The facts up to `as_of`, with what the file's own fields say: the care, the need and whether a SIP is needed."""
    if not isinstance(data["facts"], list):
        _fail("filen", "facts", "är ingen lista", "skriv en lista av fakta")
    rows = [Row(place, row, placed_by) for place, row in enumerate(data["facts"], 1)]
    named: dict[str, Row] = {}
    for row in rows:
        if row.id is not None and named.setdefault(row.id, row) is not row:
            _fail(row.place, "id", f"{row.id!r} finns redan hos {named[row.id].place}", "ge varje faktum ett eget id")
    asked = [(row.at, unit) for row in rows if row.kind == "ready_notified" for unit in row.receivers()]
    facts: list[Fact] = []
    for row in sorted(rows, key=lambda row: (row.kind == "voided", row.kind == "acknowledged")):
        for unit, own in row.facts(data, named, asked):
            fact = KINDS[row.kind](at=row.at, recorded_at=row.at, unit=unit, seq=len(facts) + 1, **own)
            row.seqs.append(fact.seq)
            facts.append(fact)
    kept = [fact for fact in facts if fact.at <= as_of]
    _refuse_contradictions(kept, {seq: row.place for row in rows for seq in row.seqs})
    admitted = next(fact for fact in effective(kept) if isinstance(fact, Admitted))
    return [*kept, *_implied(data, admitted, kept, len(facts))]


def concerned(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The principals that the need concerns: both where a SIP is needed, else whoever is told."""
    return ("municipality", "region") if data["sip_needed"] else ()


def _implied(data: Mapping[str, Any], admitted: Admitted, kept: list[Fact], used: int) -> list[Fact]:
    """What the file says in fields of its own, as facts at the admission."""
    when = {"at": admitted.at, "recorded_at": admitted.at}
    sip_needed = data["sip_needed"] and data["care"] != "compulsory_open"
    implied: list[Fact] = [SipNeedDecided(**when, unit=OPEN_CARE, seq=used + 1, needed=sip_needed)]
    if not any(isinstance(fact, NeedAssessed) for fact in effective(kept)):
        implied.append(NeedAssessed(**when, unit=WARD, seq=used + 2, needed=True, principals=concerned(data)))
    return implied


def _refuse_contradictions(facts: list[Fact], places: Mapping[int, str]) -> None:
    """One file is one stay: what cannot both be true is refused, naming both."""
    in_order = effective(facts)
    admissions = [fact for fact in in_order if isinstance(fact, Admitted)]
    ends = [fact for fact in in_order if isinstance(fact, Discharged | Died)]
    if not admissions:
        _fail("filen", "facts", "ingen inskrivning senast as_of", "lägg till ett faktum av slaget admitted")
    for one, two, why in (*_pairs(admissions, "två inskrivningar"), *_pairs(ends, "två slut på vistelsen")):
        _contradict(one, two, why, places)
    if not ends:
        return
    end = ends[0]
    if end.moment < admissions[0].moment:
        _contradict(admissions[0], end, "slutet är före inskrivningen", places)
    for fact in in_order[in_order.index(end) + 1 :]:
        if isinstance(fact, ReadyNotified | ReadyWithdrawn):
            _contradict(end, fact, "efter vistelsens slut", places)


def _pairs(facts: list[Any], why: str) -> list[tuple[Fact, Fact, str]]:
    return [(facts[0], fact, why) for fact in facts[1:]]


def _contradict(one: Fact, two: Fact, why: str, places: Mapping[int, str]) -> None:
    _fail(f"{places[one.seq]} och {places[two.seq]}", "at", f"motsäger varandra: {why}", "rätta eller ta bort det ena")


class Row:
    """One fact of the file, checked; it makes one fact of the domain (an answer: one for each unit asked)."""

    def __init__(self, place: int, row: Any, placed_by: str | None) -> None:
        """`place` from 1, as written in the file. Raises CaseFileError."""
        self.place = f"faktum {place}"
        self.seqs: list[int] = []
        if not isinstance(row, dict):
            _fail(self.place, "innehållet", f"{_shown(row)} är inget objekt", 'skriv {"kind": …, "at": …}')
        kind = row.get("kind")
        if not isinstance(kind, str):
            fault = "saknas" if kind is None else f"{_shown(kind)} är ingen text"
            _fail(self.place, "kind", fault, f"skriv något av {_listed(FIELDS)}")
        if kind not in FIELDS and kind not in NOT_BUILT:
            _fail(self.place, "kind", f"{_shown(kind)} är inget känt slag", f"skriv något av {_listed(FIELDS)}")
        self.place = f"{self.place} ({kind})"
        if kind in NOT_BUILT:
            _fail(self.place, "kind", "är inte byggt ännu och kan ändra svaret", "ställ frågan utan det")
        self.kind, self.row, self.placed_by = kind, row, placed_by
        required, optional = FIELDS[kind]
        for name in sorted((required | {"at"}) - set(row)):
            _fail(self.place, name, "saknas", "lägg till fältet")
        for name in sorted(set(row) - required - optional - {"kind", "at", "id"}):
            _fail(self.place, name, "är inget fält för detta slag", "ta bort det, eller rätta stavningen")
        self.at = _instant(self.place, "at", row["at"])
        self.id = row.get("id")
        if self.id is not None and not isinstance(self.id, str):
            _fail(self.place, "id", f"{_shown(self.id)} är ingen text", "skriv id som text")

    def facts(
        self, data: Mapping[str, Any], named: Mapping[str, "Row"], asked: Sequence[tuple[datetime, UnitId]]
    ) -> Iterator[tuple[UnitId, dict[str, Any]]]:
        """Who recorded each fact that the row makes, and the fact's own fields."""
        match self.kind:
            case "admitted":
                care = "somatic" if data["care"] == "somatic" else "psychiatric"
                codes = {"registered_in": data["registered_in"], "placed_by": data.get("placed_by")}
                yield WARD, {"care": care, **codes}
            case "need_assessed":
                yield WARD, {"needed": True, "principals": concerned(data)}
            case "admission_notified" | "ready_notified":
                own = {"expected_discharge_on": self._expected()} if self.kind == "admission_notified" else {}
                yield WARD, {"receivers": tuple(Receiver(unit) for unit in self.receivers()), **own}
            case "expected_discharge_changed":
                yield WARD, {"expected_discharge_on": self._expected()}
            case "acknowledged":
                unit = self._unit("by", self.row["by"])
                for seq in self._named(named).seqs:
                    yield unit, {"of": seq}
            case "care_contact_appointed":
                yield OPEN_CARE, {}
            case "ready_withdrawn":
                self._text("reason")
                yield WARD, {"receivers": tuple(Receiver(unit) for unit in dict.fromkeys(u for _, u in asked))}
            case "handover_answered":
                own = self._answer()
                for unit in dict.fromkeys(u for at, u in asked if at <= self.at):
                    yield unit, own
            case "sip_called":
                yield (WARD if self._one_of("by", ("care_contact", "ward")) == "ward" else OPEN_CARE), {}
            case "discharge_informed":
                yield WARD, {"receivers": tuple(Receiver(unit) for unit in dict.fromkeys(u for _, u in asked))}
            case "voided":
                for seq in self._named(named).seqs:
                    yield WARD, {"of": seq}
            case _:
                yield WARD, {}

    def receivers(self) -> list[UnitId]:
        """The parties named in `to`, each once."""
        to = self.row["to"]
        if not isinstance(to, list) or not to:
            _fail(self.place, "to", "är ingen lista av mottagare", 'skriv till exempel ["municipality", "open_care"]')
        return list(dict.fromkeys(self._unit("to", name) for name in to))

    def _unit(self, field: str, value: Any) -> UnitId:
        if not isinstance(value, str) or value not in RECEIVERS:
            _fail(self.place, field, f"{_shown(value)} är ingen känd part", f"skriv något av {_listed(RECEIVERS)}")
        if value == "placing_municipality" and self.placed_by is None:
            _fail(self.place, field, "placing_municipality finns inte: placed_by är null", "säg kommunen i placed_by")
        return RECEIVERS[value]

    def _named(self, named: Mapping[str, "Row"]) -> "Row":
        of = self.row["of"]
        if not isinstance(of, str) or of not in named:
            _fail(self.place, "of", f"{_shown(of)} är inget fakts id", "skriv id för det faktum som avses")
        found = named[of]
        if self.kind == found.kind == "voided":
            _fail(self.place, "of", "en makulering kan inte makuleras", "skriv faktumet på nytt i stället")
        if self.kind == "acknowledged" and not KINDS[found.kind].receipt:
            _fail(self.place, "of", f"{found.place} är inget meddelande som kvitteras", "skriv id för ett meddelande")
        return found

    def _one_of(self, field: str, values: Sequence[str]) -> str:
        value = self.row[field]
        if not isinstance(value, str) or value not in values:
            _fail(self.place, field, f"{_shown(value)} är inget känt värde", f"skriv något av {_listed(values)}")
        return value

    def _text(self, field: str) -> None:
        if not isinstance(self.row.get(field, ""), str):
            _fail(self.place, field, f"{_shown(self.row[field])} är ingen text", "skriv skälet som text")

    def _answer(self) -> dict[str, Any]:
        times = {"from_at": "from", "next_answer_at": "next_answer_at"}
        given = {own: _instant(self.place, name, self.row[name]) for own, name in times.items() if name in self.row}
        return {"answer": self._one_of("answer", tuple(HandoverAnswered.NEEDS)), **given}

    def _expected(self) -> date:
        value = self.row["expected_discharge_on"]
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                _fail(self.place, "expected_discharge_on", f"{value} finns inte i kalendern", "rätta datumet")
        _fail(self.place, "expected_discharge_on", f"{_shown(value)} är inget datum", "skriv det som 2022-03-14")
