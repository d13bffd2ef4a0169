"""The kinds of events that are there already are looked at, while others are recorded."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('consultation', '0047_event_kinds'),
    ]

    operations = [
        ValidateConstraint('event', 'event_kind_known'),
    ]
