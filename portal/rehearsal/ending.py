"""What to look at when the play is over, and whether everything holds that must."""

from collections.abc import Iterator

from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse

from notices.wording import absolute
from portal.invariants import ask_all
from portal.rehearsal.company import Company
from reports.models import Archive
from reports.queries.publication import published


def addresses(company: Company) -> Iterator[tuple[str, str]]:
    """What there is of this round, and where."""
    slug = company.round.slug
    yield "the round", absolute(reverse("rounds:overview", args=[slug]))
    yield "the ranking", absolute(reverse("reviews:ranking", args=[slug]))
    yield "the report and its files", absolute(reverse("reports:builds", args=[slug]))
    if published(slug):
        yield "what the public reads", absolute(reverse("public-result", args=[slug]))
    for archive in Archive.objects.filter(result__round=company.round, state=Archive.State.DONE):
        yield "its package", absolute(reverse("reports:archives", args=[slug]))
        if isinstance(default_storage, FileSystemStorage):
            yield "to prove it", f"manage.py verify_archive {default_storage.path(archive.file)}"


def broken() -> list[str]:
    """What does not hold, named; empty if everything does."""
    return [f"{held.name}: {'; '.join(held.named[:3])}" for held in ask_all(deep=True) if not held.holds]
