"""One stay from admission to closed: a nurse, a case worker and a coordinator, each in a browser of their own.

Walked twice: with the mouse, axe looking at every stop; and with the keyboard alone.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from tests.journeys.conftest import finds_nothing
from tests.journeys.training import Person, at_work, prepare, wind
from tests.web.browsing import invented

PATIENT = "Elsa Björk"
GROUND = "Grund för att lämna uppgifterna till en annan huvudman"
BY_MONTH = "Dagarna räknas per månad, enligt överenskommelsen."
MONEY = re.compile(r"\d (kr|kronor)|Betalningsansvar från")


@dataclass
class Walk:
    """The three, and whether axe looks at the pages that they come to."""

    ward: Person
    social: Person
    centre: Person
    system: System
    looks: bool

    def stop(self, *, boards: bool = False) -> None:
        """Everybody opens the case (where it has come to them), and axe looks at what they see there."""
        for person in (self.ward, self.social, self.centre):
            person.to_board()
            if boards:
                self.look(person)
            if person.page.get_by_role("link", name=PATIENT, exact=True).count():
                person.to_case(PATIENT)
                self.look(person)

    def look(self, person: Person) -> None:
        if self.looks:
            finds_nothing(person.page)

    def form(self, person: Person, act: str) -> None:
        """Open the form of an act that a duty of the person's unit offers, and look at it."""
        person.act(act)
        self.look(person)

    def begin(self, person: Person, act: str) -> None:
        """The same of an act that no duty of theirs offers."""
        person.begin(act)
        self.look(person)


@pytest.fixture(params=["mouse", "keyboard"])
def walk(
    request: pytest.FixtureRequest, browser: Browser, system: System, database_url: str, site: str
) -> Iterator[Walk]:
    prepare(database_url)
    keyboard = request.param == "keyboard"
    with ExitStack() as stack:
        ward, social, centre = (
            stack.enter_context(at_work(browser, site, system, name, keyboard=keyboard))
            for name in ("Karin Ek", "Jonas Lind", "Lena Moberg")
        )
        yield Walk(ward, social, centre, system, looks=not keyboard)


def test_the_way_home(walk: Walk) -> None:
    admitted(walk)
    notified(walk)
    acknowledged(walk)
    contact_appointed(walk)
    planned(walk)
    judged(walk)
    ready(walk)
    cannot_and_then_accepted(walk)
    called(walk)
    booked(walk)
    informed(walk)
    home(walk)
    first_contact_and_closed(walk)


def admitted(walk: Walk) -> None:
    ward = walk.ward
    expect(ward.page.get_by_text("Tavlan är tom.")).to_be_visible()
    walk.stop(boards=True)
    ward.to_board()
    ward.press("link", "Skriv in patient")
    walk.look(ward)
    ward.write("Namn", PATIENT)
    ward.write("Nummer", invented(239))
    ward.choose("Folkbokförd i kommun", "Eskilstuna kommun")
    ward.choose("Listad hos", "Vårdcentralen Skiftinge")
    ward.send("Skriv in", "inskriven")
    ward.sees("Att göra för er", "Bedöma behovet", "om 23 tim")
    walk.look(ward)
    for other in (walk.social, walk.centre):
        other.to_board()
        expect(other.page.get_by_text("Tavlan är tom.")).to_be_visible()
    ward.to_case(PATIENT)
    walk.form(ward, "Bedöm behovet")
    ward.pick("Behövs insatser efter utskrivningen?", "Ja")
    ward.tick("kommunen")
    ward.tick("regionens öppna vård")
    ward.write("Läkare som bedömt behovet", "Anna Holm")
    ward.write("Vad personen själv säger", "Vill hem till katten.")
    ward.send("Spara bedömningen", "behov bedömt")
    ward.sees("Att göra för er", "Skicka inskrivningsmeddelande", "om 23 tim")


def notified(walk: Walk) -> None:
    ward = walk.ward
    walk.form(ward, "Inskrivningsmeddelande")
    ward.on("Beräknad utskrivning", ward.day(3))
    ward.tick("Hemsjukvården, Eskilstuna kommun", on=False)
    expect(ward.region("Vilka ser detta")).not_to_contain_text("hemsjukvård")
    ward.sees("Vilka ser detta", "er enhet, Eskilstuna bistånd, VC Skiftinge")
    ward.send("Skicka", "inskrivningsmeddelande")
    ward.sees("Händelser", "Eskilstuna bistånd väntar mindre än 1 min", "VC Skiftinge väntar mindre än 1 min")
    ward.sees("Andras nästa steg", "Eskilstuna bistånd kvitterar inskrivningsmeddelandet")
    walk.stop(boards=True)
    walk.social.sees("Att göra för er", "Kvittera inskrivningsmeddelandet", "Lämna planeringsunderlag")
    walk.centre.sees("Att göra för er", "Utse fast vårdkontakt")
    # What the ward wrote down for itself is nobody else's to read.
    expect(walk.social.page.get_by_role("main")).not_to_contain_text("katten")


