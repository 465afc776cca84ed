"""PDFs for cities: the receipt, the letter to be sealed, the blank questionnaire."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.queries import left_out_of
from cities.views.own import own_submission_or_404, own_version_or_404
from reports.city_papers import letter, questionnaire, receipt
from reports.writing.printable import printed
from rounds.queries import newest_first


@login_required
@require_GET
def receipt_pdf(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """What was handed in, with the manifest."""
    version = own_version_or_404(own_submission_or_404(request, slug), number)
    signatures = list(version.sign_offs.select_related("signed_by"))
    document = receipt(version, signatures, left_out_of(version))
    return _sent(printed(document), f"{_('Receipt')}-{version.content['city']['gb_code']}-{number}.pdf")


@login_required
@require_GET
def letter_pdf(request: UserRequest, slug: str) -> HttpResponse:
    """The letter of truthfulness, to be printed, sealed and scanned."""
    submission = own_submission_or_404(request, slug)
    name = f"{_('Letter of truthfulness')}-{submission.city.short_name}.pdf"
    return _sent(printed(letter(submission)), name)


@require_GET
def questionnaire_pdf(request: UserRequest, slug: str) -> HttpResponse:
    """The blank questionnaire of an open round, for everybody."""
    round = get_object_or_404(newest_first().filter(opened_at__isnull=False), slug=slug)
    return _sent(printed(questionnaire(round)), f"{_('Questionnaire')}-{round.slug}.pdf")


def _sent(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
