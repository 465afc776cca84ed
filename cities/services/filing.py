"""Filing parents: the organisation through which a county hands in. Linked and ended by the secretariat only."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.models import City
from cities.pinyin import pinyin_of
from cities.rules import require_people
from cities.services.people import locked_city
from rounds.models import Round

LONGEST_REASON = 500


@dataclass(frozen=True)
class Organisation:
    """One that takes no part in rounds itself, such as the prefecture above a county."""

    gb_code: str
    name_zh: str
    name_en: str
    level: str


@transaction.atomic
def link_filing_parent(*, round: Round, city: City, parent: City | Organisation, reason: str, by: User) -> City:
    """From now on the parent's people read and write what the county hands in. On record, with the reason."""
    require_people(round, by)
    city = locked_city(city)
    reason = _given(reason)
    if not city.is_county_level:
        raise CityError(_("Only county-level pilots file through another organisation."))
    parent = parent if isinstance(parent, City) else _new_organisation(parent, city)
    if why_not := _parent_problem(city, parent):
        raise CityError(why_not, field="parent")
    before, city.filing_parent = city.filing_parent, parent
    city.save(update_fields=["filing_parent"])
    what = {"city": city.gb_code, "parent": parent.gb_code, "parent_name": parent.name_zh, "reason": reason}
    record(by, "link_filing_parent", city, round_id=round.pk, before=before.gb_code if before else None, **what)
    return city


@transaction.atomic
def end_filing_link(*, round: Round, city: City, reason: str, by: User) -> City:
    """The parent's people no longer read or write for the county. What they wrote stays."""
    require_people(round, by)
    city = locked_city(city)
    reason = _given(reason)
    if city.filing_parent is None:
        raise CityError(_("%(city)s files for itself.") % {"city": city})
    before, city.filing_parent = city.filing_parent, None
    city.save(update_fields=["filing_parent"])
    what = {"city": city.gb_code, "parent": before.gb_code, "parent_name": before.name_zh, "reason": reason}
    record(by, "end_filing_link", city, round_id=round.pk, **what)
    return city


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise CityError(_("Say why: the reason stays on record."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise CityError(
            _("The reason has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(reason), "limit": LONGEST_REASON},
            field="reason",
        )
    return reason


def _parent_problem(city: City, parent: City) -> str:
    if parent.pk == city.pk:
        return _("A city cannot file through itself.")
    if parent.pk == city.filing_parent_id:
        return _("%(city)s files through %(parent)s already.") % {"city": city, "parent": parent}
    if parent.filing_parent_id:
        return _("%(parent)s files through another organisation itself.") % {"parent": parent}
    if city.files_for.exists():
        return _("Others file through %(city)s; it must file for itself.") % {"city": city}
    return ""


def _new_organisation(given: Organisation, county: City) -> City:
    """A row for an organisation that is no pilot, in the county's province."""
    organisation = City(
        gb_code=given.gb_code,
        name_zh=given.name_zh,
        short_zh=given.name_zh,
        name_en=given.name_en,
        level=given.level,
        province_id=county.province_id,
        batch=0,
        is_pilot=False,
        pinyin=pinyin_of(given.name_zh),
    )
    try:
        organisation.full_clean(exclude=["batch"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise CityError(" ".join(messages), field=field) from None
    organisation.save()
    return organisation
