"""A unit that does not hear that a plan's meeting is cancelled: who leads is told so, on a plan that is closed too."""

from tests.cases import CENTRE, HOME_CARE, SOCIAL, to
from tests.web.test_pages import Region, region
from tests.web.test_plan import begun, consented, last, on, says, tried

__all__ = ["region"]


def test_a_closed_plan_still_asks_who_leads_to_tell_that_the_meeting_is_cancelled(region: Region) -> None:
    place = begun(region)
    consented(region, place)
    times = {"meeting_at_day": on(region, 5), "meeting_at_time": "13.00"}
    says(region, CENTRE, place, "meeting_booked", form="home", place="Storgatan 2", **times)
    booked = last(region, place, "meeting_booked")
    says(region, CENTRE, place, "plan_closed", result="not_met", why="Flyttat")
    region.stay.case = place.rpartition("/")[2]
    region.stay("invitation_undelivered", CENTRE, of=booked, unreached=SOCIAL, receivers=to(SOCIAL, HOME_CARE))
    missed = last(region, place, "invitation_undelivered")
    assert "når enheten som inbjudan inte kom fram till" in region.at(CENTRE).get("/tavla").text
    shown = region.at(CENTRE).get(place).text
    assert "nå enheten som inbjudan inte kom fram till" in shown.lower()
    assert "Inbjudan till mötet kom inte fram till" in region.at(HOME_CARE).get(place).text
    assert tried(region, CENTRE, place, "invitee_reached", missed, how="phone") == (303, "")
    assert "nå enheten" not in region.at(CENTRE).get(place).text.partition("Händelser")[0].lower()
