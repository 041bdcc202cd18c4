"""What Prometheus asks for, on a port of its own: how the installation works, in numbers. No patient, no case."""

from collections.abc import Callable, Iterator

import structlog
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from lus.bootstrap import System
from lus.queries.operations import figures
from lus.trouble import DatabaseGone

log = structlog.get_logger()


class Figures(Collector):
    """Asked of the database with each scrape; a database that is gone is a figure too."""

    def __init__(self, system: System) -> None:
        """Nothing is asked yet."""
        self._system = system

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family a figure. Units are in the names."""
        up = GaugeMetricFamily("hemgang_database_up", "Whether the database answered.")
        try:
            with self._system.sweeping() as connection:
                found = figures(connection)
        except DatabaseGone:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily("hemgang_reminders_due", "Reminders that are due and not told.", found.due)
        yield GaugeMetricFamily("hemgang_reminders_late_seconds", "How late the oldest of them is.", found.late_s)
        messages = GaugeMetricFamily(
            "hemgang_messages", "Messages that wait, or were given up and not seen to.", labels=["channel", "state"]
        )
        for (channel, state), count in found.messages.items():
            messages.add_metric([channel, state], count)
        yield messages
        silence = GaugeMetricFamily(
            "hemgang_heartbeat_silence_seconds", "Since the process said that it lives.", labels=["kind", "host", "pid"]
        )
        for heart in found.hearts:
            silence.add_metric([heart.kind, heart.host, str(heart.pid)], heart.silence_s)
        yield silence
        turns = GaugeMetricFamily("hemgang_task_silence_seconds", "Since the task's last turn began.", labels=["task"])
        troubled = GaugeMetricFamily("hemgang_task_troubled", "Whether it failed or raised an alarm.", labels=["task"])
        for turn in found.turns:
            if turn.silence_s is not None:
                turns.add_metric([turn.task], turn.silence_s)
            troubled.add_metric([turn.task], bool(turn.error or turn.alarm))
        yield turns
        yield troubled


def serve(system: System, host: str, port: int) -> Callable[[], None]:
    """Answer scrapes at that port, in a thread of its own, until what it returns is called. Raises OSError: taken."""
    registry = CollectorRegistry()
    registry.register(Figures(system))
    server, thread = start_http_server(port, host, registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
