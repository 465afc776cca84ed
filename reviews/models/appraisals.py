"""E3 and E4: what experts say about a city's areas, and the common problems they find in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from reviews.models.experts import Assignment
from rounds.models import Area, Problem


class Appraisal(models.Model):
    """An expert's comments by area (E3) and problem tags (E4) for one city: numbered versions, the newest counts.

    Never edited: each save is the next version. ``comments``: area code → comment and suggestion.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="appraisals")
    number = models.PositiveSmallIntegerField(_("number"))
    comments = models.JSONField(_("comments"), default=dict)
    problems = models.ManyToManyField(Problem, verbose_name=_("common problems"), related_name="appraisals")
    problem_note = models.TextField(_("what the problems show in"), blank=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("saved at"), auto_now_add=True)

    class Meta:
        verbose_name = _("appraisal of a city")
        verbose_name_plural = _("appraisals of cities")
        ordering = ["assignment", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="an_appraisal_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.assignment} #{self.number}"


class ApprovedComment(models.Model):
    """What the city and the report may read about one of its areas: worded without names, approved by the chair.

    Append-only; the newest of a city's area is the one that is read. An empty text withdraws it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="approved_comments")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    comment = models.TextField(_("comment"), blank=True)
    suggestion = models.TextField(_("suggestion"), blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), auto_now_add=True)

    class Meta:
        verbose_name = _("approved comment")
        verbose_name_plural = _("approved comments")
        ordering = ["submission", "area__position", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "area", "number"], name="an_approved_comment_has_its_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="approved_comments_are_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.area.code} #{self.number}"
