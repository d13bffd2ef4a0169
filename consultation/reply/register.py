"""The councils of London as they come with the software: stations/data/councils.csv."""

import csv
from dataclasses import dataclass

from stations.loading import FOLDER

COUNCILS = FOLDER / "councils.csv"


@dataclass(frozen=True)
class CouncilRow:
    """One line: the code of its borough, its official name, the domain of its website."""

    ons_code: str
    name: str
    email_domain: str


def read_councils() -> list[CouncilRow]:
    """All 33, in the order of the file."""
    with COUNCILS.open(encoding="utf-8", newline="") as file:
        return [
            CouncilRow(line["ons_code"], line["council"], line["email_domain"])
            for line in csv.DictReader(file)
        ]
