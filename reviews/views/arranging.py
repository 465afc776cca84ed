"""The rules of assignment, the public seed, the draft, pins, and the table in and out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.imports import ImportPage, import_page
from accounts.models import UserRequest
from accounts.tables import FileColumn, table_file
from accounts.typed import whole_number
from reviews.forms.arranging import RulesForm, SeedForm
from reviews.models import AssignmentRun, Expert
from reviews.queries.assignments import assignments_of
from reviews.queries.matrix import Matrix
from reviews.queries.panel import judged_domains, pairing_of, rules_of
from reviews.queries.runs import lever_sentences, newest_run, progress_of
from reviews.resources import AssignmentResource
from reviews.rules import lead_refusal
from reviews.services.arranging import change_rules, draw_seed, propose_assignments
from reviews.services.assignments import keep_out, let_in, pin_assignment
from reviews.views.live import live_part
from reviews.views.loaders import arranged_round_or_404, secretariats_round_or_404, submission_or_404
from rounds.models import Action


@login_required
def assignment_rules(request: UserRequest, slug: str) -> HttpResponse:
    """Loads, fairness and anchor cities; what is assigned stays as it is until the next draft."""
    round = secretariats_round_or_404(request, slug)
    rules = rules_of(round)
    form = RulesForm(request.POST or None, rules=rules, round=round)
    if request.method == "POST" and form.is_valid():
        try:
            change_rules(round=round, limits=form.limits(), anchors=form.cleaned_data["anchors"], by=request.user)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved. The next draft keeps to it."))
            return redirect("reviews:assignments", slug)
    context = {
        "round": round,
        "form": form,
        "policy": round.policy_value,
        "refusal": lead_refusal(round, request.user, [Action.ASSIGN]),
    }
    return render(request, "reviews/assignment_rules.html", context)


@login_required
def seed(request: UserRequest, slug: str) -> HttpResponse:
    """The public seed: drawn by the portal, or one that was published elsewhere."""
    round = secretariats_round_or_404(request, slug)
    if request.method != "POST" and rules_of(round).seed is not None:
        return redirect("reviews:assignments", slug)  # it stands there
    form = SeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rules = draw_seed(round=round, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("The public seed is %(seed)s. It is recorded.") % {"seed": rules.seed})
            return redirect("reviews:assignments", slug)
    refusal = lead_refusal(round, request.user, [Action.ASSIGN])
    return render(request, "reviews/draw_seed.html", {"round": round, "form": form, "refusal": refusal})


@login_required
@require_POST
def propose(request: UserRequest, slug: str) -> HttpResponse:
    """A small round's draft is there at once; a large one is solved by a worker."""
    round = secretariats_round_or_404(request, slug)
    kinds = AssignmentRun.Kind
    kind = kinds.TOP_UP if request.POST.get("kind") == kinds.TOP_UP else kinds.ANEW
    try:
        run = propose_assignments(round=round, kind=kind, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _said(run))
    return redirect("reviews:assignments", slug)


def _said(run: AssignmentRun) -> str:
    if run.is_under_way:
        return _("The draft is being worked out. You can leave this page meanwhile.")
    number = run.outcome["pairs"]
    text = ngettext(
        "The draft has %(number)s new pair of expert and city.",
        "The draft has %(number)s new pairs of expert and city.",
        number,
    )
    return text % {"number": number}


@login_required
@require_GET
def run_live(request: UserRequest, slug: str) -> HttpResponse:
    """How far the newest solving is; 304 while nothing changed."""
    round = arranged_round_or_404(request, slug)
    run = newest_run(round)
    progress = progress_of(run) if run else None
    state = f"{run.pk}-{run.state}-{run.step}-{progress.is_late}" if run and progress else "none"
    etag = f'"{state}-{request.LANGUAGE_CODE}"'

    def part() -> HttpResponse:
        levers = list(lever_sentences(run, judged_domains(round))) if run else []
        context = {"round": round, "run": run, "progress": progress, "levers": levers}
        return render(request, "reviews/_run.html", context)

    return live_part(request, etag, part)


@login_required
@require_POST
def pin(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Pin a pair, or let it go: the next draft leaves what is pinned."""
    round = secretariats_round_or_404(request, slug)
    found = get_object_or_404(assignments_of(round).select_related("round", "expert__user"), pk=pk)
    pinned = request.POST.get("pinned") == "1"
    try:
        pin_assignment(assignment=found, pinned=pinned, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reviews:city-assignments", slug, found.submission_id)


@login_required
@require_POST
def keep(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Keep an expert out of a city, or let them in again."""
    round = secretariats_round_or_404(request, slug)
    submission = submission_or_404(round, pk)
    number = request.POST.get("expert", "")
    experts = Expert.objects.select_related("user").filter(panels__round=round)
    expert = experts.filter(pk=whole_number(number, 0)).first()
    if expert is None:
        messages.error(request, _("Choose an expert of the panel."))
        return redirect("reviews:city-assignments", slug, pk)
    act = keep_out if request.POST.get("out") == "1" else let_in
    try:
        act(submission=submission, expert=expert, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reviews:city-assignments", slug, pk)


@login_required
def assignments_import(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    if why_not := lead_refusal(round, request.user, [Action.ASSIGN]):
        messages.error(request, why_not)
        return redirect("reviews:assignments", slug)
    page = ImportPage(
        resource=AssignmentResource(round, request.user),
        verb="import_assignments",
        heading=gettext_lazy("Import assignments"),
        explanation=gettext_lazy(
            "Each line becomes a pinned pair of the draft, under the same checks as by hand: recusals, domains, "
            "loads. Nothing is removed by a file, and what is deployed stays."
        ),
        pretitle=round,
        done=reverse("reviews:assignments", args=[slug]),
        subject=round,
        round_id=round.pk,
    )
    return import_page(request, page)


@login_required
@require_GET
def table(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Every mark to give as one line: city, domain, expert, match and state."""
    round = arranged_round_or_404(request, slug)
    matrix = Matrix(pairing_of(round))
    labels = (
        _("GB/T 2260 code"), _("City"), _("Domain"), _("Expert"), _("Employer"), _("Province"), _("Match"),
        _("State"), _("Pinned"),
    )  # fmt: skip
    columns = [FileColumn(label, "count" if label == _("Match") else "text") for label in labels]
    homes = {load.expert: load.province for load in matrix.loads}
    words = {
        "draft": _("draft"),
        "deployed": _("deployed"),
        "begun": _("in progress"),
        "submitted": _("submitted"),
    }
    rows = [
        (
            row.city.gb_code, row.city.name, cell.domain.name, chip.name, chip.employer,
            homes.get(chip.expert, ""), chip.match, words[chip.state], _("yes") if chip.is_pinned else "",
        )
        for row in matrix.rows
        for cell in row.cells
        for chip in cell.chips
    ]  # fmt: skip
    return table_file(f"{round.name}_{_('assignment')}.{ending}", columns, rows)
