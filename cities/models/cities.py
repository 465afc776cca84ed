"""The pilot cities and the people who act for them."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import Bilingual, in_readers_language
from accounts.models import User

six_digits = RegexValidator(r"^\d{6}\Z", _("A code has six digits."))


class Province(Bilingual, models.Model):
    """A province, whose authority 省级主管部门 vouches for its cities."""

    code = models.CharField(_("GB/T 2260 code"), max_length=6, unique=True, validators=[six_digits])
    name_zh = models.CharField(_("Chinese name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    authority_zh = models.CharField(_("authority (Chinese)"), max_length=80, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]

    __str__ = Bilingual.__str__


class City(Bilingual, models.Model):
    """A pilot city, district or county (试点城市). Known by its GB/T 2260 code: names repeat."""

    class Level(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        SUB_PROVINCIAL = "sub_provincial", _("Sub-provincial city")
        PREFECTURE_LEVEL_CITY = "prefecture_level_city", _("Prefecture-level city")
        PREFECTURE_AREA = "prefecture_area", _("Prefecture")
        PROVINCE_GOVERNED_COUNTY_CITY = (
            "province_governed_county_city",
            _("County-level city under the province"),
        )
        XPCC_CITY = "xpcc_city", _("City of the Production and Construction Corps")
        COUNTY_LEVEL_CITY = "county_level_city", _("County-level city")
        COUNTY = "county", _("County")
        AUTONOMOUS_COUNTY = "autonomous_county", _("Autonomous county")
        URBAN_DISTRICT = "urban_district", _("Urban district")

    gb_code = models.CharField(_("GB/T 2260 code"), max_length=6, unique=True, validators=[six_digits])
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80)
    short_zh = models.CharField(_("short name in reports"), max_length=40)
    pinyin = models.CharField(_("pinyin"), max_length=120, blank=True, editable=False, db_index=True)
    province = models.ForeignKey(
        Province, verbose_name=_("province"), on_delete=models.PROTECT, related_name="cities"
    )
    batch = models.PositiveSmallIntegerField(
        _("batch"),
        help_text=_("year of the notice: 2010, 2012 or 2017"),
        validators=[MinValueValidator(2010), MaxValueValidator(2100)],
    )
    level = models.CharField(_("level"), max_length=32, choices=Level)
    lat = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    lon = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["gb_code"]

    __str__ = Bilingual.__str__

    @property
    def short_name(self) -> str:
        return in_readers_language(self.short_zh, self.name_en)


class CityMembership(models.Model):
    """A person who acts for a city (城市账号). Ended by ``ended_at``, never deleted."""

    class Kind(models.TextChoices):
        FILLER = "filler", _("Filler")
        REVIEWER = "reviewer", _("Reviewer")
        APPROVER = "approver", _("Approver")

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="city_memberships"
    )
    kind = models.CharField(_("role"), max_length=10, choices=Kind, default=Kind.FILLER)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("city member")
        verbose_name_plural = _("city members")
        ordering = ["city", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ended_at=None),
                name="a_person_acts_for_one_city_at_a_time",
            )
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
                condition=models.Q(ended_at=None),
                name="a_person_acts_for_one_province_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.province}"
