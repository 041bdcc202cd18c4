"""Pictures of the pages for people to look at: `make screenshots` writes them into var/screenshots."""

import sys

import pytest
from playwright.sync_api import Browser

from lus.bootstrap import System
from lus.paths import PACKAGE
from lus.usecases.heartbeat import beat

FOLDER = PACKAGE.parent / "var" / "screenshots"
WIDTHS = (1440, 320)


@pytest.mark.parametrize("width", WIDTHS)
def test_take(browser: Browser, site: str, system: System, width: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Not the journeys' tab: it takes a page that is not found for a complaint.
    tab = browser.new_page(base_url=site, viewport={"width": width, "height": 900})
    for name, path in (("first-waiting", "/om"), ("not-found", "/finns-inte")):
        tab.goto(path)
        tab.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
    with system.write() as connection:
        beat(connection, "lus@here", 1)
    tab.goto("/om")
    tab.evaluate("document.fonts.ready")
    tab.screenshot(path=FOLDER / f"first-{width}.png", full_page=True)


if __name__ == "__main__":
    code = pytest.main([__file__, "-p", "no:randomly", "-p", "no:xdist"])
    print(f"Pictures in {FOLDER}")
    sys.exit(code)
