"""The steps of a frozen result to the public, each by the one whose step it is."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from cities.queries import members_of
from notices.services import Draft, hold_letters
from reports.building.gathering import gather
from reports.errors import ReportError
from reports.models import Countersignature, OwnResults, Publication, ReportBuild
from reports.publishing import content_of
from reports.queries.builds import publication_refusal
from reports.queries.clock import objection_deadline
from reports.queries.publication import report_to_publish, way_of
from reviews.models import Result
from reviews.queries.results import result_in_force
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import refusal
from scoring.canonical import sha256_of

LONGEST_CONTACT = 200
LONGEST_NOTICE = timedelta(days=90)

STEPS: dict[Action, tuple[Role, Callable[[], str]]] = {
    Action.TELL_RESULTS: (Role.SECRETARIAT, lambda: _("Only the secretariat of the round can do this.")),
    Action.COUNTERSIGN: (Role.AUTHORITY, lambda: _("Only the authority countersigns and publishes.")),
    Action.PUBLISH: (Role.AUTHORITY, lambda: _("Only the authority countersigns and publishes.")),
}


def step_refusal(round: Round, action: Action, by: User) -> str:
    """Why this person may not take this step now, whatever the result's state; empty if they may."""
    role, not_theirs = STEPS[action]
    return refusal(round, role, action) if leading_role(by, round) == role else not_theirs()


@transaction.atomic
def tell_results(*, round: Round, by: User) -> OwnResults:
    """Let each city read its own result, and no other's. The letters that say so wait in the outbox to be read."""
    _require(round, Action.TELL_RESULTS, by)
    result = _locked_result(round)
    if OwnResults.objects.filter(result=result).exists():
        raise ReportError(_("The cities have been told this result already."))
    told = OwnResults.objects.create(result=result, released_by=by)
    if drafts := [draft for submission in _submissions(round) for draft in _drafts(submission)]:
        hold_letters(title=partial(_title, round), drafts=drafts, by=by, round_id=round.pk)
    record(by, "tell_results", result, round_id=round.pk, number=result.number)
    return told


@transaction.atomic
def countersign(*, round: Round, by: User) -> Countersignature:
    """The authority's signature under the frozen result that the cities were told."""
    _require(round, Action.COUNTERSIGN, by)
    result = _locked_result(round)
    if problems := way_of(round).problems_before_countersigning:
        raise ReportError(" ".join(problems))
    if Countersignature.objects.filter(result=result).exists():
        raise ReportError(_("This result has been countersigned already."))
    signed = Countersignature.objects.create(result=result, signed_by=by)
    what = {"number": result.number, "inputs_sha256": result.snapshot.inputs_sha256}
    record(by, "countersign_result", result, round_id=round.pk, **what)
    return signed


@transaction.atomic
def publish(*, round: Round, notice_until: date, contact: str, by: User) -> Publication:
    """Everything at once: the list, national figures, method. From the commit on the public reads it."""
    _require(round, Action.PUBLISH, by)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)  # no threshold or text changes meanwhile
    result = _locked_result(round)
    if problems := way_of(round).problems_before_publishing:
        raise ReportError(" ".join(problems))
    if Publication.objects.filter(result=result).exists():
        raise ReportError(_("This result has been published already."))
    contact = contact.strip()
    if not contact or len(contact) > LONGEST_CONTACT:
        raise ReportError(
            _("Name a contact for remarks, in 1 to %(limit)d characters.") % {"limit": LONGEST_CONTACT},
            field="contact",
        )
    today = timezone.localdate()
    if not today <= notice_until <= today + LONGEST_NOTICE:
        raise ReportError(
            _("The public notice ends between today and %(days)d days from now.") % {"days": LONGEST_NOTICE.days},
            field="notice_until",
        )
    build = report_to_publish(result)
    if build is None:
        raise ReportError(_("There is no public edition of the report of this result yet."))
    if why_not := publication_refusal(build):
        raise ReportError(why_not)
    _require_same_inputs(build)
    content = content_of(result)
    last = Publication.objects.filter(round=round).order_by("-number").first()
    made = Publication.objects.create(
        round=round,
        number=last.number + 1 if last else 1,
        result=result,
        build=build,
        content=content,
        sha256=sha256_of(content),
        notice_until=notice_until,
        contact=contact,
        published_by=by,
    )
    record(by, "publish_result", made, round_id=round.pk, number=made.number, sha256=made.sha256)
    return made


