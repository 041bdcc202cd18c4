"""What pages say of units: kinds of help, what is missing, and what an administrator may be told."""

from lus.words.notation import WEEKDAYS

HELP = {
    "older": "äldre",
    "home_care": "hemsjukvård",
    "rehabilitation": "rehabilitering",
    "lss": "LSS",
    "children": "barn",
    "psychiatry": "psykiatri",
    "open_care": "öppen vård för den som inte är listad",
}
"""Kind of help, inside a sentence."""

ROLE = {
    "nurse": "sjuksköterska",
    "physician": "läkare",
    "case_worker": "biståndshandläggare",
    "rehabilitation": "rehabilitering",
    "coordinator": "samordnare",
    "log_reviewer": "loggranskare",
    "administrator": "administratör",
}

UNREACHABLE = {
    "no_municipality": "Kommunen finns inte i registret, så ingen enhet kan förkryssas. Ring kommunens växel.",
    "no_receiver": "{} har ingen mottagare för {}: {}.",
    "withheld": "Ett meddelande till enheten hålls inne för sekretess. Välj den bara om uppgifterna får lämnas dit.",
    "ring": "ring {}, {}",
    "ring_switchboard": "ring kommunens växel",
    "ring_unit": "ring enhetens växel",
    "nobody": "Ingen har uppdrag där i dag, så ingen läser: {}.",
    "no_coordinator": "Enheten har ingen samordnare: följ själva upp att den svarar.",
    "closed": "Stängt nu. Jour: {}.",
}
"""Why a message may reach nobody, and what to do."""

WITHHELD = "ett meddelande dit hålls inne för sekretess"

NOBODY_THERE = "ingen har uppdrag där i dag"
"""Beside a unit that one may choose."""

LABEL = {
    "name": "Namn",
    "short": "Kort namn",
    "kind": "Slag av enhet",
    "principal": "Huvudman",
    "phone": "Telefon",
    "hsa_id": "HSA-id",
    "coordinator": "Samordnarens enhet",
    "on_call": "Jour",
    "manager": "Chef",
    "until_on": "Sista dag",
    "hours": "Öppettider",
    "closed": "Stängda dagar",
    **dict(zip([f"day{number}" for number in range(7)], WEEKDAYS, strict=True)),
    "subject": "Användarnamn",
    "subject_hint": "Det personen loggar in med. Inte personnumret.",
    "unit": "Enhet",
    "role": "Roll",
    "from_on": "Första dag",
    "short_hint": "Så långt som på en tavla, till exempel Flen bistånd.",
    "coordinator_hint": "Ser till att något händer när ingen svarar.",
    "on_call_hint": "Svarar när enheten är stängd.",
    "routing_hint": "Saknas: avdelningen får se det och ringa.",
    "until_on_hint": "Efter den dagen skickas inget nytt till enheten. Pågående ärenden ligger kvar.",
    "until_on_open": "Tomt: tills vidare.",
    "mail": "E-post",
    "which": "Vad som skickas",
    "quiet_from": "Tyst från",
    "quiet_until": "Tyst till",
    "webhook": "Webbadress till enhetens system",
    "secret": "Signering",
    "last_on_hint": "Tomt: uppdraget slutar nu, och den som arbetar genom det loggas ut.",
    **{kind: text[:1].upper() + text[1:] for kind, text in HELP.items()},
}
"""Labels and hints of the administration's forms."""

DONE = {
    "unit": "Enheten är sparad.",
    "routing": "Mottagarna är sparade.",
    "lock": "Kontot är låst och personen utloggad.",
    "unlock": "Kontot är upplåst.",
    "grant": "Uppdraget är givet.",
    "end": "Uppdragets slut är satt.",
    "told": "Inställningarna är sparade.",
    "trial": "Provet är på väg.",
}
"""What was just done."""

ACCOUNT_STATE = {
    "open": "öppet",
    "one_use": "väntar på att engångslösenordet byts",
    "locked": "låst",
    "none": "inget konto",
    "another": "sköts av en annan vårdgivare",
}

LACK = {
    "no_receiver": "{principal} har ingen mottagare för {help}. Välj en enhet.",
    "ended": "{name} tar emot {help} för {principal}, men är avslutad. Välj en annan enhet.",
    "ends": "{name} tar emot {help} för {principal}, men upphör {day}. Välj en annan enhet före dess.",
    "nobody": "{name}: ingen har uppdrag i dag, så ingen läser det som skickas dit. Ge någon ett uppdrag.",
    "no_coordinator": "{name} har ingen samordnare om något blir liggande. Välj samordnarens enhet.",
}
"""What would leave a message unread, and what to do."""

LACK_PLACE = {
    "no_receiver": "/administration/mottagare",
    "ended": "/administration/mottagare",
    "ends": "/administration/mottagare",
    "nobody": "/administration/personer?enhet={}",
    "no_coordinator": "/administration/enhet/{}",
}
"""Where it is put right."""
