"""``manage.py load_demo``: the demonstration, into an empty portal."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from portal.demo.load import load_demo
from reviews.ranking import bring_up_to_date
from rounds.models import Round


class Command(BaseCommand):
    help = "Load the 81 pilots and the 2023 round with invented people and scores, if the portal is empty."

    def handle(self, *args: Any, **options: Any) -> None:
        if Round.objects.exists() or User.objects.exists():
            self.stdout.write("The portal is not empty: nothing was loaded.")
            return
        round = load_demo(lambda what: self.stdout.write(f"Loading {what} …"))
        bring_up_to_date(round.pk)
        self.stdout.write("The demonstration is loaded.")
