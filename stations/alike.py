"""Front counters whose name is like what was typed: "Barkingsid", "Ilfrod"."""

from typing import Any

from django.db import connection

from stations.models import Station

LONGEST, MOST = 60, 5
# How many groups of three letters two names share, of all or of the shorter. So much is asked of
# any, and of the next ones so much of the best.
LEAST, OF_THE_BEST = 0.4, 0.7
READ_ALIKE = """
SELECT station_id FROM (
    SELECT named.station_id, max(greatest(
            similarity(named.name, %(typed)s), word_similarity(%(typed)s, named.name))) AS likeness,
        max(similarity(named.name, %(typed)s)) AS whole
    FROM (SELECT id, name FROM stations_station
        UNION ALL SELECT station_id, name FROM stations_alias
        UNION ALL SELECT s.id, b.name FROM stations_station AS s
            JOIN stations_borough AS b ON b.id = s.borough_id) AS named (station_id, name)
    GROUP BY named.station_id) AS alike
WHERE likeness >= greatest(%(least)s, %(part)s * (SELECT max(greatest(
    similarity(name, %(typed)s), word_similarity(%(typed)s, name))) FROM stations_station))
ORDER BY likeness DESC, whole DESC, station_id LIMIT %(most)s
"""


def stations_like(typed: str, most: int = MOST) -> list[Station]:
    """Those whose name, other name or borough is most like it, the likest first.

    None for what is blank or longer than a name. Two queries.
    """
    typed = " ".join(typed.replace("\x00", "").split())
    if not typed or len(typed) > LONGEST:
        return []
    named: dict[str, Any] = {"typed": typed, "least": LEAST, "part": OF_THE_BEST, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(READ_ALIKE, named)
        keys = [key for (key,) in cursor.fetchall()]
    known = Station.objects.select_related("borough").in_bulk(keys)
    return [known[key] for key in keys]
