"""Addresses below /notices/."""

from django.urls import path

from accounts.listing import listed
from notices import views

app_name = "notices"
urlpatterns = [
    *listed("", views.list_notices, "list"),
    path("read/", views.read_all, name="read-all"),
    path("preferences/", views.preferences, name="preferences"),
    path("<int:pk>/", views.open_notice, name="open"),
]