def acknowledged(walk: Walk) -> None:
    for person in (walk.social, walk.centre):
        person.to_board()
        person.press("button", f"Kvittera för {PATIENT}")
        expect(person.page.get_by_role("button", name="Kvittera")).to_have_count(0)
        walk.look(person)
    walk.ward.to_case(PATIENT)
    for name in ("Eskilstuna bistånd", "VC Skiftinge"):
        expect(walk.ward.region("Händelser")).to_contain_text(re.compile(rf"✓.{name} \d\d\.\d\d"))
    expect(walk.ward.page.locator("[aria-current=step]")).to_contain_text("kvitterad av 2 av 2")


def contact_appointed(walk: Walk) -> None:
    centre = walk.centre
    centre.to_case(PATIENT)
    walk.form(centre, "Utse fast vårdkontakt")
    centre.write("Namn", "Lena Moberg")
    centre.write("Yrke", "distriktssköterska")
    centre.write("Telefon", "016-00 00 32")
    centre.send("Skicka", "fast vårdkontakt utsedd")
    for person in (walk.ward, walk.social):
        person.to_case(PATIENT)
        expect(person.page.get_by_text("fast vårdkontakt Lena Moberg, VC Skiftinge, 016-00 00 32")).to_be_visible()


def planned(walk: Walk) -> None:
    social = walk.social
    walk.form(social, "Planeringsunderlag")
    social.write("Insatser i dag", "Hemtjänst två gånger om dagen.")
    social.choose(GROUND, "samtycke")
    social.send("Skicka", "planeringsunderlag")
    expect(social.region("Att göra för er")).to_contain_text("Inget just nu.")
    walk.ward.to_case(PATIENT)
    walk.ward.sees("Händelser", "Hemtjänst två gånger om dagen.")
    walk.stop()


def judged(walk: Walk) -> None:
    ward = walk.ward
    walk.begin(ward, "Anteckna bedömning")
    ward.write("Läkare som bedömt", "Anna Holm")
    ward.send("Spara bedömningen", "bedömd utskrivningsklar")
    ward.sees("Att göra för er", "Skicka underrättelse om utskrivningsklar", "om 1 tim")


def ready(walk: Walk) -> None:
    ward = walk.ward
    ward.to_board()
    ward.press("link", f"Utskrivningsklar för {PATIENT}")
    walk.look(ward)
    expect(ward.page.get_by_label("Läkare som bedömt")).to_have_value("Anna Holm")
    ward.choose(GROUND, "samtycke")
    ward.sees("Vad som följer", "räknas per månad", "Eskilstuna bistånd svarar om mottagande")
    ward.send("Skicka", "underrättelse om utskrivningsklar")
    expect(ward.page.locator("[aria-current=step]")).to_contain_text("samma dag")
    for person in (walk.social, walk.centre):
        person.to_board()
        person.press("button", f"Kvittera för {PATIENT}")
        expect(person.page.get_by_role("button", name="Kvittera")).to_have_count(0)
    walk.stop(boards=True)
    for person in (walk.ward, walk.social, walk.centre):
        no_money(person)
    expect(walk.social.page.get_by_role("link", name="Kan inte ta emot")).to_be_visible()


def no_money(person: Person) -> None:
    """Sörmland's agreement settles months: days, and never a first liable day or a krona."""
    panel = person.region("Betalningsansvar")
    expect(panel).to_contain_text(BY_MONTH)
    expect(panel).not_to_contain_text(MONEY)


