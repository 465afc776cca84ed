"""Addresses below /notices/."""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.list_notices, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("preferences/", views.preferences, name="preferences"),
    path("<int:pk>/", views.open_notice, name="open"),
]
