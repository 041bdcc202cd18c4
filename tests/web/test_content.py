"""Skeleton and content: a unit on the case that was sent nothing reads nothing, on any page."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from lus.domain.facts import KINDS
from lus.queries.case import case
from lus.web.forms import slots_of
from tests.cases import CENTRE, HOME_CARE, LISTED, PSYCHIATRY, SHORT_TERM, SOCIAL, WARD, WARD_2
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
    "voided": {"reason": "correction"},
    "consent_given": {"scope": ["meeting", "plan"], "by_whom": "self", "form": "oral"},
    "consent_refused": {"scope": ["plan"], "by_whom": "self"},
    "consent_withdrawn": {"scope": ["meeting"], "by_whom": "self"},
    "message_withheld": {"of_kind": "discharge_informed", "from_unit": str(HOME_CARE)},
    "party_added": {"party": str(SHORT_TERM)},
    "party_removed": {"party": str(SHORT_TERM)},
    "identity_linked": {"number_kind": "reservnummer", "number": "R-123456"},
    "moved": {"ward": str(WARD_2)},
    "interrupted": {"reason": "entered_in_error"},
    "duty_dismissed": {"reason": "no_longer_meaningful"},
    "open_compulsory_care_decided": {"decision": "opt"},
    "ordination_given": {"from_on": "", "until_on": ""},
    "person_invited": {"role": "school"},
    "measure_agreed": {"owner": str(CENTRE)},
    "responsibility_set": {"lead": str(CENTRE), "overall": "region"},
    "lead_changed": {"lead": str(SOCIAL)},
    "meeting_booked": {"form": "home"},
    "meeting_moved": {"form": "unit"},
    "invitation_undelivered": {"unreached": str(SOCIAL)},
    "invitee_reached": {"how": "phone"},
    "meeting_held": {"person_came": "ja", "came": [str(SOCIAL)]},
    "follow_up_held": {"result": "kept"},
    "plan_closed": {"result": "partly"},
    "coordination_answered": {"answer": "answered"},
}
"""What each form must be told beside its texts."""

Step = tuple[int, str, tuple[int, ...]] | tuple[int, str, tuple[int, ...], str]

STEPS: tuple[Step, ...] = (
    (WARD, "need_assessed", ()),
    (WARD, "admission_notified", (SOCIAL, CENTRE)),
    (WARD, "expected_discharge_changed", ()),
    (CENTRE, "care_contact_appointed", (WARD, SOCIAL)),
    # From here on there is a unit on the case that nothing of this was sent to.
    (WARD, "admission_notified", (HOME_CARE,)),
    (WARD, "party_added", (SOCIAL, CENTRE)),
    (WARD, "party_removed", (SOCIAL, CENTRE)),
    (WARD, "consent_given", (SOCIAL, CENTRE)),
    (WARD, "consent_refused", (SOCIAL, CENTRE)),
    (WARD, "consent_withdrawn", (SOCIAL, CENTRE)),
    (WARD, "identity_linked", (SOCIAL, CENTRE)),
    (WARD, "message_sent", (SOCIAL,)),
    (SOCIAL, "message_sent", (), "message_sent"),
    (WARD, "message_sent", (SOCIAL, CENTRE)),
    (CENTRE, "forwarded", (LISTED,), "message_sent"),
    (WARD, "deviation_reported", (SOCIAL,)),
    (SOCIAL, "deviation_answered", (), "deviation_reported"),
    (SOCIAL, "duty_offered", (HOME_CARE,), "write_planning_note"),
    (HOME_CARE, "duty_declined", (), "duty_offered"),
    (WARD, "open_care_unavailable", (SOCIAL, CENTRE)),
    (CENTRE, "open_care_unclear", (WARD, SOCIAL)),
    (CENTRE, "open_care_available", (WARD, SOCIAL)),
    (WARD, "leave_started", (SOCIAL, CENTRE)),
    (WARD, "leave_ended", (SOCIAL, CENTRE)),
    (SOCIAL, "planning_noted", (WARD, CENTRE)),
    (WARD, "ready_judged", ()),
    (WARD, "ready_notified", (SOCIAL, CENTRE)),
    (WARD, "ready_withdrawn", ()),
    (WARD, "ready_notified", (SOCIAL, CENTRE)),
    (SOCIAL, "handover_answered", (WARD, CENTRE)),
    (CENTRE, "sip_need_decided", (WARD, SOCIAL)),
    (CENTRE, "sip_called", (WARD, SOCIAL)),
    (WARD, "message_withheld", ()),
    (WARD, "homegoing_booked", (SOCIAL, CENTRE)),
    (WARD, "discharge_informed", (SOCIAL, CENTRE)),
    (WARD, "patient_informed", ()),
    (WARD, "discharged", (SOCIAL, CENTRE)),
    (CENTRE, "first_contact_made", (WARD, SOCIAL)),
    (CENTRE, "voided", (), "first_contact_made"),
)
"""Who records what, and to whom; and what it is about: a kind of fact, the last of it, or of duty."""

PSYCHIATRIC: tuple[Step, ...] = (
    (WARD, "need_assessed", ()),
    (WARD, "admission_notified", (SOCIAL, CENTRE)),
    (WARD, "admission_notified", (HOME_CARE,)),
    (WARD, "admission_notified", (LISTED,)),
    (LISTED, "wrong_recipient", (), "admission_notified"),
    (CENTRE, "duty_dismissed", (WARD, SOCIAL), "acknowledge"),
    (WARD, "moved", (SOCIAL, CENTRE)),
    (WARD_2, "open_compulsory_care_decided", (SOCIAL, CENTRE)),
    (WARD_2, "interrupted", (WARD, SOCIAL, CENTRE)),
)
"""A second case, for what the first cannot hold."""

ORDERED: tuple[Step, ...] = (
    (WARD, "need_assessed", ()),
    (WARD, "admission_notified", (SOCIAL, HOME_CARE, CENTRE)),
    (WARD, "ordination_given", (HOME_CARE, CENTRE)),
    (HOME_CARE, "ordination_questioned", (), "ordination_given"),
    (WARD, "ordination_answered", (), "ordination_questioned"),
    (WARD, "ordination_ended", (), "ordination_given"),
)
"""A third, for what social services never read."""

PLANNED: tuple[Step, ...] = (
    (CENTRE, "consent_given", (SOCIAL, HOME_CARE)),
    # It is on the plan, and the consent does not name it.
    (CENTRE, "party_added", (SOCIAL, HOME_CARE)),
    (CENTRE, "party_invited", (SOCIAL,)),
    (CENTRE, "person_invited", (SOCIAL, HOME_CARE)),
    (CENTRE, "need_set", (SOCIAL, HOME_CARE)),
    (CENTRE, "goal_set", (SOCIAL, HOME_CARE)),
    (CENTRE, "measure_agreed", (SOCIAL, HOME_CARE)),
    (CENTRE, "responsibility_set", (SOCIAL, HOME_CARE)),
    (CENTRE, "meeting_booked", (SOCIAL, HOME_CARE)),
    (CENTRE, "meeting_moved", (SOCIAL, HOME_CARE), "meeting_booked"),
    (CENTRE, "invitation_undelivered", (SOCIAL, HOME_CARE), "meeting_booked"),
    (CENTRE, "invitee_reached", (SOCIAL, HOME_CARE), "invitation_undelivered"),
    (CENTRE, "meeting_held", (SOCIAL, HOME_CARE), "meeting_booked"),
    (CENTRE, "plan_versioned", (SOCIAL, HOME_CARE)),
    (SOCIAL, "change_asked", (), "plan_versioned"),
    (HOME_CARE, "party_left", (CENTRE, SOCIAL)),
    (CENTRE, "follow_up_held", (SOCIAL,)),
    (CENTRE, "lead_changed", (SOCIAL,)),
    (SOCIAL, "plan_closed", (CENTRE,)),
)
"""A plan, for what only those read whom the consent names."""

QUESTION: tuple[Step, ...] = (
    (SOCIAL, "party_added", ()),
    (CENTRE, "message_sent", (SOCIAL,)),
    (CENTRE, "coordination_answered", (), "coordination_opened"),
)
"""A question between units; another unit has come to it, and nothing but why was sent there."""

COORDINATORS = {"escalated", "liability_disputed", "liability_settled", "noted", "reading_decided", "reminded"}
"""What only a coordinator records (or a ward, without a text): the coordinator's pages have tests of their own."""

