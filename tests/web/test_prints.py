"""The written information that a patient takes home."""

from datetime import timedelta

from sqlalchemy import create_engine, text

from lus.domain.calendar import day_of
from lus.domain.facts import PatientInformed
from lus.store import clock
from lus.web.patient import Patient
from lus.web.prints import information
from tests.cases import CENTRE, HOME_CARE, SOCIAL, STRANGER, WARD, to
from tests.web.browsing import pages
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


def test_it_begins_with_one_contact_and_one_next_step(region: Region) -> None:
    seq = _informed(region)
    contact, step, *rest = told(region, seq)
    assert contact[1] == "Lena Moberg, distriktssköterska, health_centre 4\nTelefon 016-00 00 00"
    assert step[0] == "Nästa steg"
    assert step[1].startswith("Möte om din plan (SIP) ")
    assert "Hemma" in step[1]
    assert [heading for heading, _ in rest] == ["Din vård hos oss", "Möte om din plan (SIP)"]
    soon = region.system.clock() + timedelta(hours=3)
    region.stay("homegoing_booked", WARD, homegoing_at=soon, transport="Sjukresa")
    assert told(region, seq)[1][1].startswith("Du åker hem ")
    assert told(region, seq)[1][1].endswith(", sjukresa.")
    region.stay("discharged", WARD, manner="planned", destination="own_home")
    with region.system.write() as connection:
        assert clock.wind(connection, timedelta(hours=50))
    assert "hör av sig till dig senast" in told(region, seq)[1][1]
    with region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=9))
    assert told(region, seq)[1][1].startswith("Inget är bestämt just nu.")


def told(region: Region, seq: int) -> list[tuple[str, str]]:
    """The sections of the sheet, as the ward prints it now."""
    here = region.looking(WARD, region.stay.ref)
    given = here.history.fact(seq)
    assert isinstance(given, PatientInformed)
    return information(here, Patient(region.stay.ref, "Tindra Berg", None), given, large=False).sections()


def test_it_is_printed_in_large_type_on_choice(region: Region) -> None:
    _informed(region)
    long = region.stay("patient_informed", WARD, summary="Du har vårdats för lunginflammation. " * 60)
    client, address = region.at(WARD), f"/arende/{region.stay.ref}/patientinformation/{long}"
    assert f"{address}?stor=1" in client.get(f"/arende/{region.stay.ref}").text
    small, large = (client.get(address, params=asked).content for asked in ({}, {"stor": "1"}))
    assert b"/StructTreeRoot" in large
    assert pages(large) > pages(small)


def test_only_the_unit_that_gave_it_prints_it(region: Region) -> None:
    seq = _informed(region)
    for unit in (SOCIAL, STRANGER):
        assert region.at(unit).get(f"/arende/{region.stay.ref}/patientinformation/{seq}").status_code == 404
    assert region.at(WARD).get(f"/arende/{region.stay.ref}/patientinformation/999").status_code == 404
