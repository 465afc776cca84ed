"""Computed points of one city, indicator by indicator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from reviews.forms.sheets import PointsField
from reviews.models import Verification
from reviews.queries.material import Said
from reviews.rules import may_not_apply
from reviews.services.verification import Computed
from rounds.models import Indicator
from scoring.canonical import plain_decimal

LONGEST_SOURCE = 2000


@dataclass(frozen=True)
class Line:
    """An indicator with what stands and what is entered."""

    indicator: Indicator
    said: Said | None
    standing: Verification | None
    history: Sequence[Verification]
    points: BoundField
    source: BoundField
    base: BoundField
    not_applicable: BoundField | None
    """Only where the computed part can fail to apply."""


class VerificationForm(forms.Form):
    """A line left empty is left as it is; a line begun needs points and source."""

    def __init__(
        self, data: Any = None, *, indicators: Sequence[Indicator], history: Mapping[int, Sequence[Verification]]
    ) -> None:
        self.standing = {pk: row for pk, rows in history.items() for row in rows if row.to_version is None}
        super().__init__(data, initial=_initial(indicators, self.standing))
        self.indicators, self.history = indicators, history
        for indicator in indicators:
            self._add_fields(indicator)

    def _add_fields(self, indicator: Indicator) -> None:
        code = indicator.code
        self.fields[f"points_{code}"] = PointsField(label=_("%(code)s points") % {"code": code}, required=False)
        self.fields[f"source_{code}"] = forms.CharField(
            label=_("%(code)s source and arithmetic") % {"code": code}, required=False, max_length=LONGEST_SOURCE
        )
        self.fields[f"base_{code}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        if may_not_apply(indicator):
            self.fields[f"off_{code}"] = forms.BooleanField(
                label=_("Does not apply: no promise on record"), required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for indicator in self.indicators:
            code = indicator.code
            off = given.get(f"off_{code}")
            if given.get(f"source_{code}") and given.get(f"points_{code}", 0) is None and not off:
                self.add_error(f"points_{code}", _("Enter the points, or empty the source too."))
            if given.get(f"points_{code}") is None and not given.get(f"source_{code}") and not off:
                self._refuse_emptying(indicator, given)
        return given

    def _refuse_emptying(self, indicator: Indicator, given: Mapping[str, Any]) -> None:
        """What is verified is corrected, not taken away."""
        if indicator.pk in self.standing and f"points_{indicator.code}" in given:
            self.add_error(
                f"points_{indicator.code}",
                _("Verified points can be corrected, not removed: enter the right ones."),
            )

    def values(self) -> dict[str, Computed]:
        """The lines with something in them, by code."""
        given = self.cleaned_data
        found: dict[str, Computed] = {}
        for code in (indicator.code for indicator in self.indicators):
            points, source, off = given[f"points_{code}"], given[f"source_{code}"], given.get(f"off_{code}", False)
            if points is not None or source or off:
                found[code] = Computed(
                    points=Decimal(0) if off else points,
                    source=source,
                    applies=not off,
                    base=given[f"base_{code}"],
                )
        return found

    def add_problems(self, problems: Mapping[str, str]) -> None:
        for code, problem in problems.items():
            self.add_error(f"points_{code}", problem)

    def lines(self, said: Mapping[int, Said]) -> Iterator[Line]:
        for indicator in self.indicators:
            code = indicator.code
            yield Line(
                indicator=indicator,
                said=said.get(indicator.pk),
                standing=self.standing.get(indicator.pk),
                history=self.history.get(indicator.pk, ()),
                points=self[f"points_{code}"],
                source=self[f"source_{code}"],
                base=self[f"base_{code}"],
                not_applicable=self[f"off_{code}"] if f"off_{code}" in self.fields else None,
            )


def _initial(indicators: Sequence[Indicator], standing: Mapping[int, Verification]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for indicator in indicators:
        if row := standing.get(indicator.pk):
            initial[f"points_{indicator.code}"] = plain_decimal(row.points)
            initial[f"source_{indicator.code}"] = row.source
            initial[f"base_{indicator.code}"] = row.pk
            initial[f"off_{indicator.code}"] = not row.applies
    return initial
