"""Roles limited to a consultation or a borough."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0024_moderation'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='grant',
            name='grant_once_in_force',
        ),
        migrations.AddField(
            model_name='grant',
            name='borough',
            field=models.ForeignKey(blank=True, help_text='For a moderator or an analyst: only responses that speak about a front counter in it, or came from it, and reports about it. Empty: all of London.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stations.borough'),
        ),
        migrations.AddField(
            model_name='grant',
            name='consultation',
            field=models.ForeignKey(blank=True, help_text='Empty: every consultation.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='consultation.consultation'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('person', 'role', 'consultation', 'borough'), name='grant_once_in_force', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('COUNCIL_DRAFTER', 'COUNCIL_APPROVER', 'COUNCIL_OBSERVER')), _negated=True), models.Q(('borough', None), ('consultation', None)), _connector='OR'), name='grant_of_council_without_scope'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('borough', None), ('role__in', ('MODERATOR', 'ANALYST')), _connector='OR'), name='grant_borough_of_those_who_read'),
        ),
    ]
