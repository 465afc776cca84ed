"""The calibration exercise: what an expert may see of it when, and how far apart the marks lie."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from cities.models import Submission, SubmissionVersion
from reviews.models import AnchorDossier, AnchorSheet, Calibration, Expert, PanelMember
from reviews.queries.assignments import cities_to_score
from reviews.queries.discussions import Person
from reviews.queries.marks import judged_indicators
from reviews.queries.recusals import standing_recusals
from rounds.models import Indicator, Round, RoundRole
from scoring.calibration import Dispersion, dispersion

Attempt = AnchorSheet.Attempt
State = Calibration.State


def calibration_of(round: Round) -> Calibration | None:
    return Calibration.objects.filter(round=round).select_related("round__indicator_system").first()


def dossiers_of(calibration: Calibration) -> QuerySet[AnchorDossier]:
    """In their order, with the city."""
    found = AnchorDossier.objects.filter(calibration=calibration).select_related(
        "version__submission__city__province", "version__submission__round", "calibration__round"
    )
    return found.defer("version__content").order_by("position")


def anchors_for(user: User, calibration: Calibration) -> QuerySet[AnchorDossier]:
    """Those that this expert marks: pledged, in the panel, not recused from the city in this round."""
    member = PanelMember.objects.filter(
        round=calibration.round_id,
        expert__user=user,
        left_at=None,
        pledged_at__isnull=False,
        expert__user__is_active=True,
    )
    recused = standing_recusals().filter(
        round=calibration.round_id, expert__user=user, city=OuterRef("version__submission__city")
    )
    if calibration.state == State.PREPARED or not member.exists():
        return dossiers_of(calibration).none()
    return dossiers_of(calibration).filter(~Exists(recused))


def offered_versions(round: Round) -> QuerySet[SubmissionVersion]:
    """What can be an anchor dossier: accepted material of other rounds, or of cities that have left this one.

    All other cities of this round are scored in it, and from the discussion on everybody has seen what everybody
    gave an anchor dossier: nobody would score such a city without knowing.
    """
    accepted = Submission.objects.exclude(accepted_version=None).values("accepted_version")
    to_be_scored = cities_to_score(round).order_by().values("pk")
    found = (
        SubmissionVersion.objects.filter(pk__in=accepted)
        .exclude(submission__in=to_be_scored)
        .select_related("submission__city", "submission__round")
    )
    return found.defer("content").order_by("submission__round_id", "submission__city__gb_code")


def attempt_now(calibration: Calibration) -> Attempt | None:
    """Which marks are given now; None while none are."""
    return {State.FIRST.value: Attempt.FIRST, State.SECOND.value: Attempt.SECOND}.get(calibration.state)


def anchor_indicators(round: Round, expert: Expert) -> list[Indicator]:
    """What the expert marks of an anchor dossier: their domains' judged indicators and E, as on a score sheet."""
    own = set(expert.domains.values_list("pk", flat=True))
    return [i for i in judged_indicators(round) if i.domain_id is None or i.domain_id in own]


def own_sheets(user: User, calibration: Calibration) -> dict[tuple[int, int], AnchorSheet]:
    """Dossier and attempt → the expert's own sheet."""
    rows = AnchorSheet.objects.filter(dossier__calibration=calibration, expert__user=user)
    return {(row.dossier_id, row.attempt): row for row in rows}


