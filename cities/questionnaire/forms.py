"""The questionnaire itself: forms F0 to F15, table by table, field by field.

Everything that shows, stores, checks, freezes or exports a form reads it here and in the models: no form is
programmed twice.
"""

from django.utils.translation import gettext_lazy as _

from cities import models
from cities.questionnaire import metrics, rows
from cities.questionnaire.spec import FieldSpec as F
from cities.questionnaire.spec import FormSpec, Product, Shape
from cities.questionnaire.spec import TableSpec as T

PROFILE = FormSpec(
    code="F0",
    slug="profile",
    name=_("Profile and contacts"),
    purpose=_("Who files, who can be asked, and what kind of place the city is."),
    county_set=True,
    tables=(
        T(
            "F0.profile",
            _("Profile and contacts"),
            models.CityProfile,
            Shape.SINGLE,
            (
                F("department", _("The department that looks after the pilot."), required=True, publishable=True),
                F("city_type", _("The type by which you describe the city."), required=True, publishable=True),
                F("area", _("Of the whole administrative area."), publishable=True),
                F("districts", publishable=True),
                F(
                    "summary",
                    _("Location, industries, and what makes its path special."),
                    required=True,
                    publishable=True,
                ),
                F("leader_name", required=True, private=True),
                F("leader_post", required=True, private=True),
                F("contact_name", _("Whom the secretariat may ask."), required=True, private=True),
                F("contact_post", required=True, private=True),
                F("contact_phone", _("An office number, with its area code."), required=True, private=True),
                F("contact_email", private=True),
            ),
            has_source=False,
        ),
    ),
)

ENERGY_SOURCE = _("In coal equivalent; by the coefficient of electricity below.")

YEARLY = FormSpec(
    code="F1",
    slug="yearly-data",
    name=_("Yearly data"),
    purpose=_("The figures from which growth, intensity and shares are computed. One column a year."),
    tables=(
        T(
            "F1.years",
            _("Yearly data"),
            models.YearlyData,
            Shape.FIXED,
            (
                F("population", _("At the end of the year.")),
                F("gdp_current", _("As published in the yearbook."), required=True, feeds=("C1",)),
                F(
                    "gdp_constant",
                    _("All years at the prices of one base year."),
                    required=True,
                    feeds=("A1", "A3", "C3"),
                ),
                F(
                    "price_base",
                    _("Growth is only computed between years with the same base."),
                    required=True,
                    feeds=("A1", "A3", "C3"),
                ),
                F("primary", _("At current prices. The three sectors add up to GDP."), required=True),
                F("secondary", _("At current prices. The three sectors add up to GDP."), required=True),
                F(
                    "tertiary",
                    _("At current prices. The three sectors add up to GDP."),
                    required=True,
                    feeds=("C1",),
                ),
                F("energy_total", ENERGY_SOURCE, required=True, feeds=("C2", "C3")),
                F("coal", ENERGY_SOURCE, required=True, feeds=("C2",)),
                F("oil", ENERGY_SOURCE),
                F("gas", ENERGY_SOURCE),
                F("non_fossil", _("Hydro, wind, solar, nuclear and biomass used in the city.")),
                F("other_energy", _("What is left to the total; negative for a net export."), signed=True),
                F(
                    "energy_basis",
                    _("By which electricity is counted as coal; the same for all years."),
                    required=True,
                    feeds=("C2", "C3"),
                ),
                F("co2_total", _("From energy activities."), required=True, feeds=("A2", "A3")),
                F(
                    "co2_method",
                    _("Figures of different methods are never compared."),
                    required=True,
                    feeds=("A2", "A3"),
                ),
                F("co2_origin", required=True),
                F("remark", _("Revisions of statistics, changes of boundaries.")),
            ),
            key_fields=("year",),
            fixed_rows=rows.years_of_data,
            title=("year",),
        ),
        T(
            "F1.fuels",
            _("Fuels in their own units"),
            models.FuelUse,
            Shape.REGISTER,
            (
                F("year", required=True),
                F("fuel", required=True),
                F("quantity", required=True),
                F("unit", required=True),
                F(
                    "coefficient",
                    _(
                        "As GB/T 2589 has it, or measured: raw coal 0.7143, petrol 1.4714, diesel 1.4571, "
                        "natural gas 1.33, electricity 0.1229, heat 0.03412."
                    ),
                    required=True,
                ),
            ),
            title=("year", "fuel"),
            required=False,
            product=Product(
                "coal_equivalent",
                _("Coal equivalent"),
                _("10,000 tce"),
                ("quantity", "coefficient"),
                "unit",
                {unit.value: times for unit, times in models.FuelUse.TIMES.items()},
            ),
            purpose=_(
                "If you know quantities in tonnes or cubic metres, enter them here: the portal converts them to "
                "tonnes of coal equivalent."
            ),
        ),
    ),
)

