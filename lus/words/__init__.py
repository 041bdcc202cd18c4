"""Codes ► Swedish, for web, mail, PDF and command line alike. Rules answer in codes; people read here."""

import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from lus.domain.calendar import local
from lus.domain.terms import Finding
from lus.words import month
from lus.words.parameters import PARAMETER
from lus.words.sources import named

WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
LONG_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
LONG_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
ORDINALS = (
    "samma dag",
    "första dagen",
    "andra dagen",
    "tredje dagen",
    "fjärde dagen",
    "femte dagen",
    "sjätte dagen",
    "sjunde dagen",
    "åttonde dagen",
    "nionde dagen",
    "tionde dagen",
)

KIND = {
    "admitted": "Inskriven",
    "need_assessed": "Behov bedömt",
    "admission_notified": "Inskrivningsmeddelande",
    "expected_discharge_changed": "Ändrad beräknad utskrivning",
    "acknowledged": "Kvittens",
    "care_contact_appointed": "Fast vårdkontakt utsedd",
    "planning_noted": "Planeringsunderlag",
    "sip_need_decided": "Behov av SIP bedömt",
    "ready_judged": "Bedömd utskrivningsklar",
    "ready_notified": "Underrättelse om utskrivningsklar",
    "ready_withdrawn": "Återtagande av utskrivningsklar",
    "handover_answered": "Mottagarens besked",
    "sip_called": "Kallelse till SIP",
    "homegoing_booked": "Hemresa bokad",
    "discharge_informed": "Informationsöverföring",
    "patient_informed": "Patienten informerad",
    "discharged": "Utskriven",
    "first_contact_made": "Första kontakt tagen",
    "died": "Avliden",
    "voided": "Makulerad",
    "closed": "Ärendet avslutat",
    "registration_changed": "Ändrad folkbokföring",
    "identity_linked": "Namn eller nummer ändrat",
    "protection_marked": "Skyddade personuppgifter",
    "protection_ended": "Skydd upphört",
    "party_added": "Part tillagd",
    "party_removed": "Part borttagen",
    "message_sent": "Meddelande",
    "forwarded": "Vidaresänt",
    "wrong_recipient": "Fel mottagare",
    "consent_given": "Samtycke",
    "consent_refused": "Samtycke nekat",
    "consent_withdrawn": "Samtycke återkallat",
    "open_care_unavailable": "Öppen vård saknas",
    "open_care_unclear": "Öppen vård oklar",
    "open_care_available": "Öppen vård finns",
    "open_compulsory_care_decided": "Beslut om öppen tvångsvård",
    "message_withheld": "Meddelande hålls inne",
    "leave_started": "Permission",
    "leave_ended": "Åter från permission",
    "moved": "Flyttad till annan avdelning",
    "interrupted": "Avbrott",
    "duty_taken": "Åtgärd tagen",
    "duty_released": "Åtgärd lämnad tillbaka",
    "duty_offered": "Åtgärd erbjuden",
    "duty_accepted": "Åtgärd övertagen",
    "duty_declined": "Övertagande avböjt",
    "duty_dismissed": "Åtgärd avskriven",
    "reminded": "Påminnelse",
    "escalated": "Eskalerat",
    "noted": "Anteckning",
    "deviation_reported": "Avvikelse",
    "deviation_answered": "Svar på avvikelse",
    "reading_decided": "Läsning av lagen",
    "liability_disputed": "Betalningsansvar bestritt",
    "liability_settled": "Tvist avgjord",
    "coordination_opened": "Fråga till en annan enhet",
    "coordination_answered": "Svar på frågan",
    "ordination_given": "Ordination",
    "ordination_received": "Ordination mottagen",
    "ordination_questioned": "Fråga om ordination",
    "ordination_answered": "Svar om ordination",
    "ordination_ended": "Ordination avslutad",
    "plan_opened": "Plan påbörjad",
    "party_invited": "Inbjudan till planen",
    "person_invited": "Person inbjuden",
    "need_set": "Vad som är viktigt och behövs",
    "goal_set": "Mål",
    "measure_agreed": "Insats",
    "responsibility_set": "Ansvar fördelat",
    "lead_changed": "Planen har en ny ledande enhet",
    "meeting_booked": "Möte bokat",
    "meeting_moved": "Möte flyttat",
    "meeting_cancelled": "Möte inställt",
    "invitation_undelivered": "Inbjudan till mötet kom inte fram",
    "invitee_reached": "Enhet nådd om mötet",
    "meeting_held": "Möte hållet",
    "plan_versioned": "Ny version av planen",
    "plan_confirmed": "Planen bekräftad",
    "change_asked": "Ändring av planen begärd",
    "follow_up_set": "Uppföljning bestämd",
    "follow_up_held": "Planen uppföljd",
    "party_left": "Enhet har lämnat planen",
    "plan_closed": "Planen avslutad",
}

