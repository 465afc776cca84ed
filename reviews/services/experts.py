"""The registry of experts and the panel of a round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.passwords import first_password_address
from cities.models import City, CityMembership, Province
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, PanelMember
from reviews.models.experts import MOST_DOMAINS
from reviews.rules import SET_UP_PEOPLE, require_lead
from reviews.services.recusals import record_and_count, recusals_by_rule, rounds_of, store_recusals
from rounds.models import Domain, Round, RoundRole


@dataclass(frozen=True)
class Profile:
    """What the registry knows of an expert beside the account."""

    domains: Sequence[Domain]
    employer: str
    employer_city: City | None = None
    employer_province: Province | None = None
    title: str = ""


@transaction.atomic
def add_to_panel(*, round: Round, experts: Collection[Expert], by: User) -> list[PanelMember]:
    """Put experts into the panel of the round, with the recusals that follow from their employers."""
    require_lead(round, by, SET_UP_PEOPLE)
    known = set(PanelMember.objects.filter(round=round, expert__in=experts).values_list("expert_id", flat=True))
    new = [PanelMember(round=round, expert=expert) for expert in experts if expert.pk not in known]
    if not new:
        raise ReviewError(_("Choose experts who are not in the panel yet."))
    members = PanelMember.objects.bulk_create(new)
    effect = store_recusals(round, recusals_by_rule(round, by), by)
    record(by, "add_to_panel", round, round_id=round.pk, experts=[member.expert_id for member in members])
    record_and_count([effect], by)
    return members


@transaction.atomic
def remove_from_panel(*, round: Round, expert: Expert, by: User) -> None:
    """Take an expert without any assignment out of the panel. Recusals stay."""
    require_lead(round, by, SET_UP_PEOPLE)
    member = PanelMember.objects.select_for_update().filter(round=round, expert=expert).first()
    if member is None:
        raise ReviewError(_("%(expert)s is not in the panel of this round.") % {"expert": expert})
    if number := Assignment.objects.filter(round=round, expert=expert).count():
        raise ReviewError(
            _("%(expert)s has %(number)s cities assigned. Remove those first; what has scores stays.")
            % {"expert": expert, "number": number}
        )
    record(by, "remove_from_panel", member, round_id=round.pk, expert=expert.pk)
    member.delete()


@transaction.atomic
def change_expert(*, round: Round, expert: Expert, profile: Profile, by: User) -> Expert:
    """Change what the registry knows. A new employer brings its recusals in every round of the expert."""
    require_lead(round, by, SET_UP_PEOPLE)
    expert = Expert.objects.select_for_update(of=("self",)).select_related("user").get(pk=expert.pk)
    store_profile(expert, profile)
    effects = [store_recusals(one, recusals_by_rule(one, by), by) for one in rounds_of(expert)]
    record(by, "change_expert", expert, round_id=round.pk, **_said(profile))
    record_and_count(effects, by)
    return expert


def store_profile(expert: Expert, profile: Profile) -> Expert:
    """The rows only; refused unless it is complete."""
    if not profile.employer.strip():
        raise ReviewError(_("Name the employer: recusals follow from it."), field="employer")
    if not 1 <= len(profile.domains) <= MOST_DOMAINS:
        raise ReviewError(
            _("An expert has one or two domains; given: %(number)s.") % {"number": len(profile.domains)},
            field="domains",
        )
    expert.employer, expert.title = profile.employer.strip(), profile.title.strip()
    expert.employer_city, expert.employer_province = profile.employer_city, profile.employer_province
    expert.save()
    expert.domains.set(profile.domains)
    return expert


def account_refusal(user: User) -> str:
    """Why this account may not become an expert's; empty if it may."""
    if user._state.adding:
        return ""
    city = CityMembership.objects.filter(user=user, ended_at=None).select_related("city").first()
    if city is not None:
        return _("%(name)s acts for %(city)s: a city's own people do not score.") % {
            "name": user,
            "city": city.city,
        }
    return ""


@transaction.atomic
def issue_password_link(*, round: Round, expert: Expert, by: User) -> str:
    """The address, good for one use, at which a new expert sets their first password."""
    require_lead(round, by, SET_UP_PEOPLE)
    if RoundRole.objects.filter(user=expert.user_id).exists():
        raise ReviewError(_("This account is looked after by the administrators, not by the secretariat."))
    return first_password_address(user=expert.user, by=by, round_id=round.pk)


def _said(profile: Profile) -> dict[str, object]:
    return {
        "domains": [domain.code for domain in profile.domains],
        "employer": profile.employer,
        "employer_city": profile.employer_city.gb_code if profile.employer_city else None,
        "employer_province": profile.employer_province.code if profile.employer_province else None,
        "title": profile.title,
    }
