"""Rounds and builds for those who may see them. Everybody else learns nothing: 404."""

from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from reports.models import ReportBuild, ReportCase
from reports.queries.builds import builds_of
from reports.queries.cases import cases_of
from reports.rules import READERS
from rounds.models import Role, Round
from rounds.queries import round_led_or_404


def round_of_editor_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, [Role.SECRETARIAT])


def round_of_reader_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, READERS)


def build_or_404(request: UserRequest, slug: str, number: int) -> ReportBuild:
    return get_object_or_404(builds_of(round_of_reader_or_404(request, slug)), number=number)


def case_or_404(request: UserRequest, slug: str, pk: int) -> ReportCase:
    return get_object_or_404(cases_of(round_of_editor_or_404(request, slug)), pk=pk)
