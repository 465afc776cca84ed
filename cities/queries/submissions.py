"""Which submissions a person may reach, and what belongs to one."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.models import AuditEvent, User
from accounts.prepared import prepared
from cities.models import Evidence, Submission, SubmissionVersion
from cities.queries.forms import SOURCED
from cities.queries.people import acts_for, entered_by, own_city_ids
from cities.questionnaire import form_of_table
from rounds.models import Role, Round
from rounds.queries import leading_role


def submissions_of_member(user: User | AnonymousUser) -> QuerySet[Submission]:
    """What the person's own city hands in, in every round, and the counties that file through it.

    ``is_own`` on each tells the two apart. While the address says so, also the city on whose behalf the person, of
    the secretariat, enters its paper form.
    """
    own = own_city_ids(user)
    found = Q(city__in=own) | Q(city__filing_parent__in=own)
    if acting_for := acts_for(user):
        found |= Q(city=acting_for, pk__in=entered_by(user))
    reached = _reached(user, found)
    return reached.annotate(is_own=ExpressionWrapper(Q(city__in=own), BooleanField()))


def province_submissions(user: User | AnonymousUser) -> QuerySet[Submission]:
    """What the cities of the person's province hand in."""
    acts_for = Q(city__province__memberships__user_id=user.pk, city__province__memberships__ended_at=None)
    return _reached(user, acts_for)


def submissions_led(user: User | AnonymousUser) -> QuerySet[Submission]:
    """The submissions of the rounds that the person leads, in any role."""
    return _reached(user, Q(round__roles__user_id=user.pk))


def submissions_for(user: User | AnonymousUser) -> QuerySet[Submission]:
    """Every submission whose state the person may know. What may be read of it, ``reader_role`` decides."""
    own = submissions_of_member(user).values("pk")
    province = province_submissions(user).values("pk")
    led = submissions_led(user).values("pk")
    return _reached(user, Q(pk__in=own) | Q(pk__in=province) | Q(pk__in=led))


def _reached(user: User | AnonymousUser, condition: Q) -> QuerySet[Submission]:
    if not user.is_authenticated:
        return Submission.objects.none()
    related = ("round__indicator_system", "city__province", "city__filing_parent", "accepted_version")
    return Submission.objects.filter(condition).select_related(*related).defer("accepted_version__content")


def submission_of(user: User | AnonymousUser, round: Round) -> Submission | None:
    """What the city that the person acts for hands in for this round."""
    return submissions_acted_for(user).filter(round=round).first()


def submissions_acted_for(user: User | AnonymousUser) -> QuerySet[Submission]:
    """Of ``submissions_of_member`` those of the one city that the person acts for: pages write to no other."""
    acting_for = acts_for(user)
    return submissions_of_member(user).filter(city__in=[acting_for.pk] if acting_for else own_city_ids(user))


def reader_role(user: User, submission: Submission) -> Role | None:
    """As what the person reaches this submission: the nearest role if there are several."""
    if submissions_of_member(user).filter(pk=submission.pk).exists():
        return Role.CITY
    if leading := leading_role(user, submission.round):
        return leading
    if province_submissions(user).filter(pk=submission.pk).exists():
        return Role.PROVINCE
    return None


def latest_version(submission: Submission) -> SubmissionVersion | None:
    """What was handed in last."""
    return submission.versions.select_related("submitted_by", "opinion__given_by").order_by("-number").first()


def versions_of(submission: Submission) -> list[SubmissionVersion]:
    """What was handed in, without its content, the last first."""
    versions = _versions(submission=submission.pk)
    for version in versions:
        version.submission = submission
    return versions


@prepared
def _versions(submission: int) -> QuerySet[SubmissionVersion]:
    own = SubmissionVersion.objects.filter(submission=submission).order_by("-number")
    return own.defer("content").select_related("submitted_by", "opinion__given_by")


def versions_citing(evidence: Evidence) -> list[int]:
    """The numbers of the submitted versions in which a statement cites this evidence, or a row names it."""
    cites = Q(content__contains={"statements": [{"citations": [{"evidence": evidence.pk}]}]})
    for table in SOURCED:
        rows = {table.short_key: [{"source": {"evidence": evidence.pk}}]}
        cites |= Q(content__contains={"forms": {form_of_table(table).code: rows}})
    versions = SubmissionVersion.objects.filter(cites, submission=evidence.submission_id)
    return list(versions.order_by("number").values_list("number", flat=True))


def versions_with(evidence: Evidence) -> QuerySet[SubmissionVersion]:
    """The submitted versions that this evidence belongs to, cited or not."""
    holds = {"evidence": [{"id": evidence.pk}]}
    return SubmissionVersion.objects.filter(submission=evidence.submission_id, content__contains=holds)


def early_looks(submission: Submission) -> list[AuditEvent]:
    """Each time the secretariat read the content before it was accepted, newest first. The city sees this."""
    return _early_looks(subject=str(submission.pk))


@prepared
def _early_looks(subject: str) -> QuerySet[AuditEvent]:
    looks = AuditEvent.objects.filter(verb="early_look")
    return looks.filter(subject_type=Submission._meta.label_lower, subject_id=subject)
