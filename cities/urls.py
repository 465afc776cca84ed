"""Addresses below /cities/."""

from django.urls import URLPattern

app_name = "cities"
urlpatterns: list[URLPattern] = []
