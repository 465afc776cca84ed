"""F3: who leads low-carbon development in the city."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import FormRow, choice_field, count_field, text_field


class LeadingBody(FormRow):
    """A leading group, joint meeting or other body of coordination (组织领导)."""

    class Kind(models.TextChoices):
        LEADING_GROUP = "leading_group", _("Leading group")
        JOINT_MEETING = "joint_meeting", _("Joint meeting of departments")
        OFFICE = "office", _("Office or special team")
        EXPERTS = "experts", _("Expert committee")
        OTHER = "other", _("Other")

    class Head(models.TextChoices):
        BOTH = "both", _("Party secretary and mayor")
        SECRETARY = "secretary", _("Party secretary")
        MAYOR = "mayor", _("Mayor")
        DEPUTY = "deputy", _("Deputy mayor")
        DEPARTMENT = "department", _("Head of a department")

    kind = choice_field(_("kind"), Kind)
    name = text_field(_("name"), 200)
    head_level = choice_field(_("headed by"), Head)
    document = text_field(_("founding document"), 200)
    document_number = text_field(_("document number"), 80)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    meetings_a_year = count_field(_("meetings a year"))
    departments = count_field(_("departments taking part"))
    office = text_field(_("where its office is"), 100)

    class Meta(FormRow.Meta):
        verbose_name = _("leading body")

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
