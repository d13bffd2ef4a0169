"""The end of a report's files. Its row, its figures and its log stay."""

from datetime import datetime

from consultation.events import MACHINE
from consultation.models import Report, ReportState, User
from consultation.report.actions.telling import write_line
from consultation.states import move


def end_files(*, report: Report, why: str, words: str, by: User | str, at: datetime) -> None:
    """From now on nobody can take its files. Call it inside a transaction that holds the row.

    :param why: a code, for the Event.
    :param words: a sentence without its full stop, for the log.
    """
    move(report, ReportState.EXPIRED, by=by, at=at, why=why, changes={"expires_at": None})
    write_line(report=report, words=words, by=MACHINE, at=at)
