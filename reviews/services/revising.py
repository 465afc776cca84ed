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


@dataclass(frozen=True)
class Revised:
    """A version that has ended, the one that follows it, and the codes of what is different."""

    old: ScoreSheetVersion
    new: ScoreSheetVersion
    codes: Sequence[str]


def revise_in_case(*, changes: Sequence[Change], reason: str, by: User) -> list[Revised]:
    """The next version of each sheet with the changed marks: 畸高畸低, confirmed by the panel.

    Only rows: ``record_revised`` follows in the same transaction, after all other rows of the act.
    """
    by_version: dict[int, list[Change]] = {}
    for change in changes:
        by_version.setdefault(change.version.pk, []).append(change)
    assignments = {change.version.sheet.assignment_id for change in changes}
    locked = Assignment.objects.select_for_update(no_key=True).filter(pk__in=assignments)
    list(locked.order_by("pk").values_list("pk"))
    return [_next_version(own, reason, by) for own in by_version.values()]


def record_revised(revised: Sequence[Revised], by: User) -> None:
    """Write down what was revised, then move the counter of the round: last before the commit."""
    if not revised:
        return
    sheet = revised[0].new.sheet
    round_id = sheet.assignment.round_id
    for one in revised:
        what = {"number": one.new.number, "indicators": one.codes}
        record(by, "revise_in_case", one.new.sheet, round_id=round_id, **what)
    version = raise_version(round_id, cause=f"{RankingState.Cause.REOPEN_SHEET} {sheet.pk}")
    ScoreSheetVersion.objects.filter(pk__in=[one.new.pk for one in revised]).update(from_version=version)
    ScoreSheetVersion.objects.filter(pk__in=[one.old.pk for one in revised]).update(to_version=version)


def _next_version(changes: Sequence[Change], reason: str, by: User) -> Revised:
    old = _current(changes[0].version)
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
    return Revised(old, new, [change.indicator.code for change in changes])


def _current(version: ScoreSheetVersion) -> ScoreSheetVersion:
    """The version, if it still counts, read after its assignment's lock was had."""
    related = ("sheet__assignment", "layout")
    current = ScoreSheetVersion.objects.select_related(*related).filter(pk=version.pk, to_version=None).first()
    if current is None:
        raise ReviewError(_("Your sheet has changed meanwhile. Look at the case again."))
    return current