TITLE = {
    "party_added": "Part tillagd: {party}",
    "party_removed": "Part borttagen: {party}",
    "moved": "Flyttad till {ward}",
    "interrupted": "Ärendet avbröts: {reason}",
    "first_contact_made": "Första kontakt tagen: {form}",
    "message_withheld": "Meddelande hålls inne: {of_kind} till {from_unit}",
    "duty_taken": "Tog på sig att {act}",
    "duty_released": "Släppte uppgiften att {act}",
    "duty_offered": "Bad en annan enhet {act}",
    "duty_accepted": "Tog över uppgiften att {act}",
    "duty_declined": "Avböjde att {act}",
    "duty_dismissed": "Skrev av uppgiften att {act}: {reason}",
    "reminded": "Påminde {owing} om att {act}",
    "escalated": "Eskalerade att {owing} ska {act}",
    "noted": "Anteckning om att {owing} ska {act}",
    "liability_disputed": "Betalningsansvar bestritt: {from_on} till {until_on}",
    "measure_agreed": "Insats: {owner}, senast {by_on}",
    "responsibility_set": "Ansvar fördelat: {lead} leder planen",
    "lead_changed": "{lead} leder planen",
    "meeting_booked": "Möte bokat: {meeting_at}, {form}",
    "meeting_moved": "Möte flyttat till {meeting_at}, {form}",
    "meeting_cancelled": "Möte inställt: {why}",
    "invitation_undelivered": "Inbjudan till mötet kom inte fram till {unreached}",
    "invitee_reached": "Enheten är nådd om mötet: {how}",
    "plan_confirmed": "Planen bekräftad",
    "change_asked": "Ändring av planen begärd",
    "person_invited": "Inbjuden: {role}",
}
"""Kind of fact ► how it reads among the events, where its name and its fields would not read as one sentence.

{act}, {owing}: what the duty that it is about asks for, and of whom; the others are fields of its own.
"""

TITLE_OF = {
    "need_assessed": ("Behov bedömt: insatser behövs", "Behov bedömt: inga insatser behövs"),
    "sip_need_decided": ("Behov av SIP bedömt: behövs", "Behov av SIP bedömt: behövs inte"),
    "patient_informed": ("Patienten informerad, även på papper", "Patienten informerad"),
}
"""Kind of fact that answers yes or no ► how each answer reads among the events."""

DUTY = {
    "assess_need": "bedöma behovet",
    "notify_admission": "skicka inskrivningsmeddelande",
    "acknowledge": "kvittera",
    "write_planning_note": "lämna planeringsunderlag",
    "appoint_care_contact": "utse fast vårdkontakt",
    "confirm_expected_date": "bekräfta beräknad utskrivning",
    "notify_ready": "skicka underrättelse om utskrivningsklar",
    "answer_handover": "svara om mottagande",
    "call_to_sip": "kalla till SIP",
    "book_homegoing": "boka hemresan",
    "discharge_patient": "skriva ut patienten",
    "inform_units": "överföra information vid utskrivning",
    "inform_patient": "informera patienten",
    "first_contact": "ta första kontakt efter hemkomst",
    "close_case": "avsluta ärendet",
    "correct_recipient": "skicka till rätt mottagare",
    "answer_open_care": "svara om öppen vård finns",
    "answer_deviation": "svara på avvikelsen",
    "settle_dispute": "avgöra tvisten om betalningsansvar",
    "resolve_bounce": "avgöra vem som ska göra åtgärden",
    "answer_coordination": "svara på frågan",
    "receive_ordination": "ta emot ordinationen",
    "answer_question": "svara på frågan om ordinationen",
    "book_meeting": "boka SIP-möte",
    "hold_meeting": "hålla SIP-mötet",
    "reach_invitee": "nå enheten som inbjudan inte kom fram till",
    "confirm_plan": "bekräfta planen",
    "adjust_compulsory_plan": "justera den samordnade vårdplanen",
    "set_follow_up": "skriva planen och bestämma uppföljning",
    "hold_follow_up": "följa upp planen",
    "renew_consent": "fråga om förnyat samtycke",
}

