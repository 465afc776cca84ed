"""Who has a form open."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from cities.models.submissions import Submission


class Presence(models.Model):
    """Somebody who writes for the city has this form open, and was there at ``seen_at``.

    A page says so by itself while it is looked at. It is no record of acts: the next sign overwrites it, and it
    goes with the draft.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="presences")
    form = models.CharField(max_length=3)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["submission", "form", "-seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "form", "user"], name="a_person_is_present_once_on_a_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.form} {self.user}"
