"""The report's texts of a round as they count now."""

from django.db.models import QuerySet

from reports.models import ReportSettings, SectionText
from rounds.models import Round

DEFAULT_TITLE = ("国家低碳城市试点进展评估报告", "Evaluation of the low-carbon pilot cities")
DEFAULT_EXECUTOR = ("评估秘书处", "The evaluation's secretariat")


def settings_of(round: Round) -> ReportSettings:
    """As stored, or with what a round begins with; then it has no date yet."""
    stored = ReportSettings.objects.filter(round=round).first()
    return stored or ReportSettings(
        round=round,
        title_zh=DEFAULT_TITLE[0],
        title_en=DEFAULT_TITLE[1],
        executor_zh=DEFAULT_EXECUTOR[0],
        executor_en=DEFAULT_EXECUTOR[1],
        dated=None,  # type: ignore[misc]  # the build takes the date of the lock
    )


def current_texts(round: Round) -> dict[str, SectionText]:
    """Section → its newest version. Sections that nobody edited are not there."""
    newest = SectionText.objects.filter(round=round).order_by("section", "-number").distinct("section")
    return {text.section: text for text in newest.select_related("edited_by")}


def versions_of(round: Round, section: str) -> QuerySet[SectionText]:
    """Newest first."""
    return SectionText.objects.filter(round=round, section=section).select_related("edited_by").order_by("-number")
