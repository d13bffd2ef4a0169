"""No decision is signed while something is missing, whoever asks; what is missing says its name."""

from django.db import migrations

KEPT = """
CREATE FUNCTION counterpoint_missing(wanted bigint) RETURNS TABLE (kind text, key bigint)
    LANGUAGE sql STABLE AS $$
    WITH d AS (SELECT * FROM consultation_decision WHERE id = wanted)
    SELECT 'unscreened', u.response_id
        FROM d JOIN consultation_unscreened AS u ON u.consultation_id = d.consultation_id
        JOIN consultation_response AS r ON r.id = u.response_id
        WHERE r.state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN')
    UNION ALL
    SELECT 'unread', r.response_id
        FROM d JOIN consultation_reading AS r ON r.consultation_id = d.consultation_id
        WHERE r.done_at IS NULL AND r.counted
    UNION ALL
    SELECT 'untyped', t.id
        FROM d JOIN consultation_transcription AS t ON t.consultation_id = d.consultation_id
        WHERE t.state IN ('DRAFT', 'AWAITING_CHECK', 'RETURNED')
    UNION ALL
    SELECT 'formal', f.id
        FROM d JOIN consultation_formalreply AS f ON f.consultation_id = d.consultation_id
        WHERE f.state = 'SIGNED' AND NOT EXISTS (SELECT FROM consultation_event AS e
            WHERE e.kind = 'formal_reply.read' AND e.about = 'formalreply:' || f.id)
    UNION ALL
    SELECT DISTINCT 'gathered', g.gathered_id
        FROM d, counterpoint_gathered(d.consultation_id) AS g
        WHERE (g.proposal_id = d.proposal_id OR g.proposal_id IS NULL)
        AND NOT EXISTS (SELECT FROM consultation_gatheringcode AS c
            WHERE c.gathered_id = g.gathered_id AND c.taken_back_at IS NULL)
    UNION ALL
    SELECT 'point', p.id
        FROM d JOIN consultation_point AS p ON p.consultation_id = d.consultation_id
        WHERE p.into_id IS NULL
        AND NOT counterpoint_is_answered(p.id, d.proposal_id, d.considered_from)
        AND counterpoint_is_about(p.id, d.proposal_id)
    UNION ALL
    SELECT 'criterion', c.id
        FROM d JOIN consultation_criterion AS c ON c.consultation_id = d.consultation_id
        WHERE NOT EXISTS (SELECT FROM consultation_criterionresult AS x
            WHERE x.decision_id = d.id AND x.criterion_id = c.id)
    UNION ALL
    SELECT 'equality', coalesce(e.id, 0)
        FROM d LEFT JOIN LATERAL (SELECT id FROM consultation_equalityassessment
            WHERE consultation_id = d.consultation_id ORDER BY number DESC LIMIT 1) AS e ON true
        WHERE e.id IS NULL OR d.equality_id IS DISTINCT FROM e.id
    UNION ALL
    SELECT 'words', 0 FROM d
        WHERE '' IN (d.outcome, d.decided, d.reasons, d.alternatives, d.conflicts)
    UNION ALL
    SELECT 'briefing', 0 FROM d
        WHERE NOT EXISTS (SELECT FROM consultation_briefing WHERE decision_id = d.id)
$$;

CREATE FUNCTION counterpoint_decision_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'DRAFT'
        OR NEW.number <> 1 + (SELECT count(*) FROM consultation_decision
            WHERE proposal_id = NEW.proposal_id)
        OR NOT EXISTS (SELECT FROM consultation_proposal
            WHERE id = NEW.proposal_id AND consultation_id = NEW.consultation_id) THEN
        RAISE EXCEPTION 'decision on proposal %: it begins as a draft, the next of its proposal',
            NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_begins BEFORE INSERT ON consultation_decision
    FOR EACH ROW EXECUTE FUNCTION counterpoint_decision_begins();

CREATE FUNCTION counterpoint_decision_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signing text[] := ARRAY['state', 'signed_at', 'signed_by_id', 'digest'];
    ending text[] := ARRAY['state', 'ended_at', 'ended_by_id', 'ended_reason'];
    missing text;
BEGIN
    IF (NEW.id, NEW.consultation_id, NEW.proposal_id, NEW.number, NEW.begun_at, NEW.begun_by_id)
            IS DISTINCT FROM
            (OLD.id, OLD.consultation_id, OLD.proposal_id, OLD.number, OLD.begun_at, OLD.begun_by_id)
        OR (OLD.considered_from IS NOT NULL
            AND coalesce(NEW.considered_from < OLD.considered_from, true))
        OR NOT (OLD.state = 'DRAFT' AND NEW.state = 'DRAFT'
            OR OLD.state = 'DRAFT' AND NEW.state = 'SIGNED'
                AND to_jsonb(OLD) - signing = to_jsonb(NEW) - signing
            OR OLD.state = 'SIGNED' AND NEW.state = 'QUASHED'
                AND to_jsonb(OLD) - ending = to_jsonb(NEW) - ending) THEN
        RAISE EXCEPTION 'decision %: what was signed is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'DRAFT' AND NEW.state = 'SIGNED' THEN
        -- Whoever signs sees what others committed while they waited for the lock.
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'decision %: it is signed in a transaction that sees what others commit',
                OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        PERFORM FROM consultation_codeframe WHERE consultation_id = NEW.consultation_id FOR UPDATE;
        SELECT kind || ' ' || key INTO missing FROM counterpoint_missing(OLD.id) LIMIT 1;
        IF missing IS NOT NULL THEN
            RAISE EXCEPTION 'decision %: it is not signed while something is missing: %',
                OLD.id, missing USING ERRCODE = 'restrict_violation';
        END IF;
        IF EXISTS (SELECT FROM consultation_consultation
                WHERE id = NEW.consultation_id
                AND (state = 'SUSPENDED' OR LEAST(NEW.signed_at, clock_timestamp()) <= greatest(
                    closes_at + grace_minutes * interval '1 minute', late_replies_until))) THEN
            RAISE EXCEPTION 'decision %: it is not signed before everybody had their say', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_keeps BEFORE UPDATE ON consultation_decision
    FOR EACH ROW EXECUTE FUNCTION counterpoint_decision_keeps();

CREATE FUNCTION counterpoint_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.decision_id ELSE NEW.decision_id END;
BEGIN
    PERFORM FROM consultation_decision WHERE id = of AND state = 'DRAFT' FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND OLD.decision_id <> NEW.decision_id) THEN
        RAISE EXCEPTION 'decision %: what was signed is not changed', of
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER criterionresult_of_a_draft BEFORE INSERT OR UPDATE OR DELETE
    ON consultation_criterionresult
    FOR EACH ROW EXECUTE FUNCTION counterpoint_of_a_draft();
CREATE TRIGGER briefing_of_a_draft BEFORE INSERT ON consultation_briefing
    FOR EACH ROW EXECUTE FUNCTION counterpoint_of_a_draft();
CREATE TRIGGER briefing_append_only BEFORE DELETE OR UPDATE ON consultation_briefing
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER equalityassessment_append_only BEFORE DELETE OR UPDATE
    ON consultation_equalityassessment
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER decision_stays BEFORE DELETE ON consultation_decision
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
""" + "".join(
    f"""
CREATE TRIGGER {noun}_is_not_emptied BEFORE TRUNCATE ON consultation_{noun}
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
    for noun in ("briefing", "criterionresult", "decision", "equalityassessment")
)
KEPT_BACK = """
DROP FUNCTION counterpoint_of_a_draft() CASCADE;
DROP FUNCTION counterpoint_decision_keeps() CASCADE;
DROP FUNCTION counterpoint_decision_begins() CASCADE;
DROP FUNCTION counterpoint_missing(bigint);
""" + "".join(
    f"DROP TRIGGER {name} ON consultation_{name.split('_')[0]};\n"
    for name in (
        "briefing_append_only", "equalityassessment_append_only", "decision_stays",
        "briefing_is_not_emptied", "criterionresult_is_not_emptied", "decision_is_not_emptied",
        "equalityassessment_is_not_emptied",
    )
)


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0060_coding_kept'),
    ]

    operations = [
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
