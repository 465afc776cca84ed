"""The ranking: what was asked for, what was built."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rounds.models import Round


class RankingState(models.Model):
    """The counter of a round: ``requested`` is its scores_version, ``built`` the newest version with a snapshot.

    In a row of its own, so that raising it locks nothing else. ``behind_since`` is when ``requested`` first rose
    above ``built``: the age of the queue. ``cause`` is what raised it last: a ``Cause`` and perhaps a number.
    """

    class Cause(models.TextChoices):
        SUBMIT_SHEET = "submit_sheet", _("score sheet submitted")
        VOID_SHEET = "void_sheet", _("score sheet no longer counts")
        REOPEN_SHEET = "reopen_sheet", _("score sheet reopened")
        VERIFY = "verify", _("computed points verified")
        ACCEPT_SUBMISSION = "accept_submission", _("submission accepted or returned")
        WITHDRAW_CITY = "withdraw_city", _("city withdrawn")
        NOT_APPLICABLE = "not_applicable", _("indicator does not apply")
        DEPLOY_ASSIGNMENTS = "deploy_assignments", _("assignments changed")
        SETTLE_CASE = "settle_case", _("case settled")
        CAP_GRADE = "cap_grade", _("grade capped")
        REWIND = "rewind", _("scores restored to an earlier version")
        SET_UP = "set_up", _("set-up changed")

    round = models.OneToOneField(Round, primary_key=True, on_delete=models.PROTECT, related_name="ranking_state")
    requested = models.BigIntegerField(default=0)
    built = models.BigIntegerField(default=0)
    frozen = models.BooleanField(_("frozen"), default=False)
    behind_since = models.DateTimeField(_("behind since"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    cases_version = models.BigIntegerField(default=0, db_default=0)
    """The version whose divergences were last looked through for cases; 0 before the revision window closes."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(built__lte=F("requested")), name="nothing_is_built_before_it_is_asked_for"
            )
        ]

    def __str__(self) -> str:
        return f"{self.built}/{self.requested}"


class RankingSnapshot(models.Model):
    """All standings as of one scores_version (排名快照). Never edited; one version has one snapshot.

    ``standings`` is the compressed columnar table that ``reviews.ranking`` writes and reads; ``ranks`` the rank
    column alone (int16, 0 for a city that is not ranked), for sparklines.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="snapshots")
    scores_version = models.BigIntegerField(_("scores version"))
    policy_sha256 = models.CharField(max_length=64)
    system_sha256 = models.CharField(max_length=64)
    inputs_sha256 = models.CharField(max_length=64)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    ranked_count = models.PositiveIntegerField(_("cities ranked"))
    city_count = models.PositiveIntegerField(_("cities"))
    sheet_count = models.PositiveIntegerField(_("sheets that count"))
    standings = models.BinaryField()
    ranks = models.BinaryField()
    findings = models.JSONField(_("findings"), default=list)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    worker = models.CharField(_("worker"), max_length=120)

    class Meta:
        verbose_name = _("ranking snapshot")
        verbose_name_plural = _("ranking snapshots")
        ordering = ["round", "-scores_version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "scores_version"], name="one_version_has_one_snapshot")
        ]

    def __str__(self) -> str:
        return f"{self.round} v{self.scores_version}"
