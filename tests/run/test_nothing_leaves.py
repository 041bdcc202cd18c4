"""No patient data leaves: an installation at work, rare words in every patient field, every outgoing byte searched."""

import base64
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx2 as httpx
import psycopg
import pytest

from benchmarks.chaos import Process
from lus import bootstrap
from lus.embedded import LOGIN, OWNER
from lus.settings import Settings
from lus.store import clock
from tests.cases import CENTRE, HOME_CARE, LISTED, REGION_COORDINATOR, SOCIAL, WARD
from tests.peers import HookPeer, MailPeer, free_port, hook_peer, mail_peer
from tests.store.registry import furnish
from tests.store.stays import Recorder
from tests.web.browsing import invented
from tests.web.test_content import PSYCHIATRIC, STEPS, Planter
from tests.web.test_pages import Region

PATIENCE_S = 90
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 a test's
NAME = "Zqvixlund, Xaqvelina"
ADDRESS = {"address": "Zqvixgatan 77", "phone": "070-9977661"}


@dataclass
class Installed(Region):
    """The region on a server of its own process, asked over the network; `clients` are to be closed."""

    address: str = ""
    clients: list[httpx.Client] = field(default_factory=list)

    def at(self, unit: int) -> Any:
        client = httpx.Client(
            base_url=self.address, follow_redirects=False, headers={"origin": self.address}, timeout=30
        )
        answer = client.post("/logga-in/ovning", data={"konto": f"unit-{unit}"})
        # A browser sends it to its own machine also without https; this client would not.
        client.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
        assert answer.headers["location"] == "/tavla"
        self.clients.append(client)
        return client


@dataclass
class Installation:
    """Web and worker in processes of their own, and the peers that everything goes out to."""

    url: str
    region: Installed
    metrics: str
    mail: MailPeer
    hook: HookPeer
    logs: list[Path]

    def count(self, statement: str) -> int:
        with psycopg.connect(self.url) as owner:
            row = owner.execute(statement).fetchone()  # type: ignore[arg-type,unused-ignore]
        assert row
        return int(row[0])


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    registry = furnish(database_url, training=True)
    login, port, metrics = database_url.replace(OWNER, LOGIN, 1), free_port(), free_port()
    address = f"http://127.0.0.1:{port}"
    with mail_peer() as mail, hook_peer() as hook:
        with psycopg.connect(database_url) as owner:
            owner.execute(
                "insert into preferences (unit_id, mail, webhook, webhook_secret)"
                " select id, 'enhet' || id || '@example.se', %s, %s from units",
                [hook.url, SECRET],
            )
        environment = _environment(tmp_path, login, mail.url, {"LUS_PORT": str(port), "LUS_METRICS_PORT": str(metrics)})
        logs = [tmp_path / f"{name}.log" for name in ("serve", "worker")]
        processes = [Process(log.stem, environment, log) for log in logs]
        system = bootstrap.system(Settings(database_url=login))
        region = Installed(system, registry, Recorder(system, registry), address)
        try:
            eventually(lambda: _answers(f"{address}/halsa"))
            yield Installation(database_url, region, f"http://127.0.0.1:{metrics}/metrics", mail, hook, logs)
        finally:
            for client in region.clients:
                client.close()
            for process in processes:
                process.end()
            system.close()


def _environment(var: Path, login: str, smtp: str, ports: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "LUS_VAR": str(var),
        "LUS_DATABASE_URL": login,
        "LUS_SMTP_URL": smtp,
        "LUS_WEBHOOK_PRIVATE": "true",
        **ports,
    }


def _answers(address: str) -> bool:
    try:
        return bool(httpx.get(address, timeout=5).is_success)
    except httpx.HTTPError:
        return False


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.2)


def misused(region: Installed, ref: str) -> None:
    """What goes wrong in a working day, with the patient in it: each is a line in a log."""
    ward = region.at(WARD)
    number = invented(239)
    for sought in (NAME, number, number.replace("-", ""), ADDRESS["phone"]):
        assert ward.post("/sok", data={"sok": sought}).status_code in {200, 303, 404, 422}
    for path in (f"/arende/{number}", f"/arende/{quote(NAME)}", f"/finns-inte/{quote(NAME)}", f"/tavla?unit={number}"):
        ward.get(path)
    ward.post(f"/arende/{ref}/message_sent", data={"text": NAME, "to": number, "of": NAME})
    ward.post(f"/arende/{ref}/{quote(NAME)}", data={"text": NAME})
    ward.post("/inskriv", data={"name": NAME, "number": number, "registered_in": NAME, **ADDRESS})
    ward.post("/paminnelser", data={"en": NAME, "till": number})
    ward.post("/paminnelser/mina", data={"mail": NAME, "quiet_from": number})
    region.at(SOCIAL).get(f"/arende/{ref}/fil/{number}/1")
    ward.post("/logga-in", data={"namn": NAME, "losenord": number})
    ward.put(f"/arende/{ref}", content=NAME.encode())


