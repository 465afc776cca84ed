"""The score sheet of one city: written, read, signed; and the material beside it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.models import SubmissionVersion
from reviews.errors import Incomplete, StaleSheet
from reviews.forms.sheets import SheetForm
from reviews.queries.material import changed_codes, material_for
from reviews.queries.printed import draft_of, printed
from reviews.queries.questions import answered_questions
from reviews.queries.queue import next_row, queue_of
from reviews.queries.sheets import (
    Desk,
    asked_and_left_out,
    indicators_on,
    own_readable_desk,
    scores_on,
    signed_versions,
    verified_points,
)
from reviews.rules import desk_revision_refusal, scoring_refusal
from reviews.services.sheets import (
    accept_newer_material,
    revise_sheet,
    save_draft,
    submit_sheet,
    unfinished,
)
from reviews.views.loaders import desk_or_404, is_known_desk, lost_desk, readable_desk_or_404


@login_required
def edit_sheet(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The workspace. Submitted or closed, the same address shows the sheet read-only."""
    if request.method == "POST":
        return _save(request, slug, pk)
    desk = desk_or_404(request, slug, pk)
    if desk.pledged_at is None:
        messages.info(request, _("Sign the pledge first: then the material opens."))
        return redirect("reviews:pledge", slug)
    refusal = scoring_refusal(desk, request.user)
    if desk.is_signed or refusal:
        return _read(request, desk, refusal)
    return _workspace(request, desk, _form(desk))


