"""The written information that a patient takes home."""

from datetime import timedelta

from sqlalchemy import create_engine, text

from lus.domain.calendar import day_of
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.web.test_pages import Region, region

__all__ = ["region"]


def _informed(region: Region) -> int:
    region.stay("admission_notified", WARD, receivers=to(SOCIAL, HOME_CARE, CENTRE),
                expected_discharge_on=day_of(region.system.clock()))  # fmt: skip
    region.stay("care_contact_appointed", CENTRE, name="Lena Moberg", role="distriktssköterska", phone="016-00 00 00")
    region.stay("sip_called", CENTRE, meeting_at=region.system.clock() + timedelta(days=2), form="home", place="Hemma")
    return region.stay("patient_informed", WARD, summary="Du har vårdats för #lunginflammation.", printed=True)


def test_the_ward_prints_what_it_told_the_patient_and_the_print_is_logged(region: Region, database_url: str) -> None:
    seq = _informed(region)
    client = region.at(WARD)
    address = f"/arende/{region.stay.ref}/patientinformation/{seq}"
    assert address in client.get(f"/arende/{region.stay.ref}").text
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content, "tagged, so that it can be read aloud"
    assert "Almqvist" not in answer.headers["content-disposition"]
    owner = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with owner.connect() as connection:
        printed = connection.execute(text("select count(*) from access_log where activity = 'Utskrift'")).scalar()
    owner.dispose()
    assert printed == 1


def test_only_the_unit_that_gave_it_prints_it(region: Region) -> None:
    seq = _informed(region)
    for unit in (SOCIAL, STRANGER):
        assert region.at(unit).get(f"/arende/{region.stay.ref}/patientinformation/{seq}").status_code == 404
    assert region.at(WARD).get(f"/arende/{region.stay.ref}/patientinformation/999").status_code == 404
