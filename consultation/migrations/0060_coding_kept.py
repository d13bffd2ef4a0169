"""What the database itself holds of coding: what may change, and what follows from what.

A response that was screened is one to read, if it has words or files. Whoever codes or answers
waits for whoever signs, who holds the codeframe.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

KEPT = """
CREATE FUNCTION counterpoint_to_read(keys bigint[]) RETURNS SETOF bigint
    LANGUAGE sql STABLE AS $$
    SELECT a.response_id FROM consultation_answer AS a
    JOIN consultation_questionversion AS v ON v.id = a.question_version_id
    JOIN consultation_question AS q ON q.id = v.question_id
    WHERE a.response_id = ANY(keys) AND a.text <> '' AND q.kind IN ('SHORT', 'TEXT', 'FILE')
    UNION
    SELECT response_id FROM consultation_attachment
    WHERE response_id = ANY(keys) AND purpose = 'EVIDENCE'
    UNION
    SELECT response_id FROM consultation_transcription WHERE response_id = ANY(keys) AND note <> ''
$$;
CREATE FUNCTION counterpoint_readings_of(keys bigint[]) RETURNS void
    LANGUAGE sql VOLATILE AS $$
    INSERT INTO consultation_reading (response_id, consultation_id, received_at, counted, no_point)
        SELECT r.id, r.consultation_id, r.received_at,
            r.state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'), false
        FROM consultation_response AS r
        WHERE r.id IN (SELECT counterpoint_to_read(keys)) ORDER BY r.id
        ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION counterpoint_response_to_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM counterpoint_readings_of(ARRAY(SELECT response_id FROM made));
    RETURN NULL;
END $$;
CREATE TRIGGER response_to_read AFTER INSERT ON consultation_screening
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_to_read();
CREATE FUNCTION counterpoint_reading_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE consultation_reading
        SET counted = NEW.state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN')
        WHERE response_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER reading_counted AFTER UPDATE OF state ON consultation_response
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION counterpoint_reading_counted();

CREATE FUNCTION counterpoint_reading_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.response_id, NEW.consultation_id, NEW.received_at)
        IS DISTINCT FROM (OLD.response_id, OLD.consultation_id, OLD.received_at) THEN
        RAISE EXCEPTION 'reading %: it stays of its response', OLD.response_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.counted := (SELECT state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN')
        FROM consultation_response WHERE id = NEW.response_id);
    IF NEW.done_at IS NOT NULL AND NOT NEW.no_point AND NOT EXISTS (SELECT FROM consultation_code
            WHERE reading_id = NEW.response_id AND taken_back_at IS NULL) THEN
        RAISE EXCEPTION 'reading %: it is done with a code, or where it makes no point',
            OLD.response_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reading_keeps BEFORE UPDATE ON consultation_reading
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reading_keeps();

CREATE FUNCTION counterpoint_code_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book bigint;
BEGIN
    SELECT consultation_id INTO book FROM consultation_reading WHERE response_id = NEW.reading_id;
    PERFORM FROM consultation_codeframe WHERE consultation_id = book FOR SHARE;
    IF (NEW.answer_id IS NOT NULL AND NOT EXISTS (SELECT FROM consultation_answer
            WHERE id = NEW.answer_id AND response_id = NEW.reading_id
            AND NEW."end" <= char_length(text)))
        OR (NEW.file_id IS NOT NULL AND NOT EXISTS (SELECT FROM consultation_attachment
            WHERE id = NEW.file_id AND response_id = NEW.reading_id))
        OR (NEW.in_note AND NOT EXISTS (SELECT FROM consultation_transcription
            WHERE response_id = NEW.reading_id AND note <> ''))
        OR NOT EXISTS (SELECT FROM consultation_point
            WHERE id = NEW.point_id AND consultation_id = book)
        OR (NEW.proposal_id IS NOT NULL AND NOT EXISTS (SELECT FROM consultation_proposal
            WHERE id = NEW.proposal_id AND consultation_id = book)) THEN
        RAISE EXCEPTION 'code: response % has no such passage, file or note, or the point or the proposal is of another consultation',
            NEW.reading_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER code_fits BEFORE INSERT ON consultation_code
    FOR EACH ROW EXECUTE FUNCTION counterpoint_code_fits();
