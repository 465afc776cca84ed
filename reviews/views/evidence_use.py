"""City × indicator: claimed, evidenced, scored, doubted; and the evidence that nobody has opened."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.models import Submission
from reviews.queries.assignments import cities_to_score
from reviews.queries.evidence_use import evidence_rows
from reviews.views.loaders import arranged_round_or_404
from rounds.models import Indicator

PAGE = 50


@login_required
@require_GET
def evidence_use(request: UserRequest, slug: str) -> HttpResponse:
    round = arranged_round_or_404(request, slug)
    accepted = cities_to_score(round).filter(state=Submission.State.ACCEPTED).select_related("accepted_version")
    page = Paginator(accepted, PAGE).get_page(request.GET.get("page"))
    indicators = list(Indicator.objects.filter(system=round.indicator_system_id).order_by("position", "code"))
    rows = evidence_rows(list(page), indicators)
    context = {"round": round, "page": page, "rows": rows, "indicators": indicators}
    return render(request, "reviews/evidence_use.html", context)
