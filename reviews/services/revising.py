"""Changing signed marks outside the revision window: only within a case, the original staying on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reviews.errors import ReviewError
from reviews.models import Assignment, RankingState, Score, ScoreSheet, ScoreSheetVersion, endings
from reviews.services.counter import raise_version
from rounds.models import Indicator
from scoring.sheets import pack_points, unpack_points


@dataclass(frozen=True)
class Change:
    """A mark of a counting version and what it becomes."""

    version: ScoreSheetVersion
    indicator: Indicator
    points: Decimal


def revise_in_case(*, changes: Sequence[Change], reason: str, by: User) -> list[ScoreSheetVersion]:
    """The next version of each sheet with the changed marks: 畸高畸低, confirmed by the panel.

    Call it inside the transaction of the act, last: it moves the counter.
    """
    by_version: dict[int, list[Change]] = {}
    for change in changes:
        by_version.setdefault(change.version.pk, []).append(change)
    made = [_next_version(own, reason, by) for own in by_version.values()]
    round_id = made[0].sheet.assignment.round_id
    version = raise_version(round_id, cause=f"{RankingState.Cause.REOPEN_SHEET} {made[0].sheet_id}")
    pks = [new.pk for new in made]
    ScoreSheetVersion.objects.filter(pk__in=pks).update(from_version=version)
    ended = ScoreSheetVersion.objects.filter(pk__in=by_version)
    ended.update(to_version=version)
    return made


def _next_version(changes: Sequence[Change], reason: str, by: User) -> ScoreSheetVersion:
    old = _locked_version(changes[0].version)
    given = list(unpack_points(bytes(old.points), bytes(old.mask)))
    comments = dict(old.comments)
    for change in changes:
        given[old.layout.indicator_ids.index(change.indicator.pk)] = int(change.points * 100)
        comments[change.indicator.code] = reason
        Score.objects.filter(sheet=old.sheet, indicator=change.indicator).update(
            points=change.points, comment=reason, unable=False, updated_at=timezone.now()
        )
    points, mask = pack_points(given)
    because = endings.replaced_by(old.number + 1)
    ScoreSheetVersion.objects.filter(pk=old.pk).update(to_version=old.from_version + 1, ended_because=because)
    new = ScoreSheetVersion.objects.create(
        sheet=old.sheet,
        assignment_id=old.assignment_id,
        number=old.number + 1,
        layout=old.layout,
        material_version_id=old.material_version_id,
        points=points,
        mask=mask,
        comments=comments,
        citations=old.citations,
        policy_sha256=old.policy_sha256,
        submitted_by=by,
        submitted_at=timezone.now(),
        from_version=0,
    )
    sheet = old.sheet
    sheet.state = ScoreSheet.State.SUBMITTED
    sheet.edit_version += 1
    sheet.save(update_fields=["state", "edit_version", "updated_at"])
    codes = [change.indicator.code for change in changes]
    record(by, "revise_in_case", sheet, round_id=sheet.assignment.round_id, number=new.number, indicators=codes)
    return new


def _locked_version(version: ScoreSheetVersion) -> ScoreSheetVersion:
    """The version that counts, read after its assignment's lock was had."""
    assignment = version.sheet.assignment_id
    list(Assignment.objects.select_for_update(no_key=True).filter(pk=assignment).order_by().values_list("pk"))
    related = ("sheet__assignment", "layout")
    current = ScoreSheetVersion.objects.select_related(*related).filter(pk=version.pk, to_version=None).first()
    if current is None:
        raise ReviewError(_("Your sheet has changed meanwhile. Look at the case again."))
    return current
