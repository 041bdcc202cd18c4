"""Journeys of plans: a child with two guardians, habilitering, BUP, school and social services; compulsory care."""

import re

from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_question import filled
from tests.journeys.training import Person, at_work

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
    plan = person.region("SIP")
    plan.get_by_role("link", name="Skriv vad som är viktigt").click()
    person.write("Vad som är viktigt för personen, med personens egna ord", MATTERS)
    person.write("Vad personen behöver", "Samma stöd hemma och i skolan.")
    person.send("Spara", "vad som är viktigt och behövs")
    plan.get_by_role("link", name="Lägg till insats").click()
    finds_nothing(person.page)
    person.write("Vad som görs", "Bildschema i skolan och hemma")
    person.pick("Enhet som gör det", "Elevhälsan, Eskilstuna kommun")
    person.on("Senast", person.day(20))
    person.send("Spara", "insats")
    plan.get_by_role("link", name="Fördela ansvar").click()
    person.pick("Enhet som leder planen", "Habiliteringen, Region Sörmland")
    person.write("Vem där", "Ulrika Sten")
    person.write("Telefon", "016-00 00 00")
    person.pick("Övergripande ansvar", "regionen")
    person.write("Vad regionen ansvarar för", "Habiliterar och följer medicinen.")
    person.write("Vad kommunen ansvarar för", "Skola och avlastning.")
    finds_nothing(person.page)
    person.send("Spara", "ansvar fördelat")
    person.sees("SIP", MATTERS, "Bildschema", "Habiliterar")


def sent(person: Person) -> None:
    person.region("SIP").get_by_role("link", name="Skicka planen").click()
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


def test_compulsory_care_adjusted_by_the_units(browser: Browser, site: str, filled: System) -> None:
    """Psychiatry's plan asks for no consent and no call; social services adjust it before the decision."""
    with at_work(browser, site, filled, "Jonas Lind") as social:
        to_plan(social, "Torvald Ask")
        social.sees("Att göra för er", "Justera den samordnade vårdplanen")
        social.sees("Om planen", "inte på samtycke")
        social.act("Bekräfta planen")
        social.send("Bekräfta", "planen bekräftad")
        social.sees("Om planen", "Eskilstuna bistånd bekräftade")
        finds_nothing(social.page)
