"""The city's, the secretariat's and the province's places in the rail, and what waits for each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.expressions import BaseExpression
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.home import NavItem, NextStep
from accounts.models import User
from cities.addresses import address_for
from cities.content import build_content, hash_of
from cities.models import City, Submission
from cities.queries import (
    SHOWN_MATERIAL,
    Chain,
    Material,
    Overview,
    PeopleFilter,
    chain_of,
    cities_with_people,
    cities_without_submission,
    material_of,
    overview_of,
    province_submissions,
    shown_material,
    state_counts,
    waiting_for_check,
    waiting_for_opinion,
)
from cities.queries.draft import draft_of
from cities.queries.people import acts_for
from cities.queries.questionnaire import questionnaire_of
from cities.rules import check_refusal, deadline_of, edit_refusal, people_refusal, sign_refusal
from rounds import rules as stages
from rounds.models import Action, Role, Round
from rounds.queries import closing_of, known_of, leading_role
from rounds.rules import setup_refusal

State = Submission.State


IN_PROVINCE = "has_cities_of_the_province"


def asked(user: User) -> dict[str, BaseExpression]:
    """Whether a city of the person's province takes part."""
    return {IN_PROVINCE: Exists(province_submissions(user).filter(round=OuterRef("pk")).order_by())}


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """The own city's pages, the board for those who lead, the province's list; the register for everybody."""
    if round is None:
        return []
    role = leading_role(user, round)
    enters = role == Role.SECRETARIAT and acts_for(user) is not None
    items = [] if role and not enters else [*_city_items(user, round), *_province_items(user, round)]
    return [*items, *_leader_items(round, role)]


def _city_items(user: User, round: Round) -> Iterator[NavItem]:
    material = shown_material(user, round) or material_of(user, round)
    setattr(user, SHOWN_MATERIAL, material)
    if material.acted_for is not None:
        at = [round.slug]
        yield NavItem(label=_("Written material"), url=reverse("cities:overview", args=at), icon="writing")
        yield NavItem(label=_("Evidence"), url=reverse("cities:evidence", args=at), icon="files")
    if material.city is not None:
        url = reverse("cities:city-people", args=[round.slug, material.city.gb_code])
        yield NavItem(label=_("People of the city"), url=url, icon="users-group")


@dataclass(frozen=True)
class ActingChoice:
    """A city that the person can act for, and its home."""

    city: City
    address: str
    is_chosen: bool


def way_back(user: User, round: Round | None) -> str:
    """For who enters on a city's behalf: the page of that entry, among the secretariat's own; empty for others."""
    city = acts_for(user)
    if round is None or city is None or leading_role(user, round) != Role.SECRETARIAT:
        return ""
    return address_for(None, reverse("cities:proxy", args=[round.slug, city.gb_code]))


def acting_choices(user: User, round: Round | None) -> list[ActingChoice]:
    """For whom the person can act, once the rail has been asked; none while there is nothing to choose."""
    material: Material | None = getattr(user, SHOWN_MATERIAL, None)
    if round is None or material is None:
        return []
    home = reverse("cities:overview", args=[round.slug])
    return [
        ActingChoice(
            submission.city,
            address_for(None if submission == material.own else submission.city, home),
            submission == material.acted_for,
        )
        for submission in material.choices
    ]


def _province_items(user: User, round: Round) -> Iterator[NavItem]:
    known = known_of(round, user, IN_PROVINCE)
    if province_submissions(user).filter(round=round).exists() if known is None else known:
        url = reverse("cities:province", args=[round.slug])
        yield NavItem(label=_("Cities of the province"), url=url, icon="map")


def _leader_items(round: Round, role: Role | None) -> Iterator[NavItem]:
    at = [round.slug]
    if role == Role.SECRETARIAT:
        url = reverse("cities:people", args=at)
        yield NavItem(label=_("City accounts"), url=url, icon="users-group", section="cities")
    if role or round.is_open:
        yield NavItem(
            label=_("Planning documents"),
            url=reverse("cities:documents", args=at),
            icon="notebook",
            section="cities" if role else "round",
            for_everybody=role is None,
        )


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """What this person should do next for their city, their province or the round."""
    if round is None:
        return []
    role = leading_role(user, round)
    if role == Role.SECRETARIAT:
        return list(_secretariat_steps(user, round))
    if role:
        return []
    return [*_city_steps(user, round), *_province_steps(user, round)]


def _city_steps(user: User, round: Round) -> Iterator[NextStep]:
    """For the city that the person acts for; at home also for each county that files through it."""
    material = material_of(user, round)
    if material.acted_for is not None:
        yield _city_step(material.acted_for, user)
    for submission in material.counties if material.is_at_home else []:
        step = _city_step(submission, user)
        text = _("%(city)s: %(what)s") % {"city": submission.city.short_name, "what": step.text}
        yield replace(step, text=text, url=address_for(submission.city, step.url))


def _city_step(submission: Submission, user: User) -> NextStep:
    """The one thing that waits for the city's people."""
    home = reverse("cities:overview", args=[submission.round.slug])
    if submission.state == State.ACCEPTED:
        return NextStep(
            text=_("Your city's material has been accepted and is with the experts."),
            url=home,
            label=_("Look"),
            tone="done",
        )
    if why_not := edit_refusal(submission):
        return NextStep(text=why_not, url=home, label=_("Look"), tone="waiting")
    return _writing_step(submission, user, home)


