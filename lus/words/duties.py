"""What the public page of each kind of duty says: what is done, by whom, by when. A row per kind of the duty table.

`{answer_handover.last_hours}` stands for that value of the law data, so that no number is written twice. A row may
stand here before its duty is built; tests/guards asks for the rest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_VALUE = re.compile(r"\{([a-z_.]+)\}")


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences; `when` may name values of the law data."""

    what: str
    who: str
    when: str


def fill(text: str, value: Callable[[str], Any]) -> str:
    """The text with the values that it names: `value` answers for a key, `acknowledge.hours`."""
    return _VALUE.sub(lambda found: str(value(found[1])), text)


def names(text: str) -> list[str]:
    """The keys that a text names."""
    return _VALUE.findall(text)


TOLD: dict[str, Told] = {
    "assess_need": Told(
        "Läkaren bedömer om patienten kan behöva insatser från kommunen eller den öppna vården efter utskrivningen.",
        "Avdelningen.",
        "Inom {assess_need.hours} timmar efter inskrivningen.",
    ),
    "notify_admission": Told(
        "Inskrivningsmeddelande skickas till de enheter som berörs, när patienten kan behöva deras insatser.",
        "Avdelningen.",
        "Inom {admission_notice.hours} timmar efter inskrivningen, eller efter den senare bedömningen.",
    ),
    "correct_recipient": Told(
        "Ett meddelande som gick till fel enhet skickas till rätt enhet, eller så tas enheten bort ur ärendet.",
        "Avsändaren.",
        "Inom {correct_recipient.hours} timmar av enhetens öppettid.",
    ),
    "acknowledge": Told(
        "Mottagaren kvitterar att meddelandet är läst. Ett svar på det räknas också.",
        "Varje enhet som har fått meddelandet.",
        "Inom {acknowledge.hours} timmar av enhetens öppettid.",
    ),
    "write_planning_note": Told(
        "Enheten berättar vilka insatser personen har i dag, vad som behövs framåt och vad personen själv säger.",
        "Varje kommunal enhet som har fått inskrivningsmeddelandet.",
        "Inom {planning_note.hours} timmar efter inskrivningsmeddelandet.",
    ),
    "appoint_care_contact": Told(
        "Patienten får en fast vårdkontakt, med namn och telefon.",
        "Öppenvårdsenheten som har fått inskrivningsmeddelandet. Har flera fått det: den där patienten är listad, "
        "annars den först nämnda. Har ingen fått det ska avdelningen lägga till en.",
        "Före utskrivningen, senast den beräknade utskrivningsdagen.",
    ),
    "confirm_expected_date": Told(
        "Den beräknade utskrivningen bekräftas: patienten anmäls utskrivningsklar, eller så får alla ett nytt datum.",
        "Avdelningen.",
        "Senast vid den beräknade dagens slut.",
    ),
    "notify_ready": Told(
        "Enheterna underrättas om att patienten är utskrivningsklar.",
        "Avdelningen, till varje enhet som berörs.",
        "Så snart som möjligt efter läkarens bedömning. Efter {notify_ready.hours} timmar visas den som försenad.",
    ),
    "answer_handover": Told(
        "Mottagaren svarar från när den kan ta emot, vad som saknas, varför den inte kan och när nästa besked kommer, "
        "eller att det inte finns något att ge.",
        "Varje kommunal enhet och öppenvårdsenhet som har fått underrättelsen.",
        "Innan enheten stänger den dagen. Kommer underrättelsen efter stängning eller under de sista "
        "{answer_handover.last_hours} timmarna: till klockan {answer_handover.next_morning} nästa öppna dag. Vid "
        "snabbt förlopp inom {answer_handover.fast_hours} timmar. Efter ett ”kan inte”: till den tid som lovades.",
    ),
    "answer_open_care": Told(
        "Den öppna vården ger besked om den vård som saknades, eller som det var oklart om den finns.",
        "Regionens öppna vård.",
        "Till den tid som lovades.",
    ),
    "call_to_sip": Told(
        "Enheterna kallas till samordnad individuell planering (SIP), när insatser behövs från både region och kommun.",
        "Den fasta vårdkontaktens enhet; tills den är utsedd den öppenvårdsenhet som fick inskrivningsmeddelandet.",
        "Senast {sip_call.days} kalenderdagar efter underrättelsen om utskrivningsklar, vid dagens slut.",
    ),
    "book_homegoing": Told(
        "Hemresan bokas: tid, färdsätt, vem som möter, nycklar, läkemedel och hjälpmedel.",
        "Avdelningen.",
        "Inom {book_homegoing.hours} timmar av avdelningens öppettid efter att den sista mottagaren har svarat.",
    ),
    "discharge_patient": Told(
        "Patienten skrivs ut.",
        "Avdelningen.",
        "Den bokade tiden; annars den senaste tid som mottagarna har lovat; annars vid slutet av den dag då den sista "
        "svarade.",
    ),
    "inform_units": Told(
        "Information om tillstånd, vård, risker, läkemedel och hjälpmedel förs över till de enheter som tar vid.",
        "Avdelningen, till varje enhet.",
        "Senast utskrivningsdagen.",
    ),
    "inform_patient": Told(
        "Patienten får en sammanfattning av vården, och får veta vem den fasta vårdkontakten är, när SIP-mötet blir "
        "och vad som är planerat.",
        "Avdelningen.",
        "Senast utskrivningsdagen.",
    ),
    "receive_ordination": Told(
        "Den som ska utföra en ordination hemma tar emot den, eller ställer en fråga om den. Så länge en fråga väntar "
        "på svar är det den som ordinerade som ska göra något.",
        "Varje enhet i kommunens hälso- och sjukvård som har fått ordinationen.",
        "Före första gången, senast vid utskrivningen. Kommer den senare än så: inom {acknowledge.hours} timmar av "
        "enhetens öppettid.",
    ),
    "answer_question": Told(
        "En fråga om en ordination besvaras.",
        "Enheten som ordinerade; har patienten flyttat, avdelningen där patienten är.",
        "Före första gången, senast vid utskrivningen. Kommer frågan senare än så: inom {acknowledge.hours} timmar av "
        "enhetens öppettid.",
    ),
    "book_meeting": Told(
        "Tiden för SIP-mötet bokas med personen och dem som ska vara med. Har mötet ställts in bokas ett nytt.",
        "Enheten som leder planen.",
        "Inom {book_meeting.days} dagar efter kallelsen, eller efter att planen påbörjades.",
    ),
    "hold_meeting": Told(
        "SIP-mötet hålls, och det antecknas vilka som var med.",
        "Enheten som leder planen.",
        "När mötet är bokat.",
    ),
    "reach_invitee": Told(
        "En enhet som inte nåddes med e-post om SIP-mötet får på annat sätt veta när det är, eller att det ställts in.",
        "Enheten som leder planen.",
        "Inom {reach_invitee.hours} timmar av enhetens öppettid, senast när mötet börjar.",
    ),
    "confirm_plan": Told(
        "Enheten bekräftar planen, eller säger vad som måste ändras. En ny version ska bekräftas på nytt.",
        "Varje enhet som har fått planen.",
        "Inom {confirm_plan.days} dagar efter att versionen skickades.",
    ),
    "adjust_compulsory_plan": Told(
        "Enheten justerar den samordnade vårdplanen för öppen tvångsvård, eller säger vad som måste ändras.",
        "Varje enhet som har fått planen.",
        "Före chefsöverläkarens beslut; är det redan fattat, inom {confirm_plan.days} dagar.",
    ),
    "set_follow_up": Told(
        "Planen skrivs och skickas, och dagen för uppföljning bestäms.",
        "Enheten som leder planen.",
        "När planen ska vara bekräftad: inom {confirm_plan.days} dagar efter den senaste versionen. Finns ingen "
        "version än, lika många dagar efter mötet.",
    ),
    "hold_follow_up": Told(
        "Planen följs upp: den gäller, ändras eller avslutas, och nästa dag bestäms.",
        "Enheten som leder planen.",
        "Den dag som är bestämd.",
    ),
    "renew_consent": Told(
        "Personen tillfrågas om samtycket till planen ska fortsätta gälla.",
        "Enheten som leder planen.",
        "{renew_consent.days} dagar innan samtycket går ut.",
    ),
    "first_contact": Told(
        "Någon hör av sig till patienten hemma: besök, video eller telefon.",
        "Den fasta vårdkontaktens enhet.",
        "Inom {first_contact.hours} timmar efter utskrivningen.",
    ),
    "answer_deviation": Told(
        "Den som har fått en avvikelse svarar på vad som hände.",
        "Den andra huvudmannens enhet.",
        "Inom {answer_deviation.days} av enhetens öppna dagar.",
    ),
    "answer_coordination": Told(
        "En fråga om en person, från en enhet till en annan, får ett svar: enheten svarar, tar sig an det, eller "
        "lämnar frågan vidare till en namngiven enhet.",
        "Enheten som frågan är ställd till, en enda i taget.",
        "Inom {answer_coordination.days} av enhetens öppna dagar.",
    ),
    "settle_dispute": Told(
        "En tvist om betalningsansvar avgörs: den är löst när båda huvudmännen har antecknat samma sak.",
        "Samordnaren hos den huvudman som tvisten riktas till.",
        "Inom {settle_dispute.days} dagar.",
    ),
    "resolve_bounce": Told(
        "En åtgärd som har avböjts eller lämnats vidare två gånger får en enhet som ska göra den.",
        "Samordnaren hos den huvudman vars enhet ville lämna åtgärden.",
        "Inom {resolve_bounce.days} öppen dag.",
    ),
    "close_case": Told(
        "Ärendet avslutas när inget annat är öppet.",
        "Enheten som hade den sista åtgärden.",
        "Inom {close_case.days} dagar efter att inget annat är öppet.",
    ),
}
"""In the order in which they come on the way home."""
