"""A row of a verdict on many knows the state that its response was chosen in."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0029_copies'),
    ]

    operations = [
        migrations.AddField(
            model_name='bulkreviewrow',
            name='seen',
            field=models.CharField(choices=[('RECEIVED', 'Waiting for review'), ('SECOND_DUE', 'Waiting for a second review'), ('DISPUTED', 'Reviewers disagree'), ('RELEASED', 'Released'), ('WITHHELD', 'Counted, words withheld'), ('QUARANTINED', 'In quarantine'), ('EXCLUDED', 'Excluded under a rule'), ('SUPERSEDED', 'Replaced by its sender'), ('WITHDRAWN', 'Withdrawn by its sender')], default='RECEIVED', max_length=11, verbose_name='state that it was chosen in'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='bulkreviewrow',
            constraint=models.CheckConstraint(condition=models.Q(('seen__in', ['RECEIVED', 'SECOND_DUE', 'DISPUTED', 'RELEASED', 'WITHHELD', 'QUARANTINED', 'EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'])), name='bulk_review_row_seen_known'),
        ),
    ]
