"""What is changed in the room of reports."""

from consultation.leases import Beside, LeaseLost
from consultation.report.actions.asking import (
    ask,
    ask_again,
    ask_for_everybody,
    cancel,
    download,
    look_at_figures,
    mail_me,
    read,
)
from consultation.report.actions.ending import end_files
from consultation.report.actions.expiring import drop_nameless, expire_reports
from consultation.report.actions.making import Job, make_next, why_it_failed
from consultation.report.actions.removing import drop_erased, drop_spoilt, remove_words
from consultation.report.actions.results import publish_results, take_back_results
from consultation.report.actions.scheduling import ask_scheduled, end_schedule, make_schedule

__all__ = [
    "Beside",
    "Job",
    "LeaseLost",
    "ask",
    "ask_again",
    "ask_for_everybody",
    "ask_scheduled",
    "cancel",
    "download",
    "drop_erased",
    "drop_nameless",
    "drop_spoilt",
    "end_files",
    "end_schedule",
    "expire_reports",
    "look_at_figures",
    "mail_me",
    "make_next",
    "make_schedule",
    "publish_results",
    "read",
    "remove_words",
    "take_back_results",
    "why_it_failed",
]
