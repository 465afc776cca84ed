"""What people are told about judging, each in the language they read."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from cities.queries import secretariat_of
from cities.services.telling import tell_all
from notices.models import Kind
from reviews.models import Assignment, Expert, SheetReopening
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
