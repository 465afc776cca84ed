"""Who acts for a city or a province, and the links by which people are invited to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.cities import City, Province


class CityMembership(models.Model):
    """A person who acts for a city (城市账号). Ended by ``ended_at``, never deleted.

    One member at a time is the city's own administrator and invites the others; that part is handed over on
    record. An ended membership keeps the part it had.
    """

    class Kind(models.TextChoices):
        FILLER = "filler", _("Filler")
        REVIEWER = "reviewer", _("Reviewer")
        APPROVER = "approver", _("Approver")

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="city_memberships"
    )
    kind = models.CharField(_("role"), max_length=10, choices=Kind, default=Kind.FILLER)
    is_administrator = models.BooleanField(_("administrator of the city's people"), default=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("city member")
        verbose_name_plural = _("city members")
        ordering = ["city", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="a_person_acts_for_one_city_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(ended_at=None, is_administrator=True),
                name="a_city_has_one_administrator_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.city}"


class ProvinceMembership(models.Model):
    """A person of a province's authority."""

    province = models.ForeignKey(
        Province, verbose_name=_("province"), on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="province_memberships"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("province member")
        verbose_name_plural = _("province members")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at=None),
                name="a_person_acts_for_one_province_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.province}"


class Invitation(models.Model):
    """A link by which one person comes to act for a city or a province's authority. Good for one use.

    It is open until it is used, withdrawn or its time is over, and the row stays and says which.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    province = models.ForeignKey(
        Province,
        verbose_name=_("province"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
    )
    kind = models.CharField(_("role"), max_length=10, choices=CityMembership.Kind, blank=True)
    is_administrator = models.BooleanField(_("administrator of the city's people"), default=False)
    full_name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(city=None, province__isnull=False, kind="", is_administrator=False)
                | (Q(city__isnull=False, province=None) & ~Q(kind="")),
                name="an_invitation_is_to_a_city_in_a_role_or_to_a_province",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="a_used_invitation_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="an_invitation_ends_in_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}: {self.place}"

    @property
    def state(self) -> str:
        """``open``, or what ended it: ``used``, ``withdrawn`` or ``expired``."""
        if self.used_at:
            return "used"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if timezone.now() < self.expires_at else "expired"

    @property
    def place(self) -> City | Province:
        """What the person is invited to act for."""
        place = self.city or self.province
        assert place is not None  # a constraint of the table
        return place
