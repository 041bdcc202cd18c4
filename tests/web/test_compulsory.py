"""Open compulsory care: with the decision its plan begins, and the ward that decided owns the start."""

import re
from typing import Any

import pytest

from lus.domain.calendar import day_of
from lus.domain.identity import PersonId, person_of
from lus.store.patient import Header
from tests.cases import CENTRE, SOCIAL, WARD_2, to
from tests.store.stays import Recorder
from tests.web.browsing import clock_of, invented
from tests.web.test_pages import Region, region
from tests.web.test_plan import begun, says

__all__ = ["region"]

PLAN = re.compile(r'<a href="(/arende/[0-9A-Z]{8})">Samordnad vårdplan</a>')


@pytest.fixture
def stay(region: Region) -> str:
    """The address of a stay under LPT, of which social services and the health centre know."""
    return admitted(region)


def admitted(region: Region, **own: Any) -> str:
    number = invented(251).replace("-", "")
    patient = Header(person_of(PersonId(number, "personnummer")), "Almqvist, Signe", number, **own)
    made = Recorder(region.system, region.registry, patient)
    made("admitted", WARD_2, registered_in="0480", care="psychiatric", legal_form="lpt")
    day = day_of(region.system.clock())
    made("admission_notified", WARD_2, receivers=to(SOCIAL), expected_discharge_on=day)
    return f"/arende/{made.ref}"


def decided(region: Region, stay: str) -> None:
    judged = {f"judged_{name}": value for name, value in clock_of(region.system).items()}
    told = {"to": [str(SOCIAL), str(CENTRE)], "ground": "compulsory_care"}
    says(region, WARD_2, stay, "open_compulsory_care_decided", physician="Anna Holm", decision="opt", **told, **judged)


def test_the_decision_opens_the_plan_and_the_ward_owes_making_it(region: Region, stay: str) -> None:
    decided(region, stay)
    (place,) = set(PLAN.findall(region.at(WARD_2).get(stay).text))
    assert "Skriva planen och bestämma uppföljning" in region.at(WARD_2).get(place).text
    assert "Anna Holm" in region.at(WARD_2).get(place).text
    for unit in (SOCIAL, CENTRE):
        assert "Öppen psykiatrisk tvångsvård är beslutad." in region.at(unit).get(place).text
        assert PLAN.search(region.at(unit).get(stay).text)
    answers = {"region_does": "Läkemedel", "municipality_does": "Boendestöd", "overall": "region"}
    leads = {"lead": str(WARD_2), "lead_person": "Anna Holm", "phone": "016-12 34 56"}
    says(region, WARD_2, place, "need_set", matters="Bo hemma", needs="Boendestöd")
    by_on = clock_of(region.system, 9 * 24 * 60)["at_day"]
    says(region, WARD_2, place, "measure_agreed", what="Boendestöd varje dag", owner=str(SOCIAL), by_on=by_on)
    says(region, WARD_2, place, "responsibility_set", **answers, **leads)
    says(region, WARD_2, place, "plan_versioned", to=[str(SOCIAL), str(CENTRE)])
    assert "Justera den samordnade vårdplanen" in region.at(SOCIAL).get(place).text


def test_decided_anew_it_is_the_same_plan(region: Region, stay: str) -> None:
    decided(region, stay)
    plan = set(PLAN.findall(region.at(WARD_2).get(stay).text))
    says(region, WARD_2, stay, "ready_withdrawn", reason="worse")
    decided(region, stay)
    assert set(PLAN.findall(region.at(WARD_2).get(stay).text)) == plan != set()


def test_a_plan_made_before_the_decision_is_the_plan(region: Region) -> None:
    stay = admitted(region)
    ahead = clock_of(region.system, 3 * 24 * 60)
    typed = {"plan": "compulsory", "decision_at_day": ahead["at_day"], "decision_at_time": "10.00"}
    whom = {"name": "Signe Almqvist", "number": invented(251)}
    place = begun(region, WARD_2, **whom, **typed, physician="Anna Holm")
    decided(region, stay)
    assert set(PLAN.findall(region.at(WARD_2).get(stay).text)) == {place}


def test_no_unit_learns_by_it_who_a_protected_person_is(region: Region) -> None:
    stay = admitted(region, protected="sekretessmarkering")
    decided(region, stay)
    (place,) = set(PLAN.findall(region.at(WARD_2).get(stay).text))
    assert "Almqvist" in region.at(SOCIAL).get(place).text
    assert "Almqvist" not in region.at(CENTRE).get(place).text
