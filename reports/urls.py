"""Addresses below /reports/."""

from django.urls import URLPattern, path

from reports import views

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/", views.downloads, name="downloads"),
    path("<slug:slug>/workbook.xlsx", views.workbook, name="workbook"),
]
