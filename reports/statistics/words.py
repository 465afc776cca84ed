"""What each statistic is called, how it is defined, and what its amounts are."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.statistics.shape import Unit, Why

TITLES: Mapping[str, Promise] = {
    "S1": _("Growth of GDP"),
    "S2": _("Share of the tertiary sector"),
    "S3": _("Share of coal in energy consumption"),
    "S4": _("Growth of CO₂ emissions"),
    "S5": _("CO₂ per unit of GDP"),
    "S6": _("Trend of total CO₂"),
    "S7": _("Leadership and joint meetings"),
    "S8": _("Planning documents by issuer"),
    "S9": _("Policies and laws"),
    "S10": _("Work points of every year"),
    "S11": _("Core target in the five-year outline"),
    "S12": _("Regular making of inventories"),
    "S13": _("Years with an inventory"),
    "S14": _("Statistics, reporting and verification"),
    "S15": _("Target responsibility"),
    "S16": _("Figures of the tasks"),
    "S17": _("Promises of innovation"),
    "S18": _("Scores"),
    "S19": _("Experts and their domains"),
    "S20": _("Pilot cities by batch, region, level and province"),
    "S21": _("Energy balance tables and coordination"),
    "E4": _("Problems tagged by experts"),
}

DEFINITIONS: Mapping[str, Promise] = {
    "S1": _(
        "Mean yearly growth at constant prices over the review period. All cities together: (sum of the last year "
        "÷ sum of the first year)^(1 ÷ years) − 1, over the cities that have both years on one price base; beside "
        "it the mean and the median of the cities' own rates."
    ),
    "S2": _(
        "Value added of the tertiary sector ÷ GDP at current prices. Counted are the cities where the share rose "
        "by at least the threshold from the first to the last year of the review period."
    ),
    "S3": _(
        "Coal ÷ total energy consumption in coal equivalent. Counted are the cities where the share fell by more "
        "than the threshold over the review period. Years that count electricity by different coefficients are "
        "not compared."
    ),
    "S4": _(
        "Mean yearly growth over the review period as in S1. Emissions that were computed by different methods "
        "are never added up: cities of other methods are left out and listed."
    ),
    "S5": _(
        "CO₂ ÷ GDP at constant prices. Counted are the cities where it fell by at least the threshold from the "
        "first to the last year of the review period."
    ),
    "S6": _(
        "Each city is in one class. Stable or falling: the yearly rate over the review period is not above +ε. "
        "Slower: it is above, but below the rate of the previous period. Growing: all others. Cities that grew "
        "and have no previous period can't be classed and are listed."
    ),
    "S7": _(
        "Counted by the highest office that heads a leading group of the city; beside it the cities with joint "
        "meetings of departments."
    ),
    "S8": _(
        "Counted from the single documents, not from one status of a city: a city is in the class of all issuers "
        "of its issued documents of the kind, and besides among those that started or compiled one if it has one "
        "that is not issued."
    ),
    "S9": _(
        "Entries of the cities' registers of policies and laws, by theme and by city; the cities with most "
        "entries first."
    ),
    "S10": _(
        "Cities whose register of planning documents has issued work points for every year of the review period."
    ),
    "S11": _(
        "Cities by where their core target of low-carbon development stands: in the outline of the five-year "
        "plan, in another plan, or nowhere."
    ),
    "S12": _(
        "Regular: a document says who makes the inventories, when and with which money. Beside it the cities "
        "whose districts and counties make inventories too."
    ),
    "S13": _(
        "Years up to the end of the review period for which the city has an inventory, each counted once; the "
        "longest stretch of years without a gap; the cities that have every year of the longest stretch on record."
    ),
    "S14": _(
        "Cities with at least one system of each kind; tables and indicators of their statistical report forms, "
        "added up."
    ),
    "S15": _(
        "Of the cities that answered both questions: whether a target for CO₂ per unit of GDP, alone or with one "
        "for total CO₂, is passed on to districts and counties; and whether the target is part of a yearly "
        "assessment, by the kind of assessment."
    ),
    "S16": _(
        "Figures at the end of the review period. The same figure in the same unit is added up; of shares there "
        "is the median, never a sum."
    ),
    "S17": _(
        "Kept are the promises that are done or done in part. The newest batch is told apart from the others."
    ),
    "S18": _(
        "Totals of the ranked cities whose score sheets are all in. The rate of an area is the mean of the "
        "cities' rates; areas stand with the highest rate first. Means are exact and rounded once."
    ),
    "S19": _("Experts who signed score sheets that count; an expert of two domains counts in both."),
    "S20": _("The pilot cities of the round."),
    "S21": _(
        "Cities that have a regular energy balance table among their statistics systems, and cities with a "
        "leading group or joint meetings; each over the cities that filled in the form."
    ),
    "E4": _("Cities for which at least one expert tagged the problem, of those that experts have looked at."),
}

LABELS: Mapping[str, Promise | str] = {
    "S1.pooled": _("All cities together, a year"),
    "S1.mean": _("Mean of the cities' rates"),
    "S1.median": _("Median of the cities' rates"),
    "S2.reached": _("Share rose by at least %(tertiary_rise)s percentage points"),
    "S3.reached": _("Share fell by more than %(coal_fall)s %(coal_unit)s"),
    "S3.above_nation": _("Share fell by more than the nation's (%(coal_nation)s %(coal_unit)s)"),
    "S4.pooled": _("All cities together, a year"),
    "S4.mean": _("Mean of the cities' rates"),
    "S4.median": _("Median of the cities' rates"),
    "S5.reached": _("Fell by at least %(intensity_fall)s %%"),
    "S5.fell": _("Fell at all"),
    "S6.stable_or_falling": _("Stable or falling"),
    "S6.slower": _("Growing more slowly than before"),
    "S6.growing": _("Growing, not more slowly"),
    "S7.top": _("Leading group headed by party secretary or mayor"),
    "S7.head": _("Leading group headed by: %(about)s"),
    "S7.joint_meeting": _("Joint meetings of departments"),
    "S7.no_group": _("No leading group"),
    "S8": "%(about)s",
    "S9.all": _("Policies and laws"),
    "S9.theme": _("On: %(about)s"),
    "S9.city": "%(about)s",
    "S9.laws": _("Cities with a local law"),
    "S10.every_year": _("Work points for every year"),
    "S10.some_year": _("Work points for at least one year"),
    "S11.outline": _("In the outline of the five-year plan"),
    "S11.other_plan": _("In another plan"),
    "S11.nowhere": _("In neither"),
    "S11.target_set": _("A target for low-carbon development or peaking is set"),
    "S12.regular": _("Inventories are made regularly"),
    "S12.not_regular": _("Not regularly"),
    "S12.counties": _("Districts and counties make inventories too"),
    "S13.many": _("At least %(inventory_years)s years"),
    "S13.run": _("At least %(inventory_run)s years without a gap"),
    "S13.full": _("Every year of the longest stretch on record"),
    "S13.few": _("Fewer than %(few_inventories)s years"),
    "S13.first_year": _("The longest stretch begins"),
    "S13.last_year": _("The longest stretch ends"),
    "S13.span": _("Length of the longest stretch"),
    "S14.kind": "%(about)s",
    "S14.tables": _("Tables of statistical report forms"),
    "S14.indicators": _("Indicators of statistical report forms"),
    "S15.passed_on": _("Passed on to districts and counties"),
    "S15.assessed": _("Part of a yearly assessment"),
    "S15.both": _("Both passed on and assessed"),
    "S15.only_passed_on": _("Only passed on"),
    "S15.only_assessed": _("Only assessed"),
    "S15.either": _("At least one of the two"),
    "S15.neither": _("Neither"),
    "S15.not_assessed": _("Not assessed"),
    "S15.scheme": _("Assessed within: %(about)s"),
    "S15.used": _("Results of the assessment are used"),
    "S16.metric": "%(about)s",
    "S17.all.cities": _("Cities with promises"),
    "S17.all.promised": _("Promises"),
    "S17.all.kept": _("Promises that were kept"),
    "S17.unverified": _("Promises whose state is not verified"),
    "S17.newest.cities": _("Newest batch: cities with promises"),
    "S17.newest.promised": _("Newest batch: promises"),
    "S17.newest.kept": _("Newest batch: promises kept"),
    "S17.earlier.cities": _("Earlier batches: cities with promises"),
    "S17.earlier.promised": _("Earlier batches: promises"),
    "S17.earlier.kept": _("Earlier batches: promises kept"),
    "S17.state": _("Promises by state: %(about)s"),
    "S17.category": _("Promises kept of the kind: %(about)s"),
    "S18.mean": _("Mean total"),
    "S18.highest": _("Highest total"),
    "S18.lowest": _("Lowest total"),
    "S18.area": _("Score rate of %(area)s %(about)s"),
    "S18.batch": _("Mean total, %(about)s"),
    "S18.listed": _("On the list of the excellent and good"),
    "S18.grade": _("Grade: %(about)s"),
    "S19.all": _("Experts"),
    "S19.domains": _("Domains"),
    "S19.domain": "%(about)s",
    "S20.all": _("Pilot cities"),
    "S20.batch": "%(about)s",
    "S20.province": "%(about)s",
    "S20.level": "%(about)s",
    "S20.region": "%(about)s",
    "S21.balance": _("Regular energy balance table"),
    "S21.no_balance": _("No regular energy balance table"),
    "S21.coordination": _("Leading group or joint meetings"),
    "S21.no_coordination": _("Neither leading group nor joint meetings"),
    "E4.tag": "%(about)s",
    "E4.tags": _("Tags in all"),
}

REASONS: Mapping[Why, Promise] = {
    Why.NOT_HANDED_IN: _("no accepted material with this form"),
    Why.NO_FIGURE: _("a year that is needed has no figure"),
    Why.NOT_ABOVE_ZERO: _("a figure that is divided by is not above 0"),
    Why.MIXED_PRICES: _("the years rest on different price bases"),
    Why.MIXED_METHODS: _("CO₂ of the years was computed by different methods"),
    Why.OTHER_METHOD: _("CO₂ was computed by another method than the one that is added up"),
    Why.MIXED_COEFFICIENTS: _("electricity of the years is counted by different coefficients"),
    Why.NO_PREVIOUS_PERIOD: _("emissions grew, and the previous period has no figures to compare with"),
    Why.NOT_COMPLETE: _("not ranked yet, or not all score sheets are in"),
}

UNITS: Mapping[Unit, Promise | str] = {
    Unit.CITIES: pgettext_lazy("unit", "cities"),
    Unit.PERCENT: "%",
    Unit.PERCENTAGE_POINTS: pgettext_lazy("unit", "percentage points"),
    Unit.POINTS: pgettext_lazy("unit", "points"),
    Unit.DOCUMENTS: pgettext_lazy("unit", "documents"),
    Unit.SYSTEMS: pgettext_lazy("unit", "systems"),
    Unit.TABLES: pgettext_lazy("unit", "tables"),
    Unit.INDICATORS: pgettext_lazy("unit", "indicators"),
    Unit.PROMISES: pgettext_lazy("unit", "promises"),
    Unit.EXPERTS: pgettext_lazy("unit", "experts"),
    Unit.DOMAINS: pgettext_lazy("unit", "domains"),
    Unit.TAGS: pgettext_lazy("unit", "tags"),
    Unit.YEAR: "",
    Unit.YEARS: pgettext_lazy("unit", "years"),
}

PARAMETERS: Mapping[str, Promise] = {
    "tertiary_rise": _("S2: rise of the tertiary share that counts, percentage points"),
    "coal_fall": _("S3: fall of the share of coal that counts"),
    "coal_measure": _("S3: how the fall is measured"),
    "coal_nation": _("S3: fall of the nation's share of coal, in the same measure"),
    "co2_method": _("S4: whose CO₂ is added up"),
    "intensity_fall": _("S5: fall of CO₂ per unit of GDP that counts as significant, %"),
    "inventory_years": _("S13: many inventory years, at least"),
    "inventory_run": _("S13: years without a gap, at least"),
    "few_inventories": _("S13: few inventory years, fewer than"),
    "documents_from": _("S8: which register counts"),
    "examples": _("Cities named as examples"),
    "smallest_group": _("Smallest group for aggregates of unpublished quantities"),
}

CHOICES: Mapping[str, Mapping[str, Promise]] = {
    "coal_measure": {
        "points": _("in percentage points"),
        "relative": _("in per cent of the share at the beginning"),
    },
    "co2_method": {
        "most": _("the method that most cities use"),
        "direct": _("direct emissions only"),
        "with_electricity": _("with emissions of purchased electricity and heat"),
    },
    "documents_from": {
        "own_first": _("a city's own register where it has handed one in, else the published report"),
        "published_only": _("the published report only"),
        "own_only": _("the cities' own registers only"),
    },
}

OTHER_PARAMETERS: Mapping[str, Promise] = {
    "epsilon": _("ε: a yearly rate up to this counts as stable, %"),
    "method": _("Method that is added up"),
    "ranking": _("Version of the ranking"),
}
