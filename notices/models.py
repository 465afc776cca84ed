"""What people are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from accounts.models import User


class Notice(models.Model):
    """A message to one person in the portal (通知). Both languages are kept; the reader sees theirs."""

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"))
    link = models.CharField(_("link"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="unread_notices_of_a_person")
        ]

    def __str__(self) -> str:
        return self.text_zh

    @property
    def text(self) -> str:
        return in_readers_language(self.text_zh, self.text_en)
