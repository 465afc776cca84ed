"""What a field prints: the words of a number, its footnote, and where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from reports.building.facts import Facts
from reports.statistics import named_for_public
from reports.template import Field
from reports.wording import enumerated, highest_and_lowest, pilots_in_words, share_in_words, tens_in_words
from scoring.statistics.documents import KINDS
from scoring.statistics.shape import Amount, Statistic, Unit, rounded


@dataclass(frozen=True)
class Value:
    """``statistic`` and ``key`` say which amount it prints; both empty for what is no statistic."""

    text: str
    note: str = ""
    statistic: str = ""
    key: str = ""
    is_nobody: bool = False
    """A sentence about cities of which there are none: it is to be worded anew."""


class Lacking(Exception):
    """There is no number to print. The sentence says why, for the build's findings."""


class UnknownField(Lacking):
    """No such field: a slip of the editor."""


def value_of(field: Field, facts: Facts) -> Value:
    """Raises Lacking."""
    if field.name in facts.values:
        if not facts.values[field.name]:
            raise Lacking(_("not filled in"))
        return Value(facts.values[field.name])
    if special := SPECIAL.get(field.name):
        return special(facts)
    return _amount_value(field, facts)


def _amount_value(field: Field, facts: Facts) -> Value:
    code, dot, key = field.name.partition(".")
    statistic = facts.statistics.get(code)
    if statistic is None or not dot:
        raise UnknownField(_("there is no field of this name"))
    if key in statistic.parameters:
        return Value(statistic.parameters[key], statistic=code, key=key)
    if key == "unit":
        return Value(_unit_of(statistic, facts), statistic=code, key=key)
    amount = statistic.by_key.get(key) or _nobody(statistic, key, facts)
    shape = SHAPES.get(field.shape.partition(":")[0])
    if shape is None:
        raise UnknownField(_("a number can't be printed as “%(shape)s”") % {"shape": field.shape})
    is_nobody = field.shape in IN_WORDS and not amount.value
    return Value(*shape(amount, field, facts, statistic), statistic=code, key=key, is_nobody=is_nobody)


def _nobody(statistic: Statistic, key: str, facts: Facts) -> Amount:
    """A class in which nobody is has no amount of its own: it counts 0. What is no class is a slip."""
    head, _dot, last = key.rpartition(".")
    if last in facts.classes.get(f"{statistic.code}.{head}", ()):
        return Amount(key, Fraction(0), Unit.CITIES, statistic.with_data)
    if statistic.code == "E4" and head == "tag":
        raise Lacking(_("the round has no problem of this code"))
    raise UnknownField(_("there is no field of this name"))


Shaped = tuple[str, str]


