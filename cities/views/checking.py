"""The secretariat's formal check of what a city handed in."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from accounts.models import UserRequest


@login_required
def check(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    raise Http404
