"""The rows that fixed tables have by themselves in a round."""

from django.utils.translation import gettext as _

from cities.models import Target, TaskProgress
from cities.questionnaire.spec import FixedRow, Years

WHOLE_PERIOD = 0
"""The ``year`` of a target for the whole review period."""


def years_of_data(years: Years) -> list[FixedRow]:
    """Previous and review period; what counts for points are the ends of both, needed are those of the review."""
    first = min(years.previous_start, years.review_start)
    return [
        FixedRow((year,), str(year), year >= years.review_start) for year in range(first, years.review_end + 1)
    ]


def years_of_review(years: Years) -> list[FixedRow]:
    return [FixedRow((year,), str(year)) for year in range(years.review_start, years.review_end + 1)]


def targets(years: Years) -> list[FixedRow]:
    """Of each series: the whole review period, then every year after its first."""
    return [
        FixedRow(
            (series.value, year),
            _("%(series)s, %(when)s") % {"series": series.label, "when": year or _whole_period(series, years)},
            required=year == WHOLE_PERIOD,
        )
        for series in Target.Series
        for year in (WHOLE_PERIOD, *range(years.review_start + 1, years.review_end + 1))
    ]


def _whole_period(series: Target.Series, years: Years) -> str:
    """GDP by its mean yearly growth, what falls by the fall against the first year."""
    ends = {"first": years.review_start, "last": years.review_end}
    if series is Target.Series.GDP_GROWTH:
        return _("yearly mean %(first)d–%(last)d") % ends
    return _("%(last)d against %(first)d") % ends


def tasks(years: Years) -> list[FixedRow]:
    return [FixedRow((task.value,), str(task.label)) for task in TaskProgress.Task]
