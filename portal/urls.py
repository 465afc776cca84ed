"""Addresses: each app below its own name."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal import health, reminding, views

admin.autodiscover()  # here and not at the start: workers have no pages, nor what imports and exports load

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/count", views.task_count, name="task-count"),
    path("remind/<slug:slug>/<slug:group>/", reminding.remind, name="remind"),
    path("theme/", views.set_theme, name="theme"),
    path("account/", views.account, name="account"),
    path("language/", views.choose_language, name="set_language"),
    path("health/", health.health, name="health"),
    path("health/invariants/", health.invariants, name="invariants"),
    path("health/letters/<int:pk>/", health.decide_letter, name="decide-letter"),
    path("health/live", health.live, name="health-live"),
    path("accounts/", include("portal.login_urls")),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("notices/", include("notices.urls")),
    path("rounds/", include("rounds.urls")),
    path("cities/", include("cities.urls")),
    path("reviews/", include("reviews.urls")),
    path("reports/", include("reports.urls")),
    path("published/", include("reports.public_urls")),
]
