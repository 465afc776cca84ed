"""``manage.py rewind_scores``: the scores of an earlier version count again, by new versions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.errors import PortalError
from reviews import ranking
from reviews.queries.history import version_at
from reviews.services.rewinding import Rewound, plan_rewind, rewind_scores
from rounds.models import Round


class Command(BaseCommand):
    help = (
        "Let the scores, verified points and settlements of an earlier version of the ranking count again. New "
        "versions are made, nothing is deleted; what an expert who was recused since had given stays void."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", help="slug of the round")
        parser.add_argument(
            "--before", required=True, metavar="VERSION|MOMENT", help="such as 41, or 2023-06-01T12:00 (Beijing)"
        )
        parser.add_argument("--reason", default="", help="goes on record; needed unless --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        round = Round.objects.filter(slug=options["round"]).first()
        if round is None:
            raise CommandError(f"There is no round “{options['round']}”.")
        version = self._version(round, options["before"])
        try:
            if options["dry_run"]:
                self._say(plan_rewind(round, version))
                return
            if not options["reason"].strip():
                raise CommandError("Say why with --reason: it goes on record.")
            done = rewind_scores(round=round, version=version, reason=options["reason"].strip(), by=None)
        except PortalError as error:
            raise CommandError(str(error.message)) from None
        self._say(done)
        ranking.bring_up_to_date(round.pk)

    def _version(self, round: Round, before: str) -> int:
        """The newest version before a moment; a number is the version itself."""
        if before.isdigit():
            return int(before)
        try:
            moment = parse_datetime(before)
        except ValueError:
            moment = None
        if moment is None:
            raise CommandError(f"“{before}” is neither a version nor a moment such as 2023-06-01T12:00.")
        return version_at(round, timezone.make_aware(moment) if timezone.is_naive(moment) else moment)

    def _say(self, plan: Rewound) -> None:
        self.stdout.write(
            f"version {plan.version}: {len(plan.restored)} sheets restored, {len(plan.ended)} no longer count, "
            f"{len(plan.verified)} verified points restored, {len(plan.unverified)} no longer count, "
            f"{len(plan.settled)} settlements restored, {len(plan.unsettled)} no longer hold, "
            f"{len(plan.kept_recused)} of recused experts stay void"
        )
        for row in [*plan.restored, *plan.ended]:
            self.stdout.write(f"  {row}")
