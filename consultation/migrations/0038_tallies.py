"""Tallies of what counted responses say, and the outbox that keeps them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# A statement's rows at once: a file of a hundred thousand responses costs one more INSERT, and a
# verdict on many costs one a chunk. Formal replies and what is not counted are never noted.
DUE = """
CREATE FUNCTION counterpoint_response_to_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_tallydue (response_id, consultation_id, at)
        SELECT id, consultation_id, now() FROM made
        WHERE kind = 'PUBLIC' AND state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN');
    RETURN NULL;
END $$;
CREATE TRIGGER response_to_tally AFTER INSERT ON consultation_response
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_to_tally();
CREATE FUNCTION counterpoint_response_to_tally_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_tallydue (response_id, consultation_id, at)
        SELECT is_now.id, is_now.consultation_id, now()
        FROM was JOIN is_now ON is_now.id = was.id
        WHERE is_now.kind = 'PUBLIC'
            AND (was.state IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'))
                <> (is_now.state IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'));
    RETURN NULL;
END $$;
CREATE TRIGGER response_to_tally_anew AFTER UPDATE ON consultation_response
    REFERENCING OLD TABLE AS was NEW TABLE AS is_now
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_to_tally_anew();
INSERT INTO consultation_tallydue (response_id, consultation_id, at)
    SELECT id, consultation_id, now() FROM consultation_response
    WHERE kind = 'PUBLIC' AND state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN');
"""
DUE_BACK = """
DROP TRIGGER response_to_tally_anew ON consultation_response;
DROP TRIGGER response_to_tally ON consultation_response;
DROP FUNCTION counterpoint_response_to_tally_anew();
DROP FUNCTION counterpoint_response_to_tally();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0037_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Saying',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('choice', models.CharField(blank=True, max_length=40)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
                ('proposal', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.proposal')),
                ('question_version', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.questionversion')),
            ],
        ),
        migrations.CreateModel(
            name='Tallied',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='consultation.response')),
                ('channel', models.CharField(choices=[('ONLINE', 'Online form'), ('EMAIL', 'Email'), ('PAPER', 'Paper form'), ('LETTER', 'Letter'), ('PHONE', 'Phone'), ('MEETING', 'Public meeting')], max_length=7)),
                ('capacity', models.CharField(choices=[('MYSELF', 'Myself'), ('CARER', 'Someone I care for or support'), ('GROUP', 'A group or organisation'), ('WORKER', 'I work for the police or a council'), ('NOT_SAID', 'Not said')], max_length=8)),
                ('received_on', models.DateField()),
                ('home', models.IntegerField(verbose_name='key of the borough, 0 not said, -1 outside London')),
                ('said', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('boroughs', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
            ],
            options={
                'verbose_name_plural': 'tallied',
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('home', models.IntegerField()),
                ('number', models.PositiveIntegerField()),
                ('saying', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='consultation.saying')),
            ],
            options={
                'verbose_name_plural': 'tallies',
            },
        ),
        migrations.CreateModel(
            name='TallyDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('consultation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
                ('response', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.response')),
            ],
            options={
                'verbose_name_plural': 'tallies due',
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='saying',
            constraint=models.UniqueConstraint(fields=('consultation', 'question_version', 'proposal', 'choice'), name='saying_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='saying',
            constraint=models.CheckConstraint(condition=models.Q(('choice', ''), ('question_version__isnull', False), _connector='OR'), name='saying_choice_of_a_question'),
        ),
        migrations.AddConstraint(
            model_name='tallied',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['ONLINE', 'EMAIL', 'PAPER', 'LETTER', 'PHONE', 'MEETING'])), name='tallied_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='tallied',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['MYSELF', 'CARER', 'GROUP', 'WORKER', 'NOT_SAID'])), name='tallied_capacity_known'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('saying', 'home'), name='tally_once'),
        ),
        migrations.RunSQL(DUE, DUE_BACK),
    ]
