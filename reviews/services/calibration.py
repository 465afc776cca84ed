"""The calibration exercise (校准): marked, discussed, marked again. It never touches official marks."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import SubmissionVersion
from cities.services.telling import tell_all
from reviews.errors import Incomplete, ReviewError, StaleSheet
from reviews.models import AnchorDossier, AnchorSheet, Calibration, Expert
from reviews.models.calibration import MOST_ANCHORS
from reviews.queries.calibration import (
    anchor_indicators,
    anchors_for,
    attempt_now,
    dossiers_of,
    offered_versions,
    progress_of,
)
from reviews.rules import mark_problem, require_lead
from reviews.services.sheets import Entry
from rounds.models import Action, Role, Round
from rounds.rules import require

State = Calibration.State
NEXT: dict[str, State] = {
    State.PREPARED: State.FIRST,
    State.FIRST: State.DISCUSSION,
    State.DISCUSSION: State.SECOND,
    State.SECOND: State.CLOSED,
}


@transaction.atomic
def prepare_calibration(*, round: Round, versions: Sequence[SubmissionVersion], by: User) -> Calibration:
    """Choose one to three anchor dossiers. They can be chosen anew until the first marks begin."""
    require_lead(round, by, [Action.CALIBRATE])
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if not 1 <= len(versions) <= MOST_ANCHORS:
        raise ReviewError(
            _("Choose one to %(limit)d dossiers; these are %(number)d.")
            % {"limit": MOST_ANCHORS, "number": len(versions)},
            field="versions",
        )
    _refuse_to_be_scored(round, [version.pk for version in versions])
    calibration, _made = Calibration.objects.get_or_create(round=round, defaults={"made_by": by})
    if calibration.state != State.PREPARED:
        raise ReviewError(_("The exercise has begun: its dossiers stay."))
    calibration.dossiers.all().delete()
    AnchorDossier.objects.bulk_create(
        AnchorDossier(calibration=calibration, version=version, position=position)
        for position, version in enumerate(versions, start=1)
    )
    what = [version.pk for version in versions]
    record(by, "prepare_calibration", calibration, round_id=round.pk, versions=what)
    return calibration


def _refuse_to_be_scored(round: Round, versions: Collection[int]) -> None:
    """Whoever scores a city in this round must not have seen what others gave it in the exercise."""
    offered = set(offered_versions(round).filter(pk__in=versions).values_list("pk", flat=True))
    refused = SubmissionVersion.objects.filter(pk__in=set(versions) - offered).select_related("submission__city")
    if cities := [str(version.submission.city) for version in refused.order_by("submission__city__gb_code")]:
        raise ReviewError(
            _(
                "%(cities)s: a city that is scored in this round can't be an anchor dossier, because its experts "
                "would know what others gave it. Choose accepted material of another round."
            )
            % {"cities": _(", ").join(cities)},
            field="versions",
        )


@transaction.atomic
def advance_calibration(*, calibration: Calibration, state: str, by: User) -> Calibration:
    """From one part to the next. ``state``: the one the person saw, so that a second press changes nothing."""
    require_lead(calibration.round, by, [Action.CALIBRATE])
    calibration = _locked(calibration)
    if calibration.state != state or calibration.state not in NEXT:
        raise StaleSheet(_("The exercise has moved on meanwhile: look at how it stands now."))
    if calibration.state == State.PREPARED:
        _refuse_to_be_scored(calibration.round, [dossier.version_id for dossier in dossiers_of(calibration)])
    _refuse_too_early(calibration)
    before, calibration.state = calibration.state, NEXT[calibration.state]
    calibration.save(update_fields=["state"])
    _tell(calibration)
    record(by, "advance_calibration", calibration, round_id=calibration.round_id, before=before)
    return calibration


def _refuse_too_early(calibration: Calibration) -> None:
    """There is nothing to discuss, or to compare, with fewer than two sheets of a dossier."""
    attempt = attempt_now(calibration)
    if attempt is None:
        return
    counts = progress_of(calibration)
    lacking = [str(d) for d in dossiers_of(calibration) if counts.get((d.pk, attempt), 0) < 2]
    if lacking:
        raise ReviewError(
            _("At least two experts must have submitted: %(dossiers)s.") % {"dossiers": _(", ").join(lacking)}
        )


def _tell(calibration: Calibration) -> None:
    texts = {
        State.FIRST.value: lambda: _("Please score the anchor dossiers of the calibration exercise."),
        State.DISCUSSION.value: lambda: _("The marks of the anchor dossiers are shown and can be discussed."),
        State.SECOND.value: lambda: _("Please score the anchor dossiers once more."),
        State.CLOSED.value: lambda: _("The calibration exercise is closed; its result can be read."),
    }
    experts = Expert.objects.filter(panels__round=calibration.round_id).select_related("user")
    link = reverse("reviews:calibration", args=[calibration.round.slug])
    tell_all([expert.user for expert in experts], texts[calibration.state], link=link)


@transaction.atomic
def save_anchor_sheet(
    *, dossier: AnchorDossier, version: int, entries: Mapping[str, Entry], submit: bool, by: User
) -> AnchorSheet:
    """Keep what was entered; with ``submit`` it is final for this attempt. Official sheets are not concerned."""
    calibration = _locked(dossier.calibration)
    require(calibration.round, Role.EXPERT, Action.CALIBRATE)
    attempt = attempt_now(calibration)
    if attempt is None:
        raise ReviewError(_("Nothing is being scored in this exercise at the moment."))
    if not anchors_for(by, calibration).filter(pk=dossier.pk).exists():
        raise ReviewError(_("This dossier is not open to you."))
    expert = Expert.objects.get(user=by)
    sheet, _made = AnchorSheet.objects.get_or_create(dossier=dossier, expert=expert, attempt=attempt)
    if sheet.submitted_at:
        raise ReviewError(_("You have submitted this dossier already."))
    if sheet.version != version:
        raise StaleSheet(_("This sheet was saved in another window after you opened it here."))
    _refuse_marks(calibration.round, expert, entries, submit=submit)
    sheet.marks = {code: _stored(entry) for code, entry in entries.items()}
    sheet.version += 1
    sheet.submitted_at = timezone.now() if submit else None
    sheet.save()
    if submit:
        record(by, "submit_anchor_sheet", sheet, round_id=calibration.round_id, attempt=attempt)
    return sheet


def _refuse_marks(round: Round, expert: Expert, entries: Mapping[str, Entry], *, submit: bool) -> None:
    problems: dict[str, str] = {}
    policy = round.policy_value
    asked = {indicator.code: indicator for indicator in anchor_indicators(round, expert)}
    for code, indicator in asked.items():
        entry = entries.get(code, Entry())
        if entry.points is None and submit:
            problems[code] = _("Not scored yet.")
        elif entry.points is not None and (
            problem := mark_problem(entry.points, indicator=indicator, policy=policy)
        ):
            problems[code] = problem
    if unknown := entries.keys() - asked.keys():
        raise ReviewError(_("Not on this sheet: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    if problems:
        raise Incomplete(_("Nothing was saved: some points can't be given."), problems)


def _stored(entry: Entry) -> dict[str, str]:
    return {"points": "" if entry.points is None else str(Decimal(entry.points)), "comment": entry.comment.strip()}


def _locked(calibration: Calibration) -> Calibration:
    rows = Calibration.objects.select_for_update(of=("self",), no_key=True).select_related(
        "round__indicator_system"
    )
    return rows.get(pk=calibration.pk)
