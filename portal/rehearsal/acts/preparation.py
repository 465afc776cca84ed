"""The round is set up, experts are asked into the panel, sign the pledge and declare a tie."""

from django.db import transaction

from accounts.models import User
from cities.services import prepare_submissions
from notices.wording import absolute
from portal.rehearsal.cast import make_experts, make_leaders, make_people
from portal.rehearsal.company import Company, Say
from portal.rehearsal.material import MARK, plan_for
from portal.rehearsal.people import panel_of
from portal.rehearsal.pilots import take_part
from portal.rehearsal.script import Script
from portal.rehearsal.setting import make_system, new_round
from portal.rehearsal.timetable import lay_out
from reviews.models import PanelInvitation, PanelMember
from reviews.services.inviting import answer_invitation, invite_experts
from reviews.services.recusals import declare_recusals, sign_pledge
from rounds.services.rounds import open_round


@transaction.atomic
def prepare(script: Script, say: Say) -> Company:
    """The company that plays everything else."""
    cities = take_part(script)
    secretariat = make_people()
    round = new_round(
        secretariat,
        make_system(),
        slug=script.slug,
        name_zh=f"演练 {script.seed}：国家低碳城市试点评估（合成数据，非真实情况）",
        name_en=f"Rehearsal {script.seed}: evaluation of low-carbon city pilots (synthetic, nothing is real)",
    )
    leaders = make_leaders(round)
    lay_out(round, secretariat)
    prepare_submissions(round=round, by=secretariat)
    open_round(round=round, by=secretariat)
    plans = [plan_for(city, script.dice) for city in cities]
    company = Company(script, say, round, secretariat, leaders, plans)
    _ask_experts(company)
    _sign_and_declare(company)
    return company


def _ask_experts(company: Company) -> None:
    """One more than there are seats; the last one declines."""
    round, by = company.round, company.secretariat
    experts = make_experts(panel_of(company.script.experts + 1))
    invite_experts(round=round, experts=experts, by=by, absolute=absolute)
    invitations = list(PanelInvitation.objects.filter(round=round).order_by("expert__user__username"))
    for invitation in invitations[:-1]:
        answer_invitation(invitation=invitation, accepts=True)
    answer_invitation(invitation=invitations[-1], accepts=False, reason=MARK + "时间冲突。")
    company.say(f"{len(invitations)} experts asked, {len(invitations) - 1} accepted")


def _sign_and_declare(company: Company) -> None:
    members = PanelMember.objects.filter(round=company.round).select_related("round", "expert__user")
    for place, member in enumerate(members.order_by("expert__user__username")):
        by: User = member.expert.user
        sign_pledge(member=member, by=by)
        if place == 0:
            city = company.plans[-1].city
            declare_recusals(member=member, cities=[city], reason=MARK + "曾参与该市低碳规划编制。", by=by)