STATUS = {
    "admitted": "Inskriven",
    "planning": "Planering",
    "ready": "Utskrivningsklar",
    "discharged": "Utskriven",
    "asked": "Fråga ställd",
    "answered": "Besvarad",
    "opened": "Påbörjad",
    "invited": "Kallad",
    "held": "Möte hållet",
    "confirmed": "Bekräftad",
    "closed": "Avslutad",
}

FLAG = {
    "ordinations": "Ordination inte klar",
    "on_leave": "Permission",
    "disputed": "Tvist",
    "fast": "Snabbt förlopp",
}
"""What holds besides the status, in the order in which it is told. A protected person is marked by the name."""

LEFT = {
    "wrong_recipient": "Klart: meddelandet är lämnat tillbaka som fel mottagare. Ärendet finns inte längre hos er.",
    "acknowledged": "Klart: makuleringen är kvitterad. Ärendet gällde inte er och finns inte längre hos er.",
    "": "Klart: {}. Ärendet finns inte längre hos er.",
}
"""Kind of fact that took the case from the unit that recorded it ► what the board says."""

LAPSED = {
    "died": "patienten har avlidit",
    "discharged": "patienten är utskriven",
    "withdrawn": "utskrivningsklar är återtaget",
    "outdated": "ersatt av det som skickats sedan",
    "not_needed": "inget behov enligt senare bedömning",
    "answered_cannot": "besvarad; nytt besked är lovat",
    "answers_changed": "en mottagare har ändrat sitt besked",
    "sip_not_needed": "ingen SIP behövs",
    "open_again": "något annat är åter öppet",
    "interrupted": "ärendet är avbrutet",
    "wrong_recipient": "enheten var fel mottagare",
    "party_removed": "enheten är inte längre part",
    "plan_refused": "personen har tackat nej till en plan",
    "asked_again": "frågan är ställd på nytt",
    "done_meanwhile": "åtgärden är klar",
    "questioned": "mottagaren har ställt en fråga",
    "replaced": "ordinationen är ändrad",
    "passed_on": "frågan är lämnad vidare",
    "ordination_ended": "ordinationen är avslutad",
    "consent_refused": "personen har sagt nej",
    "consent_withdrawn": "samtycket är återkallat",
    "meeting_cancelled": "mötet är inställt",
    "meeting_moved": "mötet är flyttat, en ny inbjudan går ut",
    "meeting_held": "mötet är hållet",
    "change_asked": "enheten har bett om en ändring",
    "new_version": "planen har en ny version",
    "follow_up_moved": "uppföljningen har fått en annan dag",
    "plan_ending": "planen ska avslutas",
    "plan_closed": "planen är avslutad",
    "closed": "ärendet är avslutat",
    "party_left": "enheten har lämnat planen",
    "patient_left": "patienten är inte kvar",
    "party_gone": "parten finns inte kvar",
    "no_longer_meaningful": "fyller inte längre någon uppgift",
}

LIABILITY = {
    "liable": "Betalningsansvar",
    "free": "Inget betalningsansvar",
    "blocked": "Inget betalningsansvar: något hindrar",
    "undecided": "Betalningsansvaret är oavgjort: lagen kan läsas på flera sätt",
    "none": "Inget betalningsansvar: ingen underrättelse om utskrivningsklar gäller",
    "monthly": "Betalningsansvar avgörs per månad",
    "unknown_terms": "Betalningsansvar: avgörs av överenskommelsen",
}

BLOCKED = {
    "admission_not_notified": "inskrivningsmeddelande har inte skickats till kommunen",
    "ready_not_notified": "underrättelse om utskrivningsklar har inte skickats till kommunen",
    "wrong_municipality_notified": "meddelandet gick till en annan kommun än den som betalar",
    "sip_not_called": "den fasta vårdkontakten har inte kallat till SIP",
    "late_admission_notice": "inskrivningsmeddelandet skickades senare än 24 timmar",
    "late_sip_call": "kallelsen till SIP kom för sent",
    "sip_called_by_ward": "avdelningen kallade till SIP, inte den fasta vårdkontakten",
    "open_care_unavailable": "regionens öppna vård saknas",
    "open_care_unclear": "det är oklart om regionens öppna vård finns",
    "not_registered": "personen är inte folkbokförd i någon kommun",
    "secrecy": "sekretess hindrar underrättelsen",
}

