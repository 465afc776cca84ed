"""What people have chosen."""

from collections.abc import Iterable

from accounts.models import User
from notices.models import DEFAULTS, Delivery, Kind, Preference


def preferences_of(user: User) -> dict[Kind, Delivery]:
    """Kind → how the person hears of it, for every kind."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "delivery"))
    return {kind: Delivery(chosen.get(kind, DEFAULTS[kind])) for kind in Kind}


def deliveries(people: Iterable[User], kind: Kind) -> dict[int, Delivery]:
    """Number of a person → how they hear of this kind; one query. Only who chose something else is in it."""
    found = Preference.objects.filter(user__in=[person.pk for person in people], kind=kind)
    return {user: Delivery(delivery) for user, delivery in found.values_list("user_id", "delivery")}
