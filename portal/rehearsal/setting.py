"""The round that is played: its indicator system with the default points, its periods, its call."""

import io

from django.core.management import call_command

from accounts.models import User
from rounds.models import IndicatorSystem, Round
from rounds.services.loading import DEFAULT_FILE
from rounds.services.rounds import create_round


def make_system() -> IndicatorSystem:
    """The default one; a frozen one of an earlier round serves again."""
    if known := IndicatorSystem.objects.order_by("pk").first():
        return known
    call_command("load_indicators", str(DEFAULT_FILE), stdout=io.StringIO())
    return IndicatorSystem.objects.get()


def new_round(by: User, system: IndicatorSystem, **named: str) -> Round:
    """A round of the periods of 2023, marked as a demonstration, not open yet."""
    return create_round(
        by=by,
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
        indicator_system=system,
        is_demonstration=True,
        call_zh="【演示】各试点城市：请于填报窗口关闭前在线填写评估问卷、上传佐证材料，经审核、签发后提交。",
        call_en="[Demonstration] Pilot cities fill in the questionnaire, add evidence, sign and hand in in time.",
        contact_name="评估秘书处（演示）",
        contact_phone="010-00000000",
        estimated_hours=16,
        **named,
    )
