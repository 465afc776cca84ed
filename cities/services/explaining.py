"""A city's words to what the plausibility checks found."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.content import build_content
from cities.errors import CityError, StaleForm
from cities.finding import findings_in
from cities.models import PlausibilityExplanation, Submission
from cities.queries.plausibility import Answered
from cities.rules import deadline_of
from cities.services.locking import locked_for_editing, touch

LONGEST_EXPLANATION = 500


@transaction.atomic
def explain_finding(*, submission: Submission, key: str, fingerprint: str, text: str, by: User) -> None:
    """Say why a figure is right although it looks wrong. Holds as long as the values stay as they were read."""
    submission = locked_for_editing(submission, by)
    answered = _found(submission, key)
    if answered.finding.fingerprint != fingerprint:
        raise StaleForm(_("The figures changed after you opened this page. Look at the finding again."))
    if answered.finding.blocks:
        raise CityError(_("This can't be explained, only mended."), field="text")
    text = _words(text)
    if answered.explanation and answered.is_explained and answered.explanation.text == text:
        return
    PlausibilityExplanation.objects.update_or_create(
        submission=submission,
        finding_key=key,
        defaults={"fingerprint": fingerprint, "text": text, "written_by": by},
    )
    touch(submission, by)
    record(by, "explain_finding", submission, round_id=submission.round_id, finding=key, text=text)


def _found(submission: Submission, key: str) -> Answered:
    found = findings_in(submission, build_content(submission), deadline_of(submission))
    answered = next((answered for answered in found if answered.finding.key == key), None)
    if answered is None:
        raise StaleForm(_("Nothing is to be explained here any more: the figures have changed."))
    return answered


def _words(text: str) -> str:
    text = text.strip()
    if not text:
        raise CityError(_("Say in words why this is right."), field="text")
    if len(text) > LONGEST_EXPLANATION:
        raise CityError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST_EXPLANATION},
            field="text",
        )
    return text