def progress_of(calibration: Calibration) -> dict[tuple[int, int], int]:
    """Dossier and attempt → how many sheets are in."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    submitted = AnchorSheet.objects.filter(dossier__calibration=calibration, submitted_at__isnull=False)
    for dossier, attempt in submitted.values_list("dossier_id", "attempt"):
        counts[dossier, attempt] += 1
    return counts


def shown_attempts(calibration: Calibration) -> list[Attempt]:
    """Which marks all who take part may see: the first from the discussion on, the second when it is closed."""
    if calibration.state in (State.DISCUSSION, State.SECOND):
        return [Attempt.FIRST]
    return [Attempt.FIRST, Attempt.SECOND] if calibration.state == State.CLOSED else []


@dataclass(frozen=True)
class Compared:
    """An indicator of a dossier: each expert's marks, and their dispersion, by attempt."""

    indicator: Indicator
    marks: Mapping[int, Sequence[Decimal | None]]
    """Attempt → points by column."""
    spread: Mapping[int, Dispersion]

    @property
    def before(self) -> Dispersion | None:
        return self.spread.get(Attempt.FIRST)

    @property
    def after(self) -> Dispersion | None:
        return self.spread.get(Attempt.SECOND)

    @property
    def closer(self) -> bool | None:
        """Whether the discussion brought the marks closer together; None if that can't be said."""
        if not self.before or not self.after or self.before.number < 2 or self.after.number < 2:
            return None
        return self.after.range < self.before.range


@dataclass(frozen=True)
class Result:
    """A dossier's marks, as far as they are shown."""

    dossier: AnchorDossier
    columns: Sequence[Person]
    lines: Sequence[Compared]

    def mean_spread(self, attempt: int) -> Decimal | None:
        """Mean range over the indicators with at least two marks, in per cent of the judged points."""
        shares = [line.spread[attempt].share for line in self.lines if attempt in line.spread]
        known = [share for share in shares if share is not None]
        return Decimal(sum(known, Decimal(0))) * 100 / len(known) if known else None

    @property
    def mean_before(self) -> Decimal | None:
        return self.mean_spread(Attempt.FIRST)

    @property
    def mean_after(self) -> Decimal | None:
        return self.mean_spread(Attempt.SECOND)


def results_of(calibration: Calibration, dossiers: Sequence[AnchorDossier]) -> list[Result]:
    """Before and after, for what is shown now; nothing is even read of what is not."""
    attempts = shown_attempts(calibration)
    people = {person.user.pk: person for person in people_of_calibration(calibration)}
    rows = AnchorSheet.objects.filter(
        dossier__in=dossiers, attempt__in=attempts, submitted_at__isnull=False
    ).select_related("expert__user")
    sheets: dict[int, list[AnchorSheet]] = defaultdict(list)
    for row in rows:
        sheets[row.dossier_id].append(row)
    indicators = judged_indicators(calibration.round)
    return [_result(dossier, sheets[dossier.pk], indicators, people) for dossier in dossiers]


def _result(
    dossier: AnchorDossier,
    sheets: Sequence[AnchorSheet],
    indicators: Sequence[Indicator],
    people: Mapping[int, Person],
) -> Result:
    columns = sorted(
        {people[s.expert.user_id] for s in sheets if s.expert.user_id in people}, key=lambda person: person.number
    )
    place = {person.user.pk: number for number, person in enumerate(columns)}
    lines = []
    for indicator in indicators:
        marks: dict[int, list[Decimal | None]] = {}
        for sheet in sheets:
            points = _points(sheet.marks.get(indicator.code))
            if points is not None and sheet.expert.user_id in place:
                marks.setdefault(sheet.attempt, [None] * len(columns))[place[sheet.expert.user_id]] = points
        if marks:
            spread = {
                a: dispersion([p for p in row if p is not None], indicator.judged_max) for a, row in marks.items()
            }
            lines.append(Compared(indicator, marks, spread))
    return Result(dossier, columns, lines)


def _points(mark: Any) -> Decimal | None:
    given = mark.get("points") if isinstance(mark, dict) else None
    return Decimal(given) if given else None


def people_of_calibration(calibration: Calibration) -> list[Person]:
    """The experts of the panel, numbered once for all dossiers, then chair and secretariat."""
    experts = Expert.objects.filter(panels__round=calibration.round_id).select_related("user").order_by("pk")
    people = [Person(expert.user, number) for number, expert in enumerate(experts, start=1)]
    kinds = [RoundRole.Kind.CHAIR, RoundRole.Kind.DEPUTY, RoundRole.Kind.SECRETARIAT]
    roles = RoundRole.objects.filter(round=calibration.round_id, kind__in=kinds).select_related("user")
    return people + [Person(role.user, 0, role.kind) for role in roles.order_by("kind", "pk")]
