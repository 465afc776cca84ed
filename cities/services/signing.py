"""Signing what is handed in: prepared, reviewed, issued, each by another person. The last one hands it in."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError, StaleForm
from cities.lapsing import lapse_signatures
from cities.models import City, ProxyEntry, SignOff, Step, StepLeftOut, Submission, SubmissionVersion
from cities.queries import Chain, ChainStep, chain_of
from cities.readiness import Readiness, readiness_of
from cities.rules import city_people_refusal, sign_refusal
from cities.services.locking import locked_for_editing
from cities.services.people import locked_city
from cities.services.submissions import hand_in_version
from cities.services.telling import tell_all
from rounds.models import Round

LONGEST_REASON = 500


@transaction.atomic
def sign_submission(
    *, submission: Submission, step: Step, edit_version: int, by: User
) -> SubmissionVersion | None:
    """Sign the draft that was read, at ``edit_version``. With the last signature it is handed in: the version.

    Refused while anything is missing, out of turn, and to who has signed another step.
    """
    submission = locked_for_editing(submission, by)
    if submission.edit_version != edit_version:
        raise StaleForm(_("The material was changed after you opened this page. Read it again, then sign."))
    ready = readiness_of(submission)
    if ready.problem:
        raise CityError(ready.problem)
    chain = chain_of(submission, ready.sha256)
    _refuse(chain, step, by)
    is_last = chain.next_is_last
    _void_others(submission, chain, by)
    signature = SignOff.objects.create(submission=submission, step=step, sha256=ready.sha256, signed_by=by)
    what = {"step": step, "sha256": ready.sha256}
    if is_last:
        version = _hand_in(submission, ready, by)
        record(by, "sign_submission", submission, round_id=submission.round_id, number=version.number, **what)
        return version
    _tell_next(submission, chain.with_signature(signature), by)
    record(by, "sign_submission", submission, round_id=submission.round_id, **what)
    return None


def _refuse(chain: Chain, step: Step, by: User) -> None:
    if chain.next is None or chain.next.step != step:
        raise StaleForm(_("The signatures have changed after you opened this page. Look at them again."))
    if why_not := sign_refusal(chain, by):
        raise CityError(why_not)


def _void_others(submission: Submission, chain: Chain, by: User) -> None:
    """Signatures under content that is no longer the draft's, although nobody's change had voided them."""
    standing = [found.pk for found in chain.signatures]
    if submission.sign_offs.filter(version=None, voided_at=None).exclude(pk__in=standing).exists():
        lapse_signatures(submission, by)


def _hand_in(submission: Submission, ready: Readiness, by: User) -> SubmissionVersion:
    version = hand_in_version(submission, ready, by)
    SignOff.objects.filter(submission=submission, version=None, voided_at=None).update(version=version)
    open_entry = ProxyEntry.objects.filter(submission=submission, ended_at=None)
    open_entry.update(ended_at=version.submitted_at, version=version)
    return version


def _tell_next(submission: Submission, chain: Chain, by: User) -> None:
    waiting = chain.next
    if waiting is None:
        return
    tell_all(
        [person for person in waiting.people if person.pk != by.pk],
        lambda: (
            _("The material of %(city)s waits for your signature (%(step)s).")
            % {"city": submission.city.name, "step": waiting.title}
        ),
        link=reverse("cities:submit", args=[submission.round.slug]),
    )


@transaction.atomic
def send_back(*, submission: Submission, reason: str, by: User) -> None:
    """The reviewer or the approver does not sign: the signatures so far are void, and the reason is told."""
    submission = locked_for_editing(submission, by)
    chain = chain_of(submission)
    if not chain.is_begun:
        raise StaleForm(_("Nothing is signed: there is nothing to send back."))
    if why_not := sign_refusal(chain, by):
        raise CityError(why_not)
    lapse_signatures(submission, by, _reason(reason))


@transaction.atomic
def leave_step_out(*, round: Round, city: City, step: Step, reason: str, by: User) -> StepLeftOut:
    """Decide that this city signs without a step that nobody there can sign."""
    submission = _locked(round, city, by)
    wanted = _step(chain_of(submission), step)
    if wanted.people:
        names = ", ".join(str(person) for person in wanted.people)
        raise CityError(_("%(names)s can sign this step: it isn't left out.") % {"names": names}, field="step")
    if wanted.left_out:
        raise CityError(_("This has been decided already."), field="step")
    decision = StepLeftOut.objects.create(submission=submission, step=step, reason=_reason(reason), decided_by=by)
    what = {"city": city.gb_code, "step": step, "reason": decision.reason}
    record(by, "leave_step_out", submission, round_id=round.pk, **what)
    return decision


@transaction.atomic
def end_leaving_out(*, round: Round, city: City, step: Step, by: User) -> None:
    """The step is signed again."""
    submission = _locked(round, city, by)
    from_now = submission.steps_left_out.filter(step=step, ended_at=None)
    if not from_now.update(ended_at=timezone.now()):
        raise StaleForm(_("This step isn't left out any more."))
    record(by, "end_leaving_out", submission, round_id=round.pk, city=city.gb_code, step=step)


def _locked(round: Round, city: City, by: User) -> Submission:
    locked_city(city)
    if why_not := city_people_refusal(round, city, by):
        raise CityError(why_not)
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("round", "city")
    return rows.get(round=round, city=city)


def _step(chain: Chain, step: Step) -> ChainStep:
    for found in chain.steps:
        if found.step == step and step != Step.PREPARED:
            return found
    raise CityError(_("Only review and issue can be left out."), field="step")


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise CityError(_("Say why: the reason stays on record."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise CityError(
            _("The reason has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(reason), "limit": LONGEST_REASON},
            field="reason",
        )
    return reason
