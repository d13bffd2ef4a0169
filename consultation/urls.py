"""The whole site map on one page."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from consultation import pages
from consultation.moderate import views as moderate
from consultation.publish import views as publish
from consultation.report import views as report
from consultation.respond import journey
from consultation.respond.views import changing, returning, sent
from consultation.respond.views import journey as asking
from consultation.translate import views as translate

CONSULTATION = "consultations/<slug:slug>/"
RESPOND = f"{CONSULTATION}respond/"

public: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path(CONSULTATION, publish.consultation, name="consultation"),
    path(f"{CONSULTATION}near/", publish.near, name="near"),
    path(f"{CONSULTATION}proposals/<slug:station>/", publish.proposal, name="proposal"),
    path("", include("stations.urls")),
    path("privacy/", pages.privacy, name="privacy"),
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
residents: list[URLPattern | URLResolver] = [
    path(RESPOND, asking.start, name="respond"),
    path(f"{RESPOND}about/<slug:station>/<slug:page>/", asking.about, name="respond-about"),
    path(f"{RESPOND}same/<slug:station>/", asking.same, name="respond-same"),
    path(f"{RESPOND}questions/<slug:page>/", asking.overall, name="respond-overall"),
    path(f"{RESPOND}save/", returning.save, name="respond-save"),
    path(f"{RESPOND}sent/", sent.sent, name="respond-sent"),
    path(f"{RESPOND}receipt.<slug:kind>", sent.receipt_file, name="respond-receipt"),
    path(f"{RESPOND}sent/change/", changing.change, name="respond-change"),
    path(f"{RESPOND}sent/withdraw/", changing.withdraw, name="respond-withdraw"),
    path(f"{RESPOND}sent/disown/", changing.disown, name="respond-disown"),
    path(f"{RESPOND}<slug:page>/", asking.page(PAGES), name="respond-page"),
    path("receipt/", sent.look_up, name="receipt"),
    path("return/", returning.resume, name="return"),
    path("return/link/<str:key>/", returning.link, name="return-link"),
    path("return/email/", changing.mail, name="return-mail"),
]

staff = [
    path("", moderate.home, name="staff"),
    path("sign-in/", moderate.SignIn.as_view(), name="sign-in"),
    path("sign-out/", moderate.SignOut.as_view(), name="sign-out"),
    path("gallery/", pages.gallery, name="gallery"),
    path(f"{CONSULTATION}dates/", publish.dates, name="dates"),
    path(f"{CONSULTATION}dates/extend/", publish.extend, name="dates-extend"),
    path(f"{CONSULTATION}dates/pause/", publish.pause, name="dates-pause"),
    path(f"{CONSULTATION}dates/resume/", publish.resume, name="dates-resume"),
    path(f"{CONSULTATION}dates/outage/", publish.outage, name="outage-new"),
    path("consultations/<slug:slug>/responses/", moderate.queue, name="queue"),
    path("responses/<int:pk>/", moderate.response, name="response"),
    path("consultations/<slug:slug>/reports/", report.reports, name="reports"),
    path("consultations/<slug:slug>/translations/", translate.translations, name="translations"),
    path(
        "consultations/<slug:slug>/translations/<slug:language>/<slug:part>/",
        translate.translation,
        name="translation",
    ),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/<slug:kind>/", report.download, name="report-file"),
]

# English has no prefix; other languages do: /ur/consultations/... Staff and machines read English.
urlpatterns = [
    *i18n_patterns(*public, *residents, prefix_default_language=False),
    path("health/", pages.health, name="health"),
    path("staff/", include(staff)),
    path("admin/", admin.site.urls),
]

handler400 = "consultation.pages.bad_request"
handler403 = "consultation.pages.forbidden"
handler404 = "consultation.pages.not_found"
handler500 = "consultation.pages.server_error"
