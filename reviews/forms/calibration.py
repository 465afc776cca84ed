"""Anchor dossiers: chosen by the secretariat, marked by experts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import SubmissionVersion
from reviews.forms.sheets import PointsField
from reviews.models import AnchorSheet
from reviews.rules import LONGEST_COMMENT
from reviews.services.sheets import Entry
from rounds.models import Indicator

if TYPE_CHECKING:
    Several = forms.ModelMultipleChoiceField[SubmissionVersion]
else:
    Several = forms.ModelMultipleChoiceField


class Versions(Several):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.submission.city} · {obj.submission.round}"


class AnchorsForm(forms.Form):
    """One to three dossiers."""

    versions = Versions(
        label=gettext_lazy("Anchor dossiers"),
        queryset=SubmissionVersion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one dossier.")},
    )

    def __init__(self, data: Any = None, *, offered: Any, chosen: Sequence[int]) -> None:
        super().__init__(data, initial={"versions": list(chosen)})
        self.fields["versions"].queryset = offered  # type: ignore[attr-defined]  # of the choice field above


@dataclass(frozen=True)
class AnchorLine:
    """An indicator of the anchor sheet, with the criteria by share, as on a score sheet."""

    indicator: Indicator
    points: forms.BoundField
    comment: forms.BoundField
    criteria: Mapping[int, str]
    stored: Mapping[str, str]
    """Points and comment that another window stored, where they differ from what was typed here."""


def _typed(field: forms.BoundField) -> str:
    return str(field.value() or "").replace("\r\n", "\n").strip()


class AnchorSheetForm(forms.Form):
    """Points and a comment for each indicator that the expert marks."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Mapping[Indicator, Mapping[int, str]],
        marks: Mapping[str, Any],
        version: int,
    ) -> None:
        initial: dict[str, Any] = {"version": version}
        for code, mark in marks.items():
            initial |= {f"points_{code}": mark.get("points", ""), f"comment_{code}": mark.get("comment", "")}
        super().__init__(data, initial=initial)
        self.criteria, self.indicators = criteria, list(criteria)
        self.stored: Mapping[str, Any] = {}
        for indicator in self.indicators:
            self.fields[f"points_{indicator.code}"] = PointsField(
                label=_("%(code)s points") % {"code": indicator.code},
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"comment_{indicator.code}"] = forms.CharField(
                label=_("%(code)s comment") % {"code": indicator.code},
                required=False,
                max_length=LONGEST_COMMENT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def entries(self) -> dict[str, Entry]:
        """By indicator code."""
        given = self.cleaned_data
        return {
            indicator.code: Entry(
                points=given[f"points_{indicator.code}"], comment=given[f"comment_{indicator.code}"]
            )
            for indicator in self.indicators
        }

    def show_stored(self, sheet: AnchorSheet | None) -> None:
        """Another window saved meanwhile: what it stored stands beside what was typed, which can be saved now."""
        if sheet:
            self.stored = sheet.marks
            self.data = {**dict(self.data.items()), "version": str(sheet.version)}

    def lines(self) -> list[AnchorLine]:
        return [self._line(indicator, texts) for indicator, texts in self.criteria.items()]

    def _line(self, indicator: Indicator, texts: Mapping[int, str]) -> AnchorLine:
        points, comment = self[f"points_{indicator.code}"], self[f"comment_{indicator.code}"]
        stored = self.stored.get(indicator.code, {})
        same = (stored.get("points", ""), stored.get("comment", "")) == (_typed(points), _typed(comment))
        return AnchorLine(indicator, points, comment, texts, stored={} if same else stored)
