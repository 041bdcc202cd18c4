"""What reminders are called, in mail and on pages."""

from datetime import datetime

from lus.domain.calendar import day_of
from lus.domain.delivery import Channel
from lus.domain.reminding import LIABILITY
from lus.words import DUTY
from lus.words.notation import day, deadline

WHAT = {**DUTY, LIABILITY: "betalningsansvaret börjar"}
"""What is reminded of, by kind."""

STEP = {
    "soon": "Snart dags",
    "today": "I dag",
    "tomorrow": "I morgon",
    "due": "Dags nu",
    "late": "Försenat",
    "later": "Fortfarande försenat",
    "reminded": "Påminnelse",
    "escalated": "Lyft till chefen",
}
"""What the steps of the shipped ladders say; one of an installation's own is a reminder."""

BEFORE = frozenset({"soon", "today", "tomorrow", "due"})
"""Steps that are told before the time has gone out."""

OF_WHOM = {
    (False, False): "till enheten",
    (False, True): "till enheten, tid enligt lag",
    (True, False): "till dig",
    (True, True): "till dig, tid enligt lag",
}
"""(to the person alone, due by law) ► why it comes here."""

GONE_BY: dict[Channel, str] = {"mail": "e-posten", "webhook": "meddelandet till enhetens system"}
HANDED: dict[Channel, str] = {"mail": "e-post lämnad", "webhook": "mottaget av enhetens system"}
"""Channel ► what went, and that it has been taken: a mail server hands on, a system has it."""

GIVEN_UP = {
    "address_refused": "adressen avvisades",
    "no_channel": "installationen skickar ingen e-post",
    "private_address": "adressen leder in i det egna nätet",
    "gone": "mottagaren finns inte längre",
    "nobody_survived": "det gick inte att skicka",
}
GIVEN_UP_OTHERWISE = "mottagaren tog inte emot"
"""Why a message was given up, by the code of its last attempt."""


WHICH = (
    ("all", "Alla påminnelser"),
    ("binding", "Bara det som har en tid enligt lag, eller börjar kosta"),
)
"""What is mailed."""

REFUSED: dict[Channel, str] = {
    "mail": "E-postadressen avvisades {}. Inget skickas dit. Rätta den, eller spara den igen för att försöka på nytt.",
    "webhook": "Enhetens system tog inte längre emot {}. Inget skickas dit. Rätta adressen, eller spara den igen.",
}
REFUSED_HERE = (
    "Enhetens e-postadress avvisar det som skickas, så enheten påminns bara i Hemgång. Enhetens chef eller er"
    " administratör kan rätta den."
)
CANNOT_BE_TOLD = "Den här installationen skickar ingen e-post än. Adressen sparas och används när den gör det."
UNIT_TOLD = {
    True: "{} nås på {}. Enhetens chef eller er administratör kan ändra det.",
    False: "{} har ingen e-postadress. Enhetens chef eller er administratör kan lägga in en.",
}
"""Whether the unit has an address ► what a person reads of it."""

TRIAL = "Hemgång: ett prov"
TRIED = "Det här är ett prov från Hemgång. Adressen fungerar, och ni behöver inte göra något."


def step(name: str, *, passed: bool = False) -> str:
    """What a step says; one that somebody asked for by hand ends in the number of the fact.

    `passed`: the time has gone out since, so that it is soon no more.
    """
    code = name.partition("-")[0]
    return STEP["late" if passed and code in BEFORE else code] if code in STEP else "Påminnelse"


def subject(count: int) -> str:
    """Of a message with so many reminders."""
    return "Hemgång: en åtgärd att se till" if count == 1 else f"Hemgång: {count} åtgärder att se till"


def greeting(count: int) -> str:
    """Its first line."""
    return "En åtgärd väntar i Hemgång." if count == 1 else f"{count} åtgärder väntar i Hemgång."


def by(kind: str, due_at: datetime) -> str:
    """By when it is to be done; or from when it costs."""
    return f"från {day(day_of(due_at))}" if kind == LIABILITY else f"senast {deadline(due_at)}"
