"""The API as one table: its addresses, their parameters, their answers.

The routes, the checks of what is asked and the description that is served are all drawn from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from consultation.opendata import answers
from consultation.opendata.answers import Answer
from consultation.opendata.asked import CURSOR, NARROWING, SIZE, Given, Parameter, format_of

ROOT = "api/v1/"
JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv"
#: What stands in a path, as Django and as the description have it.
IN_PATH = {"consultation": "slug", "number": "int", "organisation": "slug"}


@dataclass(frozen=True)
class Operation:
    """One address, which can only be read."""

    name: str  # of the route, and of the operation in the description
    path: str  # below ROOT, as OpenAPI writes it
    summary: str
    shape: str  # of its JSON
    answer: Callable[[Given], Answer]
    asked: tuple[Parameter, ...] = ()
    media: str = JSON
    table: bool = False  # it can be had as CSV too

    @property
    def route(self) -> str:
        """The path as Django writes it."""
        found = self.path
        for name, kind in IN_PATH.items():
            found = found.replace(f"{{{name}}}", f"<{kind}:{name}>")
        return f"{ROOT}{found}"

    @property
    def forms(self) -> dict[str, str]:
        """Suffixes and the media types that they ask for; the usual one first."""
        return {"json": self.media, **({"csv": CSV} if self.table else {})}

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What its query may hold."""
        return (*self.asked, format_of(*self.forms))


OF_ONE = "consultations/{consultation}"
OPERATIONS = (
    Operation("api-consultations", "consultations", "Every consultation that is public",
              "consultations", answers.consultations),
    Operation("api-consultation", OF_ONE, "One consultation, with its criteria and its times",
              "consultation", answers.consultation),
    Operation("api-proposals", f"{OF_ONE}/proposals", "What is proposed, with evidence",
              "proposals", answers.proposals),
    Operation("api-questions", f"{OF_ONE}/questions",
              "What is asked: every wording, in every language", "questions", answers.questions),
    Operation("api-sites", f"{OF_ONE}/sites", "The front counters, for a map",
              "sites", answers.sites, media=GEOJSON),
    Operation("api-responses", f"{OF_ONE}/responses",
              "Published responses, newest first, a page at a time", "responses",
              answers.responses, asked=(*NARROWING, CURSOR, SIZE), table=True),
    Operation("api-response", f"{OF_ONE}/responses/{{number}}", "One published response",
              "response", answers.response),
    Operation("api-replies", f"{OF_ONE}/formal-replies",
              "Formal replies of councils and other bodies", "replies", answers.replies),
    Operation("api-reply", f"{OF_ONE}/formal-replies/{{organisation}}", "One formal reply",
              "reply", answers.reply),
    Operation("api-gatherings", f"{OF_ONE}/gatherings", "Public meetings and petitions",
              "gatherings", answers.gatherings),
)  # fmt: skip
