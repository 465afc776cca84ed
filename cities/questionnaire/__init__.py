"""The city's questionnaire: what is asked, in one place (``forms``), in words made of ``spec``.

Pages, autosave, workbook, plausibility, completeness and the frozen content are driven from here and from Django's
field metadata. A table's rows are of one model below ``cities.models.forms``.
"""

from cities.models import City
from cities.questionnaire.forms import FORMS
from cities.questionnaire.metrics import METRICS, Metric
from cities.questionnaire.spec import MOST_ROWS, FieldSpec, FixedRow, FormSpec, Shape, TableSpec

__all__ = [
    "BY_CODE",
    "BY_SLUG",
    "FORMS",
    "METRICS",
    "MOST_ROWS",
    "TABLES",
    "FieldSpec",
    "FixedRow",
    "FormSpec",
    "Metric",
    "Shape",
    "TableSpec",
    "asks",
    "form_of_table",
    "forms_asked",
]

BY_CODE = {form.code: form for form in FORMS}
BY_SLUG = {form.slug: form for form in FORMS}
TABLES = {table.key: table for form in FORMS for table in form.tables}

SHORTER_SET = (
    City.Level.COUNTY_LEVEL_CITY,
    City.Level.COUNTY,
    City.Level.AUTONOMOUS_COUNTY,
    City.Level.URBAN_DISTRICT,
)
"""Levels that have no yearbook of their own: they are asked for fewer forms, and may fill the others."""


def asks(city: City, form: FormSpec) -> bool:
    """Whether this city can't hand in without the form."""
    return form.required and (form.county_set or city.level not in SHORTER_SET)


def forms_asked(level: str) -> int:
    """How many forms with rows a city of this level can't hand in without."""
    city = City(level=level)
    return sum(asks(city, form) for form in FORMS if form.tables)


def form_of_table(table: TableSpec) -> FormSpec:
    return BY_CODE[table.key.partition(".")[0]]
