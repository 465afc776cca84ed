"""A person's notices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from notices.forms import PreferencesForm
from notices.queries import notices_of
from notices.services import choose_deliveries, mark_all_read, mark_read

PER_PAGE = 50


@login_required
def list_notices(request: UserRequest, ending: str = "") -> HttpResponse:
    if ending:
        return list_file([_("Notices")], ending, _columns(), notices_of(request.user))
    page = Paginator(notices_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page})


def _columns() -> list[Column]:
    return [
        moment(_("Written at"), lambda notice: notice.created_at),
        Column(_("Kind"), lambda notice: notice.get_kind_display()),
        Column(_("Notice"), lambda notice: notice.text),
        moment(_("Read at"), lambda notice: notice.read_at),
    ]


@login_required
@require_POST
def open_notice(request: UserRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it points, within this site."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    mark_read(pk=notice.pk, by=request.user)
    inside = notice.link and url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if inside else "notices:list")


@login_required
@require_POST
def read_all(request: UserRequest) -> HttpResponse:
    mark_all_read(by=request.user)
    return redirect("notices:list")


@login_required
def preferences(request: UserRequest) -> HttpResponse:
    """Which notices also come by e-mail, when, and in which language."""
    form = PreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        choose_deliveries(chosen=form.chosen(), language=form.cleaned_data["language"], by=request.user)
        messages.success(request, _("Saved: this is how you hear from the portal from now on."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})