TARGETS = FormSpec(
    code="F2",
    slug="targets",
    name=_("Targets and completion"),
    purpose=_("What was to be reached and what was reached, and the target for peaking."),
    county_set=True,
    tables=(
        T(
            "F2.targets",
            _("Targets and completion"),
            models.Target,
            Shape.FIXED,
            (
                F(
                    "target",
                    _("Where there was none, leave it empty: the reference target of the round then counts."),
                    feeds=("A1", "A3", "C3"),
                    signed=True,
                ),
                F("actual", _("What was reached, as it was assessed or published."), required=True, signed=True),
                F("set_by", _("Who set the target.")),
                F("remark"),
            ),
            key_fields=("series", "year"),
            fixed_rows=rows.targets,
            title=("series", "year"),
        ),
        T(
            "F2.peaking",
            _("Target of low-carbon development or peaking"),
            models.PeakingTarget,
            Shape.SINGLE,
            (
                F("target_set", required=True, publishable=True, feeds=("B3",)),
                F("scope", required=True, only_if=("target_set", (True,)), publishable=True),
                F("peak_year", publishable=True),
                F("wording", required=True, only_if=("target_set", (True,)), publishable=True),
                F("in_outline_or_plan", required=True, publishable=True, feeds=("B3",)),
                F("adopted_in", required=True, only_if=("in_outline_or_plan", (True,)), publishable=True),
                F("document", required=True, only_if=("in_outline_or_plan", (True,)), publishable=True),
                F("adopted_on", publishable=True),
            ),
        ),
    ),
)

GOVERNANCE = FormSpec(
    code="F3",
    slug="governance",
    name=_("Organisation and leadership"),
    purpose=_("The bodies that lead and coordinate low-carbon development."),
    county_set=True,
    tables=(
        T(
            "F3.bodies",
            _("Bodies that lead"),
            models.LeadingBody,
            Shape.REGISTER,
            (
                F("kind", required=True, publishable=True),
                F("name", required=True, publishable=True),
                F(
                    "head_level",
                    _("The highest office among those who head it."),
                    required=True,
                    publishable=True,
                ),
                F("document", required=True, publishable=True),
                F("document_number", publishable=True),
                F("founded_on", publishable=True),
                F(
                    "meetings_a_year",
                    _("On average over the review period; facts only, no minutes are asked for."),
                ),
                F("departments"),
                F("office"),
            ),
            title=("name",),
        ),
    ),
)

DOCUMENTS = FormSpec(
    code="F4",
    slug="documents",
    name=_("Planning documents"),
    purpose=_("Every plan of the city, with who issued it: the counts of the report are made of these rows."),
    county_set=True,
    tables=(
        T(
            "F4.documents",
            _("Planning documents"),
            models.PlanningDocument,
            Shape.REGISTER,
            (
                F("kind", required=True, publishable=True, feeds=("B2",)),
                F("title", _("As on the document, without 《》."), required=True, publishable=True),
                F("document_number", publishable=True),
                F("status", required=True, publishable=True, feeds=("B2",)),
                F(
                    "issuer_classes",
                    _("All that issued it together."),
                    required=True,
                    only_if=("status", ("issued",)),
                    publishable=True,
                    feeds=("B2",),
                ),
                F("issued_on", required=True, only_if=("status", ("issued",)), publishable=True),
                F("compiled_by", _("Who wrote it for the city, if not its own bureaux: several with 、 between.")),
                F("first_year", _("Of work points: the year that they are for."), publishable=True),
                F("last_year", publishable=True),
                F("link", _("Where the public can read it, if anywhere."), publishable=True),
            ),
            title=("title",),
        ),
    ),
)

