"""The law data for people: what its values are called and how they read, and `lus law check`'s report of it."""

from collections.abc import Iterator
from datetime import date

from lus.domain.lawdata import AgreedTerms, Agreement, Law, Trigger, Value
from lus.words import CONFIDENCE
from lus.words.notation import dated, kronor
from lus.words.parameters import PARAMETER, VALUE
from lus.words.sources import named

CARE = {"somatic": "somatisk vård", "psychiatric": "psykiatrisk vård"}

SETTLEMENT = {
    "individual": "dagar för varje vistelse",
    "monthly": "kommunens medeltal för månaden",
    "unknown": "villkoren finns inte i lagdata",
}

BILLING = {"active": "", "suspended": ", fakturering inte aktiv", "none": ", ingen fakturering"}


LABEL = {
    "admission_notice.hours": "inskrivningsmeddelandet senast, efter inskrivningen eller bedömningen",
    "sip_call.days": "kallelsen senast, efter underrättelsen",
    "liability.free_days": "fria dygn efter underrättelsen",
    "liability.free_days.psychiatric": "fria dygn efter underrättelsen, psykiatrisk vård",
    "liability.noon": "klockslag efter vilket ett dygn till är fritt",
    "liability.extra_days_after_noon": "fritt dygn till, efter det klockslaget",
    "discharge_information.due": "information till enheterna",
    "care_contact.due": "fast vårdkontakt utses",
    "patient_information": "information till patienten",
    "sip.start": "planeringen börjar",
    "sip.social_services": "socialtjänstens del i planen",
    "payer.registration": "betalar",
    "payer.placement": "betalar i stället",
    "open_care": "öppen vård saknas eller är oklar",
    "access_log.years": "loggen sparas minst",
    "acknowledge.hours": "kvittera ett meddelande",
    "answer_coordination.days": "svara på en fråga om samordning",
    "answer_deviation.days": "svara på en avvikelse",
    "answer_handover.fast_hours": "svara om mottagande, vid snabbt förlopp",
    "answer_handover.last_hours": "svara om mottagande: dagens sista timmar, då svaret får dröja till nästa dag",
    "answer_handover.next_morning": "svara om mottagande: nästa öppna dag, senast",
    "assess_need.hours": "bedöma behovet, efter inskrivningen",
    "book_homegoing.hours": "boka hemresan, efter sista svaret",
    "book_meeting.days": "boka SIP-möte, efter kallelsen",
    "close_case.days": "avsluta ärendet, när inget annat är öppet",
    "confirm_plan.days": "bekräfta en plan, efter en ny version",
    "correct_recipient.hours": "skicka till rätt mottagare",
    "first_contact.hours": "första kontakt hemma, efter utskrivningen",
    "follow_up.months": "uppföljning av planen, föreslagen efter",
    "needed_not_made.days": "plan behövdes men gjordes inte, efter utskrivningen",
    "notify_ready.hours": "skicka underrättelse om utskrivningsklar, efter bedömningen",
    "planning_note.hours": "lämna planeringsunderlag, efter inskrivningsmeddelandet",
    "reach_invitee.hours": "nå en enhet som inbjudan till SIP-mötet inte kom fram till",
    "renew_consent.days": "förnya ett samtycke, före dess slut",
    "resolve_bounce.days": "avgöra vem som ska göra en åtgärd",
    "rights_end.days": "avdelningens rätt att läsa, efter utskrivningen (Hemgång avslutar den inte än)",
    "settle_dispute.days": "avgöra en tvist om betalningsansvar",
}
"""Key of a national rule or a guideline ► what it is the value of."""

UNIT = {
    "elapsed hour": ("timme", "timmar"),
    "opening hour": ("timme av öppettiden", "timmar av öppettiden"),
    "opening day": ("öppen dag", "öppna dagar"),
    "calendar day": ("kalenderdag", "kalenderdagar"),
    "month": ("månad", "månader"),
    "year": ("år", "år"),
}
"""Unit of the law data ► one of it, and several."""

TEXT = {
    "day of discharge": "senast utskrivningsdagen",
    "before discharge": "före utskrivningen",
    "written information at discharge": "skriftligt, vid utskrivningen",
    "plan": "plan tillsammans med regionen",
    "plan, start genast": "plan tillsammans med regionen, som börjar genast",
    "municipality of registration": "kommunen där personen är folkbokförd",
    "municipality that decided on special housing elsewhere": "kommunen som har beslutat om särskilt boende i en annan",
    "liability does not begin while open care is missing or unclear": "ansvaret börjar inte",
}
"""Value that is a text in the shipped law data ► Swedish; others stand as they are."""


