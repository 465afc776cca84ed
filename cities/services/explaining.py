"""A city's words to what the plausibility checks found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from cities.services.typing import Conflict, Saved

LONGEST_EXPLANATION = 500


@dataclass(frozen=True)
class Words:
    """Why a figure is right although it looks wrong, as somebody typed it.

    ``seen``: the fingerprint of the values that the person had before them; ``base``: the words that stood there.
    """

    key: str
    seen: str
    base: str
    text: str


class ExplanationProblems(CityError):
    """Some words can't be kept, by the key of their finding; none was stored."""

    def __init__(self, problems: Mapping[str, CityError]) -> None:
        super().__init__(_("Nothing was stored yet. Please correct what is marked."))
        self.problems = problems


@transaction.atomic
def save_explanation(*, submission: Submission, words: Words, by: User) -> Saved:
    """Save the words to one finding as they are typed, if what stands still is their ``base``. Else ``Conflict``.

    They hold as long as the values stay as they were read.
    """
    submission = locked_for_editing(submission, by)
    answered = _answered(_found(submission), words.key)
    text = _kept_text(answered, words, by)
    if _says_something_new(answered, text):
        _store(submission, answered, text, by)
        touch(submission, by)
    kept = submission.explanations.get(finding_key=words.key)
    return Saved(kept.text, 0, kept.written_at)


@transaction.atomic
def explain_findings(*, submission: Submission, words: Sequence[Words], by: User) -> None:
    """The same with everything that a page brought, all or nothing, on record.

    What was stored as it was typed is on record from here on, too: the button confirms it.
    """
    submission = locked_for_editing(submission, by)
    found = _found(submission)
    confirmed: list[tuple[Answered, str]] = []
    problems: dict[str, CityError] = {}
    for one in words:
        try:
            answered = _answered(found, one.key)
            text = _kept_text(answered, one, by)
        except CityError as error:
            problems[one.key] = error
            continue
        confirmed.append((answered, text))
    if problems:
        raise ExplanationProblems(problems)
    new = [(answered, text) for answered, text in confirmed if _says_something_new(answered, text)]
    for answered, text in new:
        _store(submission, answered, text, by)
    if new:
        touch(submission, by)
    for answered, text in confirmed:
        said = {"finding": answered.finding.key, "text": text}
        record(by, "explain_finding", submission, round_id=submission.round_id, **said)


def _found(submission: Submission) -> dict[str, Answered]:
    found = findings_in(submission, build_content(submission), deadline_of(submission))
    return {answered.finding.key: answered for answered in found}


def _answered(found: Mapping[str, Answered], key: str) -> Answered:
    if key not in found:
        raise StaleForm(_("Nothing is to be explained here any more: the figures have changed."))
    return found[key]


def _kept_text(answered: Answered, words: Words, by: User) -> str:
    """The words in one spelling, if they may stand."""
    if answered.finding.fingerprint != words.seen:
        raise StaleForm(_("The figures changed after you opened this page. Look at the finding again."))
    if answered.finding.blocks:
        raise CityError(_("This can't be explained, only mended."), field="text")
    text, kept = _tidy(words.text), answered.explanation
    standing = kept.text if kept else ""
    if standing not in (words.base, text):
        who, when = (kept.written_by, kept.written_at) if kept else (None, None)
        raise Conflict(standing, who, when, by=by)
    if not text:
        raise CityError(_("Say in words why this is right."), field="text")
    if len(text) > LONGEST_EXPLANATION:
        raise CityError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST_EXPLANATION},
            field="text",
        )
    return text


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _says_something_new(answered: Answered, text: str) -> bool:
    return not (answered.is_explained and answered.explanation and answered.explanation.text == text)


def _store(submission: Submission, answered: Answered, text: str, by: User) -> None:
    PlausibilityExplanation.objects.update_or_create(
        submission=submission,
        finding_key=answered.finding.key,
        defaults={"fingerprint": answered.finding.fingerprint, "text": text, "written_by": by},
    )