OWN = {"admitted", "need_assessed", "ready_judged", "patient_informed", "next_of_kin", "message_withheld"}
"""What the ward writes for itself and the patient."""

ASIDE = {"duty_offered", "duty_declined", "forwarded"}
"""What passes between two units, past the others."""


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

    def admit(self, number: str = invented(239), **more: str) -> None:
        form = Form(self.at(WARD).get("/inskriv").text)
        typed = {"name": "Elsa Björk", "number": number, "registered_in": "0480", **more}
        typed |= self.texts("admitted", form)
        typed |= {"next_of_kin": self.word("next_of_kin")}
        answer = self.at(WARD).post("/inskriv", data=form.filled(**typed))
        self.ref = answer.headers["location"][8:16]

    def begin(self, unit: int, **more: str) -> None:
        """A plan without any stay."""
        form = Form(self.at(unit).get("/sip/ny").text)
        typed = {"name": "Elsa Björk", "number": invented(257), "registered_in": "0480", **more}
        answer = self.at(unit).post("/sip/ny", data=form.filled(**typed, **self.texts("plan_opened", form)))
        self.ref = answer.headers["location"][8:16]

    def ask(self, by: int, unit: int) -> None:
        """Begin with a question instead."""
        form = Form(self.at(by).get("/fraga").text)
        typed = {"name": "Elsa Björk", "number": invented(257), "to": str(unit), "ground": "consent"}
        typed |= self.texts("coordination_opened", form)
        self.ref = self.at(by).post("/fraga", data=form.filled(**typed)).headers["location"][8:16]

    def live(self, steps: tuple[Step, ...]) -> None:
        for unit, kind, to, *about in steps:
            self.record(unit, kind, to, about[0] if about else "")

    def about(self, unit: int, what: str) -> dict[str, str]:
        """What the address of the form names: the last fact of that kind, or the unit's duty of that kind."""
        if what in KINDS:
            with self.region.system.reading(self.region.registry.actors[unit], "Vård och behandling") as door:
                found = case(door, self.ref)
            assert found
            return {"of": str(max(fact.seq for fact in found.case.facts if fact.kind == what))}
        page = self.at(unit).get(f"/arende/{self.ref}/duty_dismissed").text
        page += self.at(unit).get(f"/arende/{self.ref}/duty_offered").text
        keys: list[str] = re.findall(rf'value="({what}:\d+:{unit})"', page)
        return {"duty": keys[0]}

    def word(self, what: str) -> str:
        word = f"zq{len(self.words)}x{what.replace('_', '').replace(' ', 'x')}"
        self.words[word] = what
        return word

    def texts(self, kind: str, form: Form, *, silent: bool = False) -> dict[str, str]:
        """A rare word for each content field of the kind that the form asks for."""
        asked = [s for s in slots_of(kind) if s.control in {"text", "line"} and s.name in form.names]
        # Who the patient is goes to the header: it is no content of the fact.
        asked = [slot for slot in asked if kind != "identity_linked" or slot.name == "late_reason"]
        if silent:
            return {}
        self.planted |= {(kind, slot.name) for slot in asked}
        return {slot.name: self.word(f"{kind} {slot.name}") for slot in asked}

    def record(self, unit: int, kind: str, to: tuple[int, ...], what: str = "") -> None:
        choices = {**CHOICES.get(kind, {}), **(self.about(unit, what) if what else {})}
        address = f"/arende/{self.ref}/{kind}"
        fixed = {name: value for name, value in choices.items() if name in {"svar", "of", "duty"}}
        form = Form(self.at(unit).get(address, params=fixed).text)
        typed: dict[str, Any] = dict(choices) | {"ground": "consent"}
        ahead = ("from_at", "meeting_at", "homegoing_at", "until_at", "next_answer_at", "first_at")
        typed |= {f"{name}_time": "23.59" for name in ahead} | {f"{name}_day": self.tomorrow() for name in ahead}
        typed |= {"by_on": self.tomorrow(), "follow_up_on": self.tomorrow(5)}
        typed |= {"next_answer_at_time": "10.00", "expected_discharge_on": self.tomorrow()}
        typed |= self.texts(kind, form, silent=to in {(HOME_CARE,), (LISTED,)} and kind == "admission_notified")
        typed |= clock_of(self.region.system) if "at_time" in form.names and "channel" not in form.names else {}
        if "judged_at_time" in form.names:
            typed |= {f"judged_{name}": value for name, value in clock_of(self.region.system).items()}
        if to:
            typed["to"] = [str(one) for one in to]
        answer = self.at(unit).post(address, data=form.filled(**typed))
        wrong = re.findall(r'(?:<li><a href="#f-[^>]*>|role="alert".*?<p>)([^<]*)', answer.text, re.DOTALL)
        assert answer.status_code == 303, (kind, wrong)

    def tomorrow(self, days: int = 1) -> str:
        return clock_of(self.region.system, days * 24 * 60)["at_day"]

    def read_by(self, unit: int) -> dict[str, set[str]]:
        """Page ► the rare words that the unit reads there."""
        client, place = self.at(unit), f"/arende/{self.ref}"
        pages = ["/tavla", "/tavla?status=discharged", "/inskriv", "/sip", place, f"{place}/versioner"]
        pages += [f"{place}/{kind}" for kind in KINDS]
        pages += [
            f"{place}/{kind}?of={seq}"
            for kind in ("voided", "message_sent", "deviation_answered")
            for seq in range(1, 45)
        ]
        pages += [f"{place}/patientinformation/{seq}" for seq in range(1, 45)]
        shown = {page: client.get(page).content.decode(errors="replace") for page in pages}
        for kind in KINDS:
            shown[f"{kind} tried"] = client.post(f"{place}/{kind}", data={"visa": "1"}).text
            shown[f"{kind} sent"] = client.post(f"{place}/{kind}", data={"of": "1"}).text
        return {page: found for page, html in shown.items() if (found := {w for w in self.words if w in html})}


