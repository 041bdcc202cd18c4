"""What Prometheus gets: how the installation works, and nothing of a patient."""

import urllib.request

import psycopg

from lus import bootstrap
from lus.bootstrap import System
from lus.settings import Settings
from lus.usecases import heartbeat
from lus.web import metrics
from tests.peers import free_port
from tests.store.registry import furnish
from tests.store.stays import header, notified
from workers.tasks import take


def scraped(system: System) -> str:
    port = free_port()
    stop = metrics.serve(system, "127.0.0.1", port)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text: str = answer.read().decode()
    finally:
        stop()
    return text


def test_figures_of_workers_tasks_and_messages(system: System, database_url: str) -> None:
    registry = furnish(database_url)
    stay = notified(system, registry, header("Zwxqv Almqvist"))
    with psycopg.connect(database_url) as owner:
        owner.execute("update reminders set at = now() - interval '1 hour' where step = 'due'")
        owner.execute(
            "insert into deliveries (channel, key, unit_id, reminders, made_at, next_at, outcome, ended_at)"
            " values ('mail', 'x', 1, '{}', now(), now(), 'failed', now())"
        )
    with system.write() as connection:
        heartbeat.beat(connection, "worker", "here", 7, 7)
    take(system, "cull_drafts")
    text = scraped(system)
    assert "hemgang_database_up 1.0" in text
    assert 'hemgang_messages{channel="mail",state="failed"} 1.0' in text
    assert 'hemgang_heartbeat_silence_seconds{host="here",kind="worker",pid="7"}' in text
    assert 'hemgang_task_troubled{task="cull_drafts"} 0.0' in text
    (late,) = (line for line in text.splitlines() if line.startswith("hemgang_reminders_late_seconds "))
    assert float(late.split()[1]) >= 3600
    for secret in ("Zwxqv", "189403122010", stay.ref):
        assert secret not in text


def test_a_database_that_is_gone_is_a_figure() -> None:
    gone = bootstrap.system(Settings(database_url="postgresql://nobody@127.0.0.1:1/none"))
    text = scraped(gone)
    assert "hemgang_database_up 0.0" in text
    assert "hemgang_reminders_due" not in text
    gone.close()
