"""The public log: entries, signed heads, and the outbox that database and actions fill for it."""

import django.db.models.deletion
from django.db import migrations, models

# A statement's rows at once, whoever writes them: what is not entered here would be missing in the
# log for ever. Times are those of the transaction.
NOTE = """
CREATE FUNCTION counterpoint_to_log_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unlogged (kind, response_id, known, at)
        SELECT 'response', response_id, '{}', now() FROM made ORDER BY response_id;
    RETURN NULL;
END $$;
CREATE TRIGGER leaf_to_log AFTER INSERT ON consultation_leaf
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_to_log_response();

CREATE FUNCTION counterpoint_rule_of(wanted bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rule.code FROM consultation_review AS review
    JOIN consultation_exclusionrule AS rule ON rule.id = review.rule_id
    WHERE review.response_id = wanted AND review.decides
    ORDER BY review.id DESC LIMIT 1
$$;
CREATE FUNCTION counterpoint_to_log_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unlogged (kind, response_id, known, at)
        SELECT CASE
                WHEN is_now.state = 'SUPERSEDED' THEN 'supersede'
                WHEN is_now.state = 'WITHDRAWN' THEN 'withdraw'
                WHEN is_now.state = 'EXCLUDED' THEN 'exclude'
                ELSE 'include'
            END,
            is_now.id,
            CASE WHEN is_now.state = 'EXCLUDED'
                THEN jsonb_build_object('reason', counterpoint_rule_of(is_now.id))
                ELSE '{}' END,
            now()
        FROM was JOIN is_now ON is_now.id = was.id
        WHERE was.state <> is_now.state AND (
            is_now.state IN ('SUPERSEDED', 'WITHDRAWN', 'EXCLUDED') OR was.state = 'EXCLUDED')
        ORDER BY is_now.id;
    RETURN NULL;
END $$;
CREATE TRIGGER response_move_to_log AFTER UPDATE ON consultation_response
    REFERENCING OLD TABLE AS was NEW TABLE AS is_now
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_to_log_move();

CREATE FUNCTION counterpoint_to_log_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unlogged (kind, response_id, known, at)
        SELECT 'exclude', id, '{}', now() FROM made WHERE state = 'EXCLUDED' ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER response_to_log AFTER INSERT ON consultation_response
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_to_log_made();

CREATE FUNCTION counterpoint_to_log_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unlogged (kind, response_id, known, at)
        SELECT 'erase', response_id, jsonb_build_object('reason', ground), now()
        FROM made WHERE part = 'WORDS' ORDER BY response_id;
    RETURN NULL;
END $$;
CREATE TRIGGER erasure_to_log AFTER INSERT ON consultation_erasure
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_to_log_erasure();

CREATE FUNCTION counterpoint_as_utc(instant timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
CREATE FUNCTION counterpoint_to_log_extension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unlogged (kind, consultation_id, known, at)
        SELECT 'extend', consultation_id, jsonb_build_object(
            'closed', counterpoint_as_utc(from_at), 'closes', counterpoint_as_utc(to_at)), now()
        FROM made ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER extension_to_log AFTER INSERT ON consultation_extension
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_to_log_extension();
"""
NOTE_BACK = """
DROP TRIGGER extension_to_log ON consultation_extension;
DROP TRIGGER erasure_to_log ON consultation_erasure;
DROP TRIGGER response_to_log ON consultation_response;
DROP TRIGGER response_move_to_log ON consultation_response;
DROP TRIGGER leaf_to_log ON consultation_leaf;
DROP FUNCTION counterpoint_to_log_extension();
DROP FUNCTION counterpoint_as_utc(timestamptz);
DROP FUNCTION counterpoint_to_log_erasure();
DROP FUNCTION counterpoint_to_log_made();
DROP FUNCTION counterpoint_to_log_move();
DROP FUNCTION counterpoint_rule_of(bigint);
DROP FUNCTION counterpoint_to_log_response();
"""
# Leaves have numbers without a gap, each once: the key says once, this says no gap.
DENSE = """
CREATE FUNCTION counterpoint_log_without_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    low bigint; high bigint; number bigint; last bigint;
BEGIN
    SELECT min(index), max(index), count(*) INTO low, high, number FROM made;
    IF number = 0 THEN RETURN NULL; END IF;
    SELECT max(index) INTO last FROM consultation_logentry WHERE index < low;
    IF low <> coalesce(last + 1, 0) OR high - low + 1 <> number THEN
        RAISE EXCEPTION 'consultation_logentry has no gaps: % to % does not follow %',
            low, high, coalesce(last::text, 'nothing') USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER logentry_without_gap AFTER INSERT ON consultation_logentry
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_log_without_gap();
"""
DENSE_BACK = """
DROP TRIGGER logentry_without_gap ON consultation_logentry;
DROP FUNCTION counterpoint_log_without_gap();
"""
# What had become of responses before there was a log, and of closing times: few rows, told in the
# transaction that makes the triggers, so that each act is told once. The responses themselves are
# many: 0051 tells them in pieces, while others are accepted. Their acts wait for them.
UNTIL_NOW = """
INSERT INTO consultation_unlogged (kind, response_id, known, at)
    SELECT CASE state WHEN 'SUPERSEDED' THEN 'supersede' WHEN 'WITHDRAWN' THEN 'withdraw'
            ELSE 'exclude' END,
        id,
        CASE state WHEN 'EXCLUDED'
            THEN jsonb_build_object('reason', counterpoint_rule_of(id)) ELSE '{}' END,
        now()
    FROM consultation_response WHERE state IN ('SUPERSEDED', 'WITHDRAWN', 'EXCLUDED') ORDER BY id;
INSERT INTO consultation_unlogged (kind, response_id, known, at)
    SELECT 'erase', response_id, jsonb_build_object('reason', ground), now()
    FROM consultation_erasure WHERE part = 'WORDS' ORDER BY id;
INSERT INTO consultation_unlogged (kind, consultation_id, known, at)
    SELECT 'extend', consultation_id, jsonb_build_object(
        'closed', counterpoint_as_utc(from_at), 'closes', counterpoint_as_utc(to_at)), now()
    FROM consultation_extension ORDER BY id;
"""


