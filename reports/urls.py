"""Addresses below /reports/."""

from django.urls import URLPattern, path

from reports.views import downloads

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", downloads.downloads, name="downloads"),
    path("<slug:slug>/workbook.xlsx", downloads.workbook, name="workbook"),
]
