"""F14 and F15: the two pieces of evidence that have a part of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import FormRow, text_field


class TruthfulnessLetter(FormRow):
    """The sealed letter (真实性承诺书): which piece of evidence is its scan, who signed it and when. One row."""

    signed_by = text_field(_("signed by"), 50)
    post = text_field(_("post"), 100)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    class Meta(FormRow.Meta):
        verbose_name = _("letter of truthfulness")
        constraints = [models.UniqueConstraint(fields=["submission"], name="a_city_has_one_sealed_letter")]

    def __str__(self) -> str:
        return f"{self.submission} F14"


class PresentationFile(FormRow):
    """The file of the on-site presentation (现场汇报): which piece of evidence it is, and who speaks. One row."""

    presenter = text_field(_("who speaks"), 50)
    post = text_field(_("post"), 100)

    class Meta(FormRow.Meta):
        verbose_name = _("file of the presentation")
        constraints = [models.UniqueConstraint(fields=["submission"], name="a_city_has_one_presentation_file")]

    def __str__(self) -> str:
        return f"{self.submission} F15"