POLICIES = FormSpec(
    code="F5",
    slug="policies",
    name=_("Policies and laws"),
    purpose=_("Laws, rules, policies and standards of the city for low-carbon development."),
    tables=(
        T(
            "F5.policies",
            _("Policies and laws"),
            models.PolicyDocument,
            Shape.REGISTER,
            (
                F("title", required=True, publishable=True),
                F("document_number", publishable=True),
                F("kind", required=True, publishable=True),
                F("level", required=True, publishable=True),
                F("theme", required=True, publishable=True),
                F("issuer", publishable=True),
                F("issued_on", required=True, publishable=True),
                F("link", publishable=True),
            ),
            title=("title",),
        ),
    ),
)

TASKS = FormSpec(
    code="F6",
    slug="tasks",
    name=_("Progress of the tasks"),
    purpose=_("What was done for each of the seven tasks, in words and in figures."),
    county_set=True,
    tables=(
        T(
            "F6.progress",
            _("Progress in words"),
            models.TaskProgress,
            Shape.FIXED,
            (F("text", _("What was done, and what it has brought."), required=True, publishable=True),),
            key_fields=("task",),
            fixed_rows=rows.tasks,
            title=("task",),
        ),
        T(
            "F6.figures",
            _("Progress in figures"),
            models.TaskFigure,
            Shape.FIXED,
            (F("at_start", feeds=("C7",)), F("at_end", required=True, feeds=("C4", "C5", "C7")), F("remark")),
            key_fields=("metric",),
            fixed_rows=metrics.figures_of_tasks,
            title=("metric",),
        ),
    ),
)

INVENTORIES = FormSpec(
    code="F7",
    slug="inventories",
    name=_("Greenhouse gas inventories"),
    purpose=_("For which years there is an inventory, and whether making them is regular."),
    tables=(
        T(
            "F7.mechanism",
            _("Mechanism"),
            models.InventoryMechanism,
            Shape.SINGLE,
            (
                F(
                    "regular_mechanism",
                    _("A document says who makes them, when and with which money."),
                    required=True,
                    publishable=True,
                    feeds=("D1",),
                ),
                F("document", required=True, only_if=("regular_mechanism", (True,)), publishable=True),
                F("document_number", publishable=True),
                F("cycle", required=True, only_if=("regular_mechanism", (True,)), publishable=True),
                F("budget_a_year"),
                F("county_inventories", publishable=True),
                F("counties", publishable=True),
            ),
        ),
        T(
            "F7.years",
            _("Years with an inventory"),
            models.InventoryYear,
            Shape.REGISTER,
            (
                F("year", required=True, publishable=True, feeds=("D1",)),
                F("gases", required=True, publishable=True),
                F("sectors", required=True, publishable=True),
                F("standard", required=True, publishable=True),
                F("total"),
                F("compiled_by"),
                F("is_verified", required=True, publishable=True),
                F("completed_on", publishable=True),
            ),
            title=("year",),
        ),
    ),
)

STATISTICS = FormSpec(
    code="F8",
    slug="statistics",
    name=_("Statistics, reporting and verification"),
    purpose=_("How the city knows its emissions: sharing of data, report forms, verification, platforms."),
    tables=(
        T(
            "F8.systems",
            _("Systems"),
            models.StatisticsSystem,
            Shape.REGISTER,
            (
                F("kind", required=True, publishable=True),
                F("name", required=True, publishable=True),
                F("legal_basis", publishable=True),
                F("since", required=True, publishable=True),
                F("cycle", publishable=True),
                F("tables", publishable=True),
                F("indicators", publishable=True),
                F("sectors", publishable=True),
            ),
            title=("name",),
        ),
    ),
)

RESPONSIBILITY = FormSpec(
    code="F9",
    slug="responsibility",
    name=_("Target responsibility"),
    purpose=_("Whether the target is passed on to districts, assessed, and what follows from it."),
    tables=(
        T(
            "F9.responsibility",
            _("Target responsibility"),
            models.TargetResponsibility,
            Shape.SINGLE,
            (
                F("decomposed_to_districts", required=True, publishable=True, feeds=("D3",)),
                F("basis", required=True, only_if=("decomposed_to_districts", (True,)), publishable=True),
                F("districts", required=True, only_if=("decomposed_to_districts", (True,)), publishable=True),
                F(
                    "decomposition_document",
                    required=True,
                    only_if=("decomposed_to_districts", (True,)),
                    publishable=True,
                ),
                F("in_annual_assessment", required=True, publishable=True, feeds=("D3",)),
                F("schemes", required=True, only_if=("in_annual_assessment", (True,)), publishable=True),
                F("weight", _("Of carbon and energy together, out of 100.")),
                F("results_used", required=True, publishable=True, feeds=("D3",)),
                F("use", required=True, only_if=("results_used", (True,))),
                F("assessment_document", publishable=True),
            ),
        ),
    ),
)

