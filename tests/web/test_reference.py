"""Frågor och löften: anybody reads and searches, whatever they type, and nothing of it is kept."""

import html
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from lus.domain.duties import ROWS
from lus.paths import beside
from lus.reference import Question, load
from tests.cases import WARD
from tests.web.test_pages import Region, region

__all__ = ["region"]

ADDRESSES = [document.address for document in load(beside("seeds")).documents]
TITLES = [document.title for document in load(beside("seeds")).documents]


def words(page: str) -> str:
    """What the page's main part says."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.split("<main")[1].split("</main>", maxsplit=1)[0]))


def marks(page: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", page)


def kept(page: str) -> str:
    """What stands in the search field."""
    field = re.search(r'name="q" value="([^"]*)"', page)
    assert field
    return html.unescape(field[1])


def found(client: TestClient, sought: str) -> str:
    answer = client.get("/fragor", params={"q": sought})
    assert answer.status_code == 200
    return answer.text


def test_the_list_has_every_document_and_the_ways_into_it(client: TestClient) -> None:
    page = client.get("/fragor").text
    assert re.findall(r'<h2><a href="/fragor/([^"]+)">', page) == ADDRESSES
    assert "9 svar" in page
    assert "okänt datum" in page
    assert re.findall(r'<h2><a href="/fragor/([^"]+)">', client.get("/fragor/amne/sip").text) == [ADDRESSES[1]]
    stockholm = client.get("/fragor", params={"region": "Stockholm"}).text
    assert re.findall(r'<h2><a href="/fragor/([^"]+)">', stockholm) == [ADDRESSES[4]]


@pytest.mark.parametrize("document", load(beside("seeds")).documents, ids=ADDRESSES)
def test_a_document_is_read_whole_word_for_word(client: TestClient, document: "object") -> None:
    page = words(client.get(f"/fragor/{document.address}").text)  # type: ignore[attr-defined]
    body = document.body  # type: ignore[attr-defined]
    if isinstance(body, Question):
        said = [line for one in body.answers for line in (*one.text, one.said, one.name, *one.title)]
    else:
        said = [*body.people, *body.lead, *body.closing]
        said += [line for one in body.interview for line in (one.question, *one.answer)]
    at = 0
    for line in said:
        assert line in page, line
        at = page.index(line, at) if isinstance(body, Question) else at
    assert "Så syns det i Hemgång" in page


def test_what_nobody_said_is_nobodys(client: TestClient) -> None:
    """The article's last answer names no speaker."""
    page = client.get("/fragor/overenskommelse-stockholm").text
    answers = re.findall(r"<figcaption.*?</figcaption>", page, re.DOTALL)
    assert ["Ella Bohlin" in answers[0], "Martina Mossberg" in answers[1]] == [True, True]
    assert "Artikelns egen text" in answers[2]


@pytest.mark.parametrize(
    ("sought", "marked", "also"),
    [
        ("utskrivning", "utskrivningar", "överlämningar under den här mandatperioden"),
        ("utskrivningar", "utskrivning", "Tryggare"),
        ("SIP:arna", "SIP", "förväntar jag mig"),
        ("SIP", "SIP:arna", "säkerställa att samordningen"),
        ("sip", "SIP", "SIP är ju tänkt"),
        ("Callhammar", "Callhammar", "Toppkandidat"),
        ("INGA beslut", "inga", "utan mig”"),
        ("vårdcentral lotsar", "", "Inget innehåller alla ord"),
    ],
)
def test_a_search_finds_other_forms_of_the_word(client: TestClient, sought: str, marked: str, also: str) -> None:
    page = found(client, sought)
    assert also in words(page)
    assert (marked in marks(page)) == bool(marked)


def test_a_hit_leads_to_the_answer(client: TestClient) -> None:
    page = found(client, "hembesök")
    href = re.search(r'href="(/fragor/trygg-hemgang#(svar-2))"', page)
    assert href
    assert f'id="{href[2]}"' in client.get(href[1]).text


