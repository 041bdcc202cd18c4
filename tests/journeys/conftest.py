"""A real browser on a real server: Debian's chromium, driven by playwright; the site on a port of its own."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from lus.bootstrap import System
from lus.serving import configured, listen
from lus.web.app import create_app

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def served(system: System) -> Iterator[str]:
    """The web application in a thread of this process, on a port of its own."""
    port = free_port()
    listener = listen("127.0.0.1", port)
    server = uvicorn.Server(configured(create_app(system)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    listener.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium", path="/usr/bin:/usr/local/bin")
    if path is None:
        pytest.fail("Debian's chromium is missing: apt-get install chromium as root. Without it: make test-core.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(system: System) -> Iterator[str]:
    with served(system) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh browser with Swedish settings, at the site. Anything the console or the policy complains about fails."""
    context = browser.new_context(base_url=site, locale="sv-SE", timezone_id="Europe/Stockholm")
    page = context.new_page()
    complaints: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: elsewhere.append(r.url) if not r.url.startswith(site) else None)
    yield page
    context.close()
    assert complaints == []
    assert elsewhere == []


def finds_nothing(page: Page) -> None:
    """axe, with all its rules, in the state that the page is in now."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
