"""The municipality's liability to pay (LUS 5 kap.), as moments: no clock is read here.

`assess` answers under one choice for every parameter. What days and kronor that makes at a given moment, and
what the other choices would give, is reckoned in reckoning.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from lus.domain.calendar import DAY, day_of, end_of, local, start_of
from lus.domain.case import History, Readiness
from lus.domain.facts import (
    AdmissionNotified,
    Fact,
    MessageWithheld,
    NeedAssessed,
    OpenCareAvailable,
    OpenCareTold,
    ReadyNotified,
    ReadyWithdrawn,
    RegistrationChanged,
    SipCalled,
)
from lus.domain.lawdata import Confidence
from lus.domain.terms import Finding, Terms, finding

BLOCKS = (
    "admission_not_notified",
    "ready_not_notified",
    "wrong_municipality_notified",
    "sip_not_called",
    "late_admission_notice",
    "late_sip_call",
    "sip_called_by_ward",
    "open_care_unavailable",
    "open_care_unclear",
    "not_registered",
    "secrecy",
)
"""What can stand in the way of liability, in the order in which it is told."""


class Choices:
    """The chosen value of every parameter, and which of them an answer asked for."""

    def __init__(self, terms: Terms, chosen: Mapping[str, Any] | None = None) -> None:
        """`chosen` goes before the parameters of the terms."""
        self.terms = terms
        self.chosen = dict(chosen or {})
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        """The value chosen for the parameter, else the statute's default."""
        self.asked.add(name)
        return self.chosen[name] if name in self.chosen else self.terms.parameter(name)


@dataclass(frozen=True, slots=True)
class Block:
    """Something that stands in the way from that instant on; until then it can still be met in time."""

    code: str
    from_at: datetime


Stretch: TypeAlias = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Spell:
    """One period as utskrivningsklar of which the payer was told.

    `first_on`: the first day that counts, if nothing stands in the way. `ended`: its withdrawal or the stay's end.
    `uncounted`: stretches of days, from and until (both included, None: without end), of which no day counts.
    `because` decided that day; `fulfilled` are the conditions that changed nothing, being met in time.
    """

    notice: ReadyNotified
    first_on: date
    ended: Fact | None
    blocks: tuple[Block, ...]
    because: tuple[Finding, ...]
    fulfilled: tuple[Finding, ...]
    confidence: Confidence
    uncounted: tuple[Stretch, ...] = ()

    def counts(self, day: date) -> bool:
        """Whether a day between the first one and the end is counted."""
        return not any(first <= day and (last is None or day <= last) for first, last in self.uncounted)

    def blocked_at(self, moment: datetime) -> tuple[str, ...]:
        """What stands in the way at that moment, or stood when the spell ended."""
        if self.ended and self.ended.moment < moment:
            moment = self.ended.moment
        return tuple(block.code for block in self.blocks if block.from_at <= moment)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer under one choice for every parameter.

    `standing`: whether a ready notice stands, or was withheld from the payer; `untold`: what stands in the way where
    it did not reach the payer.
    """

    payer: str | None
    spells: tuple[Spell, ...]
    standing: bool
    untold: tuple[Block, ...]


def payer_of(history: History, on: date) -> str | None:
    """Who pays that day: the municipality that placed the person in special housing, else of registration (5:2)."""
    return history.placed(on) or history.registered(on)


def assess(history: History, terms: Terms, choices: Choices) -> Outcome:
    """Spells with their first day and what blocks them (5 kap. 2-6 §§), under the given choices."""
    spells: list[Spell] = []
    untold: tuple[Block, ...] = ()
    payer = paying(history)
    for period in history.readiness:
        payer = payer_of(history, day_of(period.first.moment))
        notice = next((n for n in period.notices if _reaches(history, n, payer)), None)
        if notice:
            spells.append(_spell(history, terms, choices, period, notice, payer))
        elif period is history.standing:
            untold = _untold(history, terms, period, payer)
    if history.standing is None and not history.end:
        untold = tuple(_withheld(history, payer))
    return Outcome(payer, tuple(spells), history.standing is not None or bool(untold), untold)


def paying(history: History) -> str | None:
    """Who pays as things stand: that of the last ready notice's day; before any, of the day of the last fact."""
    periods = history.readiness
    return payer_of(history, day_of((periods[-1].first if periods else history.facts[-1]).moment))


