"""The score sheet: drafted as often as the expert likes, submitted as numbered versions that count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reviews.errors import Incomplete, ReviewError
from reviews.models import (
    Assignment,
    Score,
    ScoreCitation,
    ScoreSheet,
    ScoreSheetVersion,
    SheetReopening,
    endings,
)
from reviews.queries.printed import fingerprint_of
from reviews.queries.sheets import Desk, Drafted, asked_and_drafted, indicators_asked
from reviews.rules import mark_problem, needs_comment, reveal_refusal
from reviews.services.counter import sign_and_count
from reviews.services.desks import (
    locked_for_writing,
    new_sheet,
    require_current,
    require_known_evidence,
    require_sheet,
    touched,
)
from reviews.services.telling import tell_unable
from rounds.models import Indicator, Round
from scoring.policy import ReconciliationPolicy
from scoring.sheets import pack_points


@dataclass(frozen=True)
class Entry:
    """What an expert entered for one indicator."""

    points: Decimal | None = None
    unable: bool = False
    """无法判断: not a mark, and needs a comment before the sheet is submitted."""
    comment: str = ""
    citations: Mapping[int, str] | None = field(default_factory=dict)
    """Evidence → pages. None leaves what is cited as it is."""


@transaction.atomic
def save_draft(*, assignment: Assignment, edit_version: int, entries: Mapping[str, Entry], by: User) -> ScoreSheet:
    """Keep what was entered, by indicator code. It may be incomplete but not illegal; nothing of it counts.

    Drafts are not recorded: what is submitted is.
    """
    desk = locked_for_writing(assignment.pk, by)
    require_current(desk, edit_version)
    indicators = {indicator.code: indicator for indicator in indicators_asked(desk.assignment)}
    if unknown := entries.keys() - indicators.keys():
        raise ReviewError(_("Not on this sheet: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    policy = desk.assignment.round.policy_value
    if problems := _illegal(entries, indicators, policy):
        raise Incomplete(_("Nothing was saved: some points can't be given."), problems)
    sheet = desk.sheet or new_sheet(desk, indicators.values())
    require_known_evidence(sheet, {pk for entry in entries.values() for pk in entry.citations or ()})
    _store(sheet, {indicators[code].pk: entry for code, entry in entries.items()})
    return touched(sheet)


@dataclass(frozen=True)
class Signed:
    """What was signed, and the desk, with its sheet, as it was before."""

    version: ScoreSheetVersion
    desk: Desk


def submit_sheet(
    *, assignment: int, edit_version: int, by: User, within: str = "", entered: tuple[User, User] | None = None
) -> Signed:
    """Sign a complete sheet. The signed version counts in the next ranking, in place of the one before.

    ``within``: the slug of the round in which the assignment is looked for. ``entered``: who copied it from paper
    and who compared it, where the expert signed there; both go on record.
    """
    signed = _submit(assignment, edit_version, by, within, entered)
    if signed is None:
        with transaction.atomic():
            _lock_round_of(assignment)
            signed = _submit(assignment, edit_version, by, within, entered, freezing=True)
    assert signed  # the round is locked: it freezes its policy, or somebody has
    return signed


@transaction.atomic
def _submit(
    assignment: int,
    edit_version: int,
    by: User,
    within: str,
    entered: tuple[User, User] | None,
    *,
    freezing: bool = False,
) -> Signed | None:
    """None, and nothing is done, where the policy must be frozen first: its round is locked before any sheet."""
    desk = locked_for_writing(assignment, by, within=within)
    sheet = require_sheet(desk)
    require_current(desk, edit_version)
    if desk.takes_revision and (why_not := reveal_refusal(desk)):
        raise ReviewError(why_not)
    if desk.has_newer_material:
        raise ReviewError(_("The city's material has a newer accepted version. Read it before you submit."))
    indicators, scores = asked_and_drafted(sheet)
    round = desk.assignment.round
    policy = round.policy_value
    if problems := unfinished(indicators, scores, policy):
        raise Incomplete(_("Not ready to submit: %(codes)s.") % {"codes": ", ".join(problems)}, problems)
    if round.policy_frozen_at is None:
        if not freezing:
            return None
        _freeze_policy(round, by)
    ended = _end_previous(desk, sheet)
    version = _version(desk, sheet, indicators, scores, policy, by)
    if desk.is_reopened:
        SheetReopening.objects.filter(sheet=sheet, closed_at=None).update(closed_at=version.submitted_at)
    if unable := [indicator for indicator in indicators if scores[indicator.pk].unable]:
        tell_unable(desk.assignment, unable)
    what: dict[str, object] = {"number": version.number, "sha256": fingerprint_of(version)}
    if entered:
        what |= {"from_paper_by": entered[0].pk, "expert": by.pk}
    sign_and_count(version, entered[1] if entered else by, ended=ended, **what)
    return Signed(version, desk)


@transaction.atomic
def revise_sheet(*, sheet: ScoreSheet, by: User) -> ScoreSheet:
    """Open a submitted sheet again in the revision window. The submitted version counts until the next one."""
    desk = locked_for_writing(sheet.assignment_id, by, revising=True)
    sheet = require_sheet(desk)
    if not desk.is_signed:
        raise ReviewError(_("This sheet is open already."))
    sheet.state = ScoreSheet.State.DRAFT
    sheet.edit_version += 1
    sheet.save(update_fields=["state", "edit_version", "updated_at"])
    record(by, "revise_sheet", sheet, round_id=desk.assignment.round_id, after=desk.last_number)
    return sheet


@transaction.atomic
def accept_newer_material(*, sheet: ScoreSheet, by: User) -> ScoreSheet:
    """From now on the sheet judges the newest accepted version, which the expert says they have read."""
    desk = locked_for_writing(sheet.assignment_id, by)
    sheet = require_sheet(desk)
    newest = desk.assignment.submission.accepted_version_id
    if newest is not None and desk.has_newer_material:
        before, sheet.material_version_id = sheet.material_version_id, newest
        sheet.edit_version += 1
        sheet.save(update_fields=["material_version", "edit_version", "updated_at"])
        record(by, "accept_newer_material", sheet, round_id=desk.assignment.round_id, before=before, after=newest)
    return sheet


def unfinished(
    indicators: Iterable[Indicator], scores: Mapping[int, Drafted], policy: ReconciliationPolicy
) -> dict[str, str]:
    """What still keeps the sheet from being submitted, by indicator code."""
    found = {i.code: _unfinished(i, scores.get(i.pk), policy) for i in indicators}
    return {code: problem for code, problem in found.items() if problem}


def _unfinished(indicator: Indicator, score: Drafted | None, policy: ReconciliationPolicy) -> str:
    if score is None or (score.points is None and not score.unable):
        return _("Not scored yet.")
    if score.points is None:
        return "" if score.comment.strip() else _("Say why you are unable to judge.")
    if problem := mark_problem(score.points, indicator=indicator, policy=policy):
        return problem
    if needs_comment(score.points, indicator.judged_max) and not score.comment.strip():
        return _("A mark of at most 25 % or at least 95 % needs a comment.")
    return ""


def _illegal(
    entries: Mapping[str, Entry], indicators: Mapping[str, Indicator], policy: ReconciliationPolicy
) -> dict[str, str]:
    problems: dict[str, str] = {}
    for code, entry in entries.items():
        if entry.points is not None and entry.unable:
            problems[code] = _("Give points or say that you are unable to judge, not both.")
        elif entry.points is not None and (
            problem := mark_problem(entry.points, indicator=indicators[code], policy=policy)
        ):
            problems[code] = problem
    return problems


def _store(sheet: ScoreSheet, entries: Mapping[int, Entry]) -> None:
    now = timezone.now()
    scores = Score.objects.bulk_create(
        [
            Score(
                sheet=sheet,
                indicator_id=indicator,
                points=entry.points,
                unable=entry.unable,
                comment=entry.comment.strip(),
                updated_at=now,
            )
            for indicator, entry in entries.items()
        ],
        update_conflicts=True,
        unique_fields=["sheet", "indicator"],
        update_fields=["points", "unable", "comment", "updated_at"],
    )
    cited = [(score, entries[score.indicator_id].citations) for score in scores]
    citing = [(score, citations) for score, citations in cited if citations is not None]
    if not citing:
        return
    ScoreCitation.objects.filter(score__in=[score for score, _citations in citing]).delete()
    ScoreCitation.objects.bulk_create(
        ScoreCitation(score=score, evidence_id=evidence, pages=pages)
        for score, citations in citing
        for evidence, pages in citations.items()
    )


def _lock_round_of(assignment: int) -> None:
    """Before any of its sheets, as everybody does who takes cities from an expert."""
    rounds = Assignment.objects.filter(pk=assignment).values("round")
    list(Round.objects.select_for_update(no_key=True).filter(pk__in=rounds).order_by().values_list("pk"))


def _freeze_policy(round: Round, by: User) -> None:
    """The round's first submitted sheet freezes the policy, which was read under the round's lock."""
    round.policy_frozen_at = timezone.now()
    round.save(update_fields=["policy_frozen_at"])
    record(by, "freeze_policy", round, round_id=round.pk, sha256=round.policy_value.sha256())


def _end_previous(desk: Desk, sheet: ScoreSheet) -> list[int]:
    """The version that counts until now stops. Its ``to_version`` comes last, with the counter."""
    if not desk.last_number:
        return []
    counting = ScoreSheetVersion.objects.filter(sheet=sheet, to_version=None)
    ended = list(counting.values_list("pk", flat=True))
    because = endings.replaced_by(desk.last_number + 1)
    counting.update(to_version=F("from_version") + 1, ended_because=because)
    return ended


def _version(
    desk: Desk,
    sheet: ScoreSheet,
    indicators: Iterable[Indicator],
    scores: Mapping[int, Drafted],
    policy: ReconciliationPolicy,
    by: User,
) -> ScoreSheetVersion:
    """What is signed. It is stored last, with the counter, which knows its ``from_version``."""
    return ScoreSheetVersion(
        number=desk.last_number + 1,
        policy_sha256=policy.sha256(),
        submitted_by=by,
        submitted_at=timezone.now(),
        **_packed(sheet, indicators, scores),
    )


def _packed(
    sheet: ScoreSheet, indicators: Iterable[Indicator], scores: Mapping[int, Drafted]
) -> dict[str, object]:
    by_id = {indicator.pk: indicator for indicator in indicators}
    given = [scores[pk].points for pk in sheet.layout.indicator_ids]
    points, mask = pack_points([None if value is None else int(value * 100) for value in given])
    ordered = [(by_id[pk].code, scores[pk]) for pk in sheet.layout.indicator_ids]
    citations = {code: {str(pk): pages for pk, pages in score.citations.items()} for code, score in ordered}
    return {
        "sheet": sheet,
        "assignment_id": sheet.assignment_id,
        "layout": sheet.layout,
        "material_version_id": sheet.material_version_id,
        "points": points,
        "mask": mask,
        "comments": {code: score.comment for code, score in ordered if score.comment},
        "citations": {code: pages for code, pages in citations.items() if pages},
    }
