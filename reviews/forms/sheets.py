"""The score sheet as a form: one card for each indicator, built from the round's data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.arithmetic import Arithmetic, arithmetic_of
from cities.citations import tidy_pages
from cities.errors import CityError
from reviews.errors import ReviewError
from reviews.models import Question, Verification
from reviews.queries.material import Material, Piece, Said
from reviews.queries.sheets import Drafted, LeftOut
from reviews.rules import HIGH_SHARE, LONGEST_COMMENT, as_points, low_mark
from reviews.services.sheet_fields import WHOLE_FILE, mark_text
from reviews.services.sheets import Entry
from rounds.models import Indicator
from scoring.canonical import plain_decimal
from scoring.marks import ANCHOR_PERCENTS, MESSAGES, MarkProblem, anchors, points_text
from scoring.policy import ReconciliationPolicy


class PointsField(forms.DecimalField):
    """Points as people type them: full-width digits too. Whether they can be given, the service says."""

    default_error_messages = {"invalid": gettext_lazy(MESSAGES[MarkProblem.NOT_A_NUMBER])}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as DecimalField itself does
        try:
            return as_points(value or "")
        except ReviewError as error:
            raise forms.ValidationError(error.message) from None


class CitedWidget(forms.Widget):
    """Ticked pieces of evidence, each with pages in a field of its own; pages alone tick it too."""

    def __init__(self, pieces: Iterable[int]) -> None:
        super().__init__()
        self.pieces = list(pieces)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[int, str]:
        ticked = set(data.getlist(name)) if hasattr(data, "getlist") else set()
        typed = {piece: data.get(f"{name}_{piece}", "").strip() for piece in self.pieces}
        return {piece: pages for piece, pages in typed.items() if pages or str(piece) in ticked}


class CitedField(forms.Field):
    """Evidence → pages, each range checked against the file."""

    def __init__(self, evidence: Mapping[int, Piece]) -> None:
        super().__init__(required=False, widget=CitedWidget(evidence), label=gettext_lazy("Evidence relied on"))
        self.evidence = evidence

    def clean(self, value: dict[int, str]) -> dict[int, str]:
        tidy: dict[int, str] = {}
        problems: list[str] = []
        for pk, pages in value.items():
            piece = self.evidence[pk]
            try:
                tidy[pk] = tidy_pages(pages, page_count=piece.page_count)
            except CityError as error:
                problems.append(f"{piece.title}: {error.message}")
        if problems:
            raise forms.ValidationError(problems)
        return tidy


@dataclass(frozen=True)
class Anchor:
    percent: int
    points: str
    text: str


@dataclass(frozen=True)
class CitedRow:
    """A piece of evidence that can be cited for the card's indicator."""

    piece: Piece
    name: str
    ticked: bool
    pages: str
    field: str
    """As ``save_field`` calls it."""
    base: str
    """What is stored of it, as ``save_field`` spells it."""


@dataclass(frozen=True)
class Card:
    """An indicator with what the city says, what the criteria are and what the expert enters."""

    indicator: Indicator
    said: Said | None
    anchors: Sequence[Anchor]
    points: BoundField
    unable: BoundField
    comment: BoundField
    cited: BoundField
    own_evidence: Sequence[CitedRow]
    """Cited by the city for this indicator, or by the expert already."""
    other_evidence: Sequence[CitedRow]
    verification: Verification | None
    low: str
    """At most this many points need a comment …"""
    high: str
    """… and at least this many."""
    is_filled: bool
    mark_base: str
    """The stored mark, as ``save_field`` spells it …"""
    comment_base: str
    """… and the stored comment."""
    answers: Sequence[Question] = ()
    """Questions about this indicator that the city has answered."""
    stored: str = ""
    """What is stored now, where it differs from what was typed over a newer save."""

    @property
    def arithmetic(self) -> Arithmetic | None:
        """Of the computed points, as they were verified."""
        return arithmetic_of(self.verification.computed) if self.verification else None

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in (self.points, self.unable, self.comment, self.cited))