def _number(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    printed = _known(amount, statistic).printed
    return f"{printed}", ""


def _rate(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    """A number in per cent, with how many of all cities it rests on."""
    printed = _known(amount, statistic).printed
    note = _("%(with_data)d of %(of)d cities have data.")
    return f"{printed}%", note % {"with_data": statistic.with_data, "of": statistic.of}


def _share(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    count, of = _count(amount, statistic)
    if not of:
        raise Lacking(_("no city has data"))
    return f"{rounded(Fraction(100 * count, of), 0)}%", _of(count, of, facts)


def _cities(amount: Amount, field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    """The first of them, in the editor's order; nothing where nobody is counted or could be."""
    if amount.value is None or not statistic.with_data:
        return "", ""  # the number beside it says what is missing
    most = field.shape.partition(":")[2]
    named = _named(amount, facts, statistic)[: int(most) if most.isdecimal() else facts.examples]
    chosen = facts.city_names(facts.in_editors_order(named))
    if not chosen:
        return "", ""
    text = enumerated(chosen, facts.language)
    return (text + "等" if facts.language == "zh" and len(chosen) < len(amount.cities) else text), ""


def _all(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    _known(amount, statistic)
    return enumerated(
        facts.city_names(facts.in_editors_order(_named(amount, facts, statistic))), facts.language
    ), ""


def _named(amount: Amount, facts: Facts, statistic: Statistic) -> tuple[str, ...]:
    """The cities that the edition may name."""
    named = amount.cities if facts.for_ministry else named_for_public(statistic, amount)
    if amount.cities and not named:
        raise Lacking(_("the public edition does not name these cities"))
    return named


def _words(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    count, of = _count(amount, statistic)
    if not of:
        raise Lacking(_("no city has data"))
    return share_in_words(count, of, facts.language), _of(count, of, facts)


def _pilots(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    count, of = _count(amount, statistic)
    if not of:
        raise Lacking(_("no city has data"))
    return pilots_in_words(count, of, facts.language), _of(count, of, facts)


def _tens(amount: Amount, _field: Field, facts: Facts, statistic: Statistic) -> Shaped:
    count = int(_known(amount, statistic).value or 0)
    words = tens_in_words(count, language=facts.language)
    return words, "" if words == str(count) else (_("Exactly %(count)d.") % {"count": count})


SHAPES: Mapping[str, Callable[[Amount, Field, Facts, Statistic], Shaped]] = {
    "": _number,
    "rate": _rate,
    "share": _share,
    "cities": _cities,
    "all": _all,
    "words": _words,
    "pilots": _pilots,
    "tens": _tens,
}


IN_WORDS = frozenset({"words", "pilots"})


def _known(amount: Amount, statistic: Statistic) -> Amount:
    if amount.is_withheld:
        raise Lacking(_("withheld: fewer cities have data than may be told"))
    if amount.value is None or not statistic.with_data:
        raise Lacking(_("no city has data"))
    return amount


def _count(amount: Amount, statistic: Statistic) -> tuple[int, int]:
    known = _known(amount, statistic)
    return int(known.value or 0), known.of or 0


def _of(count: int, of: int, facts: Facts) -> str:
    return _("%(count)d of %(of)d with data.") % {"count": count, "of": of}


def _unit_of(statistic: Statistic, facts: Facts) -> str:
    relative = statistic.parameters.get("coal_measure") == "relative"
    return "%" if relative else _("percentage points")


def _quoted_areas(facts: Facts, codes: list[str]) -> str:
    names = [facts.area_names.get(code, code) for code in codes]
    if facts.language == "zh":
        return "和".join(f"“{name}”" for name in names)
    return enumerated(names, "en")


def _areas(facts: Facts, place: int) -> list[str]:
    if not facts.area_rates:
        raise Lacking(_("no city has a total yet"))
    return highest_and_lowest(facts.area_rates)[place]


def _area_names(place: int) -> Callable[[Facts], Value]:
    return lambda facts: Value(_quoted_areas(facts, _areas(facts, place)), statistic="S18", key="area")


def _area_rates(place: int) -> Callable[[Facts], Value]:
    def value(facts: Facts) -> Value:
        rates = dict(facts.area_rates)
        printed = [f"{rounded(rates[code], 1)}%" for code in _areas(facts, place)]
        return Value(("和" if facts.language == "zh" else " and ").join(printed), statistic="S18", key="area")

    return value


def _good_list(facts: Facts) -> Value:
    """In the order of the ranking."""
    amount = facts.statistics["S18"].by_key.get("listed") if "S18" in facts.statistics else None
    if amount is None or not amount.cities:
        raise Lacking(_("no city is on the list yet"))
    return Value(enumerated(facts.city_names(amount.cities), facts.language), statistic="S18", key="listed")


def _several_issuers(kind: str) -> Callable[[Facts], Value]:
    """Who issued documents of a kind through more than one issuer, as a clause; nothing where nobody did."""

    def value(facts: Facts) -> Value:
        statistic = facts.statistics.get("S8")
        amounts = statistic.amounts if statistic else ()
        cities = [c for a in amounts if a.key.startswith(f"{kind}.") and "+" in a.key for c in a.cities]
        if not cities:
            return Value("")
        named = enumerated(facts.city_names(facts.in_editors_order(cities)), facts.language)
        clause = f"，{named}由多个部门发布了多份规划" if facts.language == "zh" else f"; {named}: several issuers"
        return Value(clause, statistic="S8", key=f"{kind}.several")

    return value


def _above_nation(facts: Facts) -> Value:
    """In how many cities coal fell by more than in the nation, as a clause; nothing while that is unknown."""
    amount = facts.statistics["S3"].by_key.get("above_nation") if "S3" in facts.statistics else None
    if amount is None or not amount.value:
        return Value("")
    count = int(amount.value)
    zh, en = f"，其中{count}个城市高于全国平均水平", f", in {count} of them by more than in the nation"
    return Value(zh if facts.language == "zh" else en, statistic="S3", key="above_nation")


SPECIAL: Mapping[str, Callable[[Facts], Value]] = {
    **{f"S8.{kind}.several": _several_issuers(kind) for kind in KINDS},
    "S3.above_nation.clause": _above_nation,
    "areas.highest": _area_names(0),
    "areas.lowest": _area_names(1),
    "areas.highest_rates": _area_rates(0),
    "areas.lowest_rates": _area_rates(1),
    "list.good": _good_list,
}
