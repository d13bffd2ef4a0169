"""Addresses of the register."""

from django.urls import path

from stations import views

urlpatterns = [
    path("stations/", views.stations, name="stations"),
    path("stations/<slug:slug>/", views.station, name="station"),
    path("boroughs/<slug:slug>/", views.borough, name="borough"),
]