class SheetForm(forms.Form):
    """``criteria``: the indicators in order, with texts by share; what was typed stands over ``scores``."""

    def __init__(
        self,
        data: Any = None,
        *,
        criteria: Mapping[Indicator, Mapping[int, str]],
        scores: Mapping[int, Drafted],
        material: Material,
        verified: Mapping[int, Verification],
        policy: ReconciliationPolicy,
        left_out: Sequence[LeftOut] = (),
        answers: Sequence[Question] = (),
    ) -> None:
        super().__init__(data, initial=_initial(criteria, scores))
        self.criteria, self.indicators, self.material = criteria, list(criteria), material
        self.verified, self.policy = verified, policy
        self.scores, self.is_stale, self.left_out = scores, False, left_out
        self.answers = answers
        for indicator in self.indicators:
            self._add_fields(indicator)

    def _add_fields(self, indicator: Indicator) -> None:
        code = indicator.code
        self.fields[f"points_{code}"] = PointsField(label=_("%(code)s points") % {"code": code}, required=False)
        self.fields[f"unable_{code}"] = forms.BooleanField(label=_("I am unable to judge this"), required=False)
        self.fields[f"comment_{code}"] = forms.CharField(
            label=_("%(code)s comment") % {"code": code}, required=False, max_length=LONGEST_COMMENT
        )
        self.fields[f"cites_{code}"] = CitedField(self.material.evidence)

    def entries(self) -> dict[str, Entry]:
        """What was entered, by indicator code."""
        given = self.cleaned_data
        return {
            code: Entry(
                points=given[f"points_{code}"],
                unable=given[f"unable_{code}"],
                comment=given[f"comment_{code}"],
                citations=given[f"cites_{code}"],
            )
            for code in (indicator.code for indicator in self.indicators)
        }

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Sentences by indicator code, beside the points."""
        for code, problem in problems.items():
            self.add_error(f"points_{code}", problem)

    @cached_property
    def cards(self) -> list[Card]:
        return [self._card(indicator) for indicator in self.indicators]

    @property
    def general_answers(self) -> list[Question]:
        """To questions that name no indicator."""
        return [one for one in self.answers if one.indicator_id is None]

    def _card(self, indicator: Indicator) -> Card:
        code, judged_max = indicator.code, indicator.judged_max
        said = self.material.said.get(indicator.pk)
        own, other = self._evidence(indicator, said)
        score = self.scores.get(indicator.pk)
        points, unable = self[f"points_{code}"], self[f"unable_{code}"]
        return Card(
            indicator=indicator,
            said=said,
            anchors=_anchors(indicator, self.criteria[indicator]),
            points=points,
            unable=unable,
            comment=self[f"comment_{code}"],
            cited=self[f"cites_{code}"],
            own_evidence=own,
            other_evidence=other,
            verification=self.verified.get(indicator.pk),
            low=plain_decimal(low_mark(judged_max)),
            high=plain_decimal(HIGH_SHARE * judged_max),
            is_filled=bool(points.value() not in (None, "") or unable.value()),
            mark_base=mark_text(score.points, unable=score.unable) if score else "",
            comment_base=score.comment if score else "",
            answers=[one for one in self.answers if one.indicator_id == indicator.pk],
            stored=self._stored(indicator) if self.is_stale else "",
        )

    def _evidence(self, indicator: Indicator, said: Said | None) -> tuple[list[CitedRow], list[CitedRow]]:
        code, score = indicator.code, self.scores.get(indicator.pk)
        name = f"cites_{code}"
        chosen: Mapping[int, str] = self[name].value() or {}
        stored: Mapping[int, str] = score.citations if score else {}
        cited_by_city = {piece.id: piece for piece in said.citations} if said else {}
        rows = [
            CitedRow(
                piece=cited_by_city.get(pk, piece),
                name=f"{name}_{pk}",
                ticked=pk in chosen,
                pages=chosen.get(pk, ""),
                field=f"{code}:cite.{pk}",
                base=(stored[pk] or WHOLE_FILE) if pk in stored else "",
            )
            for pk, piece in self.material.evidence.items()
        ]
        own = [row for row in rows if row.ticked or row.piece.id in cited_by_city]
        return own, [row for row in rows if row not in own]

    def _stored(self, indicator: Indicator) -> str:
        """What stands in the database now, if it is not what was typed."""
        score = self.scores.get(indicator.pk)
        typed = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        code = indicator.code
        now = (score.points, score.unable, score.comment) if score else (None, False, "")
        if now == tuple(typed.get(f"{part}_{code}") for part in ("points", "unable", "comment")):
            return ""
        if score is None or score.is_empty:
            return _("nothing")
        said = (
            _("unable to judge") if score.unable else "–" if score.points is None else plain_decimal(score.points)
        )
        return f"{said} · {score.comment}" if score.comment else said


def _initial(indicators: Iterable[Indicator], scores: Mapping[int, Drafted]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for indicator in indicators:
        if score := scores.get(indicator.pk):
            code = indicator.code
            initial[f"points_{code}"] = None if score.points is None else plain_decimal(score.points)
            initial[f"unable_{code}"] = score.unable
            initial[f"comment_{code}"] = score.comment
            initial[f"cites_{code}"] = score.citations
    return initial


def _anchors(indicator: Indicator, texts: Mapping[int, str]) -> list[Anchor]:
    points = anchors(int(indicator.judged_max * 100))
    return [
        Anchor(percent, points_text(value), texts.get(percent, ""))
        for percent, value in zip(ANCHOR_PERCENTS, points, strict=True)
    ]
