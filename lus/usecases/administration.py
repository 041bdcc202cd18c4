"""What an administrator does to the own provider's units, routing, people, accounts and assignments.

Every act is one transaction with its record in the log. The database says what is whose; what its constraints refuse
is a refusal in words. Two administrators at once: the second is told, and nothing of theirs is kept.
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol, TypeAlias

from lus.domain.access import Actor, roles
from lus.domain.calendar import OpeningHours
from lus.domain.errors import Refusal
from lus.domain.units import SIDES, UnitId, fits
from lus.store import administered as known
from lus.store import administration as store
from lus.store.audit import Record
from lus.store.doors import Door
from lus.store.doors import NotAdministrator as NotAdministrator  # noqa: PLC0414 for pages
from lus.store.registry import hours_json
from lus.usecases.outcomes import NotFound, Refused
from lus.usecases.sign_in import LOCAL, hasher

ONE_USE = timedelta(days=7)
"""So long a password for one use may be used."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another when read aloud or copied by hand."""


class System(Protocol):
    """What bootstrap hands over, as far as administering needs it."""

    @property
    def administering(self) -> Callable[[Actor], AbstractContextManager[Door]]:
        """The administrator's door."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """It stands. `id`: what was made or changed. `password`: to be shown once, and kept nowhere."""

    id: int
    password: str = ""


Outcome: TypeAlias = Done | Refused | NotFound

BROKEN: dict[str, tuple[str, str | None]] = {
    "uq_units_hsa_id": ("hsa_id_taken", "hsa_id"),
    "uq_persons_hsa_id": ("hsa_id_taken", "hsa_id"),
    "uq_accounts_issuer_subject": ("subject_taken", "subject"),
    "fk_units_principal_provider": ("no_such_choice", "principal"),
    "fk_units_on_call_id_principal": ("no_such_choice", "on_call"),
    "fk_units_coordinator_id_principal_coordinator_kind": ("no_such_choice", "coordinator"),
    "fk_units_manager_id_provider": ("no_such_choice", "manager"),
    "fk_routing_unit_id_principal": ("no_such_choice", None),
    "ck_units_not_on_call_for_itself": ("on_call_for_itself", "on_call"),
    "ck_units_dates": ("ends_before_it_begins", "until_on"),
    "ck_assignments_dates": ("ends_before_it_begins", "until_on"),
    "ck_assignments_not_by_oneself": ("not_to_oneself", None),
    "last_administrator": ("last_administrator", None),
}
"""Constraint of the tables ► what it means, and the field that is at fault."""


def _act(system: System, actor: Actor, what: str, do: Callable[[Door], Outcome]) -> Outcome:
    """`what`: the act, with the number of what it is about where that is known; the record says what came of it."""
    with system.administering(actor) as door:
        store.one_at_a_time(door.connection, actor.provider)
        try:
            outcome = do(door)
        except store.Broken as broken:
            code, field = BROKEN[broken.constraint]
            outcome = Refused((Refusal(code, field=field),))
        if isinstance(outcome, Done):
            door.log(Record("Skriva", what if ":" in what else f"{what}:{outcome.id}", "recorded"))
        else:
            door.log(Record("Skriva", what, "not_found" if isinstance(outcome, NotFound) else "refused"))
        return outcome


def _refused(code: str, field: str | None = None, **values: Any) -> Refused:
    return Refused((Refusal(code, values, field),))


_CHANGED = _refused("changed_by_another")


@dataclass(frozen=True, slots=True)
class Unit:
    """What may be changed of a unit: columns of the table `units`, and its hours."""

    values: Mapping[str, Any]
    hours: OpeningHours

    @property
    def columns(self) -> dict[str, Any]:
        """As the table has it."""
        return {**self.values, "hours": hours_json(self.hours)}


def add_unit(system: System, actor: Actor, kind: str, principal: str, unit: Unit) -> Outcome:
    """A new unit of the own provider, from today."""

    def do(door: Door) -> Outcome:
        if not fits(kind, principal):
            return _refused("kind_of_another", "kind")
        if any(one.active and one.name == unit.values["name"] for one in known.units(door)):
            return _refused("unit_exists", "name")
        own = {"kind": kind, "principal": principal, "provider": actor.provider, "from_on": known.today(door)}
        return Done(store.add_unit(door.connection, {**unit.columns, **own}))

    return _act(system, actor, "unit_added", do)


def change_unit(system: System, actor: Actor, number: UnitId, version: int, unit: Unit) -> Outcome:
    """The unit as the form says, if nobody changed it since `version`."""

    def do(door: Door) -> Outcome:
        if not known.units(door, number):
            return NotFound()
        return Done(number) if store.change_unit(door.connection, number, version, unit.columns) else _CHANGED

    return _act(system, actor, f"unit_changed:{number}", do)


Routes: TypeAlias = Mapping[str, UnitId | None]
"""Kind of help ► the unit that takes in messages about it."""


def change_routing(system: System, actor: Actor, principal: str, before: Routes, after: Routes) -> Outcome:
    """Who takes in what for the principal, if it still is as it was shown."""

    def do(door: Door) -> Outcome:
        own = next((one for one in known.routing(door) if one.code == principal), None)
        if own is None:
            return NotFound()
        offered = {one.id for one in known.neighbours(door) if known.takes_in(own, one)}
        changed = {kind: unit for kind, unit in after.items() if unit != before.get(kind)}
        if any(own.routes.get(kind) != before.get(kind) for kind in changed):
            return _CHANGED
        for kind, unit in changed.items():
            if kind not in own.helps or (unit is not None and unit not in offered):
                return _refused("no_such_choice", kind)
        for kind, unit in changed.items():
            store.route(door.connection, principal, kind, unit)
        return Done(int(principal))

    return _act(system, actor, f"routing_changed:{principal}", do)


def add_person(system: System, actor: Actor, name: str, hsa_id: str | None, subject: str) -> Outcome:
    """A person of the own provider, with an account and a password for one use."""
    password, secret = _one_use()
    person = {"name": name, "hsa_id": hsa_id, "provider": actor.provider}
    account = {"issuer": LOCAL, "subject": subject, "secret": secret, "choose_by": _choose_by()}
    return _act(
        system,
        actor,
        "person_added",
        lambda door: Done(store.add_person(door.connection, person, account), password),
    )


def lock_account(system: System, actor: Actor, person: int, *, locked: bool) -> Outcome:
    """Lock the person's account, which signs them out, or unlock it."""

    def do(door: Door) -> Outcome:
        account = _account(door, person)
        if account is None:
            return NotFound()
        return Done(person) if store.lock(door.connection, account, locked=locked) else _CHANGED

    return _act(system, actor, f"account_{'locked' if locked else 'unlocked'}:{person}", do)


