"""Real peers: a mail server (aiosmtpd) and an HTTP server, which misbehave when they are told to."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class MailPeer:
    """What arrived. `rcpt`, `data`: what it answers instead of taking it; `drop`: takes it and hangs up unanswered."""

    port: int
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    rcpt: str | None = None
    data: str | None = None
    drop: bool = False
    before: Callable[[], None] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        found = [message_from_bytes(one, policy=policy.default) for one in self.raw]
        return [one for one in found if isinstance(one, EmailMessage)]

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


class _Handler:
    """aiosmtpd looks at every attribute of its handler with each connection: this one has no more than it needs."""

    def __init__(self, peer: MailPeer) -> None:
        self._peer = peer

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self._peer.rcpt:
            return self._peer.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self._peer.before:
            self._peer.before()
        if self._peer.data:
            return self._peer.data
        self._peer.raw.append(envelope.content)
        self._peer.to += envelope.rcpt_tos
        if self._peer.drop and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_peer() -> Iterator[MailPeer]:
    peer = MailPeer(free_port())
    controller = Controller(_Handler(peer), hostname="127.0.0.1", port=peer.port, server_hostname="peer.example")
    controller.start()
    try:
        yield peer
    finally:
        controller.stop()


@dataclass
class HookPeer:
    """What was posted: path, headers, body. `status` and `location`: what it answers."""

    port: int = 0
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    location: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hemgang?unit=2"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.posted]


@contextmanager
def hook_peer() -> Iterator[HookPeer]:
    peer = HookPeer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            peer.posted.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(peer.status)
            if peer.location:
                self.send_header("location", peer.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent_peer(said: bytes = b"") -> Iterator[int]:
    """A port that takes connections, says that much, and nothing more."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                held.append(connection)
                if said:
                    connection.sendall(said)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in held:
            connection.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
