"""Addresses of the questionnaire's pages."""

from django import template

from cities.models import Submission
from cities.queries.questionnaire import FormLine
from cities.views.form_addresses import address_of

register = template.Library()


@register.filter
def form_address(submission: Submission, line: FormLine) -> str:
    """Of a form's page."""
    return address_of(submission, line)
