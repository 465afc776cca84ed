"""What must hold of letters."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.invariant import Invariant
from notices.models import Attempt, Letter, Mailing

State = Letter.State


def _sent() -> Iterator[str]:
    """Sent means that the mail server said so in the last try."""
    said = Attempt.objects.filter(letter=OuterRef("pk"), outcome=Attempt.Outcome.SENT)
    for letter in Letter.objects.filter(state=State.SENT).exclude(Exists(said)).iterator():
        yield _("Letter %(pk)d to %(address)s counts as sent, and no try says so.") % _named(letter)


def _held() -> Iterator[str]:
    """Nothing left before its mailing was released."""
    early = Letter.objects.filter(mailing__state=Mailing.State.HELD).exclude(
        state__in=[State.HELD, State.WITHDRAWN]
    )
    late = Letter.objects.filter(~Q(mailing__state=Mailing.State.HELD), state=State.HELD)
    for letter in (*early, *late):
        yield _("Letter %(pk)d to %(address)s does not stand as its mailing says.") % _named(letter)


def _secret() -> Iterator[str]:
    for letter in Letter.objects.filter(is_secret=True, state=State.SENT).exclude(text=""):
        yield _("Letter %(pk)d to %(address)s was sent and its key is still stored.") % _named(letter)


def _named(letter: Letter) -> dict[str, object]:
    return {"pk": letter.pk, "address": letter.address}


INVARIANTS = [
    Invariant(gettext_lazy("A letter counts as sent only if the mail server took it"), _sent),
    Invariant(gettext_lazy("No held letter has left"), _held),
    Invariant(gettext_lazy("No sent letter keeps its key"), _secret),
]