def valued(value: Value) -> str:
    """A national or a guideline value: 24 timmar, klockan 12.00, senast utskrivningsdagen."""
    if value.unit == "SEK":
        return kronor(value.value)
    if value.unit == "local time":
        return f"klockan {value.value}"
    if value.unit == "text":
        return TEXT.get(value.value, str(value.value))
    one, several = UNIT[value.unit]
    return f"{value.value} {one if value.value == 1 else several}"


def missing_years(law: Law, until: int) -> Iterator[int]:
    """The years from the act's first to that one that have no amount."""
    known = {value.from_on.year for value in law.rates}
    yield from (year for year in range(2018, until + 1) if year not in known)


def report(law: Law, until: int) -> str:
    """What stands in the law data, in Swedish, and which years up to `until` have no amount.

    That it could be read means that every check was passed.
    """
    own = sum(one.own for one in law.rates) + sum(one.own for one in law.agreements.values())
    counted = (
        f"{sum(map(len, law.rules.values()))} nationella värden, {len(law.guidelines)} riktlinjer, "
        f"{len(law.rates)} belopp, {len(law.agreements)} överenskommelser"
    )
    return "\n".join(
        [
            f"Lagdata går att använda: {counted}, varav {own} från den egna mappen.",
            "",
            "Belopp per vårddygn (5 kap. 6 §)",
            *(f"  {value.from_on.year}  {kronor(value.value)}{_origin(value)}" for value in law.rates),
            *(f"  {year}  saknas" for year in missing_years(law, until)),
            *(line for agreement in law.agreements.values() for line in ("", *_agreement(agreement))),
        ]
    )


def _agreement(found: Agreement) -> Iterator[str]:
    yield f"{found.id} · {found.name}"
    parties = f"region {found.region} och {_municipalities(found.municipalities)}" if found.region else "alla andra"
    yield f"  {parties}, {_dates(found)}{_origin(found)}"
    if found.succeeds:
        yield f"  efterträder {found.succeeds}"
    for municipalities, since in found.succeeded:
        yield f"  binder inte {_municipalities(municipalities)} från {dated(since)}"
    for terms in found.terms:
        yield from (f"  {line}" for line in _terms(terms))


def _terms(terms: AgreedTerms) -> Iterator[str]:
    yield f"{_dates(terms)}, {care(terms)}: {settles(terms)}{_origin(terms)}"
    if terms.trigger:
        yield f"  {triggers(terms.trigger)}"
    for name, value in terms.parameters.items():
        yield f"  {PARAMETER[name]}: {said(name, value)}{_origin(value)}"
    if terms.note:
        yield f"  {terms.note}"


def care(terms: AgreedTerms) -> str:
    """The care that the terms speak of."""
    return "all vård" if len(terms.care) > 1 else CARE[min(terms.care)]


def settles(terms: AgreedTerms) -> str:
    """How the terms settle, and whether they are billed."""
    return SETTLEMENT[terms.settlement] + (BILLING[terms.billing] if terms.billing else "")


def triggers(found: Trigger) -> str:
    """What follows of means above a limit where nothing is billed."""
    limit = str(found.mean_above).replace(".", ",")
    return f"medeltal över {limit} dygn, {found.months} månader i rad: gemensam analys"


def said(name: str, value: Value) -> str:
    """A parameter's agreed value in words; the unit stands in the parameter's own."""
    if value.value is None:
        return "avtalat, men talet saknas"
    if name in VALUE:
        return VALUE[name][value.value]
    return str(value.value).replace(".", ",")


def _municipalities(codes: frozenset[str]) -> str:
    """Codes of four digits one by one; of two, a whole county."""
    return ", ".join(code if len(code) > 2 else f"alla kommuner i län {code}" for code in sorted(codes))  # noqa: PLR2004


def _dates(found: Agreement | AgreedTerms) -> str:
    return dates(found.from_on, found.until_on)


def dates(from_on: date, until_on: date | None) -> str:
    """Two days, both included: från 1 januari 2018 till 31 december 2018."""
    return f"från {dated(from_on)}" + (f" till {dated(until_on)}" if until_on else "")


def _origin(found: Value | Agreement | AgreedTerms) -> str:
    own = " · egen mapp" if getattr(found, "own", False) else ""
    return f" · {CONFIDENCE[found.confidence]} · {named(found.source)}{own}"
