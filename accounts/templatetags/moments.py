"""How much time is left, in the one unit that matters."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

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
def minutes(seconds: int) -> str:
    """“12:05”: minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"