def decoded(mail: EmailMessage) -> str:
    """Headers and bodies as somebody reads them."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def left(installation: Installation) -> dict[str, bytes]:
    """Everything that went out, by where."""
    return {
        "mail": b"\n".join(installation.mail.raw) + "\n".join(installation.mail.to).encode(),
        "mail as read": "\n".join(map(decoded, installation.mail.mails)).encode(),
        "webhook": repr(installation.hook.posted).encode() + b"".join(body for *_, body in installation.hook.posted),
        "metrics": httpx.get(installation.metrics, timeout=30).content,
        **{log.name: log.read_bytes() for log in installation.logs},
    }


def found(words: set[str], where: dict[str, bytes]) -> set[tuple[str, str]]:
    """Each word in each place, however it is written there."""
    return {
        (word, place)
        for place, held in where.items()
        for low in (held.lower(),)
        for word in words
        if any(one.encode().lower() in low for one in (word, quote(word), quote_plus(word)))
        or base64.b64encode(word.encode())[: len(word)] in held
    }


def planted(region: Installed) -> tuple[Planter, list[str]]:
    """Three stays, with a rare word in every text that anybody writes. All the words, and the cases."""
    planter, refs = Planter(region), []
    stays: tuple[tuple[tuple[Any, ...], dict[str, str]], ...] = (
        (STEPS, ADDRESS),
        (PSYCHIATRIC, {"care": "psychiatric", "legal_form": "lpt"}),
        (STEPS[:2], {}),
    )
    for serial, (steps, header) in enumerate(stays, 239):
        planter.admit(number=invented(serial), name=NAME, **header)
        planter.live(steps)
        refs.append(planter.ref)
    # What a coordinator writes from its list, and a ward that reminds by hand.
    region.stay.case, duty = planter.ref, f"acknowledge:3:{SOCIAL}"
    region.stay("reminded", WARD, duty=duty, text=planter.word("reminded text"))
    region.stay("party_added", WARD, party=REGION_COORDINATOR, reason=planter.word("party_added reason"))
    for kind in ("escalated", "noted"):
        region.stay(kind, REGION_COORDINATOR, duty=duty, text=planter.word(f"{kind} text"))
    return planter, refs


def told(installation: Installation) -> None:
    """Twelve days later: peers that take nothing at first, and then everything."""
    mail, hook = installation.mail, installation.hook
    hook.status, mail.data = 500, "451 later"
    with installation.region.system.write() as connection:
        assert clock.wind(connection, timedelta(days=12))
    eventually(lambda: installation.count("select count(*) from deliveries where error is not null") > 1)
    hook.status, mail.data = 204, None

    def done() -> bool:
        with psycopg.connect(installation.url) as owner:
            # Pauses have passed.
            owner.execute("update deliveries set next_at = made_at where outcome is null and token is null")
        return installation.count("select count(*) from deliveries where outcome is null") == 0

    eventually(done)


def test_no_patient_data_leaves_a_whole_installation(installation: Installation) -> None:
    planter, refs = planted(installation.region)
    misused(installation.region, refs[0])
    told(installation)
    for unit in (WARD, SOCIAL, CENTRE, HOME_CARE, LISTED):
        client = installation.region.at(unit)
        for path in ("/tavla", "/inkorg", "/paminnelser", *(f"/arende/{ref}" for ref in refs)):
            client.get(path)
    where = left(installation)
    assert len(planter.words) > 60
    assert installation.count("select count(*) from reminders where told_at is not null") > 20
    # The same search finds what may leave: the reference in messages, routes in the web's log, figures.
    assert found({refs[2]}, where) == {(refs[2], place) for place in ("mail", "mail as read", "webhook")}
    assert found({"/arende/{ref}"}, where) == {("/arende/{ref}", "serve.log")}
    assert found({"hemgang_reminders"}, where) == {("hemgang_reminders", "metrics")}
    assert where["worker.log"]
    personal = [invented(serial) for serial in (239, 240, 241)]
    numbers = {form for one in personal for form in (one, one[2:], one.replace("-", ""))}
    assert found({*planter.words, *NAME.split(", "), *ADDRESS.values(), "Zqvix", *numbers}, where) == set()
