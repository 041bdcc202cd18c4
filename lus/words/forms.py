"""What forms, buttons and refusals say: tables as code, one entry for each kind, field and code."""

from collections.abc import Mapping
from typing import Any

from lus.domain.facts.handling import PARTED
from lus.words import DUTY, KIND, fill, inside, moment
from lus.words.parameters import QUESTION

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
    "correct_recipient": "skickar till rätt mottagare",
    "answer_open_care": "svarar om öppen vård finns",
    "answer_deviation": "svarar på avvikelsen",
    "settle_dispute": "avgör tvisten",
    "resolve_bounce": "avgör vem som gör åtgärden",
    "answer_coordination": "svarar på frågan",
    "receive_ordination": "tar emot ordinationen",
    "answer_question": "svarar på frågan om ordinationen",
}
"""Kind of duty ► what the unit does, after its name: "VC Skiftinge kallar till SIP"."""

DECIDE_WHO = ("avgör vem som svarar på frågan", "avgöra vem som svarar på frågan")
"""What a coordinator does about a question that was passed to and fro: after its name, and as a task."""

TO_READ = {
    "receive_ordination": "Läs ordinationen",
    "answer_question": "Läs frågan",
    "answer_coordination": "Läs frågan",
    "answer_deviation": "Läs avvikelsen",
    "resolve_bounce": "Avgör vem som svarar",
    "duty_offered": "Läs och svara",
}
"""Kind of duty or offer that is answered where it can be read ► the button that leads there."""

READ = {
    "admission_notified": "inskrivningsmeddelandet",
    "expected_discharge_changed": "det ändrade datumet",
    "ready_notified": "utskrivningsklar",
    "ready_withdrawn": "återtagandet",
    "open_compulsory_care_decided": "beslutet om öppen tvångsvård",
    "message_sent": "meddelandet",
    "forwarded": "det vidaresända",
    "voided": "makuleringen",
    "coordination_opened": "frågan",
    "ordination_given": "ordinationen",
    "ordination_ended": "att ordinationen är avslutad",
    "duty_offered": "erbjudandet om en åtgärd",
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
    "registration_changed": "Ändra folkbokföring",
    "identity_linked": "Ändra namn eller nummer",
    "protection_marked": "Skydda personuppgifter",
    "protection_ended": "Avsluta skydd",
    "party_added": "Lägg till part",
    "party_removed": "Ta bort part",
    "message_sent": "Skriv meddelande",
    "forwarded": "Skicka vidare",
    "wrong_recipient": "Fel mottagare",
    "consent_given": "Anteckna samtycke",
    "consent_refused": "Anteckna nej till samtycke",
    "consent_withdrawn": "Anteckna återkallat samtycke",
    "open_care_unavailable": "Öppen vård saknas",
    "open_care_unclear": "Öppen vård är oklar",
    "open_care_available": "Öppen vård finns",
    "open_compulsory_care_decided": "Beslut om öppen tvångsvård",
    "message_withheld": "Håll inne meddelande",
    "leave_started": "Anteckna permission",
    "leave_ended": "Åter från permission",
    "moved": "Flytta till avdelning",
    "interrupted": "Avbryt ärendet",
    "duty_taken": "Jag tar den",
    "duty_released": "Släpp den",
    "duty_offered": "Lämna över",
    "duty_accepted": "Ta över",
    "duty_declined": "Avböj",
    "duty_dismissed": "Skriv av",
    "reminded": "Påminn",
    "escalated": "Eskalera",
    "noted": "Anteckna",
    "deviation_reported": "Lämna avvikelse",
    "deviation_answered": "Svara på avvikelsen",
    "reading_decided": "Välj läsning",
    "liability_disputed": "Bestrid dagar",
    "liability_settled": "Avgör tvisten",
    "coordination_opened": "Fråga en annan enhet",
    "coordination_answered": "Besvara frågan",
    "ordination_given": "Ordinera",
    "ordination_received": "Ta emot ordinationen",
    "ordination_questioned": "Ställ en fråga",
    "ordination_answered": "Svara på frågan",
    "ordination_ended": "Avsluta ordinationen",
}
"""Kind of fact ► the button that begins it."""

DECIDES = "Avgör vem som svarar"
"""What a coordinator does with a question that was passed on twice: the answer is another's."""


def act_of(kind: str, side: str) -> str:
    """The button that begins a fact of the kind, for whoever is on that side of a case."""
    return DECIDES if (kind, side) == ("coordination_answered", "coordinator") else ACT[kind]


