"""What the pages of imports show, and what judging a row has to know."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from consultation.languages import subject_of
from consultation.models import (
    Consultation,
    Import,
    ImportedRow,
    ImportState,
    QuestionVersion,
    Translation,
)
from consultation.models.importing import ImportQuerySet
from consultation.translate.queries import OPTION
from stations.models import Borough, Postcode

WORKED_ON = (ImportState.CHECKED, ImportState.LOAD_DUE, ImportState.LOADING, ImportState.LOADED)


def imports_of(consultation: Consultation) -> ImportQuerySet:
    """Every file of the consultation, newest first. One query."""
    return Import.objects.filter(consultation=consultation).with_people()


def import_of(pk: int) -> Import | None:
    """One file, with its consultation and people. One query."""
    return Import.objects.with_people().filter(pk=pk).first()


def same_file(consultation: Consultation, sha256: str) -> Import | None:
    """The import that took this very file before. One query."""
    return imports_of(consultation).filter(sha256=sha256).first()


def same_shape(imported: Import) -> Import | None:
    """The newest file with the same headings whose columns were found to be right. One query."""
    alike = Import.objects.filter(
        consultation=imported.consultation_id,
        signature=imported.signature,
        state__in=WORKED_ON,
    )
    return alike.exclude(pk=imported.pk).order_by("-asked_at", "-pk").first()


def labels_of(questions: Iterable[QuestionVersion]) -> dict[tuple[int, str], str]:
    """The value that an option's label stands for, by wording and label, in every language.

    One query. Labels are as they are written; a translation counts whether it was checked or not,
    since a form may have been printed before that.
    """
    versions = {subject_of(one): one.pk for one in questions}
    found = {
        (versions[subject], text): field.removeprefix(OPTION)
        for subject, field, text in Translation.objects.filter(
            subject__in=versions, field__startswith=OPTION
        ).values_list("subject", "field", "text")
    }
    for one in questions:
        found |= {(one.pk, str(label)): str(value) for value, label in one.options}
    return found


def boroughs_of(codes: Iterable[str]) -> dict[str, Borough | None]:
    """The borough of each known postcode; None is outside London. One query."""
    known = Postcode.objects.filter(pk__in=list(codes)).select_related("borough")
    return {one.pk: one.borough for one in known}


def references_of(imported: Import) -> Iterator[tuple[int, str, str]]:
    """Row, number in the source and our reference, of every row that was loaded. One query."""
    rows = ImportedRow.objects.filter(file=imported).order_by("line")
    found = rows.values_list("line", "source_reference", "response__reference")
    return found.iterator(chunk_size=5_000)


def longest_wait(at: datetime) -> float:
    """Seconds that the oldest due file has waited for a worker; 0 when none is due."""
    oldest = Import.objects.due_at(at).values_list("asked_at", "lease_until").first()
    if oldest is None:
        return 0.0
    since = max(moment for moment in oldest if moment is not None)
    return (at - since).total_seconds()
