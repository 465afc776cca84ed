"""The page on which the secretariat reminds many people at once: first who gets what, then the button."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities import home as cities_home
from cities.queries import board, submissions_led
from cities.queries.people import acting_members
from cities.views.board import chosen_on_board
from portal.bulk import LONGEST_WORDS, MOST, Addressee, previews, remind_by_hand
from reviews import home as reviews_home
from reviews.queries.registry import registry
from reviews.views.experts import chosen_in_registry
from rounds.models import Role, Round
from rounds.queries import round_led_or_404
from rounds.rules import pause_refusal


@dataclass(frozen=True)
class Group:
    """Whom the page reminds: the cities of the board, or the experts of the list, as the address narrows them."""

    title: Any
    list_name: str
    homes: tuple[ModuleType, ...]
    people: Callable[[UserRequest, Round], Iterable[Addressee]]


def _people_of_cities(request: UserRequest, round: Round) -> list[Addressee]:
    """Everybody who acts for the chosen cities, in the order of the board."""
    chosen = chosen_on_board(request, round)
    rows = board(submissions_led(request.user).filter(round=round), chosen)
    ticked = set(request.GET.getlist("city"))
    cities = [row.city for row in rows if not ticked or row.city.gb_code in ticked]
    acting = acting_members().filter(user__is_active=True)
    members: dict[int, list[Any]] = {}
    for member in acting.filter(city__in={pk for city in cities for pk in (city.pk, city.filing_parent_id) if pk}):
        members.setdefault(member.city_id, []).append(member.user)
    seen: set[int] = set()
    found = []
    for city in cities:
        for person in [*members.get(city.pk, []), *members.get(city.filing_parent_id or 0, [])]:
            if person.pk not in seen:
                seen.add(person.pk)
                found.append(Addressee(person, city.short_name))
    return found


def _experts(request: UserRequest, round: Round) -> list[Addressee]:
    """The chosen experts of the panel."""
    rows = registry(round, chosen_in_registry(request)).filter(panels__round=round, user__is_active=True)
    return [Addressee(expert.user, expert.employer) for expert in rows]


GROUPS = {
    "cities": Group(gettext_lazy("Remind the cities"), "reviews:board", (cities_home,), _people_of_cities),
    "experts": Group(gettext_lazy("Remind the experts"), "reviews:experts", (reviews_home,), _experts),
}


@login_required
def remind(request: UserRequest, slug: str, group: str) -> HttpResponse:
    """Preview on arrival; the same list is computed again when the button is pressed, and told to."""
    round = round_led_or_404(request.user, slug, [Role.SECRETARIAT])
    if group not in GROUPS:
        raise Http404
    whom, words = GROUPS[group], request.POST.get("words", request.GET.get("words", "")).strip()
    people, error = list(whom.people(request, round)), ""
    if request.method == "POST" and "send" in request.POST:
        try:
            number = remind_by_hand(round=round, people=people, homes=whom.homes, words=words, by=request.user)
        except PortalError as refused:
            error = refused.message
        else:
            text = ngettext("%(number)d person was reminded.", "%(number)d people were reminded.", number)
            messages.success(request, text % {"number": number})
            return redirect(_back(request, whom, round))
    found = previews(round, people[:MOST], whom.homes, words[:LONGEST_WORDS])
    context = {
        "round": round,
        "title": whom.title,
        "back": _back(request, whom, round),
        "reminded": [one for one in found if one.steps],
        "others": [one for one in found if not one.steps],
        "words": words,
        "limit": LONGEST_WORDS,
        "error": error,
        "refusal": pause_refusal(round) or _too_many(len(people)),
    }
    return render(request, "portal/remind.html", context, status=422 if error else 200)


def _back(request: UserRequest, whom: Group, round: Round) -> str:
    """The list with its filters kept."""
    query = request.META.get("QUERY_STRING", "")
    return reverse(whom.list_name, args=[round.slug]) + (f"?{query}" if query else "")


def _too_many(number: int) -> str:
    if number <= MOST:
        return ""
    return _("These are %(number)d people; at most %(limit)d are reminded at once. Narrow the choice.") % {
        "number": number,
        "limit": MOST,
    }
