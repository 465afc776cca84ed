"""The frozen results of a round, and what a freeze would take in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import RankingSnapshot, Result
from reviews.queries.cases import open_cases, revision_is_over
from reviews.queries.ranking import newest_snapshot, ranking_status
from rounds.models import Round

AGAINST_FREEZING: list[Callable[[Round], list[str]]] = []
"""What packages above this one have against a freeze, as sentences: each adds its question when it is loaded."""


@dataclass(frozen=True)
class Freezable:
    """The ranking as it would be frozen, and what stands against it."""

    snapshot: RankingSnapshot | None
    problems: list[str]


def results_of(round: Round) -> QuerySet[Result]:
    """Newest first, with who froze and what was asked to correct."""
    people = ("frozen_by", "correction__asked_by", "correction__signed_by")
    return Result.objects.filter(round=round).select_related("snapshot", *people)


def result_in_force(round: Round) -> Result | None:
    """The newest result, while it is frozen; None before, and while it is open for correction."""
    return results_of(round).first() if ranking_status(round).frozen else None


def is_opened(round: Round) -> bool:
    """Whether a signed correction has opened a result that is not frozen again yet."""
    return (
        not ranking_status(round).frozen and results_of(round).filter(correction__signed_at__isnull=False).exists()
    )


def freezable(round: Round) -> Freezable:
    """What keeps the ranking from being frozen whatever the stage, as sentences; none: it can be."""
    snapshot, status = newest_snapshot(round), ranking_status(round)
    problems = []
    if status.waiting:
        problems.append(
            _("The ranking is %(count)d changes behind: version %(built)d is built, %(requested)d is asked for.")
            % {"count": status.waiting, "built": status.built, "requested": status.requested}
        )
    if snapshot is None or not snapshot.ranked_count:
        problems.append(_("No city is complete yet: there is no result to freeze."))
    elif snapshot.findings:
        problems.append(
            _("%(count)d stored values cannot count; the ranking page names them. Put them right first.")
            % {"count": len(snapshot.findings)}
        )
    if status.looked_through < status.built and revision_is_over(round):
        problems.append(
            _(
                "Version %(built)d is still being looked through for marks that lie too far apart. Try again in a "
                "moment."
            )
            % {"built": status.built}
        )
    if cases := open_cases(round).count():
        problems.append(ngettext("%(count)d case is open.", "%(count)d cases are open.", cases) % {"count": cases})
    problems += [sentence for against in AGAINST_FREEZING for sentence in against(round)]
    return Freezable(snapshot, problems)
