"""Notices in the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from notices.models.letters import Mailing
from notices.models.preferences import Kind


class Notice(models.Model):
    """A message to one person in the portal (通知). Both languages are kept; the reader sees theirs.

    One of a mailing is seen once the mailing is released. ``awaits_digest`` while it is to be told in the
    person's daily letter. ``round_id`` is a plain number: rounds are of a package above this one.
    """

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"))
    link = models.CharField(_("link"), max_length=300, blank=True)
    round_id = models.BigIntegerField(_("round"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    mailing = models.ForeignKey(
        Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    awaits_digest = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="unread_notices_of_a_person"
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(awaits_digest=True), name="notices_for_a_daily_letter"
            ),
        ]

    def __str__(self) -> str:
        return self.text_zh

    @property
    def text(self) -> str:
        return in_readers_language(self.text_zh, self.text_en)
