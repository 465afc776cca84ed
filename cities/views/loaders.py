"""Who may open which page of those who lead and of the provinces: the loader is the check, strangers get 404."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from cities.models import City, Submission
from cities.queries import (
    is_city_administrator,
    people_pages_of,
    places_of_people,
    province_submissions,
    submissions_led,
)
from cities.rules import city_people_refusal
from rounds.models import Role, Round
from rounds.queries import leading_role, newest_first, round_led_or_404

LEADERS = (Role.SECRETARIAT, Role.CHAIR, Role.AUTHORITY, Role.OBSERVER)


def led_round_or_404(request: UserRequest, slug: str) -> Round:
    """For everybody who leads the round."""
    return round_led_or_404(request.user, slug, LEADERS)


def secretariats_round_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, [Role.SECRETARIAT])


def public_round_or_404(request: UserRequest, slug: str) -> Round:
    """What is public of an open round is for everybody who is logged in; before, only for those who lead it."""
    return newest_first().filter(slug=slug, opened_at__isnull=False).first() or led_round_or_404(request, slug)


def led_submission_or_404(request: UserRequest, slug: str, gb_code: str) -> Submission:
    """A city's submission in a round that the person leads."""
    return get_object_or_404(submissions_led(request.user), round__slug=slug, city__gb_code=gb_code)


def secretariats_submission_or_404(request: UserRequest, slug: str, gb_code: str) -> Submission:
    """A city's submission, for the secretariat of its round."""
    submission = led_submission_or_404(request, slug, gb_code)
    if leading_role(request.user, submission.round) != Role.SECRETARIAT:
        raise Http404
    return submission


def province_submission_or_404(request: UserRequest, slug: str, gb_code: str) -> Submission:
    """The submission of a city of the person's own province."""
    return get_object_or_404(province_submissions(request.user), round__slug=slug, city__gb_code=gb_code)


def provinces_round_or_404(request: UserRequest, slug: str) -> Round:
    """A round in which a city of the person's province takes part."""
    submission = province_submissions(request.user).filter(round__slug=slug).first()
    if submission is None:
        raise Http404
    return submission.round


@dataclass(frozen=True)
class PeopleDesk:
    """The people of one city, before somebody who may see them."""

    round: Round
    city: City
    is_secretariat: bool
    manages: bool
    """By their part: as the city's administrator or as the secretariat. ``refusal`` says whether now."""
    refusal: str

    @property
    def may_change(self) -> bool:
        return self.manages and not self.refusal


def people_desk_or_404(request: UserRequest, slug: str, gb_code: str) -> PeopleDesk:
    """For the secretariat of the round, and for the city's own people and those of its filing parent."""
    round = get_object_or_404(newest_first(), slug=slug)
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    seen = places_of_people(round) if is_secretariat else people_pages_of(request.user)
    city = get_object_or_404(seen.select_related("province", "filing_parent"), gb_code=gb_code)
    manages = is_secretariat or is_city_administrator(request.user, city)
    return PeopleDesk(round, city, is_secretariat, manages, city_people_refusal(round, city, request.user))


def managed_desk_or_404(request: UserRequest, slug: str, gb_code: str) -> PeopleDesk:
    """For the secretariat and the administrator of the city's people only."""
    desk = people_desk_or_404(request, slug, gb_code)
    if not desk.manages:
        raise Http404
    return desk


def city_of_round_or_404(round: Round, gb_code: str) -> City:
    """A city that takes part in the round."""
    cities = City.objects.filter(submissions__round=round).select_related("province")
    return get_object_or_404(cities, gb_code=gb_code)