@pytest.mark.parametrize(
    ("sought", "said"),
    [
        ("", "Skriv ett ord att söka efter"),
        ("   ", "Skriv ett ord att söka efter"),
        ("%", "finns inget att söka efter"),
        ("_ * ? \\ :*", "finns inget att söka efter"),
        ("och att", "bara tecken och småord"),
        ("å" * 10_000, "Sökningen är 10000 tecken lång; högst 200 ryms"),
        ("<script>alert(1)</script>", "Inget innehåller alla ord i ”<script>alert(1)</script>”"),
        ("sip' & | ! (", "innehåller ”sip' & | ! (”"),
        ("a\x00b", "Inget innehåller"),
        ("\N{GRINNING FACE}", "finns inget att söka efter"),
    ],
)
def test_whatever_is_searched_is_answered_with_a_sentence(client: TestClient, sought: str, said: str) -> None:
    page = found(client, sought)
    assert said in words(page)
    assert "<script>alert" not in page
    assert kept(page) == " ".join(sought.replace("\x00", " ").split())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=220))
def test_any_search_at_all(client: TestClient, sought: str) -> None:
    """The site only reads: one client serves every example."""
    assert "Sök i frågor och svar" in found(client, sought)


@pytest.mark.parametrize(
    "path", ["/fragor/%00", "/fragor/finns-inte", "/fragor/amne/x", "/fragor/amne/%00", "/fragor?region=x"]
)
def test_an_unknown_address_is_404_with_the_list(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert all(title in words(answer.text) for title in TITLES)


def test_an_unknown_duty_is_404_with_the_list(client: TestClient) -> None:
    answer = client.get("/atgarder/finns_inte")
    assert answer.status_code == 404
    assert answer.text.count('<h2><a href="/atgarder/') == len(ROWS)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "²", "9" * 40])
def test_a_page_that_there_is_none_of_is_the_first(client: TestClient, page: str) -> None:
    for asked in ({"sida": page}, {"sida": page, "q": "SIP"}):
        answer = client.get("/fragor", params=asked)
        assert answer.status_code == 200
        assert ADDRESSES[1] in answer.text


def test_every_duty_says_what_who_when_and_why(client: TestClient) -> None:
    listed = client.get("/atgarder").text
    for kind in ROWS:
        assert f'href="/atgarder/{kind}"' in listed
        page = words(client.get(f"/atgarder/{kind}").text)
        assert all(label in page for label in ("Vad", "Vem", "När", "Källa"))
        assert "{" not in page
    page = words(client.get("/atgarder/call_to_sip").text)
    assert "Senast 3 kalenderdagar" in page
    assert "LUS 4 kap. 3 §" in page


def test_a_question_and_its_duties_lead_to_each_other(client: TestClient) -> None:
    for address in ADDRESSES:
        for href in re.findall(r'href="(/atgarder/[a-z_]+)"', client.get(f"/fragor/{address}").text):
            assert f'href="/fragor/{address}"' in client.get(href).text


def test_whoever_is_signed_in_keeps_the_frame_and_the_case_leads_to_the_question(region: Region) -> None:
    signed_in = region.at(WARD)
    for path in ("/fragor", "/fragor/trygg-hemgang", "/atgarder", "/atgarder/call_to_sip"):
        page = signed_in.get(path).text
        assert "Du arbetar för" in page
        assert '<a href="/fragor" aria-current="page">Frågor och löften</a>' in page
    case = signed_in.get(f"/arende/{region.stay.ref}").text
    why = case.split('class="why"')[1].split("</details>")[0]
    assert 'href="/atgarder/notify_admission"' in why
    assert 'href="/fragor/trygg-hemgang"' in why


def test_a_search_is_written_down_nowhere(region: Region, database_url: str) -> None:
    sought = "Hemligtnamn"
    with capture_logs() as told:
        region.at(WARD).get("/fragor", params={"q": sought})
    assert sought not in str(told)
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as owner:
        assert sought not in str(owner.execute(text("select * from access_log")).all())
    engine.dispose()


def test_permanent_addresses_take_what_browsers_make_of_swedish(client: TestClient) -> None:
    assert client.get(f"/fragor?region={quote('Sörmland')}").status_code == 200
