"""Peers that hang, trickle, speak something else or are not there: every time an answer, in bounded time."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from lus import bootstrap
from lus.domain.delivery import Answer, Item, Message
from lus.integrations.mail import Mail
from lus.integrations.webhook import Hook
from lus.paths import beside
from lus.settings import Settings
from lus.trouble import Trouble
from tests.peers import free_port, mail_peer, silent_peer

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ITEM = Item(
    "7F3K2M9A:0123456789abcdef:due:1", "7F3K2M9A", "call_to_sip", "due", datetime(2026, 3, 4, 23, tzinfo=UTC), True
)
LIABILITY = Item(
    "7F3K2M9A:00:tomorrow:739680", "7F3K2M9A", "liability", "tomorrow", datetime(2026, 3, 4, 23, tzinfo=UTC), True
)


def message(address: str) -> Message:
    return Message(ITEM.key, address, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NOW, (ITEM, LIABILITY))


def mail(url: str, **limits: Any) -> Mail:
    return Mail(url, "a@hemgang.example", "https://hemgang.example", beside("templates") / "messages", **limits)


@contextmanager
def trickling(word: bytes) -> Iterator[int]:
    """A peer that says a byte now and then, and never comes to an end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            connection, _ = server.accept()
            with connection:
                while not over.wait(0.05):
                    try:
                        connection.sendall(word)
                    except OSError:
                        return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        over.set()
        thread.join()


def test_a_mail_server_that_hangs_trickles_or_is_not_there() -> None:
    with silent_peer() as port:
        assert mail(f"smtp://127.0.0.1:{port}", answer_s=0.2)(message("b@c.se")).kind == "later"
    with silent_peer(b"220 hello\r\n") as port:
        answer = mail(f"smtp://127.0.0.1:{port}", answer_s=0.2)(message("b@c.se"))
        assert answer == Answer("later", "SMTPServerDisconnected")
    with trickling(b"2") as port:
        answer = mail(f"smtp://127.0.0.1:{port}", answer_s=5, whole_s=0.4)(message("b@c.se"))
        assert answer.kind == "later"
    assert mail(f"smtp://127.0.0.1:{free_port()}")(message("b@c.se")) == Answer("later", "ConnectionRefusedError")


def test_a_password_never_travels_in_the_clear() -> None:
    with mail_peer() as peer:
        answer = mail(peer.url.replace("//", "//user:secret@"))(message("b@c.se"))
        assert answer == Answer("later", "SMTPNotSupportedError")
        assert peer.raw == []


def test_a_server_that_is_not_encrypted_is_not_spoken_to_where_it_should_be() -> None:
    with mail_peer() as peer:
        answer = mail(peer.url.replace("smtp:", "smtps:"), answer_s=0.5)(message("b@c.se"))
        assert answer.kind == "later"


def test_a_mail_says_what_and_by_when_in_swedish() -> None:
    body = mail("smtp://127.0.0.1").made(message("b@c.se")).get_body(("plain",))
    assert body
    text = body.get_content()
    assert "Dags nu: kalla till SIP" in text
    assert "senast ons 4 mars 2026 kl. 24.00" in text
    assert "I morgon: betalningsansvaret börjar" in text
    assert "från tors 5 mars 2026" in text


def test_a_webhook_that_hangs_trickles_or_is_not_there() -> None:
    with silent_peer() as port:
        answer = Hook("x", private=True, answer_s=0.2)(message(f"http://127.0.0.1:{port}"))
        assert answer == Answer("later", "TimeoutError")
    with trickling(b"H") as port:
        answer = Hook("x", private=True, answer_s=5, whole_s=0.4)(message(f"http://127.0.0.1:{port}/"))
        assert answer.kind == "later"
    with silent_peer(b"SSH-2.0\r\n") as port:
        answer = Hook("x", private=True, answer_s=0.2)(message(f"http://127.0.0.1:{port}/"))
        assert answer == Answer("later", "BadStatusLine")
        assert Hook("x", private=True, answer_s=0.2)(message(f"https://127.0.0.1:{port}/")).kind == "later"
    refused = Hook("x", private=True)(message(f"http://127.0.0.1:{free_port()}/"))
    assert refused == Answer("later", "ConnectionRefusedError")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::ffff:10.0.0.1]", "0", "localhost"],
)
def test_private_addresses_are_refused_before_anything_is_sent(address: str) -> None:
    assert Hook("x")(message(f"http://{address}:9/")) == Answer("never", "private_address")


@pytest.mark.parametrize("url", ["imap://host", "smtp://", "host:25"])
def test_a_mail_server_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(Trouble, match="LUS_SMTP_URL"):
        bootstrap.system(Settings(database_url="postgresql://x@/y", smtp_url=url))
