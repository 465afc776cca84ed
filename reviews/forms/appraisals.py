"""Comments by area and problem tags, and the chair's wording of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.forms.material import CountedText
from reviews.models import Appraisal
from reviews.services.appraisals import LONGEST_COMMENT, PARTS
from rounds.models import Area, Problem

if TYPE_CHECKING:
    Several = forms.ModelMultipleChoiceField[Problem]
else:
    Several = forms.ModelMultipleChoiceField

LABELS = {"comment": gettext_lazy("Comment"), "suggestion": gettext_lazy("Suggestion")}


class AppraisalForm(forms.Form):
    """Two texts for each area, and the problems of the round to tick. ``number``: the version it was opened at."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, areas: Sequence[Area], problems: Any, appraisal: Appraisal | None
    ) -> None:
        super().__init__(data, initial=_initial(appraisal))
        self.areas = areas
        for area in areas:
            for part in PARTS:
                field = CountedText(label=LABELS[part], max_length=LONGEST_COMMENT, rows=3, required=False)
                self.fields[f"{part}_{area.code}"] = field
        self.fields["problems"] = Several(
            label=_("Common problems"), queryset=problems, required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["problem_note"] = CountedText(
            label=_("What they show in"), max_length=LONGEST_COMMENT, rows=3, required=False
        )

    def comments(self) -> dict[str, dict[str, str]]:
        """By area code."""
        given = self.cleaned_data
        return {area.code: {part: given[f"{part}_{area.code}"] for part in PARTS} for area in self.areas}

    def area_fields(self) -> list[tuple[Area, list[forms.BoundField]]]:
        return [(area, [self[f"{part}_{area.code}"] for part in PARTS]) for area in self.areas]


def _initial(appraisal: Appraisal | None) -> dict[str, Any]:
    if appraisal is None:
        return {"number": 0}
    initial: dict[str, Any] = {
        "number": appraisal.number,
        "problem_note": appraisal.problem_note,
        "problems": [problem.pk for problem in appraisal.problems.all()],
    }
    for code, words in appraisal.comments.items():
        initial |= {f"{part}_{code}": words.get(part, "") for part in PARTS}
    return initial


class ApprovalForm(forms.Form):
    """The wording that the city and the report read."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    comment = CountedText(label=LABELS["comment"], max_length=LONGEST_COMMENT, rows=3, required=False)
    suggestion = CountedText(label=LABELS["suggestion"], max_length=LONGEST_COMMENT, rows=3, required=False)