CREATE FUNCTION counterpoint_code_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['frame', 'taken_back_at', 'taken_back_by_id'];
BEGIN
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on OR OLD.taken_back_at IS NOT NULL
        OR NEW.frame < OLD.frame THEN
        RAISE EXCEPTION 'code %: it can only be confirmed or taken back', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.taken_back_at IS NOT NULL AND EXISTS (SELECT FROM consultation_reading
            WHERE response_id = OLD.reading_id AND done_at IS NOT NULL AND NOT no_point)
        AND NOT EXISTS (SELECT FROM consultation_code
            WHERE reading_id = OLD.reading_id AND taken_back_at IS NULL AND id <> OLD.id) THEN
        RAISE EXCEPTION 'code %: it is the last of a response that was read to its end', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER code_keeps BEFORE UPDATE ON consultation_code
    FOR EACH ROW EXECUTE FUNCTION counterpoint_code_keeps();

CREATE FUNCTION counterpoint_point_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.consultation_id, NEW.number, NEW.at, NEW.by_id)
            IS DISTINCT FROM (OLD.id, OLD.consultation_id, OLD.number, OLD.at, OLD.by_id)
        OR NEW.version NOT IN (OLD.version, OLD.version + 1)
        OR (NEW.version = OLD.version
            AND (NEW.sentence, NEW.includes, NEW.excludes, NEW.into_id, NEW.frame)
            IS DISTINCT FROM (OLD.sentence, OLD.includes, OLD.excludes, OLD.into_id, OLD.frame)) THEN
        RAISE EXCEPTION 'point %: what it says and what is counted with it change with its version, one at a time',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM consultation_codeframe WHERE consultation_id = NEW.consultation_id FOR SHARE;
    IF NEW.into_id IS NOT NULL AND (
        EXISTS (SELECT FROM consultation_point WHERE into_id = NEW.id)
        OR NOT EXISTS (SELECT FROM consultation_point WHERE id = NEW.into_id AND into_id IS NULL
            AND consultation_id = NEW.consultation_id)) THEN
        RAISE EXCEPTION 'point %: it is merged into a point of its consultation that stands by itself',
            OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER point_keeps BEFORE UPDATE ON consultation_point
    FOR EACH ROW EXECUTE FUNCTION counterpoint_point_keeps();

CREATE FUNCTION counterpoint_point_about_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book bigint;
BEGIN
    SELECT consultation_id INTO book FROM consultation_point WHERE id = NEW.point_id;
    PERFORM FROM consultation_codeframe WHERE consultation_id = book FOR SHARE;
    IF NOT EXISTS (SELECT FROM consultation_proposal
            WHERE id = NEW.proposal_id AND consultation_id = book) THEN
        RAISE EXCEPTION 'point %: proposal % is of another consultation',
            NEW.point_id, NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pointabout_fits BEFORE INSERT OR UPDATE ON consultation_pointabout
    FOR EACH ROW EXECUTE FUNCTION counterpoint_point_about_fits();

CREATE FUNCTION counterpoint_disposition_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book bigint;
BEGIN
    SELECT consultation_id INTO book FROM consultation_point WHERE id = NEW.point_id;
    PERFORM FROM consultation_codeframe WHERE consultation_id = book FOR SHARE;
    IF NOT EXISTS (SELECT FROM consultation_point WHERE id = NEW.point_id AND into_id IS NULL
            AND version = NEW.version)
        OR (NEW.proposal_id IS NOT NULL AND NOT EXISTS (SELECT FROM consultation_proposal
            WHERE id = NEW.proposal_id AND consultation_id = book)) THEN
        RAISE EXCEPTION 'answer to point %: it is to the point as it stands now, and to a proposal of its consultation',
            NEW.point_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER disposition_fits BEFORE INSERT ON consultation_disposition
    FOR EACH ROW EXECUTE FUNCTION counterpoint_disposition_fits();
