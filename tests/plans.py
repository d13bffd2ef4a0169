"""What the planner is told before it is asked how it would read: of a handful of rows it rightly
reads any index there is.
"""

from typing import Any

from django.db import models


def as_of_a_million(cursor: Any, noun: type[models.Model]) -> None:
    """A million rows, and nothing known of what stands in them. Roll it back."""
    table = noun._meta.db_table
    cursor.execute(
        "UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE oid = %s::regclass", [table]
    )
    cursor.execute("DELETE FROM pg_statistic WHERE starelid = %s::regclass", [table])
