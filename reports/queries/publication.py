"""How far a result is on its way to the public, and what the public may read."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import (
    BuildFile,
    Countersignature,
    FactRequest,
    Objection,
    OwnResults,
    Publication,
    ReportBuild,
)
from reports.queries.clock import objection_deadline
from reviews.models import Result
from reviews.queries.results import result_in_force, results_of
from rounds.models import Round

PUBLIC_ROLES = ("report", "annexes")
"""Files of a build that the public is given: never what its numbers were traced by."""


@dataclass(frozen=True)
class Way:
    """Where the result in force stands. Each is None until it has happened."""

    result: Result | None
    told: OwnResults | None
    countersignature: Countersignature | None
    publication: Publication | None
    open_facts: int
    open_objections: int
    objections_until: datetime | None
    """The end of the time to object; None: the stage has no window."""

    @property
    def problems_before_countersigning(self) -> list[str]:
        """What the authority must not sign over."""
        if self.result is None:
            return [_("No result is frozen.")]
        problems = [] if self.told else [_("The cities have not been told their results yet.")]
        if hasattr(self.result, "correction"):
            problems.append(_("A correction of this result waits for its second signature."))
        return problems + self._undecided

    @property
    def problems_before_publishing(self) -> list[str]:
        problems = self.problems_before_countersigning
        if self.result is not None and not self.countersignature:
            problems.append(_("The authority has not countersigned this result yet."))
        if self.objections_until and self.may_still_be_objected_to:
            when = date_format(timezone.localtime(self.objections_until), "DATETIME_FORMAT")
            words = _("Cities can object until %(when)s: the result can be published after that.")
            problems.append(words % {"when": when})
        return problems

    @property
    def may_still_be_objected_to(self) -> bool:
        return self.objections_until is not None and timezone.now() <= self.objections_until

    @property
    def _undecided(self) -> list[str]:
        problems = []
        if self.open_facts:
            problems.append(
                ngettext(
                    "%(count)d correction of a fact is not decided.",
                    "%(count)d corrections of facts are not decided.",
                    self.open_facts,
                )
                % {"count": self.open_facts}
            )
        if self.open_objections:
            problems.append(
                ngettext(
                    "%(count)d objection is not decided.",
                    "%(count)d objections are not decided.",
                    self.open_objections,
                )
                % {"count": self.open_objections}
            )
        return problems


def way_of(round: Round) -> Way:
    result = result_in_force(round)
    return Way(
        result=result,
        told=OwnResults.objects.filter(result=result).select_related("released_by").first(),
        countersignature=Countersignature.objects.filter(result=result).select_related("signed_by").first(),
        publication=Publication.objects.filter(result=result).select_related("published_by", "final_by").first(),
        open_facts=FactRequest.objects.filter(submission__round=round, state="filed").count(),
        open_objections=Objection.objects.filter(submission__round=round, state="filed").count(),
        objections_until=objection_deadline(round),
    )


def withdrawn_result(round: Round) -> Result | None:
    """What the cities were told last, if a signed correction has opened it since; None while it counts."""
    told = results_of(round).filter(own_results__isnull=False).first()
    return told if told and hasattr(told, "correction") and told.correction.signed_at else None


def publications_of(round: Round) -> QuerySet[Publication]:
    """Newest first."""
    return Publication.objects.filter(round=round).select_related("result", "published_by", "final_by")


def published(slug: str) -> Publication | None:
    """What the public reads of a round: the newest publication. Once published, it stays published.

    Its content comes with ``content_of``: whoever has a copy already does not ask for it.
    """
    newest = Publication.objects.filter(round__slug=slug).select_related("round").defer("content")
    return newest.order_by("-number").first()


def content_of(publication: Publication) -> dict[str, Any]:
    """What was published, read once in a process: it never changes."""
    return _content(publication.pk, publication.sha256)


def written_content_of(publication: Publication) -> str:
    """The same as JSON."""
    return _written_content(publication.pk, publication.sha256)


@lru_cache(maxsize=8)
def _content(pk: int, sha256: str) -> dict[str, Any]:
    found: dict[str, Any] = Publication.objects.values_list("content", flat=True).get(pk=pk, sha256=sha256)
    return found


@lru_cache(maxsize=8)
def _written_content(pk: int, sha256: str) -> str:
    return json.dumps(_content(pk, sha256), ensure_ascii=False)


@dataclass(frozen=True)
class PublicFile:
    """A file of the published report; ``ending`` says which."""

    pk: int
    name: str
    ending: str
    sha256: str
    size: int


def report_files_of(publication: Publication) -> dict[str, PublicFile]:
    """The report of a publication as PDF and DOCX, and its annexes as XLSX, by their endings."""
    return _report_files(publication.build_id, publication.sha256)


@lru_cache(maxsize=8)
def _report_files(build_id: int, sha256: str) -> dict[str, PublicFile]:
    """Files of a build never change. ``sha256`` is of what was published: another may have the key one day."""
    files = BuildFile.objects.filter(build=build_id, role__in=PUBLIC_ROLES).defer("content")
    found = [PublicFile(f.pk, f.name, f.name.rpartition(".")[2], f.sha256, f.size) for f in files]
    return {file.ending: file for file in found}


def published_rounds() -> list[Publication]:
    """The newest publication of every round that has one, newest round first."""
    newest = Publication.objects.order_by("round_id", "-number").distinct("round_id")
    return sorted(newest.select_related("round"), key=lambda found: found.published_at, reverse=True)


def report_to_publish(result: Result) -> ReportBuild | None:
    """The newest public edition in Chinese that was built from this result."""
    builds = ReportBuild.objects.filter(result=result, kind=ReportBuild.Kind.PUBLIC, state=ReportBuild.State.DONE)
    return builds.filter(language=ReportBuild.Language.ZH).order_by("-number").first()
