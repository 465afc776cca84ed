"""A page of the questionnaire says that it is looked at, and learns who else has the same form open."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User, UserRequest
from cities.queries.presence import others_on
from cities.questionnaire import BY_SLUG
from cities.services.presence import be_on_form
from cities.views.own import own_submission_or_404


@login_required
@require_POST
def form_presence(request: UserRequest, slug: str, form: str) -> JsonResponse:
    """What is shown beside the form; empty while nobody else has it open."""
    submission, spec = own_submission_or_404(request, slug), BY_SLUG.get(form)
    if spec is None:
        raise Http404
    be_on_form(submission=submission, form=spec.code, by=request.user)
    return JsonResponse({"says": _says(others_on(submission, spec.code, request.user))})


def _says(others: list[User]) -> str:
    if not others:
        return ""
    names = _(", ").join(map(str, others))
    text = ngettext("%(names)s has this form open too.", "%(names)s have this form open too.", len(others))
    return text % {"names": names}
