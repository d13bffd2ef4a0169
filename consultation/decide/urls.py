"""The addresses of those who decide, below /staff/."""

from django.urls import path

from consultation.decide import views

urlpatterns = [
    path("consultations/<slug:slug>/points/", views.register, name="register-of-points"),
    path("points/<int:pk>/", views.point, name="point"),
    path("points/<int:pk>/answer/", views.answer, name="point-answer"),
]
