"""Kinds of email are known, and lists of them quick; each email to a resident is of a response.

An email about a later closing time was written without the response that it was chosen by, and one
with a link with its draft alone.
"""

from django.db import migrations, models

# By the key that a draft and what was sent from it share.
LINKS = """
UPDATE consultation_message message SET response_id = sent.id
FROM consultation_draft draft JOIN consultation_response sent ON sent.key = draft.key
WHERE draft.id = message.draft_id AND message.response_id IS NULL
"""
# By the moment of the extension that it tells of and the address.
EXTENDED = """
UPDATE consultation_message message SET response_id = told.response
FROM (
    SELECT DISTINCT ON (message.id) message.id, sent.id AS response
    FROM consultation_message message
    JOIN consultation_extension extension ON extension.at = message.queued_at
    JOIN consultation_response sent ON sent.consultation_id = extension.consultation_id
    JOIN consultation_respondent person ON person.id = sent.respondent_id
    WHERE message.kind = 'deadline-extended' AND message.response_id IS NULL
    AND lower(person.email) = lower(message."to")
    ORDER BY message.id, sent.received_at DESC, sent.id
) AS told
WHERE told.id = message.id
"""
# What is left is of somebody whose address or words are erased, who could not be found by it.
REST = """
UPDATE consultation_message message SET "to" = 'erased-' || message.id || '@erased.invalid',
    subject = 'Address erased', body = 'Address erased'
WHERE message.response_id IS NULL AND message.state <> 'QUEUED'
AND message."to" NOT LIKE '%@erased.invalid' AND (
    message.kind = 'deadline-extended' AND NOT EXISTS (
        SELECT FROM consultation_extension extension
        JOIN consultation_legalhold hold ON hold.consultation_id = extension.consultation_id
        WHERE extension.at = message.queued_at AND hold.lifted_at IS NULL
    ) OR message.kind = 'link' AND EXISTS (
        SELECT FROM consultation_draft draft
        WHERE draft.id = message.draft_id AND draft.sent_at IS NOT NULL
    )
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0033_rows_exported'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Receipt of a response'), ('confirmation', 'Change of a response'), ('link', 'Link to unfinished or sent answers'), ('deadline-extended', 'New closing time'), ('invitation', 'Invitation to reply for a body'), ('reminder', 'Reminder of an invitation'), ('chaser', 'Reminder that no formal reply has come'), ('registration', 'Receipt of a request to reply'), ('registration-declined', 'Request to reply declined'), ('registration-asked', 'Request to reply, to owners'), ('enquiry', 'Question of a body, to owners'), ('enquiry-answer', 'Answer to a body'), ('reply-approval', 'Formal reply to approve'), ('reply-returned', 'Formal reply sent back'), ('reply-receipt', 'Receipt of a formal reply'), ('reply-ratified', 'Formal reply ratified'), ('reply-withdrawn', 'Formal reply withdrawn'), ('no-approver', 'Body without an approver, to owners'), ('sign-in', 'Sign-in locked after guessing'), ('sign-in-alert', 'Sign-in locked, to owners'), ('password', 'Password changed'), ('two-factor', 'Two-factor sign-in changed'), ('work-account', 'Work account linked')], max_length=40),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['FAILED', 'BOUNCED'])), fields=['state', 'id'], name='message_not_taken'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('kind', 'receipt'), _negated=True), fields=['kind', 'id'], name='message_of_a_rare_kind'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['receipt', 'confirmation', 'link', 'deadline-extended', 'invitation', 'reminder', 'chaser', 'registration', 'registration-declined', 'registration-asked', 'enquiry', 'enquiry-answer', 'reply-approval', 'reply-returned', 'reply-receipt', 'reply-ratified', 'reply-withdrawn', 'no-approver', 'sign-in', 'sign-in-alert', 'password', 'two-factor', 'work-account'])), name='message_kind_known'),
        ),
        # Last: what is indexed has no rows that are still to be checked.
        migrations.RunSQL(LINKS, migrations.RunSQL.noop),
        migrations.RunSQL(EXTENDED, migrations.RunSQL.noop),
        migrations.RunSQL(REST, migrations.RunSQL.noop),
    ]
