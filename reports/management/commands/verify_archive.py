"""``manage.py verify_archive FILE``: proves a package of a finished round, without database or network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.archiving.verify import Package, answers


class Command(BaseCommand):
    help = "Proves an archive package offline: signature, files, record of acts, material, ranking."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the package")
        parser.add_argument("--signer", default="", help="fingerprint of the key that must have signed it")

    def handle(self, *arguments: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"{file}: {_('there is no such file')}")
        broken = 0
        with file.open("rb") as stream:
            for answer in answers(stream, signer=options["signer"]):
                broken += bool(answer.problems)
                self.stdout.write(f"{'✗' if answer.problems else '✓'} {answer.check}")
                for problem in answer.problems:
                    self.stdout.write(f"    {problem}")
        if broken:
            raise CommandError(_("The package is not what was sealed."))
        with file.open("rb") as stream:
            package = Package(stream)
            self.stdout.write(_("Signed by the key %(key)s") % {"key": package.signer})
