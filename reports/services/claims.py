"""Cities say what is wrong with facts and results; the secretariat decides, once, with reasons."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Evidence, Submission
from cities.queries import members_of, reader_role, secretariat_of
from cities.services.telling import tell_all
from reports.errors import ReportError
from reports.models import FactRequest, Objection, OwnResults
from reports.queries.claims import handed_in_evidence, has_scored
from reports.rules import objection_refusal
from reviews.models import Result
from reviews.queries.results import result_in_force
from reviews.services.not_applicable import count_granted, grant_by_objection
from reviews.services.results import ask_for_correction
from rounds.models import Action, Indicator, Role
from rounds.queries import leading_role
from rounds.rules import refusal

Said = FactRequest | Objection

LONGEST = 2000
LONGEST_PROPOSED = 300


def claim_refusal(submission: Submission, action: Action, by: User) -> str:
    """Why this person may not say it for the city now; empty if they may."""
    if reader_role(by, submission) != Role.CITY:
        return _("Only the city's own people can do this.")
    if action == Action.OBJECT:
        return objection_refusal(submission.round)
    return refusal(submission.round, Role.CITY, action)


@transaction.atomic
def file_fact_request(
    *,
    submission: Submission,
    indicator: Indicator,
    used: str,
    proposed: str,
    text: str,
    evidence: Collection[Evidence],
    by: User,
) -> FactRequest:
    """Ask that a fact be corrected before the result is frozen."""
    submission = _locked(submission)
    if why_not := claim_refusal(submission, Action.CORRECT_FACTS, by):
        raise ReportError(why_not)
    if not indicator.computed_max:
        raise ReportError(
            _("%(code)s has no computed points: no fact is used for it.") % {"code": indicator.code},
            field="indicator",
        )
    proposed = _words(proposed, "proposed", LONGEST_PROPOSED, _("Say what it should be."))
    text = _words(text, "text", LONGEST, _("Say what is wrong, and why."))
    if FactRequest.objects.filter(submission=submission, indicator=indicator, state="filed").exists():
        raise ReportError(
            _("A correction for %(code)s waits for a decision already.") % {"code": indicator.code},
            field="indicator",
        )
    made = FactRequest.objects.create(
        submission=submission, indicator=indicator, used=used, proposed=proposed, text=text, filed_by=by
    )
    made.evidence.set(_only_handed_in(submission, evidence))
    _tell_secretariat(made, _facts_words, "reports:facts")
    what = {"indicator": indicator.code, "proposed": proposed, "text": text}
    record(by, "file_fact_request", made, round_id=submission.round_id, **what)
    return made


@transaction.atomic
def file_objection(
    *,
    submission: Submission,
    indicator: Indicator,
    kind: str,
    text: str,
    evidence: Collection[Evidence],
    by: User,
) -> Objection:
    """Challenge the city's own result: once for a matter, while the objection stage is open."""
    submission = _locked(submission)
    if why_not := claim_refusal(submission, Action.OBJECT, by):
        raise ReportError(why_not)
    result = result_in_force(submission.round)
    if result is None or not OwnResults.objects.filter(result=result).exists():
        raise ReportError(_("Your city's result has not been told yet: there is nothing to object to."))
    if kind not in Objection.Kind.values:
        raise ReportError(_("Choose what the objection is about."), field="kind")
    text = _words(text, "text", LONGEST, _("Say what is wrong, and why."))
    if Objection.objects.filter(submission=submission, indicator=indicator, kind=kind).exists():
        raise ReportError(
            _("Your city has objected to %(code)s for this reason already. One matter is decided once.")
            % {"code": indicator.code},
            field="indicator",
        )
    made = Objection.objects.create(
        submission=submission, indicator=indicator, kind=kind, text=text, filed_by=by, result=result
    )
    made.evidence.set(_only_handed_in(submission, evidence))
    _tell_secretariat(made, _objection_words, "reports:objections")
    what = {"indicator": indicator.code, "kind": kind, "text": text}
    record(by, "file_objection", made, round_id=submission.round_id, **what)
    return made


@transaction.atomic
def decide_fact_request(*, request: FactRequest, upheld: bool, answer: str, by: User) -> FactRequest:
    """Upheld, the value is to be corrected in the verification: until then the result cannot be frozen.

    Upheld while the result is frozen, a correction of it is asked for, which a second person must sign.
    """
    request = FactRequest.objects.select_for_update(of=["self"], no_key=True).get(pk=request.pk)
    _require_decider(request, by)
    if upheld:
        _lock_result(request)
    _decide(request, upheld, answer, by)
    request.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _tell_city(request, "reports:own-facts")
    _record_decision("decide_fact_request", request, by)
    if upheld:
        words = _("Correction of a fact of %(code)s asked for by %(city)s upheld: %(answer)s")
        _ask_to_open(request, words, by)
    return request


