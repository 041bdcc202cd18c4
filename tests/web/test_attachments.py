"""Files through the pages: who may have one, how it is handed out, and what is refused with which sentence."""

from typing import Any

import pytest
from sqlalchemy import text

from lus.domain.attachment import LARGEST, MB
from lus.domain.facts import Receiver
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD
from tests.web.browsing import Form, count, owner
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nHemligt"


@pytest.fixture
def told(region: Region) -> Region:
    notify(region)
    return region


def sends(told: Region, *files: tuple[str, bytes], **typed: Any) -> Any:
    """A message from the ward to the social services alone, with the files."""
    address = f"/arende/{told.stay.ref}/message_sent"
    ward = told.at(WARD)
    form = Form(ward.get(address).text).filled(text="Se bilagan.", to=[str(SOCIAL)], ground="consent")
    chosen = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return ward.post(address, data={**form, **typed}, files=chosen or None)


def href(told: Region, number: int = 1) -> str:
    return f"/arende/{told.stay.ref}/fil/4/{number}"


def test_sender_and_receiver_save_it_and_nobody_else_knows_its_name(told: Region, database_url: str) -> None:
    assert sends(told, ("epikris å.pdf", PDF), ("rad.txt", b"Hej")).status_code == 303
    for unit in (WARD, SOCIAL):
        client = told.at(unit)
        page = client.get(f"/arende/{told.stay.ref}").text
        assert "epikris å.pdf" in page
        assert href(told, 2) in page
        answer = client.get(href(told))
        assert answer.content == PDF
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"].startswith('attachment; filename="epikris _.pdf"; filename*=UTF-8')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"
    for unit in (HOME_CARE, CENTRE):
        assert "epikris" not in told.at(unit).get(f"/arende/{told.stay.ref}").text
        assert told.at(unit).get(href(told)).status_code == 404
    assert told.at(STRANGER).get(href(told)).status_code == 404
    assert told.at(SOCIAL).get(href(told, 3)).status_code == 404
    with owner(database_url) as connection:
        logged = connection.execute(text("select outcome from access_log where what = 'attachment' order by at")).all()
        skeleton = connection.execute(text("select skeleton::text from facts where kind = 'message_sent'")).scalar_one()
    assert [row.outcome for row in logged] == ["shown", "shown", "not_found", "not_found", "not_found", "not_found"]
    assert "epikris" not in skeleton
    assert '"attached"' in skeleton


def test_what_was_voided_as_wrongly_sent_is_its_senders_alone(told: Region) -> None:
    sends(told, ("epikris.pdf", PDF))
    told.stay("voided", WARD, of=4, reason="wrong_receiver")
    assert told.at(WARD).get(href(told)).status_code == 200
    assert told.at(SOCIAL).get(href(told)).status_code == 404
    assert "epikris" not in told.at(SOCIAL).get(f"/arende/{told.stay.ref}").text


def test_who_gets_the_message_forwarded_gets_its_files(told: Region) -> None:
    sends(told, ("epikris.pdf", PDF))
    assert told.at(HOME_CARE).get(href(told)).status_code == 404
    told.stay("forwarded", SOCIAL, of=4, receivers=(_to(HOME_CARE),))
    assert told.at(HOME_CARE).get(href(told)).status_code == 200


def _to(unit: int) -> Receiver:
    return Receiver(unit)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("epikris.pdf", b"\x7fELF\x02\x01\x01\x00")], "epikris.pdf kan inte skickas: innehållet är varken PDF"),
        ([("tom.pdf", b"")], "tom.pdf är tom"),
        ([("stor.pdf", PDF + b"x" * LARGEST)], "stor.pdf är större än 10 MB"),
        ([("a.pdf", PDF + b"x" * 9 * MB)] * 3, "tillsammans större än 25 MB"),
        ([("a.pdf", PDF)] * 6, "Välj högst 5 filer. Ni valde 6."),
    ],
)
def test_what_may_not_be_sent_is_refused_and_the_text_kept(
    told: Region, database_url: str, files: list[tuple[str, bytes]], said: str
) -> None:
    before = count(database_url, "facts")
    answer = sends(told, *files)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Se bilagan." in answer.text
    assert "Välj filerna igen" in answer.text
    assert (count(database_url, "facts"), count(database_url, "attachments")) == (before, 0)


def test_a_good_file_in_a_form_with_another_fault_is_to_be_chosen_again(told: Region) -> None:
    answer = sends(told, ("epikris.pdf", PDF), text="")
    assert answer.status_code == 422
    assert "Välj filerna igen" in answer.text
    assert "Bifoga filer" in answer.text


def test_sent_twice_it_is_one_message_with_its_files(told: Region, database_url: str) -> None:
    assert sends(told, ("epikris.pdf", PDF), key="form").status_code == 303
    assert sends(told, ("epikris.pdf", PDF), key="form").status_code == 303
    assert count(database_url, "attachments") == 1


def test_a_form_that_takes_no_files_leaves_them_out(told: Region, database_url: str) -> None:
    client, address = told.at(WARD), f"/arende/{told.stay.ref}/patient_informed"
    page = client.get(address).text
    assert "Bifoga filer" not in page
    form = Form(page).filled(summary="Allt väl.")
    client.post(address, data=form, files=[("files", ("epikris.pdf", PDF, "application/pdf"))])
    assert count(database_url, "attachments") == 0


def test_more_than_anybody_may_send_is_not_read(told: Region) -> None:
    assert sends(told, ("stor.pdf", PDF + b"x" * 61 * MB)).status_code == 413
