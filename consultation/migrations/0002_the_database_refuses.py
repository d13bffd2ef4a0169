"""Triggers: what no code, no console and no mistake may change.

Events, answers, reviews and leaves are append-only. A response lets nothing but its state change.
A wording that was asked is frozen.
"""

from django.db import migrations

APPEND_ONLY = [
    "consultation_event",
    "consultation_answer",
    "consultation_review",
    "consultation_leaf",
]

REFUSE = """
CREATE FUNCTION counterpoint_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

RESPONSE = """
CREATE FUNCTION counterpoint_response_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'state' - 'state_at' <> to_jsonb(NEW) - 'state' - 'state_at' THEN
        RAISE EXCEPTION 'response %: only its state may change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER response_keeps BEFORE UPDATE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION counterpoint_response_keeps();
CREATE TRIGGER response_stays BEFORE DELETE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER response_is_not_emptied BEFORE TRUNCATE ON consultation_response
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""

WORDING = """
CREATE FUNCTION counterpoint_wording_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE EXCEPTION 'question version %: a wording that was asked is frozen', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wording_frozen BEFORE UPDATE OR DELETE ON consultation_questionversion
    FOR EACH ROW EXECUTE FUNCTION counterpoint_wording_frozen();
"""


def append_only(table: str) -> migrations.RunSQL:
    name = table.removeprefix("consultation_")
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();"
        f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();",
        f"DROP TRIGGER {name}_append_only ON {table};"
        f"DROP TRIGGER {name}_is_not_emptied ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("consultation", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION counterpoint_refuse();"),
        *(append_only(table) for table in APPEND_ONLY),
        migrations.RunSQL(
            RESPONSE,
            "DROP TRIGGER response_keeps ON consultation_response;"
            "DROP TRIGGER response_stays ON consultation_response;"
            "DROP TRIGGER response_is_not_emptied ON consultation_response;"
            "DROP FUNCTION counterpoint_response_keeps();",
        ),
        migrations.RunSQL(
            WORDING,
            "DROP TRIGGER wording_frozen ON consultation_questionversion;"
            "DROP FUNCTION counterpoint_wording_frozen();",
        ),
    ]
