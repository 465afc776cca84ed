"""Where a submission stands, on lists of hundreds."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cities.models import Submission

register = template.Library()


@register.simple_tag
def submission_state(submission: Submission) -> SafeString:
    """``cities/_submission_state.html``, drawn once for each state and language: a list has few of them."""
    return _drawn(submission.state, get_language())


@lru_cache(maxsize=64)
def _drawn(state: str, language: str | None) -> SafeString:
    return render_to_string("cities/_submission_state.html", {"submission": Submission(state=state)})
