"""The whole site map on one page."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from consultation import health, metrics, pages
from consultation.analyse import urls as analyse
from consultation.audit.views import people, record, retention
from consultation.decide import urls as decide
from consultation.gather import views as gather
from consultation.importing import views as importing
from consultation.ledger import views as ledger
from consultation.moderate.views import bulk as deciding
from consultation.moderate.views import copies as copying
from consultation.moderate.views import everywhere, flags, holding, redacting, stating
from consultation.moderate.views import home as desk
from consultation.moderate.views import queue as moderating
from consultation.moderate.views import response as reviewing
from consultation.opendata.operations import ROOT
from consultation.opendata.views import api, bulk
from consultation.opendata.views import files as opendata
from consultation.publish.views import consultations as publish
from consultation.publish.views import questions, reconciling, released
from consultation.reply.views import (
    codes,
    council,
    enquiries,
    evidence,
    history,
    invited,
    own_reply,
    published,
    received,
    registering,
    sections,
    signed,
    signing,
)
from consultation.reply.views import staff as reply
from consultation.report.views import figures, gathered, publishing, results, schedules
from consultation.report.views import reports as report
from consultation.respond import journey
from consultation.respond.views import (
    changing,
    equality,
    preview,
    printing,
    proving,
    returning,
    sent,
)
from consultation.respond.views import journey as asking
from consultation.signin.views import (
    accounts,
    entering,
    factors,
    keys,
    passwords,
    places,
    providers,
    roles,
    work,
)
from consultation.transcribe.views import apart, checking, typing
from consultation.translate import views as translate


class Anything(StringConverter):
    """The rest of an address, lines and all: Django's own `path` ends at the first one."""

    regex = "(?s:.+)"


register_converter(Anything, "anything")

CONSULTATION = "consultations/<slug:slug>/"
RESPOND = f"{CONSULTATION}respond/"
QUESTIONS = f"{CONSULTATION}questions/"
RESULTS = f"{CONSULTATION}results/"
REPLY = "replies/<slug:slug>/"
REPLIES = f"{CONSULTATION}formal-replies/"
SECTION = f"{REPLY}sections/<int:pk>/"
ORGANISATION = f"{CONSULTATION}organisations/<slug:organisation>/"

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path(CONSULTATION, publish.consultation, name="consultation"),
    path(f"{CONSULTATION}side-by-side/", translate.beside, name="beside"),
    path(f"{CONSULTATION}near/", publish.near, name="near"),
    path(f"{CONSULTATION}proposals/<slug:station>/", publish.proposal, name="proposal"),
    path(f"{CONSULTATION}meetings-and-petitions/", gather.public, name="gatherings"),
    path(
        f"{CONSULTATION}meetings-and-petitions/meeting-<int:pk>.ics",
        gather.meeting_file,
        name="meeting-calendar",
    ),
    path(f"{CONSULTATION}responses/", released.responses, name="published-responses"),
    path(f"{CONSULTATION}responses/<int:number>/", released.response, name="published-response"),
    path(f"{CONSULTATION}received/", reconciling.reconciliation, name="reconciliation"),
    path(f"{CONSULTATION}responses.csv", released.responses_file, name="published-file"),
    path(RESULTS, results.results, name="results"),
    path(f"{RESULTS}boroughs/<slug:borough>/", results.borough, name="results-borough"),
    path(f"{RESULTS}stations/<slug:station>/", results.station, name="results-station"),
    path(f"{RESULTS}files/<int:report>/<slug:kind>/", results.results_file, name="results-file"),
    path(f"{CONSULTATION}responses.atom", opendata.responses_feed, name="published-feed"),
    path(f"{CONSULTATION}package.zip", bulk.package, name="package-file"),
    path(f"{CONSULTATION}themefinder.zip", bulk.themefinder, name="themefinder-file"),
    path(f"{CONSULTATION}dates.ics", opendata.calendar, name="dates-calendar"),
    path("consultations.atom", opendata.consultations_feed, name="consultations-feed"),
    path("open-data/", opendata.explained, name="open-data"),
    path(REPLIES, published.replies, name="replies"),
    path(f"{REPLIES}<slug:organisation>/", published.reply, name="reply"),
    path(f"{REPLIES}<slug:organisation>/reply.txt", published.reply_text, name="reply-text"),
    path(f"{CONSULTATION}questions-and-answers/", enquiries.public, name="questions-and-answers"),
    path("", include("stations.urls")),
    path("privacy/", pages.privacy, name="privacy"),
    path("proofs/", pages.proofs, name="proofs"),
    path("cookies/", pages.cookies, name="cookies"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("help/", pages.help_page, name="help"),
]