def _withheld(history: History, payer: str | None) -> Iterator[Block]:
    """A ready notice withheld from the payer's units, since the last one was taken back."""
    taken_back = history.last(ReadyWithdrawn)
    for withheld in history.all(MessageWithheld):
        unit = withheld.from_unit
        if withheld.of_kind != "ready_notified" or unit is None or history.units[unit].municipality != payer:
            continue
        if payer and not (taken_back and history.comes_before(withheld, taken_back)):
            yield Block("secrecy", withheld.moment)
            return


def _reaches(history: History, message: Fact, payer: str | None) -> bool:
    """Whether the message went to the paying municipality's units. Nobody pays: to any municipality's."""
    codes = _municipalities(history, message)
    return payer in codes if payer else bool(codes)


def _municipalities(history: History, message: Fact) -> set[str]:
    return {code for unit in message.units if (code := history.units[unit].municipality)}


def _untold(history: History, terms: Terms, period: Readiness, payer: str | None) -> tuple[Block, ...]:
    """A ready notice stands, but not one unit of the payer was told."""
    at = period.first.moment
    if payer is None:
        return (Block("not_registered", at),)
    secret = next(_withheld(history, payer), None)
    elsewhere = any(_municipalities(history, notice) for notice in period.notices)
    ready = secret or Block("wrong_municipality_notified" if elsewhere else "ready_not_notified", at)
    admission = _admission_missing(history, terms, payer, at)
    return tuple({block.code: block for block in (admission, ready) if block}.values())


def _need_at(history: History) -> datetime:
    """From when the 24 hours run: the first judgement that help may be needed, else the admission."""
    need = history.first(NeedAssessed, lambda fact: fact.needed)
    return max(need.moment, history.admission.moment) if need else history.admission.moment


def _notice_deadline(history: History, terms: Terms) -> datetime:
    need_at = _need_at(history)
    return need_at + timedelta(hours=terms.rule("admission_notice.hours", day_of(need_at)).value)


def _admission_missing(history: History, terms: Terms, payer: str, by: datetime) -> Block | None:
    """Inpatient care did not send the payer an admission notice (5:3); not yet a fault while it is in time."""
    notices = history.all(AdmissionNotified)
    if any(_reaches(history, notice, payer) for notice in notices):
        return None
    elsewhere = any(_municipalities(history, notice) for notice in notices)
    code = "wrong_municipality_notified" if elsewhere else "admission_not_notified"
    return Block(code, min(by, _notice_deadline(history, terms)))


def _spell(  # noqa: PLR0917 the rule reads all of it
    history: History, terms: Terms, choices: Choices, period: Readiness, notice: ReadyNotified, payer: str | None
) -> Spell:
    blocks: list[Block] = []
    sent_at = history.decides_money_at(notice)
    first_on, because, confidence = _clock(history, terms, choices, sent_at)
    if sent_at != notice.moment:
        because = (finding("time_not_confirmed", at=notice.moment, recorded_at=sent_at), *because)
    told = history.first(AdmissionNotified, lambda fact: _reaches(history, fact, payer))
    deadline = _notice_deadline(history, terms)
    told_at = history.decides_money_at(told) if told else None
    if told_at and told_at > deadline and choices["late_admission_notice"] == "never":
        blocks.append(Block("late_admission_notice", deadline))
    if told_at and told_at > sent_at:
        if choices["admission_after_ready"] == "from_both":
            first_on, because, confidence = _clock(history, terms, choices, told_at)
        else:
            first_on = max(first_on, day_of(told_at))
        because = (*because, finding("admission_notice_after_ready", at=told_at))
    fulfilled: tuple[Finding, ...] = ()
    if told_at and told_at <= deadline:
        fulfilled = (finding("admission_notice_in_time", at=told_at),)
    elif told_at:
        because = (*because, finding("admission_notice_late", at=told_at, deadline=deadline))
    first_on, sip_block, called = _sip(history, terms, choices, period.first, first_on)
    if called.code in {"sip_called_in_time", "sip_not_needed", "plan_refused"}:
        fulfilled = (*fulfilled, called)
    else:
        because = (*because, called)
    first_on, care_block, uncounted, care = _open_care(history, choices, first_on)
    because = (*because, *care)
    begins = start_of(first_on)
    ended = period.withdrawn or history.end
    uncounted += _away(history, choices)
    uncounted += _moved(history, choices, ended, payer)
    if payer is None:
        blocks = [Block("not_registered", notice.moment)]
    else:
        missing = _admission_missing(history, terms, payer, begins)
        blocks += [block for block in (missing, sip_block, care_block) if block]
    blocks.sort(key=lambda block: BLOCKS.index(block.code))
    return Spell(notice, first_on, ended, tuple(blocks), because, fulfilled, confidence, tuple(uncounted))


