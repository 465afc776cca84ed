"""Why a rehearsal does not begin here: nothing invented is mixed into a real evaluation."""

from accounts.models import User
from portal.rehearsal.script import Script
from rounds.models import Round

NAMED = 5


def refusal(script: Script, pilots: int) -> str:
    """As a sentence; empty if it may begin."""
    real = [
        *Round.objects.filter(is_demonstration=False).values_list("slug", flat=True)[:NAMED],
        *User.objects.filter(is_demonstration=False).values_list("username", flat=True)[:NAMED],
    ]
    if real:
        return f"Nothing was played: this portal holds what is not a demonstration: {', '.join(real)}."
    if Round.objects.filter(slug=script.slug).exists():
        return f"Nothing was played: the round {script.slug} is there already. Take another --seed."
    return script.problem(pilots)
