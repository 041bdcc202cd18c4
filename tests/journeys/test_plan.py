"""Journeys of plans: an old person going home, from call to follow-up and a second version; a child with two guardians,
habilitering, BUP, school and social services; compulsory care, with the keyboard alone.
"""

import re
from datetime import timedelta

from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_question import filled
from tests.journeys.training import Person, at_work, wind

__all__ = ["filled"]

CHILD = "Love Ek"
MATTERS = "Jag vill att det är samma person som hämtar mig."


def to_plan(person: Person, name: str) -> None:
    """From the unit's plans."""
    person.press("link", "SIP", exact=True)
    person.press("link", name, exact=True)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(name)
    finds_nothing(person.page)


def test_a_child_of_seven(browser: Browser, site: str, filled: System) -> None:
    with (
        at_work(browser, site, filled, "Ulrika Sten") as habilitering,
        at_work(browser, site, filled, "Daniel Hage") as bup,
        at_work(browser, site, filled, "Johanna Modig") as school,
        at_work(browser, site, filled, "Pia Hallin") as social,
    ):
        begun(habilitering)
        consented(habilitering)
        written(habilitering)
        sent(habilitering)
        for person in (bup, school):
            confirmed(person)
        to_plan(social, CHILD)
        social.sees("Om planen", "har inte bekräftat")
        social.act("Begär ändring")
        social.write("Vad som måste ändras", "Beslutet tar sex veckor.")
        social.send("Skicka", "ändring av planen begärd")
        to_plan(habilitering, CHILD)
        expect(habilitering.page.get_by_text("Inte aktuell: en ändring är begärd")).to_be_visible()
        habilitering.sees("Om planen", "Beslutet tar sex veckor.")
        sent(habilitering)
        for person in (bup, school, social):
            confirmed(person)
        followed(habilitering)
        to_plan(school, CHILD)
        expect(school.page.get_by_text(re.compile("Aktuell$"))).to_be_visible()
        school.press("link", "Jämför versioner")
        for number in (1, 2):
            heading = re.compile(f"^Version {number}")
            expect(school.page.get_by_role("heading", name=heading)).to_be_visible()
        finds_nothing(school.page)


def begun(person: Person) -> None:
    person.press("link", "SIP", exact=True)
    finds_nothing(person.page)
    person.press("link", "Påbörja plan")
    finds_nothing(person.page)
    person.press("button", "Påbörja", exact=True)
    expect(person.page.get_by_role("alert")).to_contain_text("Fyll i namn")
    finds_nothing(person.page)
    person.write("Namn", CHILD)
    person.pick("Slag av nummer", "Inget nummer")
    person.write("Varför en plan behövs", "Skolan, hemmet och vården behöver göra samma sak.")
    person.choose("Folkbokförd i kommun", "Eskilstuna kommun")
    person.send("Påbörja", "plan påbörjad")
    expect(person.page.get_by_text("Inte aktuell: samtycke saknas")).to_be_visible()
    finds_nothing(person.page)


def consented(person: Person) -> None:
    person.page.get_by_role("region", name="Om planen").get_by_role("link", name="Anteckna samtycke").click()
    for scope in ("ha möte", "göra en plan (SIP)"):
        person.tick(scope)
    person.choose("Av vem", "båda vårdnadshavarna")
    person.pick("Hur", "skriftligt")
    person.page.get_by_text("Fler enheter").click()
    for unit in ("Barn- och ungdomspsykiatrin, Eskilstuna", "Elevhälsan, Eskilstuna", "Barn och familj, Eskilstuna"):
        person.tick(unit)
    person.page.get_by_text("Fler uppgifter").click()
    person.pick("Har barnet hörts?", "ja")
    finds_nothing(person.page)
    person.send("Spara", "samtycke")
    person.sees("Om planen", "båda vårdnadshavarna", "Barnet hört: ja")


def written(person: Person) -> None:
    needs(person, MATTERS, "Samma stöd hemma och i skolan.")
    measure(person, "Bildschema i skolan och hemma", "Elevhälsan, Eskilstuna kommun", 20)
    shared(person, "Habiliteringen, Region Sörmland", "regionen", "Habiliterar och följer medicinen.", "Skola.")
    person.sees("SIP", MATTERS, "Bildschema", "Habiliterar")


def on_plan(person: Person, act: str) -> None:
    """An act of the plan itself, whatever the plan is called."""
    plan = person.page.get_by_role("region", name=re.compile("^(SIP|Samordnad vårdplan)"))
    person.hand.press(plan.get_by_role("link", name=act))
    expect(person.page.get_by_role("heading", level=1)).to_have_text(act)


def needs(person: Person, matters: str, needed: str) -> None:
    on_plan(person, "Skriv vad som är viktigt")
    person.write("Vad som är viktigt för personen, med personens egna ord", matters)
    person.write("Vad personen behöver", needed)
    person.send("Spara", "vad som är viktigt och behövs")


