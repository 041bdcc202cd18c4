"""The rules in our words, as the public page *Regler* tells them; docs/rules tells the same to developers.

A row per rule: what the paragraph says, how it is read, what is read one way without asking, its values in the law
data and the points on which it is silent. `sources` are the paragraphs, as the law data and the duties write them,
that lead to it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lus.words.duties import TOLD, names


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` is its anchor; `page` its page in docs/rules, empty where it has none. `parameters`: what it leaves open."""

    id: str
    page: str
    title: str
    source: str
    says: str
    reading: str
    sources: tuple[str, ...] = ()
    one_way: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


def _lus(*places: str) -> tuple[str, ...]:
    return tuple(f"SFS 2017:612, {place}" for place in places)


_SIP = ("HSL 16 kap. 4 §, SoL (2025:400) 10 kap. 8–9 §§", "HSL 16 kap. 4 §, SoL (2001:453) 2 kap. 7 §")
"""As duties of a plan have it since 2025-07-01, and before."""

RULES: tuple[Rule, ...] = (
    Rule(
        "inskrivningsmeddelande",
        "admission-notice",
        "Inskrivningsmeddelande",
        "SFS 2017:612, 2 kap. 1–4 §§",
        "Bedömer läkaren vid inskrivningen eller senare att hjälp från kommunen eller regionens öppna vård kan behövas "
        "efteråt, meddelar avdelningen varje enhet som berörs, och den öppna vården när kommunal hälso- och sjukvård "
        "gör det. Det skickas senast 24 timmar efter inskrivningen, eller efter den senare bedömningen. Ändras den "
        "beräknade utskrivningen får samma enheter veta det så snart som möjligt.",
        "24 timmar är förfluten tid, från inskrivningen eller den första senare bedömningen. Ett behov som är bedömt "
        "före inskrivningen räknas från den. Efter exakt 24 timmar är i tid.",
        _lus("2 kap. 1 §", "2 kap. 2 §", "2 kap. 3 §", "2 kap. 4 §", "2 kap. 6 §"),
        ("Natten då klockan ställs om har 23 eller 25 timmar på väggen, och 24 här.",),
        ("admission_notice.hours",),
        ("late_admission_notice", "admission_after_ready"),
    ),
    Rule(
        "utskrivningsklar",
        "ready-notice",
        "Utskrivningsklar, och återtagande",
        "SFS 2017:612, 1 kap. 2–3 §§, 3 kap. 1 §",
        "Den som inte längre behöver vård på sjukhus ska kunna gå hem så snart som möjligt. När den behandlande "
        "läkaren har bedömt det underrättas enheterna som berörs så snart som möjligt, om sekretess inte hindrar. "
        "Chefsöverläkarens underrättelse enligt LPT 7 a § är en sådan.",
        "Den som blir sämre är inte längre utskrivningsklar: underrättelsen tas tillbaka, tiderna stannar, och en ny "
        "underrättelse startar nya (härlett). Dygn som redan har räknats står kvar.",
        _lus("1 kap. 2 §", "1 kap. 3 §", "3 kap. 1 §"),
        (
            (
                "Ett meddelande som var fel makuleras och ger ingen period. Ett som tas tillbaka ger en period, utan "
                "dygn om dess första dag inte hade kommit."
            ),
            "Svaret gäller hur det stod vid den tidpunkt som frågan gäller; vad som hände senare räknas inte.",
        ),
    ),
    Rule(
        "kallelse-till-sip",
        "sip-call",
        "Kallelse till samordnad individuell planering (SIP)",
        "SFS 2017:612, 4 kap. 1–3 §§",
        "Behövs både region och kommun efter utskrivningen görs en samordnad individuell plan, om personen samtycker. "
        "Den fasta vårdkontakten kallar enheterna som berörs, senast tre dagar efter underrättelsen om "
        "utskrivningsklar.",
        "Hela kalenderdagar utan klockslag, från periodens första underrättelse. En tidigare kallelse räcker, också "
        "för senare underrättelser. Fortsätter tvångsvård i öppen vård görs en annan plan, och ingen kallas.",
        _lus("4 kap. 1 §", "4 kap. 1–2 §§", "4 kap. 3 §"),
        (
            "En sista dag på en lördag, söndag eller helgdag står kvar.",
            "En för sen kallelse som aldrig räknas hindrar från samma tid som en utebliven.",
        ),
        ("sip_call.days",),
        ("late_sip_call", "sip_called_by_ward", "plan_refused"),
    ),
    Rule(
        "samordnad-individuell-plan",
        "plan",
        "Samordnad individuell plan (SIP)",
        "HSL (2017:30) 16 kap. 4 §; SoL (2025:400) 10 kap. 8–9 §§",
        "Den som behöver insatser från både hälso- och sjukvården och socialtjänsten får en plan, när region eller "
        "kommun bedömer att den behövs och personen samtycker. Den säger vilka insatser som behövs, vem som svarar för "
        "vad, vad andra gör och vem som har det övergripande ansvaret, och görs tillsammans med personen.",
        "Gäller alla åldrar, också utan vistelse på sjukhus. Vilken dag möte, bekräftelse, uppföljning och nytt "
        "samtycke ska vara klara är lokala riktlinjer.",
        (*_SIP, "HSL (2017:30) 16 kap. 4 §"),
        ("Närstående är med om det är lämpligt och personen inte motsätter sig det.",),
        ("sip.start", "sip.social_services"),
    ),
    Rule(
        "samordnad-vardplan",
        "compulsory-plan",
        "Samordnad vårdplan för öppen tvångsvård",
        "LPT 7 a §; LRV 12 a och 16 b §§",
        "Fortsätter tvångsvård i öppen vård görs en samordnad vårdplan i stället för en SIP.",
        "Ingen kallas då till SIP. Enheterna justerar planen före chefsöverläkarens beslut.",
        ("LPT 7 a §",),
    ),
    Rule(
        "overenskommelse",
        "agreements",
        "Överenskommelser mellan region och kommuner",
        "SFS 2017:612, 4 kap. 5 §",
        "Region och kommuner får komma överens om en annan dag och ett annat belopp.",
        "En överenskommelse binder sina parter, från sin första dag till sin sista, i den vård som den talar om. "
        "Underrättelsens dag avgör vilken. Annars gäller lagen: utanför länet (härlett), före och efter dess tid, och "
        "för vård som den inte nämner. Medeltal för månader behandlas i praktiken som sådana överenskommelser "
        "(härlett); dygnen räknas då från underrättelsen. Har ingen läst villkoren visas varken dygn eller kronor.",
        _lus("4 kap. 5 §"),
        (
            (
                "Räknas månader prövas villkoren i 5 kap. 3 § som enligt lagen, men öppen vård (5 kap. 5 §) frågas det "
                "inte efter: det finns ingen första dag."
            ),
            (
                "Av flera perioder som utskrivningsklar följer varje de villkor som gällde dess underrättelses "
                "dag. Dygn som betalas ett för ett och dygn i ett medeltal läggs inte ihop: svaret ger den sista "
                "periodens slag och säger de andra. Är villkoren för en av dem okända är hela summan okänd."
            ),
            ("Av flera perioder i en månads vistelse räknas de som inget hindrar; hindras alla räknas vistelsen inte."),
        ),
        (),
        (
            *("free_days", "extra_day_after_noon", "amount_sek", "mean_limit", "long_stay_days", "long_stay"),
            *("mean_rounding", "same_day_in_mean", "month_of_stay"),
        ),
    ),
    Rule(
        "vem-som-betalar",
        "payer",
        "Vem som betalar",
        "SFS 2017:612, 5 kap. 2 §",
        "Kommunen där personen är folkbokförd. En kommun som har beslutat om särskilt boende för äldre eller bostad "
        "med särskild service i en annan kommun betalar själv.",
        "Inte boende enligt LSS, HVB eller familjehem. Den som inte är folkbokförd någonstans meddelas som alla andra, "
        "och ingen kommun betalar (härlett).",
        _lus("5 kap. 2 §"),
        (
            "Dagen för periodens första underrättelse avgör vem som betalar.",
            (
                "Ett svar gäller en betalare: den sista periodens, i en månad den vars månad det är. Perioder och "
                "dagar som en annan kommun betalar för räknas inte i dess dygn, och svaret säger det."
            ),
        ),
        ("payer.registration", "payer.placement"),
        ("moved_during_stay",),
    ),
    Rule(
        "villkor",
        "conditions",
        "Villkoren för betalningsansvar",
        "SFS 2017:612, 5 kap. 3 §",
        "Sjukhuset har skickat inskrivningsmeddelande till kommunen som betalar och underrättelse till dess enheter, "
        "och den fasta vårdkontakten har kallat till SIP där en sådan ska hållas.",
        "Skickat räcker; kvittenser spelar ingen roll. Före den första dagen hindrar inte ett villkor som ännu kan "
        "uppfyllas i tid. På den dagen hindrar en kallelse som saknas, och kommer den ändå i tid står dagen kvar. En "
        "period bedöms vid sitt slut. En underrättelse som sekretess stoppade till kommunen är ingen underrättelse.",
        _lus("5 kap. 1 §", "5 kap. 3 §"),
        (
            "Alla kommunens enheter behöver inte ha fått besked; en räcker.",
            "Att den öppna vården inte har underrättats bryter mot 3 kap. 1 §, men hindrar inte här.",
        ),
        (),
        ("late_admission_notice", "admission_after_ready", "late_sip_call", "sip_called_by_ward", "plan_refused"),
    ),
    Rule(
        "forsta-dagen",
        "first-liable-day",
        "När betalningsansvaret börjar",
        "SFS 2017:612, 5 kap. 4 §",
        "Utan överenskommelse tre dagar efter att underrättelsen skickades; fyra när den skickades efter klockan 12.",
        "Kalenderdagar, också lördagar, söndagar och helgdagar; klockan 12 på väggen. Exakt 12.00 är inte efter "
        "(härlett). Dygnen räknas till men inte med den dag vistelsen slutar.",
        _lus("5 kap. 4 §"),
        ("Ett vårddygn då en period slutar och en annan börjar betalas en gång.",),
        ("liability.free_days", "liability.noon", "liability.extra_days_after_noon"),
        ("noon_resolution", "discharge_day_counts"),
    ),
    Rule(
        "psykiatri-2018",
        "psychiatry-2018",
        "Psykiatrisk vård 2018",
        "SFS 2017:1130",
        "Under 2018 började betalningsansvaret för psykiatrisk vård trettio dagar efter underrättelsen.",
        "Underrättelsens dag avgör: en från den 31 december 2018 har trettio dagar. Har andra fria dygn avtalats "
        "gäller de, med den vanliga regeln om klockan 12.",
        ("SFS 2017:1130", "SFS 2017:1130 (prop. 2017/18:12)"),
        (),
        ("liability.free_days.psychiatric",),
        ("psychiatry_2018_noon",),
    ),
    Rule(
        "oppen-vard",
        "open-care",
        "När regionens öppna vård saknas",
        "SFS 2017:612, 5 kap. 5 §",
        "Betalningsansvaret börjar inte medan patienten inte kan skrivas ut för att regionens egen öppna vård saknas, "
        "eller medan det är oklart.",
        "Saknas den någon gång under den första dagen räknas den som saknad då. Det är början som hindras.",
        _lus("5 kap. 5 §"),
        (
            "Att den öppna vården saknas behöver inte vara det enda skälet.",
            (
                "Finns den åter klockan 0.00 den första dagen finns den hela den dagen; saknas den från klockan 24.00 "
                "är det efter den."
            ),
        ),
        ("open_care",),
        ("open_care_unsaid", "open_care_restored", "open_care_lost"),
    ),
    Rule(
        "belopp",
        "amount",
        "Beloppet",
        "SFS 2017:612, 5 kap. 6 §; förordning 2017:617",
        "Ett nationellt belopp för varje vårddygn, bestämt för varje kalenderår.",
        "Aldrig ett annat års: finns årets belopp inte i lagdata visas dygnen, och året sägs. En installation kan "
        "lägga till det, med källa, i sin egen mapp.",
        (*_lus("5 kap. 6 §"), "förordning 2017:617"),
        ("Kronor är hela, avrundade en gång, på summan.",),
        (),
        ("rate_year",),
    ),
    Rule(
        "permission",
        "leave",
        "Permission",
        "lagen säger inget",
        "Lagen säger inget om den som är på permission.",
        "Patienten är kvar som inskriven: underrättelser, tider och vårddygn löper. Räknas inte dygn på permission är "
        "det de vid vars slut patienten var borta.",
        (),
        (),
        (),
        ("leave_days",),
    ),
    Rule(
        "utskrivning",
        "discharge",
        "Information vid utskrivningen, och fast vårdkontakt",
        "SFS 2017:612, 2 kap. 5 §, 3 kap. 2 §; patientlagen (2014:821) 3 kap. 2 b §",
        "Verksamhetschefen i den öppna vården utser en fast vårdkontakt före utskrivningen. Enheterna som berörs får "
        "information senast utskrivningsdagen, och patienten får den skriftligt.",
        "Tills utskrivningsdagen är känd ska informationen lämnas senast den bokade, accepterade eller beräknade "
        "dagen, aldrig före underrättelsen.",
        (
            *_lus("2 kap. 5 §", "3 kap. 2 §"),
            "patientlagen (2014:821) 3 kap. 2 b §",
            "patientlagen (2014:821) 3 kap. 2 b §, SFS 2017:615",
        ),
        (),
        ("care_contact.due", "discharge_information.due", "patient_information"),
    ),
    Rule(
        "logg",
        "",
        "Loggen över vem som har läst",
        "HSLF-FS 2016:40, 4 kap.",
        "Varje visning av en patients uppgifter antecknas och sparas: vem, när, varifrån och varför.",
        "Sparas minst så länge som här står.",
        ("HSLF-FS 2016:40, 4 kap.",),
        (),
        ("access_log.years",),
    ),
)
"""In the order of the way home, then of the money."""

