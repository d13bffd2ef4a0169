"""Copies of one text: what they are found by, and their groups."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0028_people_and_retention'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopyWatch',
            fields=[
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='copy_watch', serialize=False, to='consultation.consultation')),
                ('everywhere', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='TextGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('founded_at', models.DateTimeField()),
                ('size', models.PositiveIntegerField(default=0, verbose_name='members now')),
                ('learnt_at', models.PositiveIntegerField(default=0, verbose_name='members when its core was read')),
                ('due', models.BooleanField(default=False, verbose_name='its core is to be read anew')),
                ('core', models.TextField(blank=True, verbose_name='what its members share')),
                ('shared', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('telling', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='text_groups', to='consultation.consultation')),
                ('into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='consultation.textgroup')),
            ],
            options={
                'ordering': ['-size', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TextPrint',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='text_print', serialize=False, to='consultation.response')),
                ('length', models.PositiveIntegerField(verbose_name='words')),
                ('exact', models.UUIDField(verbose_name='hash of its words')),
                ('sketch', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('leads', models.BooleanField(default=False)),
                ('gone', models.BooleanField(default=False, verbose_name='replaced or withdrawn')),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='text_prints', to='consultation.consultation')),
                ('first', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='consultation.textprint')),
                ('group', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='consultation.textgroup')),
            ],
        ),
        migrations.AddIndex(
            model_name='textgroup',
            index=models.Index(fields=['consultation', '-size', 'id'], name='text_group_by_size'),
        ),
        migrations.AddIndex(
            model_name='textgroup',
            index=models.Index(condition=models.Q(('due', True)), fields=['consultation', 'id'], name='text_group_due'),
        ),
        migrations.AddConstraint(
            model_name='textgroup',
            constraint=models.CheckConstraint(condition=models.Q(('into', None), models.Q(('into', models.F('id')), _negated=True), _connector='OR'), name='text_group_not_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='textgroup',
            constraint=models.CheckConstraint(condition=models.Q(('into', None), ('size', 0), _connector='OR'), name='text_group_part_has_no_members'),
        ),
        migrations.AddIndex(
            model_name='textprint',
            index=models.Index(fields=['consultation', 'exact'], name='text_print_exact'),
        ),
        migrations.AddIndex(
            model_name='textprint',
            index=models.Index(condition=models.Q(('group__isnull', False)), fields=['group', 'response'], name='text_print_members'),
        ),
        migrations.AddIndex(
            model_name='textprint',
            index=models.Index(condition=models.Q(('first__isnull', False), ('group', None)), fields=['first'], name='text_print_waiting'),
        ),
        migrations.AddIndex(
            model_name='textprint',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('leads', True)), fastupdate=False, fields=['sketch'], name='text_print_sketch'),
        ),
        migrations.AddConstraint(
            model_name='textprint',
            constraint=models.CheckConstraint(condition=models.Q(('leads', False), models.Q(('sketch', []), _negated=True), _connector='OR'), name='text_print_leads_by_its_sketch'),
        ),
        migrations.AddConstraint(
            model_name='textprint',
            constraint=models.CheckConstraint(condition=models.Q(('leads', False), ('first', None), _connector='OR'), name='text_print_leads_or_follows'),
        ),
    ]
