"""Addresses below /published/: for everybody."""

from django.urls import URLPattern, path

from reports.views import public

urlpatterns: list[URLPattern] = [
    path("", public.published_index, name="public-index"),
    path("<slug:slug>/", public.result, name="public-result"),
    path("<slug:slug>/figures/", public.figures, name="public-figures"),
    path("<slug:slug>/statistics/", public.statistics, name="public-statistics"),
    path("<slug:slug>/method/", public.method, name="public-method"),
    path("<slug:slug>/list.csv", public.list_csv, name="public-csv"),
    path("<slug:slug>/report.<str:ending>", public.report_file, name="public-report"),
    path("<slug:slug>/result.json", public.everything_json, name="public-json"),
]
