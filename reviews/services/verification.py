"""V1: the secretariat accepts a city's computed points 核算分, or corrects them with a reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from reviews.errors import Incomplete, ReviewError
from reviews.models import Proposal, RankingState, Verification
from reviews.queries.verification import Clear, clear_values, proposals_of
from reviews.rules import may_not_apply, require_verification
from reviews.services.counter import raise_version
from reviews.services.proposals import bring_proposals_up_to_date
from rounds.models import Indicator, Round
from scoring.canonical import plain_decimal, sha256_of


@dataclass(frozen=True)
class Computed:
    """What the secretariat enters for one indicator instead of what is proposed, or keeps."""

    points: Decimal
    source: str
    applies: bool = True
    base: int | None = None
    """The verification that the form was opened at; None where there was none."""
    keeps: bool = False
    """What stands is looked at again and kept, although the proposal has changed."""


@dataclass(frozen=True)
class Accepted:
    """The proposed value is taken as it is. ``sha256`` is the proposal that was read."""

    sha256: str
    base: int | None = None


Decision = Computed | Accepted


@transaction.atomic
def verify_points(*, submission: Submission, values: Mapping[str, Decision], by: User) -> list[Verification]:
    """Store the decisions that are new or different, by indicator code. What stood before is kept."""
    submission = _locked(submission)
    require_verification(submission.round, by)
    if submission.state != Submission.State.ACCEPTED:
        raise ReviewError(_("Accept the material of %(city)s first.") % {"city": submission.city})
    bring_proposals_up_to_date(submission.round)
    desk = _Desk.of(submission, values)
    new = [indicator for indicator in desk.indicators if desk.is_new(indicator)]
    found = {indicator.code: desk.problem(indicator) for indicator in new}
    if problems := {code: problem for code, problem in found.items() if problem}:
        raise Incomplete(
            _("Nothing was stored: please look at %(codes)s.") % {"codes": ", ".join(problems)}, problems
        )
    if not new:
        return []
    rows = [desk.verification(indicator, by) for indicator in new]
    cause = f"{RankingState.Cause.VERIFY} {submission.pk}"
    return _store(submission.round, rows, by, cause=cause)


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("round__indicator_system", "city").get(pk=submission.pk)


@dataclass(frozen=True)
class _Desk:
    """One city's decisions beside what stands and what is proposed."""

    submission: Submission
    indicators: Sequence[Indicator]
    values: Mapping[str, Decision]
    standing: Mapping[int, Verification]
    proposals: Mapping[int, Proposal]

    @classmethod
    def of(cls, submission: Submission, values: Mapping[str, Decision]) -> "_Desk":
        standing = submission.verifications.filter(to_version=None).select_related("verified_by")
        return cls(
            submission,
            _computed_indicators(submission, values),
            values,
            {verification.indicator_id: verification for verification in standing},
            proposals_of(submission),
        )

    def is_new(self, indicator: Indicator) -> bool:
        value, before = self.values[indicator.code], self.standing.get(indicator.pk)
        if before is None:
            return True
        if isinstance(value, Accepted):
            return (before.kind, before.computed_sha256) != (Verification.Kind.ACCEPTED, value.sha256)
        if value.keeps:
            return before.computed_sha256 != self._sha256(indicator)
        return (before.points, before.applies, before.source) != (
            value.points,
            value.applies,
            value.source.strip(),
        )

    def problem(self, indicator: Indicator) -> str:
        """Why the decision can't be stored; empty if it can."""
        value, before = self.values[indicator.code], self.standing.get(indicator.pk)
        if value.base != (before.pk if before else None):
            return _verified_elsewhere(before)
        if isinstance(value, Accepted):
            return self._refused_acceptance(indicator, value)
        return _refused_value(indicator, value)

    def _refused_acceptance(self, indicator: Indicator, value: Accepted) -> str:
        proposal = self.proposals.get(indicator.pk)
        if proposal is None or proposal.points is None:
            return _("Nothing is computed here: the rule can't be used. Enter the points with their source.")
        if proposal.sha256 != value.sha256:
            return _("The computed value changed after you opened this page. Read it again, then accept it.")
        return ""

    def _sha256(self, indicator: Indicator) -> str:
        proposal = self.proposals.get(indicator.pk)
        return proposal.sha256 if proposal else ""

    def verification(self, indicator: Indicator, by: User) -> Verification:
        value, proposal = self.values[indicator.code], self.proposals.get(indicator.pk)
        if isinstance(value, Accepted):
            assert proposal is not None  # refused before
            return accepted_value(self.submission, proposal, by)
        row = Verification(
            submission=self.submission,
            indicator=indicator,
            points=value.points if value.applies else Decimal(0),
            applies=value.applies,
            source=value.source.strip(),
            verified_by=by,
            verified_at=timezone.now(),
            from_version=0,
        )
        if proposal is not None and proposal.points is not None:
            row.kind = Verification.Kind.CORRECTED
            _keep_proposal(row, proposal)
        return row


