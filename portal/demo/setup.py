"""The demonstration round and its people."""

import io
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from cities.models import City, CityMembership, Province, ProvinceMembership
from cities.services import prepare_submissions
from portal.demo.accounts import hashed_password
from portal.demo.people import (
    ADMINISTRATORS,
    CITY_PEOPLE,
    EXPERTS,
    LEADERS,
    PROVINCE_PEOPLE,
    SECRETARIAT,
    DemoExpert,
)
from reviews.models import Expert, PanelMember
from reviews.services.recusals import refresh_rule_recusals, sign_pledge
from rounds.models import Domain, IndicatorSystem, Round, RoundRole, Stage
from rounds.services.loading import DEFAULT_FILE
from rounds.services.rounds import create_round, open_round
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


KINDS = {
    CityMembership.Kind.FILLER: "填报人",
    CityMembership.Kind.REVIEWER: "审核人",
    CityMembership.Kind.APPROVER: "签发人",
}


def make_people() -> User:
    """Everybody but the panel and the cities' people; the secretariat is returned, who does the rest."""
    for person in ADMINISTRATORS:
        make_user(person.username, person.full_name, administrator=person.kind, is_staff=True)
    for official in PROVINCE_PEOPLE:
        user = make_user(official.username, official.full_name)
        province = Province.objects.get(name_zh=official.province_zh)
        ProvinceMembership.objects.create(province=province, user=user)
    return make_user(SECRETARIAT, LEADERS[0].full_name, is_staff=True)


def make_user(username: str, full_name: str, **fields: object) -> User:
    """With an address that no mail server delivers to: the outbox has letters, and nobody gets one."""
    return User.objects.create(
        username=username,
        full_name=full_name,
        email=f"{username}@demo.invalid",
        password=hashed_password(),
        is_demonstration=True,
        **fields,
    )


def make_round(secretariat: User) -> Round:
    """The 2023 round, open, with every window that the demonstration needs."""
    call_command("load_indicators", str(DEFAULT_FILE), stdout=io.StringIO())
    round = create_round(
        by=secretariat,
        slug="2023",
        name_zh="2023年国家低碳城市试点评估（演示）",
        name_en="National evaluation of low-carbon city pilots 2023 (demonstration)",
        review_start=2017,
        review_end=2022,
        previous_start=2012,
        previous_end=2017,
        epsilon="0.005",
        reference_targets={
            "gdp_growth": "5.5",
            "co2_intensity_reduction": "18",
            "co2_intensity_reduction_annual": "3.9",
            "energy_intensity_reduction": "13.5",
        },
        indicator_system=IndicatorSystem.objects.get(),
        is_demonstration=True,
        call_zh="【演示】各试点城市：请于填报窗口关闭前在线填写评估问卷、上传佐证材料，经审核、签发后提交。",
        call_en="[Demonstration] Pilot cities fill in the questionnaire, add evidence, sign and hand in in time.",
        contact_name="评估秘书处（演示）",
        contact_phone="010-00000000",
        estimated_hours=16,
    )
    for leader in LEADERS[1:]:
        user = make_user(leader.username, leader.full_name)
        RoundRole.objects.create(round=round, user=user, kind=leader.kind)
    _open_stages(round, secretariat)
    prepare_submissions(round=round, by=None)
    open_round(round=round, by=secretariat)
    return round


def make_panel(round: Round, secretariat: User) -> dict[int, User]:
    """The experts, in the panel, with the pledge signed and the recusals that follow from their employers."""
    domains = {domain.name_zh: domain for domain in Domain.objects.all()}
    members = [_expert(round, expert, domains) for expert in EXPERTS]
    refresh_rule_recusals(round, by=secretariat)
    for member in members:
        sign_pledge(member=member, by=member.expert.user)
    return {member.expert_id: member.expert.user for member in members}


def make_city_people(city: City) -> User:
    """The city's people: those with a login of their own, and one for each role that is left. The filler."""
    people = [person for person in CITY_PEOPLE if person.city == city.gb_code]
    named = {person.kind: (person.username, person.full_name) for person in people}
    users: list[User] = []
    for kind, word in KINDS.items():
        username, full_name = named.get(kind, (f"{kind.value}{city.gb_code}", f"{city.short_zh}{word}（演示）"))
        user = make_user(username, full_name)
        CityMembership.objects.create(city=city, user=user, kind=kind, is_administrator=not users)
        users.append(user)
    return users[0]


def _open_stages(round: Round, by: User) -> None:
    midnight = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    for stage in round.stages.filter(kind__in=OPEN_STAGES):
        opens, closes = (midnight + timedelta(days=days) for days in OPEN_STAGES[Stage.Kind(stage.kind)])
        edit_stage(stage=stage, opens_at=opens, closes_at=closes, may_overlap=True, names={}, by=by)


def _expert(round: Round, who: DemoExpert, domains: dict[str, Domain]) -> PanelMember:
    expert = Expert.objects.create(
        user=make_user(who.username, who.full_name),
        employer=who.employer,
        employer_city=City.objects.filter(gb_code=who.employer_city).first(),
        employer_province=Province.objects.filter(name_zh=who.employer_province).first(),
        main_domain=domains[who.domains[0]],
        languages="中文、英语",
    )
    expert.domains.set([domains[name] for name in who.domains])
    return PanelMember.objects.create(round=round, expert=expert)
