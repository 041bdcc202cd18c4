"""One fact of a case file, and the facts of the domain that it makes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from lus.casefile.values import DAY, fail, instant, listed, municipality, refuse_far_year, shown
from lus.domain.calendar import day_of
from lus.domain.facts import KINDS, HandoverAnswered, Receiver
from lus.domain.units import UnitId

WARD, MUNICIPALITY, PLACING_MUNICIPALITY, OPEN_CARE = 1, 2, 3, 4
RECEIVERS: dict[str, UnitId] = {
    "municipality": MUNICIPALITY,
    "placing_municipality": PLACING_MUNICIPALITY,
    "open_care": OPEN_CARE,
}
FIRST_OTHER_MUNICIPALITY = 5
"""From here on the units of municipalities that the person moved to during the stay."""


_OWED_BY = {WARD: "ward", OPEN_CARE: "open_care"}


def owed_by(unit: UnitId) -> str:
    """Who owes, in the words of the answer."""
    return _OWED_BY.get(unit, "municipality")


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
    "registration_changed": (frozenset({"code"}), frozenset()),
    "consent_refused": (frozenset({"scope"}), frozenset()),
    "open_care_unavailable": (frozenset(), frozenset()),
    "open_care_unclear": (frozenset(), frozenset()),
    "open_care_available": (frozenset(), frozenset()),
    "message_withheld": (frozenset({"of_kind", "to"}), frozenset({"reason"})),
    "leave_started": (frozenset(), frozenset()),
    "leave_ended": (frozenset(), frozenset()),
    "interrupted": (frozenset({"reason"}), frozenset()),
    "voided": (frozenset({"of"}), frozenset()),
}
"""Kind ► the fields it must have, and those it may have, besides `kind`, `at` and `id`."""


_NAMES = {
    kind: (required | {"at"}, required | optional | {"kind", "at", "id"})
    for kind, (required, optional) in FIELDS.items()
}
"""Kind ► what it must say, and all that it may say."""

Sent: TypeAlias = Sequence[tuple[datetime, str, tuple[UnitId, ...]]]
"""The messages that count: when, of which kind, to whom; and the withdrawals."""

Registered: TypeAlias = Sequence[tuple[date, UnitId]]
"""From which day on which unit stands for the municipality of registration, in order."""

Made: TypeAlias = tuple[UnitId, dict[str, Any]]
"""The recording unit and the own fields of a fact."""


def concerned(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The principals that the need concerns: both where a SIP is needed, else whoever is told."""
    return ("municipality", "region") if data["sip_needed"] else ()


