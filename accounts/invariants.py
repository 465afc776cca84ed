"""What must hold of people and of the record."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import broken_links
from accounts.invariant import Invariant


def _chain() -> Iterator[str]:
    for number in broken_links():
        yield _("Event %(number)d does not follow from the one before.") % {"number": number}


INVARIANTS = [Invariant(gettext_lazy("Nobody has touched the record of acts"), _chain)]
