"""Asking experts into the panel of a round, and the draw of whom to ask."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models.experts import Expert
from rounds.models import Round


class ExpertDraw(models.Model):
    """One random draw of experts by domain (随机抽取): everything it follows from, and what came out. Append-only.

    ``pool`` is by domain the experts it was drawn from, ``seats`` and ``spares`` how many were wanted, ``drawn``
    by domain who came out, in the order of the lots. Whoever has the seed can draw again (``scoring.draw``).
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    seed = models.CharField(_("public seed"), max_length=100)
    seed_source = models.CharField(_("where the seed comes from"), max_length=200, blank=True)
    seats = models.JSONField(_("experts wanted"))
    spares = models.PositiveSmallIntegerField(_("spares for each domain"))
    pool = models.JSONField(_("drawn from"))
    drawn = models.JSONField(_("order of the lots"))
    result_sha256 = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("drawn at"), auto_now_add=True)

    class Meta:
        verbose_name = _("draw of experts")
        verbose_name_plural = _("draws of experts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(seed=""), name="a_draw_of_experts_has_a_seed"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.pk}"


class PanelInvitation(models.Model):
    """An expert is asked into the panel of a round (邀请), and accepts or declines with a reason.

    It is open until it is answered, withdrawn or its time is over; the row stays and says which.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panel_invitations")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="panel_invitations")
    draw = models.ForeignKey(
        ExpertDraw, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    answer_by = models.DateTimeField(_("answer until"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation into a panel")
        verbose_name_plural = _("invitations into panels")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answered_panel_invitation_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(reason=""), name="a_declined_panel_invitation_says_why"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(withdrawn_at=None), name="a_panel_invitation_ends_in_one_way"
            ),
            models.UniqueConstraint(
                fields=["round", "expert"],
                condition=Q(answer="", withdrawn_at=None),
                name="an_expert_is_asked_into_a_panel_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.round}"

    @property
    def state(self) -> str:
        """``open``, or what ended it: ``accepted``, ``declined``, ``withdrawn`` or ``expired``."""
        if self.answer:
            return str(self.answer)
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if timezone.now() < self.answer_by else "expired"
