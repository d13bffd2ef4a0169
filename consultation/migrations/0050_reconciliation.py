"""Where all received responses are, as a worker counted them last."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0049_acts_of_the_outbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='consultation.consultation')),
                ('parts', models.JSONField(verbose_name='state, code of the rule, responses, and how many the log holds')),
                ('event', models.BigIntegerField(verbose_name='key of the newest event before it was counted, 0 for none')),
                ('entry', models.BigIntegerField(verbose_name='number of entries of the log before it was counted')),
                ('at', models.DateTimeField(verbose_name='when it was counted')),
            ],
        ),
    ]
