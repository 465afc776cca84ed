"""``manage.py translations --update [FILE.json …]`` and ``--check``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import translations


class Command(BaseCommand):
    help = "Keep locale/zh_Hans/LC_MESSAGES/django.po with what the sources say, or check that it is complete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--update", action="store_true", help="collect texts and merge the files' translations")
        what.add_argument(
            "--check", action="store_true", help="name every text that is not translated; exit code 1"
        )
        parser.add_argument("files", nargs="*", type=Path, help="JSON objects: English text → translation")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["update"]:
            self._update(options["files"])
        else:
            self._check()

    def _update(self, files: list[Path]) -> None:
        messages, given = translations.messages_in_sources(), self._given(files)
        for key in sorted(given.keys() - messages.keys()):
            self.stderr.write(f"not in the sources: {key!r}")
        catalogue = translations.updated(translations.read_catalogue(), messages, given)
        translations.CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(translations.CATALOGUE))
        open_texts = len(list(translations.problems(catalogue, messages)))
        self.stdout.write(f"{len(messages)} texts, {open_texts} still open")

    def _given(self, files: list[Path]) -> dict[str, str]:
        given: dict[str, str] = {}
        for file in files:
            try:
                found = json.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise CommandError(f"{file}: {error}") from error
            for key, text in found.items():
                if given.get(key, text) != text:
                    self.stderr.write(f"{file}: {key!r} is translated otherwise elsewhere; this one counts")
                given[key] = text
        return given

    def _check(self) -> None:
        catalogue, messages = translations.read_catalogue(), translations.messages_in_sources()
        found = list(translations.problems(catalogue, messages))
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} texts are not ready."]), returncode=1)
        fresh = str(translations.updated(catalogue, messages, {}))
        if fresh.rstrip() != translations.CATALOGUE.read_text("utf-8").rstrip():
            raise CommandError("The catalogue names other places than the sources: run --update.", returncode=1)
        self.stdout.write("Every text is translated.")
