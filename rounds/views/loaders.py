"""Who may open which page: the loader is the check, and strangers get 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from rounds.models import Area, Indicator, Role, Round, Stage, StageRight
from rounds.queries import newest_first, round_led_or_404
from rounds.rules import setup_refusal, system_refusal

LEADERS = (Role.SECRETARIAT, Role.CHAIR, Role.AUTHORITY, Role.OBSERVER)


def round_to_read_or_404(request: UserRequest, slug: str) -> Round:
    """For everybody who leads the round."""
    return round_led_or_404(request.user, slug, LEADERS)


def round_to_set_up_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, [Role.SECRETARIAT])


def round_with_system_or_404(request: UserRequest, slug: str) -> Round:
    """An open round's system is for everybody who is logged in; before, only for those who lead the round."""
    if found := newest_first().filter(slug=slug, opened_at__isnull=False).first():
        return found
    return round_to_read_or_404(request, slug)


def stage_or_404(request: UserRequest, slug: str, kind: str) -> Stage:
    round = round_to_set_up_or_404(request, slug)
    return get_object_or_404(Stage.objects.select_related("round"), round=round, kind=kind)


def right_or_404(request: UserRequest, slug: str, kind: str, role: str) -> StageRight:
    stage = stage_or_404(request, slug, kind)
    if role not in Role.values:
        raise Http404
    return get_object_or_404(StageRight.objects.select_related("stage__round"), stage=stage, role=role)


def area_or_404(round: Round, code: str) -> Area:
    return get_object_or_404(round.indicator_system.areas, code=code)


def indicator_or_404(round: Round, code: str) -> Indicator:
    return get_object_or_404(round.indicator_system.indicators.select_related("area", "domain"), code=code)


def may_edit_system(request: UserRequest, round: Round) -> bool:
    """Whether the page shows the buttons; each service asks again."""
    return may_copy_system(request, round) and not system_refusal(round.indicator_system)


def may_copy_system(request: UserRequest, round: Round) -> bool:
    return not round.is_open and not setup_refusal(round, request.user)
