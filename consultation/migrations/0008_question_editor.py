"""A correction keeps every answer to choose; and the kinds of event of the question editor."""

from django.db import migrations, models

KEEPS = """
CREATE FUNCTION counterpoint_correction_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_questionversion before, jsonb_array_elements(before.options) kept
        WHERE before.question_id = NEW.question_id AND before.number = NEW.number - 1
        AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.options) offered WHERE offered -> 0 = kept -> 0
        )
    ) THEN
        RAISE EXCEPTION 'question %: a correction takes away an answer to choose', NEW.question_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_keeps BEFORE INSERT ON consultation_questionversion
    FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION counterpoint_correction_keeps();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0007_event_kinds'),
    ]

    operations = [
        migrations.RunSQL(
            KEEPS,
            "DROP TRIGGER correction_keeps ON consultation_questionversion;"
            "DROP FUNCTION counterpoint_correction_keeps();",
        ),
        # The kinds of event, and nothing else, from here on.
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'message.sent', 'message.failed'])), name='event_kind_known'),
        ),
    ]
