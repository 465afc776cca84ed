"""A page that is looked at says so."""

from django.utils import timezone

from accounts.models import User
from cities.models import Presence, Submission


def be_on_form(*, submission: Submission, form: str, by: User) -> None:
    """``by`` has the form open at this moment. Nothing of the material changes, so nothing is recorded."""
    here = Presence(submission=submission, form=form, user=by, seen_at=timezone.now())
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["submission", "form", "user"],
        update_fields=["seen_at"],
    )
