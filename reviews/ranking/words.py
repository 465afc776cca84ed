"""Words for what the method says in codes."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.home import StatusPart
from reviews.models import RankingState
from reviews.queries.ranking import RankingStatus
from reviews.ranking.evaluation import MALFORMED_SHEET, UNKNOWN_AREAS
from rounds.models import Round
from scoring.grade import Grade
from scoring.marks import points_text
from scoring.state import Reason


@dataclass(frozen=True)
class StateWord:
    """A state for ``components/state.html``: a word with a colour and an icon."""

    word: Any
    tone: str
    icon: str


REASONS = {
    Reason.WITHDRAWN: StateWord(gettext_lazy("Withdrawn"), "secondary", "ban"),
    Reason.NOT_SUBMITTED: StateWord(gettext_lazy("Not submitted"), "secondary", "clock"),
    Reason.UNASSIGNED: StateWord(gettext_lazy("To be assigned"), "orange", "users"),
    Reason.UNVERIFIED: StateWord(gettext_lazy("To be verified"), "yellow", "clipboard-check"),
    Reason.UNDER_REVIEW: StateWord(gettext_lazy("Under review"), "blue", "pencil"),
    Reason.TOP_UP_NEEDED: StateWord(gettext_lazy("Needs further experts"), "red", "alert-triangle"),
}

GRADES = {
    Grade.EXCELLENT: StateWord(gettext_lazy("Excellent"), "green", "star"),
    Grade.GOOD: StateWord(gettext_lazy("Good"), "blue", "check"),
    Grade.QUALIFIED: StateWord(gettext_lazy("Qualified"), "yellow", "minus"),
    Grade.UNQUALIFIED: StateWord(gettext_lazy("Not qualified"), "red", "x"),
}

FINDINGS = {
    "mark_out_of_range": gettext_lazy(
        "%(city)s, %(indicator)s: a stored mark of %(points)s points is off the scale. The city is not "
        "ranked until the sheet is corrected."
    ),
    "computed_out_of_range": gettext_lazy(
        "%(city)s, %(indicator)s: %(points)s computed points are off the scale. The city is not ranked until they "
        "are verified again."
    ),
    "no_judged_part": gettext_lazy(
        "%(city)s, %(indicator)s: the computed part does not apply and there is no judged part. The city is not "
        "ranked until this is corrected."
    ),
    "not_applicable_refused": gettext_lazy(
        "%(city)s: more is left out as not applicable than the rules allow. The city is not ranked until this is "
        "corrected."
    ),
    MALFORMED_SHEET: gettext_lazy(
        "%(city)s: a stored score sheet does not fit the indicators of the round. It does not count."
    ),
    UNKNOWN_AREAS: gettext_lazy(
        "The rules of scoring part equal totals by area %(areas)s, of which the round has no indicators. Equal "
        "totals share a rank until this is corrected."
    ),
}


def finding_sentence(finding: dict[str, Any], city: str) -> str:
    """A red line about a stored value that cannot count; one about the round as a whole names no city."""
    points = "" if finding["points"] is None else points_text(finding["points"])
    said = {"city": city, "indicator": finding["indicator"] or "", "points": points}
    return str(FINDINGS[finding["kind"]] % {**said, "areas": _(", ").join(finding.get("areas", ()))})


def cause_words(cause: str) -> str:
    """Why a version came about, without its number; nothing where that is not known."""
    known = dict(RankingState.Cause.choices)
    key = cause.partition(" ")[0]
    return str(known.get(key, ""))


def status_parts(round: Round, status: RankingStatus) -> list[StatusPart]:
    """For the thin line on top: which version is shown, and whether it is behind."""
    url = reverse("reviews:ranking", args=[round.slug])
    part = partial(StatusPart, the_ranking=True)
    parts = [part(label=_("Ranking version"), value=str(status.built), url=url)]
    if status.waiting:
        seconds = _("%(number)s, oldest %(seconds)s s") % {
            "number": status.waiting,
            "seconds": int(status.age.total_seconds()),
        }
        parts.append(part(label=_("Changes waiting"), value=seconds, alarm=status.is_stalled))
    if status.frozen:
        parts.append(part(label=_("Result"), value=_("frozen")))
    return parts