def renew_password(system: System, actor: Actor, person: int) -> Outcome:
    """A new password for one use; the person is signed out."""
    password, secret = _one_use()

    def do(door: Door) -> Outcome:
        account = _account(door, person, LOCAL)
        if account is None:
            return NotFound()
        return Done(person, password) if store.renew(door.connection, account, secret, _choose_by()) else _CHANGED

    return _act(system, actor, f"password_renewed:{person}", do)


def _account(door: Door, person: int, issuer: str | None = None) -> int | None:
    found = next(iter(known.people(door, person=person)), None)
    if found is None or not found.ours or (issuer and found.issuer != issuer):
        return None
    return found.account


def _choose_by() -> datetime:
    return datetime.now(UTC) + ONE_USE


def _one_use() -> tuple[str, str]:
    """A password to be read aloud, and its hash: made before a connection is held."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return password, hasher.hash(password)


def grant(  # noqa: PLR0917 what an assignment is
    system: System, actor: Actor, person: int, unit: UnitId, role: str, from_on: date, until_on: date | None
) -> Outcome:
    """An assignment at one of the own provider's units, granted by who asks; never to oneself, never for the past."""

    def do(door: Door) -> Outcome:
        who, where = known.people(door, person=person), known.units(door, unit)
        if not who:
            return NotFound()
        standing = [(one.unit_id, one.role) for one in known.assignments(door, person=person) if one.stands]
        hindrances = (
            (not where or not where[0].active, "no_such_choice", "unit"),
            (bool(where) and role not in roles(SIDES[where[0].kind]), "role_not_there", "role"),
            (not who[0].ours, "person_of_another", None),
            (from_on < known.today(door), "day_has_passed", "from_on"),
            ((unit, role) in standing, "already_granted", None),
        )
        for hinders, code, field in hindrances:
            if hinders:
                return _refused(code, field)
        values = {"person_id": person, "unit_id": unit, "role": role, "from_on": from_on, "until_on": until_on}
        store.grant(door.connection, {**values, "granted_by": actor.person})
        return Done(person)

    return _act(system, actor, f"assignment_granted:{person}", do)


def end_assignment(system: System, actor: Actor, assignment: int, until_on: date | None) -> Outcome:
    """After that day, or at once: whoever works through it is out at the next click."""

    def do(door: Door) -> Outcome:
        found = known.assignments(door, assignment=assignment)
        if not found:
            return NotFound()
        if until_on and until_on < known.today(door):
            return _refused("day_has_passed", "until_on")
        ended = found[0].stands and store.end(door.connection, assignment, until_on, actor.person or 0)
        return Done(found[0].person_id) if ended else _refused("already_ended")

    return _act(system, actor, f"assignment_ended:{assignment}", do)