def cannot_and_then_accepted(walk: Walk) -> None:
    ward, social, centre = walk.ward, walk.social, walk.centre
    walk.form(social, "Kan inte ta emot")
    social.choose("Orsak", "hemtjänst eller hemsjukvård saknas")
    social.when("Nytt besked senast", social.day(1), "10.00")
    social.send("Skicka", "mottagarens besked")
    social.sees("Att göra för er", "Svara om mottagande", "om 19 tim")
    ward.to_board()
    row = ward.page.get_by_role("row", name=PATIENT)
    expect(row).to_contain_text("kan inte ta emot: hemtjänst eller hemsjukvård saknas, nytt besked i morgon 10.00")
    expect(row).to_contain_text("Betalningsansvar: avgörs per månad")
    walk.stop()
    walk.form(centre, "Ta emot")
    centre.when("Kan ta emot från", centre.day(), "14.00")
    centre.send("Skicka", "mottagarens besked")
    wind(walk.system, timedelta(hours=19))
    social.to_case(PATIENT)
    expect(social.region("Att göra för er")).to_contain_text(re.compile(r"om \d+ min"))
    walk.form(social, "Ta emot")
    social.when("Kan ta emot från", social.day(1), "10.00")
    social.send("Skicka", "mottagarens besked")
    walk.stop()
    ward.sees("Händelser", "Kan ta emot från i morgon 10.00", "Kan inte ta emot: hemtjänst")


def called(walk: Walk) -> None:
    centre = walk.centre
    walk.form(centre, "Kalla till SIP")
    centre.when("Mötet börjar", centre.day(7), "13.00")
    centre.pick("Hur", "hemma hos patienten")
    centre.write("Plats", "Kyrkogatan 4")
    centre.send("Skicka", "kallelse till SIP")
    walk.social.to_case(PATIENT)
    walk.social.sees("Händelser", "Kallelse till SIP", "Kyrkogatan 4")


def booked(walk: Walk) -> None:
    ward = walk.ward
    ward.to_case(PATIENT)
    ward.sees("Att göra för er", "Boka hemresan")
    walk.form(ward, "Boka hemresa")
    expect(ward.page.get_by_role("group", name="Hemresan går").get_by_label("Tid")).to_have_value("10.00")
    ward.write("Färdsätt", "sjukresa")
    ward.hand.press(ward.page.get_by_text("Fler uppgifter (frivilligt)"))
    ward.write("Vem möter hemma", "hemtjänsten")
    walk.look(ward)
    ward.send("Skicka", "hemresa bokad")
    ward.sees("Att göra för er", "Skriva ut patienten", "Överföra information", "Informera patienten")
    walk.stop()


def informed(walk: Walk) -> None:
    ward = walk.ward
    walk.form(ward, "Överför information")
    ward.write("Tillstånd vid utskrivning", "Uppegående med rullator.")
    ward.write("Vård och behandling som getts", "Färdigbehandlad lunginflammation.")
    ward.send("Skicka", "informationsöverföring")
    walk.form(ward, "Informera patienten")
    ward.write("Sammanfattning av vården", "Du är färdigbehandlad.")
    ward.send("Spara", "patienten informerad")
    walk.centre.to_case(PATIENT)
    walk.centre.sees("Händelser", "Uppegående med rullator.")
    expect(walk.centre.page.get_by_role("main")).not_to_contain_text("Du är färdigbehandlad.")


def home(walk: Walk) -> None:
    wind(walk.system, timedelta(days=1, hours=1))
    ward = walk.ward
    ward.to_case(PATIENT)
    walk.form(ward, "Skriv ut")
    ward.choose("Till", "eget hem")
    ward.send("Skriv ut patienten", "utskriven")
    expect(ward.region("Att göra för er")).to_contain_text("Inget just nu.")
    walk.stop(boards=True)
    walk.centre.sees("Att göra för er", "Ta första kontakt efter hemkomst")
    for person in (walk.ward, walk.social, walk.centre):
        no_money(person)


def first_contact_and_closed(walk: Walk) -> None:
    centre = walk.centre
    wind(walk.system, timedelta(hours=20))
    centre.to_case(PATIENT)
    walk.form(centre, "Första kontakt")
    centre.pick("Hur", "besök")
    centre.write("Av vem", "Lena Moberg")
    centre.choose(GROUND, "samtycke")
    centre.send("Spara", "första kontakt tagen")
    walk.stop()
    centre.sees("Att göra för er", "Avsluta ärendet")
    walk.form(centre, "Avsluta ärendet")
    centre.send("Avsluta ärendet", "ärendet avslutat")
    expect(centre.region("Att göra för er")).to_contain_text("Ärendet är avslutat.")
    expect(centre.region("Andras nästa steg")).to_have_count(0)
    walk.look(centre)
    for person in (walk.ward, walk.social):
        person.to_board()
        expect(person.page.get_by_role("link", name=PATIENT, exact=True)).to_have_count(0)
        walk.look(person)
