"""What people may ask about their own records, and how long what is kept.

An erasure empties words and nothing else; no other change of what was received passes.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


def before(module: str, name: str) -> str:
    """SQL of an earlier migration, as it can be run again."""
    text: str = getattr(import_module(f"consultation.migrations.{module}"), name)
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").split("CREATE TRIGGER")[0]


# Words become empty only where a row says that they are erased, and why.
IS_ERASED = """
CREATE FUNCTION counterpoint_is_erased(wanted bigint, parts text[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM consultation_erasure WHERE response_id = wanted AND part = ANY(parts)
    );
$$;
CREATE FUNCTION counterpoint_was_asked(named text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM consultation_personrequest WHERE kind = 'ERASE' AND named = ANY(about)
    );
$$;
CREATE FUNCTION counterpoint_is_held(wanted bigint) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (
        SELECT FROM consultation_legalhold hold
        JOIN consultation_response response ON response.consultation_id = hold.consultation_id
        WHERE response.id = wanted AND hold.lifted_at IS NULL
        AND (hold.response_id IS NULL OR hold.response_id = response.id)
        AND (hold.organisation_id IS NULL OR hold.organisation_id = response.organisation_id)
    );
$$;
"""
IS_ERASED_NO_LONGER = """
DROP FUNCTION counterpoint_is_held(bigint);
DROP FUNCTION counterpoint_was_asked(text);
DROP FUNCTION counterpoint_is_erased(bigint, text[]);
"""

# table, condition under which the columns after it may be emptied, and what they become
EMPTIED = {
    "answer": (
        "NEW.text = '' AND NEW.erased AND NOT OLD.erased AND OLD.text <> ''"
        " AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS', 'FILES'])",
        "ARRAY['text', 'erased']",
    ),
    "review": (
        "NEW.reason = 'Erased' AND OLD.reason <> ''"
        " AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS'])",
        "ARRAY['reason']",
    ),
    "importedrow": (
        "NEW.source_reference = ''"
        " AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS'])",
        "ARRAY['source_reference', 'digest']",
    ),
}


def emptied_only_by_erasure(name: str) -> migrations.RunSQL:
    """Append-only but for that."""
    condition, columns = EMPTIED[name]
    return migrations.RunSQL(
        f"""
CREATE FUNCTION counterpoint_{name}_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - {columns} = to_jsonb(NEW) - {columns}
        AND {condition}
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER {name}_append_only ON consultation_{name};
CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON consultation_{name}
    FOR EACH ROW EXECUTE FUNCTION counterpoint_{name}_keeps();
""",
        f"""
DROP TRIGGER {name}_append_only ON consultation_{name};
DROP FUNCTION counterpoint_{name}_keeps();
CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON consultation_{name}
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
""",
    )


NOT_BORN_ERASED = """
CREATE TRIGGER answer_not_born_erased BEFORE INSERT ON consultation_answer
    FOR EACH ROW WHEN (NEW.erased) EXECUTE FUNCTION counterpoint_refuse();
"""
RESPONSE = """
CREATE OR REPLACE FUNCTION counterpoint_response_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'state_at'];
    emptied text[] := ARRAY['state', 'state_at', 'key', 'publish_reason'];
BEGIN
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on AND NOT (
        to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied AND NEW.publish_reason = ''
        AND counterpoint_is_erased(OLD.id, ARRAY['WORDS'])
    ) THEN
        RAISE EXCEPTION 'response %: only its state may change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
