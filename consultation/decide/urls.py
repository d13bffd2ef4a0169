"""The addresses of those who decide, below /staff/."""

from django.urls import path

from consultation.decide.views import decisions, points

DECISION = "decisions/<int:pk>/"

urlpatterns = [
    path("consultations/<slug:slug>/points/", points.register, name="register-of-points"),
    path("points/<int:pk>/", points.point, name="point"),
    path("points/<int:pk>/answer/", points.answer, name="point-answer"),
    path("consultations/<slug:slug>/decisions/", decisions.decisions, name="decisions"),
    path(
        "consultations/<slug:slug>/decisions/equality/",
        decisions.assessment,
        name="equality-assessment",
    ),
    path("proposals/<int:pk>/decide/", decisions.begin, name="decision-new"),
    path(DECISION, decisions.decision, name="decision"),
    path(f"{DECISION}draft/", decisions.write, name="decision-write"),
    path(f"{DECISION}briefing/", decisions.brief, name="decision-brief"),
    path(f"{DECISION}sign/", decisions.sign, name="decision-sign"),
    path(f"{DECISION}end/", decisions.end, name="decision-end"),
]
