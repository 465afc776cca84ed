"""Addresses below /cities/."""

from django.urls import URLPattern, path

from cities.views import checking, overview

app_name = "cities"
urlpatterns: list[URLPattern] = [
    # The city's own people.
    path("<slug:slug>/", overview.overview, name="overview"),
    # The secretariat and the provinces.
    path("<slug:slug>/<slug:gb_code>/check/", checking.check, name="check"),
]
