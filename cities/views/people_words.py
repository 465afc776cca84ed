"""What happened to the people of a city or a province, as sentences."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cities.models import CityMembership
from cities.queries import Happened


class Line(NamedTuple):
    """One line of the history: when, by whom, what."""

    at: datetime
    by: str
    what: str


def lines_of(happened: Iterable[Happened]) -> list[Line]:
    """Acts without a sentence here, such as those of the administrators, are named by their verb."""
    return [Line(one.at, one.by, _sentence(one.verb, one.data)) for one in happened]


def _sentence(verb: str, data: dict[str, Any]) -> str:
    sentences = {
        "add_city_member": _("%(name)s was added as %(role)s."),
        "invite_city_member": _("%(name)s was invited as %(role)s."),
        "invite_province_member": _("%(name)s was invited."),
        "withdraw_invitation": _("The invitation of %(name)s was withdrawn."),
        "accept_invitation": _("%(name)s accepted the invitation of %(invited_by)s."),
        "change_city_member_kind": _("%(name)s, until then %(before)s, became %(role)s."),
        "hand_over_city_people": _("%(name)s took over looking after the people from %(from_name)s."),
        "end_city_membership": _("%(name)s no longer acts for the city."),
        "end_province_membership": _("%(name)s no longer belongs to the authority."),
        "link_filing_parent": _("Files through %(parent_name)s from then on: %(reason)s"),
        "end_filing_link": _("No longer files through %(parent_name)s: %(reason)s"),
    }
    known = sentences.get(verb, verb)
    if verb == "hand_over_city_people" and "from_name" not in data:
        known = _("%(name)s was made the administrator of the city's people.")
    return known % _said(data) if verb in sentences else verb


def _said(data: dict[str, Any]) -> dict[str, Any]:
    named = {"name": data.get("username", ""), "from_name": "", "invited_by": "", "parent_name": "", "reason": ""}
    return {**named, **data, "role": _role(data.get("kind")), "before": _role(data.get("before"))}


def _role(kind: str | None) -> str:
    return str(CityMembership.Kind(kind).label) if kind in CityMembership.Kind.values else ""
