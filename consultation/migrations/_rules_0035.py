"""What the database itself refuses and keeps up, as migrations 1 to 35 left it.

Why each rule is there stands in the migration that made it.
"""

# What a model cannot say: keys of an object that are not known beforehand, and the first row.
ALSO = """
ALTER TABLE consultation_flag ADD CONSTRAINT flag_facts_are_numbers CHECK (
    jsonb_typeof(facts) = 'object' AND NOT jsonb_path_exists(facts, '$.* ? (@.type() != "number")')
);
CREATE SEQUENCE counterpoint_content;
INSERT INTO consultation_contentversion (id, number) VALUES (1, nextval('counterpoint_content'));
"""

FUNCTIONS = """
CREATE FUNCTION counterpoint_is_erased(wanted bigint, parts text[]) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM consultation_erasure WHERE response_id = wanted AND part = ANY(parts)
    );
$$;
CREATE FUNCTION counterpoint_is_held(wanted bigint) RETURNS boolean
    LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM consultation_legalhold hold
        JOIN consultation_response response ON response.consultation_id = hold.consultation_id
        WHERE response.id = wanted AND hold.lifted_at IS NULL
        AND (hold.response_id IS NULL OR hold.response_id = response.id)
        AND (hold.organisation_id IS NULL OR hold.organisation_id = response.organisation_id)
    );
$$;
CREATE FUNCTION counterpoint_was_asked(named text) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM consultation_personrequest WHERE kind = 'ERASE' AND named = ANY(about)
    );
$$;
CREATE FUNCTION counterpoint_answer_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - ARRAY['text', 'erased'] = to_jsonb(NEW) - ARRAY['text', 'erased']
        AND NEW.text = '' AND NEW.erased AND NOT OLD.erased AND OLD.text <> '' AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS', 'FILES'])
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_app_code_once() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_step <= OLD.last_step
        OR (NEW.id, NEW.person_id, NEW.secret, NEW.made_at)
            IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.secret, OLD.made_at) THEN
        RAISE EXCEPTION 'authenticator app %: only its last code changes, and only forwards',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_attachment_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'draft_id', 'response_id', 'formal_reply_id'];
    emptied text[] := ARRAY['name', 'sha256'];
BEGIN
    IF to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied AND OLD.response_id IS NOT NULL
        AND NEW.name = 'Erased' AND NEW.sha256 = repeat('0', 64)
        AND counterpoint_is_erased(OLD.response_id, ARRAY['FILES'])
    THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'attachment %: what was sent is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.draft_id, OLD.response_id, OLD.formal_reply_id)
        IS DISTINCT FROM (NEW.draft_id, NEW.response_id, NEW.formal_reply_id)
        AND (OLD.response_id IS NOT NULL OR NEW.response_id IS NULL) THEN
        RAISE EXCEPTION 'attachment %: it moves only from its draft to a response, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_attachment_stays() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attachment %: it belongs to a response and stays', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_bulk_row_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'review_id' - 'refusal' <> to_jsonb(NEW) - 'review_id' - 'refusal'
        OR OLD.review_id IS NOT NULL THEN
        RAISE EXCEPTION 'row % of a verdict on many: it is decided once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_closing_time() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM consultation_extension
        WHERE consultation_id = NEW.id AND from_at = OLD.closes_at AND to_at = NEW.closes_at
    ) THEN
        RAISE EXCEPTION 'consultation %: its closing time changes only by an extension', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_content_changed() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_contentversion (id, number)
    VALUES (1, nextval('counterpoint_content'))
    ON CONFLICT (id) DO UPDATE SET number = excluded.number;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_correction_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_questionversion before, jsonb_array_elements(before.options) kept
        WHERE before.question_id = NEW.question_id AND before.number = NEW.number - 1
        AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.options) offered WHERE offered -> 0 = kept -> 0
        )
    ) THEN
        RAISE EXCEPTION 'question %: a correction takes away an answer to choose', NEW.question_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_enquiry_about() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proposal_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM consultation_proposal
        WHERE id = NEW.proposal_id AND consultation_id = NEW.consultation_id
    ) THEN
        RAISE EXCEPTION 'enquiry: it is about a proposal of another consultation'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_enquiry_answer_next() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> 1 + (
        SELECT count(*) FROM consultation_enquiryanswer WHERE enquiry_id = NEW.enquiry_id
    ) THEN
        RAISE EXCEPTION 'enquiry %: answer % is not the next one', NEW.enquiry_id, NEW.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_equality_chosen() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'DRAFT' AND NEW.equality_set_id IS DISTINCT FROM OLD.equality_set_id THEN
        RAISE EXCEPTION 'consultation %: its equality questions are fixed once it is published',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_equality_frozen() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        touched := touched || coalesce((to_jsonb(OLD)->>'set_id')::bigint, OLD.id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        touched := touched || coalesce((to_jsonb(NEW)->>'set_id')::bigint, NEW.id);
    END IF;
    IF EXISTS (
        SELECT FROM consultation_consultation
        WHERE equality_set_id = ANY(touched) AND state <> 'DRAFT'
    ) THEN
        RAISE EXCEPTION 'equality set %: what a published consultation asks is frozen', touched[1]
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_equality_offered() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM consultation_equalityquestion question
        JOIN consultation_consultation asked ON asked.equality_set_id = question.set_id
        CROSS JOIN jsonb_array_elements(question.options) AS offered
        WHERE question.id = NEW.question_id AND asked.id = NEW.consultation_id
        AND offered->>0 = NEW.value
    ) THEN
        RAISE EXCEPTION 'equality question %: the consultation does not offer this answer',
            NEW.question_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_erasure_carried_out() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    left_over boolean := false;
BEGIN
    IF NEW.part = 'WORDS' THEN
        left_over := EXISTS (
            SELECT FROM consultation_answer answer
            JOIN consultation_questionversion asked ON asked.id = answer.question_version_id
            JOIN consultation_question question ON question.id = asked.question_id
            WHERE answer.response_id = NEW.response_id AND answer.text <> ''
            AND question.kind <> 'FILE'
        ) OR EXISTS (SELECT FROM consultation_leafsalt WHERE response_id = NEW.response_id)
        OR EXISTS (
            SELECT FROM consultation_response WHERE id = NEW.response_id AND publish_reason <> ''
        );
    ELSIF NEW.part = 'FILES' THEN
        left_over := EXISTS (
            SELECT FROM consultation_attachment
            WHERE response_id = NEW.response_id AND sha256 <> repeat('0', 64)
        );
    ELSIF NEW.part = 'IDENTITY' THEN
        left_over := EXISTS (
            SELECT FROM consultation_respondent person
            JOIN consultation_response sent ON sent.respondent_id = person.id
            WHERE sent.id = NEW.response_id AND person.name || person.email <> ''
        );
    ELSE
        left_over := EXISTS (
            SELECT FROM consultation_message
            WHERE response_id = NEW.response_id AND "to" NOT LIKE '%@erased.invalid'
        );
    END IF;
    IF left_over THEN
        RAISE EXCEPTION 'response %: % is not erased', NEW.response_id, NEW.part
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_flag_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'state' - 'judged_by_id' - 'judged_at'
        <> to_jsonb(NEW) - 'state' - 'judged_by_id' - 'judged_at' THEN
        RAISE EXCEPTION 'flag %: only its judgement may change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_formal_reply_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'asked_by_id', 'asked_at', 'ended_reason'];
BEGIN
    IF OLD.state = 'SIGNED' THEN
        goes_on := ARRAY['state', 'ended_reason'];
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'formal reply %: only how it goes on may be written', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('SUPERSEDED', 'WITHDRAWN', 'SET_ASIDE') THEN
        RAISE EXCEPTION 'formal reply %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- The moves are those of states.MOVES; a test compares the two.
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('DRAFT', 'AWAITING_APPROVAL'), ('DRAFT', 'SET_ASIDE'),
        ('RETURNED', 'AWAITING_APPROVAL'), ('RETURNED', 'SET_ASIDE'),
        ('AWAITING_APPROVAL', 'DRAFT'), ('AWAITING_APPROVAL', 'RETURNED'),
        ('AWAITING_APPROVAL', 'SIGNED'),
        ('SIGNED', 'SUPERSEDED'), ('SIGNED', 'WITHDRAWN')
    ) THEN
        RAISE EXCEPTION 'formal reply %: what is % does not become %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'SIGNED' AND OLD.state <> 'SIGNED' AND NOT EXISTS (
        SELECT FROM consultation_signedreply WHERE reply_id = OLD.id
    ) THEN
        RAISE EXCEPTION 'formal reply %: no text of it is signed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.ended_reason <> OLD.ended_reason
        AND (NEW.state = OLD.state OR NEW.state NOT IN ('WITHDRAWN', 'SET_ASIDE')) THEN
        RAISE EXCEPTION 'formal reply %: a reason is written only as it ends', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_hold_waits() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_consultation WHERE id = NEW.consultation_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_identity_in_force() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_identityprovider
        WHERE id = NEW.provider_id AND ended_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'identity: its provider has ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_identity_provider_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['client_secret', 'ended_at', 'ended_by_id'];
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'identity provider %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'identity provider %: only its secret and its end may be written', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_import_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    emptied text[] := ARRAY['samples', 'refusals'];
BEGIN
    IF OLD.state = 'LOADED' THEN
        IF to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied
            AND NEW.samples = '[]' AND NEW.refusals = '[]' AND EXISTS (
                SELECT FROM consultation_importedrow line
                WHERE line.file_id = OLD.id
                AND counterpoint_is_erased(line.response_id, ARRAY['WORDS'])
            )
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'import %: a file that was loaded is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.consultation_id, OLD.sha256, OLD.uploaded_by_id, OLD.uploaded_at)
        IS DISTINCT FROM (NEW.consultation_id, NEW.sha256, NEW.uploaded_by_id, NEW.uploaded_at) THEN
        RAISE EXCEPTION 'import %: which file it was is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_importedrow_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - ARRAY['source_reference', 'digest'] = to_jsonb(NEW) - ARRAY['source_reference', 'digest']
        AND NEW.source_reference = '' AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS'])
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_invitation_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY[
        'token_hash', 'opened_at', 'accepted_at', 'accepted_by_id', 'revoked_at', 'revoked_by_id'
    ];
    erased text[] := ARRAY['email', 'erased_at', 'token_hash'];
    asked boolean := counterpoint_was_asked('invitation:' || OLD.id);
BEGIN
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
        AND to_jsonb(OLD) - erased = to_jsonb(NEW) - erased
        AND NEW.token_hash IN (OLD.token_hash, '')
        AND NEW.email = 'erased-' || OLD.id || '@erased.invalid'
    THEN
        IF OLD.accepted_at IS NOT NULL
            OR NEW.erased_at < least(OLD.expires_at, OLD.revoked_at)
            OR (NOT asked
                AND NEW.erased_at < least(OLD.expires_at, OLD.revoked_at) + interval '28 days')
        THEN
            RAISE EXCEPTION 'invitation %: it is too soon to erase its address', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL OR OLD.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'invitation %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on
        OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at)
    THEN
        RAISE EXCEPTION 'invitation %: only its link, its first opening and its end may be written',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_join_code_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['uses', 'ended_at', 'ended_by_id'];
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'join code %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on
        OR NEW.uses NOT IN (OLD.uses, OLD.uses + 1)
    THEN
        RAISE EXCEPTION 'join code %: only one more use and its end may be written', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_legalhold_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
        OR to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'lift_reason'] <> to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'lift_reason']
    THEN
        RAISE EXCEPTION 'legalhold %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_meeting_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
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
CREATE FUNCTION counterpoint_not_under_hold() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_consultation
        WHERE id = (SELECT consultation_id FROM consultation_response WHERE id = NEW.response_id)
        FOR SHARE;
    IF counterpoint_is_held(NEW.response_id) THEN
        RAISE EXCEPTION 'response %: a legal hold keeps it', NEW.response_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_notes_leftover() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE id = NEW.response_id FOR SHARE;
    INSERT INTO consultation_leftover (response_id, part)
        SELECT NEW.response_id, TG_ARGV[0]
        WHERE counterpoint_is_erased(NEW.response_id, ARRAY[TG_ARGV[0]]) OR EXISTS (
            SELECT FROM consultation_retentionmark mark
            JOIN consultation_response sent ON sent.consultation_id = mark.consultation_id
            WHERE sent.id = NEW.response_id AND sent.kind = 'PUBLIC'
            AND mark.part = TG_ARGV[0]
        )
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_notes_person() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE respondent_id = NEW.id FOR SHARE;
    INSERT INTO consultation_leftover (response_id, part)
        SELECT id, 'IDENTITY' FROM consultation_response
        WHERE respondent_id = NEW.id AND counterpoint_is_erased(id, ARRAY['IDENTITY'])
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_pause_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.to_at IS NOT NULL
        OR to_jsonb(OLD) - 'to_at' - 'reopened_reason' - 'reopened_by_id'
        <> to_jsonb(NEW) - 'to_at' - 'reopened_reason' - 'reopened_by_id' THEN
        RAISE EXCEPTION 'pause %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_paused() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    key bigint := coalesce((to_jsonb(NEW) ->> 'consultation_id')::bigint, NEW.id);
BEGIN
    IF EXISTS (SELECT FROM consultation_consultation WHERE id = key AND state = 'SUSPENDED')
        <> EXISTS (SELECT FROM consultation_pause WHERE consultation_id = key AND to_at IS NULL)
    THEN
        RAISE EXCEPTION 'consultation %: it is paused exactly while a pause goes on', key
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_petition_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    ends text[] := ARRAY['state', 'ended_reason'];
BEGIN
    IF OLD.state <> 'CURRENT' OR to_jsonb(OLD) - ends <> to_jsonb(NEW) - ends THEN
        RAISE EXCEPTION 'petition %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_published_may() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response r
        WHERE r.id = NEW.response_id AND r.kind = 'PUBLIC'
        AND r.state IN ('RELEASED', 'WITHHELD')
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'response % is not one that everybody may read', NEW.response_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_published_not_restricted() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE id = NEW.response_id FOR SHARE;
    IF EXISTS (
        SELECT FROM consultation_restriction
        WHERE response_id = NEW.response_id AND lifted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'response % is restricted and is not published', NEW.response_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_published_words_may() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text <> '' THEN
        PERFORM FROM consultation_response r
            WHERE r.id = NEW.published_id AND r.state = 'RELEASED' AND r.publish = 'WORDS';
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the words of response % are not to be published', NEW.published_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_question_frozen() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_questionversion
        WHERE question_id = OLD.id AND frozen_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'question %: what was asked is frozen', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_recovery_code_once() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL OR NEW.used_at IS NULL
        OR (NEW.id, NEW.person_id, NEW.digest, NEW.made_at)
            IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.digest, OLD.made_at) THEN
        RAISE EXCEPTION 'recovery code %: it is used once, and nothing else of it changes',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_redaction_fits() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_answer a
        WHERE a.id = NEW.answer_id AND a.response_id = NEW.response_id
        AND NEW."end" <= char_length(a.text);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'redaction: answer % of response % has no characters % to %',
            NEW.answer_id, NEW.response_id, NEW.start, NEW."end"
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_redaction_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'in_force' - 'taken_back_at' - 'taken_back_by_id'
        <> to_jsonb(NEW) - 'in_force' - 'taken_back_at' - 'taken_back_by_id'
        OR OLD.taken_back_at IS NOT NULL THEN
        RAISE EXCEPTION 'redaction %: it can only come into force or be taken back', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_registration_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY[
        'state', 'decided_by_id', 'decided_at', 'decline_reason', 'organisation_id', 'invitation_id'
    ];
    erased text[] := ARRAY[
        'erased_at', 'person_name', 'post', 'proof', 'email', 'decline_reason'
    ];
    asked boolean := counterpoint_was_asked('registration:' || OLD.id);
BEGIN
    IF OLD.state = 'WAITING' THEN
        IF NEW.state = 'WAITING' OR to_jsonb(OLD) - decided <> to_jsonb(NEW) - decided THEN
            RAISE EXCEPTION 'registration %: only the decision may be written', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - erased <> to_jsonb(NEW) - erased
        OR (NEW.decline_reason <> OLD.decline_reason AND NEW.decline_reason <> 'Erased')
        OR (OLD.erased_at IS NOT NULL AND NOT asked) OR NEW.erased_at IS NULL
        OR NEW.email <> 'erased-' || OLD.id || '@erased.invalid'
    THEN
        RAISE EXCEPTION 'registration %: it is decided, and only who asked may be erased', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT asked AND (
        NEW.erased_at < OLD.decided_at + interval '28 days' OR NOT (OLD.state = 'DECLINED' OR EXISTS (
            SELECT FROM consultation_invitation
            WHERE id = OLD.invitation_id AND erased_at IS NOT NULL
        ))
    ) THEN
        RAISE EXCEPTION 'registration %: it is too soon to erase who asked', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_reply_is_written() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    now_in text;
BEGIN
    -- The lock makes whoever signs wait for whoever saves, and the other way round.
    IF TG_TABLE_NAME = 'consultation_replysection' THEN
        SELECT state INTO now_in FROM consultation_formalreply WHERE id = NEW.reply_id FOR SHARE;
    ELSE
        SELECT reply.state INTO now_in FROM consultation_formalreply reply
        JOIN consultation_replysection section ON section.reply_id = reply.id
        WHERE section.id = NEW.section_id FOR SHARE OF reply;
    END IF;
    IF now_in NOT IN ('DRAFT', 'RETURNED') THEN
        RAISE EXCEPTION 'a formal reply that is % is not written', now_in
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_reply_note_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['settled_at', 'settled_by_id'];
BEGIN
    IF OLD.settled_at IS NOT NULL OR to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'note %: it can only be settled, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_response_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'state_at'];
    emptied text[] := ARRAY['state', 'state_at', 'key', 'publish_reason'];
BEGIN
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on AND NOT (
        to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied AND NEW.publish_reason = ''
        AND counterpoint_is_erased(OLD.id, ARRAY['WORDS'])
    ) THEN
        RAISE EXCEPTION 'response %: only its state may change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_response_moved() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE consultation_screening
        SET state = NEW.state, tokens = array_remove(tokens, 'since')
        WHERE response_id = NEW.id;
    IF NEW.state NOT IN ('RELEASED', 'WITHHELD')
        OR (NEW.state = 'WITHHELD' AND OLD.state = 'RELEASED') THEN
        DELETE FROM consultation_publishedanswer WHERE published_id = NEW.id;
        DELETE FROM consultation_publishedresponse WHERE response_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_response_screened() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM consultation_unscreened AS u USING made WHERE u.response_id = made.response_id;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_response_to_screen() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unscreened (response_id, consultation_id)
        SELECT id, consultation_id FROM made;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_restriction_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
        OR to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id'] <> to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id']
    THEN
        RAISE EXCEPTION 'restriction %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_restriction_unpublishes() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE id = NEW.response_id FOR NO KEY UPDATE;
    DELETE FROM consultation_publishedanswer WHERE published_id = NEW.response_id;
    DELETE FROM consultation_publishedresponse WHERE response_id = NEW.response_id;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_review_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - ARRAY['reason'] = to_jsonb(NEW) - ARRAY['reason']
        AND NEW.reason = 'Erased' AND OLD.reason <> '' AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS'])
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_salt_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND counterpoint_is_erased(OLD.response_id, ARRAY['WORDS']) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'salt of response %: it goes only with the words', OLD.response_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_tokens_start() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_tokenstart AS known (consultation_id, token, at)
        SELECT made.consultation_id, named.token, min(made.received_at)
        FROM made, unnest(made.tokens) AS named(token)
        WHERE NOT EXISTS (SELECT FROM consultation_tokenstart AS before
            WHERE before.consultation_id = made.consultation_id AND before.token = named.token
            AND before.at <= made.received_at)
        GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (consultation_id, token) DO UPDATE SET at = least(known.at, EXCLUDED.at);
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_transcription_keeps() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    emptied text[] := ARRAY['note', 'reason'];
BEGIN
    IF to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied
        AND NEW.note IN ('', 'Erased') AND NEW.reason IN ('', 'Erased')
        AND (
            counterpoint_is_erased(OLD.response_id, ARRAY['WORDS'])
            OR counterpoint_is_erased(OLD.about_id, ARRAY['WORDS'])
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION counterpoint_two_factor() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    account bigint;
BEGIN
    IF TG_TABLE_NAME = 'consultation_user' THEN
        account := NEW.id;
    ELSE
        account := coalesce((to_jsonb(NEW)->>'person_id')::bigint, OLD.person_id);
    END IF;
    IF EXISTS (
        SELECT FROM consultation_user
        WHERE id = account AND (two_factor_since IS NOT NULL) <> (
            EXISTS (SELECT FROM consultation_authenticatorapp WHERE person_id = account)
            OR EXISTS (SELECT FROM consultation_passkey WHERE person_id = account)
        )
    ) THEN
        RAISE EXCEPTION
            'account %: it signs in with a second factor exactly while it has one', account
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_typists_kept() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'transcription %: whoever typed any of it stays named', OLD.id;
END $$;
CREATE FUNCTION counterpoint_wording_frozen() RETURNS trigger
    LANGUAGE plpgsql AS $$
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
"""

