"""The demonstration round: every window open at once, so that every part can be tried."""

import io
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from cities.services import prepare_submissions
from portal.rehearsal.cast import make_experts, make_leaders
from portal.rehearsal.people import EXPERTS
from portal.rehearsal.setting import make_system, new_round
from reviews.models import PanelMember
from reviews.services.experts import add_to_panel
from reviews.services.recusals import sign_pledge
from rounds.models import Round, Stage
from rounds.services.rounds import open_round
from rounds.services.stages import edit_stage

OPEN_STAGES = {
    Stage.Kind.PREPARATION: (-60, -30),
    Stage.Kind.FILING: (-30, 21),
    Stage.Kind.OPINION: (-20, 21),
    Stage.Kind.FORMAL_CHECK: (-20, 28),
    Stage.Kind.REVIEW: (-14, 35),
    Stage.Kind.ONSITE: (-7, 40),
    Stage.Kind.REVISION: (-14, 42),
    Stage.Kind.CASES: (-7, 45),
}
"""Days from now. So that every part can be tried at once, the windows overlap, which a real round's do not."""


def make_round(secretariat: User) -> Round:
    """The 2023 round, open, with every window that the demonstration needs."""
    round = new_round(
        secretariat,
        make_system(),
        slug="2023",
        name_zh="2023年国家低碳城市试点评估（演示）",
        name_en="National evaluation of low-carbon city pilots 2023 (demonstration)",
    )
    make_leaders(round)
    _open_stages(round, secretariat)
    prepare_submissions(round=round, by=None)
    open_round(round=round, by=secretariat)
    call_command("load_planning_documents", round.slug, stdout=io.StringIO())
    return round


def make_panel(round: Round, secretariat: User) -> dict[int, User]:
    """The experts, in the panel, with the pledge signed and the recusals that follow from their employers."""
    experts = make_experts(EXPERTS)
    add_to_panel(round=round, experts=experts, by=secretariat)
    for member in PanelMember.objects.filter(round=round).select_related("expert__user").order_by("pk"):
        sign_pledge(member=member, by=member.expert.user)
    return {expert.pk: expert.user for expert in experts}


def _open_stages(round: Round, by: User) -> None:
    midnight = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    for stage in round.stages.filter(kind__in=OPEN_STAGES):
        opens, closes = (midnight + timedelta(days=days) for days in OPEN_STAGES[Stage.Kind(stage.kind)])
        edit_stage(stage=stage, opens_at=opens, closes_at=closes, may_overlap=True, names={}, by=by)
