"""Pictures of the pages for people to look at: `make screenshots` writes them into docs/screenshots."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from lus.bootstrap import System
from lus.paths import PACKAGE
from lus.usecases import deliver
from lus.usecases.heartbeat import beat
from lus.usecases.training import fill
from tests.journeys.training import at_work, prepare, trouble

FOLDER = PACKAGE.parent / "docs" / "screenshots"
WIDTHS = (1440, 320)
TALLEST = 2400
"""A picture of more pixels is looked at by nobody: narrow pages are cut there."""

OPEN = (
    ("inloggning", "/logga-in"),
    ("om", "/om"),
    ("fragor", "/fragor"),
    ("fragor-sok", "/fragor?q=SIP:arna"),
    ("fragor-fraga", "/fragor/ordinationer-och-sip"),
    ("fragor-artikel", "/fragor/overenskommelse-stockholm"),
    ("atgarder", "/atgarder"),
    ("atgard", "/atgarder/call_to_sip"),
    ("regler", "/regler"),
)
"""File and page that nobody has to sign in for."""

PEOPLE = (
    ("avdelning", "Karin Ek", "Nils Bergström", "Boka hemresa"),
    ("kommun", "Sara Nyman", "Signe Almqvist", "Kan inte ta emot"),
    ("oppenvard", "Lisa Ås", "Signe Almqvist", "Ta emot"),
)
"""File, who is signed in, whose case, which act's form."""


OTHERS = (
    ("ordination-avdelning", "Karin Ek", "Hedvig Ståhl", "/ordination_given"),
    ("ordination-hemsjukvard", "Maria Öberg", "Hedvig Ståhl", "/ordination_questioned"),
    ("ordination-socialtjanst", "Jonas Lind", "Hedvig Ståhl", ""),
    ("ordination-hemma", "Vera Palm", "Ottilia Brandt", ""),
    ("samordningsfraga", "Ulrika Sten", "Valter Rosén", "/coordination_answered"),
    ("samordningsfraga-samordnare", "Agneta Bohm", "Minna Öst", "/coordination_answered"),
)
"""File, who is signed in, whose case, and the form there that is looked at too."""

LISTS = (
    ("ny-fraga", "Daniel Hage", "/fraga"),
    ("inkorg-hemsjukvard", "Maria Öberg", "/inkorg"),
    ("lamnade-vidare", "Agneta Bohm", "/lamnade-vidare"),
    ("forsenade-sip-region", "Agneta Bohm", "/forsenade-sip"),
    ("forsenade-sip-kommun", "Håkan Iller", "/forsenade-sip"),
    ("forsenade-sip-utveckling", "Agneta Bohm", "/forsenade-sip/utveckling"),
    ("planer", "Lena Moberg", "/sip"),
    ("ny-plan", "Robert Åkerlund", "/sip/ny"),
)
"""File, who is signed in, and a page that is about nobody, or several."""

PLANS = (
    ("plan", "Lena Moberg", "Rosa Blomgren", "/versioner"),
    ("plan-barn", "Ulrika Sten", "Ebbe Nordh", "/measure_agreed"),
    ("plan-kallad", "Jonas Lind", "Ottilia Gran", "/invitation_undelivered"),
    ("plan-tvangsvard", "Jonas Lind", "Torvald Ask", ""),
)
"""File, who is signed in, whose plan, and a page there that is looked at too."""

ADMINISTRATION = (
    ("enheter", ""),
    ("enhet", "/enhet/13"),
    ("paminnelser", "/enhet/13/paminnelser"),
    ("ny-enhet", "/enhet/ny"),
    ("mottagare", "/mottagare"),
    ("ny-person", "/personer/ny"),
    ("personer", "/personer"),
)
"""File and page, of Flen's administrator."""


@pytest.fixture
def filled(system: System, database_url: str) -> System:
    """The training region with all its stays, as after `make run`."""
    start = prepare(database_url)
    fill.tell(system, start)
    deliver.tick(system)
    with system.write() as connection:
        beat(connection, "worker", "lus@here", 1, 1)
    return system


def take(page: Page, name: str, width: int) -> None:
    """The page as it stands, small enough to keep in the repository."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is cut off at {width} px"
    page.evaluate("document.fonts.ready")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    shrunk = FOLDER / f"{name}-{width}.png"
    page.screenshot(path=shrunk, full_page=True, clip=clip)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", WIDTHS)
def test_plans(browser: Browser, site: str, filled: System, width: int) -> None:
    for file, name, patient, path in PLANS:
        with at_work(browser, site, filled, name, viewport={"width": width, "height": 900}) as person:
            person.page.goto("/sip")
            person.press("link", patient, exact=True)
            take(person.page, file, width)
            if path:
                person.page.goto(person.page.url.partition("?")[0] + path)
                take(person.page, f"{file}-mer", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_take(browser: Browser, site: str, filled: System, database_url: str, width: int) -> None:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    size = {"width": width, "height": 900}
    nobody = browser.new_page(base_url=site, viewport=size)  # type: ignore[arg-type]
    for name, path in OPEN:
        nobody.goto(path)
        take(nobody, name, width)
    for file, name, patient, act in PEOPLE:
        with at_work(browser, site, filled, name, viewport=size) as person:
            person.to_board()
            take(person.page, f"{file}-tavla", width)
            person.page.goto("/paminnelser")
            take(person.page, f"{file}-paminnelser", width)
            person.to_case(patient)
            take(person.page, f"{file}-arende", width)
            person.act(act)
            take(person.page, f"{file}-formular", width)
    for file, name, patient, act in OTHERS:
        with at_work(browser, site, filled, name, viewport=size) as person:
            person.to_case(patient)
            take(person.page, f"{file}-arende", width)
            if act:
                case = person.page.url.partition("#")[0].partition("?")[0]
                person.page.goto(f"{case}{act}")
                take(person.page, f"{file}-formular", width)
    for file, name, path in LISTS:
        with at_work(browser, site, filled, name, viewport=size) as person:
            person.page.goto(path)
            take(person.page, file, width)
            if path == "/lamnade-vidare":
                person.press("link", "Habiliteringen")
                take(person.page, f"{file}-par", width)
    with at_work(browser, site, filled, "Rakel Sved", viewport=size) as person:
        for name, path in ADMINISTRATION:
            person.page.goto(f"/administration{path}")
            take(person.page, f"administration-{name}", width)
        person.press("link", "Nils Jern")
        take(person.page, "administration-person", width)
    trouble(database_url)
    for file, name in (("drift", "Maj Nordin"), ("drift-kommun", "Rakel Sved")):
        with at_work(browser, site, filled, name, viewport=size) as person:
            person.page.goto("/drift")
            take(person.page, file, width)


if __name__ == "__main__":
    code = pytest.main([__file__, "-p", "no:randomly", "-p", "no:xdist"])
    print(f"Pictures in {FOLDER}")
    sys.exit(code)