EXCLUDED = BLOCKED | {
    "not_registered": "kommunen betalar inte för personen",
    "other_month": "vistelsen hör till en annan månad",
}
"""Why a stay does not count in a municipality's month."""

PARTY = {"ward": "avdelningen", "municipality": "kommunen", "open_care": "den öppna vården"}

DUTY_STATE = {
    "met": "gjort",
    "met_late": "gjort för sent",
    "open": "inte gjort ännu",
    "overdue": "försenat",
    "cancelled": "inte längre aktuellt",
}

CONFIDENCE = {"verified": "läst i källan", "secondary": "enligt andrahandskälla", "inferred": "härlett"}

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


def inside(text: str) -> str:
    """The text inside a sentence: its first letter small, SIP and names as they are."""
    return text[:1].lower() + text[1:]


def clock(at: datetime) -> str:
    """Time of day in Stockholm: 8.30; seconds only when there are any."""
    shown = local(at)
    seconds = f".{shown.second:02}" if shown.second else ""
    return f"{shown.hour}.{shown.minute:02}{seconds}"


def short_day(on: date) -> str:
    """The day without weekday and year: den 17 mars, den 17 sep."""
    return f"den {on.day} {MONTHS[on.month - 1]}"


def dated(on: date) -> str:
    """The day without weekday: 1 september 2022."""
    return f"{on.day} {LONG_MONTHS[on.month - 1]} {on.year}"


def day(on: date, *, year: bool = True) -> str:
    """The day: tors 17 mars 2022."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}{f' {on.year}' if year else ''}"


@lru_cache(maxsize=4096)
def moment(at: datetime) -> str:
    """The instant in full, for explanations: mån 7 mars 2022 kl. 8.30."""
    return f"{day(local(at).date())} kl. {clock(at)}"


def deadline(at: datetime) -> str:
    """The instant as a deadline: midnight is 24.00 on the day that ends."""
    shown = local(at)
    if (shown.hour, shown.minute, shown.second) == (0, 0, 0):
        return f"{day(shown.date() - timedelta(days=1))} kl. 24.00"
    return moment(at)


def long_day(on: date) -> str:
    """The day in full: torsdagen den 17 mars 2022."""
    return f"{LONG_WEEKDAYS[on.weekday()]}en den {dated(on)}"


def long_moment(at: datetime) -> str:
    """The instant in full: måndagen den 14 mars 2022 klockan 11.40."""
    return f"{long_day(local(at).date())} klockan {clock(at)}"


def long_deadline(at: datetime) -> str:
    """The same as a deadline: midnight is 24.00 on the day that ends."""
    shown = local(at)
    if (shown.hour, shown.minute, shown.second) == (0, 0, 0):
        return f"{long_day(shown.date() - timedelta(days=1))} klockan 24.00"
    return long_moment(at)


def month_name(first: date) -> str:
    """The month that begins that day: maj 2022."""
    return f"{LONG_MONTHS[first.month - 1]} {first.year}"


def nth(days: int) -> str:
    """The ordinal of a day: tredje dagen."""
    return ORDINALS[days] if days < len(ORDINALS) else f"{days}:e dagen"


def hours_and_minutes(length: timedelta) -> str:
    """A length of time in words, rounded down: mindre än 1 min, 25 min, 3 tim, 2 dygn."""
    minutes = int(length.total_seconds() // 60)
    if minutes == 0:
        return "mindre än 1 min"
    if minutes < 60:  # noqa: PLR2004 minutes to the hour
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} tim" if hours < 48 else f"{hours // 24} dygn"  # noqa: PLR2004 two days


def when(at: datetime | date) -> str:
    """An instant or a day, whichever it is."""
    return moment(at) if isinstance(at, datetime) else day(at)


def decimal(value: Decimal) -> str:
    """With a decimal comma and two places, half up: 4,00."""
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")


def kronor(amount: Decimal | int) -> str:
    """Kronor, thousands apart: 18 600 kronor; öre only when there are any."""
    whole = int(amount)
    shown = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}")
    if amount == 1:
        return "1 krona"
    return f"{shown} kronor" if amount == whole else f"{shown},{decimal(Decimal(amount) % 1)[-2:]} kronor"


def patients(many: int) -> str:
    """How many patients: 1 patient, 2 patienter."""
    return f"{many} patient" if many == 1 else f"{many} patienter"


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
