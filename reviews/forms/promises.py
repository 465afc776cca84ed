"""What became of a city's promises, as the secretariat found it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from cities.models import InnovationPromise
from reviews.queries.promises import PromiseLine
from reviews.services.promises import Found

AS_SAID = "as_said"
"""The button that verifies every promise without a choice as the city says."""


class PromisesForm(forms.Form):
    """A promise left open stays not verified."""

    def __init__(self, data: Any = None, *, lines: Sequence[PromiseLine]) -> None:
        super().__init__(data)
        self.by_row = {line.row: line for line in lines}
        self.takes_as_said = bool(data and AS_SAID in data)
        choices = [("", _("not verified")), *InnovationPromise.Fulfilment.choices]
        for line in lines:
            check = line.check
            self.fields[f"state_{line.row}"] = forms.ChoiceField(
                label=_("Verified state"),
                choices=choices,
                required=False,
                initial=check.fulfilment if check else "",
            )
            self.fields[f"reason_{line.row}"] = forms.CharField(
                label=_("Reason where it differs"), required=False, initial=check.reason if check else ""
            )

    def found(self) -> dict[str, Found]:
        chosen = {}
        for row, line in self.by_row.items():
            state = self.cleaned_data.get(f"state_{row}") or (line.said if self.takes_as_said else "")
            reason = self.cleaned_data.get(f"reason_{row}", "")
            if state or reason.strip() or line.check:
                chosen[row] = Found(state, reason)
        return chosen

    def add_problems(self, problems: Mapping[str, str]) -> None:
        for row, problem in problems.items():
            self.add_error(f"reason_{row}", problem)

    def lines(self) -> Iterator[tuple[PromiseLine, BoundField, BoundField]]:
        for row, line in self.by_row.items():
            yield line, self[f"state_{row}"], self[f"reason_{row}"]
