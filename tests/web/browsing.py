"""What tests of the pages share: a form as it is in the page, what is stored, and signing in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import Connection, create_engine, text
from starlette.testclient import TestClient

from lus.bootstrap import System
from lus.domain.calendar import local
from lus.domain.identity import check_digit
from lus.web.app import create_app

BORN = "920412"
"""In 1892: nobody who lives."""

ORIGIN = "https://testserver"
COOKIE = "__Host-hemgang"


class Form(HTMLParser):
    """The values that a browser would send if nobody touched the page's form, and the names that it asks for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._select = self._area = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "sheet" in given.get("class", "")
        name = given.get("name", "")
        if not self._inside:
            return
        if tag in {"input", "select", "textarea"}:
            self.names.add(name)
        if tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values.setdefault(name, []).append(given.get("value", ""))
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and "selected" in given:
            self.values[self._select] = [given["value"]]
        if tag == "textarea":
            self._area = name

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def filled(self, **typed: Any) -> dict[str, Any]:
        """As sent, with what somebody typed."""
        return {**self.values, **typed}


def browser(system: System) -> TestClient:
    """Somebody who is not signed in."""
    return TestClient(create_app(system), base_url=ORIGIN, follow_redirects=False, headers={"origin": ORIGIN})


def invented(serial: int) -> str:
    """A personnummer with the right check digit, as people write it."""
    nine = f"{BORN}{serial:03}"
    return f"18{BORN}-{nine[6:]}{check_digit(nine)}"


def clock_of(system: System, minutes: int = 1) -> dict[str, str]:
    """When it happened, as forms take it: in a minute, which a form allows and which is after all that has been."""
    at = local(system.clock()) + timedelta(minutes=minutes)
    return {"at_day": at.date().isoformat(), "at_time": f"{at:%H%M}"}


def pages(pdf: bytes) -> int:
    """How many there are."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@contextmanager
def owner(url: str) -> Iterator[Connection]:
    """The tables' owner, who sees and may do all; committed at the end. `url`: the owner's."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def count(url: str, table: str) -> int:
    """How many rows."""
    with owner(url) as connection:
        found: int = connection.execute(text(f"select count(*) from {table}")).scalar_one()  # noqa: S608 ours
    return found
