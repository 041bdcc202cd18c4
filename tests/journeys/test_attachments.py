"""A file chosen, sent and saved in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lus.bootstrap import System
from tests.cases import SOCIAL, WARD
from tests.journeys.conftest import finds_nothing
from tests.journeys.test_pages import at
from tests.store.registry import Registry, furnish
from tests.store.stays import Recorder, header, notified

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def registry(database_url: str) -> Registry:
    return furnish(database_url, training=True)


@pytest.fixture
def stay(system: System, registry: Registry) -> Recorder:
    return notified(system, registry, header("Ek, Märta"))


def test_a_file_is_chosen_refused_chosen_again_sent_and_saved(
    stay: Recorder, system: System, browser: Browser, tmp_path: Path
) -> None:
    good, bad = tmp_path / "epikris.pdf", tmp_path / "program.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(b"\x7fELF\x02\x01\x01\x00")
    with at(WARD, system, browser) as tab:
        tab.goto(f"/arende/{stay.ref}/message_sent")
        finds_nothing(tab)
        tab.get_by_role("textbox", name="Meddelande").fill("Se bilagan.")
        tab.get_by_role("checkbox", name=f"social_services {SOCIAL}").check()
        tab.get_by_role("combobox", name="Grund för att lämna uppgifterna").select_option("samtycke")
        tab.get_by_label("Bifoga filer").set_input_files(bad)
        tab.get_by_role("button", name="Skicka").click()
        expect(tab.get_by_role("alert")).to_contain_text("Filen program.pdf kan inte skickas")
        expect(tab.get_by_text("Välj filerna igen")).to_be_visible()
        expect(tab.get_by_role("textbox", name="Meddelande")).to_have_value("Se bilagan.")
        finds_nothing(tab)
        tab.set_viewport_size({"width": 320, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        finds_nothing(tab)
        tab.get_by_label("Bifoga filer").set_input_files(good)
        tab.get_by_role("button", name="Skicka").click()
        expect(tab.get_by_role("link", name="epikris.pdf")).to_be_visible()
        finds_nothing(tab)
    with at(SOCIAL, system, browser) as tab:
        tab.goto(f"/arende/{stay.ref}")
        with tab.expect_download() as saved:
            tab.get_by_role("link", name="epikris.pdf").click()
        assert saved.value.suggested_filename == "epikris.pdf"
        assert Path(saved.value.path()).read_bytes() == PDF
