"""Codes ► Swedish, for web, mail, PDF and command line alike. Rules answer in codes; people read here."""

import string
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from lus.domain.calendar import local
from lus.domain.terms import Finding

WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
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
}

DUTY = {
    "assess_need": "bedöma behovet",
    "notify_admission": "skicka inskrivningsmeddelande",
    "acknowledge": "kvittera",
    "write_planning_note": "lämna planeringsunderlag",
    "appoint_care_contact": "utse fast vårdkontakt",
    "confirm_expected_date": "bekräfta beräknad utskrivning",
    "notify_ready": "underrätta om utskrivningsklar",
    "answer_handover": "svara om mottagande",
    "call_to_sip": "kalla till SIP",
    "book_homegoing": "boka hemresan",
    "discharge_patient": "skriva ut patienten",
    "inform_units": "överföra information vid utskrivning",
    "inform_patient": "informera patienten",
    "first_contact": "ta första kontakt efter hemkomst",
    "close_case": "avsluta ärendet",
}

STATUS = {
    "admitted": "Inskriven",
    "planning": "Planering",
    "ready": "Utskrivningsklar",
    "discharged": "Utskriven",
    "closed": "Avslutad",
}

LAPSED = {
    "died": "patienten har avlidit",
    "discharged": "patienten är utskriven",
    "withdrawn": "utskrivningsklar är återtaget",
    "not_needed": "inget behov enligt senare bedömning",
    "answered_cannot": "besvarad; nytt besked är lovat",
    "answers_changed": "en mottagare har ändrat sitt besked",
    "sip_not_needed": "ingen SIP behövs",
    "open_again": "något annat är åter öppet",
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

PARTY = {"ward": "avdelningen", "municipality": "kommunen", "open_care": "den öppna vården"}

DUTY_STATE = {
    "met": "gjort",
    "met_late": "gjort för sent",
    "open": "inte gjort ännu",
    "overdue": "försenat",
    "cancelled": "inte längre aktuellt",
}

CONFIDENCE = {"verified": "läst i källan", "secondary": "enligt andrahandskälla", "inferred": "härlett"}

FINDING = {
    "admitted": "inskriven {at:moment}",
    "need_at_admission": "behovet bedömt vid inskrivningen {at:moment}",
    "need_assessed": "behovet bedömt {at:moment}",
    "hours_thereafter": "{hours} timmar därefter",
    "days_thereafter": "{days} dagar därefter",
    "opening_hours": "{hours} timmar av enhetens öppettid därefter",
    "message_sent": "{kind:kind} skickad {at:moment}",
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
    "expected_day": "senast utskrivningsdagen, beräknad till {on:day}",
    "day_of_notice": "senast utskrivningsdagen; underrättelsen gavs {on:day}",
    "discharged": "utskriven {at:moment}",
    "nothing_left": "inget annat är öppet sedan {at:moment}",
    "sent_not_after_noon": "underrättelsen skickad {at:moment}, inte efter klockan 12.00",
    "sent_after_noon": "underrättelsen skickad {at:moment}, efter klockan 12.00",
    "nth_day_after": "{days:nth} efter {after:short_day} är {on:short_day}",
    "admission_notice_after_ready": "inskrivningsmeddelandet skickades efter underrättelsen, {at:moment}",
    "admission_notice_in_time": "inskrivningsmeddelandet skickades i tid, {at:moment}",
    "admission_notice_late": "inskrivningsmeddelandet skickades {at:moment}, senare än fristen {deadline:moment}",
    "sip_not_needed": "ingen SIP behövs, eller en annan plan görs",
    "sip_called_in_time": "kallelsen till SIP skickades i tid, {at:moment}",
    "sip_called_late": "kallelsen till SIP skickades {at:moment}, efter sista dagen {last_on:day}",
    "sip_not_called": "kallelse till SIP saknas; sista dagen är {last_on:day}",
    "sip_called_by_ward": "avdelningen kallade till SIP, inte den fasta vårdkontakten; sista dagen är {last_on:day}",
    "no_ready_notice_stands": "ingen underrättelse om utskrivningsklar gäller",
    "discharge_day_counts": "utskrivningsdagen räknas",
    "discharge_day_does_not_count": "utskrivningsdagen räknas inte",
    "agreement_decides": "avgörs av överenskommelsen {agreement}",
    "readings_differ": "lagen kan läsas på flera sätt: {names:names}",
}

DUTY_NOW = {
    "assess_need": "bedömer behovet",
    "notify_admission": "skickar inskrivningsmeddelande",
    "acknowledge": "kvitterar",
    "write_planning_note": "lämnar planeringsunderlag",
    "appoint_care_contact": "utser fast vårdkontakt",
    "confirm_expected_date": "bekräftar datum eller markerar klar",
    "notify_ready": "skickar utskrivningsklar",
    "answer_handover": "svarar om mottagande",
    "call_to_sip": "kallar till SIP",
    "book_homegoing": "bokar hemresan",
    "discharge_patient": "skriver ut patienten",
    "inform_units": "överför information",
    "inform_patient": "informerar patienten",
    "first_contact": "tar första kontakt",
    "close_case": "avslutar ärendet",
}
"""Kind of duty ► what the unit does, after its name: "VC Skiftinge kallar till SIP"."""

READ = {
    "admission_notified": "inskrivningsmeddelandet",
    "expected_discharge_changed": "det ändrade datumet",
    "ready_notified": "utskrivningsklar",
    "ready_withdrawn": "återtagandet",
    "voided": "makuleringen",
}
"""Kind of message ► what is acknowledged."""

ACT = {
    "admitted": "Skriv in",
    "need_assessed": "Bedöm behovet",
    "admission_notified": "Inskrivningsmeddelande",
    "expected_discharge_changed": "Ändra datum",
    "acknowledged": "Kvittera",
    "care_contact_appointed": "Utse fast vårdkontakt",
    "planning_noted": "Planeringsunderlag",
    "sip_need_decided": "Bedöm behov av SIP",
    "ready_judged": "Anteckna bedömning",
    "ready_notified": "Utskrivningsklar",
    "ready_withdrawn": "Ta tillbaka utskrivningsklar",
    "handover_answered": "Lämna besked",
    "sip_called": "Kalla till SIP",
    "homegoing_booked": "Boka hemresa",
    "discharge_informed": "Överför information",
    "patient_informed": "Informera patienten",
    "discharged": "Skriv ut",
    "first_contact_made": "Första kontakt",
    "died": "Avliden",
    "voided": "Makulera",
    "closed": "Avsluta ärendet",
}
"""Kind of fact ► the button that begins it."""

ANSWER = {
    "accepts": "Ta emot",
    "cannot": "Kan inte ta emot",
    "accepts_part": "Ta emot en del",
    "nothing_to_give": "Inget att ge",
}
"""The answers of a receiver, as buttons, in the order in which they are offered."""

SEND = {
    "acknowledged": "Kvittera",
    "need_assessed": "Spara bedömningen",
    "ready_judged": "Spara bedömningen",
    "patient_informed": "Spara",
    "discharged": "Skriv ut patienten",
    "first_contact_made": "Spara",
    "died": "Spara",
    "voided": "Makulera",
    "closed": "Avsluta ärendet",
}
"""Kind of fact ► the button that records it; the others are sent."""

FIELD = {
    "at": "När",
    "to": "Mottagare",
    "ground": "Grund för att lämna uppgifter till andra än regionen",
    "care": "Vårdform",
    "legal_form": "Rättslig form",
    "registered_in": "Folkbokförd i kommun",
    "placed_by": "Kommun som har beslutat om särskilt boende",
    "listed_at": "Listad hos",
    "room": "Sal och plats",
    "needed": "Behövs insatser efter utskrivningen?",
    "principals": "Från vem",
    "pace": "Förlopp",
    "physician": "Läkare som bedömt",
    "person_says": "Vad personen själv säger",
    "expected_discharge_on": "Beräknad utskrivning",
    "note": "Anteckning",
    "of": "Vilken händelse",
    "name": "Namn",
    "role": "Yrke",
    "phone": "Telefon",
    "services": "Insatser i dag",
    "needs": "Behov framåt",
    "aids": "Hjälpmedel",
    "track": "Spår",
    "questions": "Frågor",
    "why": "Varför",
    "judged_at": "Bedömd klar",
    "reason": "Orsak",
    "answer": "Besked",
    "from_at": "Kan ta emot från",
    "next_answer_at": "Nytt besked senast",
    "missing": "Vad saknas",
    "meeting_at": "Mötet börjar",
    "form": "Hur",
    "place": "Plats",
    "homegoing_at": "Hemresan går",
    "transport": "Färdsätt",
    "meets": "Vem möter hemma",
    "keys": "Nycklar",
    "medicines": "Läkemedel",
    "state": "Tillstånd vid utskrivning",
    "care_given": "Vård och behandling som getts",
    "risks": "Risker",
    "contacts": "Kontakter vid frågor",
    "printed": "Utskriven på papper till patienten",
    "summary": "Sammanfattning av vården",
    "plans": "Planer framåt",
    "next_of_kin": "Närstående som informerats",
    "manner": "Sätt",
    "destination": "Till",
    "by_whom": "Av vem",
    "admitted.at": "Inskriven",
    "need_assessed.at": "Bedömt",
    "need_assessed.physician": "Läkare som bedömt behovet",
    "sip_need_decided.needed": "Behövs både region och kommun, så att en SIP ska göras?",
    "ready_judged.at": "Bedömd klar",
    "patient_informed.at": "Informerad",
    "discharged.at": "Lämnade avdelningen",
    "first_contact_made.at": "Kontakten togs",
    "died.at": "Avled",
    "homegoing_booked.aids": "Hjälpmedel med hem",
    "homegoing_booked.medicines": "Läkemedel med hem",
    "voided.reason": "Varför makuleras den",
    "ready_withdrawn.reason": "Varför tas den tillbaka",
}
"""A field's label; `kind.field` where the kind says it in its own way."""

HINT = {
    "expected_discharge_on": "Den dag ni tror i dag. Den går att ändra.",
    "judged_at": "När läkaren gjorde bedömningen.",
    "person_says": "Med personens egna ord, eller varför ingen har frågat.",
    "registered_in": "Kommunkod, fyra siffror.",
    "placed_by": "Kommunkod, fyra siffror. Bara om en annan kommun har beslutat om boendet.",
    "next_answer_at": "Ni får en ny åtgärd till dess.",
    "needed": "",
}

CODE: dict[str, dict[str, str]] = {
    "care": {"somatic": "somatisk", "psychiatric": "psykiatrisk"},
    "legal_form": {"voluntary": "frivillig", "lpt": "LPT", "lrv": "LRV"},
    "principals": {"municipality": "kommunen", "region": "regionens öppna vård"},
    "pace": {"ordinary": "vanligt", "fast": "palliativt skede, snabbt förlopp"},
    "answer": {
        "accepts": "kan ta emot",
        "accepts_part": "kan ta emot en del",
        "cannot": "kan inte ta emot",
        "nothing_to_give": "inget att ge",
    },
    "reason": {
        "home_care_missing": "hemtjänst eller hemsjukvård saknas",
        "short_term_place": "korttidsplats saknas",
        "special_housing_place": "plats på särskilt boende saknas",
        "aids_missing": "hjälpmedel saknas",
        "home_not_adapted": "bostaden är inte anpassad",
        "decision_not_taken": "beslut är inte fattat",
        "ordination_unclear": "ordination eller läkemedel är oklart",
        "short_notice": "för kort varsel",
        "questions_ready": "ifrågasätter att patienten är klar",
        "wrong_municipality": "fel kommun",
        "infection_or_transport": "smitta eller transport",
        "declined": "personen har tackat nej",
        "no_need": "inget behov",
        "other_municipality": "en annan kommun ansvarar",
        "worse": "patienten har blivit sämre",
        "sent_in_error": "skickad av misstag",
        "new_treatment": "ny behandling behövs",
        "correction": "rättelse",
        "wrong_patient": "gällde inte denna patient",
        "wrong_receiver": "fel mottagare",
    },
    "form": {
        "home": "hemma hos patienten",
        "unit": "hos en enhet",
        "video": "video",
        "phone": "telefon",
        "visit": "besök",
    },
    "manner": {
        "planned": "enligt plan",
        "own_wish": "på egen begäran",
        "did_not_return": "kom inte tillbaka",
        "to_other_hospital": "till annat sjukhus",
    },
    "destination": {
        "own_home": "eget hem",
        "relatives": "närstående",
        "short_term": "korttidsplats",
        "special_housing": "särskilt boende",
        "lss": "boende enligt LSS",
        "hospice": "hospice",
        "other_hospital": "annat sjukhus",
        "other_municipality": "annan kommun",
        "no_fixed_address": "utan fast adress",
    },
}
"""Field ► code ► Swedish."""

GROUND = {
    "lag_2017_612": "skyldighet enligt LUS 2 eller 4 kap.",
    "consent": "samtycke",
    "same_region": "samma region (OSL 25 kap. 11 §)",
    "under_18": "under 18 år (OSL 25 kap. 12 §)",
    "addiction": "missbruk (OSL 25 kap. 12 §)",
    "compulsory_care": "tvångsvård (OSL 25 kap. 12 §)",
    "cannot_consent": "kan inte samtycka (OSL 25 kap. 13 §)",
    "no_harm": "står klart att ingen lider men (OSL 25 kap. 1 §)",
}

REFUSAL = {
    "required": "Fyll i {field}.",
    "required_code": "Välj {field}.",
    "required_at": "Skriv dag och tid för {field}.",
    "unknown_code": "Välj {field} bland alternativen.",
    "too_long": "{field}: högst {most} tecken. Texten har {length}.",
    "strange_characters": "{field}: texten innehåller osynliga styrtecken. Skriv den på nytt.",
    "not_a_day": "{field}: skriv dagen som 2026-03-05.",
    "day_out_of_range": "{field}: dagen ligger för långt bort. Kontrollera årtalet.",
    "not_a_time": "{field}: skriv tiden som 14.30, 14:30 eller 1430.",
    "no_such_time": "{field}: den tiden finns inte, klockan ställdes fram till sommartid. Skriv en senare tid.",
    "which_time": "{field}: den tiden inträffar två gånger, klockan ställs tillbaka. Välj vilken.",
    "not_a_municipality": "{field}: skriv kommunens kod med fyra siffror.",
    "not_a_unit": "{field}: välj en enhet i listan.",
    "not_a_fact": "{field}: välj en händelse i listan.",
    "reason_of_other_answer": "Orsaken hör till ett annat besked. Välj en som passar.",
    "in_the_future": "{field}: {at:when} har inte varit än. Skriv när det hände.",
    "before_admission": "{field}: {at:when} är före inskrivningen {admitted_at:moment}. Kontrollera dagen.",
    "before_discharge": "{field}: {at:when} är före utskrivningen {discharged_at:moment}. Kontrollera dagen.",
    "not_ahead": "{field}: tiden har redan varit. Skriv när ni senast lämnar nytt besked.",
    "later_contradicts": "{kind:kind} kom {at:moment}, efter den tiden. Skriv en senare tid, eller makulera den först.",
    "no_receiver": "Välj minst en mottagare.",
    "not_a_receiver": "{unit} kan inte ta emot detta. Välj kommunens eller den öppna vårdens enheter.",
    "not_your_act": "{kind:kind} kan inte lämnas av er enhet. Öppna ärendet och välj bland era åtgärder.",
    "already_admitted": "Patienten är redan inskriven, {at:moment}. Fortsätt i det här ärendet.",
    "not_admitted": "Ärendet har ingen inskrivning. Skriv in patienten först.",
    "case_ended": "Ärendet är slut ({kind:kind} {at:moment}) och tar inte emot mer. Rätta med en makulering om något är fel.",
    "already_discharged": "Patienten skrevs ut {at:moment}. Makulera utskrivningen först om den är fel.",
    "not_sent_to_you": "Meddelandet är inte skickat till er, eller är makulerat. Öppna ärendet för att se vad som gäller.",
    "already_acknowledged": "Redan kvitterat {at:moment}. Ni behöver inte göra något mer.",
    "notify_admission_first": "Inget inskrivningsmeddelande är skickat, så det finns inget datum att ändra. Skicka det först.",
    "already_ready": "Patienten är redan meddelad utskrivningsklar, {at:moment}. Lägg till en mottagare, eller ta tillbaka den först.",
    "not_ready": "Ingen underrättelse om utskrivningsklar gäller nu. Den kan ha tagits tillbaka; öppna ärendet och se.",
    "not_asked": "Er enhet har inte fått underrättelsen om utskrivningsklar. Be avdelningen skicka den till er.",
    "open_care_decides": "Den öppna vården har tagit över sedan {at:moment} och bedömer behovet av SIP. Kontakta den.",
    "not_discharged": "Patienten är inte utskriven än. Vänta tills avdelningen har skrivit ut.",
    "nothing_to_void": "Händelsen finns inte, eller är redan makulerad. Öppna ärendet och se.",
    "cannot_be_voided": "{kind:kind} kan inte makuleras.",
    "not_the_sender": "Bara den enhet som lämnade uppgiften kan makulera den. Kontakta den.",
    "void_first": "Annat vilar på den. Makulera först, i den här ordningen: {facts:facts}.",
    "still_open": "Ärendet har åtgärder kvar: {duties}. De ska göras eller makuleras först.",
    "others_close": "{unit} avslutar ärendet.",
    "changed_meanwhile": "Ärendet har ändrats sedan du öppnade formuläret. Det du skrev finns kvar nedan. Se vad som hänt och skicka igen.",
}
"""Refusals and faults of input: what is wrong, and what to do. `{field}` is the field's label."""

UNIT_KIND = {
    "ward": "vårdavdelning",
    "emergency": "akutmottagning",
    "psychiatry_ward": "psykiatrisk avdelning",
    "health_centre": "vårdcentral",
    "smo_health_centre": "vårdcentral (SMO)",
    "specialist": "specialistmottagning",
    "psychiatry": "öppenpsykiatri",
    "habilitation": "habilitering",
    "bup": "BUP",
    "mobile_team": "mobilt team",
    "social_services": "socialtjänst",
    "municipal_care": "kommunal hälso- och sjukvård",
    "rehabilitation": "rehabilitering",
    "short_term_place": "korttidsboende",
    "special_housing": "särskilt boende",
    "home_help": "hemtjänst",
    "school_health": "elevhälsa",
    "coordinator": "samordnare",
}


def clock(at: datetime) -> str:
    """Time of day in Stockholm: 8.30; seconds only when there are any."""
    shown = local(at)
    seconds = f".{shown.second:02}" if shown.second else ""
    return f"{shown.hour}.{shown.minute:02}{seconds}"


def short_day(on: date) -> str:
    """The day without weekday and year: den 17 mars."""
    return f"den {on.day} {MONTHS[on.month - 1]}"


def day(on: date, *, year: bool = True) -> str:
    """The day: tors 17 mars 2022."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}{f' {on.year}' if year else ''}"


def moment(at: datetime) -> str:
    """The instant in full, for explanations: mån 7 mars 2022 kl. 8.30."""
    return f"{day(local(at).date())} kl. {clock(at)}"


def deadline(at: datetime) -> str:
    """The instant as a deadline: midnight is 24.00 on the day that ends."""
    shown = local(at)
    if (shown.hour, shown.minute, shown.second) == (0, 0, 0):
        return f"{day(shown.date() - timedelta(days=1))} kl. 24.00"
    return moment(at)


def nth(days: int) -> str:
    """The ordinal of a day: tredje dagen."""
    return ORDINALS[days] if days < len(ORDINALS) else f"{days}:e dagen"


def hours_and_minutes(length: timedelta) -> str:
    """A length of time in words, rounded down: 25 min, 3 tim, 2 dygn."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:  # noqa: PLR2004 minutes to the hour
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} tim" if hours < 48 else f"{hours // 24} dygn"  # noqa: PLR2004 two days


class _Swedish(string.Formatter):
    """Format specs that name how a value reads: {at:moment}, {on:day}, {days:nth}, {kind:kind}."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value in words."""
        if format_spec == "names":
            return ", ".join(value)
        if format_spec == "facts":
            return ", ".join(f"{KIND[kind].lower()} {moment(at)}" for kind, at, _seq in value)
        if format_spec == "kind":
            return KIND[value].lower()
        said = _SPECS.get(format_spec)
        return said(value) if said else str(value)


def when(at: datetime | date) -> str:
    """An instant or a day, whichever it is."""
    return moment(at) if isinstance(at, datetime) else day(at)


_SPECS: dict[str, Any] = {
    "moment": moment,
    "deadline": deadline,
    "day": day,
    "short_day": short_day,
    "nth": nth,
    "when": when,
}
_swedish = _Swedish()


def sentence(found: Finding) -> str:
    """One reason in Swedish."""
    return _swedish.vformat(FINDING[found.code], (), found.values)


def sentences(found: Sequence[Finding]) -> list[str]:
    """Reasons in Swedish, in order."""
    return [sentence(reason) for reason in found]


def field(kind: str, name: str) -> str:
    """A field's label."""
    return FIELD.get(f"{kind}.{name}") or FIELD[name]


def refusal(code: str, values: Mapping[str, Any], field_label: str = "", units: Mapping[int, str] | None = None) -> str:
    """Why something was refused and what to do. `units`: the names of the units that the values name by id."""
    named = units or {}
    said = dict(values)
    if "unit" in said:
        said["unit"] = named.get(said["unit"], "Enheten")
    if "duties" in said:
        owed = dict.fromkeys(f"{named.get(unit, 'en enhet')} ska {DUTY[kind]}" for kind, unit in said["duties"])
        said["duties"] = "; ".join(owed) or "ärendet är inte utskrivet"
    text = _swedish.vformat(REFUSAL[code], (), {"field": field_label, **said})
    return text[:1].upper() + text[1:]