@pytest.fixture
def planter(region: Region) -> Planter:
    made = Planter(region)
    made.admit()
    made.live(STEPS)
    return made


@pytest.fixture
def second(region: Region) -> Planter:
    made = Planter(region)
    made.admit(invented(247), care="psychiatric", legal_form="lpt")
    made.live(PSYCHIATRIC)
    return made


@pytest.fixture
def ordered(region: Region) -> Planter:
    made = Planter(region)
    made.admit(invented(251))
    made.live(ORDERED)
    return made


@pytest.fixture
def planned(region: Region) -> Planter:
    made = Planter(region)
    made.begin(CENTRE)
    made.live(PLANNED)
    return made


@pytest.fixture
def compulsory(region: Region) -> Planter:
    made = Planter(region)
    ahead = {"decision_at_day": made.tomorrow(9), "decision_at_time": "10.00"}
    made.begin(PSYCHIATRY, plan="compulsory", **ahead)
    return made


@pytest.fixture
def asked(region: Region) -> Planter:
    made = Planter(region)
    made.ask(SOCIAL, CENTRE)
    made.live(QUESTION)
    return made


def told(planter: Planter, kinds: set[str]) -> set[str]:
    """The rare words of those kinds."""
    return {word for word, what in planter.words.items() if what.split()[0] in kinds}


