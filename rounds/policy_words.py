"""The rules of scoring in plain words: every field, every choice, every refusal of the method."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring import choices
from scoring.grade import Grade

CHOICES: dict[str, list[tuple[str, Promise]]] = {
    "design": [
        (
            choices.Design.BY_DOMAIN,
            _("by domain: each expert marks the indicators of their domains for every city"),
        ),
        (choices.Design.BY_CITY, _("by city: a panel for each city")),
    ],
    "cell_rule": [
        (choices.CellRule.MEAN_THEN_TRIM, _("mean; from 4 marks on without one highest and one lowest")),
        (choices.CellRule.MEAN, _("mean of all marks")),
        (choices.CellRule.TRIMMED, _("mean without one highest and one lowest, from 3 marks on")),
        (choices.CellRule.MEDIAN, _("median")),
    ],
    "expert_weights": [
        (choices.ExpertWeights.ALL_ONE, _("every expert's marks count alike")),
        (choices.ExpertWeights.TABLE, _("by the table of weights of the panel")),
    ],
    "onsite_mode": [
        (choices.OnsiteMode.SINGLE_REVISABLE, _("one mark, which may be revised after the presentation")),
        (choices.OnsiteMode.TWO_PART, _("two marks, one for the written material and one for the presentation")),
    ],
    "not_applicable": [
        (choices.NotApplicableRule.AREA_RENORMALISE, _("scale the other indicators of its area")),
        (choices.NotApplicableRule.GLOBAL, _("scale all other indicators")),
        (choices.NotApplicableRule.PEER_MEAN, _("give it the mean score rate of the other cities")),
    ],
    "rounding": [
        (choices.Rounding.HALF_UP, _("an exact half goes up")),
        (choices.Rounding.HALF_EVEN, _("an exact half goes to the even digit (GB/T 8170)")),
    ],
    "rank": [(choices.RankRule.COMPETITION, _("equal totals share a rank: 1, 2, 2, 4"))],
    "excellent_good": [
        (choices.ExcellentGoodRule.BY_GRADE, _("all cities graded excellent or good")),
        (choices.ExcellentGoodRule.TOP_N, _("the first cities of the ranking, ties at the end included")),
    ],
}

LABELS: dict[str, Promise] = {
    "step": _("Step of a mark, in points"),
    "design": _("Who marks what"),
    "min_marks": _("Fewest marks for a city and domain"),
    "panel": _("Experts for a city and domain"),
    "max_marks": _("Most marks for a city and domain"),
    "everyone_min_marks": _("Fewest marks for an indicator that all experts mark"),
    "cell_rule": _("How several marks become one value"),
    "expert_weights": _("Weights of experts"),
    "divergence_range_share": _("Tolerance: range of the marks, in per cent of the judged points"),
    "divergence_min_points": _("… and at least this many points"),
    "divergence_subtotal_share": _(
        "Tolerance: range of domain subtotals, in per cent of the domain's judged points"
    ),
    "divergence_subtotal_min_indicators": _("… in domains with at least this many judged indicators"),
    "onsite_mode": _("On-site presentation"),
    "written_share": _("Share of the written mark, in per cent"),
    "not_applicable": _("Indicators that do not apply"),
    "not_applicable_cap": _("Most points of a city that may not apply"),
    "decimals": _("Decimals of the total"),
    "rounding": _("Rounding of the total"),
    "rank": _("Ranks"),
    "tie_break_areas": _("Areas that part equal totals, in this order"),
    "tie_break_words": _("The tie-break in words"),
    "excellent_from": _("Excellent from, in points"),
    "good_from": _("Good from, in points"),
    "qualified_from": _("Qualified from, in points"),
    "excellent_good": _("The published list"),
    "top_n": _("How many cities the list has"),
}

HINTS: dict[str, Promise] = {
    "step": _("A mark is a multiple of this, or one of the five anchors 0, 25, 50, 75 and 100 %."),
    "min_marks": _("With fewer, the city is not ranked yet."),
    "max_marks": _("A case may pass it by one."),
    "expert_weights": _("The table stands on the page of the experts and is fixed together with these rules."),
    "divergence_range_share": _("Marks further apart are divergent and open a case. Exactly at it is within."),
    "onsite_mode": _(
        "Both versions are kept, and what changed is shown. Two separate marks are not offered: they would double "
        "every expert's sheets and leave who misses the presentation without a mark."
    ),
    "not_applicable_cap": _("A request that would pass it is refused."),
    "decimals": _("Rank, ties and grade are decided on the rounded total; nothing is rounded before."),
    "tie_break_areas": _("Codes of areas, such as C, A. Empty: ties stay ties."),
    "tie_break_words": _("As the round announces it; only with areas above."),
    "top_n": _("Only if the list is the first cities of the ranking."),
}

UNUSED = ("written_share",)
"""Of a way to mark that no round is run by."""

PERCENT = ("divergence_range_share", "divergence_subtotal_share", "written_share")
"""Shares in the method, per cent for people."""

GROUPS: list[tuple[Promise, tuple[str, ...]]] = [
    (_("Marks"), ("step", "design", "min_marks", "panel", "max_marks", "everyone_min_marks", "expert_weights")),
    (
        _("From marks to points"),
        ("cell_rule", "onsite_mode", "not_applicable", "not_applicable_cap"),
    ),
    (
        _("Divergence"),
        (
            "divergence_range_share",
            "divergence_min_points",
            "divergence_subtotal_share",
            "divergence_subtotal_min_indicators",
        ),
    ),
    (_("Total and rank"), ("decimals", "rounding", "rank", "tie_break_areas", "tie_break_words")),
    (_("Grades"), ("excellent_from", "good_from", "qualified_from", "excellent_good", "top_n")),
]

REFUSALS: dict[str, Promise] = {
    "must be more than 0 and at most 10 points, in hundredths": _(
        "Enter more than 0 and at most 10 points, with at most two decimals."
    ),
    "must be a whole number from 1 to 99": _("Enter a whole number from 1 to 99."),
    "must be a share from 0 to 1, at most four decimals": _("Enter 0 to 100 per cent, with at most two decimals."),
    "must be a share from 0 to 1, at most four decimals, or empty": _(
        "Enter 0 to 100 per cent, with at most two decimals, or nothing."
    ),
    "must be from 0 to 100 points, in hundredths": _("Enter 0 to 100 points, with at most two decimals."),
    "must be 0, 1 or 2": _("Enter 0, 1 or 2."),
    "must be a list of different area codes": _("Enter different codes of areas, with commas between them."),
    "must be text": _("Enter text."),
    "must be more than 0 and at most 100 points": _("Enter more than 0 and at most 100 points."),
    "must be a whole number of at least 1, or empty": _("Enter a whole number of at least 1, or nothing."),
    "must not be less than min_marks": _("There can't be fewer experts than the fewest marks that are needed."),
    "must not be less than panel": _("There can't be fewer marks at most than experts."),
    "must be between 0 and 1 with two_part, and empty otherwise": _(
        "Give a share between 0 and 100 per cent with two marks, and nothing otherwise."
    ),
    "must say in words what tie_break_areas does, and be empty without them": _(
        "Say the tie-break in words if areas part equal totals, and nothing otherwise."
    ),
    "must be more than good_from": _("Excellent must begin above good."),
    "must be more than qualified_from": _("Good must begin above qualified."),
    "must be given with top_n, and be empty otherwise": _(
        "Say how many cities if the list is the first cities of the ranking, and nothing otherwise."
    ),
}

GRADES: dict[Grade, Promise] = {
    Grade.EXCELLENT: _("Excellent"),
    Grade.GOOD: _("Good"),
    Grade.QUALIFIED: _("Qualified"),
    Grade.UNQUALIFIED: _("Not qualified"),
}


def refusal_words(sentence: str) -> str:
    """What the method says of a field, as a person reads it; a choice that is none is refused by the form."""
    return str(REFUSALS.get(sentence, _("This value can't be used.")))


def value_words(name: str, value: object) -> str:
    """A field's value as a person reads it."""
    if name in CHOICES:
        return str(dict(CHOICES[name])[str(value)])
    if value in (None, "", [], ()):
        return "–"
    if name in PERCENT:
        return f"{_percent(value)} %"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _percent(share: object) -> str:
    return f"{Decimal(str(share)) * 100:f}".rstrip("0").rstrip(".") if Decimal(str(share)) else "0"
