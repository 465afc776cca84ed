"""What experts say to a city, as the chair lets it leave the house."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from rounds.models import Area


class LetterComment(models.Model):
    """A comment for a city's letter on one area (专家意见), without names. Only an approved one is printed.

    The text is the chair's wording of what the experts wrote; changing it takes the approval back.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="letter_comments")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), blank=True)
    is_approved = models.BooleanField(_("approved"), default=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("comment in a letter")
        verbose_name_plural = _("comments in letters")
        ordering = ["submission", "area__code"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "area"], name="a_letter_has_one_comment_an_area"),
            models.CheckConstraint(
                condition=Q(is_approved=False) | Q(approved_by__isnull=False) & ~Q(text=""),
                name="a_comment_is_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