TRIGGERS = """
CREATE TRIGGER answer_append_only BEFORE DELETE OR UPDATE ON consultation_answer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_answer_keeps();
CREATE TRIGGER answer_is_not_emptied BEFORE TRUNCATE ON consultation_answer
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER answer_not_born_erased BEFORE INSERT ON consultation_answer
    FOR EACH ROW WHEN (new.erased) EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER attachment_is_not_emptied BEFORE TRUNCATE ON consultation_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER attachment_keeps BEFORE UPDATE ON consultation_attachment
    FOR EACH ROW EXECUTE FUNCTION counterpoint_attachment_keeps();
CREATE TRIGGER attachment_notes_leftover AFTER INSERT OR UPDATE OF response_id, sha256 ON consultation_attachment
    FOR EACH ROW WHEN (new.response_id IS NOT NULL AND new.sha256::text <> repeat('0'::text, 64)) EXECUTE FUNCTION counterpoint_notes_leftover('FILES');
CREATE TRIGGER attachment_stays BEFORE DELETE ON consultation_attachment
    FOR EACH ROW WHEN (old.response_id IS NOT NULL) EXECUTE FUNCTION counterpoint_attachment_stays();
CREATE TRIGGER authenticatorapp_code_once BEFORE UPDATE ON consultation_authenticatorapp
    FOR EACH ROW EXECUTE FUNCTION counterpoint_app_code_once();
CREATE CONSTRAINT TRIGGER authenticatorapp_two_factor AFTER INSERT OR DELETE ON consultation_authenticatorapp
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_two_factor();
CREATE TRIGGER bulkreview_is_not_emptied BEFORE TRUNCATE ON consultation_bulkreview
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER bulkreview_stays BEFORE DELETE ON consultation_bulkreview
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER bulkreviewrow_is_not_emptied BEFORE TRUNCATE ON consultation_bulkreviewrow
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER bulkreviewrow_keeps BEFORE UPDATE ON consultation_bulkreviewrow
    FOR EACH ROW EXECUTE FUNCTION counterpoint_bulk_row_keeps();
CREATE TRIGGER bulkreviewrow_stays BEFORE DELETE ON consultation_bulkreviewrow
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER consultation_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON consultation_consultation
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE TRIGGER consultation_closing_time BEFORE UPDATE ON consultation_consultation
    FOR EACH ROW WHEN (old.state::text <> 'DRAFT'::text AND new.closes_at IS DISTINCT FROM old.closes_at) EXECUTE FUNCTION counterpoint_closing_time();
CREATE TRIGGER consultation_equality_chosen BEFORE UPDATE OF equality_set_id ON consultation_consultation
    FOR EACH ROW EXECUTE FUNCTION counterpoint_equality_chosen();
CREATE CONSTRAINT TRIGGER consultation_paused AFTER INSERT OR UPDATE ON consultation_consultation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_paused();
CREATE TRIGGER enquiry_about BEFORE INSERT ON consultation_enquiry
    FOR EACH ROW EXECUTE FUNCTION counterpoint_enquiry_about();
CREATE TRIGGER enquiry_append_only BEFORE DELETE OR UPDATE ON consultation_enquiry
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER enquiry_is_not_emptied BEFORE TRUNCATE ON consultation_enquiry
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER enquiryanswer_append_only BEFORE DELETE OR UPDATE ON consultation_enquiryanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER enquiryanswer_is_not_emptied BEFORE TRUNCATE ON consultation_enquiryanswer
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER enquiryanswer_next BEFORE INSERT ON consultation_enquiryanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_enquiry_answer_next();
CREATE TRIGGER equality_answer_offered BEFORE INSERT ON consultation_equalityanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_equality_offered();
CREATE TRIGGER equalityanswer_append_only BEFORE DELETE OR UPDATE ON consultation_equalityanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER equalityanswer_is_not_emptied BEFORE TRUNCATE ON consultation_equalityanswer
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER equality_question_frozen BEFORE INSERT OR DELETE OR UPDATE ON consultation_equalityquestion
    FOR EACH ROW EXECUTE FUNCTION counterpoint_equality_frozen();
CREATE TRIGGER equalityquestion_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON consultation_equalityquestion
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE TRIGGER equality_set_frozen BEFORE DELETE OR UPDATE ON consultation_equalityset
    FOR EACH ROW EXECUTE FUNCTION counterpoint_equality_frozen();
CREATE TRIGGER erasure_append_only BEFORE DELETE OR UPDATE ON consultation_erasure
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE CONSTRAINT TRIGGER erasure_carried_out AFTER INSERT ON consultation_erasure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_erasure_carried_out();
CREATE TRIGGER erasure_is_not_emptied BEFORE TRUNCATE ON consultation_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER erasure_not_under_hold BEFORE INSERT ON consultation_erasure
    FOR EACH ROW EXECUTE FUNCTION counterpoint_not_under_hold();
CREATE TRIGGER erasure_unpublishes AFTER INSERT ON consultation_erasure
    FOR EACH ROW WHEN (new.part::text = 'WORDS'::text) EXECUTE FUNCTION counterpoint_restriction_unpublishes();
CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON consultation_event
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER event_is_not_emptied BEFORE TRUNCATE ON consultation_event
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER extension_append_only BEFORE DELETE OR UPDATE ON consultation_extension
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER extension_is_not_emptied BEFORE TRUNCATE ON consultation_extension
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER flag_is_not_emptied BEFORE TRUNCATE ON consultation_flag
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER flag_keeps BEFORE UPDATE ON consultation_flag
    FOR EACH ROW EXECUTE FUNCTION counterpoint_flag_keeps();
CREATE TRIGGER flag_stays BEFORE DELETE ON consultation_flag
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER formalreply_is_not_emptied BEFORE TRUNCATE ON consultation_formalreply
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER formalreply_keeps BEFORE UPDATE ON consultation_formalreply
    FOR EACH ROW EXECUTE FUNCTION counterpoint_formal_reply_keeps();
CREATE TRIGGER formalreply_stays BEFORE DELETE ON consultation_formalreply
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER gatheringpoint_append_only BEFORE DELETE OR UPDATE ON consultation_gatheringpoint
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER gatheringpoint_is_not_emptied BEFORE TRUNCATE ON consultation_gatheringpoint
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER identity_append_only BEFORE DELETE OR UPDATE ON consultation_identity
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER identity_in_force BEFORE INSERT ON consultation_identity
    FOR EACH ROW EXECUTE FUNCTION counterpoint_identity_in_force();
CREATE TRIGGER identity_is_not_emptied BEFORE TRUNCATE ON consultation_identity
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER identityprovider_is_not_emptied BEFORE TRUNCATE ON consultation_identityprovider
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER identityprovider_keeps BEFORE UPDATE ON consultation_identityprovider
    FOR EACH ROW EXECUTE FUNCTION counterpoint_identity_provider_keeps();
CREATE TRIGGER identityprovider_stays BEFORE DELETE ON consultation_identityprovider
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER import_is_not_emptied BEFORE TRUNCATE ON consultation_import
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER import_keeps BEFORE UPDATE ON consultation_import
    FOR EACH ROW EXECUTE FUNCTION counterpoint_import_keeps();
CREATE TRIGGER import_stays BEFORE DELETE ON consultation_import
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER importedrow_append_only BEFORE DELETE OR UPDATE ON consultation_importedrow
    FOR EACH ROW EXECUTE FUNCTION counterpoint_importedrow_keeps();
CREATE TRIGGER importedrow_is_not_emptied BEFORE TRUNCATE ON consultation_importedrow
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER invitation_is_not_emptied BEFORE TRUNCATE ON consultation_invitation
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER invitation_keeps BEFORE UPDATE ON consultation_invitation
    FOR EACH ROW EXECUTE FUNCTION counterpoint_invitation_keeps();
CREATE TRIGGER invitation_stays BEFORE DELETE ON consultation_invitation
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER joincode_is_not_emptied BEFORE TRUNCATE ON consultation_joincode
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER joincode_keeps BEFORE UPDATE ON consultation_joincode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_join_code_keeps();
CREATE TRIGGER joincode_stays BEFORE DELETE ON consultation_joincode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE ON consultation_leaf
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER leaf_is_not_emptied BEFORE TRUNCATE ON consultation_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER leafsalt_is_not_emptied BEFORE TRUNCATE ON consultation_leafsalt
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER leafsalt_keeps BEFORE DELETE OR UPDATE ON consultation_leafsalt
    FOR EACH ROW EXECUTE FUNCTION counterpoint_salt_keeps();
CREATE TRIGGER leafsalt_notes_leftover AFTER INSERT ON consultation_leafsalt
    FOR EACH ROW EXECUTE FUNCTION counterpoint_notes_leftover('WORDS');
CREATE TRIGGER legalhold_is_not_emptied BEFORE TRUNCATE ON consultation_legalhold
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER legalhold_keeps BEFORE UPDATE ON consultation_legalhold
    FOR EACH ROW EXECUTE FUNCTION counterpoint_legalhold_keeps();
CREATE TRIGGER legalhold_stays BEFORE DELETE ON consultation_legalhold
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER legalhold_waits BEFORE INSERT ON consultation_legalhold
    FOR EACH ROW EXECUTE FUNCTION counterpoint_hold_waits();
CREATE TRIGGER meeting_is_not_emptied BEFORE TRUNCATE ON consultation_meeting
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER meeting_keeps BEFORE UPDATE ON consultation_meeting
    FOR EACH ROW EXECUTE FUNCTION counterpoint_meeting_keeps();
CREATE TRIGGER meeting_stays BEFORE DELETE ON consultation_meeting
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER message_notes_leftover AFTER INSERT OR UPDATE OF response_id, "to" ON consultation_message
    FOR EACH ROW WHEN (new.response_id IS NOT NULL AND new."to"::text !~~ '%@erased.invalid'::text) EXECUTE FUNCTION counterpoint_notes_leftover('MESSAGES');
CREATE TRIGGER moderationstatement_append_only BEFORE DELETE OR UPDATE ON consultation_moderationstatement
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER moderationstatement_is_not_emptied BEFORE TRUNCATE ON consultation_moderationstatement
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER outage_append_only BEFORE DELETE OR UPDATE ON consultation_outage
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER outage_is_not_emptied BEFORE TRUNCATE ON consultation_outage
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE CONSTRAINT TRIGGER passkey_two_factor AFTER INSERT OR DELETE ON consultation_passkey
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_two_factor();
CREATE TRIGGER pause_is_not_emptied BEFORE TRUNCATE ON consultation_pause
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER pause_keeps BEFORE UPDATE ON consultation_pause
    FOR EACH ROW EXECUTE FUNCTION counterpoint_pause_keeps();
CREATE CONSTRAINT TRIGGER pause_paused AFTER INSERT OR UPDATE ON consultation_pause
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_paused();
CREATE TRIGGER pause_stays BEFORE DELETE ON consultation_pause
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER personrequest_append_only BEFORE DELETE OR UPDATE ON consultation_personrequest
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER personrequest_is_not_emptied BEFORE TRUNCATE ON consultation_personrequest
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER petition_is_not_emptied BEFORE TRUNCATE ON consultation_petition
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER petition_keeps BEFORE UPDATE ON consultation_petition
    FOR EACH ROW EXECUTE FUNCTION counterpoint_petition_keeps();
CREATE TRIGGER petition_stays BEFORE DELETE ON consultation_petition
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER petitionabout_append_only BEFORE DELETE OR UPDATE ON consultation_petitionabout
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER petitionabout_is_not_emptied BEFORE TRUNCATE ON consultation_petitionabout
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER proposal_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON consultation_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE TRIGGER publishedanswer_may BEFORE INSERT OR UPDATE ON consultation_publishedanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_published_words_may();
CREATE TRIGGER publishedresponse_may BEFORE INSERT OR UPDATE ON consultation_publishedresponse
    FOR EACH ROW EXECUTE FUNCTION counterpoint_published_may();
CREATE TRIGGER publishedresponse_not_restricted BEFORE INSERT OR UPDATE ON consultation_publishedresponse
    FOR EACH ROW EXECUTE FUNCTION counterpoint_published_not_restricted();
CREATE TRIGGER question_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON consultation_question
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE TRIGGER question_frozen BEFORE DELETE OR UPDATE ON consultation_question
    FOR EACH ROW EXECUTE FUNCTION counterpoint_question_frozen();
CREATE TRIGGER correction_keeps BEFORE INSERT ON consultation_questionversion
    FOR EACH ROW WHEN (new.number > 1) EXECUTE FUNCTION counterpoint_correction_keeps();
CREATE TRIGGER questionversion_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON consultation_questionversion
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE TRIGGER wording_frozen BEFORE DELETE OR UPDATE ON consultation_questionversion
    FOR EACH ROW EXECUTE FUNCTION counterpoint_wording_frozen();
CREATE TRIGGER ratification_append_only BEFORE DELETE OR UPDATE ON consultation_ratification
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER ratification_is_not_emptied BEFORE TRUNCATE ON consultation_ratification
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER recoverycode_once BEFORE UPDATE ON consultation_recoverycode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_recovery_code_once();
CREATE TRIGGER redaction_fits BEFORE INSERT ON consultation_redaction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_redaction_fits();
CREATE TRIGGER redaction_is_not_emptied BEFORE TRUNCATE ON consultation_redaction
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER redaction_keeps BEFORE UPDATE ON consultation_redaction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_redaction_keeps();
CREATE TRIGGER redaction_stays BEFORE DELETE ON consultation_redaction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER registration_is_not_emptied BEFORE TRUNCATE ON consultation_registration
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER registration_keeps BEFORE UPDATE ON consultation_registration
    FOR EACH ROW EXECUTE FUNCTION counterpoint_registration_keeps();
CREATE TRIGGER registration_stays BEFORE DELETE ON consultation_registration
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replynote_is_not_emptied BEFORE TRUNCATE ON consultation_replynote
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replynote_keeps BEFORE UPDATE ON consultation_replynote
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reply_note_keeps();
CREATE TRIGGER replynote_stays BEFORE DELETE ON consultation_replynote
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replyreturn_append_only BEFORE DELETE OR UPDATE ON consultation_replyreturn
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replyreturn_is_not_emptied BEFORE TRUNCATE ON consultation_replyreturn
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replysection_append_only BEFORE DELETE OR UPDATE ON consultation_replysection
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replysection_in_time BEFORE INSERT ON consultation_replysection
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reply_is_written();
CREATE TRIGGER replysection_is_not_emptied BEFORE TRUNCATE ON consultation_replysection
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER respondent_notes_leftover AFTER UPDATE OF name, email ON consultation_respondent
    FOR EACH ROW WHEN ((new.name::text || new.email::text) <> ''::text) EXECUTE FUNCTION counterpoint_notes_person();
CREATE TRIGGER response_is_not_emptied BEFORE TRUNCATE ON consultation_response
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER response_keeps BEFORE UPDATE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION counterpoint_response_keeps();
CREATE TRIGGER response_moved AFTER UPDATE OF state ON consultation_response
    FOR EACH ROW WHEN (old.state::text IS DISTINCT FROM new.state::text) EXECUTE FUNCTION counterpoint_response_moved();
CREATE TRIGGER response_stays BEFORE DELETE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER response_to_screen AFTER INSERT ON consultation_response
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_to_screen();
CREATE TRIGGER restriction_is_not_emptied BEFORE TRUNCATE ON consultation_restriction
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER restriction_keeps BEFORE UPDATE ON consultation_restriction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_restriction_keeps();
CREATE TRIGGER restriction_stays BEFORE DELETE ON consultation_restriction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER restriction_unpublishes AFTER INSERT ON consultation_restriction
    FOR EACH ROW EXECUTE FUNCTION counterpoint_restriction_unpublishes();
CREATE TRIGGER retentionrule_append_only BEFORE DELETE OR UPDATE ON consultation_retentionrule
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER retentionrule_is_not_emptied BEFORE TRUNCATE ON consultation_retentionrule
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER review_append_only BEFORE DELETE OR UPDATE ON consultation_review
    FOR EACH ROW EXECUTE FUNCTION counterpoint_review_keeps();
CREATE TRIGGER review_is_not_emptied BEFORE TRUNCATE ON consultation_review
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER response_screened AFTER INSERT ON consultation_screening
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_screened();
CREATE TRIGGER tokens_start_changed AFTER UPDATE ON consultation_screening
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_tokens_start();
CREATE TRIGGER tokens_start_made AFTER INSERT ON consultation_screening
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_tokens_start();
CREATE TRIGGER sectionversion_append_only BEFORE DELETE OR UPDATE ON consultation_sectionversion
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER sectionversion_in_time BEFORE INSERT ON consultation_sectionversion
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reply_is_written();
CREATE TRIGGER sectionversion_is_not_emptied BEFORE TRUNCATE ON consultation_sectionversion
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER signedreply_append_only BEFORE DELETE OR UPDATE ON consultation_signedreply
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER signedreply_is_not_emptied BEFORE TRUNCATE ON consultation_signedreply
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER transcription_is_not_emptied BEFORE TRUNCATE ON consultation_transcription
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER transcription_kept BEFORE UPDATE ON consultation_transcription
    FOR EACH ROW WHEN (old.state::text = 'ACCEPTED'::text) EXECUTE FUNCTION counterpoint_transcription_keeps();
CREATE TRIGGER transcription_stays BEFORE DELETE ON consultation_transcription
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER transcription_typists_kept BEFORE UPDATE ON consultation_transcription
    FOR EACH ROW WHEN (NOT new.typists @> old.typists) EXECUTE FUNCTION counterpoint_typists_kept();
CREATE TRIGGER translation_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON consultation_translation
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE CONSTRAINT TRIGGER user_two_factor AFTER INSERT OR UPDATE OF two_factor_since ON consultation_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_two_factor();
CREATE TRIGGER borough_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON stations_borough
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
CREATE TRIGGER station_changes_content AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON stations_station
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_content_changed();
"""

