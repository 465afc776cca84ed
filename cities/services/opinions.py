"""The provincial authority's opinion on what one of its cities has handed in."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError, StaleForm
from cities.models import ProvinceOpinion, Submission
from cities.queries import latest_version, members_of, province_submissions, secretariat_of
from cities.rules import opinion_refusal
from cities.services.locking import locked
from cities.services.telling import tell_all

LONGEST_OPINION = 2000


@transaction.atomic
def give_opinion(*, submission: Submission, number: int, verdict: str, text: str, by: User) -> ProvinceOpinion:
    """Say what the province thinks of the version that was read. It can't be changed afterwards."""
    if not province_submissions(by).filter(pk=submission.pk).exists():
        raise CityError(_("Only the city's own provincial authority gives this opinion."))
    submission = locked(submission)
    version = latest_version(submission)
    if why_not := opinion_refusal(submission, version):
        raise CityError(why_not)
    if version is None or version.number != number:
        raise StaleForm(_("A newer version was submitted after you opened this page. Read it first."))
    opinion = ProvinceOpinion.objects.create(
        version=version, verdict=_checked(verdict), text=_words(verdict, text), given_by=by
    )
    _tell_given(submission, opinion)
    what = {"number": number, "verdict": verdict, "text": opinion.text}
    record(by, "give_opinion", submission, round_id=submission.round_id, **what)
    return opinion


def _checked(verdict: str) -> str:
    if verdict not in ProvinceOpinion.Verdict.values:
        raise CityError(_("Choose the opinion."), field="verdict")
    return verdict


def _words(verdict: str, text: str) -> str:
    text = text.strip()
    if not text and verdict != ProvinceOpinion.Verdict.AGREES:
        raise CityError(_("Say what your remarks are."), field="text")
    if len(text) > LONGEST_OPINION:
        raise CityError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST_OPINION},
            field="text",
        )
    return text


def _tell_given(submission: Submission, opinion: ProvinceOpinion) -> None:
    def text() -> str:
        return _("The province's opinion on %(city)s, version %(number)d: %(verdict)s.") % {
            "city": submission.city.name,
            "number": opinion.version.number,
            "verdict": opinion.get_verdict_display(),
        }

    slug = submission.round.slug
    tell_all(members_of(submission.city), text, link=reverse("cities:overview", args=[slug]))
    check = reverse("cities:check", args=[slug, submission.city.gb_code])
    tell_all(secretariat_of(submission.round), text, link=check)
