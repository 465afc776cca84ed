"""Rounds and builds for those who may see them. Everybody else learns nothing: 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from reports.models import ReportBuild, ReportCase
from reports.queries.builds import builds_of
from reports.queries.cases import cases_of
from reports.rules import READERS
from reviews.queries.blindness import blind_cities
from rounds.models import Role, Round
from rounds.queries import round_led_or_404


def round_of_editor_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, [Role.SECRETARIAT])


def round_of_reader_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, READERS)


def build_or_404(request: UserRequest, slug: str, number: int) -> ReportBuild:
    return get_object_or_404(builds_of(round_of_reader_or_404(request, slug)), number=number)


def is_blind_to(request: UserRequest, build: ReportBuild) -> bool:
    """Whether scores are in the build that this person may not see yet, because they mark a city too."""
    return build.snapshot_id is not None and bool(blind_cities(request.user, build.round))


def open_build_or_404(request: UserRequest, slug: str, number: int) -> ReportBuild:
    """What is in it may be read."""
    found = build_or_404(request, slug, number)
    if is_blind_to(request, found):
        raise Http404
    return found


def case_or_404(request: UserRequest, slug: str, pk: int) -> ReportCase:
    return get_object_or_404(cases_of(round_of_editor_or_404(request, slug)), pk=pk)
