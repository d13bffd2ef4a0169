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
    migrations.RunSQL(RESPONSE, before("0002_the_database_refuses", "RESPONSE")),
    migrations.RunSQL(
        ATTACHMENT,
        before("0020_formal_replies", "FUNCTIONS").split("CREATE OR REPLACE FUNCTION counterpoint_formal")[0],
    ),
    migrations.RunSQL(TRANSCRIPTION, TRANSCRIPTION_BEFORE),
    migrations.RunSQL(IMPORT, before("0014_imports", "IMPORT")),
    migrations.RunSQL(SALT, SALT_BEFORE),
    migrations.RunSQL(REGISTRATION, before("0022_registrations_bounces_and_erasure", "KEEPS")),
    migrations.RunSQL(INVITATION, before("0022_registrations_bounces_and_erasure", "INVITATION")),
    migrations.RunSQL(HOLD, HOLD_NO_LONGER),
    migrations.RunSQL(CARRIED_OUT, CARRIED_OUT_NO_LONGER),
    *(append_only(name) for name in ("erasure", "personrequest", "retentionrule")),
    lifted_once("legalhold", "ARRAY['lifted_at', 'lifted_by_id', 'lift_reason']"),
    lifted_once("restriction", "ARRAY['lifted_at', 'lifted_by_id']"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0023_work_accounts'),
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
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
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
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('response.read', 'Response read'), ('attachment.read', 'File that was sent to us downloaded'), ('personal.read', 'Page with personal details read'), ('list.read', 'List read'), ('events.exported', 'Record of what happened exported'), ('person.searched', 'Person looked for'), ('person.exported', 'All about a person exported'), ('person.refused', 'Request about a person refused'), ('response.restricted', 'Response restricted'), ('restriction.lifted', 'Restriction of a response lifted'), ('response.erased', 'Personal details of a response erased'), ('legal_hold.placed', 'Legal hold placed'), ('legal_hold.lifted', 'Legal hold lifted'), ('retention.applied', 'Erased because its time was over'), ('retention.stated', 'Time for which responses are kept stated'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
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
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'response.read', 'attachment.read', 'personal.read', 'list.read', 'events.exported', 'person.searched', 'person.exported', 'person.refused', 'response.restricted', 'restriction.lifted', 'response.erased', 'legal_hold.placed', 'legal_hold.lifted', 'retention.applied', 'retention.stated', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
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
