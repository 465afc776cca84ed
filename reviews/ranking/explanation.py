"""How a city's total came about, down to each expert's mark, as of the version that is shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from cities.arithmetic import Arithmetic, arithmetic_of
from cities.models import NotApplicableRequest, Submission
from reviews.models import PanelMember, ScoreSheetVersion, Settlement, Verification
from reviews.ranking.reading import indicators_of, system_spec
from reviews.ranking.standings import Standings
from rounds.models import Area, Indicator, Round
from scoring.choices import CellRule, ExpertWeights, NotApplicableRule
from scoring.explain import CellExplanation, MarkUse, explain_cell
from scoring.marks import Mark, points_text
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import Reconciled
from scoring.sheets import unpack_points
from scoring.system import IndicatorSpec


@dataclass(frozen=True)
class MarkLine:
    """One expert's mark. ``kept`` 0…100 per cent: 0 is trimmed away."""

    expert: str
    points: str
    kept: int
    weight: int
    comment: str

    @property
    def is_trimmed(self) -> bool:
        return self.kept == 0

    @property
    def is_cut(self) -> bool:
        return 0 < self.kept < 100


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of the city. Texts are rounded to 0.01 for reading; nothing is computed from them."""

    indicator: Indicator
    points: str
    max_points: str
    rate: str
    marks: Sequence[MarkLine]
    unable: Sequence[str]
    """Experts who could not judge."""
    judged: str
    arithmetic: str
    settlement: Settlement | None
    """What a case settled the judged points with, in place of the marks."""
    computed: str
    computed_max: str
    source: str
    computed_kind: str
    """Accepted as computed, corrected, or entered by hand."""
    computed_arithmetic: Arithmetic | None
    material_version: int | None
    verified_by: str
    verified_at: datetime | None
    computed_applies: bool
    scaling: str
    spread: str
    n_eff: str
    """Where the weights of the marks differ: how many equal marks would weigh the same."""
    is_divergent: bool
    left_out: NotApplicableRequest | None
    """Why it does not apply to the city (不适用): both parts are left out, whatever was marked."""


@dataclass(frozen=True)
class AreaPart:
    """``points`` as they enter the total. ``arithmetic``: how they follow from what was earned, where something
    does not apply; else empty.
    """

    area: Area
    points: str
    max_points: str
    rate: str
    earned: str
    applies: str
    """The points of the area that apply to the city."""
    arithmetic: str
    indicators: Sequence[IndicatorLine]


@dataclass(frozen=True)
class CityExplanation:
    """The areas and how they make the total. ``leaves_out``: not everything applies, so two totals are shown."""

    areas: Sequence[AreaPart]
    arithmetic: str
    leaves_out: bool
    earned: str
    applies: str


@dataclass(frozen=True)
class _Material:
    """What the explanation of one city reads."""

    policy: ReconciliationPolicy
    sheets: Sequence[ScoreSheetVersion]
    names: Mapping[int, str]
    weights: Mapping[int, int]
    verified: Mapping[int, Verification]
    settled: Mapping[int, Settlement]
    left_out: Mapping[int, NotApplicableRequest]


def explain_city(version: int, standings: Standings, submission: Submission, *, named: bool) -> CityExplanation:
    """Areas, their indicators and the marks behind them, as of a version, of a ranked city.

    ``named`` False: experts are numbered.
    """
    round = submission.round
    indicators = indicators_of(round.indicator_system)
    spec = system_spec(indicators)
    material = _material(round, submission, version, named=named)
    place = standings.place[submission.city_id]
    parts: dict[str, list[IndicatorLine]] = {}
    for position, (indicator, line_spec) in enumerate(zip(indicators, spec.indicators, strict=True)):
        is_divergent = bool(standings.divergent[position, place])
        parts.setdefault(indicator.area.code, []).append(_line(indicator, line_spec, material, is_divergent))
    areas = {indicator.area.code: indicator.area for indicator in indicators}
    rule = material.policy.not_applicable
    return CityExplanation(
        areas=[_area(areas[code], lines, standings, place, rule) for code, lines in parts.items()],
        arithmetic=_sum_of(standings, place, list(parts)),
        leaves_out=standings.leaves_out(place),
        earned=readable(standings.earned_in_all(place)),
        applies=points_text(int(standings.applicable_in_all(place) * 100)),
    )


def _area(
    area: Area, lines: Sequence[IndicatorLine], standings: Standings, place: int, rule: NotApplicableRule
) -> AreaPart:
    code = area.code
    return AreaPart(
        area=area,
        points=readable(standings.area_points(place, code)),
        max_points=points_text(int(standings.area_max(code) * 100)),
        rate=percent(standings.area_rate(place, code)),
        earned=readable(standings.earned(place, code)),
        applies=points_text(int(standings.applicable(place, code) * 100)),
        arithmetic=_renormalised(standings, place, code, rule),
        indicators=lines,
    )


def _sum_of(standings: Standings, place: int, areas: Sequence[str]) -> str:
    """The total as the sum of its areas: 16.60 + 12.75 + 777/31 + 15.20 = …"""
    points = [standings.area_points(place, area) for area in areas]
    return f"{' + '.join(map(exactly, points))} {equals(sum(points, Fraction(0)))}"


def _renormalised(standings: Standings, place: int, area: str, rule: NotApplicableRule) -> str:
    """How what was earned in an area becomes what it adds to the total; empty where that is the same."""
    points, earned = standings.area_points(place, area), standings.earned(place, area)
    applies, most = standings.applicable(place, area), standings.area_max(area)
    if rule is NotApplicableRule.GLOBAL and standings.leaves_out(place):
        factor = f"100 ÷ {points_text(int(standings.applicable_in_all(place) * 100))}"
        return f"{exactly(earned)} × {factor} {equals(points)}"
    if applies == most:
        return ""
    if rule is NotApplicableRule.PEER_MEAN:
        return f"{exactly(earned)} + {exactly(points - earned)} {equals(points)}"
    return (
        f"{exactly(earned)} ÷ {points_text(int(applies * 100))} × {points_text(int(most * 100))} {equals(points)}"
    )


def _material(round: Round, submission: Submission, version: int, *, named: bool) -> _Material:
    counted = Q(to_version=None) | Q(to_version__gt=version)
    sheets = list(
        ScoreSheetVersion.objects.filter(
            counted, sheet__assignment__submission=submission, from_version__lte=version
        )
        .select_related("layout", "sheet__assignment__expert__user")
        .order_by("sheet_id")
    )
    names = {
        sheet.sheet.assignment.expert_id: str(sheet.sheet.assignment.expert)
        if named
        else _("Expert %(number)s") % {"number": number}
        for number, sheet in enumerate(sheets, start=1)
    }
    verified = Verification.objects.filter(counted, submission=submission, from_version__lte=version)
    policy = round.policy_value
    weights: dict[int, int] = {}
    if policy.expert_weights is ExpertWeights.TABLE:
        weights = dict(PanelMember.objects.filter(round=round).values_list("expert_id", "weight"))
    by_indicator = {row.indicator_id: row for row in verified.select_related("verified_by", "material_version")}
    settled = Settlement.objects.filter(
        Q(lapsed_at=None) | Q(to_version__gt=version), case__submission=submission, from_version__lte=version
    ).select_related("settled_by", "signed_by")
    by_cell = {row.indicator_id: row for row in settled}
    left_out = NotApplicableRequest.objects.filter(submission=submission, from_version__lte=version)
    without = {row.indicator_id: row for row in left_out}
    return _Material(policy, sheets, names, weights, by_indicator, by_cell, without)


def _marks(indicator: Indicator, material: _Material) -> Iterator[tuple[int, int | None, str]]:
    """Expert, hundredths (None: could not judge) and comment, of every sheet that has the indicator."""
    for sheet in material.sheets:
        if indicator.pk in sheet.layout.indicator_ids:
            column = sheet.layout.indicator_ids.index(indicator.pk)
            points = unpack_points(bytes(sheet.points), bytes(sheet.mask))[column]
            comment = sheet.comments.get(indicator.code, "")
            yield sheet.sheet.assignment.expert_id, points, comment if isinstance(comment, str) else ""


def _line(indicator: Indicator, spec: IndicatorSpec, material: _Material, is_divergent: bool) -> IndicatorLine:
    found = list(_marks(indicator, material))
    comments = {expert: comment for expert, _points, comment in found}
    marks = [Mark(points, material.weights.get(e, 1), e) for e, points, _comment in found if points is not None]
    verified = material.verified.get(indicator.pk)
    applies = verified.applies if verified else True
    settlement = _settlement(marks, material.settled.get(indicator.pk))
    settled = int(settlement.points * 100) if settlement else None
    explained = (
        _explained(marks, spec, material.policy, verified, settled) if marks or not spec.judged_max else None
    )
    return IndicatorLine(
        indicator=indicator,
        points=readable(explained.points) if explained else "–",
        max_points=points_text(spec.max_points),
        rate=percent(explained.rate) if explained else "–",
        marks=[_mark_line(use, material, comments) for use in explained.marks] if explained else [],
        unable=[material.names[expert] for expert, points, _comment in found if points is None],
        judged=readable(explained.judged) if explained and spec.judged_max else "",
        arithmetic=arithmetic(explained) if explained and explained.marks and not settlement else "",
        settlement=settlement,
        computed=points_text(int(verified.points * 100)) if verified and applies else "",
        computed_max=points_text(spec.computed_max) if spec.computed_max else "",
        source=verified.source if verified else "",
        computed_kind=verified.get_kind_display() if verified else "",
        computed_arithmetic=arithmetic_of(verified.computed) if verified else None,
        material_version=verified.material_version.number if verified and verified.material_version else None,
        verified_by=str(verified.verified_by) if verified else "",
        verified_at=verified.verified_at if verified else None,
        computed_applies=applies,
        scaling=_scaling(explained) if explained and explained.scaled_by != 1 else "",
        spread=points_text(explained.reconciled.spread) if explained and explained.reconciled else "",
        n_eff=_n_eff(explained.reconciled) if explained and explained.reconciled else "",
        is_divergent=is_divergent,
        left_out=material.left_out.get(indicator.pk),
    )


def _settlement(marks: Sequence[Mark], settlement: Settlement | None) -> Settlement | None:
    """What the cell was settled with, while the marks are those that it replaced."""
    if settlement is None or sorted(mark.points for mark in marks) != settlement.marks:
        return None
    return settlement


def _explained(
    marks: Sequence[Mark],
    spec: IndicatorSpec,
    policy: ReconciliationPolicy,
    verified: Verification | None,
    settled: int | None,
) -> CellExplanation | None:
    """None where a stored mark is off the scale: the city is then not ranked, and a finding says why."""
    if any(not 0 <= mark.points <= spec.judged_max for mark in marks):
        return None
    computed = int(verified.points * 100) if verified else 0
    applies = verified.applies if verified else True
    return explain_cell(
        marks, spec=spec, policy=policy, computed=computed, computed_applies=applies, settled=settled
    )


def _mark_line(use: MarkUse, material: _Material, comments: Mapping[int, str]) -> MarkLine:
    expert = use.mark.expert
    assert isinstance(expert, int)
    return MarkLine(
        expert=material.names[expert],
        points=points_text(use.mark.points),
        kept=int(use.kept * 100),
        weight=use.mark.weight,
        comment=comments[expert],
    )


def arithmetic(explained: CellExplanation) -> str:
    """The judged part as a sum that a calculator repeats: (4.5 + 4.8) ÷ 2 = 4.65."""
    counted = [use for use in explained.marks if use.share]
    shares = {use.share for use in counted}
    if len(shares) == 1:
        terms = " + ".join(points_text(use.mark.points) for use in counted)
        left = terms if len(counted) == 1 else f"({terms}) ÷ {len(counted)}"
    else:
        left = " + ".join(f"{points_text(use.mark.points)} × {use.share}" for use in counted)
    return f"{left} {equals(explained.judged)}"


def _n_eff(reconciled: Reconciled) -> str:
    """Empty where all marks weigh the same."""
    equals_all = reconciled.n_eff == len(reconciled.kept)
    return "" if equals_all else number_of_equals(reconciled.n_eff)


def number_of_equals(n_eff: Fraction) -> str:
    """25/11 ≈ 2.27, or 3."""
    return str(n_eff) if n_eff.denominator == 1 else f"{n_eff} {equals(n_eff)}"


def _scaling(explained: CellExplanation) -> str:
    factor = f"{points_text(explained.spec.max_points)} ÷ {points_text(explained.spec.judged_max)}"
    return f"{readable(explained.judged)} × {factor} {equals(explained.points)}"


def equals(points: Fraction) -> str:
    """“= 4.65”, or “≈ 4.67” where two decimals do not hold it."""
    return f"{'=' if (points * 100).denominator == 1 else '≈'} {readable(points)}"


def exactly(points: Fraction) -> str:
    """Points that a sum can be done with again: 22.20, or 239/60 where two decimals do not hold them."""
    return readable(points) if (points * 100).denominator == 1 else f"{points.numerator}/{points.denominator}"


def readable(points: Fraction) -> str:
    """Exact points for reading: to 0.01, half up."""
    hundredths = (200 * points.numerator + points.denominator) // (2 * points.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def percent(rate: Fraction) -> str:
    """A rate in per cent, to 0.1, half up."""
    tenths = (2000 * rate.numerator + rate.denominator) // (2 * rate.denominator)
    return f"{tenths // 10}.{tenths % 10}"


def not_applicable_sentence(rule: NotApplicableRule) -> str:
    """How what does not apply is made up for (不适用)."""
    return {
        NotApplicableRule.AREA_RENORMALISE: _(
            "What does not apply is left out, with both parts: the rate on what applies counts for the whole area."
        ),
        NotApplicableRule.GLOBAL: _(
            "What does not apply is left out, with both parts: the rate on everything that applies counts for 100 "
            "points."
        ),
        NotApplicableRule.PEER_MEAN: _(
            "What does not apply counts as much as the mean of the ranked cities to which it applies."
        ),
    }[rule]


def rule_sentence(rule: CellRule) -> str:
    """The rule of the policy that makes one value of several marks."""
    return {
        CellRule.MEAN_THEN_TRIM: _(
            "Up to three marks count with their mean; from four on the highest and the lowest are left out."
        ),
        CellRule.MEAN: _("The mean of all marks counts."),
        CellRule.TRIMMED: _("From three marks on the highest and the lowest are left out."),
        CellRule.MEDIAN: _("The middle mark counts."),
    }[rule]
