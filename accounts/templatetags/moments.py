"""Moments as lists of hundreds show them, and how much time is left, in the one unit that matters."""

from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext

register = template.Library()
DAYS_FROM = timedelta(days=2)
HOURS_FROM = timedelta(hours=2)


@register.filter
def time_left(due: datetime) -> str:
    """“9 days”, from two days on; “30 hours”, from two hours on; then minutes. Nothing is rounded up."""
    left = max(due - timezone.now(), timedelta(0))
    if left >= DAYS_FROM:
        return ngettext("%(number)d day", "%(number)d days", left.days) % {"number": left.days}
    hours = int(left.total_seconds() // 3600)
    if left >= HOURS_FROM:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    minutes = int(left.total_seconds() // 60)
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


@register.filter
def short_moment(when: datetime) -> str:
    """As ``date:"SHORT_DATETIME_FORMAT"``; a moment that has been shown is not put in words anew."""
    return _in_words(when, "SHORT_DATETIME_FORMAT", get_language())


@register.filter
def short_day(when: datetime) -> str:
    """As ``date:"SHORT_DATE_FORMAT"``, likewise."""
    return _in_words(when, "SHORT_DATE_FORMAT", get_language())


@lru_cache(maxsize=8192)
def _in_words(when: datetime, form: str, language: str | None) -> str:
    return date_format(timezone.localtime(when), form)


@register.filter
def minutes(seconds: int) -> str:
    """“12:05”: minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"
