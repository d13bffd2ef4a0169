"""What is written to those who asked to hear of a consultation. Nothing here sends it."""

from django.conf import settings
from django.utils.translation import gettext as _

from consultation import languages
from consultation.models import Consultation, Extension
from consultation.publish.rules import in_words, told_of_extension
from consultation.translate.queries import translations_of

# One statement for any number of people: one e-mail an address, however often somebody replied, in
# the language that they last replied in where we have it, else in English. It belongs to that
# reply, and is erased with it. The rows of replies are held in one order, as wherever many are.
TELL_ALL = """
INSERT INTO consultation_message (
    kind, "to", subject, body, response_id, state, queued_at, due_at, attempts, last_error)
SELECT %(kind)s, told.email, letter.subject, letter.body, told.response, 'QUEUED',
    %(at)s::timestamptz, %(at)s::timestamptz, 0, ''
FROM (
    SELECT DISTINCT ON (lower(person.email)) person.email, response.language,
        response.id AS response
    FROM consultation_respondent AS person
    JOIN consultation_response AS response ON response.respondent_id = person.id
    WHERE response.consultation_id = %(consultation)s AND person.wants_news AND person.email <> ''
    ORDER BY lower(person.email), response.received_at DESC, person.id
) AS told
JOIN unnest(%(languages)s::text[], %(subjects)s::text[], %(bodies)s::text[])
    AS letter (language, subject, body) ON letter.language =
    CASE WHEN told.language = ANY(%(languages)s) THEN told.language ELSE 'en' END
ORDER BY told.response
"""
SUBJECT_LETTERS = 200  # of the column


def deadline_extended(consultation: Consultation, extension: Extension) -> tuple[str, str]:
    """Subject and words of the e-mail that tells of a later closing time."""
    words = translations_of(consultation)
    told = {
        "title": languages.found(consultation, "title", consultation.title, words)[0],
        "closes": in_words(extension.to_at),
        "change": told_of_extension(extension),
        "address": f"{settings.PUBLIC_URL}{consultation.get_absolute_url()}",
        "contact": consultation.contact,
    }
    subject = _("New closing time: %(title)s") % told
    body = _(
        "%(title)s\n"
        "\n"
        "You can now respond until %(closes)s, London time.\n"
        "\n"
        "%(change)s\n"
        "\n"
        "If you have sent your response, you do not need to send it again: it is kept and "
        "counted.\n"
        "\n"
        "Read the consultation: %(address)s\n"
        "\n"
        "You get this email because you asked to hear of this consultation. If you no longer want "
        "that, write to %(contact)s.\n"
    )
    return subject[:SUBJECT_LETTERS], body % told
