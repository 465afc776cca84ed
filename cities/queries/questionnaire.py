"""All forms of a submission beside each other: what every page of the questionnaire shows at its side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from accounts.prepared import prepared
from cities.completeness import FormProgress, State, progress_of
from cities.models import Statement, Submission
from cities.queries.forms import FormRows, form_rows
from cities.queries.overview import complete
from cities.questionnaire import FORMS, FormSpec, asks
from cities.questionnaire.forms import STATEMENTS
from rounds.models import Indicator


@dataclass(frozen=True)
class FormLine:
    """One form, and how far it has come. The statements are counted in indicators."""

    form: FormSpec
    given: int
    needed: int
    state: State
    is_asked: bool
    progress: FormProgress | None = None

    @cached_property
    def share(self) -> int:
        """Per cent; 100 only when nothing is missing."""
        return self.given * 100 // self.needed if self.needed else 100


@dataclass(frozen=True)
class Questionnaire:
    """Every form of one city."""

    rows: FormRows
    lines: Sequence[FormLine]

    @cached_property
    def by_code(self) -> dict[str, FormLine]:
        return {line.form.code: line for line in self.lines}

    @cached_property
    def asked(self) -> list[FormLine]:
        return [line for line in self.lines if line.is_asked]

    @cached_property
    def open(self) -> list[FormLine]:
        """Asked for and not complete."""
        return [line for line in self.asked if line.state != "complete"]

    @property
    def complete(self) -> int:
        return sum(line.state == "complete" for line in self.asked)

    @property
    def gaps(self) -> int:
        """Everything that is still missing in the forms that are asked for."""
        return sum(line.needed - line.given for line in self.asked)

    @property
    def next(self) -> FormLine | None:
        """The first that somebody has begun, else the first that is open."""
        return next((line for line in self.open if line.state == "draft"), self.open[0] if self.open else None)

    def before(self, form: FormSpec) -> FormLine | None:
        place = FORMS.index(form)
        return self.lines[place - 1] if place else None

    def after(self, form: FormSpec) -> FormLine | None:
        place = FORMS.index(form)
        return self.lines[place + 1] if place + 1 < len(FORMS) else None


def questionnaire_of(
    submission: Submission, statements: tuple[int, int] | None = None, rows: FormRows | None = None
) -> Questionnaire:
    """Two queries, however many forms, less by what the caller has read: complete statements and all, the rows."""
    rows = rows or form_rows(submission)
    progress = {found.form.code: found for found in progress_of(rows, submission.round, submission.city)}
    done, all_of_them = statements or statement_counts(submission)
    return Questionnaire(
        rows,
        [
            _form_line(progress[form.code]) if form.tables else _statement_line(submission, done, all_of_them)
            for form in FORMS
        ],
    )


def complete_forms(submission: Submission) -> int:
    """How many of the forms that the city is asked for lack nothing, the statements aside. One query."""
    found = progress_of(form_rows(submission), submission.round, submission.city)
    return sum(form.is_asked and form.state == "complete" for form in found)


def _form_line(progress: FormProgress) -> FormLine:
    return FormLine(progress.form, progress.given, progress.needed, progress.state, progress.is_asked, progress)


def _statement_line(submission: Submission, done: int, all_of_them: int) -> FormLine:
    state: State = "complete" if done == all_of_them else "draft" if done else "empty"
    return FormLine(STATEMENTS, done, all_of_them, state, asks(submission.city, STATEMENTS))


def statement_counts(submission: Submission) -> tuple[int, int]:
    """Complete statements, and indicators of the round."""
    counted = _counted(submission=submission.pk, system=submission.round.indicator_system_id)
    return counted[0] if counted else (0, 0)


@prepared
def _counted(submission: int, system: int) -> "QuerySet[Indicator, tuple[int, int]]":
    written = Statement.objects.filter(complete(), submission=submission).values("indicator")
    of_the_round = Indicator.objects.filter(system=system).order_by().values("system")
    counted = of_the_round.annotate(all=Count("pk"), done=Count("pk", filter=Q(pk__in=written)))
    return counted.values_list("done", "all")