# The pages of the journey share one name: their slugs are what journey.py calls them.
PAGES = {
    journey.CAPACITY: asking.capacity,
    journey.PLACE: asking.place,
    journey.STATIONS: asking.stations,
    journey.PUBLISH: asking.publish,
    journey.REASON: asking.reason,
    journey.COPY: asking.copy,
    journey.CHECK: asking.check,
}
# Asked for most of all, so looked through first and in this order.
responding: list[URLPattern | URLResolver] = [
    path("", asking.start, name="respond"),
    path("about/<slug:station>/<slug:page>/", asking.about, name="respond-about"),
    path("questions/<slug:page>/", asking.overall, name="respond-overall"),
    path("save/", returning.save, name="respond-save"),
    path("sent/", sent.sent, name="respond-sent"),
    path("<slug:page>/", asking.page(PAGES), name="respond-page"),
    path("same/<slug:station>/", asking.same, name="respond-same"),
    path("receipt.<slug:kind>", sent.receipt_file, name="respond-receipt"),
    path("sent/signed-receipt.txt", proving.promise, name="respond-promise"),
    path("sent/proof.tlog-proof", proving.proof, name="respond-proof"),
    path("sent/change/", changing.change, name="respond-change"),
    path("sent/withdraw/", changing.withdraw, name="respond-withdraw"),
    path("sent/disown/", changing.disown, name="respond-disown"),
    path("sent/equality/", equality.explain, name="respond-equality"),
    path("sent/equality/<slug:page>/", equality.question, name="respond-equality-page"),
]
residents: list[URLPattern | URLResolver] = [
    path(f"{CONSULTATION}form/", printing.paper_form, name="form"),
    path(f"{CONSULTATION}form.pdf", printing.usual, name="form-pdf"),
    path(f"{CONSULTATION}form-large-print.pdf", printing.large_print, name="form-large-print"),
    path("receipt/", sent.look_up, name="receipt"),
    path("return/", returning.resume, name="return"),
    path("return/link/<str:key>/", returning.link, name="return-link"),
    path("return/email/", changing.mail, name="return-mail"),
    path("invitations/<str:key>/", invited.invitation, name="invitation"),
    path("join/", codes.join, name="join"),
    path("register/", registering.register, name="register"),
]

# Of whoever is signed in: no address names an organisation.
own = [
    path("", council.own, name="own-organisation"),
    path("leave/", council.leave, name="own-leave"),
    path("invite/", council.invite, name="own-invite"),
    path("people/<int:pk>/remove/", council.remove, name="own-remove"),
    path("invitations/<int:pk>/remind/", council.remind, name="own-remind"),
    path("invitations/<int:pk>/revoke/", council.revoke, name="own-revoke"),
    path(REPLY, own_reply.own_reply, name="own-reply"),
    path(f"{REPLY}begin/", own_reply.begin, name="own-reply-begin"),
    path(f"{REPLY}files/", evidence.reply_files, name="own-reply-files"),
    path(f"{REPLY}files/<uuid:key>/", evidence.reply_file, name="own-reply-file"),
    path(f"{REPLY}word/", evidence.word, name="own-reply-word"),
    path(f"{REPLY}draft.docx", evidence.docx, name="own-reply-docx"),
    path(f"{REPLY}proposals/", own_reply.proposals, name="own-reply-proposals"),
    path(f"{REPLY}whole/", own_reply.whole, name="own-reply-whole"),
    path(SECTION, sections.section, name="own-reply-section"),
    path(f"{SECTION}history/", history.history, name="own-reply-history"),
    path(f"{SECTION}history/<int:number>/", history.restore, name="own-reply-restore"),
    path(f"{SECTION}notes/", history.note, name="own-reply-note"),
    path(f"{SECTION}notes/<int:note>/", history.settle, name="own-reply-settle"),
    path(f"{REPLY}approval/", signing.approval, name="own-reply-approval"),
    path(f"{REPLY}take-back/", signing.take_back, name="own-reply-take-back"),
    path(f"{REPLY}sign/", signing.sign, name="own-reply-sign"),
    path(f"{REPLY}send-back/", signing.send_back, name="own-reply-send-back"),
    path(f"{REPLY}set-aside/", signing.set_aside, name="own-reply-set-aside"),
    path(f"{REPLY}ratify/", signing.ratify, name="own-reply-ratify"),
    path(f"{REPLY}withdraw/", signing.withdraw, name="own-reply-withdraw"),
    path(f"{REPLY}text.txt", signed.text, name="own-reply-text"),
    path(f"{REPLY}editions/", signed.editions_page, name="own-reply-editions"),
    path(f"{REPLY}editions/<int:number>/", signed.edition, name="own-reply-edition"),
    path(
        f"{REPLY}editions/<int:number>/text.txt", signed.edition_text, name="own-reply-edition-text"
    ),
    path("codes/new/", codes.new, name="own-code-new"),
    path("codes/<int:pk>/end/", codes.end, name="own-code-end"),
    path("enquiries/<slug:slug>/", enquiries.own, name="own-enquiries"),
    path("enquiries/<slug:slug>/new/", enquiries.ask, name="own-enquiry-new"),
]

