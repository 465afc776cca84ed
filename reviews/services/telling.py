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
from reviews.models import Assignment, Expert, Question, SheetReopening
from rounds.models import Indicator, Round


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
