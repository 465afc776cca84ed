"""``manage.py rebuild_ranking``: the ranking without a worker, and the proof that what is stored is right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews import ranking
from reviews.models import RankingSnapshot
from rounds.models import Round


class Command(BaseCommand):
    help = "Rebuild the ranking of every round, or of one, in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--round", metavar="SLUG", help="only this round")
        parser.add_argument(
            "--check",
            action="store_true",
            help="store nothing; exit with 1 if the stored ranking is not what follows from the signed sheets",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rounds = Round.objects.order_by("pk")
        if options["round"]:
            rounds = rounds.filter(slug=options["round"])
            if not rounds:
                raise CommandError(f"There is no round “{options['round']}”.")
        if options["check"]:
            self._check(list(rounds))
        else:
            self._rebuild(list(rounds))

    def _rebuild(self, rounds: list[Round]) -> None:
        for round in rounds:
            ranking.bring_up_to_date(round.pk)
            snapshot = ranking.rebuild(round.pk)
            self.stdout.write(
                f"{round.slug}: version {snapshot.scores_version}, "
                f"{snapshot.ranked_count} of {snapshot.city_count} cities ranked"
            )

    def _check(self, rounds: list[Round]) -> None:
        wrong = [round.slug for round in rounds if not self._is_right(round)]
        if wrong:
            raise CommandError(f"Not what follows from the signed sheets: {', '.join(wrong)}")

    def _is_right(self, round: Round) -> bool:
        """The newest snapshot is of the newest version and equals an evaluation from scratch, byte for byte."""
        built = ranking.evaluate_now(round.pk).evaluated
        version = built.inputs.scores_version
        stored = RankingSnapshot.objects.filter(round=round, scores_version=version).first()
        if stored is None:
            self.stdout.write(f"{round.slug}: version {version} is not built")
            return version == 0
        same = bytes(stored.standings) == built.standings.to_bytes()
        self.stdout.write(f"{round.slug}: version {version} {'is right' if same else 'DIFFERS'}")
        return same
