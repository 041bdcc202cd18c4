"""What refusals and faults of input say: what is wrong, and what to do."""

from collections.abc import Mapping
from typing import Any

from lus.domain.calendar import to_the_minute
from lus.words import DUTY, KIND, inside
from lus.words.findings import fill
from lus.words.notation import moment

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
    "to_yourself": "{unit} är er egen enhet. Ta bort den bland mottagarna.",
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
    "reminded_already": "Er enhet påminde redan {at:moment}. Ingen ny påminnelse är skickad.",
    "none_marked": "Markera minst en rad i listan.",
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
    "before_plan": "{field}: {at:when} är innan planen påbörjades {admitted_at:moment}. Kontrollera dagen.",
    "not_psychiatry": "En samordnad vårdplan enligt LPT 7 a § görs av psykiatrin. Välj SIP.",
    "guardian_of_adult": "Personen är myndig: en vårdnadshavare kan inte svara. Välj personen själv eller den som"
    " företräder personen.",
    "kin_cannot_consent": "Närstående kan inte samtycka åt personen. Välj personen själv, den som företräder personen,"
    " eller ingen: personen kan inte samtycka.",
    "child_not_heard": "Skriv om barnet har hörts, efter ålder och mognad.",
    "presumed_of_nobody": "{field}: kan personen inte samtycka, och ingen annan heller, välj det både under Av vem och"
    " under Hur. Annars ingendera.",
    "consent_ended_already": "{field}: samtycket har redan gått ut den dagen. Skriv en senare dag.",
    "no_consent_to_plan": "Det finns inget samtycke till planen. Anteckna samtycket först, med Anteckna samtycke.",
    "plan_is_refused": "Personen har sagt nej till planen, {at:moment}. Ändrar den sig, anteckna samtycket först.",
    "no_consent_to_meet": "Det finns inget samtycke till att ha möte. Anteckna samtycket först, med Anteckna samtycke.",
    "meeting_is_refused": "Personen har sagt nej till möte, {at:moment}. Ändrar den sig, anteckna samtycket först.",
    "not_in_consent": "Samtycket omfattar inte {units}. Ta bort dem, eller anteckna ett samtycke som gör det.",
    "cannot_be_invited": "{unit} kan inte bjudas in. Välj en annan enhet.",
    "invite_first": "Allt i planen har inte nått {units}. Bjud in dem, så läser de allt, eller ta bort dem.",
    "already_invited": "{unit} är redan inbjuden.",
    "nothing_to_replace": "{field}: det gäller inte längre. Välj ett som står i planen.",
    "says_of_which": "{field}: välj vilket det gäller.",
    "not_on_the_plan": "{unit} är inte med i planen. Bjud in enheten först.",
    "day_has_been": "{field}: {at:when} har redan varit. Skriv en dag som kommer.",
    "leads_already": "{unit} leder redan planen.",
    "lead_decides": "{unit} leder planen. Den enheten, eller den som tar över, antecknar bytet.",
    "lead_does_it": "{unit} leder planen och gör det. Kontakta den enheten.",
    "meeting_in_the_past": "{field}: {at:when} har redan varit. Skriv en tid som kommer; är mötet hållet, välj Mötet är"
    " hållet.",
    "questions_need_consent": "Frågor om personen når bara dem som samtycket omfattar, inte {units}. Ta bort frågorna"
    " eller enheterna, eller anteckna ett samtycke som omfattar dem.",
    "already_booked": "Ett möte är redan bokat, {at:moment}. Flytta det, eller ställ in det först.",
    "told_already": "Det är redan antecknat att {unit} inte har nåtts. När enheten vet om mötet: välj Enheten är nådd.",
    "nobody_to_reach": "Enheten är redan nådd, eller mötet gäller inte längre. Öppna planen och se.",
    "which_meeting": "{field}: ett möte är bokat, {at:moment}. Välj det, eller ställ in det först.",
    "no_such_meeting": "Mötet finns inte, är hållet eller inställt. Öppna planen och se.",
    "version_incomplete": "Planen är inte hel än. Det saknas: {kinds}.",
    "one_principal_only": "En plan görs av båda huvudmännen. Ta med en enhet hos den andra.",
    "not_the_latest_version": "Det finns en nyare version av planen. Öppna planen och läs den.",
    "version_lapsed": "Personen har sagt nej sedan planen skickades. {unit} skickar den igen, och då svarar ni.",
    "no_version": "Planen har ingen version än. Skicka planen först, med Skicka planen.",
    "follow_up_before_meeting": "{field}: uppföljningen ska vara efter mötet {at:moment}. Skriv en senare dag.",
    "the_lead_stays": "{unit} leder planen. Byt ledande enhet först.",
    "owns_measures": "{unit} har insatser kvar i planen. Lämna dem till en annan enhet först.",
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


def refusal(code: str, values: Mapping[str, Any], field_label: str = "", units: Mapping[int, str] | None = None) -> str:
    """Why something was refused and what to do. `units`: the names of the units that the values name by id."""
    named = units or {}
    if code == "required_code" and field_label.endswith("?"):
        return f"Svara på frågan: {field_label[:1].upper()}{field_label[1:]}"
    said = {name: to_the_minute(value) for name, value in values.items()}
    if "unit" in said:
        said["unit"] = named.get(said["unit"], "Enheten")
    if "units" in said:
        said["units"] = ", ".join(named.get(unit, "en enhet") for unit in said["units"])
    if "duties" in said:
        owed = dict.fromkeys(f"{named.get(unit, 'en enhet')} ska {DUTY[kind]}" for kind, unit in said["duties"])
        said["duties"] = "; ".join(owed) or "ärendet är inte utskrivet"
    if "kinds" in said:
        said["kinds"] = ", ".join(inside(KIND[kind]) for kind in said["kinds"])
    if "facts" in said:
        said["facts"] = ", ".join(
            f"{inside(KIND[kind])} {moment(to_the_minute(at))} ({named.get(unit, 'en enhet')})"
            for kind, at, unit in said["facts"]
        )
    text = fill(REFUSAL[code], {"field": field_label, **said})
    return text[:1].upper() + text[1:]
