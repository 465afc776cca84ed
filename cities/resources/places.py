"""Tables of provinces and cities."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from accounts.imports import TableResource
from accounts.imports.resources import ChoiceWidget
from cities.models import City, Province
from cities.pinyin import pinyin_of


class ProvinceWidget(ForeignKeyWidget):
    """The province by its Chinese name; a new one is made from the city's code and the English name beside."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Province:
        name_zh = str(value or "").strip()
        name_en = str(row.get("province_en") or "").strip()
        code = f"{str(row.get('gb_code') or '')[:2]}0000"
        known = Province.objects.filter(code=code).first()
        if not name_zh:
            raise ValueError(_("The province is missing."))
        if known is None:
            return self._new(code, name_zh, name_en)
        if known.name_zh != name_zh:
            raise ValueError(
                _("Codes that begin with %(digits)s belong to %(right)s, not to %(wrong)s.")
                % {"digits": code[:2], "right": known.name_zh, "wrong": name_zh}
            )
        return known

    def _new(self, code: str, name_zh: str, name_en: str) -> Province:
        if Province.objects.filter(name_zh=name_zh).exists():
            raise ValueError(_("%(name)s has another code.") % {"name": name_zh})
        return Province.objects.create(code=code, name_zh=name_zh, name_en=name_en, pinyin=pinyin_of(name_zh))


class ProvinceResource(TableResource):
    labels = {
        "code": _("GB/T 2260 code"),
        "name_zh": _("Chinese name"),
        "name_en": _("English name"),
        "authority_zh": _("authority (Chinese)"),
    }
    required = ("code", "name_zh", "name_en")

    class Meta(TableResource.Meta):
        model = Province
        import_id_fields = ("code",)
        fields = ("code", "name_zh", "name_en", "authority_zh")

    def before_save_instance(self, instance: Province, row: Any, **kwargs: Any) -> None:
        instance.pinyin = pinyin_of(instance.name_zh)


class CityResource(TableResource):
    """Known by the code; the province is made if it is new. The columns are those of ``data/pilots.csv``."""

    province = Field(attribute="province", column_name="province_zh", widget=ProvinceWidget(Province, "name_zh"))
    province_en = Field(attribute="province__name_en", column_name="province_en", readonly=True)
    level = Field(
        attribute="level", column_name="level", widget=ChoiceWidget(City.Level, _("“%(value)s” is not a level."))
    )

    labels = {
        "name_zh": _("Chinese name"),
        "name_en": _("English name"),
        "short_zh": _("short name in reports"),
        "province_zh": _("province (Chinese)"),
        "province_en": _("province (English)"),
        "batch": _("batch"),
        "level": _("level"),
        "gb_code": _("GB/T 2260 code"),
        "lat": _("latitude"),
        "lon": _("longitude"),
    }
    required = ("name_zh", "name_en", "short_zh", "province_zh", "province_en", "batch", "level", "gb_code")

    class Meta(TableResource.Meta):
        model = City
        import_id_fields = ("gb_code",)
        fields = (
            "name_zh",
            "name_en",
            "short_zh",
            "province",
            "province_en",
            "batch",
            "level",
            "gb_code",
            "lat",
            "lon",
        )
        import_order = ("gb_code",)

    def before_save_instance(self, instance: City, row: Any, **kwargs: Any) -> None:
        instance.pinyin = pinyin_of(instance.name_zh)