def test_a_party_that_was_sent_nothing_reads_no_content_anywhere(planter: Planter) -> None:
    page = planter.at(HOME_CARE).get(f"/arende/{planter.ref}")
    assert page.status_code == 200
    assert "Elsa Björk" in page.text
    assert page.text.count("Innehållet är för avsändare och mottagare.") >= 20
    between = told(planter, {"duty_offered", "duty_declined"})
    assert {address: words - between for address, words in planter.read_by(HOME_CARE).items() if words - between} == {}


def test_of_the_second_case_it_reads_nothing_either(second: Planter) -> None:
    assert second.at(HOME_CARE).get(f"/arende/{second.ref}").status_code == 200
    assert second.read_by(HOME_CARE) == {}


def test_social_services_see_that_there_are_ordinations_and_not_which(ordered: Planter) -> None:
    page = ordered.at(SOCIAL).get(f"/arende/{ordered.ref}").text
    assert "Ordinationer" in page
    secret = told(ordered, {kind for kind in KINDS if kind.startswith("ordination_")})
    assert len(secret) >= 6
    assert {address: words & secret for address, words in ordered.read_by(SOCIAL).items() if words & secret} == {}
    assert ordered.at(SOCIAL).get(f"/arende/{ordered.ref}/ordinationer").status_code == 404
    read = ordered.at(HOME_CARE).get(f"/arende/{ordered.ref}").text
    assert {word for word in secret if word not in read} == set()


