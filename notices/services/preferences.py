"""How people want to hear."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from notices.models import Delivery, Kind, Preference


@transaction.atomic
def choose_deliveries(*, chosen: Mapping[Kind, Delivery], language: str, by: User) -> None:
    """For every kind named, and the language in which letters are written."""
    Preference.objects.bulk_create(
        (Preference(user=by, kind=kind, delivery=delivery) for kind, delivery in chosen.items()),
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["delivery"],
    )
    remember_language(user=by, language=language)


def remember_language(*, user: User, language: str) -> None:
    """The language that a person reads: letters are written in it."""
    User.objects.filter(pk=user.pk).update(language=language)
