"""``load_planning_documents ROUND [FILE]``: what figures 1–4 of the published report say of each city."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cities.models import City, PlanningDocument
from cities.services import ReportedDocument, load_documents
from rounds.models import Round

FIGURES = Path(__file__).resolve().parents[2] / "data" / "planning_documents_2023.csv"
Issuer = PlanningDocument.Issuer
ISSUED = PlanningDocument.Status.ISSUED

CLASSES: dict[str, tuple[PlanningDocument.Status, tuple[str, ...]]] = {
    "gov_issued": (ISSUED, (Issuer.GOVERNMENT,)),
    "drc_eeb_issued": (ISSUED, (Issuer.DRC_EEB,)),
    "leading_group_issued": (ISSUED, (Issuer.LEADING_GROUP,)),
    "gov_and_eeb_issued": (ISSUED, (Issuer.GOVERNMENT, Issuer.DRC_EEB)),
    "compiled_or_started": (PlanningDocument.Status.STARTED_OR_COMPILED, ()),
}
"""The classes of the figures. Started and compiled are one class there and are not told apart."""


class Command(BaseCommand):
    help = "Load the planning documents that the published report names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="the round's address, such as 2023")
        parser.add_argument("file", nargs="?", type=Path, default=FIGURES)

    def handle(self, *args: Any, round: str, file: Path, **options: Any) -> None:
        try:
            reported = list(_read(file))
            count = load_documents(round=Round.objects.get(slug=round), reported=reported, by=None)
        except (OSError, Round.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} planning documents")


def _read(file: Path) -> Iterator[ReportedDocument]:
    cities = {city.name_zh: city for city in City.objects.all()}
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), start=2):
            try:
                city, (status, issuers) = cities[row["name_zh"]], CLASSES[row["status"]]
                confidence = PlanningDocument.Confidence(row["status_confidence"].replace("-", "_"))
                kind = PlanningDocument.Kind(row["document"])
            except (KeyError, ValueError) as error:
                raise CommandError(f"line {number}: {error}") from error
            yield ReportedDocument(city, kind, status, issuers, confidence)
