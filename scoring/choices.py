"""The named rules a policy may choose from. A rule is a name, never an expression."""

from enum import StrEnum


class Design(StrEnum):
    """Who marks what."""

    BY_DOMAIN = "by_domain"  # each expert marks the indicators of their domains for every city
    BY_CITY = "by_city"  # panels; at most one domain per expert and city


class CellRule(StrEnum):
    """How the marks of a cell, i.e. of one city and indicator, become one value."""

    MEAN_THEN_TRIM = "mean_then_trim"  # up to 3 marks their mean, from 4 on 去掉一个最高分和一个最低分
    MEAN = "mean"
    TRIMMED = "trimmed"  # as soon as something is left: from 3 marks on
    MEDIAN = "median"


class ExpertWeights(StrEnum):
    """Whether experts' marks count alike (权重)."""

    ALL_ONE = "all_one"
    TABLE = "table"  # fixed before marking; an expert who is not in it has 1


class OnsiteMode(StrEnum):
    """How the on-site presentation (现场汇报) enters a mark."""

    SINGLE_REVISABLE = "single_revisable"
    TWO_PART = "two_part"


class NotApplicableRule(StrEnum):
    """What becomes of the points of an indicator that does not apply to a city (不适用)."""

    AREA_RENORMALISE = "area_renormalise"
    GLOBAL = "global"
    PEER_MEAN = "peer_mean"


class Rounding(StrEnum):
    """How an exact half is rounded."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"  # GB/T 8170 also allows it


class RankRule(StrEnum):
    """How cities with equal totals share ranks."""

    COMPETITION = "competition"  # 1, 2, 2, 4


class ExcellentGoodRule(StrEnum):
    """Which cities are on the published list (优良)."""

    BY_GRADE = "by_grade"  # 优秀 ∪ 良好
    TOP_N = "top_n"  # the first n, ties at the end included