# Triggers go with their functions.
BACK = """
DROP FUNCTION
    counterpoint_is_erased(bigint, text[]),
    counterpoint_is_held(bigint),
    counterpoint_was_asked(text),
    counterpoint_answer_keeps(),
    counterpoint_app_code_once(),
    counterpoint_attachment_keeps(),
    counterpoint_attachment_stays(),
    counterpoint_bulk_row_keeps(),
    counterpoint_closing_time(),
    counterpoint_content_changed(),
    counterpoint_correction_keeps(),
    counterpoint_enquiry_about(),
    counterpoint_enquiry_answer_next(),
    counterpoint_equality_chosen(),
    counterpoint_equality_frozen(),
    counterpoint_equality_offered(),
    counterpoint_erasure_carried_out(),
    counterpoint_flag_keeps(),
    counterpoint_formal_reply_keeps(),
    counterpoint_hold_waits(),
    counterpoint_identity_in_force(),
    counterpoint_identity_provider_keeps(),
    counterpoint_import_keeps(),
    counterpoint_importedrow_keeps(),
    counterpoint_invitation_keeps(),
    counterpoint_join_code_keeps(),
    counterpoint_legalhold_keeps(),
    counterpoint_meeting_keeps(),
    counterpoint_not_under_hold(),
    counterpoint_notes_leftover(),
    counterpoint_notes_person(),
    counterpoint_pause_keeps(),
    counterpoint_paused(),
    counterpoint_petition_keeps(),
    counterpoint_published_may(),
    counterpoint_published_not_restricted(),
    counterpoint_published_words_may(),
    counterpoint_question_frozen(),
    counterpoint_recovery_code_once(),
    counterpoint_redaction_fits(),
    counterpoint_redaction_keeps(),
    counterpoint_refuse(),
    counterpoint_registration_keeps(),
    counterpoint_reply_is_written(),
    counterpoint_reply_note_keeps(),
    counterpoint_response_keeps(),
    counterpoint_response_moved(),
    counterpoint_response_screened(),
    counterpoint_response_to_screen(),
    counterpoint_restriction_keeps(),
    counterpoint_restriction_unpublishes(),
    counterpoint_review_keeps(),
    counterpoint_salt_keeps(),
    counterpoint_tokens_start(),
    counterpoint_transcription_keeps(),
    counterpoint_two_factor(),
    counterpoint_typists_kept(),
    counterpoint_wording_frozen()
    CASCADE;
DROP SEQUENCE counterpoint_content;
"""
