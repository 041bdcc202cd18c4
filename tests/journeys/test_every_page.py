"""axe on every page, in every state that a page has: every route that answers with a page is opened by somebody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, Locator, Page, Response, expect
from starlette.routing import compile_path

from lus import bootstrap
from lus.bootstrap import System
from lus.settings import Settings
from lus.usecases import deliver
from lus.usecases.training import fill
from lus.web.app import create_app
from tests.journeys.conftest import free_port, served
from tests.journeys.training import prepare, trouble

NO_PAGES = {
    "/manad/csv",
    "/forsenade-sip/csv",
    "/forsenade-sip/excel",
    "/forsenade-sip/utveckling/csv",
    "/forsenade-sip/utveckling/excel",
    "/manad/pdf",
    "/",
    "/halsa",
    "/session",
    "/arende/{ref}/fil/{seq}/{number}",
    "/arende/{ref}/patientinformation/{seq}",
    "/arende/{ref}/ordinationer",
    "/arende/{ref}/plan",
    "/arende/{ref}/mote.ics",
}
"""What answers with something else than a page: the way to the first one, words for machines, and files."""


@dataclass
class Round:
    """What has been opened, and what axe found there, named after the state."""

    site: str
    opened: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)


@dataclass
class Visitor:
    """Somebody with a browser of their own, who looks at pages and changes nothing that others see."""

    page: Page
    round: Round
    last: Response | None = None

    def look(self, state: str, status: int = 200) -> None:
        """The page as it stands now, in that state."""
        assert self.last is None or self.last.status == status, f"{state}: {self.last.status if self.last else ''}"
        self.round.opened.append(self.page.url.removeprefix(self.round.site).partition("?")[0].partition("#")[0])
        results = Axe().run(self.page)
        if results.violations_count:
            self.round.found[state] = results.generate_report()

    def open(self, path: str, state: str = "", status: int = 200) -> None:
        self.last = self.page.goto(path)
        self.look(state or path, status)

    def press(self, target: Locator) -> None:
        """What leads to another page."""
        with self.page.expect_navigation() as answer:
            target.click()
        self.last = answer.value

    def send(self, button: str, state: str, status: int) -> None:
        """Send the form as it stands, and look at what comes back."""
        self.press(self.page.locator("main").get_by_role("button", name=button, exact=True))
        self.look(state, status)

    def case(self, name: str, where: str = "/tavla") -> str:
        """Open the case from a list; its address."""
        self.page.goto(where)
        self.press(self.page.locator("a.name", has_text=name).first)
        self.look(f"ärende: {name}")
        return self.page.url.removeprefix(self.round.site).partition("#")[0]


@contextmanager
def visitor(browser: Browser, made: Round, name: str | None) -> Iterator[Visitor]:
    """Signed in as that person of the training region, or as nobody."""
    context = browser.new_context(
        base_url=made.site, locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    page.goto("/logga-in")
    if name:
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_visible()
    yield Visitor(page, made)
    context.close()


def pages_of(system: System) -> list[str]:
    """Every address that is asked for and answers with a page, in the order in which they are tried."""
    found = [
        context.path or ""
        for context in iter_route_contexts(create_app(system).routes)
        if "GET" in (getattr(context.original_route, "methods", None) or ())
    ]
    return [path for path in found if path not in NO_PAGES]


def never_opened(system: System, opened: list[str]) -> list[str]:
    """The pages that nobody has been on."""
    pages = pages_of(system)
    patterns = [(path, compile_path(path)[0]) for path in pages]
    been = {next((path for path, pattern in patterns if pattern.match(address)), "") for address in opened}
    return [path for path in pages if path not in been]


def nobody(who: Visitor) -> None:
    for path in ("/logga-in", "/om", "/fragor", "/fragor?q=SIP", "/fragor?q=zzzz", "/fragor/amne/sip"):
        who.open(path)
    who.open("/fragor/ordinationer-och-sip")
    who.open("/atgarder")
    who.open("/atgarder/call_to_sip")
    who.open("/regler")
    who.open("/finns-inte", status=404)
    who.page.goto("/logga-in")
    who.page.get_by_label("Användarnamn").fill("ingen")
    who.page.get_by_label("Lösenord").fill("fel")
    who.press(who.page.get_by_role("button", name="Logga in", exact=True))
    who.look("fel lösenord", 422)


def ward(who: Visitor) -> None:
    page = who.page
    who.open("/", "tavla, avdelning")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tangenter")).to_be_visible()
    who.look("tangenter")
    page.keyboard.press("Escape")
    page.locator(".why-link").first.click()
    expect(page.locator(".why").first).to_be_visible()
    who.look("varför på tavlan")
    who.open("/tavla?status=admitted&overdue=1&mine=1", "tavla, tomt urval")
    who.open("/inkorg")
    who.open("/inskriv")
    who.send("Skriv in", "inskriv, fel", 422)
    ready = who.case("Karl Jansson")
    page.get_by_text("Nytt", exact=True).click()
    expect(page.get_by_role("region", name="Nytt").get_by_role("link", name="Avliden")).to_be_visible()
    page.get_by_text("Varför?").first.click()
    who.look("ärende, utfällt")
    who.open(f"{ready}/nytt")
    who.open(f"{ready}/ready_notified")
    page.get_by_text("Fler enheter").click()
    page.get_by_text("Fler uppgifter").click()
    who.look("utskrivningsklar, utfällt")
    page.get_by_label("Läkare som bedömt").fill("")
    who.send("Skicka", "utskrivningsklar, fel", 422)
    who.open(f"{ready}/ready_notified", "utkast")
    who.open(f"{ready}/message_sent", "meddelande med filer")
    who.open(f"{ready}/leave_ended", "återkomst utan permission")
    who.send("Spara", "går inte", 409)
    who.case("Skyddade personuppgifter")
    for sought, state in (("Bergström", "träff"), ("Finnsinte", "ingen träff")):
        page.get_by_role("searchbox").fill(sought)
        who.press(page.get_by_role("button", name="Sök", exact=True))
        who.look(f"sök, {state}", who.last.status if who.last else 0)
    who.open("/arende/ZZZZZZZZ", status=404)
    who.open("/administration", status=403)
    page.goto("/tavla")
    page.locator("[name=fran]").evaluate("one => { one.value = '1'; }")
    who.press(page.get_by_role("button", name="Ställ fram"))
    who.look("klockan är redan framställd", 409)


def reminded(who: Visitor) -> None:
    """Who has been told, and what is told at the duty."""
    who.open("/paminnelser")
    who.open("/paminnelser?sida=9", "påminnelser, ingen sådan sida")
    who.open("/paminnelser/mina")
    who.page.get_by_label("E-post").fill("utan")
    who.send("Spara", "hur du påminns, fel", 422)
    who.case("Nils Bergström")
    who.page.locator(".ladder summary").first.click()
    expect(who.page.locator(".ladder ol").first).to_be_visible()
    who.look("ärende, påminnelser")


def others(browser: Browser, made: Round) -> None:
    """One who looks at what only that role sees, each in turn."""
    with visitor(browser, made, "Petra Sund") as long_names:
        long_names.case("Wachtmeister")
    with visitor(browser, made, "Sara Nyman") as social:
        social.open("/paminnelser/enheten")
        social.open("/tavla", "tavla, kommun")
        social.open("/inkorg", "inkorg med något att kvittera")
        case = social.case("Signe Almqvist")
        social.open(f"{case}/handover_answered?svar=cannot")
        social.send("Skicka", "kan inte ta emot, fel", 422)
        social.open(f"{case}/deviation_reported")
    with visitor(browser, made, "Lena Moberg") as centre:
        centre.open("/tavla", "tavla, öppen vård")
        centre.case("Anna Karlberg")
    with visitor(browser, made, "Robert Åkerlund") as psychiatry:
        psychiatry.case("Sonja Friberg")


def ordinations(browser: Browser, made: Round) -> None:
    """By the ward that gives them, and the home care that asks about them."""
    with visitor(browser, made, "Karin Ek") as gives:
        case = gives.case("Hedvig Ståhl")
        gives.open(f"{case}/ordination_given")
        gives.send("Skicka", "ordination, fel", 422)
    with visitor(browser, made, "Maria Öberg") as care:
        case = care.case("Hedvig Ståhl")
        care.open(f"{case}/ordination_questioned")
        care.open("/inkorg", "inkorg med en ordination")


def planning(browser: Browser, made: Round) -> None:
    """The pages of plans; the states that a plan can be in have a round of their own."""
    with visitor(browser, made, "Ulrika Sten") as child:
        child.open("/sip", "planer")
        child.open("/sip/ny")
        child.open(f"{child.case('Ebbe Nordh', '/sip')}/versioner", "versioner, en enda")


def plans(browser: Browser, made: Round) -> None:
    """By who leads them, who is in them, who has none; in each state that a plan can be in."""
    with visitor(browser, made, "Lena Moberg") as leads:
        for name in ("Rosa Blomgren", "Hjalmar Lo", "Svea Lund", "Gunnar Hed", "Tyra Falk", "Ottilia Gran"):
            leads.case(name, "/sip")
        current = leads.case("Rosa Blomgren", "/sip")
        leads.page.get_by_text("Nytt", exact=True).click()
        expect(
            leads.page.get_by_role("region", name="Nytt").get_by_role("link", name="Byt ledande enhet")
        ).to_be_visible()
        leads.look("plan, utfälld")
        leads.open(f"{current}/versioner")
        for kind in ("consent_given", "measure_agreed", "responsibility_set", "follow_up_held", "plan_closed"):
            leads.open(f"{current}/{kind}")
            leads.press(leads.page.locator("main form button.main"))
            leads.look(f"{kind}, fel", leads.last.status if leads.last else 0)
    with visitor(browser, made, "Jonas Lind") as invites:
        called = invites.case("Ottilia Gran", "/sip")
        invites.open(f"{called}/invitation_undelivered")
        invites.open(f"{called}/meeting_moved")
        invites.send("Flytta", "flytta mötet, fel", 422)
        for name in ("Ingemar Rask", "Torvald Ask"):
            invites.case(name, "/sip")
    with visitor(browser, made, "Ulrika Sten") as child:
        child.open(f"{child.case('Ebbe Nordh', '/sip')}/plan_versioned")
    with visitor(browser, made, "Vera Palm") as begun:
        begun.case("Sixten Alm", "/sip")
    with visitor(browser, made, "Robert Åkerlund") as psychiatry:
        psychiatry.open("/sip/ny")
        psychiatry.send("Påbörja", "påbörja plan, fel", 422)
    with visitor(browser, made, "Petra Sund") as none:
        none.open("/sip", "inga planer")


def questions(browser: Browser, made: Round) -> None:
    """A question between units, by who asks and by who is to answer."""
    with visitor(browser, made, "Daniel Hage") as asking:
        asking.open("/fraga")
        asking.send("Fråga", "fråga, fel", 422)
        asking.case("Minna Öst")
    with visitor(browser, made, "Ulrika Sten") as asked:
        asked.open("/tavla", "tavla, frågor")
        case = asked.case("Valter Rosén")
        asked.open(f"{case}/coordination_answered")
        asked.send("Skicka", "svar på frågan, fel", 422)


def coordinators(browser: Browser, made: Round) -> None:
    with visitor(browser, made, "Agneta Bohm") as region:
        region.open("/tavla?kind=call_to_sip", "samordnare")
        row = region.page.get_by_role("row").nth(1)
        row.get_by_text("Påmind").first.click()
        row.get_by_text("Anteckna").first.click()
        region.look("samordnare, utfällt")
        region.press(row.get_by_role("button", name="Spara"))
        region.look("samordnare, fel", 422)
        region.open("/tavla?kind=settle_dispute", "samordnare, tomt slag")
        region.open("/paminnelser", "påminnelser, samordnare")
        region.open("/forsenade-sip", "försenade SIP")
        region.open("/forsenade-sip?slag=needed&kommun=0480&opaminda=1", "försenade SIP, tomt urval")
        region.open("/forsenade-sip?slag=meeting&markera=alla", "försenade SIP, markerade")
        region.page.get_by_text("Anteckna markerade").click()
        region.send("Spara på markerade", "försenade SIP, fel", 422)
        region.open("/forsenade-sip/utveckling?per=unit", "SIP under tolv månader")
        region.open("/manad", "månad")
        region.open("/manad?manad=2020-01", "månad, annan")
        region.open("/lamnade-vidare", "lämnade vidare")
        region.press(region.page.get_by_role("link", name="Habiliteringen"))
        region.look("lämnade vidare, ett par")
    with visitor(browser, made, "Björn Cederin") as municipal:
        municipal.open("/lamnade-vidare?tid=30", "lämnade vidare, inget")
        municipal.open("/forsenade-sip", "försenade SIP, kommun")
        municipal.open("/forsenade-sip/utveckling?kommun=0199", "SIP under tolv månader, inget")
    with visitor(browser, made, "Agneta Bohm") as region:
        case = region.case("Valborg Cederström")
        region.press(region.page.get_by_role("link", name="Avgör tvisten"))
        region.look("avgör tvisten")
        region.open(f"{case}/reading_decided")
        case = region.case("Minna Öst")
        region.open(f"{case}/coordination_answered", "avgör vem som svarar")


def administrator(who: Visitor) -> None:
    page = who.page
    who.open("/administration")
    who.press(page.get_by_role("link", name="Biståndsenheten, Flens kommun"))
    who.look("enhet")
    who.press(page.get_by_role("link", name="Hur enheten påminns"))
    who.look("hur enheten påminns")
    page.get_by_label("Webbadress").fill("http://localhost")
    who.send("Spara", "hur enheten påminns, fel", 422)
    page.get_by_label("Webbadress").fill("https://system.example/hemgang")
    who.send("Spara", "hur enheten påminns, hemlighet", 200)
    page.goto("/administration")
    who.press(page.get_by_role("link", name="Biståndsenheten, Flens kommun"))
    page.get_by_role("textbox", name="mån").fill("aldrig")
    who.send("Spara", "enhet, fel", 422)
    who.open("/administration/enhet/ny")
    who.open("/administration/mottagare")
    who.open("/administration/personer")
    who.press(page.get_by_role("link", name="Nils Jern"))
    who.look("person")
    who.press(page.locator("a[href^='/administration/uppdrag/']").first)
    who.look("uppdrag")
    who.open("/administration/personer/ny")
    who.press(page.locator("main form button.main"))
    who.look("ny person, fel", 422)


def operators(browser: Browser, made: Round, url: str) -> None:
    """*Drift* of the installation, with nothing and with much to see to, and of a municipality."""
    with visitor(browser, made, "Maj Nordin") as region:
        region.open("/drift")
        trouble(url)
        region.open("/drift", "drift, mycket att åtgärda")
        page = region.page
        page.get_by_text("Markera som klar").first.click()
        region.look("drift, utfällt")
        region.press(page.get_by_role("button", name=re.compile("^Klart")))
        region.look("drift, fel", 422)
        region.press(page.get_by_role("button", name=re.compile("^Försök igen")).first)
        region.look("drift, gjort")
    with visitor(browser, made, "Rakel Sved") as municipality:
        municipality.open("/drift", "drift, kommun")
    with visitor(browser, made, "Sara Nyman") as unreached:
        unreached.open("/drift", "drift, inte för alla", 403)


def without_database(browser: Browser) -> dict[str, str]:
    """An installation whose PostgreSQL is not there."""
    gone = bootstrap.system(Settings(database_url=f"postgresql://lus@127.0.0.1:{free_port()}/lus"))
    with served(gone) as address:
        made = Round(address)
        context = browser.new_context(base_url=address)
        Visitor(context.new_page(), made).open("/logga-in", "databasen är borta", 503)
        context.close()
    gone.close()
    return made.found


@pytest.fixture
def filled(system: System, database_url: str) -> System:
    """The training region with all its stays, as after `make run`."""
    fill.tell(system, prepare(database_url))
    deliver.tick(system)
    with psycopg.connect(database_url) as owner:
        # She is the unit's manager, and its address takes nothing.
        owner.execute(
            "with hers as (select a.unit_id, a.person_id from assignments a join persons p on p.id = a.person_id"
            "                where p.name = 'Sara Nyman' limit 1),"
            " managed as (update units set manager_id = hers.person_id from hers where id = hers.unit_id)"
            " insert into preferences (unit_id, mail, mail_refused_at) select unit_id, 'a@b.se', now() from hers"
        )
    return system


def test_axe_finds_nothing_on_any_page_in_any_state(
    browser: Browser, site: str, filled: System, database_url: str
) -> None:
    made = Round(site)
    for name, looks in ((None, nobody), ("Karin Ek", ward), ("Karin Ek", reminded), ("Rakel Sved", administrator)):
        with visitor(browser, made, name) as who:
            looks(who)
    for more in (others, ordinations, planning, questions):
        more(browser, made)
    coordinators(browser, made)
    operators(browser, made, database_url)
    assert made.found | without_database(browser) == {}
    assert len(pages_of(filled)) > 20
    assert never_opened(filled, made.opened) == []


def test_axe_finds_nothing_on_a_plan_in_any_state(browser: Browser, site: str, filled: System) -> None:
    assert filled
    made = Round(site)
    plans(browser, made)
    assert made.found == {}
    assert len(made.opened) > 20
