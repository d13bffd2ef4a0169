"""Looking for words: two tables of them, kept by triggers.

The words of a million texts take minutes to read, so that is done before anything is locked; what
changed meanwhile is put right at the end, where the triggers are made.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models

# What is no part of a word: a space for each, so that places in the text stay the same. Letters,
# digits, their accents and pictures are left, and what joins letters of Urdu or Bengali.
SIGNS = (
    "[\x01-/:-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u060c\u061b\u061f\u066a-\u066d\u06d4"
    "\u0964\u0965\u2000-\u200b\u200e-\u206f\u20a0-\u20cf\u2122\u2190-\u22ff\u3000-\u3003"
    "\u3008-\u3011\ufeff\uff01-\uff0f\uff1a-\uff20]"
)
# English stems, accents aside. `counterpoint_words` leaves out no word, so that a name such as Will
# and short words of other languages are there to be found; `counterpoint_english` makes a query
# without those that are in almost every text. A query that says only what must not be there finds
# nothing; and "buses", which of all words has another stem than "bus", is found with it. Beside the
# words of a public copy stands what a list is narrowed to, such as `station:12`: no word has a colon,
# so nobody finds these by typing.
WORDS = f"""
CREATE TEXT SEARCH DICTIONARY counterpoint_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION counterpoint_words (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION counterpoint_words
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart WITH counterpoint_stem;
ALTER TEXT SEARCH CONFIGURATION counterpoint_words
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, counterpoint_stem;
CREATE TEXT SEARCH CONFIGURATION counterpoint_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION counterpoint_english
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, english_stem;
CREATE FUNCTION counterpoint_plain(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(words, '{SIGNS.replace("'", "''")}', ' ', 'g')
$$;
CREATE FUNCTION counterpoint_vector(words text) RETURNS tsvector
    LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('counterpoint_words', counterpoint_plain(left(words, 200000)))
$$;
CREATE FUNCTION counterpoint_query(typed text) RETURNS tsquery
    LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN querytree(asked) IN ('', 'T') THEN ''::tsquery ELSE
        ts_rewrite(ts_rewrite(asked, 'buse', 'bus'), 'bus', 'bus | buse') END FROM (
        SELECT CASE WHEN numnode(english) > 0 THEN english ELSE every END AS asked FROM (
            SELECT websearch_to_tsquery('counterpoint_english', typed) AS english,
                websearch_to_tsquery('counterpoint_words', typed) AS every) AS read) AS chosen
$$;
CREATE FUNCTION counterpoint_published(keys bigint[])
    RETURNS TABLE (response bigint, consultation bigint, received_on date, words tsvector)
    LANGUAGE sql STABLE AS $$
    SELECT r.response_id, r.consultation_id, r.received_on,
        counterpoint_vector(string_agg(a.text, E'\\n' ORDER BY a.id)
            FILTER (WHERE t.place = 0 AND a.text <> ''))
        || array_to_tsvector(array_agg(DISTINCT t.token) FILTER (WHERE t.token IS NOT NULL))
    FROM consultation_publishedresponse AS r
    JOIN consultation_publishedanswer AS a ON a.published_id = r.response_id
    JOIN consultation_questionversion AS v ON v.id = a.question_version_id
    JOIN consultation_question AS q ON q.id = v.question_id
    LEFT JOIN consultation_proposal AS p ON p.id = a.proposal_id,
    LATERAL (SELECT CASE WHEN q.key = 'stance' THEN a.choice END AS taken) AS one,
    LATERAL (VALUES (0, 'consultation:' || r.consultation_id), (1, 'borough:' || r.borough_id),
        (2, 'station:' || p.station_id), (3, 'position:' || one.taken),
        (4, 'station:' || p.station_id || ':' || one.taken)) AS t (place, token)
    WHERE r.response_id = ANY(keys)
    GROUP BY r.response_id HAVING bool_or(a.text <> '')
$$;
CREATE FUNCTION counterpoint_received(keys bigint[])
    RETURNS TABLE (response bigint, words tsvector)
    LANGUAGE sql STABLE AS $$
    SELECT a.response_id, counterpoint_vector(string_agg(a.text, E'\\n' ORDER BY a.id))
    FROM consultation_answer AS a
    JOIN consultation_questionversion AS v ON v.id = a.question_version_id
    JOIN consultation_question AS q ON q.id = v.question_id
    WHERE a.response_id = ANY(keys) AND a.text <> '' AND q.kind IN ('SHORT', 'TEXT')
    GROUP BY a.response_id
$$;
"""
WORDS_BACK = """
DROP FUNCTION counterpoint_received(bigint[]);
DROP FUNCTION counterpoint_published(bigint[]);
DROP FUNCTION counterpoint_query(text);
DROP FUNCTION counterpoint_vector(text);
DROP FUNCTION counterpoint_plain(text);
DROP TEXT SEARCH CONFIGURATION counterpoint_english;
DROP TEXT SEARCH CONFIGURATION counterpoint_words;
DROP TEXT SEARCH DICTIONARY counterpoint_stem;
"""
# So many responses at a time, by their keys.
FILL = """
DO $$ BEGIN
FOR start IN 0..(SELECT coalesce(max(id), -1) FROM consultation_response) BY 10000 LOOP
    INSERT INTO consultation_publishedwords (response_id, consultation_id, received_on, words)
        SELECT * FROM counterpoint_published(ARRAY(
            SELECT response_id FROM consultation_publishedresponse
            WHERE response_id >= start AND response_id < start + 10000));
    INSERT INTO consultation_receivedwords (response_id, words)
        SELECT * FROM counterpoint_received(ARRAY(
            SELECT response_id FROM consultation_screening
            WHERE response_id >= start AND response_id < start + 10000));
END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# From here on nobody publishes, screens or erases until it is done: seconds for a million. What was
# taken back, made anew or erased while the words were read goes by what stands now.
TRIGGERS = """
CREATE FUNCTION counterpoint_words_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys bigint[] := ARRAY(SELECT DISTINCT published_id FROM made);
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM consultation_publishedwords WHERE response_id = ANY(keys);
        RETURN NULL;
    END IF;
    INSERT INTO consultation_publishedwords (response_id, consultation_id, received_on, words)
        SELECT * FROM counterpoint_published(keys) ORDER BY response
        ON CONFLICT (response_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_words_published_anew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys bigint[] := ARRAY(SELECT published_id FROM made UNION SELECT published_id FROM before);
BEGIN
    DELETE FROM consultation_publishedwords WHERE response_id = ANY(keys);
    INSERT INTO consultation_publishedwords (response_id, consultation_id, received_on, words)
        SELECT * FROM counterpoint_published(keys) ORDER BY response;
    RETURN NULL;
END $$;
CREATE FUNCTION counterpoint_words_received() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys bigint[] := ARRAY(SELECT DISTINCT response_id FROM made);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        keys := ARRAY(SELECT response_id FROM consultation_receivedwords
            WHERE response_id = ANY(keys) ORDER BY response_id FOR UPDATE);
        DELETE FROM consultation_receivedwords WHERE response_id = ANY(keys);
    END IF;
    INSERT INTO consultation_receivedwords (response_id, words)
        SELECT * FROM counterpoint_received(keys) ORDER BY response
        ON CONFLICT (response_id) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;

SET CONSTRAINTS ALL DEFERRED;
CREATE TRIGGER words_published AFTER INSERT ON consultation_publishedanswer
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_published();
CREATE TRIGGER words_published_anew AFTER UPDATE ON consultation_publishedanswer
    REFERENCING NEW TABLE AS made OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_published_anew();
CREATE TRIGGER words_published_no_more AFTER DELETE ON consultation_publishedanswer
    REFERENCING OLD TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_published();
CREATE TRIGGER words_received AFTER INSERT ON consultation_screening
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_received();
CREATE TRIGGER words_erased AFTER UPDATE ON consultation_answer
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_received();

DELETE FROM consultation_publishedwords AS w WHERE NOT EXISTS (
    SELECT FROM consultation_publishedresponse AS r
    WHERE r.response_id = w.response_id AND r.at < now() - interval '1 hour');
INSERT INTO consultation_publishedwords (response_id, consultation_id, received_on, words)
    SELECT * FROM counterpoint_published(ARRAY(
        SELECT response_id FROM consultation_publishedresponse AS r WHERE NOT EXISTS (
            SELECT FROM consultation_publishedwords AS w WHERE w.response_id = r.response_id)));
DELETE FROM consultation_receivedwords WHERE response_id IN (
    SELECT response_id FROM consultation_erasure WHERE at >= now() - interval '1 day');
INSERT INTO consultation_receivedwords (response_id, words)
    SELECT * FROM counterpoint_received(ARRAY(
        SELECT response_id FROM consultation_screening AS s WHERE NOT EXISTS (
            SELECT FROM consultation_receivedwords AS w WHERE w.response_id = s.response_id)));
"""
TRIGGERS_BACK = """
DROP TRIGGER words_erased ON consultation_answer;
DROP TRIGGER words_received ON consultation_screening;
DROP TRIGGER words_published_no_more ON consultation_publishedanswer;
DROP TRIGGER words_published_anew ON consultation_publishedanswer;
DROP TRIGGER words_published ON consultation_publishedanswer;
DROP FUNCTION counterpoint_words_received();
DROP FUNCTION counterpoint_words_published_anew();
DROP FUNCTION counterpoint_words_published();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0036_report_jobs'),
    ]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(WORDS, WORDS_BACK),
        migrations.CreateModel(
            name='PublishedWords',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='consultation.response')),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
                ('received_on', models.DateField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'ordering': ['-received_on', '-response'],
                'verbose_name_plural': 'published words',
            },
        ),
        migrations.CreateModel(
            name='ReceivedWords',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='consultation.response')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'ordering': ['response'],
                'verbose_name_plural': 'received words',
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='publishedwords',
            index=models.Index(fields=['consultation', '-received_on', '-response'], name='published_words_list'),
        ),
        migrations.AddIndex(
            model_name='publishedwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='published_words'),
        ),
        migrations.AddIndex(
            model_name='receivedwords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='received_words'),
        ),
        migrations.RunSQL(TRIGGERS, TRIGGERS_BACK),
    ]
