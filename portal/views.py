"""Home, account, and the reader's own choices."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from accounts.models import LANGUAGES, User, UserRequest
from notices.services import remember_language
from portal import home as home_of_portal
from portal.context import ROUND_KEY, THEME_COOKIE, Shell, Theme
from portal.home import next_steps, places_to_read
from portal.search import find
from reports.queries.publication import published_rounds
from rounds.queries import leading_role, stage_line

A_YEAR = 365 * 24 * 3600


def home(request: HttpRequest) -> HttpResponse:
    """What to do next; for the public, what this is."""
    shell = Shell(request)
    if not isinstance(request.user, User):
        open_rounds = [(round, stage_line(round, staff=False)) for round in shell.rounds[:3]]
        context = {"shell": shell, "open_rounds": open_rounds, "has_published": bool(published_rounds())}
        return render(request, "portal/welcome.html", context)
    if "round" in request.GET and shell.round:
        request.session[ROUND_KEY] = shell.round.slug
        return redirect("home")
    return render(request, "portal/home.html", {"shell": shell, **_home_of(request.user, shell)})


def _home_of(user: User, shell: Shell) -> dict[str, Any]:
    staff = shell.round is not None and leading_role(user, shell.round) is not None
    stages = stage_line(shell.round, staff=staff) if shell.round else []
    steps = next_steps(user, shell.round)
    under_way = [stage for stage in stages if stage.when == "open"]
    return {
        "steps": steps,
        "to_read": [] if steps else places_to_read(shell.sections),
        "has_part": bool(shell.sections),
        "stages": stages,
        "open_names": [stage.name for stage in under_way],
        "next_close": min((stage.closes_at for stage in under_way if stage.closes_at), default=None),
    }


@login_required
@require_GET
def tasks(request: UserRequest) -> HttpResponse:
    """Everything that waits for the person, in all rounds."""
    rounds = Shell(request).rounds
    found = home_of_portal.tasks_of(request.user, rounds)
    return render(request, "portal/tasks.html", {"tasks": found, "several": len(rounds) > 1})


@never_cache
@login_required
@require_GET
def task_count(request: UserRequest) -> HttpResponse:
    """For the rail, which asks when a page has been shown: no page waits for it."""
    found = home_of_portal.tasks_of(request.user, Shell(request).rounds)
    return HttpResponse(str(len(found)), content_type="text/plain")


@login_required
@require_GET
def search(request: UserRequest) -> HttpResponse:
    """Cities, what they say, evidence, planning documents: within what the reader may see."""
    typed = request.GET.get("q", "").strip()
    round = Shell(request).round
    context = {"typed": typed, "round": round, "found": find(request.user, round, typed)}
    return render(request, "portal/search.html", context)


def choose_language(request: HttpRequest) -> HttpResponse:
    """For the pages of this browser, and for the letters to whoever is signed in."""
    response: HttpResponse = set_language(request)
    language = request.POST.get("language", "")
    if request.method == "POST" and isinstance(request.user, User) and language in dict(LANGUAGES):
        remember_language(user=request.user, language=language)
    return response


@login_required
def account(request: UserRequest) -> HttpResponse:
    return render(request, "portal/account.html")


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """For readers without scripts; others never leave the page."""
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if inside else "home")
    response.set_cookie(THEME_COOKIE, Theme(request.POST.get("theme", "")).chosen, max_age=A_YEAR, samesite="Lax")
    return response
