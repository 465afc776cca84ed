"""Reading the content of a submitted version, which carries both languages as plain values."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from accounts.bilingual import in_readers_language
from cities.models import Evidence
from cities.plausibility.findings import Rule
from cities.plausibility.words import place, sentence
from cities.shown_forms import ShownForm, shown_forms
from rounds.models import Round

register = template.Library()


@register.filter
def named(thing: Mapping[str, str]) -> str:
    """The name of an area, indicator, city or round in the reader's language."""
    return in_readers_language(thing["name_zh"], thing["name_en"])


@register.filter
def evidence_kind(code: str) -> str:
    """The kind of a piece of evidence in words."""
    return str(Evidence.Kind(code).label)


@register.filter
def by_area(statements: list[dict[str, Any]]) -> list[tuple[dict[str, str], list[dict[str, Any]]]]:
    """The statements below their areas, in their order."""
    areas: dict[str, tuple[dict[str, str], list[dict[str, Any]]]] = {}
    for statement in statements:
        area = statement["area"]
        areas.setdefault(area["code"], (area, []))[1].append(statement)
    return list(areas.values())


@register.filter
def asked_to_leave_out(content: Mapping[str, Any], code: str) -> Mapping[str, str] | None:
    """The city's request that the indicator does not apply, if the version has one."""
    asked = [one for one in content.get("not_applicable", []) if one["code"] == code]
    return asked[-1] if asked else None


@register.filter
def for_evidence(address: str, pk: int) -> str:
    """The address of a piece of evidence, from that of number 0: “…/evidence/0/” → “…/evidence/17/”."""
    before, _zero, after = address.rpartition("/0/")
    return f"{before}/{pk}/{after}"


@register.filter
def looked_at(what: str) -> str:
    """What an early look was at, in words: the draft, a version, or a file by its name."""
    if what == "draft":
        return _("the draft")
    kind, _space, number = what.partition(" ")
    if kind == "version" and number.isdecimal():
        return _("version %(number)s") % {"number": number}
    return what


@register.filter
def finding_place(kept: Mapping[str, Any]) -> str:
    """Where a finding of the plausibility checks is: form, row and field."""
    return place(kept["form"], kept["where"], kept["field"])


@register.filter
def finding_sentence(kept: Mapping[str, Any]) -> str:
    """What was found, in words."""
    return sentence(Rule(kept["rule"]), kept["values"])


@register.filter
def forms_shown(content: Mapping[str, Any], round: Round) -> list[ShownForm]:
    """The forms of a version, in words."""
    return shown_forms(content, round)