HERE = "/regler"
LOCAL = "lokal riktlinje"

_BY_SOURCE: Mapping[str, str] = {source: rule.id for rule in RULES for source in rule.sources}
_ASKED_IN: Mapping[str, str] = {name: rule.id for rule in reversed(RULES) for name in rule.parameters}


def place(source: str, kind: str = "") -> str | None:
    """Where *Regler* tells of a source, as the law data and the duties write it; None: nowhere.

    `kind` of duty: a guideline's own value.
    """
    if source == LOCAL:
        return f"{HERE}#{guideline_id(next(guidelines_of(kind), ''))}"
    return f"{HERE}#{_BY_SOURCE[source]}" if source in _BY_SOURCE else None


def guidelines_of(kind: str) -> Iterator[str]:
    """The keys of the law data that the due time of that kind of duty names."""
    yield from names(TOLD[kind].when) if kind in TOLD else ()


def guideline_id(key: str) -> str:
    """The anchor of a guideline value; of none, of them all."""
    return f"riktlinje-{key.replace('.', '-').replace('_', '-')}" if key else "riktlinjer"


def question_id(parameter: str) -> str:
    """The anchor of a point that is open."""
    return f"fraga-{parameter.replace('_', '-')}"


def agreement_id(name: str) -> str:
    """The anchor of an agreement, whose id may hold what an address cannot."""
    return f"overenskommelse-{re.sub(r'[^0-9A-Za-z]+', '-', name)}"


def asked_in(parameter: str) -> str:
    """The id of the rule under which a point that is open is told."""
    return _ASKED_IN[parameter]
