"""``manage.py rehearse``: a whole evaluation with invented material and people, to the published report."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.rehearsal.ending import addresses, broken
from portal.rehearsal.pilots import number_of_pilots
from portal.rehearsal.play import STAGES, Played, play
from portal.rehearsal.refusing import refusal
from portal.rehearsal.script import Script
from rounds.models import Stage


class Command(BaseCommand):
    help = "Play a whole evaluation with invented, marked material, through the services that people use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        script = Script()
        parser.add_argument("--cities", type=int, default=None, help="how many hand in; all pilots if not given")
        parser.add_argument("--experts", type=int, default=script.experts, help="how many sit in the panel")
        parser.add_argument("--seed", type=int, default=script.seed, help="the same seed, the same rehearsal")
        stages = [kind.value for kind in STAGES]
        parser.add_argument("--stop-after", choices=stages, default=stages[-1], help="the stage to play last")

    def handle(self, *args: Any, **options: Any) -> None:
        pilots = number_of_pilots()
        script = Script(
            cities=pilots if options["cities"] is None else options["cities"],
            experts=options["experts"],
            seed=options["seed"],
            stop_after=Stage.Kind(options["stop_after"]),
        )
        if why_not := refusal(script, pilots):
            raise CommandError(why_not)
        played = play(script, self.stdout.write)
        self._tell(played)
        if found := broken():
            raise CommandError("\n".join(["Played, but not everything holds that must:", *found]))
        self.stdout.write("Everything holds that must.")

    def _tell(self, played: Played) -> None:
        self.stdout.write(f"\nPlayed in {played.total:.0f} s.")
        for what, where in addresses(played.company):
            self.stdout.write(f"  {what}: {where}")
