"""Going back to the scores of an earlier version: by new versions, so that nothing is ever deleted."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reviews.errors import ReviewError
from reviews.models import (
    Assignment,
    RankingState,
    ScoreSheet,
    ScoreSheetVersion,
    Settlement,
    SheetReopening,
    Verification,
    endings,
)
from reviews.queries.recusals import standing_recusals
from reviews.services.counter import raise_version
from rounds.models import Round


@dataclass
class Rewound:
    """What a rewind does, or would do."""

    version: int
    restored: list[ScoreSheetVersion] = field(default_factory=list)
    """Versions of sheets that counted then and get a new version with the same content."""
    ended: list[ScoreSheetVersion] = field(default_factory=list)
    """Versions that count now and did not exist then."""
    kept_recused: list[ScoreSheetVersion] = field(default_factory=list)
    """Counted then, but the expert has been recused since: they stay void."""
    verified: list[Verification] = field(default_factory=list)
    """Computed points as they were then."""
    unverified: list[Verification] = field(default_factory=list)
    """Computed points that count now of what was not verified then."""
    settled: list[Settlement] = field(default_factory=list)
    """Settlements that held then and have lapsed."""
    unsettled: list[Settlement] = field(default_factory=list)
    """Settlements that hold now and were not signed then."""

    @property
    def is_empty(self) -> bool:
        return not (
            self.restored or self.ended or self.verified or self.unverified or self.settled or self.unsettled
        )


def plan_rewind(round: Round, version: int) -> Rewound:
    """What going back to ``version`` would change. Nothing is stored."""
    state = RankingState.objects.get(round=round)
    if not 0 <= version <= state.requested:
        raise ReviewError(
            _("Version %(version)d does not exist; the newest is %(newest)d.")
            % {"version": version, "newest": state.requested}
        )
    sheets = ScoreSheetVersion.objects.filter(sheet__assignment__round=round).select_related(
        "sheet__assignment__submission", "sheet__assignment__expert__user", "layout"
    )
    then, now = sheets.filter(_counted(version)), sheets.filter(to_version=None)
    changed = then.filter(to_version__isnull=False)
    recused = _of_recused(changed).values("pk")
    verified = Verification.objects.filter(submission__round=round).select_related("submission", "indicator")
    verified_then = verified.filter(_counted(version))
    same = verified_then.filter(submission=OuterRef("submission"), indicator=OuterRef("indicator"))
    settled = Settlement.objects.filter(case__round=round).select_related("case").order_by("pk")
    return Rewound(
        version=version,
        restored=list(changed.exclude(pk__in=recused).order_by("pk")),
        ended=list(now.filter(from_version__gt=version).exclude(sheet__in=then.values("sheet")).order_by("pk")),
        kept_recused=list(changed.filter(pk__in=recused)),
        verified=list(verified_then.filter(to_version__isnull=False)),
        unverified=list(verified.filter(~Exists(same), to_version=None, from_version__gt=version)),
        settled=list(settled.filter(from_version__lte=version, to_version__gt=version)),
        unsettled=list(settled.filter(from_version__gt=version, lapsed_at=None)),
    )


@transaction.atomic
def rewind_scores(*, round: Round, version: int, reason: str, by: User | None) -> Rewound:
    """Let the scores, verified points and settlements of ``version`` count again. What came after stays on record.

    A sheet that no longer counts goes back to its expert.
    """
    list(Assignment.objects.select_for_update(no_key=True).filter(round=round).order_by("pk").values_list("pk"))
    plan = plan_rewind(round, version)
    if plan.is_empty:
        return plan
    because = endings.restored_to(version)
    ended = [row.pk for row in plan.ended] + _counting_of(plan.restored)
    ScoreSheetVersion.objects.filter(pk__in=ended).update(to_version=F("from_version") + 1, ended_because=because)
    new = ScoreSheetVersion.objects.bulk_create(_again(old) for old in plan.restored)
    _hand_sheets_on(plan)
    replaced = _replaced(plan.verified) + [row.pk for row in plan.unverified]
    Verification.objects.filter(pk__in=replaced).update(to_version=0)
    verified = Verification.objects.bulk_create(_verified_again(old) for old in plan.verified)
    unsettled = Settlement.objects.filter(pk__in=[row.pk for row in plan.unsettled])
    unsettled.update(lapsed_at=timezone.now())
    settled = Settlement.objects.bulk_create(_settled_again(old) for old in plan.settled)
    record(
        by, "rewind_scores", round, round_id=round.pk, to=version, reason=reason,
        restored=len(plan.restored), ended=len(plan.ended), verified=len(plan.verified),
        unverified=len(plan.unverified), settled=len(plan.settled), unsettled=len(plan.unsettled),
    )  # fmt: skip
    number = raise_version(round.pk, cause=f"{RankingState.Cause.REWIND} {version}")
    ScoreSheetVersion.objects.filter(pk__in=[row.pk for row in new]).update(from_version=number)
    ScoreSheetVersion.objects.filter(pk__in=ended).update(to_version=number)
    Verification.objects.filter(pk__in=replaced).update(to_version=number)
    Verification.objects.filter(pk__in=[row.pk for row in verified]).update(from_version=number)
    unsettled.update(to_version=number)
    Settlement.objects.filter(pk__in=[row.pk for row in settled]).update(from_version=number)
    return plan


def _hand_sheets_on(plan: Rewound) -> None:
    """A sheet that no longer counts can be signed again; one that had been given back for that is signed."""
    ended = ScoreSheet.objects.filter(pk__in=[row.sheet_id for row in plan.ended])
    ended.filter(state=ScoreSheet.State.SUBMITTED).update(
        state=ScoreSheet.State.RETURNED, edit_version=F("edit_version") + 1
    )
    reopened = SheetReopening.objects.filter(sheet=OuterRef("pk"), closed_at=None)
    restored = ScoreSheet.objects.filter(~Exists(reopened), pk__in=[row.sheet_id for row in plan.restored])
    restored.filter(state=ScoreSheet.State.RETURNED).update(
        state=ScoreSheet.State.SUBMITTED, edit_version=F("edit_version") + 1
    )


def _counted(version: int) -> Q:
    return Q(from_version__lte=version) & (Q(to_version=None) | Q(to_version__gt=version))


def _of_recused(sheets: QuerySet[ScoreSheetVersion]) -> QuerySet[ScoreSheetVersion]:
    recusals = standing_recusals().filter(
        round=OuterRef("sheet__assignment__round"),
        expert=OuterRef("sheet__assignment__expert"),
        city=OuterRef("sheet__assignment__submission__city"),
    )
    return sheets.filter(Exists(recusals))


def _counting_of(restored: list[ScoreSheetVersion]) -> list[int]:
    """The versions that count now of the sheets whose older version comes back."""
    counting = ScoreSheetVersion.objects.filter(sheet__in=[row.sheet_id for row in restored], to_version=None)
    return list(counting.values_list("pk", flat=True))


def _again(old: ScoreSheetVersion) -> ScoreSheetVersion:
    versions = ScoreSheetVersion.objects.filter(sheet=old.sheet_id).order_by("-number")
    return ScoreSheetVersion(
        sheet_id=old.sheet_id,
        assignment_id=old.assignment_id,
        number=versions[0].number + 1,
        layout_id=old.layout_id,
        material_version_id=old.material_version_id,
        points=old.points,
        mask=old.mask,
        comments=old.comments,
        citations=old.citations,
        policy_sha256=old.policy_sha256,
        submitted_by_id=old.submitted_by_id,
        submitted_at=old.submitted_at,
        from_version=0,
    )


def _replaced(verified: list[Verification]) -> list[int]:
    pairs = {(row.submission_id, row.indicator_id) for row in verified}
    now = Verification.objects.filter(submission__in={s for s, _i in pairs}, to_version=None)
    return [row.pk for row in now if (row.submission_id, row.indicator_id) in pairs]


def _verified_again(old: Verification) -> Verification:
    return Verification(
        submission_id=old.submission_id,
        indicator_id=old.indicator_id,
        kind=old.kind,
        points=old.points,
        applies=old.applies,
        source=old.source,
        computed=old.computed,
        computed_sha256=old.computed_sha256,
        material_version_id=old.material_version_id,
        verified_by_id=old.verified_by_id,
        verified_at=timezone.now(),
        from_version=0,
    )


def _settled_again(old: Settlement) -> Settlement:
    return Settlement(
        case_id=old.case_id,
        indicator_id=old.indicator_id,
        points=old.points,
        marks=old.marks,
        reason=old.reason,
        settled_by_id=old.settled_by_id,
        signed_by_id=old.signed_by_id,
        signed_at=old.signed_at,
    )
