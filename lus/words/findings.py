"""The findings of the rules as sentences: a code and its values in, Swedish out."""

import string
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from lus.domain.terms import Finding
from lus.words import BLOCKED, DUTY, KIND, inside, month
from lus.words.notation import (
    LONG_MONTHS,
    day,
    deadline,
    decimal,
    kronor,
    long_day,
    long_deadline,
    long_moment,
    moment,
    nth,
    patients,
    short_day,
    when,
)
from lus.words.parameters import PARAMETER
from lus.words.sources import named

MISSING = {"mean_limit": "gränsen för medeltalet", "long_stay_days": "gränsen för långa vistelser"}
"""What may be agreed on and not known."""

FINDING = {
    "admitted": "inskriven {at:moment}",
    "need_at_admission": "behovet bedömt vid inskrivningen {at:moment}",
    "need_assessed": "behovet bedömt {at:moment}",
    "hours_thereafter": "{hours} timmar därefter",
    "as_soon_as_possible": "så snart som möjligt därefter; enligt lokal riktlinje inom {hours} timmar",
    "days_thereafter": "{days} dagar därefter",
    "opening_hours": "{hours} timmar av enhetens öppettid därefter",
    "message_sent": "{kind:kind} {at:moment}",
    "no_open_care_told": "ingen öppenvårdsenhet fick inskrivningsmeddelandet {at:moment}: avdelningen lägger till en",
    "before_discharge": "före utskrivningen {at:moment}",
    "before_expected_discharge": "före utskrivningen, beräknad till {on:day}",
    "expected_discharge": "beräknad utskrivning {on:day}",
    "withdrawn": "utskrivningsklar återtaget {at:moment}",
    "end_of_next_day": "vid nästa dags slut",
    "end_of_that_day": "vid dagens slut",
    "ready_questioned": "en mottagare ifrågasätter att patienten är klar, {at:moment}",
    "ready_judged": "bedömd utskrivningsklar {at:moment}",
    "answer_promised": "besked {at:moment}: nytt besked lovat till {by:moment}",
    "fast_pace": "palliativt skede, snabbt förlopp: {hours} timmar därefter",
    "answer_by_closing": "svar till {by:deadline}, när enhetens dag slutar eller nästa öppna dag börjar",
    "end_of_day_after": "senast {days} kalenderdagar därefter, vid dagens slut",
    "all_answered": "alla mottagare har svarat {at:moment}",
    "homegoing_booked": "hemresan bokad till {at:moment}",
    "accepted_from": "mottagaren tar emot från {at:moment}",
    "day_of_discharge": "senast utskrivningsdagen, {on:day}",
    "booked_day": "senast utskrivningsdagen; hemresan är bokad {on:day}",
    "accepted_day": "senast utskrivningsdagen; mottagaren tar emot {on:day}",
    "awaited_day": "senast utskrivningsdagen, tidigast när alla har svarat; svar väntas {on:day}",
    "expected_day": "senast utskrivningsdagen, beräknad till {on:day}",
    "day_of_notice": "senast utskrivningsdagen; underrättelsen gavs {on:day}",
    "discharged": "utskriven {at:moment}",
    "first_time": "före första gången, {at:moment}",
    "nothing_left": "inget annat är öppet sedan {at:moment}",
    "sent_not_after_noon": "underrättelsen skickad {at:moment}, inte efter klockan 12.00",
    "sent_after_noon": "underrättelsen skickad {at:moment}, efter klockan 12.00",
    "admission_sent_not_after_noon": (
        "tiden räknas från inskrivningsmeddelandet, som skickades sist, {at:moment}, inte efter klockan 12.00"
    ),
    "admission_sent_after_noon": (
        "tiden räknas från inskrivningsmeddelandet, som skickades sist, {at:moment}, efter klockan 12.00"
    ),
    "nth_day_after": "{days:nth} efter {after:short_day} är {on:short_day}",
    "same_day": "inga fria dygn: redan {on:short_day} räknas",
    "admission_notice_after_ready": "inskrivningsmeddelandet skickades efter underrättelsen, {at:moment}",
    "admission_notice_in_time": "inskrivningsmeddelandet skickades i tid, {at:moment}",
    "admission_notice_late": "inskrivningsmeddelandet skickades {at:moment}, senare än fristen {deadline:moment}",
    "sip_not_needed": "ingen SIP behövs, eller en annan plan görs",
    "sip_called_in_time": "kallelsen till SIP skickades i tid, {at:moment}",
    "sip_called_late": "kallelsen till SIP skickades {at:moment}, efter sista dagen {last_on:day}",
    "sip_not_called": "kallelse till SIP saknas; sista dagen är {last_on:day}",
    "sip_called_by_ward": "avdelningen kallade till SIP, inte den fasta vårdkontakten; sista dagen är {last_on:day}",
    "blocked": "{code:blocked}",
    "no_ready_notice_stands": "ingen underrättelse om utskrivningsklar gäller",
    "discharge_day_counts": "utskrivningsdagen räknas",
    "discharge_day_does_not_count": "utskrivningsdagen räknas inte",
    "last_day_counts": "dagen då perioden slutar räknas",
    "last_day_does_not_count": "dagen då perioden slutar räknas inte",
    "agreed_individual": "överenskommelsen {agreement} gäller, med dagar för varje vistelse",
    "agreed_monthly": "överenskommelsen {agreement} gäller: dagarna räknas per månad",
    "agreed_unknown": "överenskommelsen {agreement} finns, men dess villkor finns inte i lagdata",
    "billing_suspended": "faktureringen är inte aktiv",
    "billing_none": "ingen betalning för enskilda vårddygn är avtalad",
    "agreed_value_missing": "{parameter:missing} är avtalad, men saknas i lagdata",
    "agreement_note": "{note}",
    "days_from_notice": "dagarna räknas från underrättelsen {at:moment}",
    "leave_until": "på permission till {at:moment}: datumet bekräftas då",
    "back_from_leave": "åter från permission {at:moment}",
    "open_care_promised": "{kind:kind} {at:moment}: svar lovat till {by:moment}",
    "wrong_recipient": "mottagaren har sagt att {kind:kind} kom fel, {at:moment}",
    "deviation_reported": "avvikelsen lämnad {at:moment}",
    "opening_days": "{days} öppna dagar därefter",
    "liability_disputed": "betalningsansvaret bestritt {at:moment}",
    "liability_settled": "den andra huvudmannen har svarat {at:moment}, men inte likadant",
    "bounced": "avböjt eller vidaresänt {times} gånger, senast {at:moment}",
    "time_not_confirmed": "tiden {at:moment} är bara uppgiven; tills den är bekräftad räknas från {recorded_at:moment}",
    "open_care_missing": "regionens öppna vård saknas eller är oklar sedan {at:moment}: ansvaret börjar inte",
    "open_care_restored": "regionens öppna vård finns åter {at:moment}: den dagen räknas",
    "open_care_lost": "regionens öppna vård saknas från {at:moment}: ansvaret stannar",
    "plan_refused": "personen tackade nej till en plan {at:moment}: ingen kallelse krävs",
    "plan_asked": "{kind:kind} {at:moment}",
    "meeting_at": "{kind:kind} {at:moment}: mötet är {on:moment}",
    "invitation_undelivered": "inbjudan till mötet kom inte fram med e-post, {at:moment}",
    "plan_versioned": "version {number} av planen skickad {at:moment}",
    "before_decision": "före beslutet {at:moment}",
    "no_follow_up": "inget möte och ingen uppföljning är bestämd sedan {at:moment}",
    "follow_up_set": "uppföljning {on:day}, bestämd {at:moment}",
    "consent_until": "samtycket gäller till och med {on:day}",
    "days_before": "{days} dagar före dess",
    "days_at_amount": "{days} vårddygn à {amount:kronor}",
    "period_of_another": "perioden från underrättelsen {at:moment} betalar kommun {payer} för: den räknas inte här",
    "period_of_nobody": "under perioden från underrättelsen {at:moment} var personen inte folkbokförd: ingen betalar",
    "days_of_another": "från {since:day} hör dagarna till en annan kommun, {payer:payer}: de räknas inte här",
    "told_both_notices": "kommun {payer} hade fått båda underrättelserna {on:day}: tidigare dagar räknas inte",
    "away": "på permission vid slutet av dagarna från {on:day} till {until:day}: de räknas inte",
    "away_on": "på permission när dagen slutade, {on:day}: den räknas inte",
    "away_from": "på permission från {on:day}: dagarna räknas inte",
    "not_before_the_call": "ansvaret börjar tidigast den dag kallelsen kom, {on:day}",
    "rate_of_notice": "beloppet är det som gällde {year}, då underrättelsen skickades",
    "own_region": ("kommun {payer} är sin egen region: ingen betalning mellan huvudmän på dess egen avdelning"),
    "period_bound_by": "perioden från underrättelsen {at:moment} följer villkoren den dagen: {agreement:agreement}",
    "period_apart": "perioden från underrättelsen {at:moment} betalas för sig, {days} dygn, som inte ingår i summan",
    "period_in_mean": "perioden från underrättelsen {at:moment} ingår i månadens medeltal, inte i summan: {days} dygn",
    "readings_differ": "lagen kan läsas på flera sätt: {names:names}",
    **month.FINDING,
}

