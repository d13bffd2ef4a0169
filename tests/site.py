"""The site as one table: every address, and who is answered there.

`tests/house/test_access.py` tries each address as each role; `tests/browser/test_pages.py` looks at
each page, in the world of `tests/world.py`. An address that is missing here fails the first of
them.
"""

from tests.machines import MACHINES
from tests.routes import (
    AUDITORS,
    COUNCIL,
    EXPORTERS,
    GATHERERS,
    IMPORTERS,
    INVITERS,
    NOBODY,
    OWNERS,
    PUBLISHERS,
    READERS,
    REPORTERS,
    REVIEWERS,
    SIGNED_IN,
    TYPISTS,
    UNSEALED,
    Route,
    imported,
    of_organisation,
    of_published,
    of_section,
    of_signer,
    on_page,
    responded,
    saved_view,
    slug,
    station,
)
from tests.site_of_analysis import ANALYSIS
from tests.world import INVITED

PUBLIC = [
    Route("home"),
    Route("consultation", slug),
    Route("beside", slug),
    Route("near", slug, answer=302, page=False),
    Route("proposal", station),
    Route("gatherings", slug),
    Route("questions-and-answers", slug),
    Route("meeting-calendar", lambda world: [*slug(world), world.meeting.pk], page=False),
    Route("published-responses", slug),
    Route("published-response", of_published),
    Route("published-file", slug, page=False),
    Route("published-feed", slug, page=False),
    # Nothing is made in this world; tests/opendata/ and tests/moderate/test_leaks.py make some.
    Route("package-file", slug, answer=503, page=False),
    Route("themefinder-file", slug, answer=503),
    Route("dates-calendar", slug, page=False),
    Route("consultations-feed", page=False),
    Route("open-data"),
    *MACHINES,
    Route("results", slug),
    Route("results-borough", lambda world: [*slug(world), "redbridge"]),
    Route("results-station", station),
    # Nothing is published in this world; tests/report/ publishes some.
    Route("results-file", lambda world: [*slug(world), 1, "csv"], answer=404, page=False),
    Route("replies", slug),
    Route("reply", of_signer),
    Route("reply-text", of_signer, page=False),
    Route("stations"),
    Route("station", lambda world: ["barkingside"]),
    Route("borough", lambda world: ["redbridge"]),
    *(Route(name) for name in ("privacy", "proofs", "cookies", "accessibility", "help")),
    Route("reconciliation", slug),
    Route("health", page=False),
    Route("health-live", page=False),
    Route("health-ready", page=False),
    Route("metrics", answer=404, page=False),  # no token is set in this world
    Route("security-txt", answer=404, page=False),  # no contact is named here
    Route("form", slug),
    Route("form-pdf", slug, page=False),
    Route("form-large-print", slug, page=False),
    Route("respond", slug),
    # Without a draft of one's own these say so; tests/browser/test_journey.py sees them with one.
    Route("respond-page", on_page("capacity"), answer=404),
    *(
        Route("respond-page", on_page(page), answer=404, page=False)
        for page in ("place", "stations", "publish", "publish-reason", "copy", "check")
    ),
    Route("respond-about", lambda world: [*station(world), "view"], answer=404, page=False),
    Route("respond-same", station, answer=404, page=False),
    Route("respond-overall", on_page("anything-else"), answer=404, page=False),
    Route("respond-save", slug, answer=404, page=False),
    Route("respond-sent", slug, answer=302, page=False),
    Route("respond-receipt", on_page("txt"), answer=302, page=False),
    Route("respond-promise", slug, answer=302, page=False),
    Route("respond-proof", slug, answer=302, page=False),
    Route("respond-change", slug, answer=405, page=False),
    Route("respond-withdraw", slug, answer=302, page=False),
    Route("respond-disown", slug, answer=302, page=False),
    Route("respond-equality", slug, answer=302, page=False),
    Route("respond-equality-page", on_page("age"), answer=302, page=False),
    Route("receipt"),
    Route("return"),
    Route("return-link", lambda world: ["unknown"], answer=404),
    Route("return-mail"),
    Route("join"),
    Route("register"),
    Route("invitation", lambda world: [INVITED]),
]
STAFF = [
    *(Route(name) for name in ("sign-in", "password-forgotten")),
    # No link was opened; tests/signin/test_links_to_choose.py opens some.
    Route("password-choose", lambda world: ["unknown"], answer=404),
    Route("password-link", lambda world: ["unknown", "key"], answer=404, page=False),
    # Nobody gave a password.
    *(Route(name, answer=302, page=False) for name in ("sign-in-code", "sign-in-passkey")),
    Route("work-sign-in"),
    Route("work-sign-in-back", lambda world: ["merton"], answer=302, page=False),
    Route("sign-out", answer=405, page=False),
    # Without a second factor; tests/signin/ and tests/browser/test_two_factor.py have one.
    *(Route(name, who=SIGNED_IN) for name in ("two-factor", "two-factor-app", "passkey-new")),
    Route("passkey-remove", lambda world: [1], who=SIGNED_IN, answer=302, page=False),
    *(
        Route(name, who=SIGNED_IN, answer=302, page=False)
        for name in ("two-factor-app-remove", "two-factor-codes", "two-factor-codes-new")
    ),
    Route("staff", who=SIGNED_IN),
    # Nothing was typed too late; tests/signin/test_expiry.py has something.
    Route("typed-again", who=SIGNED_IN),
    *(Route(name, who=SIGNED_IN) for name in ("password", "signed-in")),
    # Nobody is signed in elsewhere; tests/signin/test_places.py is.
    Route("signed-in-end-all", who=SIGNED_IN, answer=302, page=False),
    Route("signed-in-end", lambda world: ["unknown"], who=SIGNED_IN, answer=302, page=False),
    Route("roles", who=READERS, narrowed=True),
    Route("accounts", who=AUDITORS, narrowed=True),
    Route("accounts-file", who=AUDITORS, page=False, narrowed=True),
    *(
        Route(name, lambda world: [world.member.pk], who=PUBLISHERS, whole_site=True)
        for name in ("account-close", "account-reopen", "account-unlock")
    ),
    Route("queue", slug, who=READERS, in_part=True),
    Route("queue-flags", slug, who=READERS),
    Route("queue-views", slug, who=READERS, in_part=True),
    Route("queue-view-remove", saved_view, who=READERS, answer=405, page=False, in_part=True),
    Route("shortcuts", who=READERS, answer=405, page=False, narrowed=True),
    Route("take-next", slug, who=REVIEWERS, answer=405, page=False, in_part=True),
    *(
        Route(name, responded, who=REVIEWERS, answer=405, page=False, in_part=True)
        for name in ("take", "let-go")
    ),
    Route(
        "flag-judge",
        lambda world: [world.flag.pk],
        who=REVIEWERS,
        answer=405,
        page=False,
        in_part=True,
    ),
    Route("redact", responded, who=REVIEWERS, in_part=True),
    Route("redact-everywhere", slug, who=REVIEWERS),
    Route("everywhere", lambda world: [world.everywhere.pk], who=REVIEWERS),
    Route("response", lambda world: [world.response.pk], who=READERS, in_part=True),
    *(Route(name, slug, who=REVIEWERS) for name in ("bulk-decide", "bulk-reviews")),
    *(
        Route(name, lambda world: [world.bulk_review.pk], who=REVIEWERS)
        for name in ("bulk-review", "bulk-review-undo")
    ),
    Route("moderation", slug, who=PUBLISHERS),
    Route("copies", slug, who=READERS),
    Route("copy-group", lambda world: [world.copies.pk], who=READERS),
    *(
        Route(name, slug, who=PUBLISHERS)
        for name in (
            "dates",
            "dates-extend",
            "dates-pause",
            "dates-resume",
            "dates-late",
            "outage-new",
        )
    ),
    *(Route(name, slug, who=PUBLISHERS) for name in ("questions", "question-new", "preview")),
    Route("question-add", on_page("scale"), who=PUBLISHERS),
    *(
        Route(name, on_page("stance"), who=PUBLISHERS)
        for name in ("question-edit", "question-remove", "question-correct")
    ),
    Route("question-move", on_page("stance"), who=PUBLISHERS, answer=405, page=False),
    Route("preview-page", lambda world: [world.consultation.slug, 2], who=PUBLISHERS),
    Route("gathering-list", slug, who=READERS),
    Route("gathering-file", lambda world: [*slug(world), "petitions"], who=EXPORTERS, page=False),
    Route("petition-new", slug, who=GATHERERS),
    Route("meeting-new", slug, who=GATHERERS),
    Route("petition", lambda world: [world.petition.pk], who=READERS),
    Route("meeting", lambda world: [world.meeting.pk], who=READERS),
    *(
        Route(name, lambda world: [world.petition.pk], who=GATHERERS)
        for name in ("petition-correct", "petition-withdraw")
    ),
    *(
        Route(name, lambda world: [world.meeting.pk], who=GATHERERS)
        for name in ("meeting-held", "meeting-correct", "meeting-withdraw")
    ),
    Route("formal-replies", slug, who=READERS),
    Route("formal-reply", lambda world: [world.signed.pk], who=READERS, in_part=True),
    Route(
        "formal-reply-text", lambda world: [world.signed.pk], who=READERS, page=False, in_part=True
    ),
    *(
        Route(name, slug, who=INVITERS)
        for name in (
            "organisations",
            "organisation-new",
            "organisations-told",
            "registrations",
            "enquiries",
        )
    ),
    *(
        Route(name, of_organisation, who=INVITERS, refusal=404)
        for name in (
            "organisation",
            "organisation-correct",
            "organisation-verify",
            "organisation-invite",
            "organisation-chase",
        )
    ),
    *(
        Route(name, of_organisation, who=INVITERS, refusal=404, whole_site=True)
        for name in (
            "organisation-sign-in",
            "organisation-sign-in-secret",
            "organisation-sign-in-end",
        )
    ),
    Route(
        "organisation-remove",
        lambda world: [*of_organisation(world), world.member.pk],
        who=INVITERS,
        refusal=404,
    ),
    *(
        Route(name, lambda world: [world.invitation.pk], who=INVITERS, refusal=404)
        for name in ("invitation-remind", "invitation-revoke")
    ),
    # Whoever looks at each page acts for no organisation; tests/browser/test_organisations.py does.
    *(
        Route(name, who=COUNCIL, refusal=404, page=False)
        for name in ("own-organisation", "own-leave")
    ),
    Route("registration", lambda world: [world.registration.pk], who=INVITERS, refusal=404),
    Route("enquiry-answer", lambda world: [world.enquiry.pk], who=INVITERS, refusal=404),
    # The cast's approver has no second factor, which these need: tests/reply/ has one that does.
    Route("own-code-new", who=NOBODY, colleagues=COUNCIL, refusal=404, page=False),
    Route(
        "own-code-end",
        lambda world: [world.code.pk],
        who=NOBODY,
        refusal=404,
        colleagues=COUNCIL,
        page=False,
    ),
    # tests/browser/test_enquiries.py looks at these.
    Route("own-enquiries", slug, who=COUNCIL, refusal=404, page=False),
    Route(
        "own-enquiry-new",
        slug,
        who=COUNCIL - {"council_observer"},
        refusal=404,
        colleagues=COUNCIL,
        page=False,
    ),
    Route("own-invite", who=NOBODY, colleagues=COUNCIL, refusal=404, page=False),
    # Another council's: "not found" to an approver with a second factor, see tests/reply/.
    *(
        Route(
            name,
            lambda world: [world.invitation.pk],
            who=NOBODY,
            refusal=404,
            colleagues=COUNCIL,
            page=False,
        )
        for name in ("own-remind", "own-revoke")
    ),
    Route(
        "own-remove",
        lambda world: [world.member.pk],
        who=NOBODY,
        refusal=404,
        colleagues=COUNCIL,
        page=False,
    ),
    # Only Merton has begun its reply: to everybody else its parts are not there.
    Route("own-reply", slug, who=COUNCIL, refusal=404, page=False),
    Route(
        "own-reply-begin",
        slug,
        who=COUNCIL - {"council_observer"},
        refusal=404,
        colleagues=COUNCIL,
        page=False,
    ),
    # tests/reply/test_evidence.py and test_word.py have a reply of their own.
    *(
        Route(name, slug, who=NOBODY, refusal=404, page=False)
        for name in ("own-reply-files", "own-reply-word", "own-reply-docx")
    ),
    Route(
        "own-reply-file",
        lambda world: [*slug(world), world.attachment.pk],
        who=NOBODY,
        refusal=404,
        page=False,
    ),
    # Redbridge has none, and another council's has no address: tests/reply/ goes through them.
    *(
        Route(f"own-reply-{name}", slug, who=NOBODY, refusal=404, page=False)
        for name in (
            "approval",
            "take-back",
            "sign",
            "send-back",
            "set-aside",
            "ratify",
            "withdraw",
            "text",
            "editions",
            "proposals",
            "whole",
        )
    ),
    *(
        Route(name, lambda world: [*slug(world), 1], who=NOBODY, refusal=404, page=False)
        for name in ("own-reply-edition", "own-reply-edition-text")
    ),
    *(
        Route(name, of_section, who=NOBODY, refusal=404, page=False)
        for name in ("own-reply-section", "own-reply-history", "own-reply-note")
    ),
    *(
        Route(name, lambda world: [*of_section(world), 1], who=NOBODY, refusal=404, page=False)
        for name in ("own-reply-restore", "own-reply-settle")
    ),
    Route("imports", slug, who=IMPORTERS),
    Route("import-new", slug, who=IMPORTERS),
    Route("import", imported, who=IMPORTERS),
    Route("import-about", imported, who=IMPORTERS),
    Route("import-columns", imported, who=IMPORTERS),
    Route("import-file", lambda world: [world.imported.pk, "file"], who=IMPORTERS, page=False),
    Route("reports", slug, who=REPORTERS, in_part=True),
    Route("report-schedules", slug, who=REPORTERS),
    Route("equality", slug, who=UNSEALED),
    Route("translations", slug, who=PUBLISHERS),
    Route(
        "translation", lambda world: [world.consultation.slug, "ur", "questions"], who=PUBLISHERS
    ),
    Route("transcriptions", slug, who=TYPISTS),
    Route("transcription-new", slug, who=TYPISTS),
    Route("equality-sheet", slug, who=TYPISTS),
    Route("transcription", lambda world: [world.typing.pk], who=TYPISTS),
    Route("transcription-details", lambda world: [world.typing.pk], who=TYPISTS),
    Route("transcription-scans", lambda world: [world.typing.pk], who=TYPISTS),
    Route("transcription-aside", lambda world: [world.typing.pk], who=TYPISTS),
    Route("transcription-check", lambda world: [world.typed.pk], who=TYPISTS),
    Route(
        "transcription-take-up", lambda world: [world.typed.pk], who=TYPISTS, answer=405, page=False
    ),
    # Without anything accepted there is no receipt; tests/transcribe/ sees one.
    *(
        Route(name, lambda world: [world.typed.pk], who=TYPISTS, answer=302, page=False)
        for name in ("transcription-receipt", "transcription-receipt-file")
    ),
    Route("attachment", lambda world: [world.attachment.pk], who=READERS, page=False, in_part=True),
    Route("figures", slug, who=UNSEALED, in_part=True),
    Route("report", lambda world: [world.report.pk], who=UNSEALED),
    Route("report-publish", lambda world: [world.report.pk], who=PUBLISHERS),
    Route("report-file", lambda world: [world.report.pk, "csv"], who=UNSEALED, page=False),
    Route("gallery", who=SIGNED_IN),
    Route("audit", who=AUDITORS, narrowed=True),
    Route("audit-file", who=AUDITORS, page=False, narrowed=True),
    Route("people", who=OWNERS, whole_site=True),
    # Without chosen records they lead back to the search; tests/audit/ chooses some.
    *(
        Route(name, who=OWNERS, answer=302, page=False, whole_site=True)
        for name in (
            "people-tools",
            "people-export",
            "people-restrict",
            "people-lift",
            "people-erase",
            "people-refuse",
        )
    ),
    *(Route(name, slug, who=OWNERS) for name in ("retention", "hold-new")),
    Route("retention-rule", on_page("words"), who=OWNERS),
    Route("hold-lift", lambda world: [world.hold.pk], who=OWNERS),
]
ROUTES = [*PUBLIC, *STAFF, *ANALYSIS]
