"""What forms, buttons and refusals say: tables as code, one entry for each kind, field and code."""

from collections.abc import Mapping
from typing import Any

from lus.words import DUTY, fill

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
    "placed_by": "Bara om en annan kommun än folkbokföringens har beslutat om boendet: den betalar då själv.",
    "next_answer_at": "Ni får en ny åtgärd till dess.",
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
    "number_form": "{field}: skriv numret som 19121212-1212, eller välj ett annat slag av nummer.",
    "number_date": "{field}: datumet i numret finns inte. Kontrollera siffrorna.",
    "number_check_digit": "{field}: kontrollsiffran stämmer inte. Kontrollera siffrorna.",
    "no_municipality": "Välj kommun. Är personen inte folkbokförd i Sverige, välj Ingen kommun i Sverige.",
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
    "left_out": "Skicka till alla som fick det förra meddelandet: {units} saknas bland mottagarna.",
    "not_your_act": "{kind:kind} kan inte lämnas av er enhet. Öppna ärendet och välj bland era åtgärder.",
    "already_here": "Patienten är redan inskriven hos er, i ärende {ref}. Öppna det från tavlan och fortsätt där.",
    "already_admitted": "Patienten är redan inskriven, {at:moment}. Fortsätt i det här ärendet.",
    "not_admitted": "Ärendet har ingen inskrivning. Skriv in patienten först.",
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
    "void_first": "Annat vilar på den. Makulera först, i den här ordningen: {facts:facts}.",
    "still_open": "Ärendet har åtgärder kvar: {duties}. De ska göras eller makuleras först.",
    "others_close": "{unit} avslutar ärendet.",
    "changed_meanwhile": "En kollega på er enhet hann före med samma sak. Skicka bara igen om det behövs.",
    "changed_by_another": "En annan administratör hann ändra det här. Öppna sidan igen och se vad som gäller nu.",
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


def field(kind: str, name: str) -> str:
    """A field's label."""
    return FIELD.get(f"{kind}.{name}") or FIELD[name]


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
    text = fill(REFUSAL[code], {"field": field_label, **said})
    return text[:1].upper() + text[1:]
