"""Addresses below /reviews/."""

from django.urls import URLPattern, path

from reviews.views import ranking

app_name = "reviews"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/ranking/", ranking.ranking, name="ranking"),
    path("<slug:slug>/ranking/live/", ranking.ranking_live, name="ranking-live"),
    path("<slug:slug>/ranking/table.csv", ranking.ranking_file, {"ending": "csv"}, name="ranking-csv"),
    path("<slug:slug>/ranking/table.xlsx", ranking.ranking_file, {"ending": "xlsx"}, name="ranking-xlsx"),
    path("<slug:slug>/ranking/rebuild/", ranking.rebuild, name="ranking-rebuild"),
    path("<slug:slug>/ranking/look/", ranking.look, name="ranking-look"),
    path("<slug:slug>/ranking/<slug:gb_code>/", ranking.city, name="ranking-city"),
]
