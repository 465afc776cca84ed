"""Invitations: a signed link by which one person, once, comes to act for a city or a province's authority."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.invitation_links import token_of
from cities.models import City, CityMembership, Invitation, Province, ProvinceMembership
from cities.queries import administrator_of
from cities.rules import require_city_people, require_people
from cities.services.people import Person, account_elsewhere, is_first_of, locked_city, open_account
from cities.services.telling import tell_all
from notices.services import send_letter
from rounds.models import Round

Absolute = Callable[[str], str]
"""Makes an address of this site complete, with its host."""


@dataclass(frozen=True)
class Invited:
    """Somebody who shall come to act, as whoever invites names them. ``kind`` stays empty for a province."""

    full_name: str
    email: str = ""
    kind: str = ""
    is_administrator: bool = False


@transaction.atomic
def invite_to_city(*, round: Round, city: City, invited: Invited, by: User, absolute: Absolute) -> Invitation:
    """Make the link, and write to the person if an address is known. It is open for ``INVITATION_DAYS``."""
    city = locked_city(city)
    require_city_people(round, city, by)
    for field, why_not in _problems(invited, CityMembership.Kind.values):
        raise CityError(why_not, field=field)
    if invited.is_administrator and (now := administrator_of(city)):
        raise CityError(
            _("%(name)s looks after the city's people. Invite without this part; it can be handed over later.")
            % {"name": now.user},
            field="is_administrator",
        )
    invitation = _invite(invited, by, city=city)
    _send(invitation, round, absolute)
    what = {"city": city.gb_code, "kind": invitation.kind, "administrator": invitation.is_administrator}
    record(by, "invite_city_member", invitation, round_id=round.pk, name=invitation.full_name, **what)
    return invitation


@transaction.atomic
def invite_to_province(
    *, round: Round, province: Province, invited: Invited, by: User, absolute: Absolute
) -> Invitation:
    """The same for the authority of a province: by the secretariat only."""
    require_people(round, by)
    for field, why_not in _problems(invited, [""]):
        raise CityError(why_not, field=field)
    invitation = _invite(invited, by, province=province)
    _send(invitation, round, absolute)
    what = {"name": invitation.full_name, "province": province.code}
    record(by, "invite_province_member", invitation, round_id=round.pk, **what)
    return invitation


@transaction.atomic
def withdraw_invitation(*, round: Round, invitation: Invitation, by: User) -> Invitation:
    """The link no longer works from this moment on."""
    if invitation.city:
        require_city_people(round, invitation.city, by)
    else:
        require_people(round, by)
    invitation = _locked(invitation)
    if why_not := invitation_refusal(invitation):
        raise CityError(why_not)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(by, "withdraw_invitation", invitation, round_id=round.pk, name=invitation.full_name)
    return invitation


def invitation_refusal(invitation: Invitation) -> str:
    """Why the link doesn't work any more, in words for whoever opens it; empty while it does."""
    who = {"name": invitation.invited_by}
    if invitation.state == "used":
        return _("This invitation was used on %(when)s. Sign in with the account that was made then.") % {
            "when": _day(invitation.used_at)
        }
    if invitation.state == "withdrawn":
        return _("This invitation was withdrawn on %(when)s. Please ask %(name)s.") % {
            "when": _day(invitation.withdrawn_at),
            **who,
        }
    if invitation.state == "expired":
        return _("This invitation expired on %(when)s. Please ask %(name)s for a new one.") % {
            "when": _day(invitation.expires_at),
            **who,
        }
    return ""


@transaction.atomic
def accept_with_new_account(*, invitation: Invitation, person: Person, password: str) -> User:
    """Make the invited person's account, with the password they chose, and let it act."""
    invitation = _open(invitation)
    if User.objects.filter(username__iexact=person.username).exists():
        raise CityError(
            _("The user name %(username)s is taken. Choose another.") % {"username": person.username},
            field="username",
        )
    if person.email and User.objects.filter(email__iexact=person.email).exists():
        raise CityError(_("“%(email)s” belongs to another account.") % {"email": person.email}, field="email")
    user = open_account(User(username=person.username), person)
    user.set_password(password)
    user.save(update_fields=["password"])
    _join(invitation, user)
    return user


@transaction.atomic
def accept_as(*, invitation: Invitation, user: User) -> None:
    """The invited person has an account already, and is signed in with it."""
    invitation = _open(invitation)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if why_not := joining_refusal(invitation, user):
        raise CityError(why_not)
    _join(invitation, user)


def joining_refusal(invitation: Invitation, user: User) -> str:
    """Why this account may not come to act by the invitation; empty if it may."""
    if _acts_there(invitation, user):
        return _("This account acts for %(place)s already.") % {"place": invitation.place}
    if not user.is_active:
        return _("The account %(username)s may not sign in.") % {"username": user.username}
    return account_elsewhere(user, invitation.city)


