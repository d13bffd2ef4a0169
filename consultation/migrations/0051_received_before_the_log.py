"""What was received before there was a log is to be entered too: in pieces, while people respond."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PIECE = 20_000  # leaves of one statement, a transaction of its own
# Those that a trigger has told already, or that an earlier try told before it died, wait in the
# outbox or are entered: one statement sees each of them in one of the two.
READ_PIECE = """
SELECT count(*), max(response_id) FROM (
    SELECT response_id FROM consultation_leaf WHERE response_id > %s
    ORDER BY response_id LIMIT %s) AS piece
"""
TELL = """
INSERT INTO consultation_unlogged (kind, response_id, known, at)
SELECT 'response', response_id, '{}', now() FROM consultation_leaf AS leaf
WHERE response_id > %s AND response_id <= %s
    AND NOT EXISTS (SELECT FROM consultation_unlogged AS waits
        WHERE waits.kind = 'response' AND waits.response_id = leaf.response_id)
    AND NOT EXISTS (SELECT FROM consultation_logentry AS entered
        WHERE entered.kind = 'response' AND entered.about = leaf.response_id)
ORDER BY response_id
"""


def tell(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let every response be entered that is not and does not wait. Safe to run again."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(READ_PIECE, [last, PIECE])
            number, until = cursor.fetchone()
            if not number:
                return
            cursor.execute(TELL, [last, until])
            last = until


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('consultation', '0050_reconciliation'),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
