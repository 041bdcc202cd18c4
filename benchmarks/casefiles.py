"""Case files made up from a seed: every one another, none that contradicts itself, 12 to 60 facts, 40 on average.

What happens in them is what happens on a ward: receipts, changed dates, withdrawals, answers that change, calls in time
and late, open care that is missing, leaves, and now and then a death. The properties of the law are tried on them too.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

LEAST, MEAN, MOST = 12, 40, 60
PARTIES = {
    "lagen": ("0180", "0480", "1280", "2480"),
    "vastragotaland-2018": ("1480", "1481", "1490"),
    "sormland-2018": ("0484",),
}
BOTH, MUNICIPALITY, OPEN_CARE = ["municipality", "open_care"], ["municipality"], ["open_care"]

Fact = dict[str, Any]


class Ward:
    """One stay in the making: what happened, and when."""

    def __init__(self, random: Random, years: range) -> None:
        """`years`: in one of them it begins."""
        self.random = random
        self.facts: list[Fact] = []
        self.first = date(random.choice(years), 1, 1) + timedelta(days=random.randrange(365))
        self.named = 0

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def at(self, day: float, hour: int = 0) -> str:
        """A time in office hours so many days after the admission, or so many hours later: no clock is moved then."""
        minute = hour * 60 + self.random.randrange(7 * 60, 18 * 60)
        moment = datetime.combine(self.first + timedelta(days=int(day)), datetime.min.time())
        return (moment + timedelta(minutes=min(minute, 23 * 60))).isoformat(timespec="minutes")

    def tell(self, kind: str, at: str, **fields: Any) -> str:
        """One fact more; its id."""
        self.named += 1
        name = f"f{self.named}"
        self.facts.append({"kind": kind, "at": at, "id": name, **fields})
        return name

    def send(self, kind: str, at: str, receivers: list[str], **fields: Any) -> None:
        """A message, and the receipts of most who got it."""
        told = {"to": receivers} if kind in {"admission_notified", "ready_notified"} else {}
        name = self.tell(kind, at, **told, **fields)
        for receiver in receivers:
            if self.chance(0.8):
                later = datetime.fromisoformat(at) + timedelta(minutes=self.random.randrange(1, 300))
                self.tell("acknowledged", later.isoformat(timespec="minutes"), of=name, by=receiver)

    def on(self, day: float) -> str:
        return (self.first + timedelta(days=int(day))).isoformat()


def case_file(random: Random, agreement: str = "lagen", years: range = range(2019, 2025)) -> dict[str, Any]:
    """A case file under that agreement."""
    ward = Ward(random, years)
    many = min(MOST, max(LEAST, round(random.gauss(MEAN, 9))))
    ready = random.randrange(2, 14)
    gone = ready + random.randrange(12)
    _planned(ward, ready)
    _ready(ward, ready, gone)
    end = _gone(ward, gone)
    _busy(ward, many, ready)
    facts = sorted(ward.facts[:1] + [fact for fact in ward.facts[1:] if fact["at"] > ward.facts[0]["at"]], key=_when)
    return {
        "agreement": agreement,
        "parameters": {"leave_days": "not_counted"} if ward.chance(0.05) else {},
        "care": random.choice(("somatic", "somatic", "somatic", "somatic", "psychiatric", "compulsory_open")),
        "registered_in": None if ward.chance(0.01) else random.choice(PARTIES[agreement]),
        "placed_by": None,
        "sip_needed": ward.chance(0.8),
        "facts": facts[:MOST],
        "as_of": ward.at(end + random.randrange(1, 20)),
    }


def _when(fact: Fact) -> str:
    at: str = fact["at"]
    return at


def _planned(ward: Ward, ready: int) -> None:
    """From the admission to the day when the patient is ready."""
    ward.tell("admitted", f"{ward.first}T06:{ward.random.randrange(60):02}")
    if ward.chance(0.1):
        ward.tell("need_assessed", ward.at(1))
    if ward.chance(0.97):
        told = ward.random.choice((BOTH, BOTH, BOTH, BOTH, MUNICIPALITY))
        late = 2 if ward.chance(0.05) else ready + 1 if ward.chance(0.03) else 0
        ward.send("admission_notified", ward.at(late), told, expected_discharge_on=ward.on(ready))
    if ward.chance(0.85):
        ward.tell("care_contact_appointed", ward.at(1))
    if ward.chance(0.04):
        ward.tell("consent_refused", ward.at(1), scope=ward.random.choice(("plan", "information")))
    if ward.chance(0.02):
        ward.tell("registration_changed", ward.at(ready + 1), code="0182")


def _ready(ward: Ward, ready: int, gone: int) -> None:
    """The notice, perhaps taken back and sent again; the answers; the call."""
    if ward.chance(0.2) and ready > 2:  # noqa: PLR2004 the day before the last planning day
        ward.send("ready_notified", ward.at(ready - 2), BOTH)
        ward.tell("ready_withdrawn", ward.at(ready - 1), reason="sämre")
    ward.tell("ready_judged", ward.at(ready))
    if ward.chance(0.98):
        ward.send("ready_notified", ward.at(ready), BOTH if ward.chance(0.95) else OPEN_CARE)
    if ward.chance(0.02):
        ward.tell("message_withheld", ward.at(ready), of_kind="ready_notified", to=MUNICIPALITY, reason="sekretess")
    if ward.chance(0.9):
        late = 5 if ward.chance(0.1) else ward.random.randrange(3)
        ward.tell("sip_called", ward.at(ready + late), by="ward" if ward.chance(0.05) else "care_contact")
    if ward.chance(0.4):
        promised = {"next_answer_at": ward.at(ready + 1)}
        ward.tell("handover_answered", ward.at(ready), answer="cannot", **promised)
    if ward.chance(0.9):
        ward.tell("handover_answered", ward.at(ready + 1), answer="accepts", **{"from": ward.at(gone)})
    if ward.chance(0.05):
        ward.tell(ward.random.choice(("open_care_unavailable", "open_care_unclear")), ward.at(ready + 1))
        if ward.chance(0.7):
            ward.tell("open_care_available", ward.at(ready + 4))


def _gone(ward: Ward, gone: int) -> int:
    """The last day, if it came. Nothing of the stay itself may come after it."""
    if ward.chance(0.05):
        return gone
    last = f"{ward.on(gone)}T23:{ward.random.randrange(60):02}"
    ward.tell("discharge_informed", ward.at(gone))
    ward.tell("patient_informed", ward.at(gone))
    kind = "died" if ward.chance(0.02) else "interrupted" if ward.chance(0.02) else "discharged"
    ward.tell(kind, last, **({"reason": "no_need"} if kind == "interrupted" else {}))
    of_stay = {"ready_notified", "ready_withdrawn", "leave_started", "leave_ended"}
    ward.facts = [fact for fact in ward.facts if fact["at"] <= last or fact["kind"] not in of_stay]
    return gone


def _busy(ward: Ward, many: int, ready: int) -> None:
    """What else happens while somebody waits: the date is changed, and everybody reads it."""
    while len(ward.facts) < many:
        day = ward.random.randrange(ready)
        ward.send("expected_discharge_changed", ward.at(day), BOTH, expected_discharge_on=ward.on(day + 3))
    if ward.chance(0.05):
        changed = [fact["id"] for fact in ward.facts if fact["kind"] == "expected_discharge_changed"]
        if changed:
            ward.tell("voided", ward.at(ready), of=ward.random.choice(changed))
