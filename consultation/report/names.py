"""What the files of a report are called when somebody takes them away."""

from datetime import datetime

from consultation.models import FileKind, Report, ReportKind

LONGEST = 120
DATA = {
    ReportKind.EXPORT: "responses",
    ReportKind.PACKAGE: "open-data",
    ReportKind.THEMES: "themefinder",
}


def file_name(report: Report, kind: str, *, counted_at: datetime) -> str:
    """Letters of a slug only, and `interim` where it was counted before the close.

    A description of a CSV file is called as the standard says, so that programs find it.
    """
    place = report.station or report.borough
    about = place.slug if place is not None else report.kind.lower()
    what = DATA.get(ReportKind(report.kind), f"summary-{about}")
    if report.kind == ReportKind.EXPORT and kind == FileKind.HTML:
        what = "responses-columns"
    interim = "-interim" if report.consultation.is_interim_at(counted_at) else ""
    ending = "csv-metadata.json" if kind == FileKind.CSVW else kind
    rest = f"{interim}-{what[:35]}-{report.pk}.{ending}"
    return report.consultation.slug[: LONGEST - len(rest)] + rest
