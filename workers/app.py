"""The Celery application: broker and rules from bootstrap, tasks from tasks.py, times from schedule.py."""

from celery import Celery
from celery.signals import worker_process_init, worker_ready

from lus.bootstrap import celery_settings
from lus.lifeline import tie_to_parent
from workers.schedule import beat_schedule

app = Celery("lus", include=["workers.tasks"])
app.conf.update(celery_settings(), beat_schedule=beat_schedule())


@worker_process_init.connect
def _end_with_the_worker(**_: object) -> None:
    # A killed worker must not leave a pool that goes on taking jobs.
    tie_to_parent()


@worker_ready.connect
def _say_so_at_once(**_: object) -> None:
    # The first page need not wait for the clock's first turn.
    app.send_task("heartbeat", expires=30)
