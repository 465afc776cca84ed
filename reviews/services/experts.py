"""The registry of experts and the panel of a round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.passwords import first_password_address
from cities.models import City, CityMembership, Province
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, PanelMember, PastTie
from reviews.models.experts import MOST_MARKS
from reviews.rules import SET_UP_PEOPLE, require_lead
from reviews.services.recusals import record_and_count, rounds_of, store_found
from rounds.models import Domain, Round, RoundRole
from scoring.organisations import same_organisation

EARLIEST_TIE = 1950


@dataclass(frozen=True)
class Profile:
    """What the registry knows of an expert beside the account."""

    domains: Sequence[Domain]
    employer: str
    employer_city: City | None = None
    employer_province: Province | None = None
    title: str = ""
    main_domain: Domain | None = None
    province: Province | None = None
    languages: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Tie:
    """A past tie as the secretariat enters it. ``to_year`` None: it lasts."""

    kind: str
    organisation: str
    from_year: int
    to_year: int | None = None
    city: City | None = None
    province: Province | None = None


@transaction.atomic
def add_to_panel(*, round: Round, experts: Collection[Expert], by: User) -> list[PanelMember]:
    """Put experts into the panel of the round, with the recusals that follow from their employers."""
    require_lead(round, by, SET_UP_PEOPLE)
    known = set(PanelMember.objects.filter(round=round, expert__in=experts).values_list("expert_id", flat=True))
    new = [PanelMember(round=round, expert=expert) for expert in experts if expert.pk not in known]
    if not new:
        raise ReviewError(_("Choose experts who are not in the panel yet."))
    members = PanelMember.objects.bulk_create(new)
    effect = store_found(round, by, concerned=[member.expert for member in members])
    record(by, "add_to_panel", round, round_id=round.pk, experts=[member.expert_id for member in members])
    record_and_count([effect], by)
    return members


@transaction.atomic
def remove_from_panel(*, round: Round, expert: Expert, by: User) -> None:
    """Take an expert without any assignment out of the panel. Recusals stay."""
    require_lead(round, by, SET_UP_PEOPLE)
    member = (
        PanelMember.objects.select_for_update(no_key=True).filter(round=round, expert=expert, left_at=None).first()
    )
    if member is None:
        raise ReviewError(_("%(expert)s is not in the panel of this round.") % {"expert": expert})
    if number := Assignment.objects.filter(round=round, expert=expert).count():
        raise ReviewError(
            _("%(expert)s has %(number)s cities assigned. Remove those first; what somebody has worked on stays.")
            % {"expert": expert, "number": number}
        )
    record(by, "remove_from_panel", member, round_id=round.pk, expert=expert.pk)
    member.delete()


@transaction.atomic
def change_expert(*, round: Round, expert: Expert, profile: Profile, by: User) -> Expert:
    """Change what the registry knows. A new employer brings its recusals in every round of the expert, and who
    marks all of their domains marks the new ones where nothing is frozen.
    """
    require_lead(round, by, SET_UP_PEOPLE)
    expert = Expert.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=expert.pk)
    former = store_profile(expert, profile)
    effects = [store_found(one, by, concerned=[expert]) for one in rounds_of(expert)]
    kept = {"former_employer": former.organisation} if former else {}
    record(by, "change_expert", expert, round_id=round.pk, **_said(profile), **kept)
    record_and_count(effects, by, registry_changed=True)
    return expert


@transaction.atomic
def add_tie(*, round: Round, expert: Expert, tie: Tie, by: User) -> PastTie:
    """Enter a past tie, with the recusals that follow from it in every round of the expert."""
    require_lead(round, by, SET_UP_PEOPLE)
    _require_tie(tie)
    expert = Expert.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=expert.pk)
    known = PastTie.objects.filter(
        expert=expert, organisation=tie.organisation.strip(), kind=tie.kind, from_year=tie.from_year
    )
    if known.exists():
        raise ReviewError(_("This tie is entered already."), field="organisation")
    made = PastTie.objects.create(
        expert=expert,
        kind=tie.kind,
        organisation=tie.organisation.strip(),
        city=tie.city,
        province=tie.province,
        from_year=tie.from_year,
        to_year=tie.to_year,
    )
    effects = [store_found(one, by, concerned=[expert]) for one in rounds_of(expert)]
    record(
        by, "add_tie", expert, round_id=round.pk, organisation=made.organisation, kind=made.kind,
        years=[made.from_year, made.to_year],
    )  # fmt: skip
    record_and_count(effects, by)
    return made


def _require_tie(tie: Tie) -> None:
    this_year = timezone.localdate().year
    if not tie.organisation.strip():
        raise ReviewError(_("Name the organisation."), field="organisation")
    for field, year in (("from_year", tie.from_year), ("to_year", tie.to_year)):
        if year is not None and not EARLIEST_TIE <= year <= this_year:
            raise ReviewError(
                _("A year is from %(least)s to %(most)s; entered: %(year)s.")
                % {"least": EARLIEST_TIE, "most": this_year, "year": year},
                field=field,
            )
    if tie.to_year is not None and tie.to_year < tie.from_year:
        raise ReviewError(
            _("The tie ends in %(end)s, before it began in %(begin)s.")
            % {"end": tie.to_year, "begin": tie.from_year},
            field="to_year",
        )


@transaction.atomic
def remove_tie(*, round: Round, tie: PastTie, by: User) -> None:
    """Take out a tie that was entered by mistake. Recusals that followed stand until two people lift them."""
    require_lead(round, by, SET_UP_PEOPLE)
    record(by, "remove_tie", tie.expert, round_id=round.pk, organisation=tie.organisation, kind=tie.kind)
    PastTie.objects.filter(pk=tie.pk).delete()


def store_profile(expert: Expert, profile: Profile) -> PastTie | None:
    """The rows only, refused unless complete. The past tie that a former employer became."""
    if not profile.employer.strip():
        raise ReviewError(_("Name the employer: recusals follow from it."), field="employer")
    if not profile.domains:
        raise ReviewError(_("Name at least one domain: it decides what the expert scores."), field="domains")
    expert.employer, expert.title = profile.employer.strip(), profile.title.strip()
    if profile.main_domain and profile.main_domain not in profile.domains:
        raise ReviewError(_("The main domain is one of the expert's domains."), field="main_domain")
    if profile.capacity is not None and not 1 <= profile.capacity <= MOST_MARKS:
        raise ReviewError(
            _("A load is from %(least)s to %(most)s; entered: %(value)s.")
            % {"least": 1, "most": MOST_MARKS, "value": profile.capacity},
            field="capacity",
        )
    expert.employer_city, expert.employer_province = profile.employer_city, profile.employer_province
    expert.main_domain, expert.province = profile.main_domain, profile.province
    expert.languages, expert.capacity = profile.languages.strip(), profile.capacity
    former = keep_former_employer(expert)
    expert.save()
    expert.domains.set(profile.domains)
    return former


def keep_former_employer(expert: Expert) -> PastTie | None:
    """Before another employer is stored the one before becomes a past tie that ends this year, with its places.

    A name that only reads otherwise is the same employer. The registry does not know when the work began: the tie
    begins when the person became known, unless one was entered that says so.
    """
    before = Expert.objects.select_related("user").filter(pk=expert.pk).first()
    if before is None or not before.employer or same_organisation(before.employer, expert.employer):
        return None
    year = timezone.localdate().year
    own = PastTie.objects.filter(expert=expert, kind=PastTie.Kind.EMPLOYED, organisation=before.employer)
    tie = own.order_by("-from_year").first() or PastTie(
        expert=expert,
        kind=PastTie.Kind.EMPLOYED,
        organisation=before.employer,
        from_year=min(timezone.localdate(before.user.date_joined).year, year),
    )
    tie.to_year = year
    tie.city, tie.province = tie.city or before.employer_city, tie.province or before.employer_province
    tie.save()
    return tie


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
        "main_domain": profile.main_domain.code if profile.main_domain else None,
        "province": profile.province.code if profile.province else None,
        "languages": profile.languages,
        "capacity": profile.capacity,
    }