def _save(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    try:
        desk = readable_desk_or_404(request, slug, pk)
    except Http404:
        return _lost(request, slug, pk)
    form = _form(desk, request.POST)
    if form.is_valid():
        try:
            save_draft(
                assignment=desk.assignment,
                edit_version=_number(request.POST.get("edit_version")),
                entries=form.entries(),
                by=request.user,
            )
        except StaleSheet as error:
            form.is_stale = True
            form.add_error(None, error.message)
        except Incomplete as error:
            form.add_problems(error.problems)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            return _saved(request, desk)
    return _workspace(request, desk, form)


def _number(typed: str | None) -> int:
    return whole_number(typed, -1)


def _saved(request: UserRequest, desk: Desk) -> HttpResponse:
    """Where the button that was pressed leads."""
    slug = desk.assignment.round.slug
    if "review" in request.POST:
        return redirect("reviews:sign-sheet", slug, desk.assignment.pk)
    messages.success(request, _("%(city)s: draft saved.") % {"city": desk.assignment.submission.city})
    return redirect(
        "reviews:next-sheet" if "next" in request.POST else "reviews:edit-sheet", slug, desk.assignment.pk
    )


@login_required
@require_GET
def next_sheet(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """To the city to go on with after this one; to the queue if there is none."""
    desk = readable_desk_or_404(request, slug, pk)
    following = next_row(queue_of(request.user, desk.assignment.round), besides=pk)
    if following is None:
        return redirect("reviews:queue", slug)
    return redirect("reviews:edit-sheet", slug, following.assignment.pk)


def _lost(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The city was taken back while the expert was typing: say why, and give the words back."""
    desk = lost_desk(request, slug, pk)
    if desk is None:
        raise Http404
    typed = [(name.partition("_")[2], value) for name, value in request.POST.items() if _is_own_words(name, value)]
    refusal = scoring_refusal(desk, request.user) or _("This city is not open to you at the moment.")
    context = {"round": desk.assignment.round, "desk": desk, "refusal": refusal, "typed": typed}
    return render(request, "reviews/sheet_lost.html", context, status=409)


def _is_own_words(name: str, value: object) -> bool:
    return bool(value) and name.startswith(("points_", "comment_"))


def _form(desk: Desk, data: Any = None) -> SheetForm:
    assignment = desk.assignment
    criteria, left_out = asked_and_left_out(assignment)
    indicators = list(criteria)
    return SheetForm(
        data,
        criteria=criteria,
        left_out=left_out,
        scores=scores_on(desk.sheet),
        material=material_for(desk),
        verified=verified_points(assignment, indicators),
        policy=assignment.round.policy_value,
        answers=list(answered_questions(assignment.submission)),
    )


def _workspace(request: UserRequest, desk: Desk, form: SheetForm) -> HttpResponse:
    context = {
        "round": desk.assignment.round,
        "desk": desk,
        "form": form,
        "cards": form.cards,
        "material": form.material,
        "step": form.policy.step,
        "closes_at": desk.closes_at,
        "changed": _changed(desk, form) if desk.has_newer_material else None,
        "left_out": form.left_out,
        "reopenings": desk.sheet.reopenings.filter(closed_at=None) if desk.sheet and desk.is_reopened else (),
    }
    status = 409 if form.is_stale else 200
    return render(request, "reviews/sheet_edit.html", context, status=status)


def _changed(desk: Desk, form: SheetForm) -> list[str]:
    newest = SubmissionVersion.objects.get(pk=desk.assignment.submission.accepted_version_id or 0)
    return changed_codes(form.material.version, newest)


def _read(request: UserRequest, desk: Desk, refusal: str) -> HttpResponse:
    """What was submitted; without a submitted version, the draft as it stands."""
    material = material_for(desk)
    versions = signed_versions(desk.sheet)
    draft = None
    if desk.sheet and not versions:
        draft = draft_of(list(indicators_on(desk.assignment)), scores_on(desk.sheet), material)
    context = {
        "round": desk.assignment.round,
        "desk": desk,
        "refusal": refusal,
        "revision_refusal": refusal or (desk_revision_refusal(desk) if desk.is_signed else ""),
        "sheets": printed(versions, material),
        "draft": draft,
    }
    return render(request, "reviews/sheet_read.html", context)


@login_required
def sign_sheet(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """What will be signed, and the signature.

    A sheet that was opened again may be closed to its expert once it is signed: then the queue comes next.
    """
    if request.method == "POST":
        return _signed(request, slug, pk)
    desk = readable_desk_or_404(request, slug, pk)
    if desk.sheet is None or desk.is_signed:
        return redirect("reviews:edit-sheet", slug, pk)
    return _signing_page(request, desk, {}, "")


def _signed(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Where the signature leads. The desk is read once, by the service; here only after a refusal."""
    edit_version = _number(request.POST.get("edit_version"))
    try:
        signed = submit_sheet(assignment=pk, within=slug, edit_version=edit_version, by=request.user)
    except Incomplete as error:
        return _not_signed(request, slug, pk, error.message, error.problems)
    except StaleSheet:
        changed = _(
            "The sheet was changed in another window. Look at it again before you sign: nothing was submitted."
        )
        return _not_signed(request, slug, pk, changed, {})
    except PortalError as error:
        return _not_signed(request, slug, pk, error.message, {})
    city, number = signed.desk.assignment.submission.city, signed.version.number
    messages.success(request, _("%(city)s: submitted as version %(number)s.") % {"city": city, "number": number})
    if signed.desk.is_reopened:
        return redirect("reviews:queue", slug)
    return redirect("reviews:edit-sheet", slug, pk)


def _not_signed(request: UserRequest, slug: str, pk: int, why: str, problems: dict[str, str]) -> HttpResponse:
    """By what stands on the desk now: it may have been signed or taken away while the signature waited.

    Whoever never had this desk is told nothing of it.
    """
    if not is_known_desk(request, slug, pk):
        raise Http404
    desk = own_readable_desk(request.user, slug, pk)
    if desk is None:
        messages.warning(request, why)
        return redirect("reviews:queue", slug)
    if desk.is_signed:
        messages.warning(request, why)
    if desk.is_signed or desk.sheet is None:
        return redirect("reviews:edit-sheet", slug, pk)
    return _signing_page(request, desk, problems, "" if problems else why)


def _signing_page(request: UserRequest, desk: Desk, problems: dict[str, str], refusal: str) -> HttpResponse:
    round = desk.assignment.round
    indicators = list(indicators_on(desk.assignment))
    scores, material, policy = scores_on(desk.sheet), material_for(desk), round.policy_value
    problems = problems or unfinished(indicators, scores, policy)
    context = {
        "round": round,
        "desk": desk,
        "draft": draft_of(indicators, scores, material, problems),
        "problems": problems,
        "refusal": refusal,
        "material": material,
        "policy_sha256": policy.sha256(),
    }
    return render(request, "reviews/sheet_sign.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def revise(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    desk = readable_desk_or_404(request, slug, pk)
    try:
        if desk.sheet:
            revise_sheet(sheet=desk.sheet, by=request.user)
            messages.info(request, _("Open for revision. What you submitted counts until you submit again."))
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reviews:edit-sheet", slug, pk)


@login_required
@require_POST
def newer_material(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    desk = readable_desk_or_404(request, slug, pk)
    try:
        if desk.sheet:
            accept_newer_material(sheet=desk.sheet, by=request.user)
            messages.success(request, _("You now judge the newest accepted version. Your scores are kept."))
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reviews:edit-sheet", slug, pk)
