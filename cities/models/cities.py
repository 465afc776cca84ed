"""The pilot cities, their provinces, and the organisations through which counties file."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import Bilingual, in_readers_language

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
    """A pilot city, district or county (试点城市). Known by its GB/T 2260 code: names repeat.

    Forms are generally not to be asked of county level, so a county may file through another organisation, its
    ``filing_parent``: the people who act for the parent read and write the county's material. The parent may be a
    pilot itself or not (``is_pilot``: takes part in rounds); it never files through a third one.
    """

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

    is_pilot = models.BooleanField(
        _("pilot"), default=True, help_text=_("takes part in rounds; otherwise it only files for others")
    )
    filing_parent = models.ForeignKey(
        "self",
        verbose_name=_("files through"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files_for",
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["gb_code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(filing_parent=None) | ~models.Q(filing_parent=models.F("pk")),
                name="a_city_does_not_file_through_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(is_pilot=True) | models.Q(filing_parent=None),
                name="only_a_pilot_files_through_another",
            ),
        ]

    __str__ = Bilingual.__str__

    COUNTY_LEVELS = (
        Level.PROVINCE_GOVERNED_COUNTY_CITY,
        Level.COUNTY_LEVEL_CITY,
        Level.COUNTY,
        Level.AUTONOMOUS_COUNTY,
        Level.URBAN_DISTRICT,
    )

    @property
    def is_county_level(self) -> bool:
        """Below a prefecture: the city may file through another organisation."""
        return self.level in self.COUNTY_LEVELS

    @property
    def short_name(self) -> str:
        return in_readers_language(self.short_zh, self.name_en)
