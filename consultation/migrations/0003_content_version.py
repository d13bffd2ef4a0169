"""A number that changes with whatever the journey asks: see `models.ContentVersion`."""

from django.db import migrations, models

ASKED = [
    "consultation_consultation",
    "consultation_question",
    "consultation_questionversion",
    "consultation_proposal",
    "stations_station",
    "stations_borough",
]

FUNCTION = """
CREATE SEQUENCE counterpoint_content;
CREATE FUNCTION counterpoint_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_contentversion (id, number)
    VALUES (1, nextval('counterpoint_content'))
    ON CONFLICT (id) DO UPDATE SET number = excluded.number;
    RETURN NULL;
END $$;
"""


def counted(table: str) -> migrations.RunSQL:
    name = table.partition("_")[2]
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_changes_content AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
        f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();",
        f"DROP TRIGGER {name}_changes_content ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0002_the_database_refuses"),
        ("stations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="content_version_is_one"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            FUNCTION,
            "DROP FUNCTION counterpoint_content_changed(); DROP SEQUENCE counterpoint_content;",
        ),
        *(counted(table) for table in ASKED),
    ]
