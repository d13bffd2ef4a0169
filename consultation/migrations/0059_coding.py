"""The codeframe, who read which response, the codes of passages, and what was answered to points."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0058_kinds_of_emails_hold'),
    ]

    operations = [
        migrations.CreateModel(
            name='Codeframe',
            fields=[
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='codeframe', serialize=False, to='consultation.consultation')),
                ('version', models.PositiveIntegerField(default=1)),
                ('signed_off', models.PositiveIntegerField(blank=True, null=True, verbose_name='version that was signed off')),
                ('signed_off_at', models.DateTimeField(blank=True, null=True)),
                ('signed_off_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('signed_off__isnull', False), ('signed_off_at__isnull', False)), models.Q(('signed_off__isnull', True), ('signed_off_at__isnull', True)), _connector='OR'), name='codeframe_signed_off_with_signed_off_at'), models.CheckConstraint(condition=models.Q(models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False)), models.Q(('signed_off_at__isnull', True), ('signed_off_by__isnull', True)), _connector='OR'), name='codeframe_signed_off_at_with_signed_off_by'), models.CheckConstraint(condition=models.Q(('signed_off__lte', models.F('version'))), name='codeframe_signed_off_what_is')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='consultation.consultation')),
            ],
            options={
                'ordering': ['title'],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='theme_title_not_blank'), models.UniqueConstraint(models.F('consultation'), django.db.models.functions.text.Upper('title'), name='theme_title_once')],
            },
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('sentence', models.CharField(max_length=300, verbose_name='the point, in one sentence')),
                ('includes', models.TextField(blank=True, verbose_name='what belongs to it too')),
                ('excludes', models.TextField(blank=True, verbose_name='what does not')),
                ('version', models.PositiveIntegerField(default=1)),
                ('frame', models.PositiveIntegerField(verbose_name='version of the codeframe that it changed in')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='consultation.consultation')),
                ('into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='consultation.point')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='consultation.theme')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(condition=models.Q(('into', None)), fields=['consultation', 'number'], name='point_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sentence', ''), _negated=True), name='point_sentence_not_blank'), models.UniqueConstraint(fields=('consultation', 'number'), name='point_number_once'), models.CheckConstraint(condition=models.Q(('into', None), models.Q(('into', models.F('id')), _negated=True), _connector='OR'), name='point_not_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='PointWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('sentence', models.CharField(max_length=300)),
                ('includes', models.TextField(blank=True)),
                ('excludes', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True, verbose_name='why it changed')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='consultation.point')),
            ],
            options={
                'ordering': ['point', 'version'],
                'constraints': [models.UniqueConstraint(fields=('point', 'version'), name='point_wording_once'), models.CheckConstraint(condition=models.Q(('sentence', ''), _negated=True), name='point_wording_sentence_not_blank'), models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='point_wording_changes_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='PointAbout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='about', to='consultation.point')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points_about', to='consultation.proposal')),
            ],
            options={
                'verbose_name_plural': 'proposals that points are about',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('point', 'proposal'), name='point_about_once')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reading', serialize=False, to='consultation.response')),
                ('received_at', models.DateTimeField()),
                ('counted', models.BooleanField()),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='when it was read to its end')),
                ('frame', models.PositiveIntegerField(blank=True, null=True, verbose_name='version of the codeframe then')),
                ('no_point', models.BooleanField(default=False, verbose_name='makes no point that needs an answer')),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='consultation.consultation')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('held_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['received_at', 'response'],
                'indexes': [models.Index(condition=models.Q(('counted', True), ('done_at', None)), fields=['consultation', 'received_at', 'response'], name='reading_due'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['consultation', 'done_at', 'response'], name='reading_done'), models.Index(condition=models.Q(('held_by__isnull', False)), fields=['held_by', 'held_until'], name='reading_held')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('done_by__isnull', False)), models.Q(('done_at__isnull', True), ('done_by__isnull', True)), _connector='OR'), name='reading_done_at_with_done_by'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('frame__isnull', False)), models.Q(('done_at__isnull', True), ('frame__isnull', True)), _connector='OR'), name='reading_done_at_with_frame'), models.CheckConstraint(condition=models.Q(models.Q(('held_by__isnull', False), ('held_until__isnull', False)), models.Q(('held_by__isnull', True), ('held_until__isnull', True)), _connector='OR'), name='reading_held_by_with_held_until'), models.CheckConstraint(condition=models.Q(('no_point', False), ('done_at__isnull', False), _connector='OR'), name='reading_judged_when_done')],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(default=0)),
                ('end', models.PositiveIntegerField(default=0)),
                ('in_note', models.BooleanField(default=False, verbose_name='of what fitted no question')),
                ('frame', models.PositiveIntegerField(verbose_name='version of the codeframe')),
                ('at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='consultation.answer')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='consultation.attachment')),
                ('proposal', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='consultation.proposal')),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('point', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='consultation.point')),
                ('reading', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='consultation.reading')),
            ],
            options={
                'ordering': ['reading', 'answer', 'start', 'id'],
                'indexes': [models.Index(fields=['reading', 'answer', 'start'], name='code_of_reading'), models.Index(condition=models.Q(('taken_back_at', None)), fields=['point', 'proposal', 'reading'], name='code_of_point')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('file', None), ('in_note', False), ('start__lt', models.F('end'))), models.Q(('answer', None), ('end', 0), ('file__isnull', False), ('in_note', False), ('start', 0)), models.Q(('answer', None), ('end', 0), ('file', None), ('in_note', True), ('start', 0)), _connector='OR'), name='code_is_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), _connector='OR'), name='code_taken_back_at_with_taken_back_by'), models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('reading', 'answer', 'start', 'end', 'file', 'point', 'proposal'), name='code_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='GatheringCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gathered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='consultation.gatheringpoint')),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gathering_codes', to='consultation.point')),
            ],
            options={
                'ordering': ['gathered', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), _connector='OR'), name='gathering_code_taken_back_at_with_taken_back_by'), models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('gathered', 'point'), name='gathering_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Disposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version of the point')),
                ('covers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('kind', models.CharField(choices=[('ACCEPTED', 'Accepted'), ('PARTLY', 'Accepted in part'), ('NOT_ACCEPTED', 'Not accepted'), ('NOT_MATERIAL', 'Not material to this decision'), ('ELSEWHERE', 'Answered elsewhere')], max_length=12)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispositions', to='consultation.proposal')),
                ('point', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dispositions', to='consultation.point')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['point', 'proposal', '-id'], name='disposition_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ACCEPTED', 'PARTLY', 'NOT_ACCEPTED', 'NOT_MATERIAL', 'ELSEWHERE'])), name='disposition_kind_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='disposition_reason_not_blank')],
            },
        ),
        migrations.CreateModel(
            name='EqualityAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='edition')),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(verbose_name='what it found')),
                ('page', models.URLField(blank=True, max_length=500, verbose_name='address of the whole document')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='equality_assessments', to='consultation.consultation')),
            ],
            options={
                'ordering': ['consultation', '-number'],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'number'), name='equality_assessment_once'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='equality_assessment_title_not_blank'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='equality_assessment_text_not_blank')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='how often it was decided, this time included')),
                ('state', models.CharField(choices=[('DRAFT', 'Being prepared'), ('SIGNED', 'Signed'), ('QUASHED', 'Quashed or set aside')], default='DRAFT', max_length=7)),
                ('outcome', models.CharField(blank=True, choices=[('AS_PROPOSED', 'Go ahead as proposed'), ('CHANGED', 'Go ahead with something else than was proposed'), ('NOT', 'Do not go ahead'), ('LATER', 'Decide later')], max_length=11)),
                ('decided', models.TextField(blank=True, verbose_name='what is decided')),
                ('reasons', models.TextField(blank=True)),
                ('alternatives', models.TextField(blank=True, verbose_name='alternatives rejected, and why')),
                ('conflicts', models.TextField(blank=True, verbose_name='interests that were declared')),
                ('consulted_again', models.TextField(blank=True, verbose_name='why people are consulted again before it is decided anew, or are not')),
                ('considered_from', models.DateTimeField(blank=True, null=True)),
                ('begun_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of what was signed')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.TextField(blank=True, verbose_name='by whom it was quashed or set aside, and why')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='consultation.consultation')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='consultation.proposal')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('equality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='consultation.equalityassessment', verbose_name='equality assessment that was taken into account')),
            ],
            options={
                'ordering': ['proposal', '-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'SIGNED', 'QUASHED'])), name='decision_state_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'AS_PROPOSED', 'CHANGED', 'NOT', 'LATER'])), name='decision_outcome_known'), models.UniqueConstraint(fields=('proposal', 'number'), name='decision_once'), models.UniqueConstraint(condition=models.Q(('state', 'QUASHED'), _negated=True), fields=('proposal',), name='decision_one_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), _connector='OR'), name='decision_signed_at_with_signed_by'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='decision_ended_at_with_ended_by'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('signed_at', None), ('state', 'DRAFT')), models.Q(models.Q(('state', 'DRAFT'), _negated=True), ('digest__regex', '^[0-9a-f]{64}$'), ('signed_at__isnull', False)), _connector='OR'), name='decision_signed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'QUASHED'), models.Q(('ended_reason', ''), _negated=True)), models.Q(models.Q(('state', 'QUASHED'), _negated=True), ('ended_at', None), ('ended_reason', '')), _connector='OR'), name='decision_ended_with_a_reason'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('consulted_again', ''), _negated=True), _connector='OR'), name='decision_made_again_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CriterionResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='consultation.criterion')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='consultation.decision')),
            ],
            options={
                'ordering': ['criterion__position'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'criterion'), name='criterion_result_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='criterion_result_text_not_blank')],
            },
        ),
        migrations.CreateModel(
            name='Briefing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of its content')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='briefings', to='consultation.decision')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='briefing_digest_is_one')],
            },
        ),
    ]
