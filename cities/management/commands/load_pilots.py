"""``load_pilots [FILE]``: the 81 pilot cities, or another table of cities. Running it again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import PortalError
from accounts.imports import carry_out, read_table
from cities.resources import CityResource

PILOTS = Path(__file__).resolve().parents[2] / "data" / "pilots.csv"


class Command(BaseCommand):
    help = "Load the pilot cities and their provinces from a CSV or XLSX table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=PILOTS)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                table = read_table(opened, size=file.stat().st_size)
            done = carry_out(CityResource(), table, verb="import_cities", by=None)
        except (OSError, PortalError) as error:
            raise CommandError(str(error)) from error
        counts = done.counts
        self.stdout.write(f"{counts['new']} new, {counts['changed']} changed, {counts['unchanged']} unchanged")
