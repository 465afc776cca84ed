"""What comes of saving one field as it is typed, on any page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from cities.errors import StaleForm


@dataclass(frozen=True)
class Saved:
    """What stands after a save: the text in its one spelling, and the version of its row."""

    text: str
    version: int
    at: datetime


class Conflict(StaleForm):
    """Somebody else changed the field, or the person in another window.

    ``theirs`` is what stands now: nothing of either is lost. ``shown``: in words, where it is the number of a row.
    """

    def __init__(self, theirs: str, who: User | None, when: datetime | None, *, by: User, shown: str = "") -> None:
        own = _("You changed this yourself, in another window, after you opened it here.")
        super().__init__(own if who == by else _("Somebody else changed this after you opened it."))
        self.theirs, self.who, self.when, self.shown = theirs, who, when, shown
