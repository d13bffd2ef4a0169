"""The kinds of e-mails that are there already are looked at, while others are written."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('consultation', '0057_kinds_of_events_hold'),
    ]

    operations = [
        ValidateConstraint('message', 'message_kind_known'),
    ]