class Row:
    """One fact of the file, checked; it makes one fact of the domain (an answer: one for each unit asked)."""

    def __init__(self, place: int, row: Any, placed_by: str | None) -> None:
        """`place` from 1, as written in the file. Raises CaseFileError."""
        self.place = f"faktum {place}"
        self.seqs: list[int] = []
        if not isinstance(row, dict):
            fail(self.place, "innehållet", f"{shown(row)} är inget objekt", 'skriv {"kind": …, "at": …}')
        kind = row.get("kind")
        if not isinstance(kind, str):
            fault = "saknas" if kind is None else f"{shown(kind)} är ingen text"
            fail(self.place, "kind", fault, f"skriv något av {listed(FIELDS)}")
        if kind not in FIELDS:
            fail(self.place, "kind", f"{shown(kind)} är inget känt slag", f"skriv något av {listed(FIELDS)}")
        self.place = f"{self.place} ({kind})"
        self.registered: Registered = ()
        self.kind, self.row, self.placed_by = kind, row, placed_by
        required, known = _NAMES[kind]
        if not required <= row.keys() <= known:
            for name in sorted(required - row.keys()):
                fail(self.place, name, "saknas", "lägg till fältet")
            for name in sorted(row.keys() - known):
                fail(self.place, name, "är inget fält för detta slag", "ta bort det, eller rätta stavningen")
        self.at = instant(self.place, "at", row["at"])
        self.id = row.get("id")
        if self.id is not None and not isinstance(self.id, str):
            fail(self.place, "id", f"{shown(self.id)} är ingen text", "skriv id som text")

    def facts(self, data: Mapping[str, Any], named: Mapping[str, "Row"], sent: Sent) -> Iterable[Made]:
        """Who recorded each fact that the row makes, and the fact's own fields."""
        make = _MAKE.get(self.kind)
        return make(self, data, named, sent) if make else [(WARD, {})]

    def receivers(self) -> list[UnitId]:
        """The parties named in `to`, each once."""
        to = self.row["to"]
        if not isinstance(to, list) or not to:
            fail(self.place, "to", "är ingen lista av mottagare", 'skriv till exempel ["municipality", "open_care"]')
        return list(dict.fromkeys(self.unit("to", name) for name in to))

    def unit(self, field: str, value: Any, at: datetime | None = None) -> UnitId:
        """The unit of that name; the municipality is that of registration on the day of `at`, else of the fact."""
        if not isinstance(value, str) or value not in RECEIVERS:
            fail(self.place, field, f"{shown(value)} är ingen känd part", f"skriv något av {listed(RECEIVERS)}")
        if value == "placing_municipality" and self.placed_by is None:
            fail(self.place, field, "placing_municipality finns inte: placed_by är null", "säg kommunen i placed_by")
        if value == "municipality":
            on = day_of(at or self.at)
            return next((unit for since, unit in reversed(self.registered) if since <= on), MUNICIPALITY)
        return RECEIVERS[value]

    def named(self, named: Mapping[str, "Row"]) -> "Row":
        of = self.row["of"]
        if not isinstance(of, str) or of not in named:
            fail(self.place, "of", f"{shown(of)} är inget fakts id", "skriv id för det faktum som avses")
        found = named[of]
        if self.kind == found.kind == "voided":
            fail(self.place, "of", "en makulering kan inte makuleras", "skriv faktumet på nytt i stället")
        if self.kind == "acknowledged" and not KINDS[found.kind].receipt:
            fail(self.place, "of", f"{found.place} är inget meddelande som kvitteras", "skriv id för ett meddelande")
        return found

    def one_of(self, field: str, values: Sequence[str]) -> str:
        value = self.row[field]
        if not isinstance(value, str) or value not in values:
            fail(self.place, field, f"{shown(value)} är inget känt värde", f"skriv något av {listed(values)}")
        return value

    def text(self, field: str) -> None:
        if not isinstance(self.row.get(field, ""), str):
            fail(self.place, field, f"{shown(self.row[field])} är ingen text", "skriv skälet som text")

    def answer(self) -> dict[str, Any]:
        times = {"from_at": "from", "next_answer_at": "next_answer_at"}
        given = {own: instant(self.place, name, self.row[name]) for own, name in times.items() if name in self.row}
        return {"answer": self.one_of("answer", tuple(HandoverAnswered.NEEDS)), **given}

    def expected(self) -> date:
        value = self.row["expected_discharge_on"]
        try:
            if isinstance(value, str) and DAY.fullmatch(value):
                on = date.fromisoformat(value)
                refuse_far_year(self.place, "expected_discharge_on", on.year)
                return on
        except ValueError:
            fail(self.place, "expected_discharge_on", f"{value} finns inte i kalendern", "rätta datumet")
        return fail(self.place, "expected_discharge_on", f"{shown(value)} är inget datum", "skriv det som 2022-03-14")


