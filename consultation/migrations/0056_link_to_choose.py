"""A kind of e-mail: the link to choose a password."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0055_link_sent'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='message',
            name='message_kind_known',
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Receipt of a response'), ('confirmation', 'Change of a response'), ('link', 'Link to unfinished or sent answers'), ('deadline-extended', 'New closing time'), ('invitation', 'Invitation to reply for a body'), ('reminder', 'Reminder of an invitation'), ('chaser', 'Reminder that no formal reply has come'), ('registration', 'Receipt of a request to reply'), ('registration-declined', 'Request to reply declined'), ('registration-asked', 'Request to reply, to owners'), ('enquiry', 'Question of a body, to owners'), ('enquiry-answer', 'Answer to a body'), ('reply-approval', 'Formal reply to approve'), ('reply-returned', 'Formal reply sent back'), ('reply-receipt', 'Receipt of a formal reply'), ('reply-ratified', 'Formal reply ratified'), ('reply-withdrawn', 'Formal reply withdrawn'), ('no-approver', 'Body without an approver, to owners'), ('sign-in', 'Sign-in locked after guessing'), ('sign-in-alert', 'Sign-in locked, to owners'), ('password', 'Password changed'), ('password-link', 'Link to choose a password'), ('two-factor', 'Two-factor sign-in changed'), ('work-account', 'Work account linked'), ('report-ready', 'Report ready, to who asked'), ('report-failed', 'Report failed, to who asked')], max_length=40),
        ),
        AddConstraintNotValid(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['receipt', 'confirmation', 'link', 'deadline-extended', 'invitation', 'reminder', 'chaser', 'registration', 'registration-declined', 'registration-asked', 'enquiry', 'enquiry-answer', 'reply-approval', 'reply-returned', 'reply-receipt', 'reply-ratified', 'reply-withdrawn', 'no-approver', 'sign-in', 'sign-in-alert', 'password', 'password-link', 'two-factor', 'work-account', 'report-ready', 'report-failed'])), name='message_kind_known'),
        ),
    ]
