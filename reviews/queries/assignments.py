"""Which expert scores which city, and what of it an expert may see."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cities.models import Submission
from reviews.models import (
    Appraisal,
    Assignment,
    PanelMember,
    PaperSheet,
    Question,
    Recusal,
    Score,
    ScoreCitation,
    ScoreSheetVersion,
    SheetReopening,
)
from reviews.queries.recusals import standing_recusals
from rounds.models import Action, Role, Round, StageRight

EXPERTS_LOOK = (Action.SCORE, Action.READ_MATERIAL)
"""What a stage must allow for experts to see what they are assigned."""


def recusals_of_pair() -> QuerySet[Recusal]:
    """Standing recusals that concern the outer assignment."""
    return (
        standing_recusals()
        .filter(round=OuterRef("round"), expert=OuterRef("expert"), city=OuterRef("submission__city"))
        .order_by()
    )


def own_membership() -> QuerySet[PanelMember]:
    """The place in the panel of the outer assignment's expert, unless they left it."""
    members = PanelMember.objects.filter(left_at=None, round=OuterRef("round"), expert=OuterRef("expert"))
    return members.order_by()


def experts_right_now(actions: Iterable[Action], now: datetime | None = None) -> QuerySet[StageRight]:
    """Rights that an open stage of the outer row's round gives experts, to one of ``actions``."""
    now = now or timezone.now()
    allows = Q()
    for action in actions:
        allows |= Q(actions__contains=[action.value])
    return StageRight.objects.filter(
        allows,
        Q(stage__closes_at=None) | Q(stage__closes_at__gt=now),
        stage__round=OuterRef("round"),
        stage__opens_at__lte=now,
        role=Role.EXPERT,
    )


def open_reopenings() -> QuerySet[SheetReopening]:
    """The reopening of the outer assignment's sheet that its expert has not answered with a new version yet."""
    return SheetReopening.objects.filter(sheet__assignment=OuterRef("pk"), closed_at=None).order_by()


def assignments_for(user: User | AnonymousUser, now: datetime | None = None) -> QuerySet[Assignment]:
    """What this expert may see: deployed, of an accepted city, not recused, while a stage lets experts look.

    A sheet that the secretariat has opened again is seen in every stage, and between two: it is to be written.
    """
    if not user.is_authenticated:
        return Assignment.objects.none()
    return Assignment.objects.filter(
        ~Exists(recusals_of_pair()),
        Exists(own_membership()),
        Exists(experts_right_now(EXPERTS_LOOK, now)) | Exists(open_reopenings()),
        expert__user=user,
        state=Assignment.State.DEPLOYED,
        submission__state=Submission.State.ACCEPTED,
    )


def readable_assignments_for(user: User | AnonymousUser, now: datetime | None = None) -> QuerySet[Assignment]:
    """Those whose material this expert may read: the pledge of confidentiality is signed."""
    return assignments_for(user, now).filter(Exists(own_membership().filter(pledged_at__isnull=False)))


def was_open() -> Q:
    """That an assignment is or was open to its expert: to them a refusal may say why."""
    return Q(state=Assignment.State.DEPLOYED) | Q(sheet__isnull=False)


def is_begun() -> Q:
    """That an assignment's expert, or somebody for them, has worked on it: what holds here is never deleted.

    A mark, comment or citation, a signed version, comments on the city's areas, a paper sheet, a question to the
    city. A sheet from which everything was taken again is none.
    """
    cited = Exists(ScoreCitation.objects.filter(score=OuterRef("pk")))
    something = ~Q(comment="") | Q(points__isnull=False) | Q(unable=True) | cited
    return (
        Q(Exists(Score.objects.filter(something, sheet__assignment=OuterRef("pk"))))
        | Exists(ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk")).order_by())
        | Exists(Appraisal.objects.filter(assignment=OuterRef("pk")).order_by())
        | Exists(PaperSheet.objects.filter(assignment=OuterRef("pk")).order_by())
        | Exists(Question.objects.filter(submission=OuterRef("submission"), expert=OuterRef("expert")).order_by())
    )


def begun_of(assignments: Iterable[Assignment]) -> set[int]:
    """Which of ``assignments`` are begun."""
    found = Assignment.objects.filter(is_begun(), pk__in=[assignment.pk for assignment in assignments])
    return set(found.order_by().values_list("pk", flat=True))


def assignments_of(round: Round) -> QuerySet[Assignment]:
    """All of the round's, drafts too: for those who lead it."""
    return Assignment.objects.filter(round=round)


def cities_to_score(round: Round) -> QuerySet[Submission]:
    """The cities of the round that have not withdrawn, accepted already or not."""
    return (
        Submission.objects.filter(round=round)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city__province")
        .order_by("city__gb_code")
    )


def deployable(round: Round | OuterRef) -> QuerySet[Assignment]:
    """The drafts that a deployment would make known: not recused, of the panel, and the city takes part."""
    drafts = Assignment.objects.filter(round=round, case=None, state=Assignment.State.DRAFT)
    found = drafts.filter(~Exists(recusals_of_pair()), Exists(own_membership()))
    return found.exclude(submission__state=Submission.State.WITHDRAWN)