NEW_GROUPS: dict[str, tuple[str, ...]] = {
    "Meddelanden och enheter": ("message_sent", "deviation_reported", "party_added", "party_removed"),
    "Planering": (
        "need_assessed",
        "admission_notified",
        "expected_discharge_changed",
        "care_contact_appointed",
        "planning_noted",
        "sip_need_decided",
        "sip_called",
    ),
    "Utskrivning": (
        "ready_judged",
        "ready_notified",
        "open_compulsory_care_decided",
        "message_withheld",
        "ready_withdrawn",
        "handover_answered",
        "open_care_unavailable",
        "open_care_unclear",
        "open_care_available",
        "homegoing_booked",
        "discharge_informed",
        "patient_informed",
        "discharged",
    ),
    "Uppföljning": ("first_contact_made", "closed"),
    "Frågor": ("coordination_opened", "coordination_answered"),
    "Ordinationer": ("ordination_given",),
    "Permission och flytt": ("leave_started", "leave_ended", "moved"),
    "Samtycke": ("consent_given", "consent_refused", "consent_withdrawn"),
    "Personuppgifter": ("registration_changed", "identity_linked", "protection_marked", "protection_ended"),
    "Betalningsansvar": ("liability_disputed", "reading_decided"),
    "Avsluta i förtid": ("died", "interrupted"),
}
"""Heading ► the kinds of fact under it, where all that can be begun is listed."""


def group_of(kind: str) -> str:
    """The heading of a kind; the last one where no other has it."""
    return next((heading for heading, kinds in NEW_GROUPS.items() if kind in kinds), "Avsluta i förtid")


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
    "registration_changed": "Spara",
    "identity_linked": "Spara",
    "protection_marked": "Spara",
    "protection_ended": "Spara",
    "party_added": "Lägg till",
    "party_removed": "Ta bort",
    "wrong_recipient": "Lämna ärendet",
    "consent_given": "Spara",
    "consent_refused": "Spara",
    "consent_withdrawn": "Spara",
    "open_care_unavailable": "Spara",
    "open_care_unclear": "Spara",
    "open_care_available": "Spara",
    "message_withheld": "Spara",
    "leave_started": "Spara",
    "leave_ended": "Spara",
    "moved": "Flytta",
    "interrupted": "Avbryt ärendet",
    "duty_taken": "Jag tar den",
    "duty_released": "Släpp den",
    "duty_offered": "Erbjud",
    "duty_accepted": "Ta över",
    "duty_declined": "Avböj",
    "duty_dismissed": "Skriv av",
    "reminded": "Påminn",
    "escalated": "Eskalera",
    "noted": "Spara",
    "reading_decided": "Spara",
    "liability_settled": "Spara",
    "ordination_received": "Ta emot",
    "ordination_ended": "Avsluta",
}
"""Kind of fact ► the button that records it; the others are sent."""

