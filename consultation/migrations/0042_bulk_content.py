"""What is asked, proposed and known of places is counted too: whole files for everybody hold it."""

from django.db import migrations

# None of these takes anything back. A row that was saved as it was is no change. Boroughs and
# outages name no consultation: any may show them.
COUNT = """
CREATE FUNCTION counterpoint_content_public() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    it jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    INSERT INTO consultation_publicchange (consultation_id, changed, taken)
        SELECT DISTINCT found.id, 1, 0 FROM (
            SELECT (it ->> 'consultation_id')::bigint WHERE it ? 'consultation_id'
            UNION ALL
            SELECT consultation_id FROM consultation_question
                WHERE id = (it ->> 'question_id')::bigint
            UNION ALL
            SELECT consultation_id FROM consultation_proposal
                WHERE id = (it ->> 'proposal_id')::bigint
            UNION ALL
            SELECT consultation_id FROM consultation_proposal
                WHERE TG_TABLE_NAME = 'stations_station'
                AND (it ->> 'id')::bigint IN (station_id, replacement_id)
            UNION ALL
            SELECT id FROM consultation_consultation
                WHERE TG_TABLE_NAME IN ('stations_borough', 'consultation_outage')
        ) AS found (id);
    RETURN NULL;
END $$;
"""
TABLES = [
    "consultation_criterion",
    "consultation_exclusionrule",
    "consultation_proposal",
    "consultation_evidence",
    "consultation_alternative",
    "consultation_question",
    "consultation_questionversion",
    "consultation_outage",
    "stations_station",
    "stations_borough",
]
#: They knew no consultation of an outage, and no first wording of a question.
BEFORE = """
DROP TRIGGER outage_public ON consultation_outage;
DROP TRIGGER questionversion_public ON consultation_questionversion;
"""
BEFORE_BACK = """
CREATE TRIGGER outage_public AFTER INSERT ON consultation_outage
    FOR EACH ROW EXECUTE FUNCTION counterpoint_public_changed();
CREATE TRIGGER questionversion_public AFTER INSERT OR UPDATE ON consultation_questionversion
    FOR EACH ROW WHEN (new.number > 1) EXECUTE FUNCTION counterpoint_public_changed();
"""


def counted(table: str) -> migrations.RunSQL:
    name = table.partition("_")[2]
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_content AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION counterpoint_content_public();",
        f"DROP TRIGGER {name}_content ON {table};",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0041_erasures_seen'),
        ('stations', '0003_population'),
    ]

    operations = [
        migrations.RunSQL(BEFORE, BEFORE_BACK),
        migrations.RunSQL(COUNT, "DROP FUNCTION counterpoint_content_public();"),
        *(counted(table) for table in TABLES),
    ]
