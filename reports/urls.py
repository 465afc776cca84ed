"""Addresses below /reports/."""

from django.urls import URLPattern, path

from reports.views import downloads, figures, statistics

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", downloads.downloads, name="downloads"),
    path("<slug:slug>/workbook.xlsx", downloads.workbook, name="workbook"),
    path("<slug:slug>/statistics/", statistics.statistics, name="statistics"),
    path("<slug:slug>/statistics/table.csv", statistics.statistics_file, {"ending": "csv"}, name="statistics-csv"),
    path(
        "<slug:slug>/statistics/table.xlsx", statistics.statistics_file, {"ending": "xlsx"}, name="statistics-xlsx"
    ),
    path("<slug:slug>/statistics/parameters/", statistics.parameters, name="parameters"),
    path("<slug:slug>/statistics/<slug:code>/", statistics.trace, name="statistic"),
    path("<slug:slug>/figures/", figures.figures, name="figures"),
    path("<slug:slug>/figures/<slug:key>.svg", figures.drawing, name="figure-svg"),
]