def measure(person: Person, what: str, owner: str, days: int) -> None:
    on_plan(person, "Lägg till insats")
    finds_nothing(person.page)
    person.write("Vad som görs", what)
    person.pick("Enhet som gör det", owner)
    person.on("Senast", person.day(days))
    person.send("Spara", "insats")


def shared(person: Person, lead: str, overall: str, region: str, municipality: str) -> None:
    on_plan(person, "Fördela ansvar")
    person.pick("Enhet som leder planen", lead)
    person.write("Vem där", "Den som leder")
    person.write("Telefon", "016-00 00 00")
    person.pick("Övergripande ansvar", overall)
    person.write("Vad regionen ansvarar för", region)
    person.write("Vad kommunen ansvarar för", municipality)
    finds_nothing(person.page)
    person.send("Spara", "ansvar fördelat")


def sent(person: Person) -> None:
    on_plan(person, "Skicka planen")
    finds_nothing(person.page)
    person.send("Skicka", "ny version av planen")


def confirmed(person: Person) -> None:
    to_plan(person, CHILD)
    person.sees("SIP", MATTERS)
    person.act("Bekräfta planen")
    person.send("Bekräfta", "planen bekräftad")


def followed(person: Person) -> None:
    to_plan(person, CHILD)
    person.begin("Bestäm uppföljning")
    person.on("Uppföljning", person.day(60))
    person.send("Spara", "uppföljning bestämd")


OLD = "Nils Bergström"
CARE = "Hemsjukvården, Eskilstuna kommun"
CATS = "Jag vill hem till katterna och kunna gå till brevlådan."


def test_an_old_person_going_home(browser: Browser, site: str, filled: System) -> None:
    """From the call, by consent, meeting and version, to the follow-up and a second version that everybody confirms."""
    with (
        at_work(browser, site, filled, "Lena Moberg") as centre,
        at_work(browser, site, filled, "Jonas Lind") as social,
        at_work(browser, site, filled, "Maria Öberg") as care,
    ):
        called(centre)
        agrees(centre)
        for person in (social, care):
            to_plan(person, OLD)
            person.sees("Om planen", "hemma hos patienten", "Lägg in i kalender")
        moved(centre)
        wind(filled, timedelta(days=5))
        held(centre)
        planned(centre)
        versioned(centre, (social, care))
        follow_up_set(centre)
        to_plan(care, OLD)
        expect(care.page.get_by_text(re.compile("Aktuell$"))).to_be_visible()
        taken_home(care)
        wind(filled, timedelta(days=61))
        to_plan(social, OLD)
        expect(social.page.get_by_text("Inte aktuell: uppföljningen har passerat")).to_be_visible()
        followed_up(centre)
        versioned(centre, (social, care))
        to_plan(social, OLD)
        expect(social.page.get_by_text(re.compile("Aktuell$"))).to_be_visible()
        social.press("link", "Jämför versioner")
        expect(social.page.get_by_role("heading", name=re.compile("^Version 2"))).to_be_visible()
        finds_nothing(social.page)


def called(centre: Person) -> None:
    """In the stay; the plan is a case of its own from then on."""
    centre.to_case(OLD)
    centre.act("Kalla till SIP")
    centre.when("Mötet börjar", centre.day(3), "13.00")
    centre.pick("Hur", "hemma hos patienten")
    centre.write("Plats", "Kyrkogatan 4")
    finds_nothing(centre.page)
    centre.send("Skicka", "kallelse till SIP")
    centre.hand.press(centre.page.get_by_role("main").get_by_role("link", name="SIP", exact=True).first)
    expect(centre.page.get_by_text("Inte aktuell: samtycke saknas")).to_be_visible()
    centre.sees("Att göra för er", "Hålla SIP-mötet")
    finds_nothing(centre.page)


def agrees(centre: Person) -> None:
    centre.region("Om planen").get_by_role("link", name="Anteckna samtycke").click()
    for scope in ("ha möte", "göra en plan (SIP)"):
        centre.tick(scope)
    centre.choose("Av vem", "personen själv")
    centre.pick("Hur", "muntligt")
    finds_nothing(centre.page)
    centre.send("Spara", "samtycke")
    centre.sees("Om planen", "personen själv")


def moved(centre: Person) -> None:
    to_plan(centre, OLD)
    with centre.page.expect_download() as file:
        centre.press("link", "Lägg in i kalender (.ics)")
    assert file.value.suggested_filename == "mote.ics"
    centre.begin("Flytta mötet")
    centre.when("Mötet börjar", centre.day(4), "09.00")
    centre.pick("Hur", "video")
    finds_nothing(centre.page)
    centre.send("Flytta", "möte flyttat")
    centre.sees("Om planen", "flyttat 1 gång", "video")


def held(centre: Person) -> None:
    to_plan(centre, OLD)
    centre.act("Mötet är hållet")
    centre.pick("Var personen med?", "Ja")
    came = centre.page.get_by_role("group", name="Enheter som kom")
    for unit in ("Biståndsenheten, Eskilstuna kommun", "Vårdcentralen Skiftinge"):
        centre.hand.tick(came.get_by_role("checkbox", name=unit))
    finds_nothing(centre.page)
    centre.send("Spara", "möte hållet")


