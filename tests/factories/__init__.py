"""One factory a model."""

from typing import Any

from django.db.models import Model
from factory.django import DjangoModelFactory

from tests.factories.nouns import (
    LONDON,
    THEN,
    AlternativeFactory,
    AnswerFactory,
    AttachmentFactory,
    ConsultationFactory,
    ContentVersionFactory,
    CriterionFactory,
    DraftFactory,
    EventFactory,
    EvidenceFactory,
    ExclusionRuleFactory,
    ExtensionFactory,
    FlagFactory,
    GrantFactory,
    LeafFactory,
    LeafSaltFactory,
    LinkFactory,
    MessageFactory,
    OrganisationFactory,
    OutageFactory,
    PauseFactory,
    ProposalFactory,
    QuestionFactory,
    QuestionVersionFactory,
    ReportFactory,
    ReportFileFactory,
    RespondentFactory,
    ResponseFactory,
    ReviewFactory,
    UserFactory,
)
from tests.factories.records import (
    EqualityAnswerFactory,
    EqualityQuestionFactory,
    EqualitySetFactory,
    GatheringPointFactory,
    ImportedRowFactory,
    ImportFactory,
    MeetingFactory,
    PetitionAboutFactory,
    PetitionFactory,
    TranscriptionFactory,
    TranslationFactory,
)
from tests.ground_factories import (
    AliasFactory,
    BoroughFactory,
    FactFactory,
    OpeningHoursFactory,
    PostcodeFactory,
    RegisterImportFactory,
    StationFactory,
)

__all__ = [
    "FACTORIES",
    "LONDON",
    "THEN",
    "AliasFactory",
    "AlternativeFactory",
    "AnswerFactory",
    "AttachmentFactory",
    "BoroughFactory",
    "ConsultationFactory",
    "ContentVersionFactory",
    "CriterionFactory",
    "DraftFactory",
    "EqualityAnswerFactory",
    "EqualityQuestionFactory",
    "EqualitySetFactory",
    "EventFactory",
    "EvidenceFactory",
    "ExclusionRuleFactory",
    "ExtensionFactory",
    "FactFactory",
    "FlagFactory",
    "GatheringPointFactory",
    "GrantFactory",
    "ImportFactory",
    "ImportedRowFactory",
    "LeafFactory",
    "LeafSaltFactory",
    "LinkFactory",
    "MeetingFactory",
    "MessageFactory",
    "OpeningHoursFactory",
    "OrganisationFactory",
    "OutageFactory",
    "PauseFactory",
    "PetitionAboutFactory",
    "PetitionFactory",
    "PostcodeFactory",
    "ProposalFactory",
    "QuestionFactory",
    "QuestionVersionFactory",
    "RegisterImportFactory",
    "ReportFactory",
    "ReportFileFactory",
    "RespondentFactory",
    "ResponseFactory",
    "ReviewFactory",
    "StationFactory",
    "TranscriptionFactory",
    "TranslationFactory",
    "UserFactory",
]

FACTORIES: dict[type[Model], type[Any]] = {
    made._meta.model: made  # type: ignore[attr-defined]
    for made in list(globals().values())
    if isinstance(made, type)
    and issubclass(made, DjangoModelFactory)
    and made is not DjangoModelFactory
}
