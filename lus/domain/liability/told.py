"""Who pays, and whether it was told: the conditions of 5 kap. 2-3 §§."""

from datetime import date, datetime, timedelta

from lus.domain.calendar import day_of
from lus.domain.case import History, Readiness
from lus.domain.facts import AdmissionNotified, Fact, MessageWithheld, NeedAssessed, ReadyNotified, ReadyWithdrawn
from lus.domain.liability.shapes import Block
from lus.domain.terms import Terms
from lus.domain.units import GOTLAND


def payer_of(history: History, on: date) -> str | None:
    """Who pays that day: the municipality that placed the person in special housing, else of registration (5:2)."""
    return history.placed(on) or history.registered(on)


def paying(history: History) -> str | None:
    """Who pays as things stand: that of the last ready notice's day; before any, of the day of the last fact."""
    periods = history.readiness
    return payer_of(history, day_of((periods[-1].first if periods else history.facts[-1]).moment))


def own_region(history: History, payer: str | None) -> bool:
    """Whether the payer is the region itself: Gotland, outside every region, with its own ward (1:1, 5:1).

    A case file does not say whose the ward is: of a person from Gotland, Gotland's.
    """
    return payer == GOTLAND and history.units[history.ward].principal in {"", GOTLAND}


def withheld(history: History, payer: str | None) -> Block | None:
    """A ready notice withheld from the payer's units during the stay, since the last one was taken back."""
    taken_back = history.last(ReadyWithdrawn)
    for kept in history.told_between(MessageWithheld, taken_back or history.admission, history.end):
        unit = kept.from_unit
        if payer and kept.of_kind == "ready_notified" and unit and history.units[unit].municipality == payer:
            return Block("secrecy", kept.moment)
    return None


def reaches(history: History, message: Fact, payer: str | None) -> bool:
    """Whether the message went to the paying municipality's units. Nobody pays: to any municipality's."""
    codes = municipalities(history, message)
    return payer in codes if payer else bool(codes)


def reached(history: History, period: Readiness, payer: str | None) -> ReadyNotified | None:
    """The period's first ready notice that went to the payer's units."""
    return next((notice for notice in period.notices if reaches(history, notice, payer)), None)


def municipalities(history: History, message: Fact) -> frozenset[str]:
    """The municipalities to whose units the message went. Worked out once: every reading asks again."""
    key = ("municipalities", message.seq)
    if key not in history.worked_out:
        codes = (history.units[unit].municipality for unit in message.to_units)
        history.worked_out[key] = frozenset(code for code in codes if code)
    found: frozenset[str] = history.worked_out[key]
    return found


def _need_at(history: History) -> datetime:
    """From when the 24 hours run: the first judgement that help may be needed, else the admission."""
    need = history.first(NeedAssessed, lambda fact: fact.needed)
    return max(need.moment, history.admission.moment) if need else history.admission.moment


def notice_deadline(history: History, terms: Terms) -> datetime:
    """Until when an admission notice is in time (2:3)."""
    need_at = _need_at(history)
    return need_at + timedelta(hours=terms.rule("admission_notice.hours", day_of(need_at)).value)


def admission_missing(history: History, terms: Terms, payer: str, by: datetime) -> Block | None:
    """Inpatient care did not send the payer an admission notice (5:3); not yet a fault while it is in time."""
    notices = history.all(AdmissionNotified)
    if any(reaches(history, notice, payer) for notice in notices):
        return None
    elsewhere = any(municipalities(history, notice) for notice in notices)
    code = "wrong_municipality_notified" if elsewhere else "admission_not_notified"
    return Block(code, min(by, notice_deadline(history, terms)))
