"""Signatures that no longer stand: the draft has changed, or somebody of the chain sent it back."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import SignOff, Submission
from cities.services.telling import tell_all


def lapse_signatures(submission: Submission, by: User, reason: str = "") -> int:
    """Make the standing signatures void and tell who gave them; how many there were."""
    standing = list(submission.sign_offs.filter(version=None, voided_at=None).select_related("signed_by"))
    if not standing:
        return 0
    rows = SignOff.objects.filter(pk__in=[found.pk for found in standing])
    rows.update(voided_at=timezone.now(), voided_by=by, void_reason=reason)
    _tell_lapsed(submission, [found.signed_by for found in standing if found.signed_by_id != by.pk], by, reason)
    what = {"steps": [found.step for found in standing], "reason": reason}
    record(by, "lapse_signatures", submission, round_id=submission.round_id, **what)
    return len(standing)


def _tell_lapsed(submission: Submission, people: list[User], by: User, reason: str) -> None:
    what = {"city": submission.city.name, "who": by, "reason": reason}

    def text() -> str:
        if reason:
            return _("%(who)s sent the material of %(city)s back, your signature is void: %(reason)s") % what
        return _("%(who)s changed the material of %(city)s after you signed: your signature is void.") % what

    tell_all(people, text, link=reverse("cities:submit", args=[submission.round.slug]))
