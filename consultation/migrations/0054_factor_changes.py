from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0053_sent_form'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='factor_changes',
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name='how often a second factor came or went'),
        ),
    ]
