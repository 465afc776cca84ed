"""F6: progress of the tasks C1 to C7, in words and in figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import FormRow, figure_field, long_text_field, none_below_zero, text_field

LONGEST_PROGRESS = 1500


class TaskProgress(FormRow):
    """What was done for one task (重点任务进展): one row for each, C1 to C7."""

    class Task(models.TextChoices):
        ECONOMY = "C1", _("C1 Economic structure")
        ENERGY = "C2", _("C2 Energy structure")
        EFFICIENCY = "C3", _("C3 Energy saving and efficiency")
        BUILDINGS = "C4", _("C4 Buildings")
        TRANSPORT = "C5", _("C5 Transport")
        LIVING = "C6", _("C6 Green living and consumption")
        SINKS = "C7", _("C7 Carbon sinks")

    task = models.CharField(_("task"), max_length=2, choices=Task)
    text = long_text_field(_("progress and effect"), LONGEST_PROGRESS)

    class Meta(FormRow.Meta):
        verbose_name = _("progress of a task")
        ordering = ["submission", "task"]
        constraints = [models.UniqueConstraint(fields=["submission", "task"], name="one_progress_for_a_task")]

    def __str__(self) -> str:
        return f"{self.submission} {self.task}"


class TaskFigure(FormRow):
    """A figure of the dictionary (``cities.questionnaire.metrics``) at both ends of the review period."""

    metric = models.CharField(_("figure"), max_length=40)
    at_start = figure_field(_("at the beginning of the review period"), _("in the unit of the figure"))
    at_end = figure_field(_("at the end of the review period"), _("in the unit of the figure"))
    remark = text_field(_("remark"), 200)

    class Meta(FormRow.Meta):
        verbose_name = _("figure of a task")
        ordering = ["submission", "metric"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "metric"], name="a_figure_is_given_once"),
            none_below_zero("a_figure_of_a_task_is_not_negative", "at_start", "at_end"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.metric}"
