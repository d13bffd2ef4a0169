"""The files of open data, made by the queue of reports: the package, and words for ThemeFinder."""

from collections.abc import Callable

from consultation.files import Sink, store
from consultation.leases import Job
from consultation.models import Consultation, FileKind, PublicChange, Report, ReportKind
from consultation.opendata import package, queries, themefinder
from consultation.report.counting import snapshot
from consultation.report.figures import compute
from consultation.report.makers import Made, Maker, register, subject_of

STEPS = 3


def _maker(write: Callable[[Consultation, Sink], object], words: str) -> Maker:
    def make(job: Job[Report]) -> Made:
        job.step(0, "Counting the responses")
        at = job.clock()
        with snapshot():
            figures = compute(subject_of(job.row), at=at)
        job.step(1, words)
        with queries.one_instant():  # what the file holds is what these sums tell of
            public = PublicChange.objects.sums_of(job.row.consultation_id)
            consultation = Consultation.objects.get(pk=job.row.consultation_id)
            stored = store(lambda sink: write(consultation, sink))
        return Made(figures, at, {FileKind.ZIP: stored}, public=public)

    return Maker(STEPS, make)


def offer() -> None:
    """From now on both can be asked for."""
    register(ReportKind.PACKAGE, _maker(package.write, "Writing the consultation package"))
    register(ReportKind.THEMES, _maker(themefinder.write, "Writing the words for ThemeFinder"))
