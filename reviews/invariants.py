"""What must hold of scores and of what was made from them."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.invariant import Invariant
from cities.models import City
from reviews import ranking
from reviews.models import (
    CaseOpinion,
    Minutes,
    OrderDraw,
    RankingSnapshot,
    RankingState,
    Result,
    ScoreSheetVersion,
    SheetReopening,
    Verification,
)
from reviews.queries.order import holds
from reviews.queries.ranking import STALLED_AFTER
from reviews.queries.recusals import standing_recusals
from reviews.ranking.evaluation import Evaluated
from reviews.ranking.words import finding_sentence
from rounds.models import Action, Role, Round
from rounds.queries import stages_allowing
from scoring.canonical import sha256_of
from scoring.sheets import unpack_points

COUNTING = ScoreSheetVersion.objects.filter(to_version=None)
SLACK = timedelta(minutes=1)
"""Between asking whether a stage is open and the commit of a submit."""


def _recused() -> Iterator[str]:
    theirs = standing_recusals().filter(
        round=OuterRef("sheet__assignment__round"),
        expert=OuterRef("sheet__assignment__expert"),
        city=OuterRef("sheet__assignment__submission__city"),
    )
    for version in COUNTING.filter(Exists(theirs)).select_related("sheet__assignment__submission__city"):
        yield _("%(sheet)s counts although the expert is recused.") % {"sheet": version}


def _packed() -> Iterator[str]:
    for version in ScoreSheetVersion.objects.select_related("layout").iterator():
        try:
            given = unpack_points(bytes(version.points), bytes(version.mask))
        except ValueError:
            given = ()
        if len(given) != len(version.layout.indicator_ids):
            yield _("Signed sheet %(pk)d does not fit its layout.") % {"pk": version.pk}


def _rules() -> Iterator[str]:
    counting = COUNTING.select_related("sheet__assignment__round")
    for round in Round.objects.filter(policy_frozen_at__isnull=False):
        others = counting.filter(sheet__assignment__round=round).exclude(policy_sha256=round.policy_value.sha256())
        for version in others:
            yield _("%(sheet)s was signed under other rules of scoring.") % {"sheet": version}


def _stages() -> Iterator[str]:
    """Signed while no stage let experts score: before the first opened or after the last closed.

    Within a case marks are given and revised while experts may discuss, and a sheet that was opened again for one
    of the four reasons is signed whenever its expert has done so.
    """
    answers = CaseOpinion.objects.filter(
        keeps=False,
        expert=OuterRef("sheet__assignment__expert"),
        case__submission=OuterRef("sheet__assignment__submission"),
    )
    reopenings = SheetReopening.objects.filter(sheet=OuterRef("sheet"), closed_at=OuterRef("submitted_at"))
    in_a_case = Q(sheet__assignment__case__isnull=False) | Q(Exists(answers), number__gt=1)
    for round in Round.objects.all():
        scoring = _while_experts_may(round, Action.SCORE)
        if scoring is None:
            continue
        discussing = in_a_case & (_while_experts_may(round, Action.DISCUSS) or Q(pk=None))
        of_round = ScoreSheetVersion.objects.filter(sheet__assignment__round=round)
        late = of_round.exclude(scoring).exclude(discussing).exclude(Exists(reopenings))
        for version in late.select_related("sheet__assignment__submission__city"):
            when = {"sheet": version, "when": timezone.localtime(version.submitted_at).strftime("%Y-%m-%d %H:%M")}
            yield _("%(sheet)s was signed on %(when)s, outside the stages of scoring.") % when


def _while_experts_may(round: Round, action: Action) -> Q | None:
    """Signed between the first opening and the last closing of the stages with this right; None: there is none."""
    windows = [s for s in stages_allowing(round, Role.EXPERT, [action]) if s.opens_at]
    if not windows:
        return None
    from_first = Q(submitted_at__gte=min(s.opens_at for s in windows if s.opens_at))
    if any(window.closes_at is None for window in windows):
        return from_first
    return from_first & Q(submitted_at__lte=max(s.closes_at for s in windows if s.closes_at) + SLACK)


def _waiting() -> Iterator[str]:
    behind = RankingState.objects.filter(requested__gt=F("built"), frozen=False)
    for state in behind.filter(behind_since__lt=timezone.now() - STALLED_AFTER).select_related("round"):
        yield _("%(round)s: the ranking has been behind since %(since)s.") % {
            "round": state.round,
            "since": timezone.localtime(state.behind_since).strftime("%Y-%m-%d %H:%M:%S"),
        }


def _from_scratch() -> Iterator[str]:
    """Of every round that is not behind, the newest snapshot is what follows from the rows."""
    for state in RankingState.objects.filter(requested=F("built"), requested__gt=0).select_related("round"):
        built = _as_of_one_moment(state.round_id)
        if built.inputs.scores_version != state.requested:
            continue  # somebody submitted meanwhile
        stored = RankingSnapshot.objects.get(round=state.round, scores_version=state.requested)
        differing = list(ranking.differences(ranking.standings_of(stored), built.standings))
        if differing or built.inputs.sha256() != stored.inputs_sha256:
            yield _("%(round)s, version %(version)d: %(count)d places differ from an evaluation from scratch.") % {
                "round": state.round,
                "version": state.requested,
                "count": len(differing),
            }


def _as_of_one_moment(round_id: int) -> Evaluated:
    """Nobody's submit comes between two of its queries, unless somebody's own transaction is asked."""
    if connection.in_atomic_block:
        return ranking.evaluate_here(round_id)
    return ranking.evaluate_now(round_id).evaluated


def _totals() -> Iterator[str]:
    """In the newest snapshot of each round, and in each frozen one, totals are the sums of their parts."""
    newest = RankingSnapshot.objects.order_by("round_id", "-scores_version").distinct("round_id")
    frozen = RankingSnapshot.objects.filter(pk__in=Result.objects.values("snapshot"))
    for snapshot in {*newest.select_related("round"), *frozen.select_related("round")}:
        standings = ranking.standings_of(snapshot)
        unit = 10**snapshot.round.policy_value.decimals
        for city in range(len(standings.city_ids)):
            exact = standings.total(city)
            if exact is not None and abs(exact * unit - int(standings.totals[city])) > Fraction(1, 2):
                yield _("%(snapshot)s: the total of %(city)s is not the sum of its parts.") % {
                    "snapshot": snapshot,
                    "city": City.objects.get(pk=int(standings.city_ids[city])),
                }


def _findings() -> Iterator[str]:
    newest = RankingSnapshot.objects.order_by("round_id", "-scores_version").distinct("round_id")
    for snapshot in newest.exclude(findings=[]).select_related("round"):
        for finding in snapshot.findings:
            city = City.objects.get(pk=finding["city"]).short_name if finding["city"] else ""
            yield finding_sentence(finding, city)


def _accepted() -> Iterator[str]:
    """What was accepted as computed is what its arithmetic gives, and nobody has touched that."""
    kept = Verification.objects.exclude(computed_sha256="").select_related("submission__city", "indicator")
    for row in kept.iterator():
        is_whole = sha256_of(row.computed) == row.computed_sha256
        is_own = row.kind != Verification.Kind.ACCEPTED or row.points * 100 == row.computed["points"]
        if not is_whole or not is_own:
            yield _("The value of %(code)s of %(city)s is not what its arithmetic gives.") % {
                "code": row.indicator.code,
                "city": row.submission.city.short_name,
            }


def _lots() -> Iterator[str]:
    """Of each round's newest drawing."""
    newest = OrderDraw.objects.order_by("round_id", "-number").distinct("round_id")
    for draw in newest.select_related("round"):
        if not holds(draw):
            yield _("%(draw)s: drawing again from the record gives another order.") % {"draw": draw}


def _minutes() -> Iterator[str]:
    for minutes in Minutes.objects.select_related("session"):
        if sha256_of(minutes.content) != minutes.sha256:
            yield _("%(minutes)s: the minutes are not those that were closed.") % {"minutes": minutes}


INVARIANTS = [
    Invariant(gettext_lazy("No score of a recused expert counts"), _recused),
    Invariant(gettext_lazy("Signed sheets fit their layout"), _packed),
    Invariant(gettext_lazy("Sheets that count were signed under the rules in force"), _rules),
    Invariant(gettext_lazy("Sheets were signed while a stage let experts score"), _stages),
    Invariant(gettext_lazy("Values accepted as computed are what their arithmetic gives"), _accepted),
    Invariant(gettext_lazy("No ranking stands still"), _waiting),
    Invariant(gettext_lazy("Rankings equal an evaluation from scratch"), _from_scratch),
    Invariant(gettext_lazy("Totals equal the sum of their parts"), _totals),
    Invariant(gettext_lazy("No stored value is off its scale"), _findings),
    Invariant(gettext_lazy("The order of presentations follows from its drawing of lots"), _lots),
    Invariant(gettext_lazy("Closed minutes say what they said"), _minutes),
]