CREATE FUNCTION counterpoint_gathered(book bigint)
    RETURNS TABLE (gathered_id bigint, proposal_id bigint) LANGUAGE sql STABLE AS $$
    WITH counted AS (
        SELECT g.id, g.proposal_id, g.petition_id FROM consultation_gatheringpoint AS g
        JOIN consultation_petition AS p ON p.id = g.petition_id
        WHERE p.state = 'CURRENT' AND p.consultation_id = book
        UNION ALL
        SELECT g.id, g.proposal_id, NULL FROM consultation_gatheringpoint AS g
        JOIN consultation_meeting AS m ON m.id = g.meeting_id
        WHERE m.state = 'HELD' AND m.consultation_id = book
    )
    SELECT c.id, coalesce(c.proposal_id, a.proposal_id) FROM counted AS c
    LEFT JOIN consultation_petitionabout AS a
        ON a.petition_id = c.petition_id AND c.proposal_id IS NULL
$$;
CREATE FUNCTION counterpoint_gathered_for(wanted bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE AS $$
    SELECT g.proposal_id FROM consultation_point AS p
    JOIN consultation_gatheringcode AS c ON c.point_id = p.id AND c.taken_back_at IS NULL
    JOIN counterpoint_gathered(p.consultation_id) AS g ON g.gathered_id = c.gathered_id
    WHERE p.id = wanted OR p.into_id = wanted
$$;
CREATE FUNCTION counterpoint_speaks_of(wanted bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE AS $$
    WITH held AS (
        SELECT id FROM consultation_point WHERE id = wanted
        UNION ALL SELECT id FROM consultation_point WHERE into_id = wanted
    )
    SELECT c.proposal_id FROM held JOIN consultation_code AS c ON c.point_id = held.id
    JOIN consultation_reading AS r ON r.response_id = c.reading_id
    WHERE c.taken_back_at IS NULL AND r.counted
    UNION
    SELECT a.proposal_id FROM held JOIN consultation_pointabout AS a ON a.point_id = held.id
    UNION
    SELECT counterpoint_gathered_for(wanted)
$$;
CREATE FUNCTION counterpoint_is_answered(
        wanted bigint, about bigint, since timestamptz DEFAULT NULL) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM consultation_disposition AS d
        JOIN consultation_point AS p ON p.id = d.point_id AND p.version = d.version
        WHERE d.point_id = wanted AND (since IS NULL OR d.at >= since)
        AND (d.proposal_id = about
            OR d.proposal_id IS NULL AND (0 = ANY(d.covers) OR about = ANY(d.covers))))
$$;
CREATE FUNCTION counterpoint_is_about(wanted bigint, about bigint) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM consultation_code AS c
            JOIN consultation_reading AS r ON r.response_id = c.reading_id
            WHERE c.point_id IN (SELECT wanted UNION ALL
                SELECT id FROM consultation_point WHERE into_id = wanted)
            AND c.taken_back_at IS NULL AND r.counted
            AND (c.proposal_id = about OR c.proposal_id IS NULL))
        OR EXISTS (SELECT FROM consultation_pointabout AS a
            WHERE a.proposal_id = about AND a.point_id IN (SELECT wanted UNION ALL
                SELECT id FROM consultation_point WHERE into_id = wanted))
        OR EXISTS (SELECT FROM counterpoint_gathered_for(wanted) AS of
            WHERE of = about OR of IS NULL)
