"""The book of a deadline: its closing, and what an online response asks on its way in."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TRIGGER closing_append_only BEFORE DELETE OR UPDATE ON consultation_closing
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER closing_is_not_emptied BEFORE TRUNCATE ON consultation_closing
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
KEPT_BACK = """
DROP TRIGGER closing_is_not_emptied ON consultation_closing;
DROP TRIGGER closing_append_only ON consultation_closing;
"""
# Volatile, so that it sees what was committed while it waited for the lock. 3816005 is the class
# of these locks: held together by those who come in, alone by whoever closes the book.
TAKES = """
CREATE FUNCTION counterpoint_book_takes(book bigint, received timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(3816005, book::int);
    RETURN NOT EXISTS (
        SELECT FROM consultation_closing
        WHERE consultation_id = book AND received_until >= received);
END $$;
"""
TAKES_BACK = "DROP FUNCTION counterpoint_book_takes(bigint, timestamptz);"
# Everybody reads in the public log when it was closed, and over how many.
NOTE = """
CREATE FUNCTION counterpoint_to_log_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unlogged (kind, consultation_id, known, at)
        SELECT 'close', consultation_id, jsonb_build_object(
            'responses', responses,
            'received-until', counterpoint_as_utc(received_until),
            'closed', counterpoint_as_utc(closed_at)), now()
        FROM made ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER closing_to_log AFTER INSERT ON consultation_closing
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_to_log_closing();
"""
NOTE_BACK = """
DROP TRIGGER closing_to_log ON consultation_closing;
DROP FUNCTION counterpoint_to_log_closing();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0045_mix_by_the_owner'),
    ]

    operations = [
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closes_at', models.DateTimeField(verbose_name='the deadline')),
                ('received_until', models.DateTimeField(verbose_name='the deadline with its grace')),
                ('closed_at', models.DateTimeField(verbose_name='when the book was closed')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='consultation.consultation')),
                ('responses', models.PositiveIntegerField(help_text='All that were received until then and stood in the database when the book was closed: by every channel, formal replies too, whatever became of them since.')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.UniqueConstraint(fields=('consultation', 'closes_at'), name='closing_once'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__lte', models.F('received_until'))), name='closing_grace_after_the_deadline'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('received_until__lt', models.F('closed_at'))), name='closing_received_until_before_closed_at'),
        ),
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RunSQL(TAKES, TAKES_BACK),
        migrations.RunSQL(NOTE, NOTE_BACK),
    ]
