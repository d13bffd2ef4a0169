"""Celery: a bell. Tasks claim due rows; a lost or doubled message changes nothing.

The reasons for each setting are measured ones: a worker killed at any moment hands its message
back (acks_late, reject_on_worker_lost), a broker that freezes never holds a caller for long
(socket timeouts, no publish retries), and no result is kept, since the truth is in PostgreSQL.

Three queues, each with a worker of its own, so that nothing long stands before something short:
e-mails in one, reports and exports in another, all else in the third.
"""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")

from django.conf import settings
from django.utils.log import configure_logging

from consultation import logs, traces

MAIL, REPORTS, WORK = "mail", "reports", "celery"  # the last is Celery's own name for what is left

app = Celery("consultation")
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 300,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    },
    task_default_queue=WORK,
    task_routes={
        "consultation.tasks.post_due_messages": {"queue": MAIL},
        "consultation.tasks.forget_posted": {"queue": MAIL},
        "consultation.tasks.make_due_reports": {"queue": REPORTS},
        "consultation.tasks.tidy_reports": {"queue": REPORTS},
    },
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_publish_retry=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    beat_sync_every=1,  # its file is how one sees that the clock goes
    timezone=settings.TIME_ZONE,
    enable_utc=True,
)


@signals.setup_logging.connect
def keep_to_our_lines(**_: Any) -> None:
    """The log of workers and clock is that of the settings: Celery's own tells what a task held."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    logs.catch_all()


@signals.before_task_publish.connect
def carry_trace(headers: dict[str, Any], **_: Any) -> None:
    """What a task does is seen in the trace of what sent it."""
    traces.carry(headers)


@signals.task_prerun.connect
def begin_trace(task: Any, **_: Any) -> None:
    """From here the time of the task counts."""
    traces.begin(task)


@signals.task_postrun.connect
def end_trace(task: Any, state: str | None = None, **_: Any) -> None:
    """Up to here."""
    traces.end(task, state)


@signals.worker_process_shutdown.connect
def send_traces(**_: Any) -> None:
    """A child ends after so many tasks: what it has not sent yet would go with it."""
    traces.flush()


@signals.celeryd_init.connect
def name_sessions(sender: str, **_: Any) -> None:
    """The database shows which worker a session is of: watching.py reads it there."""
    os.environ["PGAPPNAME"] = sender


app.autodiscover_tasks(["consultation"])