def _open_care(
    history: History, choices: Choices, first_on: date
) -> tuple[date, Block | None, list[Stretch], list[Finding]]:
    """What the region's own open care does to the first day (5 kap. 5 §): missing on it, liability does not begin.

    The first day, what blocks it, days on which it was lost later and liability stops, and why.
    """
    missing = list(_missing(history))
    if not history.all(OpenCareTold) and choices["open_care_unsaid"] == "unclear":
        return first_on, Block("open_care_unclear", start_of(first_on)), [], []
    because: list[Finding] = []
    for code, since, until in missing:
        if since >= end_of(first_on) or (until and until <= start_of(first_on)):
            continue
        if until is None or choices["open_care_restored"] == "never":
            return first_on, Block(code, max(since, start_of(first_on))), [], [finding("open_care_missing", at=since)]
        because.append(finding("open_care_restored", at=until))
        first_on = max(first_on, day_of(until))
    later = [(since, until) for _, since, until in missing if since >= end_of(first_on)]
    if not later or choices["open_care_lost"] != "stops":
        return first_on, None, [], because
    because += [finding("open_care_lost", at=since) for since, _ in later]
    return first_on, None, [_stretch(since, until) for since, until in later], because


def _missing(history: History) -> Iterator[tuple[str, datetime, datetime | None]]:
    """The times at which open care was missing or unclear: the code, since when, until it was there again."""
    open_since: OpenCareTold | None = None
    for told in history.all(OpenCareTold):
        if isinstance(told, OpenCareAvailable):
            if open_since:
                yield open_since.kind, open_since.moment, told.moment
            open_since = None
        elif open_since is None:
            open_since = told
        else:
            yield open_since.kind, open_since.moment, told.moment
            open_since = told
    if open_since:
        yield open_since.kind, open_since.moment, None


def _stretch(since: datetime, until: datetime | None) -> Stretch:
    """The days from the first to the last before that of `until`, which counts again."""
    return day_of(since), day_of(until) - DAY if until else None


def _away(history: History, choices: Choices) -> list[Stretch]:
    """The days at whose end the patient was away on leave, where they are not counted."""
    if not history.leaves or choices["leave_days"] != "not_counted":
        return []
    return [_stretch(started.moment, back.moment if back else None) for started, back in history.leaves]


def _moved(history: History, choices: Choices, ended: Fact | None, payer: str | None) -> list[Stretch]:
    """Where each day belongs to its municipality: the days of one that had not been sent both notices."""
    changes = sorted({changed.from_on or day_of(changed.moment) for changed in history.all(RegistrationChanged)})
    last = day_of(ended.moment) if ended else date.max
    later = [day for day in changes if day < last and payer_of(history, day) != payer]
    if not later or choices["moved_during_stay"] != "day_by_day":
        return []
    stretches: list[Stretch] = []
    for place, since in enumerate(changes):
        until = changes[place + 1] - DAY if place + 1 < len(changes) else None
        code = payer_of(history, since)
        if code == payer:
            continue
        told = _told_both_on(history, code)
        if told is None or (until and told > until):
            stretches.append((since, until))
        elif told > since:
            stretches.append((since, told - DAY))
    return stretches


