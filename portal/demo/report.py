"""The report of the demonstration: its cover, and a first build that a worker makes."""

from datetime import date

from accounts.models import User
from reports.models import ReportBuild
from reports.services.builds import ask_for_build
from reports.services.texts import save_settings
from rounds.models import Round


def begin_report(round: Round, secretariat: User) -> None:
    """Not locked, so that the build has findings to look at."""
    cover = {
        "title_zh": "国家低碳城市试点进展评估报告",
        "title_en": "Evaluation of the low-carbon pilot cities",
        "executor_zh": "评估秘书处（演示）",
        "executor_en": "The evaluation's secretariat (demonstration)",
        "dated": date(2023, 7, 12),
        "city_order": "",
    }
    save_settings(round=round, base=0, values=cover, by=secretariat)
    ask_for_build(round=round, kind=ReportBuild.Kind.PUBLIC, language=ReportBuild.Language.ZH, by=secretariat)
