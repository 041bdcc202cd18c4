"""Recording in tests: one stay at a time, through the use case that everybody records through."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lus.bootstrap import System
from lus.domain.access import Actor
from lus.domain.facts import Receiver
from lus.store.patient import Header
from lus.usecases.outcomes import Outcome, Recorded
from lus.usecases.record import Act, record
from tests.cases import CENTRE, HOME_CARE, SOCIAL, WARD, to
from tests.store.registry import Registry

DAY = timedelta(days=1)


def header(name: str = "Signe Almqvist", **own: Any) -> Header:
    """An invented patient, born in 1894."""
    return Header(uuid.uuid4(), name, own.pop("number", "189403122010"), **own)


class Recorder:
    """`stay("admitted", WARD, …)` records and must succeed; `stay.tries(…)` gives the outcome, whatever it is."""

    def __init__(self, system: System, registry: Registry, patient: Header | None = None) -> None:
        """A stay not yet begun."""
        self.system, self.registry = system, registry
        self.case: str | Header = patient or header()
        self.version = 0

    @property
    def ref(self) -> str:
        """The case's name in the world."""
        assert isinstance(self.case, str)
        return self.case

    def __call__(self, kind: str, unit: int, **fields: Any) -> int:
        """Record; the fact's seq."""
        outcome = self.tries(kind, self.registry.actors[unit], **fields)
        assert isinstance(outcome, Recorded), outcome
        self.case, self.version = outcome.ref, outcome.seq
        return outcome.seq

    def tries(
        self,
        kind: str,
        actor: Actor,
        *,
        receivers: tuple[Receiver, ...] | None = None,
        at: datetime | None = None,
        expected: int | None = None,
        key: str | None = None,
        **fields: Any,
    ) -> Outcome:
        """Record or be told why not."""
        key = key or secrets.token_urlsafe(8)
        act = Act(case=self.case, kind=kind, fields=fields, key=key, expected=expected, at=at, receivers=receivers)
        return record(self.system, actor, act)


NEED: Mapping[str, Any] = {
    "needed": True,
    "principals": ("municipality", "region"),
    "pace": "ordinary",
    "physician": "Anna Holm",
    "person_says": "Vill hem till katten.",
}


def notified(system: System, registry: Registry, patient: Header | None = None) -> Recorder:
    """A stay whose admission has been notified to the social services, home care and the health centre."""
    stay = Recorder(system, registry, patient)
    now = system.clock()
    yesterday = now - DAY + timedelta(minutes=5)
    stay("admitted", WARD, registered_in="0480", room="4:1", at=yesterday)
    stay("need_assessed", WARD, **NEED, at=yesterday)
    receivers = to(SOCIAL, HOME_CARE, CENTRE)
    expected_on = (now + 3 * DAY).date()
    stay("admission_notified", WARD, receivers=receivers, expected_discharge_on=expected_on, note="Tolk behövs.")
    return stay


def ready(system: System, registry: Registry, patient: Header | None = None) -> Recorder:
    """The same, judged and notified as utskrivningsklar; everybody has acknowledged the admission."""
    stay = notified(system, registry, patient)
    for unit in (SOCIAL, HOME_CARE, CENTRE):
        stay("acknowledged", unit, of=3)
    stay("ready_judged", WARD, physician="Anna Holm")
    stay(
        "ready_notified",
        WARD,
        receivers=to(SOCIAL, HOME_CARE, CENTRE),
        judged_at=system.clock(),
        physician="Anna Holm",
    )
    return stay
