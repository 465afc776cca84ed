"""The rules by which computed points are found: their names, and what each does in a sentence.

A rule is a name with parameters, never an expression. ``docs/method.md`` has the arithmetic.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RULES: dict[str, Promise] = {
    "completion_rate": _("actual ÷ target, the parts weighted"),
    "trend_class": _("the share of the class that the series falls in"),
    "document_checklist": _("the best state of each kind of document, averaged"),
    "checklist": _("the sum of the shares of the verified yes-answers"),
    "linear_change": _("the change over the review period, between where points begin and where they are full"),
    "linear_level": _("the level at the end of the period, between where points begin and where they are full"),
    "inventory_record": _("years with an inventory, the longest run of years, and a regular mechanism"),
    "promises_kept": _("promises kept, and partly kept by their share, ÷ promises on record"),
}

RULE_TITLES: dict[str, Promise] = {
    "completion_rate": _("Completion rate"),
    "trend_class": _("Class of the trend"),
    "document_checklist": _("Checklist of documents"),
    "checklist": _("Checklist"),
    "linear_change": _("Change, on a line"),
    "linear_level": _("Level, on a line"),
    "inventory_record": _("Record of inventories"),
    "promises_kept": _("Promises kept"),
}
