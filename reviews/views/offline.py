"""The offline sheet: one workbook for all of an expert's cities, and its way back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.imports import ImportPage, import_page
from accounts.imports.table import Table
from accounts.imports.trial import Trial
from accounts.models import User, UserRequest
from accounts.tables import download
from reviews.offline_book import LABELS, offline_book
from reviews.queries.offline import offline_cities
from reviews.queries.people import panel_member_or_404
from reviews.services.offline import NEEDED, accept_offline, offline_refusal, try_offline
from rounds.models import Round


class OfflineSheets:
    """How the page of imports tries and stores offline sheets."""

    labels = LABELS
    required = NEEDED

    def __init__(self, round: Round, by: User) -> None:
        self.round, self.by = round, by

    def attempt(self, table: Table) -> Trial:
        return try_offline(round=self.round, table=table, by=self.by)

    def carry_out(self, table: Table) -> Trial:
        return accept_offline(round=self.round, table=table, by=self.by)


@login_required
def offline(request: UserRequest, slug: str) -> HttpResponse:
    """Upload, look at what it would do, accept."""
    member = panel_member_or_404(request.user, slug)
    page = ImportPage(
        resource=OfflineSheets(member.round, request.user),
        verb="accept_offline",
        heading=gettext_lazy("Score offline"),
        explanation=gettext_lazy(
            "Download the workbook, fill in points and comments without a network, bring it back here. Lines that "
            "you leave blank change nothing. What is stored are drafts: you submit each city in the portal."
        ),
        pretitle=gettext_lazy("My cities"),
        done=reverse("reviews:queue", args=[slug]),
        file_url=reverse("reviews:offline-book", args=[slug]),
    )
    return import_page(request, page)


@login_required
@require_GET
def offline_file(request: UserRequest, slug: str) -> HttpResponse:
    """The workbook with what stands now: cities whose sheets can be written."""
    member = panel_member_or_404(request.user, slug)
    found = offline_cities(request.user, member.round)
    cities = [city for city in found if not offline_refusal(city.desk, request.user)]
    when = date_format(timezone.localtime(), "DATETIME_FORMAT")
    notes = [
        _("%(round)s, %(expert)s, made %(when)s") % {"round": member.round, "expert": member.expert, "when": when},
        _("Fill in the yellow cells only: points, or yes under “unable to judge”, and a comment."),
        _("A mark of at most 25 % or at least 95 %, and “unable to judge”, need a comment before you submit."),
        _("Lines that you leave blank change nothing. Leave the version line as it is."),
        _("This file holds confidential marks: keep it to yourself and delete it afterwards."),
    ]
    name = _("Score sheets %(round)s %(expert)s") % {"round": member.round.name, "expert": member.expert}
    return download(f"{name}.xlsx", offline_book(cities, member.round.policy_value, notes))
