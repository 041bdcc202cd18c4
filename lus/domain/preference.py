"""Where and when a unit, or a person there, wants to be told; and what of it cannot be.

Nobody can switch off the application, nor a reminder about a deadline of law: quiet hours move it, and where a person
has no address it goes to the unit's (`lus.domain.delivery`).
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lus.domain.calendar import MIDNIGHT
from lus.domain.errors import Refusal

LEAST_AWAKE = 8 * 60
"""Minutes of a day that quiet hours must leave: else what they hold is told too late to be of use."""

LONGEST_MAIL = 254
LONGEST_HOOK = 500
_MAIL = re.compile(r"[^@\s<>(),;:\"\\]+@[^@\s<>(),;:\"\\.]+(\.[^@\s<>(),;:\"\\.]+)*")


@dataclass(frozen=True, slots=True)
class Preference:
    """`mail`, `webhook`: addresses, None: none. `only_binding`: mailed of deadlines of law alone.

    `quiet`: from and until, minutes of the day in Stockholm; over midnight where from is later.
    """

    mail: str | None = None
    only_binding: bool = False
    quiet: tuple[int, int] | None = None
    webhook: str | None = None


def refusals(wanted: Preference, *, private: bool) -> Iterator[Refusal]:
    """Why it cannot be so. `private`: whether webhooks may go to private addresses, and unencrypted."""
    if wanted.mail is not None and not _is_mail(wanted.mail):
        yield Refusal("not_a_mail_address", {}, "mail")
    if wanted.quiet is not None and _asleep(*wanted.quiet) > MIDNIGHT - LEAST_AWAKE:
        yield Refusal("quiet_too_long", {"most": (MIDNIGHT - LEAST_AWAKE) // 60}, "quiet_until")
    if wanted.webhook is not None:
        code = _against(wanted.webhook, private=private)
        if code:
            yield Refusal(code, {}, "webhook")


def _is_mail(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= LONGEST_MAIL and bool(_MAIL.fullmatch(text))


def _asleep(starts: int, ends: int) -> int:
    """Minutes; the same twice is the whole day."""
    return (ends - starts) % MIDNIGHT or MIDNIGHT


def _against(address: str, *, private: bool) -> str | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "not_a_webhook"
    printable = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_HOOK
    if parts.scheme not in {"http", "https"} or not host or not printable or parts.username or parts.fragment:
        return "not_a_webhook"
    if private:
        return None
    if parts.scheme != "https":
        return "webhook_needs_https"
    return "webhook_is_private" if _inside(host) else None


def _inside(host: str) -> bool:
    """Whether the name says by itself that it leads into the own network; others are looked at when it is sent."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host.rstrip(".") or host.rstrip(".").endswith((".local", ".localhost", ".internal", ".lan"))