staff = [
    path("", desk.home, name="staff"),
    path("sign-in/", entering.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", entering.code, name="sign-in-code"),
    path("sign-in/passkey/", entering.passkey, name="sign-in-passkey"),
    path("sign-in/work/", work.start, name="work-sign-in"),
    path("sign-in/work/<slug:organisation>/", work.back, name="work-sign-in-back"),
    path("sign-out/", entering.SignOut.as_view(), name="sign-out"),
    path("two-factor/", factors.overview, name="two-factor"),
    path("two-factor/app/", factors.app, name="two-factor-app"),
    path("two-factor/app/remove/", factors.remove, name="two-factor-app-remove"),
    path("two-factor/passkeys/new/", keys.add, name="passkey-new"),
    path("two-factor/passkeys/<int:pk>/remove/", keys.remove, name="passkey-remove"),
    path("two-factor/recovery-codes/", factors.codes, name="two-factor-codes"),
    path("two-factor/recovery-codes/new/", factors.renew, name="two-factor-codes-new"),
    path("password/", passwords.change, name="password"),
    path("password/forgotten/", passwords.forgotten, name="password-forgotten"),
    path("password/choose/<slug:about>/", passwords.choose, name="password-choose"),
    path("password/choose/<slug:about>/<slug:key>/", passwords.link, name="password-link"),
    path("signed-in/", places.places, name="signed-in"),
    path("signed-in/end/", places.end_all, name="signed-in-end-all"),
    path("signed-in/<slug:name>/end/", places.end, name="signed-in-end"),
    path("typed/", entering.typed_again, name="typed-again"),
    path("roles/", roles.roles, name="roles"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/accounts.csv", accounts.accounts_file, name="accounts-file"),
    path("accounts/<int:pk>/close/", accounts.close, name="account-close"),
    path("accounts/<int:pk>/reopen/", accounts.reopen, name="account-reopen"),
    path("accounts/<int:pk>/unlock/", accounts.unlock, name="account-unlock"),
    path("gallery/", pages.gallery, name="gallery"),
    path("audit/", record.record, name="audit"),
    path("audit/record.csv", record.record_file, name="audit-file"),
    path("people/", people.people, name="people"),
    path("people/records/", people.tools, name="people-tools"),
    path("people/export/", people.export, name="people-export"),
    path("people/restrict/", people.restrict, name="people-restrict"),
    path("people/lift/", people.lift, name="people-lift"),
    path("people/erase/", people.erase, name="people-erase"),
    path("people/refuse/", people.refuse, name="people-refuse"),
    path(f"{CONSULTATION}retention/", retention.retention, name="retention"),
    path(f"{CONSULTATION}retention/holds/new/", retention.hold, name="hold-new"),
    path(f"{CONSULTATION}retention/<slug:part>/", retention.rule, name="retention-rule"),
    path("holds/<int:pk>/lift/", retention.lift, name="hold-lift"),
    path(f"{CONSULTATION}dates/", publish.dates, name="dates"),
    path(f"{CONSULTATION}dates/extend/", publish.extend, name="dates-extend"),
    path(f"{CONSULTATION}dates/pause/", publish.pause, name="dates-pause"),
    path(f"{CONSULTATION}dates/resume/", publish.resume, name="dates-resume"),
    path(f"{CONSULTATION}dates/late-replies/", publish.late_replies, name="dates-late"),
    path(f"{CONSULTATION}dates/outage/", publish.outage, name="outage-new"),
    path(QUESTIONS, questions.questions, name="questions"),
    path(f"{QUESTIONS}new/", questions.new, name="question-new"),
    path(f"{QUESTIONS}new/<slug:kind>/", questions.add, name="question-add"),
    path(f"{QUESTIONS}<slug:key>/", questions.edit, name="question-edit"),
    path(f"{QUESTIONS}<slug:key>/move/", questions.move, name="question-move"),
    path(f"{QUESTIONS}<slug:key>/remove/", questions.remove, name="question-remove"),
    path(f"{QUESTIONS}<slug:key>/correct/", questions.correct, name="question-correct"),
    path(f"{CONSULTATION}preview/", preview.preview, name="preview"),
    path(f"{CONSULTATION}preview/<int:number>/", preview.preview, name="preview-page"),
    path("consultations/<slug:slug>/responses/", moderating.queue, name="queue"),
    path(f"{CONSULTATION}responses/decide/", deciding.decide, name="bulk-decide"),
    path(f"{CONSULTATION}responses/decisions/", deciding.bulk_reviews, name="bulk-reviews"),
    path("bulk/<int:pk>/", deciding.bulk_review, name="bulk-review"),
    path("bulk/<int:pk>/undo/", deciding.undo, name="bulk-review-undo"),
    path("consultations/<slug:slug>/responses/flags/", moderating.flags, name="queue-flags"),
    path("consultations/<slug:slug>/responses/next/", holding.take_next, name="take-next"),
    path("consultations/<slug:slug>/responses/views/", holding.views, name="queue-views"),
    path("views/<int:pk>/remove/", holding.remove_view, name="queue-view-remove"),
    path("shortcuts/", holding.shortcuts, name="shortcuts"),
    path("responses/<int:pk>/take/", holding.take, name="take"),
    path("responses/<int:pk>/let-go/", holding.let_go, name="let-go"),
    path(f"{CONSULTATION}moderation/", stating.moderation, name="moderation"),
    path("responses/<int:pk>/", reviewing.response, name="response"),
    path("flags/<int:pk>/judge/", flags.judge, name="flag-judge"),
    path("responses/<int:pk>/redact/", redacting.redact, name="redact"),
    path(f"{CONSULTATION}redact/", everywhere.everywhere, name="redact-everywhere"),
    path("everywhere/<int:pk>/", everywhere.one, name="everywhere"),
    path(f"{CONSULTATION}copies/", copying.copies, name="copies"),
    path("copies/<int:pk>/", copying.group, name="copy-group"),
    path("attachments/<uuid:key>/", reviewing.attachment, name="attachment"),
    path(f"{CONSULTATION}gatherings/", gather.gatherings, name="gathering-list"),
    path(f"{CONSULTATION}gatherings/<slug:kind>.csv", gathered.gathered, name="gathering-file"),
    path(f"{CONSULTATION}petitions/new/", gather.petition_new, name="petition-new"),
    path(f"{CONSULTATION}meetings/new/", gather.meeting_new, name="meeting-new"),
    path("petitions/<int:pk>/", gather.petition, name="petition"),
    path("petitions/<int:pk>/correct/", gather.petition_correct, name="petition-correct"),
    path("petitions/<int:pk>/withdraw/", gather.petition_withdraw, name="petition-withdraw"),
    path("meetings/<int:pk>/", gather.meeting, name="meeting"),
    path("meetings/<int:pk>/held/", gather.meeting_held, name="meeting-held"),
    path("meetings/<int:pk>/correct/", gather.meeting_correct, name="meeting-correct"),
    path("meetings/<int:pk>/withdraw/", gather.meeting_withdraw, name="meeting-withdraw"),
    path(REPLIES, received.formal_replies, name="formal-replies"),
    path("formal-replies/<int:pk>/", received.formal_reply, name="formal-reply"),
    path("formal-replies/<int:pk>/reply.txt", received.formal_reply_text, name="formal-reply-text"),
    path(f"{CONSULTATION}organisations/", reply.board, name="organisations"),
    path(f"{CONSULTATION}organisations/new/", reply.add, name="organisation-new"),
    path(f"{CONSULTATION}organisations/told/", reply.told, name="organisations-told"),
    path(f"{CONSULTATION}organisations/requests/", registering.board, name="registrations"),
    path("requests/<int:pk>/", registering.decide, name="registration"),
    path(ORGANISATION, reply.organisation, name="organisation"),
    path(f"{ORGANISATION}correct/", reply.correct, name="organisation-correct"),
    path(f"{ORGANISATION}verify/", reply.verify, name="organisation-verify"),
    path(f"{ORGANISATION}sign-in/", providers.provider, name="organisation-sign-in"),
    path(f"{ORGANISATION}sign-in/secret/", providers.secret, name="organisation-sign-in-secret"),
    path(f"{ORGANISATION}sign-in/end/", providers.end, name="organisation-sign-in-end"),
    path(f"{ORGANISATION}chase/", reply.chase, name="organisation-chase"),
    path(f"{ORGANISATION}invite/", reply.invite, name="organisation-invite"),
    path(f"{ORGANISATION}people/<int:pk>/remove/", reply.remove, name="organisation-remove"),
    path(f"{CONSULTATION}enquiries/", enquiries.board, name="enquiries"),
    path("enquiries/<int:pk>/answer/", enquiries.answer, name="enquiry-answer"),
    path("invitations/<int:pk>/remind/", reply.remind, name="invitation-remind"),
    path("invitations/<int:pk>/revoke/", reply.revoke, name="invitation-revoke"),
    path(f"{CONSULTATION}imports/", importing.imports, name="imports"),
    path(f"{CONSULTATION}imports/new/", importing.upload, name="import-new"),
    path("imports/<int:pk>/", importing.imported, name="import"),
    path("imports/<int:pk>/about/", importing.about, name="import-about"),
    path("imports/<int:pk>/columns/", importing.columns, name="import-columns"),
    path("imports/<int:pk>/<slug:what>/", importing.download, name="import-file"),
    path("consultations/<slug:slug>/reports/", report.reports, name="reports"),
    path(f"{CONSULTATION}reports/schedules/", schedules.schedules, name="report-schedules"),
    path(f"{CONSULTATION}figures/", figures.figures, name="figures"),
    path(f"{CONSULTATION}equality/", gathered.equality, name="equality"),
    path("consultations/<slug:slug>/translations/", translate.translations, name="translations"),
    path(
        "consultations/<slug:slug>/translations/<slug:language>/<slug:part>/",
        translate.translation,
        name="translation",
    ),
    path(f"{CONSULTATION}transcriptions/", typing.transcriptions, name="transcriptions"),
    path(f"{CONSULTATION}transcriptions/new/", typing.begin, name="transcription-new"),
    path(f"{CONSULTATION}transcriptions/equality/", apart.equality_sheet, name="equality-sheet"),
    path("transcriptions/<int:pk>/", typing.typing, name="transcription"),
    path("transcriptions/<int:pk>/details/", typing.details, name="transcription-details"),
    path("transcriptions/<int:pk>/scans/", typing.scans, name="transcription-scans"),
    path("transcriptions/<int:pk>/check/", checking.check, name="transcription-check"),
    path("transcriptions/<int:pk>/aside/", typing.aside, name="transcription-aside"),
    path("transcriptions/<int:pk>/take-up/", typing.take_up, name="transcription-take-up"),
    path("transcriptions/<int:pk>/receipt/", checking.receipt, name="transcription-receipt"),
    path(
        "transcriptions/<int:pk>/receipt.pdf",
        checking.receipt_file,
        name="transcription-receipt-file",
    ),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/publish/", publishing.publish, name="report-publish"),
    path("reports/<int:pk>/<slug:kind>/", report.download, name="report-file"),
    *analyse.urlpatterns,
    *decide.urlpatterns,
]

# For machines, in English. Each operation is in the table of `opendata/operations.py`.
machines: list[URLPattern | URLResolver] = [
    *(path(one.route, view, name=one.name) for one, view in api.VIEWS),
    path(f"{ROOT}openapi.json", api.described, name="api-description"),
    *(path(f"{one.route}.<slug:suffix>", view, name=f"{one.name}-file") for one, view in api.VIEWS),
    path(f"{ROOT}<anything:rest>", api.unknown, name="api-unknown"),
    path("schemas/consultation-package/1/<slug:name>.json", api.schema, name="package-schema"),
    path("data.json", opendata.data_sets, name="data-sets"),
    path("tlog/checkpoint", ledger.checkpoint, name="log-checkpoint"),
    path("tlog/checkpoint.witnessed", ledger.witnessed, name="log-checkpoint-witnessed"),
    path("tlog/tile/<path:name>", ledger.tile, name="log-tile"),
    path("tlog/history/<int:size>", ledger.history, name="log-history"),
    path("tlog/stated/<slug:digest>", ledger.stated, name="log-stated"),
    path("tlog/policy", ledger.policy, name="log-policy"),
    path("tlog/keys", ledger.keys, name="log-keys"),
    path("tlog/checkers/<str:name>", ledger.checker, name="log-checker"),
]

# English has no prefix; other languages do: /ur/consultations/... Staff and machines read English.
urlpatterns = [
    *i18n_patterns(
        path(RESPOND, include(responding)), *public, *residents, prefix_default_language=False
    ),
    *machines,
    path("health/", pages.health, name="health"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    path("staff/", include(staff)),
    path("organisation/", include(own)),
    # Ours takes the place of the admin's, which leaves no event.
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
]

handler400 = "consultation.pages.bad_request"
handler403 = "consultation.pages.forbidden"
handler404 = "consultation.pages.not_found"
handler500 = "consultation.pages.server_error"
