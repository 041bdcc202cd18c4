"""Reminders and invitations as e-mail over SMTP: text and HTML, in Swedish; reference and link, no patient."""

import contextlib
import smtplib
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lus.domain.delivery import TAKEN, Answer, Message
from lus.domain.invitation import Invitation
from lus.integrations.calendar import Post, calendar_file
from lus.integrations.patience import ANSWER_S, WHOLE_S, cut_after
from lus.words import plans
from lus.words import reminders as told
from lus.words.notation import moment

PERMANENT = 500


class _Server(smtplib.SMTP):
    """One that may take `whole_s` for everything together, from its first word on."""

    def __init__(self, whole_s: float, *where: Any, **how: Any) -> None:
        """Connects, as its parent does."""
        self._whole_s = whole_s
        self._limit: threading.Timer | None = None
        super().__init__(*where, **how)

    def getreply(self) -> tuple[int, bytes]:
        if self._limit is None:
            self._limit = cut_after(self._whole_s, lambda: self.sock)
        return super().getreply()

    def close(self) -> None:
        if self._limit:
            self._limit.cancel()
        super().close()


class _TlsServer(_Server, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; a message that was taken is taken, whatever the answer."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


@dataclass(frozen=True)
class Mail:
    """A mail server. `url`: smtp:// or smtps://, `link`: what addresses of pages begin with, `templates`: of messages.

    `answer_s`, `whole_s`: how long it may take to answer, and for everything. Raises ValueError where the URL is none.
    """

    url: str
    sender: str
    link: str
    templates: Path
    answer_s: float = ANSWER_S
    whole_s: float = WHOLE_S

    def __post_init__(self) -> None:
        """Refuses what it could not use later."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or "@" not in self.sender:
            msg = "LUS_SMTP_URL begins with smtp:// or smtps:// and names a host; LUS_MAIL_FROM is an address"
            raise ValueError(msg)

    def __call__(self, message: Message) -> Answer:
        """Hand it to the server. Whatever the network does is an answer, not an error."""
        made = self.made(message)
        try:
            server = self._connected()
            try:
                server.send_message(made, self.sender, [message.address])
            finally:
                _leave(server)
        except smtplib.SMTPRecipientsRefused as refused:
            ((code, _),) = refused.recipients.values()
            return Answer("never", "address_refused") if code >= PERMANENT else Answer("later", f"smtp_{code}")
        except smtplib.SMTPResponseException as answered:
            return Answer("later", f"smtp_{answered.smtp_code}")
        except (smtplib.SMTPException, OSError) as gone:
            return Answer("later", type(gone).__name__)
        return TAKEN

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        # Who we are is said, not looked up: a name server that is slow would be asked for every message.
        where = self.whole_s, parts.hostname, parts.port or 0, self._domain
        if parts.scheme == "smtps":
            server: _Server = _TlsServer(*where, timeout=self.answer_s, context=ssl.create_default_context())
        else:
            server = _Server(*where, timeout=self.answer_s)
        try:
            server.ehlo()
            if parts.scheme == "smtp" and (parts.username or server.has_extn("starttls")):
                # A password never travels in the clear.
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def made(self, message: Message) -> EmailMessage:
        """The message as it is sent. Its id is the same at every attempt."""
        if message.invitation:
            return self._invitation(message, message.invitation)
        seen = {
            "subject": told.TRIAL if message.test else told.subject(len(message.items)),
            "greeting": told.TRIED if message.test else told.greeting(len(message.items)),
            "items": [
                {
                    "step": told.step(item.step),
                    "what": told.WHAT[item.kind],
                    "ref": item.ref,
                    "due": told.by(item.kind, item.due_at),
                    "link": f"{self.link}/arende/{item.ref}",
                }
                for item in message.items
            ],
        }
        return self._written(message, "reminder", seen)

    def _invitation(self, message: Message, meeting: Invitation) -> EmailMessage:
        """A meeting, with the file by which a calendar places, moves or removes it."""
        subject, greeting = plans.MOVED if meeting.moved else plans.INVITED[meeting.method]
        link = f"{self.link}/arende/{meeting.ref}"
        way = plans.WAY_IN_CALENDAR[meeting.form]
        seen = {"subject": subject, "greeting": greeting, "at": moment(meeting.at), "way": way, "link": link}
        mail = self._written(message, "invitation", {**seen, "ref": meeting.ref})
        post = Post(self.sender, message.address)
        mail.add_attachment(
            calendar_file(meeting, message.at, link, post).decode(),
            subtype="calendar",
            filename="mote.ics",
            params={"method": meeting.method},
        )
        return mail

    def _written(self, message: Message, template: str, seen: Mapping[str, object]) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = seen["subject"]
        mail["From"] = self.sender
        mail["To"] = message.address
        mail["Date"] = format_datetime(message.at)
        # A colon may not stand in the left part of an id.
        mail["Message-ID"] = f"<{message.key.replace(':', '.')}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self._environment.get_template(f"{template}.txt").render(seen))
        mail.add_alternative(self._environment.get_template(f"{template}.html").render(seen), subtype="html")
        return mail

    @property
    def _domain(self) -> str:
        return self.sender.rpartition("@")[2]

    @cached_property
    def _environment(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(self.templates),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html"], default=False),
            trim_blocks=True,
        )
