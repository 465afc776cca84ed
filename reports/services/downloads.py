"""Files that leave the house."""

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from reports.models import BuildFile, ReportBuild


@transaction.atomic
def log_file(*, build: ReportBuild, file: BuildFile, by: User) -> None:
    """Who took which file, by its hash."""
    record(
        by,
        "download_build_file",
        build,
        round_id=build.round_id,
        number=build.number,
        name=file.name,
        sha256=file.sha256,
    )
