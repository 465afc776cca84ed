"""What editors write for the report of a round."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rounds.models import Round


class ReportSettings(models.Model):
    """What stands on the cover of a round's report and in which order cities are named (报告设置)."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="report_settings")
    title_zh = models.CharField(_("title (Chinese)"), max_length=100)
    title_en = models.CharField(_("title (English)"), max_length=200)
    executor_zh = models.CharField(_("carried out by (Chinese)"), max_length=100)
    executor_en = models.CharField(_("carried out by (English)"), max_length=200)
    dated = models.DateField(
        _("date of the edition"), help_text=_("Printed in every file instead of today's date.")
    )
    city_order = models.TextField(
        _("order of the cities"),
        blank=True,
        help_text=_("Short names, one a line or separated by 、: these come first, the others by their codes."),
    )
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)

    class Meta:
        verbose_name = _("settings of the report")
        verbose_name_plural = _("settings of the report")

    def __str__(self) -> str:
        return self.title_zh


class SectionText(models.Model):
    """A version of the text of one section (报告章节文字). Append-only: the highest number counts.

    A section without any has the text that the portal ships.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="section_texts")
    section = models.CharField(_("section"), max_length=12)
    number = models.PositiveIntegerField(_("number"))
    text_zh = models.TextField(_("text (Chinese)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("edited at"), auto_now_add=True)

    class Meta:
        verbose_name = _("text of a section")
        verbose_name_plural = _("texts of sections")
        ordering = ["round", "section", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "section", "number"], name="a_version_of_a_section_has_its_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_of_a_section_begin_at_1"),
        ]

    def __str__(self) -> str:
        return f"{self.section} v{self.number}"