def _acts_there(invitation: Invitation, user: User) -> bool:
    acting: QuerySet[Any] = invitation.place.memberships.filter(user=user, ended_at=None)
    return acting.exists()


def _invite(
    invited: Invited, by: User, *, city: City | None = None, province: Province | None = None
) -> Invitation:
    return Invitation.objects.create(
        city=city,
        province=province,
        kind=invited.kind,
        is_administrator=invited.is_administrator,
        full_name=invited.full_name.strip(),
        email=invited.email.strip(),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )


def _problems(invited: Invited, kinds: list[str]) -> Iterator[tuple[str, str]]:
    longest = Invitation._meta.get_field("full_name").max_length or 0
    if not invited.full_name.strip():
        yield "full_name", _("The name is missing.")
    elif len(invited.full_name) > longest:
        yield (
            "full_name",
            _("The name has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(invited.full_name), "limit": longest},
        )
    if invited.kind not in kinds:
        yield "kind", _("“%(value)s” is not a role.") % {"value": invited.kind}
    try:
        validate_email(invited.email or "nobody@example.org")
    except ValidationError as error:
        yield "email", " ".join(error.messages)


def _locked(invitation: Invitation) -> Invitation:
    own = Invitation.objects.select_for_update(of=("self",), no_key=True)
    return own.select_related("city", "province", "invited_by").get(pk=invitation.pk)


def _open(invitation: Invitation) -> Invitation:
    """The invitation locked, with the city whose people it changes; CityError if the link works no more."""
    if invitation.city:
        locked_city(invitation.city)
    invitation = _locked(invitation)
    if why_not := invitation_refusal(invitation):
        raise CityError(why_not)
    return invitation


def _join(invitation: Invitation, user: User) -> None:
    membership = _member_of_city(invitation, user) if invitation.city else _member_of_province(invitation, user)
    invitation.used_at, invitation.used_by = timezone.now(), user
    invitation.save(update_fields=["used_at", "used_by"])
    _tell_joined(invitation, user)
    record(
        user,
        "accept_invitation",
        membership,
        invitation=invitation.pk,
        invited_as=invitation.full_name,
        invited_by=invitation.invited_by.full_name,
        name=user.full_name,
        username=user.username,
        kind=invitation.kind,
        administrator=getattr(membership, "is_administrator", False),
    )


def _member_of_city(invitation: Invitation, user: User) -> CityMembership:
    """With the administrator's part, if it was meant and nobody has it by now, or if nobody acts for the city."""
    city = invitation.city
    assert city is not None  # the caller has looked
    looks_after = administrator_of(city) is None and (invitation.is_administrator or is_first_of(city))
    return CityMembership.objects.create(city=city, user=user, kind=invitation.kind, is_administrator=looks_after)


def _member_of_province(invitation: Invitation, user: User) -> ProvinceMembership:
    assert invitation.province is not None  # a constraint of the table
    return ProvinceMembership.objects.create(province=invitation.province, user=user)


def _tell_joined(invitation: Invitation, user: User) -> None:
    """Who invited, and who looks after the city's people, learn who came."""
    people = {invitation.invited_by}
    if invitation.city and (looks_after := administrator_of(invitation.city)):
        people.add(looks_after.user)
    said = {"name": user, "place": invitation.place}
    tell_all(people - {user}, lambda: _("%(name)s has accepted the invitation to act for %(place)s.") % said)


def _send(invitation: Invitation, round: Round, absolute: Absolute) -> None:
    """By letter in both languages, the Chinese first: which one the person reads is not known yet."""
    if not invitation.email:
        return
    link = absolute(reverse("cities:invitation", args=[token_of(invitation)]))
    parts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            parts.append((_subject(invitation), _letter(invitation, link)))
    send_letter(
        address=invitation.email,
        subject=" / ".join(subject for subject, _text in parts),
        text="\n\n---\n\n".join(text for _subject, text in parts),
        round_id=round.pk,
    )


def _subject(invitation: Invitation) -> str:
    return _("Invitation to act for %(place)s") % {"place": invitation.place}


def _letter(invitation: Invitation, link: str) -> str:
    return _(
        "Dear %(name)s,\n\n%(by)s invites you to act for %(place)s%(role)s in the evaluation of the low-carbon "
        "pilot cities.\n\nOpen this link to set up your account. It works once, until %(until)s:\n%(link)s\n\n"
        "If you do not know what this is about, you need not do anything."
    ) % {
        "name": invitation.full_name,
        "by": invitation.invited_by,
        "place": invitation.place,
        "role": _(" (%(role)s)") % {"role": invitation.get_kind_display()} if invitation.kind else "",
        "until": _day(invitation.expires_at),
        "link": link,
    }


def _day(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