def accepted_value(submission: Submission, proposal: Proposal, by: User) -> Verification:
    """The proposal as a verification, not stored yet."""
    assert proposal.points is not None
    row = Verification(
        submission=submission,
        indicator=proposal.indicator,
        kind=Verification.Kind.ACCEPTED,
        points=proposal.points if proposal.applies else Decimal(0),
        applies=proposal.applies,
        verified_by=by,
        verified_at=timezone.now(),
        from_version=0,
    )
    _keep_proposal(row, proposal)
    return row


def _keep_proposal(row: Verification, proposal: Proposal) -> None:
    row.computed, row.computed_sha256 = proposal.computed, proposal.sha256
    row.material_version = proposal.version


def _computed_indicators(submission: Submission, values: Mapping[str, Decision]) -> list[Indicator]:
    system = submission.round.indicator_system_id
    found = list(Indicator.objects.filter(system=system, code__in=values, computed_max__gt=0))
    if missing := values.keys() - {indicator.code for indicator in found}:
        raise ReviewError(_("Nothing is computed for %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return found


def _verified_elsewhere(before: Verification | None) -> str:
    return _(
        "Verified elsewhere after you opened this page: %(points)s points by %(who)s. Save again to replace."
    ) % {
        "points": plain_decimal(before.points) if before else "–",
        "who": before.verified_by if before else "–",
    }


def _refused_value(indicator: Indicator, value: Computed) -> str:
    if not value.source.strip():
        return _("Name the source and show the arithmetic.")
    if not value.applies:
        return "" if may_not_apply(indicator) else _("The computed part of this indicator always applies.")
    if not 0 <= value.points <= indicator.computed_max:
        return _("The computed points go from 0 to %(limit)s; entered: %(points)s.") % {
            "limit": plain_decimal(indicator.computed_max),
            "points": plain_decimal(value.points),
        }
    if value.points != round(value.points, 2):
        return _("Computed points have at most two decimals; entered: %(points)s.") % {"points": value.points}
    return ""


@transaction.atomic
def accept_clear_values(
    *, round: Round, fingerprint: str, cities: Collection[int], by: User
) -> list[Verification]:
    """Accept what is proposed for ``cities`` (by submission) and has nothing to look at, as it was previewed."""
    require_verification(round, by)
    bring_proposals_up_to_date(round)
    locked = Submission.objects.filter(round=round, pk__in=cities).order_by("pk")
    list(locked.select_for_update(of=("self",), no_key=True))
    clear = clear_values(round)
    if fingerprint_of(clear) != fingerprint:
        raise ReviewError(_("Some of these values changed after you opened this page. Look at the list again."))
    chosen = {
        (row.submission.accepted_version_id, row.indicator.pk): row for row in clear if row.submission.pk in cities
    }
    if not chosen:
        raise ReviewError(_("Choose at least one city."))
    versions = {version for version, _indicator in chosen}
    proposals = Proposal.objects.filter(version__in=versions).select_related("version", "indicator")
    rows = [
        accepted_value(found.submission, proposal, by)
        for proposal in proposals.order_by("version__submission_id", "indicator__position")
        if (found := chosen.get((proposal.version_id, proposal.indicator_id)))
    ]
    return _store(round, rows, by, cause=RankingState.Cause.VERIFY)


def _store(round: Round, rows: list[Verification], by: User, *, cause: str) -> list[Verification]:
    """``from_version`` and ``to_version`` come last, with the counter. ``rows`` city by city."""
    pairs = {(row.submission_id, row.indicator_id) for row in rows}
    standing = Verification.objects.filter(
        to_version=None,
        submission__in={row.submission_id for row in rows},
        indicator__in={row.indicator_id for row in rows},
    )
    ended = [
        pk for pk, *pair in standing.values_list("pk", "submission_id", "indicator_id") if tuple(pair) in pairs
    ]
    Verification.objects.filter(pk__in=ended).update(to_version=0)
    new = Verification.objects.bulk_create(rows)
    for submission, verified in groupby(new, key=lambda row: row.submission):
        said = {v.indicator.code: [str(v.points), v.applies, v.kind, v.source] for v in verified}
        record(by, "verify_points", submission, round_id=round.pk, values=said)
    version = raise_version(round.pk, cause=cause)
    Verification.objects.filter(pk__in=ended).update(to_version=version)
    Verification.objects.filter(pk__in=[v.pk for v in new]).update(from_version=version)
    return new


def fingerprint_of(clear: Sequence[Clear]) -> str:
    """Tells whether a preview is still what would be stored."""
    return sha256_of({"values": [[row.submission.pk, row.indicator.pk, row.sha256] for row in clear]})
