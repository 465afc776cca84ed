"""The rows that fixed tables have by themselves in a round."""

from django.utils.translation import gettext as _

from cities.models import Target, TaskProgress
from cities.questionnaire.spec import FixedRow
from rounds.models import Round

WHOLE_PERIOD = 0
"""The ``year`` of a target for the whole review period."""


def years_of_data(round: Round) -> list[FixedRow]:
    """Previous and review period; what counts for points are the ends of both, needed are those of the review."""
    first = min(round.previous_start, round.review_start)
    return [
        FixedRow((year,), str(year), year >= round.review_start) for year in range(first, round.review_end + 1)
    ]


def years_of_review(round: Round) -> list[FixedRow]:
    return [FixedRow((year,), str(year)) for year in range(round.review_start, round.review_end + 1)]


def targets(round: Round) -> list[FixedRow]:
    """Of each series: the whole review period, then every year after its first."""
    return [
        FixedRow(
            (series.value, year),
            _("%(series)s, %(when)s") % {"series": series.label, "when": year or _whole_period(series, round)},
            required=year == WHOLE_PERIOD,
        )
        for series in Target.Series
        for year in (WHOLE_PERIOD, *range(round.review_start + 1, round.review_end + 1))
    ]


def _whole_period(series: Target.Series, round: Round) -> str:
    """GDP by its mean yearly growth, what falls by the fall against the first year."""
    years = {"first": round.review_start, "last": round.review_end}
    if series is Target.Series.GDP_GROWTH:
        return _("yearly mean %(first)d–%(last)d") % years
    return _("%(last)d against %(first)d") % years


def tasks(round: Round) -> list[FixedRow]:
    return [FixedRow((task.value,), str(task.label)) for task in TaskProgress.Task]
