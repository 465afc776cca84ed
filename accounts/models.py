"""People and the record of what they did."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
"""That people read. What somebody is sent is written in theirs."""


class User(AbstractUser):
    """A person who can log in. Never deleted; leaves by ``is_active = False``.

    What a person may do follows from rows of the other apps (RoundRole, CityMembership, Expert …). Only the
    three administrators 三员 stand here, in one field, so that nobody can be two of them at once.
    """

    class Administrator(models.TextChoices):
        SYSTEM = "system", _("System administrator")
        SECURITY = "security", _("Security administrator")
        AUDIT = "audit", _("Audit administrator")

    full_name = models.CharField(_("full name"), max_length=100)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="zh-hans")
    administrator = models.CharField(_("administrator"), max_length=10, choices=Administrator, blank=True)
    is_demonstration = models.BooleanField(_("demonstration account"), default=False)

    first_name = None  # type: ignore[assignment]  # a Chinese name is one field
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS = ["full_name"]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="an_email_belongs_to_one_user",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class UserRequest(HttpRequest):
    """A request of somebody who is logged in, for the type checker."""

    user: User


class AuditEvent(models.Model):
    """Who did what to what, when (操作记录). Append-only; each row's hash covers the one before it.

    Subject and actor are plain values and not foreign keys, so nothing that happens to them changes the record.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("actor"), null=True)
    actor_name = models.TextField(_("actor's name"))
    verb = models.TextField(_("verb"))
    subject_type = models.TextField(_("subject"))
    subject_id = models.TextField(_("subject's number"))
    round_id = models.BigIntegerField(_("round"), null=True)
    data = models.TextField(_("details"), help_text=_("canonical JSON, exactly as it was hashed"))
    hash = models.BinaryField(_("hash"), max_length=32)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["round_id", "-number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_type} {self.subject_id}"


class AuditHead(models.Model):
    """The last number and hash of the chain: the one row every recorded act takes its turn on."""

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="the_audit_chain_has_one_head")]

    def __str__(self) -> str:
        return str(self.number)
