"""City × indicator: claimed, evidenced, scored, doubted; and the evidence that nobody has opened."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.listing import Column, count, list_file
from accounts.models import UserRequest
from cities.models import Submission
from reviews.queries.assignments import cities_to_score
from reviews.queries.evidence_use import evidence_rows
from reviews.views.loaders import arranged_round_or_404
from rounds.models import Indicator

PAGE = 50


@login_required
@require_GET
def evidence_use(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = arranged_round_or_404(request, slug)
    accepted = cities_to_score(round).filter(state=Submission.State.ACCEPTED).select_related("accepted_version")
    indicators = list(Indicator.objects.filter(system=round.indicator_system_id).order_by("position", "code"))
    if ending:
        cells = [(row, cell) for row in evidence_rows(list(accepted), indicators) for cell in row.cells]
        return list_file([round.name, _("Evidence and marks")], ending, _columns(), cells)
    page = Paginator(accepted, PAGE).get_page(request.GET.get("page"))
    rows = evidence_rows(list(page), indicators)
    context = {"round": round, "page": page, "rows": rows, "indicators": indicators}
    return render(request, "reviews/evidence_use.html", context)


def _columns() -> list[Column]:
    """A line for each city and indicator: numbers of sheets, no mark."""
    return [
        Column(_("City"), lambda line: line[0].city.name),
        Column(_("Indicator"), lambda line: line[1].code),
        Column(_("Claimed"), lambda line: _("yes") if line[1].claimed else _("no")),
        count(_("Evidence cited"), lambda line: line[1].cited),
        count(_("Sheets with a mark"), lambda line: line[1].scored),
        count(_("Sheets that rely on pages"), lambda line: line[1].relied),
        count(_("Doubts"), lambda line: line[1].doubted),
        Column(_("Scored without evidence"), lambda line: _("yes") if line[1].is_unproved else ""),
    ]
