"""Addresses below /reports/."""

from django.urls import URLPattern, path

from reports.views import builds, cases, downloads, figures, letters, promises, report, statistics

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("own-cases/", cases.own_cases, name="own-cases"),
    path("own-cases/<int:pk>/", cases.own_case, name="own-case"),
    path("<slug:slug>/", downloads.downloads, name="downloads"),
    path("<slug:slug>/workbook.xlsx", downloads.workbook, name="workbook"),
    path("<slug:slug>/statistics/", statistics.statistics, name="statistics"),
    path("<slug:slug>/statistics/table.csv", statistics.statistics_file, {"ending": "csv"}, name="statistics-csv"),
    path(
        "<slug:slug>/statistics/table.xlsx", statistics.statistics_file, {"ending": "xlsx"}, name="statistics-xlsx"
    ),
    path("<slug:slug>/statistics/parameters/", statistics.parameters, name="parameters"),
    path("<slug:slug>/statistics/<slug:code>/", statistics.trace, name="statistic"),
    path("<slug:slug>/promises/", promises.promises, name="promises"),
    path("<slug:slug>/promises/table.csv", promises.promises_file, {"ending": "csv"}, name="promises-csv"),
    path("<slug:slug>/promises/table.xlsx", promises.promises_file, {"ending": "xlsx"}, name="promises-xlsx"),
    path("<slug:slug>/figures/", figures.figures, name="figures"),
    path("<slug:slug>/figures/<slug:key>.svg", figures.drawing, name="figure-svg"),
    path("<slug:slug>/report/", report.report, name="report"),
    path("<slug:slug>/report/cover/", report.settings, name="report-settings"),
    path("<slug:slug>/report/sections/<str:section>/", report.edit_section, name="section"),
    path("<slug:slug>/report/sections/<str:section>/preview/", report.preview, name="preview"),
    path("<slug:slug>/report/cases/", cases.cases, name="cases"),
    path("<slug:slug>/report/cases/nominate/", cases.nominate, name="nominate-cases"),
    path("<slug:slug>/report/cases/<int:pk>/", cases.case, name="case"),
    path("<slug:slug>/report/cases/<int:pk>/step/", cases.act, name="case-step"),
    path("<slug:slug>/report/builds/", builds.builds, name="builds"),
    path("<slug:slug>/report/builds/ask/", builds.ask, name="ask-build"),
    path("<slug:slug>/report/builds/<int:number>/", builds.build, name="build"),
    path("<slug:slug>/report/builds/<int:number>/cancel/", builds.cancel, name="cancel-build"),
    path("<slug:slug>/report/builds/<int:number>/accept/", builds.accept, name="accept-finding"),
    path("<slug:slug>/report/builds/<int:number>/files/<int:pk>/", builds.file, name="build-file"),
    path("<slug:slug>/report/builds/<int:number>/numbers/", builds.trace, name="build-trace"),
    path("<slug:slug>/report/builds/<int:number>/against/<int:other>/", builds.compare, name="compare-builds"),
    path("<slug:slug>/letters/", letters.letters, name="letters"),
    path("<slug:slug>/letters/make/", letters.make_letters, name="make-letters"),
    path("<slug:slug>/letters/cancel/", letters.cancel_letters, name="cancel-letters"),
    path("<slug:slug>/letters/files/<int:pk>/", letters.letter_file, name="letter-file"),
    path("<slug:slug>/letters/<str:gb_code>/", letters.comments, name="letter-comments"),
]