_SPECS: dict[str, Callable[[Any], str]] = {
    "names": lambda names: ", ".join(PARAMETER[name] for name in names),
    "kind": lambda kind: inside(KIND[kind]),
    "duty": DUTY.__getitem__,
    "blocked": BLOCKED.__getitem__,
    "payer": lambda code: code or "ingen",
    "agreement": lambda name: "lagen (2017:612)" if name == "lagen" else name,
    "missing": MISSING.__getitem__,
    "moment": moment,
    "deadline": deadline,
    "day": day,
    "short_day": short_day,
    "nth": nth,
    "when": when,
    "decimal": decimal,
    "kronor": kronor,
    "patients": patients,
    "source": named,
}
"""Format specs that name how a value reads: {at:moment}, {on:day}, {days:nth}, {kind:kind}."""

_IN_FULL: dict[str, Callable[[Any], str]] = {
    "moment": long_moment,
    "deadline": long_deadline,
    "day": long_day,
    "short_day": lambda on: f"den {on.day} {LONG_MONTHS[on.month - 1]}",
}
"""How days and instants read where nothing is abbreviated."""


def sentence(found: Finding, *, in_full: bool = False) -> str:
    """One reason in Swedish; `in_full`: no weekday or month is abbreviated."""
    return fill(FINDING[found.code], found.values, in_full=in_full)


def sentences(found: Sequence[Finding], *, in_full: bool = False) -> list[str]:
    """Reasons in Swedish, in order; `in_full`: no weekday or month is abbreviated."""
    return [sentence(reason, in_full=in_full) for reason in found]


def fill(text: str, values: Mapping[str, Any], *, in_full: bool = False) -> str:
    """The text with its values in words."""
    written, named = _read(text, in_full)
    return written % tuple([said(values[name]) for name, said in named])


@cache
def _read(text: str, in_full: bool) -> tuple[str, tuple[tuple[str, Callable[[Any], str]], ...]]:
    """The text with %s for each value, and the values in order: the name of each and how it reads.

    A page asks for hundreds of sentences.
    """
    specs = _SPECS | _IN_FULL if in_full else _SPECS
    written: list[str] = []
    named: list[tuple[str, Callable[[Any], str]]] = []
    for literal, name, spec, _ in string.Formatter().parse(text):
        written.append(literal.replace("%", "%%"))
        if name is not None:
            written.append("%s")
            named.append((name, specs[spec] if spec else str))
    return "".join(written), tuple(named)
