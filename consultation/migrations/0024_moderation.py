"""Screening, redaction, two reviews, public copies and verdicts on many."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FLAG = """
DROP TRIGGER flag_append_only ON consultation_flag;
CREATE FUNCTION counterpoint_flag_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'state' - 'judged_by_id' - 'judged_at'
        <> to_jsonb(NEW) - 'state' - 'judged_by_id' - 'judged_at' THEN
        RAISE EXCEPTION 'flag %: only its judgement may change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER flag_keeps BEFORE UPDATE ON consultation_flag
    FOR EACH ROW EXECUTE FUNCTION counterpoint_flag_keeps();
CREATE TRIGGER flag_stays BEFORE DELETE ON consultation_flag
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
"""
FLAG_BACK = """
DROP TRIGGER flag_stays ON consultation_flag;
DROP TRIGGER flag_keeps ON consultation_flag;
DROP FUNCTION counterpoint_flag_keeps();
CREATE TRIGGER flag_append_only BEFORE UPDATE OR DELETE ON consultation_flag
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
"""

REDACTION = """
CREATE FUNCTION counterpoint_redaction_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_answer a
        WHERE a.id = NEW.answer_id AND a.response_id = NEW.response_id
        AND NEW."end" <= char_length(a.text);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'redaction: answer % of response % has no characters % to %',
            NEW.answer_id, NEW.response_id, NEW.start, NEW."end"
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_redaction_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'in_force' - 'taken_back_at' - 'taken_back_by_id'
        <> to_jsonb(NEW) - 'in_force' - 'taken_back_at' - 'taken_back_by_id'
        OR OLD.taken_back_at IS NOT NULL THEN
        RAISE EXCEPTION 'redaction %: it can only come into force or be taken back', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER redaction_fits BEFORE INSERT ON consultation_redaction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_redaction_fits();
CREATE TRIGGER redaction_keeps BEFORE UPDATE ON consultation_redaction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_redaction_keeps();
CREATE TRIGGER redaction_stays BEFORE DELETE ON consultation_redaction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER redaction_is_not_emptied BEFORE TRUNCATE ON consultation_redaction
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
REDACTION_BACK = """
DROP TRIGGER redaction_fits ON consultation_redaction;
DROP TRIGGER redaction_keeps ON consultation_redaction;
DROP TRIGGER redaction_stays ON consultation_redaction;
DROP TRIGGER redaction_is_not_emptied ON consultation_redaction;
DROP FUNCTION counterpoint_redaction_fits();
DROP FUNCTION counterpoint_redaction_keeps();
"""

# The copy of the state and the public copy follow in the statement that moves a response, whoever
# moves it: no path leaves a public word behind.
FOLLOWS = """
CREATE FUNCTION counterpoint_response_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE consultation_screening SET state = NEW.state WHERE response_id = NEW.id;
    IF NEW.state NOT IN ('RELEASED', 'WITHHELD')
        OR (NEW.state = 'WITHHELD' AND OLD.state = 'RELEASED') THEN
        DELETE FROM consultation_publishedanswer WHERE published_id = NEW.id;
        DELETE FROM consultation_publishedresponse WHERE response_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER response_moved AFTER UPDATE OF state ON consultation_response
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION counterpoint_response_moved();
CREATE FUNCTION counterpoint_published_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response r
        WHERE r.id = NEW.response_id AND r.kind = 'PUBLIC'
        AND r.state IN ('RELEASED', 'WITHHELD')
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'response % is not one that everybody may read', NEW.response_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishedresponse_may BEFORE INSERT OR UPDATE ON consultation_publishedresponse
    FOR EACH ROW EXECUTE FUNCTION counterpoint_published_may();
CREATE FUNCTION counterpoint_published_words_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text <> '' THEN
        PERFORM FROM consultation_response r
            WHERE r.id = NEW.published_id AND r.state = 'RELEASED' AND r.publish = 'WORDS';
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the words of response % are not to be published', NEW.published_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishedanswer_may BEFORE INSERT OR UPDATE ON consultation_publishedanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_published_words_may();
"""
FOLLOWS_BACK = """
DROP TRIGGER publishedanswer_may ON consultation_publishedanswer;
DROP TRIGGER publishedresponse_may ON consultation_publishedresponse;
DROP TRIGGER response_moved ON consultation_response;
DROP FUNCTION counterpoint_published_words_may();
DROP FUNCTION counterpoint_published_may();
DROP FUNCTION counterpoint_response_moved();
"""