def _writing_step(submission: Submission, user: User, home: str) -> NextStep:
    overview, slug, due = overview_of(submission), submission.round.slug, deadline_of(submission)
    chain = _standing_chain(submission, overview)
    if chain.is_begun:
        return _signing_step(submission, chain, user)
    if submission.state == State.RETURNED:
        text = _("Returned by the secretariat: supplement what it names, then submit again.")
        return NextStep(text=text, url=home, label=_("See what is missing"), due=due)
    if overview.next is None:
        return _last_steps(submission, due)
    forms = questionnaire_of(submission, (overview.complete, len(overview.lines)))
    left, done = forms.gaps, {"done": forms.complete, "all": len(forms.asked)}
    text = ngettext(
        "%(number)d item is still missing; %(done)d of %(all)d forms are complete.",
        "%(number)d items are still missing; %(done)d of %(all)d forms are complete.",
        left,
    )
    return NextStep(
        text=text % {"number": left, **done},
        url=reverse("cities:statement", args=[slug, overview.next.indicator.code]),
        label=_("Continue with %(code)s") % {"code": overview.next.indicator.code},
        due=due,
        count=left,
    )


def _standing_chain(submission: Submission, overview: Overview) -> Chain:
    """As the page of the signatures has it: a signature under other content than the draft's does not stand."""
    chain = chain_of(submission)
    if not chain.is_begun:
        return chain
    return chain_of(submission, hash_of(build_content(submission, draft_of(submission, overview))))


def _last_steps(submission: Submission, due: datetime | None) -> NextStep:
    """Every indicator is written: the forms, then the signatures."""
    if line := questionnaire_of(submission).next:
        text = _("Every indicator is written. Still to be completed: %(code)s %(form)s.")
        return NextStep(
            text=text % {"code": line.form.code, "form": line.form.name},
            url=reverse("cities:form", args=[submission.round.slug, line.form.slug]),
            label=_("Continue with %(code)s") % {"code": line.form.code},
            due=due,
        )
    return NextStep(
        text=_("Everything is filled in. Read it through as experts will, then sign."),
        url=reverse("cities:submit", args=[submission.round.slug]),
        label=_("Read and sign"),
        due=due,
    )


def _signing_step(submission: Submission, chain: Chain, user: User) -> NextStep:
    """While the material goes through the signatures."""
    why_not = sign_refusal(chain, user)
    due = deadline_of(submission)
    text = why_not or _("The material of %(city)s waits for your signature (%(step)s).") % {
        "city": submission.city.short_name,
        "step": chain.next.title if chain.next else "",
    }
    return NextStep(
        text=text,
        url=reverse("cities:submit", args=[submission.round.slug]),
        label=_("Look") if why_not else _("Read and sign"),
        due=due,
        tone="waiting" if why_not else "now",
    )


def _province_steps(user: User, round: Round) -> Iterator[NextStep]:
    if known_of(round, user, IN_PROVINCE) is False:
        return
    counts = state_counts(province_submissions(user).filter(round=round))
    total = sum(counts.values())
    if not total:
        return
    text = ngettext(
        "%(accepted)d of your %(all)d pilot city is accepted, %(writing)d is still writing.",
        "%(accepted)d of your %(all)d pilot cities are accepted, %(writing)d are still writing.",
        total,
    )
    yield from _opinion_steps(user, round)
    writing = counts[State.DRAFT] + counts[State.RETURNED]
    yield NextStep(
        text=text % {"accepted": counts[State.ACCEPTED], "all": total, "writing": writing},
        url=reverse("cities:province", args=[round.slug]),
        label=_("See the cities"),
        tone="calm",
    )


def _opinion_steps(user: User, round: Round) -> Iterator[NextStep]:
    """Being late blocks nothing, but the opinion is then missing."""
    number = waiting_for_opinion(province_submissions(user).filter(round=round)).count()
    if not number or stages.refusal(round, Role.PROVINCE, Action.GIVE_OPINION):
        return
    text = ngettext(
        "%(number)d city of your province waits for your opinion.",
        "%(number)d cities of your province wait for your opinion.",
        number,
    )
    yield NextStep(
        text=text % {"number": number},
        url=reverse("cities:province", args=[round.slug]),
        label=_("Give the opinion"),
        due=closing_of(round, Role.PROVINCE, Action.GIVE_OPINION),
        count=number,
    )


def _secretariat_steps(user: User, round: Round) -> Iterator[NextStep]:
    yield from _check_steps(round)
    board = reverse("cities:board", args=[round.slug])
    missing = cities_without_submission(round).count()
    if missing and not setup_refusal(round, user):
        text = ngettext(
            "%(number)d city of the register takes no part in this round yet.",
            "%(number)d cities of the register take no part in this round yet.",
            missing,
        )
        yield NextStep(text=text % {"number": missing}, url=board, label=_("Add them"), count=missing)
    without = cities_with_people(round, PeopleFilter(only_without=True)).count()
    if without and not people_refusal(round, user):
        text = ngettext(
            "%(number)d city has nobody who acts for it.",
            "%(number)d cities have nobody who acts for them.",
            without,
        )
        url = reverse("cities:people", args=[round.slug]) + "?show=without"
        yield NextStep(text=text % {"number": without}, url=url, label=_("Add people"), count=without)


def _check_steps(round: Round) -> Iterator[NextStep]:
    waiting = waiting_for_check(round)
    first = waiting.first()
    if first is None:
        return
    number = waiting.count()
    text = ngettext(
        "%(number)d submission waits for the formal check.",
        "%(number)d submissions wait for the formal check.",
        number,
    )
    first.round = round
    yield NextStep(
        text=text % {"number": number},
        url=reverse("cities:board", args=[round.slug]) + "?state=submitted&sort=activity",
        label=_("To the formal check"),
        tone="waiting" if check_refusal(first) else "now",
        count=number,
    )