def planned(centre: Person) -> None:
    needs(centre, CATS, "Hjälp att träna och med mediciner.")
    on_plan(centre, "Sätt mål")
    centre.write("Mål", "Gå till brevlådan själv.")
    centre.send("Spara", "mål")
    measure(centre, "Delar läkemedel varje vecka", CARE, 14)
    shared(centre, "Vårdcentralen Skiftinge", "kommunen", "Läkemedel och uppföljning.", "Hemtjänst, träning i hemmet.")
    finds_nothing(centre.page)


def versioned(centre: Person, units: tuple[Person, ...]) -> None:
    to_plan(centre, OLD)
    sent(centre)
    for person in units:
        to_plan(person, OLD)
        person.sees("SIP", CATS)
        person.act("Bekräfta planen")
        person.send("Bekräfta", "planen bekräftad")


def follow_up_set(centre: Person) -> None:
    to_plan(centre, OLD)
    centre.act("Bestäm uppföljning")
    centre.on("Uppföljning", centre.day(60))
    centre.send("Spara", "uppföljning bestämd")


def taken_home(person: Person) -> None:
    """On paper, for him: in ordinary type, and in large."""
    for name in ("Skriv ut planen (PDF)", "Med stor stil (PDF)"):
        with person.page.expect_download() as file:
            person.press("link", name)
        assert file.value.suggested_filename == "plan.pdf"


def followed_up(centre: Person) -> None:
    to_plan(centre, OLD)
    centre.act("Uppföljning gjord")
    centre.pick("Resultat", "planen ska ändras")
    centre.on("Nästa uppföljning", centre.day(90))
    centre.write("Vad uppföljningen visade", "Han går till brevlådan. Medicinen delas varannan vecka.")
    finds_nothing(centre.page)
    centre.send("Spara", "planen uppföljd")
    measure(centre, "Delar läkemedel varannan vecka", CARE, 30)


SICK = "Rut Asp"


def test_compulsory_care_adjusted_by_the_units(browser: Browser, site: str, filled: System) -> None:
    """Psychiatry's plan asks for no consent and no call; the units adjust it before the decision. By keyboard alone."""
    with (
        at_work(browser, site, filled, "Robert Åkerlund", keyboard=True) as psychiatry,
        at_work(browser, site, filled, "Jonas Lind", keyboard=True) as social,
    ):
        compulsory_begun(psychiatry)
        expect(psychiatry.page.get_by_role("link", name="Boka SIP-möte")).to_have_count(0)
        compulsory_written(psychiatry)
        sent(psychiatry)
        to_plan(social, SICK)
        social.sees("Att göra för er", "Justera den samordnade vårdplanen")
        social.sees("Om planen", "inte på samtycke")
        social.act("Begär ändring")
        social.write("Vad som måste ändras", "Boendestöd kan börja först om två veckor.")
        social.send("Skicka", "ändring av planen begärd")
        to_plan(psychiatry, SICK)
        expect(psychiatry.page.get_by_text("Inte aktuell: en ändring är begärd")).to_be_visible()
        sent(psychiatry)
        to_plan(social, SICK)
        social.act("Bekräfta planen")
        social.send("Bekräfta", "planen bekräftad")
        social.sees("Om planen", "Eskilstuna bistånd bekräftade")
        finds_nothing(social.page)


def compulsory_begun(psychiatry: Person) -> None:
    psychiatry.press("link", "SIP", exact=True)
    psychiatry.press("link", "Påbörja plan")
    psychiatry.write("Namn", SICK)
    psychiatry.pick("Slag av nummer", "Inget nummer")
    psychiatry.pick("Slag av plan", "samordnad vårdplan (LPT 7 a §)")
    psychiatry.write("Varför en plan behövs", "Öppen psykiatrisk tvångsvård förbereds.")
    psychiatry.choose("Folkbokförd i kommun", "Eskilstuna kommun")
    psychiatry.when("Chefsöverläkaren beslutar", psychiatry.day(9), "10.00")
    psychiatry.write("Chefsöverläkare", "Helena Wrede")
    finds_nothing(psychiatry.page)
    psychiatry.send("Påbörja", "plan påbörjad")
    psychiatry.sees("Om planen", "inte på samtycke")
    on_plan(psychiatry, "Bjud in enhet")
    psychiatry.choose("Enhet", "Biståndsenheten, Eskilstuna kommun")
    psychiatry.write("Vad enheten behövs för", "Boendestöd")
    psychiatry.send("Bjud in", "inbjudan till planen")


def compulsory_written(psychiatry: Person) -> None:
    needs(psychiatry, "Jag vill sköta min medicin själv.", "Läkarkontakt och boendestöd.")
    measure(psychiatry, "Boendestöd tre dagar i veckan", "Biståndsenheten, Eskilstuna kommun", 7)
    shared(psychiatry, "Psykiatrisk avdelning 21, Mälarsjukhuset", "regionen", "Vården.", "Boendestöd.")
