"""What *Drift* says: processes, scheduled tasks, channels, why a message did not get through and what to do."""

from datetime import timedelta

from lus.words.notation import hours_and_minutes

PROCESS = {"worker": "Arbetare", "beat": "Klocka"}

TASK = {
    "deliver": "Påminnelser lämnas ut",
    "close_cases": "Ärenden där inget återstår avslutas",
    "plan_missing": "Ärenden som saknar påminnelser får dem",
    "cull_drafts": "Gamla utkast kastas",
    "cull_sessions": "Gamla inloggningar glöms",
    "cull_reminders": "Påminnelser som inte behövdes glöms",
    "make_log_months": "Åtkomstloggen får plats för kommande månader",
    "recompute_sample": "Ett urval ärenden räknas om och jämförs med det lagrade",
}
"""Tasks of the schedule."""

CHANNEL = {"application": "I Hemgång", "mail": "E-post", "webhook": "Till enhetens eget system"}
"""Where reminders are told."""

ADDRESS = {"mail": "adressen", "webhook": "adressen till enhetens eget system"}

REASON = {
    "address_refused": "Mottagarens e-postserver avvisade adressen.",
    "gone": "Mottagarens system svarade att adressen inte finns längre (410).",
    "private_address": "Adressen leder in i installationens eget nät, dit inget skickas.",
    "no_channel": "Installationen har ingen e-postserver inställd.",
    "nobody_survived": "Ingen arbetare hann skicka det innan den avbröts.",
    "TimeoutError": "Mottagaren svarade inte i tid.",
    "ConnectionRefusedError": "Mottagaren tog inte emot anslutningen.",
    "SMTPServerDisconnected": "E-postservern bröt förbindelsen.",
}
"""Why a message was given up, by code."""

ANSWERED = {"smtp": "E-postservern svarade {}.", "http": "Mottagarens system svarade {}."}
"""The same where a peer answered with a number."""

REMEDY = {
    "own": "Rätta {address}. Stämmer den: försök igen.",
    "own_person": "Be personen rätta {address} under Påminnelser. Stämmer den: försök igen.",
    "another": "{provider} sköter enheten: be administratören där rätta {address}. Stämmer den: försök igen.",
    "failed": "Se till att mottagaren svarar, och försök igen.",
    "no_channel": "Ställ in LUS_SMTP_URL och försök igen.",
    "parked": "Felet är Hemgångs. Anmäl felkoden till den som sköter programmet, och försök igen när det är rättat.",
}

ALARM = {
    "no_worker": (
        "Ingen arbetare lever. Påminnelser lämnas inte ut.",
        "Starta en med lus worker. Startar den inte står orsaken i dess logg.",
    ),
    "no_beat": (
        "Ingen klocka lever. Påminnelser lämnas ut ändå, några sekunder senare.",
        "Starta en med lus beat. Startar den inte står orsaken i dess logg.",
    ),
    "no_room": (
        "Åtkomstloggen har ingen egen del för nästa månad. Inget går förlorat.",
        "Uppgiften som gör delarna kör varje dygn. Finns delen inte i morgon: se arbetarnas logg.",
    ),
    "recompute_sample": (
        "Lagrat stämmer inte med det som är registrerat: {}.",
        "Anmäl det till den som sköter programmet. Nästa händelse i ärendet lagrar det på nytt.",
    ),
    "failed": ("{}: misslyckades ({}).", "Orsaken står i arbetarnas logg. Kör igen när den är rättad."),
    "silent": ("{}: har inte körts på {}, mot högst {}.", "Kör igen. Händer inget står orsaken i arbetarnas logg."),
}
"""What somebody must look at, and what to do."""

DONE = {
    ("again", True): "Skickas igen.",
    ("done", True): "Uppgiften är markerad som klar.",
    ("run", True): "Körs igen, inom några sekunder.",
    ("seen", True): "Larmet är markerat som åtgärdat.",
    ("again", False): "Det var redan gjort: skickat igen eller markerat som klart.",
    ("done", False): "Det var redan gjort: skickat igen eller markerat som klart.",
    ("run", False): "Det var redan begärt, eller har körts sedan du hämtade sidan.",
    ("seen", False): "Larmet var redan markerat som åtgärdat.",
}
"""(act, whether it was the first) ► what is said of it."""

NOTE_MISSING = "Skriv vad som är gjort, eller varför inget mer ska göras."
NOTE_TOO_LONG = "Anteckningen är {} tecken. Högst {} får plats."

UNREACHED = {
    "mail": "Påminnelser med e-post når inte enheten: adressen avvisades {}. "
    "Administratören har fått det som en uppgift.",
    "webhook": "Påminnelser till enhetens eget system når inte fram: adressen avvisades {}. "
    "Administratören har fått det som en uppgift.",
}
"""What a unit's board says while an address of the unit is refused."""


def reason(outcome: str, error: str | None) -> str:
    """Why a message was given up."""
    code = error or ""
    kind, _, number = code.partition("_")
    if code in REASON:
        return REASON[code]
    if kind in ANSWERED and number:
        return ANSWERED[kind].format(number)
    return f"Meddelandet gick inte att göra ({code})." if outcome == "parked" else f"Mottagaren nåddes inte ({code})."


def lasting(seconds: float) -> str:
    """How long, in words: 0,4 s, 12 s, 3 min, 2 tim, 3 dygn. Never negative."""
    if seconds < 10:  # noqa: PLR2004 where a tenth matters
        return f"{max(seconds, 0):.1f} s".replace(".", ",").replace(",0 s", " s")
    return f"{int(seconds)} s" if seconds < 60 else hours_and_minutes(timedelta(seconds=seconds))  # noqa: PLR2004


def messages(many: int) -> str:
    """How many: 1 meddelande, 2 meddelanden."""
    return f"{many} meddelande" if many == 1 else f"{many} meddelanden"


def waiting_on_drift(many: int) -> str:
    """What the administration's first page says of tasks."""
    return f"{'En uppgift' if many == 1 else f'{many} uppgifter'} på Drift: meddelanden som inte nådde fram."
