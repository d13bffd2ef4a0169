"""What waits besides responses, however many of those do: found without reading them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0048_event_kinds_hold'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='unlogged',
            index=models.Index(condition=models.Q(('kind__in', ('response', 'key')), _negated=True), fields=['id'], name='unlogged_acts'),
        ),
        migrations.AddIndex(
            model_name='unlogged',
            index=models.Index(condition=models.Q(('kind', 'key')), fields=['id'], name='unlogged_keys'),
        ),
    ]
