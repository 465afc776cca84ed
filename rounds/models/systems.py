"""The indicator system: versioned data, frozen when a round that uses it opens."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import Bilingual, in_readers_language


class Domain(Bilingual, models.Model):
    """A field of expertise of experts (专业领域). Not an area: areas are parts of the indicator system."""

    code = models.SlugField(_("code"), unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["position", "code"]

    __str__ = Bilingual.__str__


class IndicatorSystem(Bilingual, models.Model):
    """One version of the indicators, their points and criteria (指标体系). Never edited once frozen."""

    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_official = models.BooleanField(
        _("points are official"),
        default=False,
        help_text=_("Unless ticked, every page with its points says that they are our default and not official."),
    )
    source_zh = models.TextField(_("source (Chinese)"), blank=True)
    source_en = models.TextField(_("source (English)"), blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("indicator system")
        verbose_name_plural = _("indicator systems")
        ordering = ["name_zh", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name_zh", "version"], name="a_system_has_each_version_once"),
            models.CheckConstraint(
                condition=models.Q(frozen_at=None, sha256="")
                | models.Q(frozen_at__isnull=False) & ~models.Q(sha256=""),
                name="a_frozen_system_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def source(self) -> str:
        return in_readers_language(self.source_zh, self.source_en)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Area(Bilingual, models.Model):
    """A part A–E of the indicator system (指标框架)."""

    system = models.ForeignKey(
        IndicatorSystem, verbose_name=_("indicator system"), on_delete=models.CASCADE, related_name="areas"
    )
    code = models.CharField(_("code"), max_length=4)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="an_area_code_is_unique_in_its_system")
        ]

    __str__ = Bilingual.__str__


class Indicator(Bilingual, models.Model):
    """What is scored (评估指标): computed points 核算分 from verified data, judged points 评审分 from experts.

    No domain means that every expert of the city marks it (E, innovation).
    """

    system = models.ForeignKey(
        IndicatorSystem, verbose_name=_("indicator system"), on_delete=models.CASCADE, related_name="indicators"
    )
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.PROTECT, related_name="indicators")
    domain = models.ForeignKey(
        Domain,
        verbose_name=_("domain"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
    )
    code = models.CharField(_("code"), max_length=6)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=200)
    computed_max = models.DecimalField(_("computed points"), max_digits=5, decimal_places=2)
    judged_max = models.DecimalField(_("judged points"), max_digits=5, decimal_places=2)
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    rule_parameters = models.JSONField(_("parameters of the rule"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="an_indicator_code_is_unique_in_its_system"),
            models.CheckConstraint(
                condition=models.Q(computed_max__gte=0, judged_max__gte=0), name="points_are_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(computed_max__gt=0) | models.Q(judged_max__gt=0),
                name="an_indicator_has_points",
            ),
            models.CheckConstraint(
                condition=models.Q(computed_max=0, rule="") | models.Q(computed_max__gt=0) & ~models.Q(rule=""),
                name="computed_points_have_a_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def max_points(self) -> Decimal:
        """分值: the most points this indicator gives."""
        return self.computed_max + self.judged_max


class Criterion(models.Model):
    """What earns a share of an indicator's judged points (评分标准)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="criteria")
    share = models.PositiveSmallIntegerField(_("share in per cent"), help_text=_("0, 25, 50, 75 or 100"))
    text_zh = models.TextField(_("criterion (Chinese)"))
    text_en = models.TextField(_("criterion (English)"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["share"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "share"], name="an_indicator_has_each_criterion_once"),
            models.CheckConstraint(
                condition=models.Q(share__in=[0, 25, 50, 75, 100]), name="a_share_is_an_anchor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share} %: {self.text}"

    @property
    def text(self) -> str:
        return in_readers_language(self.text_zh, self.text_en)
