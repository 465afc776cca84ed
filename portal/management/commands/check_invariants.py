"""``manage.py check_invariants``: whether what must always hold holds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.invariants import ask_all


class Command(BaseCommand):
    help = "Ask everything that must always hold of what is stored. Exit code 1 if something does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--deep", action="store_true", help="also read every stored file and compare its hash")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for held in ask_all(deep=options["deep"]):
            self.stdout.write(f"{'holds ' if held.holds else 'BROKEN'}  {held.name}")
            for sentence in held.named:
                self.stdout.write(f"        {sentence}")
            if held.count > len(held.named):
                self.stdout.write(f"        … and {held.count - len(held.named)} more")
            broken += not held.holds
        if broken:
            raise CommandError(f"{broken} invariants do not hold.")