@transaction.atomic
def decide_objection(*, objection: Objection, effect: str, answer: str, by: User) -> Objection:
    """``effect`` is one of the four reasons, that the indicator does not apply, or empty: not upheld.

    Upheld while the result is frozen, a correction of it is asked for, which a second person must sign; then the
    sheets concerned can be opened again for that reason, or the indicator no longer counts.
    """
    objection = Objection.objects.select_for_update(of=["self"], no_key=True).get(pk=objection.pk)
    _require_decider(objection, by)
    if effect and effect not in dict(Objection.EFFECTS):
        raise ReportError(_("Choose one of the reasons, or that it is not upheld."), field="effect")
    if effect:
        _lock_result(objection)
    objection.effect = effect
    _decide(objection, bool(effect), answer, by)
    if effect == Objection.NOT_APPLICABLE:
        _grant(objection, by)
    objection.save(update_fields=["state", "effect", "answer", "decided_by", "decided_at"])
    _tell_city(objection, "reports:own-result")
    _record_decision("decide_objection", objection, by, effect=effect)
    if effect:
        words = _("Objection of %(city)s to %(code)s upheld (%(effect)s): %(answer)s")
        _ask_to_open(objection, words, by, effect=objection.get_effect_display())
    if effect == Objection.NOT_APPLICABLE:
        count_granted(objection.submission.round)
    return objection


def _grant(objection: Objection, by: User) -> None:
    grant_by_objection(
        submission=objection.submission,
        indicator=objection.indicator,
        asked_by=objection.filed_by,
        reason=objection.text,
        answer=objection.answer,
        by=by,
    )


def _lock_result(claim: Said) -> None:
    """The result that a correction will be asked for: a row of this act, so before the record."""
    if result := result_in_force(claim.submission.round):
        Result.objects.select_for_update(no_key=True).get(pk=result.pk)


def _ask_to_open(claim: Said, words: str, by: User, **said: object) -> None:
    """One correction can serve several claims."""
    result = result_in_force(claim.submission.round)
    if result is None or hasattr(result, "correction"):
        return
    city, code = claim.submission.city.name, claim.indicator.code
    reason = words % {"city": city, "code": code, "answer": claim.answer, **said}
    if (over := len(reason) - LONGEST) > 0:
        length = len(claim.answer)
        words = _(
            "The reasons also become the reason of the correction and have %(length)d characters; at most"
            " %(limit)d are possible here."
        )
        raise ReportError(words % {"length": length, "limit": length - over}, field="answer")
    ask_for_correction(round=claim.submission.round, reason=reason, by=by)


def _require_decider(claim: Said, by: User) -> None:
    """The secretariat, and nobody who marked the city."""
    submission = claim.submission
    if leading_role(by, submission.round) != Role.SECRETARIAT:
        raise ReportError(_("Only the secretariat of the round can do this."))
    if why_not := refusal(submission.round, Role.SECRETARIAT, Action.DECIDE):
        raise ReportError(why_not)
    if has_scored(by.pk, submission):
        raise ReportError(_("You have marked this city: somebody else must decide."))
    if not claim.is_open:
        raise ReportError(_("This was decided already. A decision is never changed."))


def _decide(claim: Said, upheld: bool, answer: str, by: User) -> None:
    claim.answer = _words(answer, "answer", LONGEST, _("Give the reasons: the city reads them."))
    claim.state = claim.State.UPHELD if upheld else claim.State.REJECTED
    claim.decided_by, claim.decided_at = by, timezone.now()


def _record_decision(verb: str, claim: Said, by: User, **data: str) -> None:
    what = {"state": claim.state, "answer": claim.answer, **data}
    record(by, verb, claim, round_id=claim.submission.round_id, **what)


def _locked(submission: Submission) -> Submission:
    locked = Submission.objects.select_for_update(of=["self"], no_key=True).select_related("round", "city")
    return locked.get(pk=submission.pk)


def _words(text: str, field: str, limit: int, missing: str) -> str:
    text = text.strip()
    if not text:
        raise ReportError(missing, field=field)
    if len(text) > limit:
        raise ReportError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": limit},
            field=field,
        )
    return text


def _only_handed_in(submission: Submission, evidence: Collection[Evidence]) -> list[Evidence]:
    """No new evidence: what is cited was part of the accepted version."""
    allowed = {piece.pk for piece in handed_in_evidence(submission)}
    if any(piece.pk not in allowed for piece in evidence):
        raise ReportError(_("Only evidence of your accepted material can be cited."), field="evidence")
    return list(evidence)


def _facts_words(claim: Said) -> str:
    words = _("%(city)s asks for a correction of a fact of %(code)s.")
    return words % {"city": claim.submission.city.name, "code": claim.indicator.code}


def _objection_words(claim: Said) -> str:
    words = _("%(city)s objects to its result for %(code)s.")
    return words % {"city": claim.submission.city.name, "code": claim.indicator.code}


def _tell_secretariat(claim: Said, words: Callable[[Said], str], page: str) -> None:
    link = reverse(page, args=[claim.submission.round.slug])
    tell_all(secretariat_of(claim.submission.round), lambda: words(claim), link=link)


def _tell_city(claim: Said, page: str) -> None:
    link = reverse(page, args=[claim.submission.round.slug])
    tell_all(
        members_of(claim.submission.city),
        lambda: _("What your city said about %(code)s has been decided.") % {"code": claim.indicator.code},
        link=link,
    )
