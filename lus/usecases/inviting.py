"""Invitations to meetings on their way: into the outbox; and told on the plan, where they reach nobody."""

import structlog

from lus.domain.delivery import quiet_until
from lus.store import invitations, outbox
from lus.usecases import record
from lus.usecases.closing import in_the_name_of
from lus.usecases.outcomes import Recorded, Repeated
from lus.usecases.record import Act
from lus.usecases.sweeping import System

log = structlog.get_logger()

AT_ONCE = 200


def gather(system: System) -> int:
    """Put what waits into messages to the units' own addresses, after their quiet hours. How many invitations.

    To an address that is refused nothing is sent: the message has failed, and leaves once the address is set right.
    """
    with system.sweeping() as connection:
        found = invitations.waiting(connection, AT_ONCE)
        places = outbox.places(connection, {one.unit for one in found}) if found else {}
        for one in found:
            place = places.get((one.unit, None))
            addressed = place is not None and (place.mail or place.refused)
            next_at = quiet_until(one.now, place.quiet) if place and addressed else None
            invitations.put(connection, one, next_at, outbox.ADDRESS_REFUSED if place and place.refused else None)
    return len(found)


def tell_undelivered(system: System) -> int:
    """Say on the plan, in the name of who leads it, that an invitation was given up. How many. Raises DatabaseGone."""
    with system.sweeping() as connection:
        found = invitations.undelivered(connection, AT_ONCE)
    with system.read() as connection:
        actors = in_the_name_of(connection, {one.lead for one in found if one.lead is not None})
    for one in found:
        if one.lead is not None:
            fields = {"of": one.meeting, "unreached": one.unit}
            # The invitation's key is the form's: however many workers do it, it is one fact.
            act = Act(case=one.ref, kind="invitation_undelivered", fields=fields, key=f"undelivered:{one.key}")
            outcome = record.record(system, actors[one.lead], act)
            if not isinstance(outcome, Recorded | Repeated):
                log.warning("an undelivered invitation is told nowhere", outcome=type(outcome).__name__)
        with system.sweeping() as connection:
            invitations.told(connection, one)
    return len(found)
