"""Addresses: each app below its own name."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("theme/", views.set_theme, name="theme"),
    path("account/", views.account, name="account"),
    path("language/", set_language, name="set_language"),
    path("health/", health.health, name="health"),
    path("health/invariants/", health.invariants, name="invariants"),
    path("health/live", health.live, name="health-live"),
    path("accounts/", include("portal.login_urls")),
    path("admin/", admin.site.urls),
    path("notices/", include("notices.urls")),
    path("rounds/", include("rounds.urls")),
    path("cities/", include("cities.urls")),
    path("reviews/", include("reviews.urls")),
    path("reports/", include("reports.urls")),
]