def kept(table: str) -> migrations.RunSQL:
    """Its rows are added, and never changed or removed."""
    name = table.partition("_")[2]
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
        CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
        """,
        f"""
        DROP TRIGGER {name}_is_not_emptied ON {table};
        DROP TRIGGER {name}_append_only ON {table};
        """,
    )



class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0042_bulk_content'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='number of entries')),
                ('root', models.CharField(max_length=64, verbose_name='tree hash, SHA-256 in hexadecimal')),
                ('note', models.TextField(verbose_name='the signed head, as it is published')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-size'],
                'constraints': [models.CheckConstraint(condition=models.Q(('root__regex', '^[0-9a-f]{64}$')), name='checkpoint_root_is_sha256'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='checkpoint_note_not_blank')],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='number of the leaf, from 0')),
                ('kind', models.CharField(choices=[('open', 'Consultation published'), ('extend', 'Closing time made later'), ('response', 'Response received'), ('supersede', 'Response replaced by its sender'), ('withdraw', 'Response withdrawn by its sender'), ('exclude', 'Response left out under a rule'), ('include', 'Response counted again'), ('erase', 'Words of a response erased'), ('close', 'Consultation closed'), ('report', 'Results published'), ('key', 'Key taken into use')], max_length=9)),
                ('about', models.BigIntegerField(verbose_name='key of what it tells of')),
                ('text', models.TextField(verbose_name='the entry, as it is published')),
                ('at', models.DateTimeField(verbose_name='when it was entered')),
            ],
            options={
                'verbose_name_plural': 'log entries',
                'ordering': ['index'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['open', 'extend', 'response', 'supersede', 'withdraw', 'exclude', 'include', 'erase', 'close', 'report', 'key'])), name='log_entry_kind_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='log_entry_text_not_blank'), models.UniqueConstraint(fields=('kind', 'about'), name='log_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Stated',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256 in hexadecimal')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'stated texts',
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='stated_named_by_sha256'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='stated_text_not_blank')],
            },
        ),
        migrations.CreateModel(
            name='Unlogged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('open', 'Consultation published'), ('extend', 'Closing time made later'), ('response', 'Response received'), ('supersede', 'Response replaced by its sender'), ('withdraw', 'Response withdrawn by its sender'), ('exclude', 'Response left out under a rule'), ('include', 'Response counted again'), ('erase', 'Words of a response erased'), ('close', 'Consultation closed'), ('report', 'Results published'), ('key', 'Key taken into use')], max_length=9)),
                ('known', models.JSONField(default=dict, verbose_name='lines of the entry that are known already')),
                ('at', models.DateTimeField(verbose_name='when it was committed, or a moment before')),
                ('consultation', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
                ('response', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.response')),
            ],
            options={
                'verbose_name_plural': 'unlogged',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['open', 'extend', 'response', 'supersede', 'withdraw', 'exclude', 'include', 'erase', 'close', 'report', 'key'])), name='unlogged_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('response', 'supersede', 'withdraw', 'exclude', 'include', 'erase')), ('response__isnull', False)), models.Q(('response', None), models.Q(('kind__in', ('response', 'supersede', 'withdraw', 'exclude', 'include', 'erase')), _negated=True)), _connector='OR'), name='unlogged_of_a_response')],
            },
        ),
        kept("consultation_logentry"),
        kept("consultation_checkpoint"),
        kept("consultation_stated"),
        migrations.RunSQL(DENSE, DENSE_BACK),
        migrations.RunSQL(NOTE, NOTE_BACK),
        migrations.RunSQL(UNTIL_NOW, migrations.RunSQL.noop),
    ]
