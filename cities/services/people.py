"""City accounts (城市账号): who acts for a city. Given and ended by the secretariat, never deleted."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.passwords import first_password_address
from cities.errors import CityError
from cities.models import City, CityMembership, ProvinceMembership
from cities.rules import require_people
from rounds.models import Round, RoundRole


@dataclass(frozen=True)
class Person:
    """Somebody who shall act for a city, as the secretariat names them."""

    username: str
    full_name: str
    kind: str
    email: str = ""


@transaction.atomic
def add_member(*, round: Round, city: City, person: Person, by: User) -> CityMembership:
    """Let a person act for the city. A new account gets no password: a link to set one is handed over."""
    require_people(round, by)
    locked_city(city)
    user = User.objects.select_for_update(no_key=True).filter(username=person.username).first()
    user = user or User(username=person.username)
    for field, why_not in member_problems(user, person, city):
        raise CityError(why_not, field=field)
    if CityMembership.objects.filter(user=user.pk, city=city, ended_at=None).exists():
        raise CityError(_("%(name)s acts for this city already.") % {"name": user}, field="username")
    if user._state.adding:
        open_account(user, person)
    membership = CityMembership.objects.create(
        city=city, user=user, kind=person.kind, is_administrator=is_first_of(city)
    )
    record(by, "add_city_member", membership, round_id=round.pk, **described(membership))
    return membership


@transaction.atomic
def issue_password_link(*, round: Round, membership: CityMembership, by: User) -> str:
    """The address, good for one use, at which a new member sets their first password."""
    require_people(round, by)
    user = membership.user
    if membership.ended_at:
        raise CityError(_("%(name)s no longer acts for %(city)s.") % {"name": user, "city": membership.city})
    if RoundRole.objects.filter(user=user).exists():
        raise CityError(_("This account is looked after by the administrators, not by the secretariat."))
    return first_password_address(user=user, by=by, round_id=round.pk)


def locked_city(city: City) -> City:
    """The row that everyone who changes a city's people waits for."""
    return City.objects.select_for_update(of=("self",), no_key=True).get(pk=city.pk)


def is_first_of(city: City) -> bool:
    """Whether nobody acts for the city: who comes first looks after its people until they hand that over."""
    return not CityMembership.objects.filter(city=city, ended_at=None).exists()


def described(membership: CityMembership) -> dict[str, object]:
    """What the record keeps of a membership."""
    user = membership.user
    return {
        "city": membership.city.gb_code,
        "name": user.full_name,
        "username": user.username,
        "kind": membership.kind,
        "administrator": membership.is_administrator,
    }


def member_problems(user: User, person: Person, city: City | None) -> Iterator[tuple[str, str]]:
    """What keeps ``user`` from acting for the city as ``person``: the field at fault and a sentence."""
    if not person.username:
        yield "username", _("The user name is missing.")
    if not person.full_name:
        yield "full_name", _("The name is missing.")
    if not user._state.adding:
        yield from _account_problems(user, person, city)
    yield from _email_problems(user, person)


def _email_problems(user: User, person: Person) -> Iterator[tuple[str, str]]:
    if not person.email:
        return
    if not user._state.adding and user.email.lower() != person.email.lower():
        yield "email", _("The account has another address; only its owner or an administrator changes it.")
    elif User.objects.filter(email__iexact=person.email).exclude(pk=user.pk).exists():
        yield "email", _("“%(email)s” belongs to another account.") % {"email": person.email}


def _account_problems(user: User, person: Person, city: City | None) -> Iterator[tuple[str, str]]:
    if person.full_name and user.full_name != person.full_name:
        yield (
            "full_name",
            _("The account %(username)s belongs to %(right)s, not to %(wrong)s.")
            % {"username": user.username, "right": user.full_name, "wrong": person.full_name},
        )
    if not user.is_active:
        yield "username", _("The account %(username)s may not sign in.") % {"username": user.username}
    elif city and (why_not := account_elsewhere(user, city)):
        yield "username", why_not


def account_elsewhere(user: User, city: City | None) -> str:
    """What else the account's person does that keeps them from acting for ``city``; empty if nothing.

    ``city`` None: for a province's authority.
    """
    acting = CityMembership.objects.filter(user=user, ended_at=None).select_related("city").first()
    if acting and city and acting.city_id == city.pk:
        return ""
    if acting:
        return _("%(name)s acts for %(city)s. End that first: a person acts for one city at a time.") % {
            "name": user,
            "city": acting.city,
        }
    if user.administrator or user.is_staff or RoundRole.objects.filter(user=user).exists():
        return _("%(name)s leads a round or runs the portal and cannot act for a city.") % {"name": user}
    if province := ProvinceMembership.objects.filter(user=user, ended_at=None).select_related("province").first():
        return _("%(name)s belongs to the authority of %(province)s, which vouches for its cities.") % {
            "name": user,
            "province": province.province,
        }
    if not (user.city_memberships.exists() or (city is None and user.province_memberships.exists())):
        return _("The user name %(username)s is taken by somebody who is not a city's. Choose another.") % {
            "username": user.username
        }
    return ""


def open_account(user: User, person: Person) -> User:
    """Store a new account without a password; CityError names the field that cannot be so."""
    user.full_name, user.email = person.full_name, person.email
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise CityError(" ".join(messages), field=field) from None
    user.save()
    return user
