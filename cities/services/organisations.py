"""A city's own people: their roles, who looks after them, and how they leave. Each act names both sides."""

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.leaving import close_account, close_sessions
from accounts.models import User
from cities.errors import CityError
from cities.models import City, CityMembership, Province, ProvinceMembership
from cities.queries import administrator_of
from cities.rules import require_city_people, require_people
from cities.services.people import described, locked_city
from cities.services.telling import tell_all
from notices.models import Kind
from rounds.models import Round


@transaction.atomic
def change_member_kind(*, round: Round, membership: CityMembership, kind: str, by: User) -> CityMembership:
    """Give a member another role. What they signed in the earlier one stays signed."""
    membership = _locked(round, membership, by)
    if kind not in CityMembership.Kind.values:
        raise CityError(_("“%(value)s” is not a role.") % {"value": kind}, field="kind")
    before = membership.kind
    if before == kind:
        return membership
    membership.kind = kind
    membership.save(update_fields=["kind"])
    record(by, "change_city_member_kind", membership, round_id=round.pk, before=before, **described(membership))
    _tell(
        round,
        membership,
        lambda: (
            _("Your role for %(city)s is now: %(role)s.")
            % {"city": membership.city, "role": membership.get_kind_display()}
        ),
    )
    return membership


@transaction.atomic
def hand_over_people(*, round: Round, membership: CityMembership, by: User) -> CityMembership:
    """From now on this member looks after the city's people, and who did so until now no longer does."""
    membership = _locked(round, membership, by)
    before = administrator_of(membership.city)
    if before == membership:
        raise CityError(_("%(name)s looks after the city's people already.") % {"name": membership.user})
    if not membership.user.is_active:
        raise CityError(_("The account %(username)s may not sign in.") % {"username": membership.user.username})
    if before is not None:
        before.is_administrator = False
        before.save(update_fields=["is_administrator"])
    membership.is_administrator = True
    membership.save(update_fields=["is_administrator"])
    _tell_handed_over(round, membership, before)
    names = {"from_name": before.user.full_name, "from_username": before.user.username} if before else {}
    record(by, "hand_over_city_people", membership, round_id=round.pk, **names, **described(membership))
    return membership


@transaction.atomic
def end_membership(
    *, round: Round, membership: CityMembership, by: User, closes_account: bool = False
) -> CityMembership:
    """The person no longer acts for the city and is signed out. The account and everything done with it stay.

    ``closes_account``: the person leaves altogether and may no longer sign in.
    """
    membership = _locked(round, membership, by)
    if membership.user_id == by.pk:
        raise CityError(_("Nobody ends their own part. Hand the city's people over; the next one ends it."))
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    closed = close_sessions(membership.user)
    record(by, "end_city_membership", membership, round_id=round.pk, sessions=closed, **described(membership))
    if closes_account:
        close_account(user=membership.user, by=by, round_id=round.pk)
    return membership


@transaction.atomic
def end_province_membership(
    *, round: Round, membership: ProvinceMembership, by: User, closes_account: bool = False
) -> ProvinceMembership:
    """The person no longer belongs to the province's authority and is signed out. What they did stays."""
    require_people(round, by)
    Province.objects.select_for_update(no_key=True).get(pk=membership.province_id)
    membership = ProvinceMembership.objects.select_related("user", "province").get(pk=membership.pk)
    if membership.ended_at:
        raise _has_ended(membership.user, membership.province)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    what = {"name": membership.user.full_name, "username": membership.user.username}
    closed = close_sessions(membership.user)
    record(by, "end_province_membership", membership, round_id=round.pk, sessions=closed, **what)
    if closes_account:
        close_account(user=membership.user, by=by, round_id=round.pk)
    return membership


def _locked(round: Round, membership: CityMembership, by: User) -> CityMembership:
    """The membership as it is now, the city's people locked, if ``by`` may look after them and it holds."""
    city = locked_city(membership.city)
    require_city_people(round, city, by)
    membership = CityMembership.objects.select_related("user", "city").get(pk=membership.pk)
    if membership.ended_at:
        raise _has_ended(membership.user, membership.city)
    return membership


def _has_ended(user: User, place: City | Province) -> CityError:
    return CityError(_("%(name)s no longer acts for %(city)s.") % {"name": user, "city": place})


def _tell_handed_over(round: Round, membership: CityMembership, before: CityMembership | None) -> None:
    said = {"name": membership.user, "city": membership.city}
    _tell(round, membership, lambda: _("You now look after the people who act for %(city)s.") % said)
    if before is not None:
        _tell(round, before, lambda: _("%(name)s now looks after the people who act for %(city)s.") % said)


def _tell(round: Round, membership: CityMembership, text: Callable[[], str]) -> None:
    link = reverse("cities:city-people", args=[round.slug, membership.city.gb_code])
    tell_all([membership.user], text, link=link, kind=Kind.DECISION, round=round)