FUNDING = FormSpec(
    code="F10",
    slug="funding",
    name=_("Funding"),
    purpose=_("What the city spent on low-carbon development, year by year."),
    tables=(
        T(
            "F10.years",
            _("Funding"),
            models.FundingYear,
            Shape.FIXED,
            (
                F("budget_line", required=True, publishable=True, feeds=("D4",)),
                F("line_name", required=True, only_if=("budget_line", (True,)), publishable=True),
                F("amount", _("Enter 0 where nothing was spent."), required=True, feeds=("D4",)),
                F("other_amount"),
                F("used_for"),
            ),
            key_fields=("year",),
            fixed_rows=rows.years_of_review,
            title=("year",),
        ),
    ),
)

PROMISES = FormSpec(
    code="F11",
    slug="promises",
    name=_("Promises of innovation"),
    purpose=_("What the city promised when it became a pilot, and what became of each promise."),
    county_set=True,
    tables=(
        T(
            "F11.promises",
            _("Promises of innovation"),
            models.InnovationPromise,
            Shape.REGISTER,
            (
                F("promise", required=True, publishable=True, feeds=("E",)),
                F("category", required=True, publishable=True),
                F("document", required=True, publishable=True),
                F("document_page"),
                F("fulfilment", required=True, publishable=True, feeds=("E",)),
                F(
                    "progress",
                    required=True,
                    only_if=("fulfilment", ("under_way", "partly", "done")),
                    publishable=True,
                ),
                F("completed_on", publishable=True),
            ),
            title=("promise",),
        ),
    ),
)

CASES = FormSpec(
    code="F12",
    slug="cases",
    name=_("Cases of good practice"),
    purpose=_("What others can learn from: short cases with facts, for the report."),
    county_set=True,
    tables=(
        T(
            "F12.cases",
            _("Cases"),
            models.GoodPractice,
            Shape.REGISTER,
            (
                F(
                    "category",
                    _("The point of the report that the case belongs to."),
                    required=True,
                    publishable=True,
                ),
                F("title", required=True, publishable=True),
                F("place", _("If it is in a part of the city: a zone, a district, a harbour."), publishable=True),
                F(
                    "text",
                    _("At most 300 characters; the profile of a whole model of development at most 500."),
                    required=True,
                    publishable=True,
                ),
            ),
            title=("title",),
        ),
        T(
            "F12.facts",
            _("Facts of the cases"),
            models.PracticeFact,
            Shape.REGISTER,
            (
                F("practice", required=True, publishable=True),
                F("name", required=True, publishable=True),
                F("value", required=True, publishable=True),
                F("unit", required=True, publishable=True),
                F("year", publishable=True),
            ),
            title=("name",),
            required=False,
        ),
    ),
)

STATEMENTS = FormSpec(
    code="F13",
    slug="statements",
    name=_("Statements and self-scores"),
    purpose=_("What the city says for each indicator, with its own score and the evidence for it."),
    county_set=True,
)

LETTER = FormSpec(
    code="F14",
    slug="truthfulness",
    name=_("Letter of truthfulness"),
    purpose=_("The sealed letter by which the city vouches for what it hands in, as a scan."),
    county_set=True,
    tables=(
        T(
            "F14.letter",
            _("Letter of truthfulness"),
            models.TruthfulnessLetter,
            Shape.SINGLE,
            (F("signed_by", required=True), F("post", required=True), F("signed_on", required=True)),
            source_required=True,
        ),
    ),
)

PRESENTATION = FormSpec(
    code="F15",
    slug="presentation",
    name=_("File of the presentation"),
    purpose=_("The file of the on-site presentation. It may follow later, until the evening before."),
    required=False,
    tables=(
        T(
            "F15.presentation",
            _("File of the presentation"),
            models.PresentationFile,
            Shape.SINGLE,
            (F("presenter"), F("post")),
            source_required=True,
        ),
    ),
)

FORMS: tuple[FormSpec, ...] = (
    PROFILE,
    YEARLY,
    TARGETS,
    GOVERNANCE,
    DOCUMENTS,
    POLICIES,
    TASKS,
    INVENTORIES,
    STATISTICS,
    RESPONSIBILITY,
    FUNDING,
    PROMISES,
    CASES,
    STATEMENTS,
    LETTER,
    PRESENTATION,
)