def test_whom_the_consent_does_not_name_reads_nothing_of_the_plan(planned: Planter) -> None:
    page = planned.at(SHORT_TERM).get(f"/arende/{planned.ref}")
    assert page.status_code == 200
    assert "Vad planen säger är för de enheter som samtycket gäller." in page.text
    why = told(planned, {"party_added"})
    assert {address: words - why for address, words in planned.read_by(SHORT_TERM).items() if words - why} == {}
    read = planned.at(SOCIAL).get(f"/arende/{planned.ref}").text
    assert {planned.words[word] for word in planned.words if word not in read} == set()


def test_the_wrong_recipient_reads_nothing_any_more(second: Planter) -> None:
    assert second.at(LISTED).get(f"/arende/{second.ref}").status_code == 404
    assert second.read_by(LISTED) == {}


def test_who_comes_to_a_question_reads_nothing_of_it(asked: Planter) -> None:
    assert asked.at(SHORT_TERM).get(f"/arende/{asked.ref}").status_code == 200
    why = told(asked, {"party_added"})
    assert {address: words - why for address, words in asked.read_by(SHORT_TERM).items() if words - why} == {}
    for unit in (SOCIAL, CENTRE):
        page = asked.at(unit).get(f"/arende/{asked.ref}").text
        assert {word for word in asked.words if word not in page} == set()


def test_receivers_read_what_was_sent_to_them(  # noqa: PLR0917 a case for what each of the others cannot hold
    planter: Planter, second: Planter, ordered: Planter, asked: Planter, planned: Planter, compulsory: Planter
) -> None:
    every = {(kind, slot.name) for kind in KINDS for slot in slots_of(kind) if slot.layer == "content"}
    every -= {("identity_linked", "number"), ("identity_linked", "name")}
    cases = (planter, second, ordered, asked, planned, compulsory)
    planted = {one for case_ in cases for one in case_.planted}
    assert {(kind, name) for kind, name in every - planted if kind not in COORDINATORS} == set()
    # The second patient has moved: the ward that has taken over reads what the first one read.
    for case_, in_care in ((planter, WARD), (second, WARD_2)):
        ward, social = (case_.at(unit).get(f"/arende/{case_.ref}").text for unit in (in_care, SOCIAL))
        own, aside = told(case_, OWN), told(case_, ASIDE)
        assert {word for word in case_.words if word not in ward} <= aside
        assert {word for word in own if word in social} == set()
        missing = {word for word in case_.words if word not in social}
        assert {case_.words[word] for word in missing - own} <= {"forwarded note", "wrong_recipient note"}
