"""Where one is told: the form of a person, and of a unit, as its manager and its administrator see it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lus.domain.calendar import day_of
from lus.domain.delivery import CHANNELS
from lus.domain.errors import Refusal
from lus.domain.preference import Preference
from lus.queries.reminders import Sent
from lus.usecases.preferring import Known, Trial
from lus.web.administration.common import Sheet, Typed, control, errors, sheet
from lus.web.fields import Field
from lus.web.forms import Data, FaultError, one
from lus.web.ladder import became
from lus.web.moments import day, when
from lus.words.reminders import CANNOT_BE_TOLD, REFUSED, REFUSED_HERE, UNIT_TOLD, WHICH

NEW = "new"
RENEWED = ((NEW, "Byt hemlighet: den nya visas en gång, och den gamla slutar gälla"),)
LEGENDS = ("mail", "which", "quiet_from", "quiet_until")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[.:]?([0-9]{2}))?")
_LAST = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says besides its form. `refused`: addresses that take nothing; `trials`: what was tried last.

    `can_try`: there is an address to try out; `silent`: what this installation does not send; `units`: how the unit
    is reached, on a person's page.
    """

    refused: tuple[str, ...]
    trials: tuple[str, ...]
    can_try: bool
    silent: str
    units: str


def told(found: Known, *, own: bool) -> Told:
    """As it stands now."""
    wanted, now = found.kept.wanted, found.now
    since = {"mail": found.kept.mail_refused_at, "webhook": found.kept.webhook_refused_at}
    unreached = "mail" not in found.channels
    addresses = {"mail": wanted.mail, "webhook": wanted.webhook}
    return Told(
        tuple(REFUSED[one].format(day(day_of(at), now)) for one in CHANNELS if (at := since[one])),
        tuple(_trial(one, now) for one in found.tried),
        any(addresses[channel] and channel in found.channels for channel in CHANNELS),
        CANNOT_BE_TOLD if unreached else "",
        _units(found) if own else "",
    )


def _units(found: Known) -> str:
    if found.units.mail_refused_at:
        return REFUSED_HERE
    mail = found.units.wanted.mail
    return UNIT_TOLD[mail is not None].format(found.name, mail or "")


def _trial(one: Trial, now: datetime) -> str:
    sent = Sent(one.channel, one.attempts, False, one.outcome, one.ended_at, one.next_at, one.error)
    return f"{when(one.made_at, now)}: {became(sent, one.made_at, now)}"


def read(data: Data, now: datetime) -> tuple[Preference, tuple[Refusal, ...]]:
    """What was typed, and what is wrong with it in itself."""
    typed = Typed(data, now)
    mail, webhook = typed.line("mail"), typed.line("webhook")
    which = typed.choice("which", dict(WHICH))
    starts, ends = (typed.read(name, _clock) for name in ("quiet_from", "quiet_until"))
    faults = list(typed.faults)
    quiet = None if starts is None or ends is None else (starts, ends)
    if (starts is None) != (ends is None) and not any(f.field in {"quiet_from", "quiet_until"} for f in faults):
        faults.append(Refusal("quiet_half", {}, "quiet_from" if starts is None else "quiet_until"))
    return Preference(mail, which == "binding", quiet, webhook), tuple(faults)


def _clock(line: str) -> int | None:
    """Minutes of the day; None for an empty line. Raises FaultError."""
    if not line.strip():
        return None
    match = _CLOCK.fullmatch(line.strip())
    minutes = int(match[1]) * 60 + int(match[2] or 0) if match else -1
    if match is None or int(match[2] or 0) > 59 or not 0 <= minutes <= _LAST:  # noqa: PLR2004 a clock
        raise FaultError("not_a_clock")
    return minutes


def form(action: str, found: Known, data: Data | None, faults: Iterable[Refusal], *, units: bool) -> Sheet:
    """The form, with what stands or with what was typed. `units`: a unit's, which may have a system of its own."""
    faults = tuple(faults)
    wrong, stands = errors(faults), found.kept.wanted
    quiet = [_written(minutes) for minutes in stands.quiet] if stands.quiet else ["", ""]
    values = {
        "mail": stands.mail or "",
        "which": WHICH[stands.only_binding][0],
        "quiet_from": quiet[0],
        "quiet_until": quiet[1],
        "webhook": stands.webhook or "",
    }
    if data is not None:
        values = {name: one(data, name) for name in values}
    fields = [
        control("mail", "line", values["mail"], wrong, hint=HINT["mail"]),
        control("which", "radios", values["which"], wrong, WHICH),
        control("quiet_from", "line", values["quiet_from"], wrong, hint=HINT["quiet_from"]),
        control("quiet_until", "line", values["quiet_until"], wrong),
    ]
    if units:
        fields.append(control("webhook", "line", values["webhook"], wrong, hint=HINT["webhook"]))
        fields += [_renew(data)] if stands.webhook else []
    return sheet(action, "Spara", fields, faults, hidden=(("mark", found.mark),))


HINT = {
    "mail": "Tomt: ingen e-post.",
    "quiet_from": "Som 21.00. Lämna båda tomma om det får skickas när som helst.",
    "webhook": "Tomt: inget. Varje meddelande är signerat (Standard Webhooks) och har bara beteckningar i sig.",
}


def _renew(data: Data | None) -> Field:
    chosen = NEW if data is not None and one(data, "secret") == NEW else ""
    return control("secret", "boxes", chosen, {}, RENEWED)


def _written(minutes: int) -> str:
    return f"{minutes // 60}.{minutes % 60:02}"
