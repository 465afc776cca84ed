"""Computed points of one city, indicator by indicator: accept what is proposed, or correct it with a reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.arithmetic import Arithmetic, arithmetic_of
from reviews.forms.sheets import PointsField
from reviews.models import Verification
from reviews.queries.material import Said
from reviews.queries.verification import Value
from reviews.rules import may_not_apply
from reviews.services.verification import Accepted, Computed, Decision
from rounds.models import Indicator
from scoring.canonical import plain_decimal

LONGEST_SOURCE = 2000
ALL_CLEAR = "clear"
"""The button that accepts every value of the city that has nothing to look at."""


@dataclass(frozen=True)
class Line:
    """An indicator with what is proposed, what stands and what is entered."""

    value: Value
    said: Said | None
    arithmetic: Arithmetic | None
    standing_arithmetic: Arithmetic | None
    """Only where it is another one."""
    points: BoundField
    source: BoundField
    not_applicable: BoundField | None
    """Only where the computed part can fail to apply."""

    @property
    def indicator(self) -> Indicator:
        return self.value.indicator

    @property
    def is_being_corrected(self) -> bool:
        """The fields for a correction are shown at once."""
        standing = self.value.standing
        is_own = standing is not None and standing.kind != Verification.Kind.ACCEPTED
        return self.arithmetic is None or is_own or bool(self.points.errors or self.source.errors)


class VerificationForm(forms.Form):
    """A line left empty is left as it is; a line begun needs points and reason."""

    def __init__(self, data: Any = None, *, values: Sequence[Value]) -> None:
        super().__init__(data, initial=_initial(values))
        self.lines_of = {value.indicator.code: value for value in values}
        pressed = data.getlist("accept") if data else []
        self.accepted = {
            code
            for code, value in self.lines_of.items()
            if code in pressed or (ALL_CLEAR in pressed and value.is_clear)
        }
        self.kept = set(data.getlist("keep")) if data else set()
        for value in values:
            self._add_fields(value.indicator)

    def _add_fields(self, indicator: Indicator) -> None:
        code = indicator.code
        self.fields[f"points_{code}"] = PointsField(label=_("%(code)s points") % {"code": code}, required=False)
        self.fields[f"source_{code}"] = forms.CharField(
            label=_("%(code)s source and arithmetic") % {"code": code}, required=False, max_length=LONGEST_SOURCE
        )
        self.fields[f"base_{code}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields[f"seen_{code}"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
        if may_not_apply(indicator):
            self.fields[f"off_{code}"] = forms.BooleanField(
                label=_("Does not apply: no promise on record"), required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code in self.lines_of.keys() - self.accepted:
            points, source, off = (given.get(f"{name}_{code}") for name in ("points", "source", "off"))
            if f"points_{code}" not in given or points is not None or off:
                continue
            if source:
                self.add_error(f"points_{code}", _("Enter the points, or empty the source too."))
            elif self._was_entered(code):
                problem = _("Verified points can be corrected, not removed: enter the right ones.")
                self.add_error(f"points_{code}", problem)
        return given

    def _was_entered(self, code: str) -> bool:
        standing = self.lines_of[code].standing
        return standing is not None and standing.kind != Verification.Kind.ACCEPTED

    def values(self) -> dict[str, Decision]:
        """The lines that are accepted, and those with something in them, by code."""
        found = {code: self._value(code) for code in self.lines_of}
        return {code: value for code, value in found.items() if value}

    def _value(self, code: str) -> Decision | None:
        given = self.cleaned_data
        base = given[f"base_{code}"]
        if code in self.accepted:
            return Accepted(given[f"seen_{code}"], base)
        points, source, off = given[f"points_{code}"], given[f"source_{code}"], given.get(f"off_{code}", False)
        if points is None and not source and not off:
            return None
        value = Decimal(0) if off else points
        return Computed(value, source, applies=not off, base=base, keeps=code in self.kept)

    def add_problems(self, problems: Mapping[str, str]) -> None:
        for code, problem in problems.items():
            self.add_error(f"points_{code}", problem)

    def lines(self, said: Mapping[int, Said]) -> Iterator[Line]:
        for code, value in self.lines_of.items():
            proposal, standing = value.proposal, value.standing
            arithmetic = arithmetic_of(proposal.computed) if proposal else None
            is_other = standing is not None and value.is_changed
            yield Line(
                value=value,
                said=said.get(value.indicator.pk),
                arithmetic=arithmetic,
                standing_arithmetic=arithmetic_of(standing.computed) if standing and is_other else None,
                points=self[f"points_{code}"],
                source=self[f"source_{code}"],
                not_applicable=self[f"off_{code}"] if f"off_{code}" in self.fields else None,
            )


def _initial(values: Sequence[Value]) -> dict[str, Any]:
    """What was entered by hand stands in the fields; what was accepted doesn't."""
    found: dict[str, Any] = {}
    for value in values:
        code, standing = value.indicator.code, value.standing
        if standing and standing.kind != Verification.Kind.ACCEPTED:
            found[f"points_{code}"] = plain_decimal(standing.points) if standing.applies else ""
            found[f"source_{code}"] = standing.source
            found[f"off_{code}"] = not standing.applies
    return found


class AnswerForm(forms.Form):
    """The answer to a doubt; the service says what is wrong with it."""

    answer = forms.CharField(label=gettext_lazy("Answer"), required=False)


class DoubtForm(forms.Form):
    """An expert's doubt about one computed value; the service says what is wrong with it."""

    text = forms.CharField(label=gettext_lazy("What looks wrong, and where it says so"), required=False)