FIELD = {
    "at": "När",
    "to": "Mottagare",
    "ground": "Grund för att lämna uppgifterna till en annan huvudman",
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
    "lan": "Region där enheten finns",
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
    "late_reason": "Varför det skrivs först nu",
    "previous_case": "Tidigare ärende",
    "files": "Filer",
    "of_kind": "Vilket meddelande",
    "from_unit": "Vilken enhet får det inte",
    "decision": "Beslut",
    "service": "Vilken öppen vård",
    "until_at": "Till och med",
    "until_on": "Till och med",
    "from_on": "Från och med",
    "ward": "Till avdelning",
    "party": "Enhet",
    "what": "Vad",
    "how_often": "Hur ofta",
    "first_at": "Första gången",
    "ordered_by": "Vem som har ordinerat",
    "follows_up": "Vem som följer upp",
    "replaces": "Ändrar en tidigare ordination",
    "question": "Fråga",
    "next_unit": "Enhet som frågan lämnas till",
    "coordination_opened.to": "Enhet som ska svara",
    "coordination_answered.answer": "Svar",
    "coordination_answered.why": "Varför den lämnas vidare",
    "coordination_answered.text": "Vad ni svarar",
    "ordination_given.to": "Enheter som ska utföra eller följa upp den",
    "ordination_given.what": "Vad som ska göras",
    "ordination_questioned.text": "Fråga",
    "ordination_answered.text": "Svar",
    "ordination_ended.why": "Varför",
    "message_sent.to": "Till",
    "forwarded.to": "Till",
    "duty_offered.to": "Till",
    "consent_given.to": "Enheter som samtycket gäller",
    "consent_refused.to": "Enheter som det gäller",
    "consent_withdrawn.to": "Enheter som det gäller",
    "deviation_reported.text": "Vad som hände",
    "deviation_reported.about": "Gäller",
    "deviation_answered.text": "Svar",
    "escalated.text": "Vad det gäller",
    "noted.text": "Anteckning",
    "forwarded.note": "Hälsning",
    "wrong_recipient.note": "Varför det är fel",
    "scope": "Vad det gäller",
    "code": "Kommun",
    "number_kind": "Slag av nummer",
    "number": "Nummer",
    "protection": "Slag av skydd",
    "named": "Enheter som får se vem personen är",
    "text": "Meddelande",
    "about": "Vilken händelse",
    "duty": "Vilken åtgärd",
    "parameter": "Vilken fråga",
    "value": "Läsning",
    "channel": "Hur lämnades det",
    "leave_started.at": "Lämnade avdelningen",
    "leave_started.until_at": "Väntas tillbaka",
    "leave_started.services": "Insatser hemma under tiden",
    "leave_ended.at": "Kom tillbaka",
    "moved.at": "Flyttad",
    "consent_given.until_on": "Gäller till och med",
    "consent_given.form": "Hur",
    "registration_changed.from_on": "Gäller från",
    "registration_changed.what": "Vad som ändras",
    "open_care_unavailable.until_at": "Saknas till",
    "open_care_unclear.until_at": "Oklart till",
    "open_care_available.until_at": "Finns till",
    "interrupted.reason": "Varför avbryts ärendet",
    "duty_dismissed.reason": "Varför den skrivs av",
    "liability_settled.from_on": "Kommunen betalar från och med",
    "liability_settled.until_on": "Kommunen betalar till och med",
    "liability_disputed.from_on": "Bestridda dagar från och med",
    "message_withheld.why": "Varför det hålls inne",
    "party_added.reason": "Varför enheten behövs",
    "party_removed.reason": "Varför enheten tas bort",
    "duty_offered.reason": "Varför den lämnas över",
    "duty_declined.reason": "Varför ni avböjer",
    "reading_decided.reason": "Varför ni läser så",
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

QUESTION_ANSWERED = {
    "answered": "Frågan besvarad",
    "taken": "Tog sig an frågan",
    "passed_on": "Frågan lämnad vidare till {}",
    "decided": "{} svarar på frågan",
}
"""What became of a question; `decided`: by the coordinator."""

SHOW_UNITS = "Visa enheterna där"
HINT = {
    "lan": "Byt om enheten finns i en annan region eller i en kommun där.",
    "expected_discharge_on": "Den dag ni tror i dag. Den går att ändra.",
    "judged_at": "När läkaren gjorde bedömningen.",
    "person_says": "Med personens egna ord, eller varför ingen har frågat.",
    "placed_by": "Bara om en annan kommun än folkbokföringens har beslutat om boendet: den betalar då själv.",
    "next_answer_at": "Ni får en ny åtgärd till dess.",
    "late_reason": "Det hände för mer än ett dygn sedan. Händelsen märks som sent skriven.",
    "named": "Er enhet och avdelningen hör alltid till dem. Ingen annan ser namn eller nummer.",
    "protection_marked.protection": "Adress, telefon och närstående tas bort ur Hemgång, och kan inte tas tillbaka.",
    "channel": "Gavs det per telefon eller på papper räknas det från då, när en mottagare har bekräftat tiden.",
    "message_sent.at": "Bara om det inte skickas nu.",
    "open_care_unavailable.next_answer_at": "Den öppna vården svarar senast då.",
    "open_care_unclear.next_answer_at": "Den öppna vården svarar senast då.",
    "open_care_unavailable.until_at": "Lämna tomt om ingen vet.",
    "open_care_unclear.until_at": "Lämna tomt om ingen vet.",
    "registration_changed.from_on": "Betalningsansvaret följer den dagen.",
    "message_withheld.from_unit": "Åtgärden mot den enheten upphör, med ert skäl.",
    "party_added.party": "Enheten ser ärendet och vad som skickas till den från och med nu.",
    "party_removed.party": "Enheten ser inte ärendet längre. Enheter med åtgärder kvar kan inte tas bort.",
    "moved.ward": "Den avdelningen tar över det ni har att göra och läser det ni har läst.",
    "consent_given.until_on": "Lämna tomt om samtycket gäller tills vidare.",
    "deviation_reported.about": "Tiderna på båda sidor följer med.",
    "ordination_given.first_at": "Ordinationen ska vara mottagen före dess.",
    "ordination_given.from_on": "Lämna tomt om den gäller från första gången.",
    "ordination_given.until_on": "Lämna tomt om den gäller tills vidare.",
    "ordination_given.ordered_by": "Läkarens namn.",
    "ordination_given.follows_up": "Namn eller enhet, och när.",
    "ordination_given.replaces": "Den som ändras gäller inte längre.",
    "ordination_ended.why": "Läses av dem som har fått ordinationen.",
    "identity_linked.name": "Patientens hela namn, som det ska stå. Lämna tomt om bara numret är nytt.",
    "identity_linked.number": "Numret som patienten också har eller nu har fått.",
    "liability_settled.from_on": "Lämna båda dagarna tomma om kommunen inte betalar någon av dem.",
}

NOTHING = {
    "consent_given": "Ingen annan enhet är med i ärendet än. Anteckna samtycket igen när ni vet vilka det gäller.",
    "consent_refused": "Ingen annan enhet är med i ärendet än.",
    "consent_withdrawn": "Ingen annan enhet är med i ärendet än.",
    "party_added": "Alla enheter i registret som kan behövas är redan med i ärendet.",
    "party_removed": "Ni har inte lagt till någon enhet. Den som lade till en enhet tar bort den, eller avdelningen.",
    "moved": "Regionen har ingen annan avdelning i registret. Be er administratör lägga till den.",
    "forwarded": "Er organisation har ingen annan enhet i registret. Välj Fel mottagare om meddelandet inte är ert.",
    "duty_offered": "Ingen annan enhet som kan göra det är med i ärendet. En enhet som är med lägger till en part.",
    "ordination_given": "Ingen enhet som ger hälso- och sjukvård i kommunen är med i ärendet. Lägg till den som part "
    "först.",
    "deviation_reported": "Ingen enhet hos den andra huvudmannen är med i ärendet.",
}
"""Kind ► why there is no unit to choose, and what to do."""

AWAITS = "Visas när detta är ifyllt: {}."
"""What the form says instead of what follows. The labels of the fields that decide."""

NO_CHOICE = "Det finns inget att välja här just nu. Öppna ärendet och se vad som gäller."

LONG_LIST = "Listan har de hundra närmaste. Övriga når du från händelsen eller åtgärden i ärendet."
"""Said where there is more to choose among than a list holds."""

EMPTY = {"registration_changed.code": "Ingen kommun i Sverige"}
"""kind.field ► what a list says where nothing is chosen, if that means something."""

PARAMETER = {name: QUESTION[name] for name in PARTED}
"""Points on which the statute is silent or has two readings, as questions."""

READING = {
    "minute": "nej, minuten räknas",
    "second": "ja, sekunden räknas",
    "true": "ja",
    "false": "nej",
    "cured": "inget, när det väl är skickat",
    "never": "inget ansvar",
    "from_ready": "från utskrivningsklar",
    "from_both": "från det senare av de två",
    "from_call": "ansvar från kallelsens dag",
    "no_effect": "ingenting ändras",
    "valid": "ja",
    "invalid": "nej",
    "call_not_required": "nej, ingen kallelse krävs",
    "call_required": "ja, kallelse krävs",
    "available": "ja",
    "unclear": "nej, det är oklart",
    "from_restoration": "den dag den finns igen",
    "stops": "ja",
    "no": "nej",
    "yes": "ja",
    "notice_municipality": "kommunen vid underrättelsen, till slutet",
    "day_by_day": "varje dags kommun",
    "counted": "ja",
    "not_counted": "nej",
    "care_day": "vårddygnets",
    "notice": "underrättelsens",
}
"""The values of those points, as answers."""

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
        "answered": "vi svarar här",
        "taken": "vi tar oss an det",
        "passed_on": "vi lämnar frågan vidare",
    },
    "why": {
        "not_our_assignment": "hör inte till vårt uppdrag",
        "not_our_age": "personens ålder",
        "not_our_area": "bor utanför vårt område",
        "other_better": "en annan enhet är bättre rustad",
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
        "readmitted": "patienten är inskriven på nytt",
        "entered_in_error": "inlagt av misstag",
        "patient_left": "patienten är inte kvar",
        "party_gone": "parten finns inte kvar",
        "no_longer_meaningful": "fyller inte längre någon uppgift",
    },
    "decision": {"opt": "öppen psykiatrisk tvångsvård", "orv": "öppen rättspsykiatrisk vård"},
    "of_kind": {
        "ready_notified": "underrättelsen om utskrivningsklar",
        "discharge_informed": "informationen vid utskrivning",
    },
    "scope": {"information": "lämna uppgifter", "meeting": "ha möte", "plan": "göra en plan (SIP)"},
    "by_whom": {
        "self": "personen själv",
        "guardian": "vårdnadshavare",
        "representative": "god man eller förvaltare",
        "next_of_kin": "närstående",
    },
    "what": {"registration": "folkbokföringen", "placement": "kommunen som har beslutat om boendet"},
    "number_kind": {
        "personnummer": "personnummer eller samordningsnummer",
        "reservnummer": "reservnummer",
        "lma": "LMA-nummer",
    },
    "protection": {"sekretessmarkering": "sekretessmarkering", "skyddad folkbokföring": "skyddad folkbokföring"},
    "parameter": PARAMETER,
    "value": READING,
    "channel": {"system": "här", "integration": "från annat system", "phone": "per telefon", "paper": "på papper"},
    "form": {
        "home": "hemma hos patienten",
        "unit": "hos en enhet",
        "video": "video",
        "phone": "telefon",
        "visit": "besök",
        "oral": "muntligt",
        "written": "skriftligt",
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
    "under_18": "under 18 år (OSL 25 kap. 12 §, 26 kap. 9 §)",
    "addiction": "missbruk (OSL 25 kap. 12 §, 26 kap. 9 §)",
    "compulsory_care": "tvångsvård (OSL 25 kap. 12 §, 26 kap. 9 §)",
    "cannot_consent": "kan inte samtycka (OSL 25 kap. 13 §)",
    "no_harm": "står klart att ingen lider men (OSL 25 kap. 1 §, 26 kap. 1 §)",
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
    "name_or_number": "Skriv namnet som det ska stå, eller ett nummer.",
    "number_form": "{field}: skriv numret som 19121212-1212, eller välj ett annat slag av nummer.",
    "number_date": "{field}: datumet i numret finns inte. Kontrollera siffrorna.",
    "number_check_digit": "{field}: kontrollsiffran stämmer inte. Kontrollera siffrorna.",
    "no_municipality": "Välj kommun. Är personen inte folkbokförd i Sverige, välj Ingen kommun i Sverige.",
    "not_a_municipality": "{field}: skriv kommunens kod med fyra siffror.",
    "two_municipalities": "{field}: välj i listan eller skriv en kod, inte båda.",
    "not_a_unit": "{field}: välj en enhet i listan.",
    "not_a_duty": "{field}: åtgärden är klar eller gäller inte längre. Välj en i listan.",
    "not_a_case": "{field}: skriv ärendets beteckning, åtta tecken.",
    "not_a_fact": "{field}: välj en händelse i listan.",
    "reason_of_other_answer": "Orsaken hör till ett annat besked. Välj en som passar.",
    "in_the_future": "{field}: {at:when} har inte varit än. Skriv när det hände.",
    "before_admission": "{field}: {at:when} är före inskrivningen {admitted_at:moment}. Kontrollera dagen.",
    "before_discharge": "{field}: {at:when} är före utskrivningen {discharged_at:moment}. Kontrollera dagen.",
    "not_ahead": "{field}: tiden har redan varit. Skriv när ni senast lämnar nytt besked.",
    "later_contradicts": "{kind:kind} kom {at:moment}, efter den tiden. Skriv en senare tid, eller makulera den först.",
    "no_receiver": "Välj minst en mottagare.",
    "not_a_receiver": "{unit} kan inte ta emot detta. Välj kommunens eller den öppna vårdens enheter.",
    "left_out": "Skicka till alla som fick det förra meddelandet: {units} saknas bland mottagarna.",
    "not_your_act": "{kind:kind} kan inte lämnas av er enhet. Öppna ärendet och välj bland era åtgärder.",
    "already_here": "Patienten är redan inskriven hos er, i ärende {ref}. Öppna det från tavlan och fortsätt där.",
    "already_admitted": "Patienten är redan inskriven, {at:moment}. Fortsätt i det här ärendet.",
    "not_admitted": "Ärendet har ingen inskrivning. Skriv in patienten först.",
    "case_full": "Ärendet har {most} händelser och tar inte emot fler, bara makuleringar och det som avslutar det. Be"
    " avdelningen avbryta det och skriva in patienten på nytt: där fortsätter ni.",
    "case_ended": "Ärendet är slut ({kind:kind} {at:moment}). Är något fel kan den som lämnade det makulera det.",
    "already_discharged": "Patienten skrevs ut {at:moment}. Makulera utskrivningen först om den är fel.",
    "not_sent_to_you": "Meddelandet är inte skickat till er, eller är makulerat. Se i ärendet vad som gäller.",
    "already_acknowledged": "Redan kvitterat {at:moment}. Ni behöver inte göra något mer.",
    "notify_admission_first": "Skicka inskrivningsmeddelandet först: utan det finns inget datum att ändra.",
    "already_ready": "Utskrivningsklar är redan skickad, {at:moment}. Lägg till en mottagare eller ta tillbaka den.",
    "not_ready": "Ingen underrättelse om utskrivningsklar gäller nu. Den kan ha tagits tillbaka; öppna ärendet och se.",
    "not_asked": "Er enhet har inte fått underrättelsen om utskrivningsklar. Be avdelningen skicka den till er.",
    "open_care_decides": "Den öppna vården har tagit över sedan {at:moment} och bedömer behovet av SIP. Kontakta den.",
    "not_discharged": "Patienten är inte utskriven än. Vänta tills avdelningen har skrivit ut.",
    "nothing_to_void": "Händelsen finns inte, eller är redan makulerad. Öppna ärendet och se.",
    "cannot_be_voided": "{kind:kind} kan inte makuleras.",
    "not_the_sender": "Bara den enhet som lämnade uppgiften kan makulera den. Kontakta den.",
    "void_first": "Annat vilar på den. Det makuleras först, av den som lämnade det, i den här ordningen: {facts}.",
    "still_open": "Ärendet har åtgärder kvar: {duties}. De ska göras eller makuleras först.",
    "others_close": "{unit} avslutar ärendet.",
    "told_late": "{field}: {at:when} är mer än ett dygn sedan. Skriv varför det lämnas först nu.",
    "not_a_party": "{unit} är inte part i ärendet. Lägg till enheten som part först.",
    "not_your_organisation": "{unit} hör inte till er organisation. Skicka vidare till en annan enhet hos er.",
    "same_principal": "{unit} hör till samma huvudman som ni. Välj en enhet hos den andra huvudmannen.",
    "moved_away": "Patienten har flyttat till {unit}, som nu har ärendet. Kontakta den avdelningen.",
    "not_psychiatric": "Öppen tvångsvård beslutas bara efter psykiatrisk vård. Kontrollera vårdformen i inskrivningen.",
    "not_a_psychiatric_ward": "Öppen tvångsvård beslutas på en psykiatrisk avdelning, och det är {unit} inte. Flytta"
    " patienten i ärendet till den avdelning som beslutar, eller skicka utskrivningsklar.",
    "voluntary_care": "Vården är frivillig enligt inskrivningen, och på den följer ingen öppen tvångsvård. Skicka"
    " utskrivningsklar. Är vårdformen fel: avbryt ärendet som felregistrerat och skriv in patienten på nytt.",
    "already_told": "{unit} har redan fått {kind:kind}, {at:moment}. Ta tillbaka den eller makulera den i stället.",
    "already_on_leave": "Patienten är redan på permission sedan {at:moment}. Anteckna återkomsten först.",
    "not_on_leave": "Patienten är inte på permission.",
    "not_ahead_of_start": "{field}: skriv en tid efter att permissionen började.",
    "before_leave": "{field}: {at:when} är innan permissionen började {left_at:moment}.",
    "not_a_ward": "{unit} är ingen vårdavdelning.",
    "already_there": "Patienten finns redan på {unit}.",
    "other_region": "{unit} hör till en annan region. Skriv ut till annat sjukhus; där skrivs patienten in på nytt.",
    "already_a_party": "{unit} är redan part i ärendet.",
    "only_yourself": "En samordnare lägger bara till sin egen enhet. Be avdelningen lägga till andra.",
    "moved_instead": "En avdelning blir part när patienten flyttas dit. Använd Flytta till avdelning.",
    "the_ward_stays": "{unit} har patienten och kan inte tas bort.",
    "not_your_party": "Bara den som lade till {unit}, eller avdelningen, kan ta bort enheten.",
    "owes_something": "{unit} har åtgärder kvar och kan inte tas bort: {duties}.",
    "one_receiver": "Välj en enda enhet.",
    "already_forwarded": "Ni har redan skickat det vidare.",
    "already_acted": "Ni har redan svarat ({kind:kind} {at:moment}). Makulera det först, eller lämna över åtgärden.",
    "no_consent": "Det finns inget samtycke av det slaget att återkalla.",
    "not_protected": "Ärendet har ingen markering om skyddade personuppgifter.",
    "other_person": "{field}: det är ett annat än i det tidigare ärendet. Är det någon annan, skriv in från tavlan.",
    "previous_gone": "Patienten kan inte skrivas in på nytt från {ref}: er enhet är inte på ärendet, eller"
    " patienten är inte utskriven. Skriv in från tavlan i stället.",
    "too_many_files": "Välj högst {most} filer. Ni valde {count}.",
    "files_too_large": "Filerna är tillsammans större än {most} MB. Välj färre, eller skicka dem i flera meddelanden.",
    "file_too_large": "Filen {name} är större än {most} MB. Välj en mindre fil.",
    "file_empty": "Filen {name} är tom. Kontrollera filen och välj den igen.",
    "file_not_allowed": "Filen {name} kan inte skickas: innehållet är varken PDF, PNG, JPEG eller text.",
    "not_named": "Identiteten är skyddad också för er enhet. Be avdelningen göra det, eller namnge er enhet.",
    "already_answered": "Redan besvarat {at:moment}.",
    "no_coordinator": "Den andra huvudmannen har ingen samordnare i registret. Be er administratör lägga till en.",
    "nothing_to_settle": "Tvisten finns inte, eller är makulerad. Öppna ärendet och se.",
    "not_your_duty": "Åtgärden är inte er, eller är redan klar. Öppna ärendet och se.",
    "already_yours": "Du har redan tagit åtgärden, {at:moment}.",
    "nobody_has_it": "Ingen på er enhet har tagit åtgärden.",
    "cannot_take_it": "{unit} kan inte ta över åtgärden. Välj en enhet av samma slag.",
    "stays_where_it_is": "Åtgärden att {duty:duty} kan inte lämnas över.",
    "answer_the_offer": "Ett erbjudande besvaras: ta över åtgärden, eller avböj med ett skäl. Öppna ärendet och se.",
    "not_offered_to_you": "Erbjudandet gäller inte er, är besvarat eller har fallit. Öppna ärendet och se.",
    "no_such_duty": "Åtgärden är redan klar eller gäller inte längre. Öppna ärendet och se.",
    "cannot_be_dismissed": "Att {duty:duty} kan inte skrivas av: någon svarar för patienten. Avbryt annars ärendet.",
    "coordinator_dismisses": "Åtgärden att {duty:duty} skrivs av av samordnaren. Kontakta samordnaren.",
    "your_own_duty": "Åtgärden är er egen. Gör den, eller lämna över den.",
    "value_of_other_parameter": "Läsningen hör till en annan fråga. Välj en som passar.",
    "before_question": "{field}: {at:when} är innan frågan ställdes {admitted_at:moment}. Kontrollera dagen.",
    "not_on_such_a_case": "{kind:kind} hör till ett ärende av ett annat slag. Välj bland det som går att göra här.",
    "cannot_be_asked": "{unit} kan inte få frågan. Välj en annan enhet.",
    "already_asked": "En enhet ska redan svara. Vänta på svaret, eller skriv ett meddelande.",
    "only_passed_on": "Enhet väljs bara när frågan lämnas vidare. Välj det svaret, eller ta bort enheten.",
    "coordinator_decides_who": "Som samordnare avgör ni vilken enhet som ska svara. Välj att lämna frågan vidare.",
    "not_asked_before": "{unit} har inte läst frågan. Välj en enhet som har ställt eller fått den.",
    "the_asker_stays": "{unit} har ställt frågan och kan inte tas bort.",
    "outside_days": "{field}: första gången ligger utanför dagarna som ordinationen gäller.",
    "passed_on_instead": "En fråga skickas inte vidare, den lämnas vidare: välj Besvara frågan i ärendet, och vem som "
    "ska svara i stället.",
    "reads_no_ordinations": "{unit} ger ingen hälso- och sjukvård och läser inga ordinationer. Ta bort enheten.",
    "nobody_carries_it_out": "Välj minst en enhet i kommunens hälso- och sjukvård: någon ska utföra ordinationen.",
    "not_your_ordination": "Bara den som ordinerade, eller öppen vård som fick den, ändrar en ordination.",
    "ordination_ended": "Ordinationen gäller inte längre sedan {at:moment}. Öppna ärendet och se vad som gäller.",
    "already_received": "Redan mottagen {at:moment}. Ni behöver inte göra något mer.",
    "not_asked_of_you": "Frågan är inte ställd till er, eller är makulerad. Öppna ärendet och se.",
    "before_first_day": "{field}: den sista dagen är före den första.",
    "changed_meanwhile": "En kollega på er enhet hann före med samma sak. Skicka bara igen om det behövs.",
    "changed_by_another": "En annan administratör hann ändra det här. Öppna sidan igen och se vad som gäller nu.",
    "changed_since_shown": "Någon hann ändra det här. Kontrollera det ni skrev, och spara igen om det ska gälla.",
    "not_a_mail_address": "{field}: skriv en hel adress, som enheten@kommunen.se.",
    "not_a_clock": "{field}: skriv tiden som 7.00 eller 21.30.",
    "quiet_half": "{field}: skriv både från och till, eller lämna båda tomma.",
    "quiet_too_long": "{field}: tysta timmar kan vara högst {most} timmar på ett dygn. Välj en kortare tid.",
    "not_a_webhook": "{field}: skriv en hel adress, som https://system.kommunen.se/hemgang.",
    "webhook_needs_https": "{field}: adressen ska börja med https://, så att ingen kan läsa på vägen.",
    "webhook_is_private": "{field}: adressen leder in i ett eget nät. Skriv en som nås utifrån, eller be driften"
    " tillåta den (LUS_WEBHOOK_PRIVATE).",
    "no_such_choice": "{field}: valet finns inte längre. Välj bland alternativen.",
    "not_hours": "{field}: skriv öppettid som 8–16.30 eller 7–12, 13–16; tomt när enheten är stängd.",
    "not_days": "{field}: skriv dagar som 2026-12-24, högst hundra, med komma emellan.",
    "hsa_id_taken": "HSA-id:t står redan på någon annan. Kontrollera det.",
    "subject_taken": "Användarnamnet är upptaget. Välj ett annat.",
    "unit_exists": "Det finns redan en enhet med det namnet. Välj ett annat namn, eller ändra den som finns.",
    "kind_of_another": "Avdelningar och öppen vård är regionens, övriga enheter kommunens. Välj ett annat slag.",
    "on_call_for_itself": "Enheten kan inte vara sin egen jour. Välj en annan enhet eller ingen.",
    "ends_before_it_begins": "Sista dagen är före första dagen. Välj en senare dag.",
    "day_has_passed": "Dagen har passerat. Välj i dag eller en senare dag.",
    "not_to_oneself": "Ingen ger sig själv uppdrag. Be en annan administratör.",
    "last_administrator": "Ingen skulle kunna administrera vårdgivaren. Ge först en annan uppdrag som administratör.",
    "role_not_there": "Rollen finns inte på en sådan enhet. Välj en annan roll eller enhet.",
    "person_of_another": "Personen sköts av en annan vårdgivare. Lägg upp ett eget konto för arbetet hos er.",
    "already_granted": "Personen har redan det uppdraget. Avsluta det först om datumen ska bli andra.",
    "already_ended": "Uppdraget är redan avslutat.",
}
"""Refusals and faults of input: what is wrong, and what to do. `{field}` is the field's label."""

