"""The stages on a time line, and the table of rights."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from rounds.errors import RoundError
from rounds.forms.stages import NAMES, RightForm, StageForm
from rounds.models import Action, Role, Stage, StageRight
from rounds.rules import stage_problems
from rounds.services.stages import edit_right as store_right
from rounds.services.stages import edit_stage as store_stage
from rounds.views.loaders import right_or_404, round_to_read_or_404, round_to_set_up_or_404, stage_or_404


@login_required
def list_stages(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    stages, now = list(round.stages.all()), timezone.now()
    if ending:
        return list_file([round.name, _("Stages")], ending, _columns(), stages)
    context = {
        "round": round,
        "stages": [(stage, stage.when(now)) for stage in stages],
        "problems": stage_problems(stages),
    }
    return render(request, "rounds/stages.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("Stage"), lambda stage: stage.staff_name),
        Column(_("Name for the public"), lambda stage: stage.public_name),
        moment(_("Opens at"), lambda stage: stage.opens_at),
        moment(_("Closes at"), lambda stage: stage.closes_at),
    ]


@login_required
def edit_stage(request: UserRequest, slug: str, kind: str) -> HttpResponse:
    stage = stage_or_404(request, slug, kind)
    names = ("opens_at", "closes_at", "may_overlap", *NAMES)
    form = StageForm(request.POST or None, initial={name: getattr(stage, name) for name in names})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            store_stage(
                stage=stage,
                opens_at=data["opens_at"],
                closes_at=data["closes_at"],
                may_overlap=data["may_overlap"],
                names={name: data[name] for name in NAMES},
                by=request.user,
            )
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:stages", slug)
    return render(request, "rounds/stage_form.html", {"round": stage.round, "stage": stage, "form": form})


@login_required
def rights_table(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """The table of stages and roles, as everybody who leads the round may read it."""
    round = round_to_read_or_404(request, slug)
    stages = round.stages.prefetch_related("rights")
    if ending:
        cells = [(stage, *cell) for stage in stages for cell in _cells(stage)]
        return list_file([round.name, _("Stages and rights")], ending, _right_columns(), cells)
    context = {
        "round": round,
        "roles": list(Role),
        "rows": [(stage, _cells(stage)) for stage in stages],
        "is_secretariat": round.roles.filter(user=request.user, kind=Role.SECRETARIAT.value).exists(),
    }
    return render(request, "rounds/rights.html", context)


def _right_columns() -> list[Column]:
    """Of one stage, role, right and its actions in words."""
    return [
        Column(_("Stage"), lambda cell: cell[0].staff_name),
        Column(_("Role"), lambda cell: str(cell[1].label)),
        Column(_("Access"), lambda cell: cell[2].get_access_display() if cell[2] else ""),
        Column(_("Only their own"), lambda cell: _("yes") if cell[2] and cell[2].own_only else ""),
        Column(_("Rights"), lambda cell: "; ".join(cell[3])),
    ]


def _cells(stage: Stage) -> list[tuple[Role, StageRight | None, list[str]]]:
    """By role in the order of the columns, with the actions as a person reads them."""
    rights = {right.role: right for right in stage.rights.all()}
    labels = {action.value: str(action.label) for action in Action}
    return [
        (role, right, [labels[code] for code in right.actions if code in labels] if right else [])
        for role in Role
        for right in [rights.get(role.value)]
    ]


@login_required
def edit_right(request: UserRequest, slug: str, kind: str, role: str) -> HttpResponse:
    right = right_or_404(request, slug, kind, role)
    names = ("access", "own_only", "actions", "note_zh", "note_en")
    form = RightForm(request.POST or None, initial={name: getattr(right, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            store_right(right=right, by=request.user, **form.cleaned_data)
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:rights", slug)
    return render(request, "rounds/right_form.html", {"round": right.stage.round, "right": right, "form": form})
