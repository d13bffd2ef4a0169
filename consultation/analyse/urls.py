"""The addresses of those who analyse, below /staff/."""

from django.urls import path

from consultation.analyse.views import coding, frame, gathered

FRAME = "consultations/<slug:slug>/codeframe/"
READING = "consultations/<slug:slug>/reading/"
POINT = "points/<int:pk>/"

urlpatterns = [
    path(FRAME, frame.codeframe, name="codeframe"),
    path(f"{FRAME}sign-off/", frame.sign_off, name="codeframe-sign-off"),
    path(f"{FRAME}themes/new/", frame.theme_new, name="theme-new"),
    path(f"{FRAME}points/new/", frame.point_new, name="point-new"),
    path("themes/<int:pk>/", frame.theme, name="theme"),
    path(f"{POINT}reword/", frame.reword, name="point-reword"),
    path(f"{POINT}place/", frame.place, name="point-place"),
    path(f"{POINT}merge/", frame.merge, name="point-merge"),
    path(f"{POINT}part/", frame.part, name="point-part"),
    path(f"{POINT}recode/", coding.recode, name="recode"),
    path(READING, coding.readings, name="readings"),
    path(f"{READING}next/", coding.take_next, name="reading-next"),
    path(f"{READING}gathered/", gathered.lines, name="gathered-lines"),
    path("gathered/<int:pk>/", gathered.line, name="gathered-line"),
    path("readings/<int:pk>/", coding.coding, name="coding"),
]