PATIENT = {
    "name": "Namn",
    "number_kind": "Slag av nummer",
    "number": "Nummer",
    "protected": "Skyddade personuppgifter",
    "address": "Folkbokföringsadress",
    "phone": "Telefon",
    "next_of_kin": "Närstående, namn och telefon",
}
"""The patient's header, field by field."""

NUMBER_KIND = {
    "personnummer": "Personnummer eller samordningsnummer",
    "reservnummer": "Reservnummer",
    "lma": "LMA-nummer",
    "none": "Inget nummer",
}

PROTECTED = {
    "none": "Nej",
    "sekretessmarkering": "Sekretessmarkering",
    "skyddad folkbokföring": "Skyddad folkbokföring",
}

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


DONE_ABOUT = {"reminded": "Påmind", "escalated": "Eskalerad", "noted": "Antecknat"}
"""What a coordinator's list says has been done about a duty, before when."""

COORDINATOR_ASKS = {
    "escalated": ("Vem som har fått veta, och vad som sades", "Läses bara av er enhet."),
    "noted": ("Anteckning", "Läses bara av er enhet."),
    "party_added": ("Varför ni öppnar ärendet", "Alla på ärendet ser att ni har öppnat det, och varför."),
}
"""What the forms of a coordinator's list ask for, and who reads it."""