# What was chosen for a verdict on many stays as it was chosen.
BULK = """
CREATE FUNCTION counterpoint_bulk_row_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'review_id' - 'refusal' <> to_jsonb(NEW) - 'review_id' - 'refusal'
        OR OLD.review_id IS NOT NULL THEN
        RAISE EXCEPTION 'row % of a verdict on many: it is decided once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulkreviewrow_keeps BEFORE UPDATE ON consultation_bulkreviewrow
    FOR EACH ROW EXECUTE FUNCTION counterpoint_bulk_row_keeps();
CREATE TRIGGER bulkreviewrow_stays BEFORE DELETE ON consultation_bulkreviewrow
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER bulkreviewrow_is_not_emptied BEFORE TRUNCATE ON consultation_bulkreviewrow
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER bulkreview_stays BEFORE DELETE ON consultation_bulkreview
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER bulkreview_is_not_emptied BEFORE TRUNCATE ON consultation_bulkreview
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
BULK_BACK = """
DROP TRIGGER bulkreviewrow_keeps ON consultation_bulkreviewrow;
DROP TRIGGER bulkreviewrow_stays ON consultation_bulkreviewrow;
DROP TRIGGER bulkreviewrow_is_not_emptied ON consultation_bulkreviewrow;
DROP TRIGGER bulkreview_stays ON consultation_bulkreview;
DROP TRIGGER bulkreview_is_not_emptied ON consultation_bulkreview;
DROP FUNCTION counterpoint_bulk_row_keeps();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0023_work_accounts'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('RELEASE', 'Released'), ('WITHHOLD', 'Counted, words withheld'), ('QUARANTINE', 'Put in quarantine'), ('EXCLUDE', 'Excluded under a rule'), ('REOPEN', 'Sent back to the queue')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('query', models.CharField(blank=True, max_length=500, verbose_name='filters that chose them')),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('RUNNING', 'Being done'), ('DONE', 'Done'), ('STOPPED', 'Stopped'), ('FAILED', 'Failed')], default='QUEUED', max_length=7)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('steps_done', models.PositiveIntegerField(default=0, verbose_name='rows decided or refused')),
                ('steps_total', models.PositiveIntegerField(verbose_name='rows on its list')),
                ('step', models.CharField(blank=True, max_length=200, verbose_name='what is being done')),
                ('error', models.TextField(blank=True, verbose_name='why it failed')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BulkReviewRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refusal', models.CharField(blank=True, max_length=300, verbose_name='why it was left alone')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PublishedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('choice', models.CharField(blank=True, max_length=40)),
                ('text', models.TextField(blank=True, verbose_name='words that everybody may read')),
                ('redactions', models.PositiveSmallIntegerField(default=0, verbose_name='how many spans were taken out')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PublishedResponse',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='published', serialize=False, to='consultation.response')),
                ('received_on', models.DateField()),
                ('channel', models.CharField(choices=[('ONLINE', 'Online form'), ('EMAIL', 'Email'), ('PAPER', 'Paper form'), ('LETTER', 'Letter'), ('PHONE', 'Phone'), ('MEETING', 'Public meeting')], max_length=7)),
                ('capacity', models.CharField(choices=[('MYSELF', 'Myself'), ('CARER', 'Someone I care for or support'), ('GROUP', 'A group or organisation'), ('WORKER', 'I work for the police or a council'), ('NOT_SAID', 'Not said')], max_length=8)),
                ('place', models.CharField(choices=[('BOROUGH', 'In a London borough'), ('OUTSIDE', 'Outside London'), ('NOT_SAID', 'Prefer not to say')], max_length=8)),
                ('language', models.CharField(max_length=10)),
                ('words_withheld', models.BooleanField(default=False)),
                ('at', models.DateTimeField(verbose_name='when this copy was made')),
            ],
            options={
                'ordering': ['-received_on', '-response'],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('reason', models.CharField(choices=[('PERSONAL', 'Personal details'), ('THIRD_PARTY', 'About somebody else who can be recognised'), ('SENSITIVE', 'Health, beliefs or other sensitive details'), ('ABUSE', 'Abuse'), ('CLAIM', 'A damaging claim about somebody'), ('SAFETY', 'Somebody could come to harm'), ('SECURITY', 'Security of a building or of police work')], max_length=11)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('in_force', models.BooleanField(default=False)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['answer', 'start', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=500, verbose_name='filters, as they stand in the address')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='screening', serialize=False, to='consultation.response')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version of the rules')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('RECEIVED', 'Waiting for review'), ('SECOND_DUE', 'Waiting for a second review'), ('DISPUTED', 'Reviewers disagree'), ('RELEASED', 'Released'), ('WITHHELD', 'Counted, words withheld'), ('QUARANTINED', 'In quarantine'), ('EXCLUDED', 'Excluded under a rule'), ('SUPERSEDED', 'Replaced by its sender'), ('WITHDRAWN', 'Withdrawn by its sender')], max_length=11)),
                ('rank', models.PositiveSmallIntegerField(default=1, verbose_name='0 is urgent')),
                ('received_at', models.DateTimeField()),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language that was found')),
                ('tokens', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('held_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['rank', 'received_at', 'response'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='flag',
            name='flag_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='flag',
            name='flag_once_a_kind',
        ),
        migrations.RemoveConstraint(
            model_name='response',
            name='response_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_verdict_known',
        ),
        migrations.AddField(
            model_name='consultation',
            name='duty_instruction',
            field=models.TextField(blank=True, verbose_name='what a moderator does at once about a threat or somebody in danger'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='two_reviews',
            field=models.BooleanField(default=False, verbose_name='free text needs two people before anybody else reads it'),
        ),
        migrations.AddField(
            model_name='flag',
            name='answer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='consultation.answer'),
        ),
        migrations.AddField(
            model_name='flag',
            name='end',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='flag',
            name='judged_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='flag',
            name='judged_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flag',
            name='rule',
            field=models.CharField(blank=True, db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='flag',
            name='start',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='flag',
            name='state',
            field=models.CharField(choices=[('STANDING', 'Not judged to be wrong'), ('FALSE', 'Judged to be wrong')], db_default='STANDING', default='STANDING', max_length=8),
        ),
        migrations.AddField(
            model_name='flag',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='version of the rules'),
        ),
        migrations.AddField(
            model_name='review',
            name='decides',
            field=models.BooleanField(db_default=True, default=True, help_text='Not the first of two, nor a second that disagrees.', verbose_name='its response moved by it'),
        ),
        migrations.AddField(
            model_name='review',
            name='round',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='review',
            name='step',
            field=models.CharField(choices=[('ONLY', 'Alone'), ('FIRST', 'First of two'), ('SECOND', 'Second of two'), ('SETTLES', 'Settles a disagreement')], db_default='ONLY', default='ONLY', max_length=7),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('account.closed', 'Account closed'), ('account.reopened', 'Account opened again'), ('sign_in.done', 'Signed in'), ('sign_in.failed', 'Sign-in failed'), ('sign_in.locked', 'Sign-in locked after guessing'), ('sign_in.unlocked', 'Sign-in unlocked'), ('accounts.exported', 'List of accounts downloaded'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('response.withheld', 'Words of a response withheld'), ('response.first_reviewed', 'First of two reviews given'), ('response.disputed', 'Two reviews disagree'), ('response.taken', 'Response taken for review'), ('response.let_go', 'Response let go without a verdict'), ('response.read', 'Response read by staff'), ('responses.listed', 'List of responses read by staff'), ('attachment.read', 'Attachment saved by staff'), ('personal.read', 'Personal details read by staff'), ('screening.run', 'Responses screened'), ('flag.dismissed', 'Flag called false'), ('flag.restored', 'Flag put back'), ('redaction.made', 'Words marked to be taken out'), ('redaction.taken_back', 'Mark on words taken back'), ('redaction.everywhere', 'The same words marked everywhere'), ('moderation.stated', 'Rules of moderation stated'), ('bulk_review.asked', 'Verdict on many asked for'), ('bulk_review.started', 'Verdict on many begun'), ('bulk_review.finished', 'Verdict on many given'), ('bulk_review.failed', 'Verdict on many failed'), ('bulk_review.requeued', 'Verdict on many asked for again'), ('bulk_review.stopped', 'Verdict on many stopped'), ('view.saved', 'View of the queue saved'), ('view.removed', 'View of the queue removed'), ('events.exported', 'Record of events downloaded'), ('person.searched', 'Person looked for'), ('person.exported', 'All about a person downloaded'), ('person.refused', 'Request of a person refused'), ('response.restricted', 'Use of a response restricted'), ('response.restriction_lifted', 'Restriction lifted'), ('response.erased', 'Words and person of a response erased'), ('legal_hold.placed', 'Legal hold placed'), ('legal_hold.lifted', 'Legal hold lifted'), ('retention.stated', 'Retention rule stated'), ('retention.applied', 'Erased under a retention rule'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AlterField(
            model_name='flag',
            name='kind',
            field=models.CharField(choices=[('BURST', 'Came in a burst'), ('FAST', 'Faster than people answer'), ('HONEYPOT', 'Filled in a hidden box'), ('NO_PROOF', 'No proof of work'), ('SAME_ADDRESS', 'Many from one network address'), ('THREAT', 'A threat'), ('SAFEGUARDING', 'Somebody may be in danger'), ('PERSONAL', 'Personal details'), ('ABUSE', 'Abuse'), ('SAME_TEXT', 'The same text as others'), ('LIKE_TEXT', 'Much like the text of others'), ('LANGUAGE', 'In another language than its form')], max_length=12),
        ),
        migrations.AlterField(
            model_name='response',
            name='state',
            field=models.CharField(choices=[('RECEIVED', 'Waiting for review'), ('SECOND_DUE', 'Waiting for a second review'), ('DISPUTED', 'Reviewers disagree'), ('RELEASED', 'Released'), ('WITHHELD', 'Counted, words withheld'), ('QUARANTINED', 'In quarantine'), ('EXCLUDED', 'Excluded under a rule'), ('SUPERSEDED', 'Replaced by its sender'), ('WITHDRAWN', 'Withdrawn by its sender')], default='RECEIVED', max_length=11),
        ),
        migrations.AlterField(
            model_name='review',
            name='verdict',
            field=models.CharField(choices=[('RELEASE', 'Released'), ('WITHHOLD', 'Counted, words withheld'), ('QUARANTINE', 'Put in quarantine'), ('EXCLUDE', 'Excluded under a rule'), ('REOPEN', 'Sent back to the queue')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['by', 'at'], name='review_by_person'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'account.closed', 'account.reopened', 'sign_in.done', 'sign_in.failed', 'sign_in.locked', 'sign_in.unlocked', 'accounts.exported', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'response.withheld', 'response.first_reviewed', 'response.disputed', 'response.taken', 'response.let_go', 'response.read', 'responses.listed', 'attachment.read', 'personal.read', 'screening.run', 'flag.dismissed', 'flag.restored', 'redaction.made', 'redaction.taken_back', 'redaction.everywhere', 'moderation.stated', 'bulk_review.asked', 'bulk_review.started', 'bulk_review.finished', 'bulk_review.failed', 'bulk_review.requeued', 'bulk_review.stopped', 'view.saved', 'view.removed', 'events.exported', 'person.searched', 'person.exported', 'person.refused', 'response.restricted', 'response.restriction_lifted', 'response.erased', 'legal_hold.placed', 'legal_hold.lifted', 'retention.stated', 'retention.applied', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['BURST', 'FAST', 'HONEYPOT', 'NO_PROOF', 'SAME_ADDRESS', 'THREAT', 'SAFEGUARDING', 'PERSONAL', 'ABUSE', 'SAME_TEXT', 'LIKE_TEXT', 'LANGUAGE'])), name='flag_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['STANDING', 'FALSE'])), name='flag_state_known'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('response', 'kind', 'rule', 'answer', 'start', 'end'), name='flag_once_a_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end__isnull', False), ('start__isnull', False)), models.Q(('end__isnull', True), ('start__isnull', True)), _connector='OR'), name='flag_start_with_end'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_at__isnull', False), ('judged_by__isnull', False)), models.Q(('judged_at__isnull', True), ('judged_by__isnull', True)), _connector='OR'), name='flag_judged_by_with_judged_at'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('start', None), models.Q(('answer__isnull', False), ('start__lt', models.F('end'))), _connector='OR'), name='flag_span_of_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'STANDING'), ('judged_by__isnull', False), _connector='OR'), name='flag_false_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['RECEIVED', 'SECOND_DUE', 'DISPUTED', 'RELEASED', 'WITHHELD', 'QUARANTINED', 'EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'])), name='response_state_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['RELEASE', 'WITHHOLD', 'QUARANTINE', 'EXCLUDE', 'REOPEN'])), name='review_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['ONLY', 'FIRST', 'SECOND', 'SETTLES'])), name='review_step_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('step__in', ('FIRST', 'SECOND', 'SETTLES'))), fields=('response', 'round', 'step'), name='review_step_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('step__in', ('FIRST', 'SECOND', 'SETTLES'))), fields=('response', 'round', 'by'), name='review_by_another_each_time'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decides', True), ('step__in', ['ONLY', 'SETTLES'])), models.Q(('decides', False), ('step', 'FIRST')), ('step', 'SECOND'), _connector='OR'), name='review_decides_by_its_step'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('step', 'ONLY'), models.Q(('verdict', 'REOPEN'), _negated=True), _connector='OR'), name='review_reopens_alone'),
        ),
        migrations.AddField(
            model_name='bulkreview',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkreview',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_reviews', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='bulkreview',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='consultation.exclusionrule'),
        ),
        migrations.AddField(
            model_name='bulkreview',
            name='undoes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='consultation.bulkreview'),
        ),
        migrations.AddField(
            model_name='bulkreviewrow',
            name='bulk_review',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='consultation.bulkreview'),
        ),
        migrations.AddField(
            model_name='bulkreviewrow',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='bulkreviewrow',
            name='review',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.review'),
        ),
        migrations.AddField(
            model_name='publishedanswer',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published_answers', to='consultation.proposal'),
        ),
        migrations.AddField(
            model_name='publishedanswer',
            name='question_version',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.questionversion'),
        ),
        migrations.AddField(
            model_name='publishedresponse',
            name='borough',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stations.borough'),
        ),
        migrations.AddField(
            model_name='publishedresponse',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='published_responses', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='publishedanswer',
            name='published',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='consultation.publishedresponse'),
        ),
        migrations.AddField(
            model_name='redaction',
            name='answer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='consultation.answer'),
        ),
        migrations.AddField(
            model_name='redaction',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='redaction',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='redaction',
            name='taken_back_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedview',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_views', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='screening',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='screening',
            name='held_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='bulkreview',
            index=models.Index(condition=models.Q(('state__in', ['QUEUED', 'RUNNING'])), fields=['asked_at'], name='bulk_review_waiting'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['RELEASE', 'WITHHOLD', 'QUARANTINE', 'EXCLUDE', 'REOPEN'])), name='bulk_review_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'RUNNING', 'DONE', 'STOPPED', 'FAILED'])), name='bulk_review_state_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rule__isnull', False), ('verdict', 'EXCLUDE')), models.Q(models.Q(('verdict', 'EXCLUDE'), _negated=True), ('rule', None)), _connector='OR'), name='bulk_review_excludes_under_a_rule'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', 'RELEASE'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='bulk_review_gives_reason'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'RUNNING'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='bulk_review_running_has_lease'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'FAILED'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='bulk_review_failed_says_why'),
        ),
        migrations.AddConstraint(
            model_name='bulkreview',
            constraint=models.CheckConstraint(condition=models.Q(('steps_done__lte', models.F('steps_total'))), name='bulk_review_steps_in_bounds'),
        ),
        migrations.AddIndex(
            model_name='bulkreviewrow',
            index=models.Index(condition=models.Q(('refusal', ''), ('review', None)), fields=['bulk_review', 'id'], name='bulk_review_row_waiting'),
        ),
        migrations.AddConstraint(
            model_name='bulkreviewrow',
            constraint=models.UniqueConstraint(fields=('bulk_review', 'response'), name='bulk_review_row_once'),
        ),
        migrations.AddConstraint(
            model_name='bulkreviewrow',
            constraint=models.CheckConstraint(condition=models.Q(('review', None), ('refusal', ''), _connector='OR'), name='bulk_review_row_decided_or_refused'),
        ),
        migrations.AddIndex(
            model_name='publishedresponse',
            index=models.Index(fields=['consultation', '-received_on', '-response'], name='published_response_list'),
        ),
        migrations.AddConstraint(
            model_name='publishedresponse',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['ONLINE', 'EMAIL', 'PAPER', 'LETTER', 'PHONE', 'MEETING'])), name='published_response_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='publishedresponse',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['MYSELF', 'CARER', 'GROUP', 'WORKER', 'NOT_SAID'])), name='published_response_capacity_known'),
        ),
        migrations.AddConstraint(
            model_name='publishedresponse',
            constraint=models.CheckConstraint(condition=models.Q(('place__in', ['BOROUGH', 'OUTSIDE', 'NOT_SAID'])), name='published_response_place_known'),
        ),
        migrations.AddConstraint(
            model_name='publishedanswer',
            constraint=models.UniqueConstraint(fields=('published', 'question_version', 'proposal', 'place'), name='published_answer_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['PERSONAL', 'THIRD_PARTY', 'SENSITIVE', 'ABUSE', 'CLAIM', 'SAFETY', 'SECURITY'])), name='redaction_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), _connector='OR'), name='redaction_taken_back_at_with_taken_back_by'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='redaction_is_of_something'),
        ),
        migrations.AddConstraint(
            model_name='redaction',
            constraint=models.CheckConstraint(condition=models.Q(('in_force', False), ('taken_back_at', None), _connector='OR'), name='redaction_taken_back_has_no_force'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_name_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('person', 'consultation', 'name'), name='saved_view_name_once'),
        ),
        migrations.AddIndex(
            model_name='screening',
            index=models.Index(fields=['consultation', 'state', 'rank', 'received_at', 'response'], name='screening_queue'),
        ),
        migrations.AddIndex(
            model_name='screening',
            index=models.Index(condition=models.Q(('held_by__isnull', False)), fields=['held_by', 'held_until'], name='screening_held'),
        ),
        migrations.AddIndex(
            model_name='screening',
            index=django.contrib.postgres.indexes.GinIndex(fields=['tokens'], name='screening_tokens'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['RECEIVED', 'SECOND_DUE', 'DISPUTED', 'RELEASED', 'WITHHELD', 'QUARANTINED', 'EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'])), name='screening_state_known'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_by__isnull', False), ('held_until__isnull', False)), models.Q(('held_by__isnull', True), ('held_until__isnull', True)), _connector='OR'), name='screening_held_by_with_held_until'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('rank__in', [0, 1])), name='screening_rank_known'),
        ),
        migrations.RunSQL(FLAG, FLAG_BACK),
        migrations.RunSQL(REDACTION, REDACTION_BACK),
        migrations.RunSQL(FOLLOWS, FOLLOWS_BACK),
        migrations.RunSQL(BULK, BULK_BACK),
    ]