def _told_both_on(history: History, code: str | None) -> date | None:
    """The day from which that municipality had been sent both notices."""
    if code is None:
        return None
    admission = history.first(AdmissionNotified, lambda fact: code in _municipalities(history, fact))
    ready = history.first(ReadyNotified, lambda fact: code in _municipalities(history, fact))
    if admission is None or ready is None:
        return None
    return day_of(max(history.decides_money_at(admission), history.decides_money_at(ready)))


def _clock(
    history: History, terms: Terms, choices: Choices, sent_at: datetime
) -> tuple[date, tuple[Finding, ...], Confidence]:
    """The first liable day for a notice sent then (5:4), before any other condition."""
    sent_on = day_of(sent_at)
    free_days = terms.rule("liability.free_days", sent_on)
    count = choices["free_days"]
    psychiatric = terms.law.rule("liability.free_days.psychiatric", sent_on)
    if psychiatric and count is None and history.admission.care == "psychiatric":
        free_days = psychiatric
    else:
        psychiatric = None
    count = free_days.value if count is None else count
    extra = 0
    code = "sent_not_after_noon"
    if _after_noon(terms, choices, sent_at):
        code = "sent_after_noon"
        extra_days = terms.rule("liability.extra_days_after_noon", sent_on).value
        if psychiatric:
            extra = extra_days if choices["psychiatry_2018_noon"] == "yes" else 0
        elif choices["extra_day_after_noon"]:
            extra = extra_days
    first_on = sent_on + (count + extra) * DAY
    because = (finding(code, at=sent_at), finding("nth_day_after", days=count + extra, after=sent_on, on=first_on))
    return first_on, because, free_days.confidence


def _after_noon(terms: Terms, choices: Choices, sent_at: datetime) -> bool:
    """Exactly 12.00 is not after (inferred); whether 12:00:30 is noon depends on the resolution."""
    hours, minutes = str(terms.rule("liability.noon", day_of(sent_at)).value).split(".")
    noon = time(int(hours), int(minutes))
    clock = local(sent_at).time().replace(microsecond=0)
    minute = clock.replace(second=0)
    if minute == noon and clock != noon:
        return bool(choices["noon_resolution"] == "second")
    return minute > noon


def _sip(
    history: History, terms: Terms, choices: Choices, notice: ReadyNotified, first_on: date
) -> tuple[date, Block | None, Finding]:
    """Whether the fast vårdkontakt called to a SIP according to 4:3, where one is to be held."""
    if not history.sip_needed:
        return first_on, None, finding("sip_not_needed")
    if history.plan_refused and choices["plan_refused"] == "call_not_required":
        return first_on, None, finding("plan_refused", at=history.plan_refused.moment)
    last_on = day_of(notice.moment) + terms.rule("sip_call.days", day_of(notice.moment)).value * DAY
    by_ward = [call for call in history.all(SipCalled) if history.side(call.unit) == "ward"]
    calls = [call for call in history.all(SipCalled) if call not in by_ward]
    in_time = next((call for call in calls if day_of(call.moment) <= last_on), None)
    if in_time is None and by_ward and choices["sip_called_by_ward"] == "valid":
        calls = sorted([*calls, *by_ward], key=lambda call: call.order)
        in_time = next((call for call in calls if day_of(call.moment) <= last_on), None)
    if in_time:
        return first_on, None, finding("sip_called_in_time", at=in_time.moment)
    if calls:
        called = finding("sip_called_late", at=calls[0].moment, last_on=last_on)
        effect = choices["late_sip_call"]
        if effect == "never":
            return first_on, Block("late_sip_call", end_of(last_on)), called
        return (max(first_on, day_of(calls[0].moment)) if effect == "from_call" else first_on), None, called
    code = "sip_called_by_ward" if by_ward else "sip_not_called"
    return first_on, Block(code, min(start_of(first_on), end_of(last_on))), finding(code, last_on=last_on)
