"""``manage.py load_indicators FILE.csv``: an indicator system from a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rounds.content import FULL_POINTS, indicators_of, points_sum
from rounds.errors import RoundError
from rounds.indicator_file import COLUMNS, BadFile, IndicatorRow, read_file
from rounds.models import IndicatorSystem
from rounds.services.loading import data_rows, ensure_domains, load_system

NAME_ZH = "低碳城市试点进展评估指标体系"
NAME_EN = "Indicator system for the evaluation of low-carbon city pilots"


class Command(BaseCommand):
    help = (
        "Load an indicator system from a CSV file with the columns "
        + ", ".join(COLUMNS)
        + ". All of it or nothing; loading the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name-zh", default=NAME_ZH)
        parser.add_argument("--name-en", default=NAME_EN)
        parser.add_argument(
            "--system-version", type=int, default=1, help="which version of the system (default: 1)"
        )
        parser.add_argument("--official", action="store_true", help="the points are the authority's, not ours")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = self._rows(options["file"])
        try:
            system, changed = load_system(
                rows=rows,
                name_zh=options["name_zh"],
                name_en=options["name_en"],
                version=options["system_version"],
                is_official=options["official"],
            )
        except RoundError as error:
            raise CommandError(f"Nothing was stored. {error.message}") from error
        self._tell(system, changed)

    def _rows(self, file: Path) -> list[IndicatorRow]:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        areas = [row["code"] for row in data_rows("areas.csv")]
        try:
            return read_file(content, areas=areas, domains=ensure_domains())
        except BadFile as error:
            raise CommandError("Nothing was stored.\n" + "\n".join(error.problems)) from error

    def _tell(self, system: IndicatorSystem, changed: bool) -> None:
        indicators = indicators_of(system)
        total = points_sum(indicators)
        said = "loaded" if changed else "unchanged"
        self.stdout.write(
            f"{system.name_zh} v{system.version}: {said}, {len(indicators)} indicators, {total} points"
        )
        if total != FULL_POINTS:
            self.stderr.write(f"The points sum to {total}, not to 100: no round can be opened with them yet.")