$$;
CREATE FUNCTION counterpoint_unanswered(book bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE AS $$
    WITH told AS MATERIALIZED (
        SELECT d.point_id, bool_or(d.proposal_id IS NULL AND 0 = ANY(d.covers)) AS whole,
            array_agg(DISTINCT coalesce(d.proposal_id, one)) AS fit
        FROM consultation_disposition AS d
        JOIN consultation_point AS p ON p.id = d.point_id AND p.version = d.version
        LEFT JOIN LATERAL unnest(d.covers) AS one ON true
        WHERE p.consultation_id = book GROUP BY d.point_id
    ), held AS MATERIALIZED (
        SELECT p.id, coalesce(p.into_id, p.id) AS stands,
            coalesce(array_remove(t.fit, NULL), ARRAY[]::bigint[]) AS fit
        FROM consultation_point AS p
        LEFT JOIN told AS t ON t.point_id = coalesce(p.into_id, p.id)
        WHERE p.consultation_id = book AND NOT coalesce(t.whole, false)
    ), gathered AS MATERIALIZED (
        SELECT c.point_id, g.proposal_id FROM counterpoint_gathered(book) AS g
        JOIN consultation_gatheringcode AS c
            ON c.gathered_id = g.gathered_id AND c.taken_back_at IS NULL
    )
    SELECT stands FROM held
    WHERE EXISTS (SELECT FROM consultation_code AS c
            JOIN consultation_reading AS r ON r.response_id = c.reading_id
            WHERE c.point_id = held.id AND c.taken_back_at IS NULL AND r.counted
            AND (c.proposal_id IS NULL OR c.proposal_id <> ALL(fit)))
        OR EXISTS (SELECT FROM consultation_pointabout AS a
            WHERE a.point_id = held.id AND a.proposal_id <> ALL(fit))
        OR EXISTS (SELECT FROM gathered AS g
            WHERE g.point_id = held.id AND (g.proposal_id IS NULL OR g.proposal_id <> ALL(fit)))
$$;
CREATE FUNCTION counterpoint_gathering_code_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book bigint;
BEGIN
    SELECT coalesce(p.consultation_id, m.consultation_id) INTO book
        FROM consultation_gatheringpoint AS g
        LEFT JOIN consultation_petition AS p ON p.id = g.petition_id
        LEFT JOIN consultation_meeting AS m ON m.id = g.meeting_id WHERE g.id = NEW.gathered_id;
    PERFORM FROM consultation_codeframe WHERE consultation_id = book FOR SHARE;
    IF NOT EXISTS (SELECT FROM consultation_point
            WHERE id = NEW.point_id AND consultation_id = book) THEN
        RAISE EXCEPTION 'code of what was gathered: point % is of another consultation',
            NEW.point_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gatheringcode_fits BEFORE INSERT ON consultation_gatheringcode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_gathering_code_fits();
CREATE FUNCTION counterpoint_gathering_code_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['taken_back_at', 'taken_back_by_id'];
BEGIN
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on OR OLD.taken_back_at IS NOT NULL THEN
        RAISE EXCEPTION 'code %: it can only be taken back', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gatheringcode_keeps BEFORE UPDATE ON consultation_gatheringcode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_gathering_code_keeps();
CREATE TRIGGER disposition_append_only BEFORE DELETE OR UPDATE ON consultation_disposition
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER pointwording_append_only BEFORE DELETE OR UPDATE ON consultation_pointwording
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
""" + "".join(
    f"""
CREATE TRIGGER {noun}_is_not_emptied BEFORE TRUNCATE ON consultation_{noun}
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
    for noun in (
        "code", "codeframe", "disposition", "gatheringcode", "point", "pointabout", "pointwording",
        "reading",
    )
) + "".join(
    f"""
CREATE TRIGGER {noun}_stays BEFORE DELETE ON consultation_{noun}
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
"""
    for noun in ("code", "codeframe", "gatheringcode", "point", "reading")
)
KEPT_BACK = """
DROP TRIGGER response_to_read ON consultation_screening;
DROP TRIGGER reading_counted ON consultation_response;
DROP FUNCTION counterpoint_unanswered(bigint);
DROP FUNCTION counterpoint_is_about(bigint, bigint);
DROP FUNCTION counterpoint_is_answered(bigint, bigint, timestamptz);
DROP FUNCTION counterpoint_speaks_of(bigint);
DROP FUNCTION counterpoint_gathered_for(bigint);
DROP FUNCTION counterpoint_gathered(bigint);
DROP FUNCTION counterpoint_gathering_code_fits() CASCADE;
DROP FUNCTION counterpoint_gathering_code_keeps() CASCADE;
DROP FUNCTION counterpoint_code_fits() CASCADE;
DROP FUNCTION counterpoint_code_keeps() CASCADE;
DROP FUNCTION counterpoint_disposition_fits() CASCADE;
DROP FUNCTION counterpoint_point_about_fits() CASCADE;
DROP FUNCTION counterpoint_point_keeps() CASCADE;
DROP FUNCTION counterpoint_reading_keeps() CASCADE;
DROP FUNCTION counterpoint_reading_counted();
DROP FUNCTION counterpoint_response_to_read();
DROP FUNCTION counterpoint_readings_of(bigint[]);
DROP FUNCTION counterpoint_to_read(bigint[]);
""" + "".join(
    f"DROP TRIGGER {name} ON consultation_{name.split('_')[0]};\n"
    for name in (
        "disposition_append_only", "pointwording_append_only", "code_is_not_emptied",
        "disposition_is_not_emptied", "point_is_not_emptied", "pointwording_is_not_emptied",
        "reading_is_not_emptied", "code_stays", "point_stays", "reading_stays",
        "gatheringcode_is_not_emptied", "gatheringcode_stays", "codeframe_is_not_emptied",
        "codeframe_stays", "pointabout_is_not_emptied",
    )
)


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0059_coding'),
    ]

    operations = [
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('account.closed', 'Account closed'), ('account.reopened', 'Account opened again'), ('sign_in.done', 'Signed in'), ('sign_out.done', 'Signed out'), ('password.changed', 'Password changed'), ('password.link_sent', 'Link to choose a password sent'), ('sign_in.failed', 'Sign-in failed'), ('sign_in.locked', 'Sign-in locked after guessing'), ('sign_in.unlocked', 'Sign-in unlocked'), ('accounts.exported', 'List of accounts downloaded'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('consultation.closed', 'Book of a consultation closed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('response.withheld', 'Words of a response withheld'), ('response.first_reviewed', 'First of two reviews given'), ('response.disputed', 'Two reviews disagree'), ('response.taken', 'Response taken for review'), ('response.let_go', 'Response let go without a verdict'), ('response.read', 'Response read by staff'), ('responses.listed', 'List of responses read by staff'), ('attachment.read', 'Attachment saved by staff'), ('personal.read', 'Personal details read by staff'), ('screening.run', 'Responses screened'), ('copies.grouped', 'Texts compared with each other'), ('flag.dismissed', 'Flag called false'), ('flag.restored', 'Flag put back'), ('redaction.made', 'Words marked to be taken out'), ('redaction.taken_back', 'Mark on words taken back'), ('redaction.everywhere', 'The same words marked everywhere'), ('everywhere.asked', 'Words to be taken out everywhere searched for'), ('everywhere.started', 'Work on words everywhere begun'), ('everywhere.found', 'Words everywhere found'), ('everywhere.refused', 'Words everywhere that cannot be taken out'), ('everywhere.confirmed', 'Taking words out everywhere confirmed'), ('everywhere.stopped', 'Taking words out everywhere stopped'), ('everywhere.expired', 'Taking words out everywhere not gone on with in time'), ('everywhere.failed', 'Work on words everywhere failed'), ('everywhere.requeued', 'Work on words everywhere asked for again'), ('moderation.stated', 'Rules of moderation stated'), ('bulk_review.asked', 'Verdict on many asked for'), ('bulk_review.started', 'Verdict on many begun'), ('bulk_review.finished', 'Verdict on many given'), ('bulk_review.failed', 'Verdict on many failed'), ('bulk_review.requeued', 'Verdict on many asked for again'), ('bulk_review.stopped', 'Verdict on many stopped'), ('view.saved', 'View of the queue saved'), ('view.removed', 'View of the queue removed'), ('public_copies.made', 'Public copies made that were missing'), ('events.exported', 'Record of events downloaded'), ('rows.exported', 'Rows exported from the admin'), ('person.searched', 'Person looked for'), ('person.exported', 'All about a person downloaded'), ('person.refused', 'Request of a person refused'), ('response.restricted', 'Use of a response restricted'), ('response.restriction_lifted', 'Restriction lifted'), ('response.erased', 'Words and person of a response erased'), ('legal_hold.placed', 'Legal hold placed'), ('legal_hold.lifted', 'Legal hold lifted'), ('retention.stated', 'Retention rule stated'), ('retention.applied', 'Erased under a retention rule'), ('log.repaired', 'Public log repaired'), ('theme.made', 'Theme made'), ('theme.renamed', 'Theme renamed'), ('point.made', 'Point made'), ('point.reworded', 'Point reworded'), ('point.merged', 'Point merged into another'), ('point.parted', 'Merged point parted again'), ('point.placed', 'Theme or front counters of a point changed'), ('codeframe.signed_off', 'Codeframe signed off'), ('code.made', 'Passage coded'), ('code.taken_back', 'Code of a passage taken back'), ('gathered.coded', 'What was gathered coded'), ('gathered.taken_back', 'Code of what was gathered taken back'), ('code.confirmed', 'Code confirmed after its point was reworded'), ('reading.done', 'Response read to its end'), ('reading.reopened', 'Response to be read again'), ('point.answered', 'Point answered'), ('equality_assessment.stated', 'Equality assessment stated'), ('briefing.made', 'Briefing made from the register'), ('decision.begun', 'Decision begun'), ('decision.written', 'Draft of a decision written'), ('decision.signed', 'Decision signed'), ('decision.quashed', 'Decision quashed or set aside'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('report.cancelled', 'Report cancelled'), ('report.expired', 'Files of a report removed'), ('report.read', 'Interim figures read'), ('report.results_published', 'Results published'), ('report.results_taken_back', 'Published results taken back'), ('report.schedule_made', 'Report asked for again and again'), ('report.schedule_ended', 'Report no longer asked for again'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.scan_added', 'Scan of paper added'), ('transcription.scan_removed', 'Scan of paper erased'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        AddConstraintNotValid(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'account.closed', 'account.reopened', 'sign_in.done', 'sign_out.done', 'password.changed', 'password.link_sent', 'sign_in.failed', 'sign_in.locked', 'sign_in.unlocked', 'accounts.exported', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'consultation.closed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'response.withheld', 'response.first_reviewed', 'response.disputed', 'response.taken', 'response.let_go', 'response.read', 'responses.listed', 'attachment.read', 'personal.read', 'screening.run', 'copies.grouped', 'flag.dismissed', 'flag.restored', 'redaction.made', 'redaction.taken_back', 'redaction.everywhere', 'everywhere.asked', 'everywhere.started', 'everywhere.found', 'everywhere.refused', 'everywhere.confirmed', 'everywhere.stopped', 'everywhere.expired', 'everywhere.failed', 'everywhere.requeued', 'moderation.stated', 'bulk_review.asked', 'bulk_review.started', 'bulk_review.finished', 'bulk_review.failed', 'bulk_review.requeued', 'bulk_review.stopped', 'view.saved', 'view.removed', 'public_copies.made', 'events.exported', 'rows.exported', 'person.searched', 'person.exported', 'person.refused', 'response.restricted', 'response.restriction_lifted', 'response.erased', 'legal_hold.placed', 'legal_hold.lifted', 'retention.stated', 'retention.applied', 'log.repaired', 'theme.made', 'theme.renamed', 'point.made', 'point.reworded', 'point.merged', 'point.parted', 'point.placed', 'codeframe.signed_off', 'code.made', 'code.taken_back', 'gathered.coded', 'gathered.taken_back', 'code.confirmed', 'reading.done', 'reading.reopened', 'point.answered', 'equality_assessment.stated', 'briefing.made', 'decision.begun', 'decision.written', 'decision.signed', 'decision.quashed', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'report.cancelled', 'report.expired', 'report.read', 'report.results_published', 'report.results_taken_back', 'report.schedule_made', 'report.schedule_ended', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.scan_added', 'transcription.scan_removed', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
    ]