def _admitted(_row: Row, data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    care = "somatic" if data["care"] == "somatic" else "psychiatric"
    return [(WARD, {"care": care, "registered_in": data["registered_in"], "placed_by": data.get("placed_by")})]


def _message(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    own = {"expected_discharge_on": row.expected()} if row.kind == "admission_notified" else {}
    return [(WARD, {"receivers": tuple(map(Receiver, row.receivers())), **own})]


def _told(sent: Sent, kind: str, until: datetime, since: datetime | None = None) -> tuple[UnitId, ...]:
    """Who had a message of that kind by then, in the order told; `since`: after the withdrawal before."""
    return tuple(
        dict.fromkeys(
            unit
            for at, of, units in sent
            if of == kind and at <= until and (since is None or at > since)
            for unit in units
        )
    )


def _changed(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], sent: Sent) -> Iterable[Made]:
    """A changed date goes to whoever had the admission notice."""
    told = _told(sent, "admission_notified", row.at)
    return [(WARD, {"expected_discharge_on": row.expected(), "receivers": tuple(map(Receiver, told))})]


def _withdrawn(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], sent: Sent) -> Iterable[Made]:
    """To whoever had the ready notice that it takes back. Its reason decides nothing."""
    row.text("reason")
    before = [at for at, kind, _ in sent if kind == "ready_withdrawn" and at < row.at]
    told = _told(sent, "ready_notified", row.at, max(before, default=None))
    return [(WARD, {"receivers": tuple(map(Receiver, told))})]


def _informed(_row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], sent: Sent) -> Iterable[Made]:
    """The information at discharge: a case file does not say to whom, so to all who had a ready notice."""
    told = dict.fromkeys(unit for _, kind, units in sent if kind == "ready_notified" for unit in units)
    return [(WARD, {"receivers": tuple(map(Receiver, told))})]


def _acknowledged(row: Row, _data: Mapping[str, Any], named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    found = row.named(named)
    unit = row.unit("by", row.row["by"], found.at)
    return [(unit, {"of": seq}) for seq in found.seqs]


def _voided(row: Row, _data: Mapping[str, Any], named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    return [(WARD, {"of": seq}) for seq in row.named(named).seqs]


def _answered(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], sent: Sent) -> Iterable[Made]:
    """A case file does not say who answered: the answer holds for each unit asked until then."""
    own = row.answer()
    return [(unit, own) for unit in _told(sent, "ready_notified", row.at)]


def _sip_called(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    by_ward = row.one_of("by", ("care_contact", "ward")) == "ward"
    return [(WARD if by_ward else OPEN_CARE, {})]


def _registration_changed(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    return [(WARD, {"code": municipality("code", row.row["code"], row.place), "from_on": day_of(row.at)})]


def _refused(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    return [(OPEN_CARE, {"scope": (row.one_of("scope", ("plan", "information")),)})]


def _withheld(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    """Of each receiver named. What chapter 2 makes a duty to send cannot be withheld."""
    row.text("reason")
    of_kind = row.one_of("of_kind", ("ready_notified", "discharge_informed"))
    return [(WARD, {"of_kind": of_kind, "from_unit": unit}) for unit in row.receivers()]


def _interrupted(row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    """Why it was interrupted decides nothing."""
    row.text("reason")
    return [(WARD, {})]


def _open_care(_row: Row, _data: Mapping[str, Any], _named: Mapping[str, Row], _sent: Sent) -> Iterable[Made]:
    return [(OPEN_CARE, {})]


_MAKE: dict[str, Callable[[Row, Mapping[str, Any], Mapping[str, Row], Sent], Iterable[Made]]] = {
    "admitted": _admitted,
    "need_assessed": lambda _row, data, _named, _asked: [(WARD, {"needed": True, "principals": concerned(data)})],
    "admission_notified": _message,
    "ready_notified": _message,
    "expected_discharge_changed": _changed,
    "acknowledged": _acknowledged,
    "care_contact_appointed": lambda *_: [(OPEN_CARE, {})],
    "ready_withdrawn": _withdrawn,
    "handover_answered": _answered,
    "sip_called": _sip_called,
    "discharge_informed": _informed,
    "voided": _voided,
    "registration_changed": _registration_changed,
    "consent_refused": _refused,
    "message_withheld": _withheld,
    "interrupted": _interrupted,
    "open_care_unavailable": _open_care,
    "open_care_unclear": _open_care,
    "open_care_available": _open_care,
}
"""Kind ► the facts it makes; a kind that is not here makes one of the ward without fields of its own."""