def field(kind: str, name: str) -> str:
    """A field's label."""
    return FIELD.get(f"{kind}.{name}") or FIELD[name]


def hint(kind: str, name: str) -> str:
    """What to know before a field is filled in; empty where its label is enough."""
    return HINT.get(f"{kind}.{name}") or HINT.get(name, "")


def refusal(code: str, values: Mapping[str, Any], field_label: str = "", units: Mapping[int, str] | None = None) -> str:
    """Why something was refused and what to do. `units`: the names of the units that the values name by id."""
    named = units or {}
    if code == "required_code" and field_label.endswith("?"):
        return f"Svara på frågan: {field_label[:1].upper()}{field_label[1:]}"
    said = dict(values)
    if "unit" in said:
        said["unit"] = named.get(said["unit"], "Enheten")
    if "units" in said:
        said["units"] = ", ".join(named.get(unit, "en enhet") for unit in said["units"])
    if "duties" in said:
        owed = dict.fromkeys(f"{named.get(unit, 'en enhet')} ska {DUTY[kind]}" for kind, unit in said["duties"])
        said["duties"] = "; ".join(owed) or "ärendet är inte utskrivet"
    if "facts" in said:
        said["facts"] = ", ".join(
            f"{inside(KIND[kind])} {moment(at)} ({named.get(unit, 'en enhet')})" for kind, at, unit in said["facts"]
        )
    text = fill(REFUSAL[code], {"field": field_label, **said})
    return text[:1].upper() + text[1:]
