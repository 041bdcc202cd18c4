"""A database restored from last night's dump, as those at work meet it: they sign in again, and go on from there."""

from pathlib import Path

from lus import backup
from tests.cases import SOCIAL, WARD
from tests.store.test_backup import PROGRAMS
from tests.web.browsing import Form, clock_of, count
from tests.web.test_pages import Region, notify, region

__all__ = ["region"]


def test_nobody_is_signed_in_by_a_session_of_then_and_work_goes_on(
    region: Region, database_url: str, tmp_path: Path
) -> None:
    notify(region)
    left, stays = region.at(WARD), region.at(SOCIAL)
    session = dict(left.cookies)
    place = f"/arende/{region.stay.ref}"
    typed = Form(stays.get(f"{place}/planning_noted").text).filled(services="Trygghetslarm.", ground="consent")
    backup.back_up(database_url, tmp_path / "hemgang.dump", PROGRAMS)
    left.post("/logga-ut")
    stays.post(f"{place}/planning_noted", data=typed)
    after = count(database_url, "facts")
    backup.restore(database_url, tmp_path / "hemgang.dump", PROGRAMS)
    assert count(database_url, "facts") == after - 1
    # Who signed out after the copy was made is not signed in again by it, nor is anybody else.
    left.cookies.update(session)
    for client in (left, stays):
        answer = client.get(place)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/logga-in?vidare={place}")
    # The page that was open then is sent again: the fact that was lost is there, once.
    again = region.at(SOCIAL)
    for _ in range(2):
        assert again.post(f"{place}/planning_noted", data=typed).status_code == 303
    assert count(database_url, "facts") == after
    ward = region.at(WARD)
    assert "Trygghetslarm." in ward.get(place).text
    moved = Form(ward.get(f"{place}/expected_discharge_changed").text).filled(**clock_of(region.system))
    assert ward.post(f"{place}/expected_discharge_changed", data=moved).status_code == 303
