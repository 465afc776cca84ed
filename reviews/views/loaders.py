"""Who may open which page: the loader is the check, and strangers get 404."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from accounts.prepared import prepared
from cities.models import Submission
from reviews.models import Assignment, Expert, OnsiteSession
from reviews.queries.assignments import assignments_of, cities_to_score, was_open
from reviews.queries.blindness import blind_cities
from reviews.queries.cases import revision_is_over
from reviews.queries.onsite import sessions_of, sessions_of_expert
from reviews.queries.sheets import Desk, desk_of, own_desk, own_readable_desk
from reviews.rules import ALL_WHO_LEAD, READERS
from rounds.models import Role, Round
from rounds.queries import leading_role, newest_first, round_led_or_404


def arranged_round_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, READERS)


def secretariats_round_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, [Role.SECRETARIAT])


def desk_or_404(request: UserRequest, slug: str, pk: int) -> Desk:
    """The expert's own assignment, as long as they may see it."""
    desk = own_desk(request.user, slug, pk)
    if desk is None:
        raise Http404
    return desk


def readable_desk_or_404(request: UserRequest, slug: str, pk: int) -> Desk:
    """The same where the pledge is signed: its material may be read."""
    desk = own_readable_desk(request.user, slug, pk)
    if desk is None:
        raise Http404
    return desk


def lost_desk(request: UserRequest, slug: str, pk: int) -> Desk | None:
    """An own assignment that was open to this expert and is not now: what they send is not lost without a word."""
    return desk_of(Assignment.objects.filter(was_open(), round__slug=slug, expert__user=request.user), pk)


def printable_desk_or_404(request: UserRequest, slug: str, pk: int) -> Desk:
    """An own desk; for the secretariat any of the round's once the revision window has closed.

    Not of a city that they mark themselves while no sheet of theirs counts.
    """
    desk = own_readable_desk(request.user, slug, pk)
    if desk is None:
        round = secretariats_round_or_404(request, slug)
        desk = desk_of(assignments_of(round), pk) if revision_is_over(round) else None
        if desk and desk.assignment.submission.city_id in blind_cities(request.user, round):
            desk = None
    if desk is None:
        raise Http404
    return desk


def is_known_desk(request: UserRequest, slug: str, pk: int) -> bool:
    """Whether the assignment is or was open to this expert: to them a refusal may say why."""
    return bool(_known_desks(user=request.user.pk, slug=slug, pk=pk))


@prepared
def _known_desks(user: int, slug: str, pk: int) -> "QuerySet[Assignment, int]":
    own = Assignment.objects.filter(round__slug=slug, expert__user=user, pk=pk).order_by()
    return own.filter(was_open()).values_list("pk", flat=True)


def submission_or_404(round: Round, pk: int) -> Submission:
    return get_object_or_404(
        cities_to_score(round).select_related("round__indicator_system", "accepted_version"), pk=pk
    )


def expert_or_404(pk: int) -> Expert:
    """From the registry, for the secretariat of a round."""
    return get_object_or_404(
        Expert.objects.select_related("user", "employer_city", "employer_province").prefetch_related("domains"),
        pk=pk,
    )


def led_round_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, ALL_WHO_LEAD)


def led_session_or_404(request: UserRequest, slug: str, pk: int) -> OnsiteSession:
    """For everybody who leads the round."""
    return get_object_or_404(sessions_of(led_round_or_404(request, slug)), pk=pk)


def secretariats_session_or_404(request: UserRequest, slug: str, pk: int) -> OnsiteSession:
    return get_object_or_404(sessions_of(secretariats_round_or_404(request, slug)), pk=pk)


def own_session_or_404(request: UserRequest, slug: str, pk: int) -> OnsiteSession:
    """For an expert who sits in it."""
    round = get_object_or_404(newest_first(), slug=slug)
    return get_object_or_404(sessions_of_expert(request.user, round), pk=pk)


def seen_session_or_404(request: UserRequest, slug: str, pk: int) -> OnsiteSession:
    """For those who lead, and the experts who sit in it."""
    round = get_object_or_404(newest_first(), slug=slug)
    leads = leading_role(request.user, round) in ALL_WHO_LEAD
    found = sessions_of(round) if leads else sessions_of_expert(request.user, round)
    return get_object_or_404(found, pk=pk)
