"""What everybody may read, counted as it changes; files of it that are made by themselves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What a file of the public record holds, table by table. `taken`: something that such a file may
# hold was taken back or made anew. Doubt is told as taken: a file that is made once too often is
# better than one with words that are not public any more. Only what can change once a consultation
# is public is counted.
COUNT = """
CREATE FUNCTION counterpoint_copies_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_publicchange (consultation_id, changed, taken)
        SELECT DISTINCT consultation_id, 1, 0 FROM made;
    RETURN NULL;
END $$;
CREATE TRIGGER publishedresponse_made AFTER INSERT ON consultation_publishedresponse
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_copies_made();
CREATE FUNCTION counterpoint_copies_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_publicchange (consultation_id, changed, taken)
        SELECT DISTINCT consultation_id, 1, 1 FROM was;
    RETURN NULL;
END $$;
CREATE TRIGGER publishedresponse_taken AFTER DELETE ON consultation_publishedresponse
    REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_copies_taken();
CREATE TRIGGER publishedresponse_altered AFTER UPDATE ON consultation_publishedresponse
    REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_copies_taken();
CREATE FUNCTION counterpoint_words_altered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_publicchange (consultation_id, changed, taken)
        SELECT DISTINCT p.consultation_id, 1, 1
        FROM was JOIN consultation_publishedresponse AS p ON p.response_id = was.published_id;
    RETURN NULL;
END $$;
CREATE TRIGGER publishedanswer_altered AFTER UPDATE ON consultation_publishedanswer
    REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_altered();
CREATE FUNCTION counterpoint_public_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    it jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    back integer := CASE TG_ARGV[0] WHEN 'taken' THEN 1 ELSE 0 END;
BEGIN
    INSERT INTO consultation_publicchange (consultation_id, changed, taken)
        SELECT DISTINCT found.id, 1, back FROM (
            SELECT (it ->> 'id')::bigint WHERE TG_TABLE_NAME = 'consultation_consultation'
            UNION ALL
            SELECT consultation_id FROM consultation_question
                WHERE TG_TABLE_NAME = 'consultation_questionversion'
                AND id = (it ->> 'question_id')::bigint
            UNION ALL
            SELECT r.consultation_id FROM consultation_signedreply AS s
                JOIN consultation_formalreply AS r ON r.id = s.reply_id
                WHERE TG_TABLE_NAME = 'consultation_ratification'
                AND s.id = (it ->> 'signed_id')::bigint
            UNION ALL
            SELECT consultation_id FROM consultation_formalreply
                WHERE TG_TABLE_NAME = 'consultation_organisation'
                AND organisation_id = (it ->> 'id')::bigint
            UNION ALL
            SELECT (it ->> 'consultation_id')::bigint WHERE it ? 'consultation_id'
        ) AS found (id);
    RETURN NULL;
END $$;
CREATE TRIGGER response_formal_public AFTER UPDATE ON consultation_response
    FOR EACH ROW WHEN (new.kind = 'FORMAL' AND old.state IS DISTINCT FROM new.state
        AND old.state NOT IN ('RELEASED', 'SUPERSEDED', 'WITHDRAWN'))
    EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER response_formal_taken AFTER UPDATE ON consultation_response
    FOR EACH ROW WHEN (new.kind = 'FORMAL' AND old.state IS DISTINCT FROM new.state
        AND old.state IN ('RELEASED', 'SUPERSEDED', 'WITHDRAWN'))
    EXECUTE FUNCTION counterpoint_public_changed('taken');
CREATE TRIGGER ratification_public AFTER INSERT ON consultation_ratification
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER organisation_public AFTER UPDATE ON consultation_organisation
    FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*)
    EXECUTE FUNCTION counterpoint_public_changed('taken');
CREATE TRIGGER meeting_public AFTER INSERT ON consultation_meeting
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER meeting_taken AFTER UPDATE ON consultation_meeting
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed('taken');
CREATE TRIGGER petition_public AFTER INSERT ON consultation_petition
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER petition_taken AFTER UPDATE ON consultation_petition
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed('taken');
CREATE TRIGGER translation_public AFTER INSERT OR UPDATE ON consultation_translation
    FOR EACH ROW WHEN (new.state = 'PUBLISHED')
    EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER translation_taken AFTER UPDATE OR DELETE ON consultation_translation
    FOR EACH ROW WHEN (old.state = 'PUBLISHED')
    EXECUTE FUNCTION counterpoint_public_changed('taken');
CREATE TRIGGER questionversion_public AFTER INSERT OR UPDATE ON consultation_questionversion
    FOR EACH ROW WHEN (new.number > 1) EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER consultation_public AFTER UPDATE ON consultation_consultation
    FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*)
    EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER extension_public AFTER INSERT ON consultation_extension
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER pause_public AFTER INSERT OR UPDATE ON consultation_pause
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER outage_public AFTER INSERT ON consultation_outage
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
"""
TABLES = {
    "publishedresponse": "made taken altered", "publishedanswer": "altered",
    "response": "formal_public formal_taken", "ratification": "public", "organisation": "public",
    "meeting": "public taken", "petition": "public taken", "translation": "public taken",
    "questionversion": "public", "consultation": "public", "extension": "public",
    "pause": "public", "outage": "public",
}  # fmt: skip
COUNT_BACK = "\n".join([
    *(
        f"DROP TRIGGER {table}_{end} ON consultation_{table};"
        for table, ends in TABLES.items()
        for end in ends.split()
    ),
    *(
        f"DROP FUNCTION counterpoint_{name}();"
        for name in ("copies_made", "copies_taken", "words_altered", "public_changed")
    ),
])  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0038_tallies'),
        ('stations', '0003_population'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed', models.PositiveBigIntegerField(verbose_name='how many changes')),
                ('taken', models.PositiveBigIntegerField(verbose_name='how many of them took something back')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='report',
            name='public_changed',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='changes of the public record that its files hold'),
        ),
        migrations.AddField(
            model_name='report',
            name='public_taken',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='how many of these took something back'),
        ),
        migrations.AlterField(
            model_name='report',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='who asked first; nobody where it was asked for by itself'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('public_taken__isnull', False), ('state', 'DONE')), fields=['consultation', 'kind', '-finished_at'], name='report_for_everybody'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('public_changed__isnull', False), ('public_taken__isnull', False)), models.Q(('public_changed__isnull', True), ('public_taken__isnull', True)), _connector='OR'), name='report_public_changed_with_public_taken'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by__isnull', False), ('kind__in', ('PACKAGE', 'THEMES')), _connector='OR'), name='report_asked_by_a_person'),
        ),
        migrations.AddField(
            model_name='publicchange',
            name='consultation',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation'),
        ),
        migrations.AddIndex(
            model_name='publicchange',
            index=models.Index(fields=['consultation'], include=('changed', 'taken'), name='public_change_sums'),
        ),
        migrations.AddConstraint(
            model_name='publicchange',
            constraint=models.CheckConstraint(condition=models.Q(('taken__lte', models.F('changed'))), name='public_change_taken_is_changed'),
        ),
        migrations.RunSQL(COUNT, COUNT_BACK),
    ]
