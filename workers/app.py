"""The Celery application: broker and rules from bootstrap, tasks from tasks.py, times from lus.usecases.schedule."""

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown

from lus.bootstrap import celery_settings
from lus.lifeline import tie_to_parent
from lus.usecases.schedule import SCHEDULE


def beat_schedule() -> dict[str, dict[str, object]]:
    """What beat sends when. A message that nobody took before the next one is due is dropped."""
    return {
        entry.task: {"task": entry.task, "schedule": entry.every_s, "options": {"expires": entry.every_s}}
        for entry in SCHEDULE
    }


app = Celery("lus", include=["workers.tasks"])
app.conf.update(celery_settings(), beat_schedule=beat_schedule(), beat_scheduler="workers.beat:LivingScheduler")


@worker_process_init.connect
def _end_with_the_worker_and_keep_time(**_: object) -> None:
    # A killed worker must not leave a pool that goes on taking jobs.
    tie_to_parent()
    from workers.ticker import TICKER

    TICKER.start()


@worker_process_shutdown.connect
def _say_goodbye(**_: object) -> None:
    from workers.ticker import TICKER

    TICKER.stop()
