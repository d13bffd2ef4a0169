"""Petitions and meetings, and what the database refuses about them.

A record keeps what it was made with; a correction is a new row. Of a petition only its end may be
written, and of a meeting what came of it, at the moment at which it is called held.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = ["petitionabout", "gatheringpoint"]

PETITION = """
CREATE FUNCTION counterpoint_petition_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['state', 'ended_reason'];
BEGIN
    IF OLD.state <> 'CURRENT' OR to_jsonb(OLD) - ends <> to_jsonb(NEW) - ends THEN
        RAISE EXCEPTION 'petition %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

MEETING = """
CREATE FUNCTION counterpoint_meeting_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['state', 'ended_reason'];
BEGIN
    IF OLD.state = 'ANNOUNCED' AND NEW.state = 'HELD' THEN
        ends := ends || ARRAY['attendance', 'attendance_how', 'spoke_for', 'note'];
    END IF;
    IF OLD.state NOT IN ('ANNOUNCED', 'HELD')
        OR (OLD.state = 'HELD' AND NEW.state NOT IN ('HELD', 'SUPERSEDED', 'WITHDRAWN'))
        OR to_jsonb(OLD) - ends <> to_jsonb(NEW) - ends
    THEN
        RAISE EXCEPTION 'meeting %: only what came of it and its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def kept(name: str, function: str) -> migrations.RunSQL:
    table = f"consultation_{name}"
    return migrations.RunSQL(
        f"{function}"
        f"CREATE TRIGGER {name}_keeps BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION counterpoint_{name}_keeps();"
        f"CREATE TRIGGER {name}_stays BEFORE DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();"
        f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();",
        f"DROP TRIGGER {name}_keeps ON {table};"
        f"DROP TRIGGER {name}_stays ON {table};"
        f"DROP TRIGGER {name}_is_not_emptied ON {table};"
        f"DROP FUNCTION counterpoint_{name}_keeps();",
    )


def append_only(name: str) -> migrations.RunSQL:
    table = f"consultation_{name}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();"
        f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();",
        f"DROP TRIGGER {name}_append_only ON {table};"
        f"DROP TRIGGER {name}_is_not_emptied ON {table};",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0012_equality'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='GatheringPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('correction', models.TextField(blank=True, verbose_name='why it was corrected, as published')),
                ('ended_reason', models.TextField(blank=True, verbose_name='why it was taken back, as published')),
                ('recorded_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(verbose_name='when it takes or took place')),
                ('place', models.CharField(max_length=200)),
                ('access', models.TextField(blank=True, verbose_name='how to get in and follow it')),
                ('publicised_on', models.DateField(verbose_name='when it was first publicised')),
                ('organised_by', models.CharField(max_length=200, verbose_name='body that organises it')),
                ('attendance', models.PositiveIntegerField(blank=True, null=True, verbose_name='people who came')),
                ('attendance_how', models.CharField(blank=True, choices=[('COUNTED', 'Counted'), ('ESTIMATED', 'Estimated')], max_length=9)),
                ('spoke_for', models.TextField(blank=True, verbose_name='who spoke for the body that is consulting')),
                ('note', models.TextField(blank=True, verbose_name='note of the meeting')),
                ('state', models.CharField(choices=[('ANNOUNCED', 'Announced'), ('HELD', 'Held'), ('CANCELLED', 'Called off'), ('SUPERSEDED', 'Replaced by a correction'), ('WITHDRAWN', 'Withdrawn')], default='ANNOUNCED', max_length=10)),
            ],
            options={
                'ordering': ['held_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Petition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('correction', models.TextField(blank=True, verbose_name='why it was corrected, as published')),
                ('ended_reason', models.TextField(blank=True, verbose_name='why it was taken back, as published')),
                ('recorded_at', models.DateTimeField()),
                ('title', models.CharField(max_length=200)),
                ('organiser', models.CharField(max_length=200)),
                ('organiser_is_body', models.BooleanField(verbose_name='the organiser is a body, and may be named')),
                ('text', models.TextField(verbose_name='full text')),
                ('signatures', models.PositiveIntegerField()),
                ('verified', models.CharField(choices=[('NOT_VERIFIED', 'Nobody has checked the signatures'), ('SAMPLE', 'A sample of the signatures was checked'), ('ALL', 'All signatures were checked')], max_length=12)),
                ('verified_how', models.TextField(blank=True, verbose_name='how they were checked')),
                ('channel', models.CharField(choices=[('PAPER', 'On paper'), ('ONLINE', 'On a website'), ('BOTH', 'On paper and on a website')], max_length=6, verbose_name='where people signed')),
                ('page', models.URLField(blank=True, max_length=500, verbose_name="address of the petition's page")),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('CURRENT', 'On record'), ('SUPERSEDED', 'Replaced by a correction'), ('WITHDRAWN', 'Withdrawn')], default='CURRENT', max_length=10)),
            ],
            options={
                'ordering': ['received_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PetitionAbout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.AddField(
            model_name='gatheringpoint',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gathering_points', to='consultation.proposal'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='borough',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='stations.borough'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='consultation.meeting'),
        ),
        migrations.AddField(
            model_name='gatheringpoint',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='consultation.meeting'),
        ),
        migrations.AddField(
            model_name='petition',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='petition',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='petition',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='consultation.petition'),
        ),
        migrations.AddField(
            model_name='gatheringpoint',
            name='petition',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='points', to='consultation.petition'),
        ),
        migrations.AddField(
            model_name='petitionabout',
            name='petition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='about', to='consultation.petition'),
        ),
        migrations.AddField(
            model_name='petitionabout',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='petitioned', to='consultation.proposal'),
        ),
        migrations.AddField(
            model_name='petition',
            name='proposals',
            field=models.ManyToManyField(related_name='petitions', through='consultation.PetitionAbout', to='consultation.proposal'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ANNOUNCED', 'HELD', 'CANCELLED', 'SUPERSEDED', 'WITHDRAWN'])), name='meeting_state_known'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='meeting_place_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('organised_by', ''), _negated=True), name='meeting_organised_by_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attendance', None), ('attendance_how', ''), ('note', ''), ('spoke_for', '')), models.Q(('attendance__isnull', False), ('attendance_how__in', ['COUNTED', 'ESTIMATED']), models.Q(('spoke_for', ''), _negated=True)), _connector='OR'), name='meeting_outcome_is_told_whole'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'SUPERSEDED'), models.Q(('attendance', None), ('state__in', ['ANNOUNCED', 'CANCELLED'])), models.Q(('attendance__isnull', False), ('state__in', ['HELD', 'WITHDRAWN'])), _connector='OR'), name='meeting_outcome_when_held'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction', ''), ('replaces', None)), models.Q(('replaces__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='meeting_corrects_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('CANCELLED', 'WITHDRAWN')), models.Q(('ended_reason', ''), _negated=True)), models.Q(models.Q(('state__in', ('CANCELLED', 'WITHDRAWN')), _negated=True), ('ended_reason', '')), _connector='OR'), name='meeting_ends_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='gatheringpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('meeting', None), ('petition__isnull', False)), models.Q(('meeting__isnull', False), ('petition', None)), _connector='OR'), name='gathering_point_has_one_source'),
        ),
        migrations.AddConstraint(
            model_name='gatheringpoint',
            constraint=models.UniqueConstraint(fields=('petition', 'position'), name='petition_point_once'),
        ),
        migrations.AddConstraint(
            model_name='gatheringpoint',
            constraint=models.UniqueConstraint(fields=('meeting', 'position'), name='meeting_point_once'),
        ),
        migrations.AddConstraint(
            model_name='gatheringpoint',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='gathering_point_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='petitionabout',
            constraint=models.UniqueConstraint(fields=('petition', 'proposal'), name='petition_about_once'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['CURRENT', 'SUPERSEDED', 'WITHDRAWN'])), name='petition_state_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('verified__in', ['NOT_VERIFIED', 'SAMPLE', 'ALL'])), name='petition_verified_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['PAPER', 'ONLINE', 'BOTH'])), name='petition_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='petition_title_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('organiser', ''), _negated=True), name='petition_organiser_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='petition_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('signatures__gt', 0)), name='petition_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified', 'NOT_VERIFIED'), ('verified_how', '')), models.Q(models.Q(('verified', 'NOT_VERIFIED'), _negated=True), models.Q(('verified_how', ''), _negated=True)), _connector='OR'), name='petition_says_how_it_was_checked'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'PAPER'), ('page', '')), models.Q(models.Q(('channel', 'PAPER'), _negated=True), models.Q(('page', ''), _negated=True)), _connector='OR'), name='petition_online_has_a_page'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction', ''), ('replaces', None)), models.Q(('replaces__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='petition_corrects_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('WITHDRAWN',)), models.Q(('ended_reason', ''), _negated=True)), models.Q(models.Q(('state__in', ('WITHDRAWN',)), _negated=True), ('ended_reason', '')), _connector='OR'), name='petition_ends_with_a_reason'),
        ),
        # Easy Read: a question's own words for it, and which responses were sent in it.
        migrations.AddField(
            model_name='questionversion',
            name='easy_help',
            field=models.TextField(blank=True, default='', verbose_name='help in Easy Read'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='questionversion',
            name='easy_wording',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='wording in Easy Read'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='response',
            name='easy_read',
            field=models.BooleanField(db_default=False, default=False, verbose_name='answered in the Easy Read version'),
        ),
        *(append_only(name) for name in APPEND_ONLY),
        kept("petition", PETITION),
        kept("meeting", MEETING),
    ]
