"""``index_search [--all]``: make findable what is not yet: versions that were handed in, texts of files.

Drafts are made findable when somebody searches; with ``--all`` the next search makes them so anew.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Exists, OuterRef

from cities.models import DraftIndex, Evidence, Passage, SubmissionVersion
from cities.passages import index_version
from cities.uploads.reading import keep_text


class Command(BaseCommand):
    help = "Make findable what is not yet; with --all, make everything findable anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = SubmissionVersion.objects.select_related("submission")
        files = Evidence.objects.filter(state=Evidence.State.CHECKED, removed_at=None)
        if options["all"]:
            DraftIndex.objects.all().delete()
        else:
            versions = versions.filter(~Exists(Passage.objects.filter(version=OuterRef("pk"))))
            files = files.filter(kept_text=None)
        passages = sum(index_version(version) for version in versions.iterator(chunk_size=20))
        pages = sum(keep_text(evidence) for evidence in files.iterator(chunk_size=100))
        self.stdout.write(f"{passages} passages, {pages} pages")
