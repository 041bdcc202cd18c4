"""Reminders to a unit's own system: a signed POST (Standard Webhooks) of a CloudEvents envelope with ids alone."""

import http.client
import ipaddress
import json
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import SplitResult, urlsplit

from standardwebhooks import Webhook

from lus.domain.delivery import TAKEN, Answer, Message
from lus.integrations.patience import ANSWER_S, CONNECT_S, WHOLE_S, cut_after

TYPE = "se.hemgang.reminded.v1"
TRIAL = "se.hemgang.tried.v1"
"""Type of what reminds, and of what only tries the address out."""
_PORTS = {"http": 80, "https": 443}


class PrivateAddressError(Exception):
    """The address leads into the installation's own network."""


@dataclass(frozen=True)
class Hook:
    """`source`: what the installation calls itself; `private`: whether private addresses may be sent to.

    `answer_s`, `whole_s`: how long a receiver may take to answer, and for everything.
    """

    source: str
    private: bool = False
    answer_s: float = ANSWER_S
    whole_s: float = WHOLE_S

    def __call__(self, message: Message) -> Answer:
        """Post it. Whatever the network does is an answer, not an error; no redirect is followed."""
        address = urlsplit(message.address)
        try:
            status = self._post(address, message)
        except PrivateAddressError:
            return Answer("never", "private_address")
        except (OSError, http.client.HTTPException) as gone:
            return Answer("later", type(gone).__name__)
        if http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES:
            return TAKEN
        return Answer("never", "gone") if status == http.HTTPStatus.GONE else Answer("later", f"http_{status}")

    def body(self, message: Message) -> str:
        """The envelope."""
        return json.dumps(
            {
                "specversion": "1.0",
                "id": message.key,
                "source": self.source,
                "type": TRIAL if message.test else TYPE,
                "time": message.at.astimezone(UTC).isoformat(),
                "datacontenttype": "application/json",
                "data": {"reminders": [{"id": item.key, "case": item.ref} for item in message.items]},
            }
        )

    def _post(self, address: SplitResult, message: Message) -> int:
        host, port = address.hostname or "", address.port or _PORTS[address.scheme]
        body = self.body(message)
        at = message.at.astimezone(UTC)
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "user-agent": "Hemgang",
            "webhook-id": message.key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(message.secret or "").sign(message.key, at, body),
        }
        connected = self._connected(host, port)
        if address.scheme == "https":
            tls = ssl.create_default_context()
            connected = tls.wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
        limit = cut_after(self.whole_s, lambda: connected)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = connected
        try:
            path = (address.path or "/") + (f"?{address.query}" if address.query else "")
            connection.request("POST", path, body.encode(), headers)
            return connection.getresponse().status
        finally:
            limit.cancel()
            connection.close()

    def _connected(self, host: str, port: int) -> socket.socket:
        """To an address that was looked at: the name is asked once. Raises PrivateAddressError, OSError."""
        deadline = time.monotonic() + CONNECT_S
        failed: OSError | None = None
        for family, kind, protocol, _, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if not self.private and not _public(str(where[0])):
                raise PrivateAddressError
            plain = socket.socket(family, kind, protocol)
            plain.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                plain.connect(where)
            except OSError as error:
                plain.close()
                failed = error
                continue
            plain.settimeout(self.answer_s)
            return plain
        raise failed or OSError(host)


def _public(where: str) -> bool:
    address = ipaddress.ip_address(where.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_global and not mapped.is_multicast)
