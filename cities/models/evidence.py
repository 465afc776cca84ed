"""Evidence: files that prove what a city says."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from cities.models.submissions import Statement, Submission


def random_key(evidence: "Evidence", filename: str) -> str:
    """Where the bytes lie: a random key, never the name a person gave, never used twice."""
    return f"evidence/{secrets.token_hex(1)}/{secrets.token_hex(16)}"


class Evidence(models.Model):
    """One file with its metadata (佐证材料); any number of indicators may cite it, with pages.

    The name is what the person called the file and is only ever shown; the kind of content was read from the
    bytes. Bytes are private: each download asks who is asking. They rest in quarantine until every check has
    passed: only a checked file is cited, previewed or sent to anybody. Of a refused file the bytes are gone, and
    the reason stays. A newer file replaces an older one; both are kept.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Refused")

    class Hold(models.TextChoices):
        """Why a file is still in quarantine although its turn has come."""

        NO_SCANNER = "no_scanner", _("The malware scanner does not answer")
        TOO_LARGE = "too_large", _("The malware scanner does not take files of this size")

    class Kind(models.TextChoices):
        NORMATIVE = "normative", _("Normative document")
        EXPLANATION = "explanation", _("Explanatory note")
        STATISTICS = "statistics", _("Statistical table")
        PHOTOGRAPH = "photograph", _("Photograph of the site")
        OTHER = "other", _("Other")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    file = models.FileField(upload_to=random_key, max_length=200)
    original_name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    hold = models.CharField(_("why it waits"), max_length=12, choices=Hold, blank=True)
    examined_at = models.DateTimeField(_("last examined at"), null=True, blank=True)
    reason_zh = models.TextField(_("why it was refused (Chinese)"), blank=True)
    reason_en = models.TextField(_("why it was refused (English)"), blank=True)

    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="newer")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["submission", "uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "sha256"],
                condition=models.Q(removed_at=None) & ~models.Q(state="refused"),
                name="a_city_hands_in_a_file_once",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="evidence_is_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason_zh=""),
                name="a_refused_file_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="checked") | ~models.Q(content_type=""),
                name="a_checked_file_has_a_type",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_at=None) | models.Q(state="checked"),
                name="only_a_checked_file_is_replaced",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reason(self) -> str:
        """Why it was refused, in the reader's language."""
        return in_readers_language(self.reason_zh, self.reason_en)

    @property
    def is_checked(self) -> bool:
        return self.state == self.State.CHECKED


class Citation(models.Model):
    """A statement cites a piece of evidence, and the pages of it that matter."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="citations")
    pages = models.CharField(_("pages"), max_length=60, blank=True, help_text=_("such as 3-5, 12"))

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(fields=["statement", "evidence"], name="a_statement_cites_evidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.evidence} {self.pages}".strip()
