"""What an empty form is answered with, beside the table of `tests/site.py`."""

# What an empty form is answered with on a page that is about one consultation, by those whom the
# page is for; 405 where nothing can be sent.
POSTS = {
    "response": 409,  # it is not as the page showed it
    **dict.fromkeys(("bulk-decide", "bulk-review-undo"), 200),
    **dict.fromkeys(("bulk-review", "everywhere"), 302),
    **dict.fromkeys(("flag-judge", "take", "take-next", "let-go", "shortcuts"), 302),
    "queue-views": 200,
    **dict.fromkeys(("retention-rule", "hold-new", "hold-lift", "people"), 200),
    **dict.fromkeys(("people-export", "people-restrict", "people-lift"), 302),
    **dict.fromkeys(("people-erase", "people-refuse"), 302),
    **dict.fromkeys(("moderation", "redact-everywhere"), 200),
    "redact": 409,
    "queue-view-remove": 404,  # it is another person's
    **dict.fromkeys(("dates-extend", "dates-pause", "dates-resume", "dates-late"), 200),
    **dict.fromkeys(("outage-new", "question-new", "question-add", "question-edit"), 200),
    **dict.fromkeys(("question-remove", "question-correct", "preview"), 200),
    "question-move": 404,  # neither up nor down
    "preview-page": 303,
    **dict.fromkeys(("petition-new", "petition-correct", "petition-withdraw"), 200),
    **dict.fromkeys(("meeting-new", "meeting-held", "meeting-correct", "meeting-withdraw"), 200),
    **dict.fromkeys(("organisation-new", "organisation-correct", "organisation-verify"), 200),
    **dict.fromkeys(("organisation-invite", "organisation-remove"), 200),
    **dict.fromkeys(("organisation-sign-in", "organisation-sign-in-secret"), 200),
    **dict.fromkeys(("organisation-chase", "organisation-sign-in-end"), 303),
    **dict.fromkeys(("invitation-remind", "invitation-revoke"), 303),
    **dict.fromkeys(("registration", "enquiry-answer", "reports"), 200),
    "report-schedules": 200,
    **dict.fromkeys(("import-new", "import-about", "import-columns"), 200),
    **dict.fromkeys(("import", "translation", "transcription-take-up"), 302),
    **dict.fromkeys(("transcription-new", "transcription-details"), 200),
    **dict.fromkeys(("transcription-scans", "transcription-aside"), 200),
    **dict.fromkeys(("equality-sheet", "transcription", "transcription-check"), 409),
    **dict.fromkeys(("report", "report-publish"), 302),
    **dict.fromkeys(("theme-new", "theme", "point-new", "point-reword"), 200),
    **dict.fromkeys(("point-merge", "point-part", "point-answer", "gathered-line"), 200),
    **dict.fromkeys(("equality-assessment", "decision-new", "decision-write"), 200),
    **dict.fromkeys(("decision-sign", "decision-end"), 200),
    **dict.fromkeys(("codeframe-sign-off", "recode", "decision-brief"), 302),
    **dict.fromkeys(("reading-next", "point-place"), 303),
    "coding": 400,  # none of its buttons
    **dict.fromkeys(("account-close", "account-reopen", "account-unlock"), 200),
}
# Of those who may open the page, who may send its form; all of them where nothing is said.
SENDERS = {
    "response": frozenset({"moderator", "superuser"}),
    "coding": frozenset({"analyst", "superuser"}),
}
# Whose role opens the page, but not yet: told so by a GET alone, for nothing can be sent there.
SEALED = {
    **dict.fromkeys(("report-file", "equality"), frozenset({"decision_maker"})),
    **dict.fromkeys(
        ("register-of-points", "point"), frozenset({"moderator", "decision_maker", "auditor"})
    ),
}
# Read in a borough, and sent by those alone whose role is for the whole consultation.
SENT_FOR_ALL = frozenset({"coding"})