@transaction.atomic
def finalise(*, publication: Publication, by: User) -> Publication:
    """After the public notice the published result is final."""
    publication = (
        Publication.objects.select_for_update(of=["self"], no_key=True)
        .select_related("round")
        .get(pk=publication.pk)
    )
    _require(publication.round, Action.PUBLISH, by)
    if publication.is_final:
        raise ReportError(_("This result is final already."))
    if timezone.localdate() <= publication.notice_until:
        raise ReportError(
            _("The public notice runs until the end of %(day)s.") % {"day": publication.notice_until.isoformat()}
        )
    if _locked_result(publication.round).pk != publication.result_id:
        raise ReportError(_("A newer result is in force: publish that one."))
    if problems := way_of(publication.round).problems_before_publishing:
        raise ReportError(" ".join(problems))
    publication.final_by, publication.final_at = by, timezone.now()
    publication.save(update_fields=["final_by", "final_at"])
    record(by, "finalise_result", publication, round_id=publication.round_id, number=publication.number)
    return publication


def _require_same_inputs(build: ReportBuild) -> None:
    """The report says what public pages will say: both are of the same rows, texts and thresholds."""
    now = gather(build.round, kind=build.kind, language="en" if build.language == "en" else "zh")
    if now.inputs_sha256 != build.inputs_sha256:
        raise ReportError(
            _(
                "Data, texts or thresholds have changed since report %(number)d was built, and the public pages"
                " would say something else than it does. Build it again."
            )
            % {"number": build.number}
        )


def _submissions(round: Round) -> QuerySet[Submission]:
    """Of the cities that take part."""
    taking_part = Submission.objects.filter(round=round).exclude(state=Submission.State.WITHDRAWN)
    return taking_part.select_related("city", "round").order_by("city__gb_code")


def _title(round: Round) -> str:
    return _("Results of %(round)s to the cities") % {"round": round.name}


def _drafts(submission: Submission) -> list[Draft]:
    """One for each of the city's people. No number stands in a letter: it is read in the portal."""
    round, city = submission.round, submission.city
    link = reverse("reports:own-result", args=[round.slug])
    said = {"city": city, "round": round}
    return [
        Draft(
            recipient=member,
            subject=lambda: _("%(city)s: the result of %(round)s can be read") % said,
            text=lambda: _letter(submission),
            link=link,
        )
        for member in members_of(city)
    ]


def _letter(submission: Submission) -> str:
    words = _(
        "The provisional result of %(city)s in %(round)s is frozen. You find your city's total, its grade and its"
        " rates beside those of its batch and of all cities in the portal, under “Your result”."
    ) % {"city": submission.city.name, "round": submission.round.name}
    deadline = objection_deadline(submission.round)
    if deadline is None or deadline < timezone.now():
        return words
    when = date_format(timezone.localtime(deadline), "DATETIME_FORMAT")
    until = _("If a fact was overlooked, the arithmetic is wrong, the procedure was not kept or an expert had a"
              " conflict of interest, your city can object until %(when)s.")  # fmt: skip
    return f"{words}\n\n{until % {'when': when}}"


def _require(round: Round, action: Action, by: User) -> None:
    if why_not := step_refusal(round, action, by):
        raise ReportError(why_not)


def _locked_result(round: Round) -> Result:
    """The result in force, which nobody can open meanwhile: opening changes the round's counter."""
    result = result_in_force(round)
    if result is None:
        raise ReportError(_("No result is frozen."))
    return (
        Result.objects.select_for_update(of=["self"], no_key=True)
        .select_related("round", "snapshot")
        .get(pk=result.pk)
    )
