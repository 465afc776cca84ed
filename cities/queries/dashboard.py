"""The city's home in a round: every form and every indicator, what is missing, and who was last on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from cities.completeness import Gap
from cities.models import Submission
from cities.queries.overview import Overview, overview_of
from cities.queries.presence import people_on
from cities.queries.questionnaire import FormLine, Questionnaire, questionnaire_of

NAMED_GAPS = 3
"""What is missing in a form is named up to here, the rest is counted."""

ON_IT = timedelta(minutes=15)
"""Who saved within this time, or has the form open, is on it now."""


@dataclass(frozen=True)
class FormState:
    """One form as the dashboard shows it."""

    line: FormLine
    who: User | None
    when: datetime | None
    missing: Sequence[str]
    more: int
    """Gaps beyond those that are named."""
    here: Sequence[User] = ()
    """Who has the form open."""

    @cached_property
    def on_it(self) -> list[User]:
        """Who is on it: who has it open, and who saved in it just now."""
        saved = [self.who] if self.who and self.when and timezone.now() - self.when < ON_IT else []
        return [*self.here, *(one for one in saved if one not in self.here)]


@dataclass(frozen=True)
class Dashboard:
    """The whole questionnaire of one city."""

    overview: Overview
    questionnaire: Questionnaire
    forms: Sequence[FormState]

    @cached_property
    def asked(self) -> Sequence[FormLine]:
        return self.questionnaire.asked

    @property
    def complete(self) -> int:
        return self.questionnaire.complete

    @property
    def share(self) -> int:
        """Per cent, each form weighing the same; 100 only when nothing is missing."""
        return sum(line.share for line in self.asked) // len(self.asked) if self.asked else 100

    @property
    def gaps(self) -> int:
        """Everything that is still missing in the forms that are asked for."""
        return self.questionnaire.gaps


def dashboard_of(submission: Submission) -> Dashboard:
    """Three queries, however much is filled in and whoever is there."""
    overview = overview_of(submission)
    questionnaire = questionnaire_of(submission, (overview.complete, len(overview.lines)))
    last = {line.form.code: line.progress.last for line in questionnaire.lines if line.progress}
    people = people_on(submission, {row.updated_by_id for row in last.values() if row and row.updated_by_id})
    states = [_form_state(line, overview, people.by_number) for line in questionnaire.lines]
    return Dashboard(
        overview,
        questionnaire,
        [replace(state, here=people.by_form.get(state.line.form.code, [])) for state in states],
    )


def _form_state(line: FormLine, overview: Overview, people: Mapping[int, User]) -> FormState:
    if line.progress is None:
        return _statements(line, overview)
    row, gaps = line.progress.last, line.progress.gaps
    who = people.get(row.updated_by_id or 0) if row else None
    return FormState(line, who, row.updated_at if row else None, _named(gaps), max(0, len(gaps) - NAMED_GAPS))


def _statements(line: FormLine, overview: Overview) -> FormState:
    saved = [one.statement for one in overview.lines if one.statement]
    newest = max(saved, key=lambda statement: statement.updated_at, default=None)
    codes = [one.indicator.code for one in overview.missing]
    return FormState(
        line,
        newest.updated_by if newest else None,
        newest.updated_at if newest else None,
        codes[:NAMED_GAPS],
        max(0, len(codes) - NAMED_GAPS),
    )


def _named(gaps: Sequence[Gap]) -> list[str]:
    return [_words(gap) for gap in gaps[:NAMED_GAPS]]


def _words(gap: Gap) -> str:
    if not gap.field and not gap.problem:
        return _("%(table)s: no entry yet, and not said that there is none") % {"table": gap.table.name}
    return " ".join(filter(None, (gap.where, gap.problem or gap.label)))
