"""``manage.py reset_demo``: the demonstration, afresh."""

from argparse import ArgumentParser
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from cities.models import Evidence
from reports.models import Archive
from rounds.models import Round


class Command(BaseCommand):
    help = "Delete everything and load the demonstration again. Refused if anything is not a demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_real_data()
        if not options["yes"] and input("Delete everything in this portal? Type yes: ") != "yes":
            raise CommandError("Nothing was deleted.")
        files = [
            *Evidence.objects.exclude(file="").values_list("file", flat=True),
            *Archive.objects.exclude(file="").values_list("file", flat=True),
        ]
        call_command("flush", interactive=False, verbosity=0)
        for name in files:
            default_storage.delete(name)
        call_command("load_demo", stdout=self.stdout)

    def _refuse_real_data(self) -> None:
        real = [
            *Round.objects.filter(is_demonstration=False).values_list("slug", flat=True),
            *User.objects.filter(is_demonstration=False).values_list("username", flat=True)[:5],
        ]
        if real:
            raise CommandError(f"Nothing was deleted: not a demonstration: {', '.join(real)}.")
