"""What people are told about judging, each in the language they read."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from cities.queries import members_of, secretariat_of
from cities.services.telling import tell_all
from notices.models import Kind
from reviews.models import Assignment, Expert, PanelInvitation, Question, RecusalOverride, SheetReopening
from rounds.models import Indicator, Round, RoundRole


def tell_deployed(round: Round, deployed: Collection[Assignment]) -> None:
    """Every expert learns once how many cities are new to them."""
    found = {assignment.expert_id: assignment.expert for assignment in deployed}
    numbers = Counter(assignment.expert_id for assignment in deployed)
    link = reverse("reviews:queue", args=[round.slug])
    for pk, number in numbers.items():
        tell_all([found[pk].user], partial(_deployed, round, number), link=link, kind=Kind.WORK, round=round)


def _deployed(round: Round, number: int) -> str:
    text = ngettext(
        "%(round)s: %(number)d city has been assigned to you for scoring.",
        "%(round)s: %(number)d cities have been assigned to you for scoring.",
        number,
    )
    return text % {"round": round, "number": number}


def tell_recused(round: Round, expert: Expert, cities: Sequence[City], reason: str) -> None:
    """The expert learns why cities have closed to them."""

    def text() -> str:
        return _("The secretariat has recused you from %(cities)s: %(reason)s") % {
            "cities": _(", ").join(str(city) for city in cities),
            "reason": reason,
        }

    link = reverse("reviews:pledge", args=[round.slug])
    tell_all([expert.user], text, link=link, kind=Kind.DECISION, round=round)


def tell_recused_by_rule(round: Round, expert: Expert, cities: Sequence[City], reason: str) -> None:
    """The expert learns what a rule found; of several cities one reason stands for all."""

    def text() -> str:
        return _("A tie was found that closes %(cities)s to you: %(reason)s") % {
            "cities": _(", ").join(str(city) for city in cities),
            "reason": reason,
        }

    link = reverse("reviews:pledge", args=[round.slug])
    tell_all([expert.user], text, link=link, kind=Kind.DECISION, round=round)


def tell_override(override: RecusalOverride) -> None:
    """The observers, the other people who lead and, once it is decided, the expert learn of it."""

    def text() -> str:
        said = {
            "expert": override.expert,
            "city": override.city,
            "reason": override.reason,
            "by": override.decided_by or override.asked_by,
        }
        if override.is_granted is None:
            return _("%(by)s asks to lift the recusal of %(expert)s from %(city)s: %(reason)s") % said
        if override.is_granted:
            return _("%(by)s has lifted the recusal of %(expert)s from %(city)s: %(reason)s") % said
        return _("%(by)s has let the recusal of %(expert)s from %(city)s stand.") % said

    leading = RoundRole.objects.filter(round=override.round, kind__in=TOLD_OF_OVERRIDES).select_related("user")
    people = {role.user for role in leading} - {override.decided_by or override.asked_by}
    link = reverse("reviews:recusals", args=[override.round.slug])
    tell_all(people, text, link=link, kind=Kind.WORK, round=override.round)
    if override.is_granted is not None:
        link = reverse("reviews:pledge", args=[override.round.slug])
        tell_all([override.expert.user], text, link=link, kind=Kind.DECISION, round=override.round)


TOLD_OF_OVERRIDES = (
    RoundRole.Kind.OBSERVER,
    RoundRole.Kind.SECRETARIAT,
    RoundRole.Kind.CHAIR,
    RoundRole.Kind.DEPUTY,
)


def tell_voided(round: Round, number: int) -> None:
    """The secretariat learns that signed marks no longer count: cities may need another expert."""

    def text() -> str:
        said = ngettext(
            "%(number)d signed score sheet is void because of a recusal.",
            "%(number)d signed score sheets are void because of recusals.",
            number,
        )
        return said % {"number": number} + " " + _("Top up the assignment where marks are missing now.")

    link = reverse("reviews:assignments", args=[round.slug]) + "?show=short"
    tell_all(secretariat_of(round), text, link=link, kind=Kind.WORK, round=round)


def tell_taken_back(round: Round, cities: Sequence[City]) -> None:
    """The secretariat learns that cities have lost an expert who had not signed yet."""
    names = sorted({city.pk: city for city in cities}.values(), key=lambda city: city.gb_code)

    def text() -> str:
        said = ngettext(
            "%(cities)s has lost an expert because of a recusal.",
            "%(cities)s have lost experts because of recusals.",
            len(names),
        )
        shown = _(", ").join(str(city) for city in names[:5]) + ("…" if len(names) > 5 else "")
        return said % {"cities": shown} + " " + _("Top up the assignment where marks are missing now.")

    link = reverse("reviews:assignments", args=[round.slug]) + "?show=short"
    tell_all(secretariat_of(round), text, link=link, kind=Kind.WORK, round=round)


def tell_left(round: Round, expert: Expert, cities: int) -> None:
    """The secretariat learns how many cities are without this expert now."""

    def text() -> str:
        said = ngettext(
            "%(expert)s has left the panel; %(number)d city needs another expert.",
            "%(expert)s has left the panel; %(number)d cities need another expert.",
            cities,
        )
        said = said % {"expert": expert, "number": cities}
        return said + " " + _("Top up the assignment where marks are missing now.") if cities else said

    link = reverse("reviews:assignments", args=[round.slug]) + "?show=short"
    tell_all(secretariat_of(round), text, link=link, kind=Kind.WORK, round=round)


def tell_invited(invitation: PanelInvitation, link: str) -> None:
    """The expert is asked; the link is the one of the letter."""

    def text() -> str:
        return _("%(by)s invites you to the panel of %(round)s. Please accept or decline.") % {
            "by": invitation.invited_by,
            "round": invitation.round,
        }

    tell_all([invitation.expert.user], text, link=link, round=invitation.round)


def tell_answer(invitation: PanelInvitation, spare: Expert | None) -> None:
    """The secretariat learns the answer; after a decline, who is next by the draw."""

    def text() -> str:
        said = {"expert": invitation.expert, "reason": invitation.reason, "spare": spare}
        if invitation.answer == PanelInvitation.Answer.ACCEPTED:
            return _("%(expert)s has accepted and is in the panel.") % said
        if spare:
            return _("%(expert)s has declined: %(reason)s. The next spare of the draw is %(spare)s.") % said
        return _("%(expert)s has declined: %(reason)s.") % said

    link = reverse("reviews:invitations", args=[invitation.round.slug])
    tell_all(secretariat_of(invitation.round), text, link=link, kind=Kind.WORK, round=invitation.round)


def tell_unable(assignment: Assignment, indicators: Sequence[Indicator]) -> None:
    """The secretariat learns where a mark will be missing: a further expert may be needed."""

    def text() -> str:
        return _("%(expert)s was unable to judge %(codes)s of %(city)s.") % {
            "expert": assignment.expert,
            "codes": ", ".join(indicator.code for indicator in indicators),
            "city": assignment.submission.city,
        }

    round = assignment.round
    link = reverse("reviews:city-assignments", args=[round.slug, assignment.submission_id])
    tell_all(secretariat_of(round), text, link=link, kind=Kind.WORK, round=round)


def tell_reopened(assignment: Assignment, reopening: SheetReopening) -> None:
    """The expert learns that and why a submitted sheet is theirs to write again."""

    def text() -> str:
        return _("Your sheet for %(city)s is open again (%(reason)s): %(because)s") % {
            "city": assignment.submission.city,
            "reason": reopening.get_reason_display(),
            "because": reopening.because,
        }

    link = reverse("reviews:edit-sheet", args=[assignment.round.slug, assignment.pk])
    tell_all([assignment.expert.user], text, link=link, kind=Kind.WORK, round=assignment.round)


def tell_asked(question: Question) -> None:
    """The secretariat learns that a question waits."""

    def text() -> str:
        return _("An expert has a question to %(city)s: pass it on or say why not.") % {
            "city": question.submission.city
        }

    round = question.submission.round
    tell_all(
        secretariat_of(round),
        text,
        link=reverse("reviews:question-desk", args=[round.slug]),
        kind=Kind.WORK,
        round=round,
    )


def tell_passed(question: Question) -> None:
    """The city learns that it is asked something, and not by whom."""

    def text() -> str:
        return _("The experts have a question about your material: please answer it.")

    round = question.submission.round
    link = reverse("reviews:city-questions", args=[round.slug])
    tell_all(members_of(question.submission.city), text, link=link, kind=Kind.WORK, round=round)


def tell_declined(question: Question) -> None:
    def text() -> str:
        return _("Your question to %(city)s was not passed on: %(because)s") % {
            "city": question.submission.city,
            "because": question.declined_because,
        }

    tell_all([question.expert.user], text, kind=Kind.WORK, round=question.submission.round)


def tell_answered(question: Question) -> None:
    """All experts of the city learn that there is something new to read."""
    deployed = Assignment.objects.filter(
        submission=question.submission_id, state=Assignment.State.DEPLOYED
    ).select_related("expert__user", "round")

    def text() -> str:
        return _("%(city)s has answered a question: read it before you submit.") % {
            "city": question.submission.city
        }

    for assignment in deployed:
        link = reverse("reviews:questions", args=[assignment.round.slug, assignment.pk])
        tell_all([assignment.expert.user], text, link=link, kind=Kind.WORK, round=assignment.round)
