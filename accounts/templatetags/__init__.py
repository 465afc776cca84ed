"""Filters for every page."""
