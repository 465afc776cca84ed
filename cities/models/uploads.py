"""Files on their way in, part by part."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from cities.models.evidence import Evidence
from cities.models.submissions import Submission


def new_key() -> str:
    return secrets.token_hex(16)


def part_key(part: "UploadPart", filename: str) -> str:
    """Where the bytes of a part lie: a random key, never used twice."""
    return f"parts/{secrets.token_hex(1)}/{secrets.token_hex(16)}"


class Upload(models.Model):
    """One file that a person is sending (上传), by the protocol tus 1.0.

    ``offset`` is how many of its ``length`` bytes have arrived: exactly the parts, which follow each other without
    a gap. When all have arrived a worker joins them into a piece of evidence, and the parts go.
    """

    class State(models.TextChoices):
        ARRIVING = "arriving", _("Arriving")
        ARRIVED = "arrived", _("Being put together")
        DONE = "done", _("Handed in")
        REFUSED = "refused", _("Refused")

    key = models.CharField(max_length=32, unique=True, default=new_key)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="uploads")
    given_name = models.CharField(_("file name"), max_length=1000)
    length = models.PositiveBigIntegerField(_("size in bytes"))
    offset = models.PositiveBigIntegerField(_("arrived bytes"), default=0)
    description: models.JSONField[Any, Any] = models.JSONField(_("description"))
    replaces = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ARRIVING)
    reason_zh = models.TextField(_("why it was refused (Chinese)"), blank=True)
    reason_en = models.TextField(_("why it was refused (English)"), blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last part at"), auto_now_add=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("length")), name="no_more_arrives_than_was_announced"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="arrived") | models.Q(offset=models.F("length")),
                name="an_arrived_upload_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason_zh=""),
                name="a_refused_upload_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.given_name

    @property
    def reason(self) -> str:
        """Why it was refused, in the reader's language."""
        return in_readers_language(self.reason_zh, self.reason_en)

    @property
    def share(self) -> int:
        """Per cent that has arrived."""
        return self.offset * 100 // self.length


class UploadPart(models.Model):
    """A part of an upload, whole: of a part that was cut off nothing is kept."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to=part_key, max_length=200)

    class Meta:
        ordering = ["upload", "offset"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="parts_follow_each_other"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="a_part_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.offset}+{self.size}"
