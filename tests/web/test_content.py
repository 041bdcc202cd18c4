"""Skeleton and content: a unit on the case that was sent nothing reads nothing, on any page."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from lus.domain.facts import KINDS
from lus.web.forms import slots_of
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD
from tests.web.browsing import Form, clock_of, invented
from tests.web.test_pages import Region, region

__all__ = ["region"]

CHOICES: dict[str, dict[str, Any]] = {
    "need_assessed": {"needed": "ja", "principals": ["municipality", "region"]},
    "sip_need_decided": {"needed": "ja"},
    "ready_withdrawn": {"reason": "worse"},
    "handover_answered": {"svar": "accepts_part"},
    "sip_called": {"form": "home"},
    "discharged": {"destination": "own_home"},
    "first_contact_made": {"form": "visit"},
    "voided": {"of": "19", "reason": "correction"},
}
"""What each form must be told beside its texts."""

STEPS = (
    (WARD, "need_assessed", ()),
    (WARD, "admission_notified", (SOCIAL, CENTRE)),
    (WARD, "expected_discharge_changed", ()),
    (CENTRE, "care_contact_appointed", (WARD, SOCIAL)),
    # From here on there is a unit on the case that nothing of this was sent to.
    (WARD, "admission_notified", (HOME_CARE,)),
    (SOCIAL, "planning_noted", (WARD, CENTRE)),
    (WARD, "ready_judged", ()),
    (WARD, "ready_notified", (SOCIAL, CENTRE)),
    (WARD, "ready_withdrawn", ()),
    (WARD, "ready_notified", (SOCIAL, CENTRE)),
    (SOCIAL, "handover_answered", (WARD, CENTRE)),
    (CENTRE, "sip_need_decided", (WARD, SOCIAL)),
    (CENTRE, "sip_called", (WARD, SOCIAL)),
    (WARD, "homegoing_booked", (SOCIAL, CENTRE)),
    (WARD, "discharge_informed", (SOCIAL, CENTRE)),
    (WARD, "patient_informed", ()),
    (WARD, "discharged", (SOCIAL, CENTRE)),
    (CENTRE, "first_contact_made", (WARD, SOCIAL)),
    (CENTRE, "voided", ()),
)
"""Who records what, and to whom."""


OWN = {"admitted", "need_assessed", "ready_judged", "patient_informed", "next_of_kin"}
"""What the ward writes for itself and the patient."""


class Planter:
    """Records through the forms, with a rare word in every text field."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.clients: dict[int, TestClient] = {}
        self.words: dict[str, str] = {}
        self.planted: set[tuple[str, str]] = set()
        self.ref = ""

    def at(self, unit: int) -> TestClient:
        return self.clients.setdefault(unit, self.region.at(unit))

    def admit(self) -> None:
        form = Form(self.at(WARD).get("/inskriv").text)
        typed = {"name": "Elsa Björk", "number": invented(239), "registered_in": "0480"}
        typed |= self.texts("admitted", form)
        typed |= {"next_of_kin": self.word("next_of_kin")}
        answer = self.at(WARD).post("/inskriv", data=form.filled(**typed))
        self.ref = answer.headers["location"][8:16]

    def word(self, what: str) -> str:
        word = f"zq{len(self.words)}x{what.replace('_', '').replace(' ', 'x')}"
        self.words[word] = what
        return word

    def texts(self, kind: str, form: Form, *, silent: bool = False) -> dict[str, str]:
        """A rare word for each content field of the kind that the form asks for."""
        asked = [s for s in slots_of(kind) if s.control in {"text", "line"} and s.name in form.names]
        if silent:
            return {}
        self.planted |= {(kind, slot.name) for slot in asked}
        return {slot.name: self.word(f"{kind} {slot.name}") for slot in asked}

    def record(self, unit: int, kind: str, to: tuple[int, ...]) -> None:
        choices = CHOICES.get(kind, {})
        address = f"/arende/{self.ref}/{kind}"
        form = Form(self.at(unit).get(address, params={k: v for k, v in choices.items() if k in {"svar", "of"}}).text)
        typed: dict[str, Any] = dict(choices) | {"ground": "consent"}
        typed |= {f"{name}_time": "23.59" for name in ("from_at", "meeting_at", "homegoing_at") if not typed.get(name)}
        tomorrow = self.tomorrow()
        typed |= {f"{name}_day": tomorrow for name in ("from_at", "next_answer_at", "meeting_at", "homegoing_at")}
        typed |= {"next_answer_at_time": "10.00", "expected_discharge_on": tomorrow}
        typed |= self.texts(kind, form, silent=to == (HOME_CARE,))
        typed |= clock_of(self.region.system) if "at_time" in form.names else {}
        if "judged_at_time" in form.names:
            typed |= {f"judged_{name}": value for name, value in clock_of(self.region.system).items()}
        if to:
            typed["to"] = [str(one) for one in to]
        answer = self.at(unit).post(address, data=form.filled(**typed))
        assert answer.status_code == 303, (kind, re.findall(r'<li><a href="#f-[^>]*>([^<]*)', answer.text), answer.text)

    def tomorrow(self) -> str:
        return clock_of(self.region.system, 24 * 60)["at_day"]

    def read_by(self, unit: int) -> dict[str, set[str]]:
        """Page ► the rare words that the unit reads there."""
        client, case = self.at(unit), f"/arende/{self.ref}"
        pages = ["/tavla", "/tavla?status=discharged", "/inskriv", case]
        pages += [f"{case}/{kind}" for kind in KINDS]
        pages += [f"{case}/{kind}?of={seq}" for kind in ("voided", "acknowledged") for seq in range(1, 25)]
        pages += [f"{case}/patientinformation/{seq}" for seq in range(1, 25)]
        shown = {page: client.get(page).content.decode(errors="replace") for page in pages}
        for kind in KINDS:
            shown[f"{kind} tried"] = client.post(f"{case}/{kind}", data={"visa": "1"}).text
            shown[f"{kind} sent"] = client.post(f"{case}/{kind}", data={"of": "1"}).text
        return {page: found for page, html in shown.items() if (found := {w for w in self.words if w in html})}


@pytest.fixture
def planter(region: Region) -> Planter:
    made = Planter(region)
    made.admit()
    for unit, kind, to in STEPS:
        made.record(unit, kind, to)
    return made


def test_a_party_that_was_sent_nothing_reads_no_content_anywhere(planter: Planter) -> None:
    page = planter.at(HOME_CARE).get(f"/arende/{planter.ref}")
    assert page.status_code == 200
    assert "Elsa Björk" in page.text
    assert page.text.count("Innehållet är för avsändare och mottagare.") >= 10
    assert planter.read_by(HOME_CARE) == {}


def test_every_text_field_was_planted_and_its_receivers_read_it(planter: Planter) -> None:
    every = {(kind, slot.name) for kind in KINDS for slot in slots_of(kind) if slot.layer == "content"}
    assert every - planter.planted == set()
    ward, social = (planter.at(unit).get(f"/arende/{planter.ref}").text for unit in (WARD, SOCIAL))
    own = {word for word, what in planter.words.items() if what.split()[0] in OWN}
    assert {word for word in planter.words if word not in ward} == set()
    assert {word for word in own if word in social} == set()
    assert {word for word in planter.words if word not in social} == own
