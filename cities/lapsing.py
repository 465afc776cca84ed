"""Signatures that no longer stand: the draft has changed, or somebody of the chain sent it back."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Evidence, SignOff, Submission
from notices.models import Kind
from notices.services import tell_people


def lapse_signatures(submission: Submission, by: User, reason: str = "") -> None:
    """Make the standing signatures void and tell who gave them; ``reason``: why somebody sent it back."""
    what = {"city": submission.city.name, "who": by, "reason": reason}

    def text() -> str:
        if reason:
            return _("%(who)s sent the material of %(city)s back, your signature is void: %(reason)s") % what
        return _("%(who)s changed the material of %(city)s after you signed: your signature is void.") % what

    _lapse(submission, by, reason, text)


def lapse_for_file(submission: Submission, evidence: Evidence) -> None:
    """The same after a file that was still being checked has become part of the material."""
    what = {"city": submission.city.name, "file": evidence.original_name}
    _lapse(
        submission,
        None,
        "",
        lambda: (
            _(
                "“%(file)s” has passed its checks after you signed and is now part of the material of %(city)s: "
                "your signature is void. Read the material again, then sign."
            )
            % what
        ),
    )


def _lapse(submission: Submission, by: User | None, reason: str, text: Callable[[], str]) -> None:
    standing = list(submission.sign_offs.filter(version=None, voided_at=None).select_related("signed_by"))
    if not standing:
        return
    rows = SignOff.objects.filter(pk__in=[found.pk for found in standing])
    rows.update(voided_at=timezone.now(), voided_by=by, void_reason=reason)
    _tell(submission, [found.signed_by for found in standing if found.signed_by != by], text)
    what = {"steps": [found.step for found in standing], "reason": reason}
    record(by, "lapse_signatures", submission, round_id=submission.round_id, **what)


def _tell(submission: Submission, people: Sequence[User], text: Callable[[], str]) -> None:
    link = reverse("cities:submit", args=[submission.round.slug])
    tell_people(people, text, link=link, kind=Kind.NEWS, round_id=None)