ATTACHMENT = """
CREATE OR REPLACE FUNCTION counterpoint_attachment_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'draft_id', 'response_id', 'formal_reply_id'];
    emptied text[] := ARRAY['name', 'sha256'];
BEGIN
    IF to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied AND OLD.response_id IS NOT NULL
        AND NEW.name = 'Erased' AND NEW.sha256 = repeat('0', 64)
        AND counterpoint_is_erased(OLD.response_id, ARRAY['FILES'])
    THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'attachment %: what was sent is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.draft_id, OLD.response_id, OLD.formal_reply_id)
        IS DISTINCT FROM (NEW.draft_id, NEW.response_id, NEW.formal_reply_id)
        AND (OLD.response_id IS NOT NULL OR NEW.response_id IS NULL) THEN
        RAISE EXCEPTION 'attachment %: it moves only from its draft to a response, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
TRANSCRIPTION = """
CREATE FUNCTION counterpoint_transcription_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    emptied text[] := ARRAY['note', 'reason'];
BEGIN
    IF to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied
        AND NEW.note IN ('', 'Erased') AND NEW.reason IN ('', 'Erased')
        AND (
            counterpoint_is_erased(OLD.response_id, ARRAY['WORDS'])
            OR counterpoint_is_erased(OLD.about_id, ARRAY['WORDS'])
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER transcription_kept ON consultation_transcription;
CREATE TRIGGER transcription_kept BEFORE UPDATE ON consultation_transcription
    FOR EACH ROW WHEN (OLD.state = 'ACCEPTED') EXECUTE FUNCTION counterpoint_transcription_keeps();
"""
TRANSCRIPTION_BEFORE = """
DROP TRIGGER transcription_kept ON consultation_transcription;
DROP FUNCTION counterpoint_transcription_keeps();
CREATE TRIGGER transcription_kept BEFORE UPDATE ON consultation_transcription
    FOR EACH ROW WHEN (OLD.state = 'ACCEPTED') EXECUTE FUNCTION counterpoint_refuse();
"""
IMPORT = """
CREATE OR REPLACE FUNCTION counterpoint_import_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    emptied text[] := ARRAY['samples', 'refusals'];
BEGIN
    IF OLD.state = 'LOADED' THEN
        IF to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied
            AND NEW.samples = '[]' AND NEW.refusals = '[]' AND EXISTS (
                SELECT FROM consultation_importedrow line
                WHERE line.file_id = OLD.id
                AND counterpoint_is_erased(line.response_id, ARRAY['WORDS'])
            )
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'import %: a file that was loaded is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.consultation_id, OLD.sha256, OLD.uploaded_by_id, OLD.uploaded_at)
        IS DISTINCT FROM (NEW.consultation_id, NEW.sha256, NEW.uploaded_by_id, NEW.uploaded_at) THEN
        RAISE EXCEPTION 'import %: which file it was is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
SALT = """
CREATE FUNCTION counterpoint_salt_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS']) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'salt of response %: it goes only with the words', OLD.response_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER leafsalt_keeps BEFORE UPDATE OR DELETE ON consultation_leafsalt
    FOR EACH ROW EXECUTE FUNCTION counterpoint_salt_keeps();
CREATE TRIGGER leafsalt_is_not_emptied BEFORE TRUNCATE ON consultation_leafsalt
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
SALT_BEFORE = """
DROP TRIGGER leafsalt_keeps ON consultation_leafsalt;
DROP TRIGGER leafsalt_is_not_emptied ON consultation_leafsalt;
DROP FUNCTION counterpoint_salt_keeps();
"""
# Of one who asks for it, what ended is erased at once; of others when 28 days have passed.
REGISTRATION = """
CREATE OR REPLACE FUNCTION counterpoint_registration_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY[
        'state', 'decided_by_id', 'decided_at', 'decline_reason', 'organisation_id', 'invitation_id'
    ];
    erased text[] := ARRAY[
        'erased_at', 'person_name', 'post', 'proof', 'email', 'decline_reason'
    ];
    asked boolean := counterpoint_was_asked('registration:' || OLD.id);
BEGIN
    IF OLD.state = 'WAITING' THEN
        IF NEW.state = 'WAITING' OR to_jsonb(OLD) - decided <> to_jsonb(NEW) - decided THEN
            RAISE EXCEPTION 'registration %: only the decision may be written', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - erased <> to_jsonb(NEW) - erased
        OR (NEW.decline_reason <> OLD.decline_reason AND NEW.decline_reason <> 'Erased')
        OR (OLD.erased_at IS NOT NULL AND NOT asked) OR NEW.erased_at IS NULL
        OR NEW.email <> 'erased-' || OLD.id || '@erased.invalid'
    THEN
        RAISE EXCEPTION 'registration %: it is decided, and only who asked may be erased', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT asked AND (
        NEW.erased_at < OLD.decided_at + interval '28 days' OR NOT (OLD.state = 'DECLINED' OR EXISTS (
            SELECT FROM consultation_invitation
            WHERE id = OLD.invitation_id AND erased_at IS NOT NULL
        ))
    ) THEN
        RAISE EXCEPTION 'registration %: it is too soon to erase who asked', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
INVITATION = """
CREATE OR REPLACE FUNCTION counterpoint_invitation_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY[
        'token_hash', 'opened_at', 'accepted_at', 'accepted_by_id', 'revoked_at', 'revoked_by_id'
    ];
    erased text[] := ARRAY['email', 'erased_at', 'token_hash'];
    asked boolean := counterpoint_was_asked('invitation:' || OLD.id);
BEGIN
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
        AND to_jsonb(OLD) - erased = to_jsonb(NEW) - erased
        AND NEW.token_hash IN (OLD.token_hash, '')
        AND NEW.email = 'erased-' || OLD.id || '@erased.invalid'
    THEN
        IF OLD.accepted_at IS NOT NULL
            OR NEW.erased_at < least(OLD.expires_at, OLD.revoked_at)
            OR (NOT asked
                AND NEW.erased_at < least(OLD.expires_at, OLD.revoked_at) + interval '28 days')
        THEN
            RAISE EXCEPTION 'invitation %: it is too soon to erase its address', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL OR OLD.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'invitation %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on
        OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at)
    THEN
        RAISE EXCEPTION 'invitation %: only its link, its first opening and its end may be written',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# What is restricted is not published, whoever asks for it.
PUBLISHED = """
CREATE FUNCTION counterpoint_published_not_restricted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE id = NEW.response_id FOR SHARE;
    IF EXISTS (
        SELECT FROM consultation_restriction
        WHERE response_id = NEW.response_id AND lifted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'response % is restricted and is not published', NEW.response_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishedresponse_not_restricted
    BEFORE INSERT OR UPDATE ON consultation_publishedresponse
    FOR EACH ROW EXECUTE FUNCTION counterpoint_published_not_restricted();
CREATE FUNCTION counterpoint_restriction_unpublishes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE id = NEW.response_id FOR NO KEY UPDATE;
    DELETE FROM consultation_publishedanswer WHERE published_id = NEW.response_id;
    DELETE FROM consultation_publishedresponse WHERE response_id = NEW.response_id;
    RETURN NULL;
END $$;
CREATE TRIGGER restriction_unpublishes AFTER INSERT ON consultation_restriction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_restriction_unpublishes();
CREATE TRIGGER erasure_unpublishes AFTER INSERT ON consultation_erasure
    FOR EACH ROW WHEN (NEW.part = 'WORDS')
    EXECUTE FUNCTION counterpoint_restriction_unpublishes();
"""
PUBLISHED_BEFORE = """
DROP TRIGGER publishedresponse_not_restricted ON consultation_publishedresponse;
DROP TRIGGER restriction_unpublishes ON consultation_restriction;
DROP TRIGGER erasure_unpublishes ON consultation_erasure;
DROP FUNCTION counterpoint_published_not_restricted();
DROP FUNCTION counterpoint_restriction_unpublishes();
"""
# An erasure waits for a hold that is being placed, and the other way round: both take the row of
# the consultation, which accepting a response does not wait for.
HOLD = """
CREATE FUNCTION counterpoint_not_under_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_consultation
        WHERE id = (SELECT consultation_id FROM consultation_response WHERE id = NEW.response_id)
        FOR SHARE;
    IF counterpoint_is_held(NEW.response_id) THEN
        RAISE EXCEPTION 'response %: a legal hold keeps it', NEW.response_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erasure_not_under_hold BEFORE INSERT ON consultation_erasure
    FOR EACH ROW EXECUTE FUNCTION counterpoint_not_under_hold();
CREATE FUNCTION counterpoint_hold_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_consultation WHERE id = NEW.consultation_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER legalhold_waits BEFORE INSERT ON consultation_legalhold
    FOR EACH ROW EXECUTE FUNCTION counterpoint_hold_waits();
"""
HOLD_NO_LONGER = """
DROP TRIGGER erasure_not_under_hold ON consultation_erasure;
DROP TRIGGER legalhold_waits ON consultation_legalhold;
DROP FUNCTION counterpoint_not_under_hold();
DROP FUNCTION counterpoint_hold_waits();
"""
# At the end of the transaction: what a row says is gone, is gone.
CARRIED_OUT = """
CREATE FUNCTION counterpoint_erasure_carried_out() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_over boolean := false;
BEGIN
    IF NEW.part = 'WORDS' THEN
        left_over := EXISTS (
            SELECT FROM consultation_answer answer
            JOIN consultation_questionversion asked ON asked.id = answer.question_version_id
            JOIN consultation_question question ON question.id = asked.question_id
            WHERE answer.response_id = NEW.response_id AND answer.text <> ''
            AND question.kind <> 'FILE'
        ) OR EXISTS (SELECT FROM consultation_leafsalt WHERE response_id = NEW.response_id)
        OR EXISTS (
            SELECT FROM consultation_response WHERE id = NEW.response_id AND publish_reason <> ''
        );
    ELSIF NEW.part = 'FILES' THEN
        left_over := EXISTS (
            SELECT FROM consultation_attachment
            WHERE response_id = NEW.response_id AND sha256 <> repeat('0', 64)
        );
    ELSIF NEW.part = 'IDENTITY' THEN
        left_over := EXISTS (
            SELECT FROM consultation_respondent person
            JOIN consultation_response sent ON sent.respondent_id = person.id
            WHERE sent.id = NEW.response_id AND person.name || person.email <> ''
        );
    ELSE
        left_over := EXISTS (
            SELECT FROM consultation_message
            WHERE response_id = NEW.response_id AND "to" NOT LIKE '%@erased.invalid'
        );
    END IF;
    IF left_over THEN
        RAISE EXCEPTION 'response %: % is not erased', NEW.response_id, NEW.part
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER erasure_carried_out AFTER INSERT ON consultation_erasure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_erasure_carried_out();
"""
CARRIED_OUT_NO_LONGER = """
DROP TRIGGER erasure_carried_out ON consultation_erasure;
DROP FUNCTION counterpoint_erasure_carried_out();
"""


def append_only(name: str) -> migrations.RunSQL:
    """Neither changed nor removed."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON consultation_{name}"
        " FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();"
        f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON consultation_{name}"
        " FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();",
        f"DROP TRIGGER {name}_append_only ON consultation_{name};"
        f"DROP TRIGGER {name}_is_not_emptied ON consultation_{name};",
    )


def lifted_once(name: str, columns: str) -> migrations.RunSQL:
    """Only its end is written, once."""
    return migrations.RunSQL(
        f"""
CREATE FUNCTION counterpoint_{name}_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
        OR to_jsonb(OLD) - {columns} <> to_jsonb(NEW) - {columns}
    THEN
        RAISE EXCEPTION '{name} %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {name}_keeps BEFORE UPDATE ON consultation_{name}
    FOR EACH ROW EXECUTE FUNCTION counterpoint_{name}_keeps();
CREATE TRIGGER {name}_stays BEFORE DELETE ON consultation_{name}
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON consultation_{name}
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
""",
        f"""
DROP TRIGGER {name}_keeps ON consultation_{name};
DROP TRIGGER {name}_stays ON consultation_{name};
DROP TRIGGER {name}_is_not_emptied ON consultation_{name};
DROP FUNCTION counterpoint_{name}_keeps();
""",
    )


TRIGGERS = [
    migrations.RunSQL(IS_ERASED, IS_ERASED_NO_LONGER),
    *(emptied_only_by_erasure(name) for name in EMPTIED),
    migrations.RunSQL(
        NOT_BORN_ERASED, "DROP TRIGGER answer_not_born_erased ON consultation_answer;"
    ),
    migrations.RunSQL(RESPONSE, before("0002_the_database_refuses", "RESPONSE")),
    migrations.RunSQL(
        ATTACHMENT,
        before("0020_formal_replies", "FUNCTIONS").split(
            "CREATE OR REPLACE FUNCTION counterpoint_formal"
        )[0],
    ),
    migrations.RunSQL(TRANSCRIPTION, TRANSCRIPTION_BEFORE),
    migrations.RunSQL(IMPORT, before("0014_imports", "IMPORT")),
    migrations.RunSQL(SALT, SALT_BEFORE),
    migrations.RunSQL(REGISTRATION, before("0022_registrations_bounces_and_erasure", "KEEPS")),
    migrations.RunSQL(INVITATION, before("0022_registrations_bounces_and_erasure", "INVITATION")),
    migrations.RunSQL(PUBLISHED, PUBLISHED_BEFORE),
    migrations.RunSQL(HOLD, HOLD_NO_LONGER),
    migrations.RunSQL(CARRIED_OUT, CARRIED_OUT_NO_LONGER),
    *(append_only(name) for name in ("erasure", "personrequest", "retentionrule")),
    lifted_once("legalhold", "ARRAY['lifted_at', 'lifted_by_id', 'lift_reason']"),
    lifted_once("restriction", "ARRAY['lifted_at', 'lifted_by_id']"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0027_review'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('IDENTITY', 'Name and email address'), ('MESSAGES', 'Emails that were sent'), ('FILES', 'Files and scans'), ('WORDS', 'Words')], max_length=8)),
                ('ground', models.CharField(choices=[('ASKED', 'the person it came from asked for it'), ('UNLAWFUL', 'it should not have been kept'), ('TIME', 'the time for which it is kept is over')], max_length=8)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='why nothing may be erased')),
                ('at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_reason', models.TextField(blank=True, verbose_name='why it is lifted')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PersonRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('FIND', 'Looked for'), ('EXPORT', 'Exported'), ('RESTRICT', 'Restricted'), ('LIFT', 'Restriction lifted'), ('ERASE', 'Erased'), ('REFUSE', 'Refused')], max_length=8)),
                ('about', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None, verbose_name='rows it is about')),
                ('reason', models.TextField(verbose_name='why, without the name of the person')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('IDENTITY', 'Name and email address'), ('MESSAGES', 'Emails that were sent'), ('FILES', 'Files and scans'), ('WORDS', 'Words')], max_length=8)),
                ('counted_from', models.CharField(choices=[('CLOSING', 'The closing time'), ('DECISION', 'The day of the decision')], max_length=8)),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='day of the decision')),
                ('months', models.PositiveSmallIntegerField(verbose_name='months that it is kept')),
                ('reason', models.TextField(verbose_name='why it is kept so long')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='answer',
            name='answer_choice_or_text',
        ),
        migrations.RemoveIndex(
            model_name='event',
            name='event_of_consultation',
        ),
        migrations.AddField(
            model_name='answer',
            name='erased',
            field=models.BooleanField(db_default=False, default=False, verbose_name='its text was erased, see Erasure'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['at', 'id'], name='event_at'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['kind', 'at', 'id'], name='event_kind_at'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('by__isnull', False)), fields=['by', 'at', 'id'], name='event_by_at'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('by__isnull', False)), fields=['by', 'kind', 'at', 'id'], name='event_by_kind_at'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['consultation', 'at', 'id'], name='event_of_consultation'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(django.db.models.functions.text.Upper('to'), name='message_to'),
        ),
        migrations.AddIndex(
            model_name='respondent',
            index=models.Index(django.db.models.functions.text.Upper('email'), name='respondent_email'),
        ),
        migrations.AddIndex(
            model_name='respondent',
            index=models.Index(django.db.models.functions.text.Upper('name'), name='respondent_name'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), models.Q(('choice', ''), _negated=True), ('erased', False)), models.Q(('choice', ''), models.Q(('text', ''), _negated=True), ('erased', False)), models.Q(('choice', ''), ('erased', True), ('text', '')), _connector='OR'), name='answer_choice_or_text'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='response',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='lifted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='consultation.organisation'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='response',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='personrequest',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='consultation.personrequest'),
        ),
        migrations.AddField(
            model_name='restriction',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='restriction',
            name='lifted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='restriction',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.personrequest'),
        ),
        migrations.AddField(
            model_name='restriction',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retention_rules', to='consultation.consultation'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='legal_hold_reason_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), _connector='OR'), name='legal_hold_lifted_at_with_lifted_by'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lift_reason', ''), ('lifted_at', None)), models.Q(('lifted_at__isnull', False), models.Q(('lift_reason', ''), _negated=True)), _connector='OR'), name='legal_hold_lifted_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('response', None), ('organisation', None), _connector='OR'), name='legal_hold_on_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('consultation', 'response', 'organisation'), name='legal_hold_once_in_force', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='personrequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['FIND', 'EXPORT', 'RESTRICT', 'LIFT', 'ERASE', 'REFUSE'])), name='person_request_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='personrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='person_request_reason_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['IDENTITY', 'MESSAGES', 'FILES', 'WORDS'])), name='erasure_part_known'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['ASKED', 'UNLAWFUL', 'TIME'])), name='erasure_ground_known'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(fields=('response', 'part'), name='erasure_once_a_part'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'TIME'), ('request', None)), models.Q(models.Q(('ground', 'TIME'), _negated=True), ('request__isnull', False)), _connector='OR'), name='erasure_asked_for_or_due'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), _connector='OR'), name='restriction_lifted_at_with_lifted_by'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('response',), name='restriction_once_in_force'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['IDENTITY', 'MESSAGES', 'FILES', 'WORDS'])), name='retention_rule_part_known'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('counted_from__in', ['CLOSING', 'DECISION'])), name='retention_rule_counted_from_known'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='retention_rule_reason_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('months__gte', 3), ('months__lte', 600)), name='retention_rule_months_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('counted_from', 'DECISION'), ('decided_on', None), _connector='OR'), name='retention_rule_decided_on_with_decision'),
        ),
        *TRIGGERS,
    ]
