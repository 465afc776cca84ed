"""Which steps a city signs: decided by its own administrator or the secretariat, on record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import LeaveOutForm
from cities.models import Step, Submission
from cities.queries import chain_of
from cities.services import end_leaving_out, leave_step_out
from cities.views.loaders import PeopleDesk, managed_desk_or_404


@login_required
def sign_off_steps(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """The steps with who can sign each, and the decision to go without one that nobody can sign."""
    desk = managed_desk_or_404(request, slug, gb_code)
    rows = Submission.objects.select_related("city", "round")
    submission = get_object_or_404(rows, round=desk.round, city=desk.city)
    chain = chain_of(submission)
    open_steps = [step for step in chain.steps if step.lacks_people and step.step != Step.PREPARED]
    form = LeaveOutForm(request.POST if "leave_out" in request.POST else None, steps=open_steps)
    if request.method == "POST" and _decided(request, desk, form):
        return redirect("cities:sign-off-steps", slug, gb_code)
    context = {"round": desk.round, "city": desk.city, "desk": desk, "chain": chain}
    context |= {"form": form, "open_steps": open_steps}
    return render(request, "cities/sign_off_steps.html", context)


def _decided(request: UserRequest, desk: PeopleDesk, form: LeaveOutForm) -> bool:
    try:
        if "end" in request.POST:
            step = Step(request.POST["end"]) if request.POST["end"] in Step.values else Step.PREPARED
            end_leaving_out(round=desk.round, city=desk.city, step=step, by=request.user)
            messages.success(request, _("The step is signed again."))
            return True
        if not form.is_valid():
            return False
        reason = form.cleaned_data["reason"]
        leave_step_out(round=desk.round, city=desk.city, step=form.chosen(), reason=reason, by=request.user)
    except PortalError as error:
        if form.is_bound:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.error(request, error.message)
        return False
    messages.success(
        request, _("Decided: this city signs without the step “%(step)s”.") % {"step": form.chosen().label}
    )
    return True
