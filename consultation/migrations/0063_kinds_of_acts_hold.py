"""The kinds of events that are there already are looked at, while others are written."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('consultation', '0062_readings_of_before'),
    ]

    operations = [
        ValidateConstraint('event', 'event_kind_known'),
    ]
