"""Builds of the report: which there are, what is open in them, and whether one may be published."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import AcceptedFinding, BuildFile, Objection, ReportBuild
from rounds.models import Round


@dataclass(frozen=True)
class ShownFinding:
    key: str
    kind: str
    where: str
    what: str
    accepted: AcceptedFinding | None


def builds_of(round: Round) -> QuerySet[ReportBuild]:
    """Newest first, with their files' names and hashes, never their bytes."""
    files = BuildFile.objects.defer("content").order_by("position", "name")
    return (
        ReportBuild.objects.filter(round=round)
        .filter(kind__in=ReportBuild.EDITIONS)
        .select_related("asked_by", "result", "snapshot")
        .defer("snapshot__standings", "snapshot__ranks", "snapshot__findings")
        .prefetch_related(Prefetch("files", files), "accepted")
    )


def letter_builds_of(round: Round) -> QuerySet[ReportBuild]:
    builds = ReportBuild.objects.filter(round=round, kind=ReportBuild.Kind.LETTERS)
    return builds.select_related("asked_by", "result", "round", "released__released_by").order_by("-number")


def workbook_builds_of(round: Round) -> QuerySet[ReportBuild]:
    """Newest first, with their files' names and hashes, never their bytes."""
    files = BuildFile.objects.defer("content")
    builds = ReportBuild.objects.filter(round=round, kind=ReportBuild.Kind.WORKBOOK)
    return builds.select_related("asked_by").order_by("-number").prefetch_related(Prefetch("files", files))


def findings_of(build: ReportBuild) -> list[ShownFinding]:
    """Open ones first."""
    accepted = {row.key: row for row in build.accepted.select_related("accepted_by")}
    shown = [
        ShownFinding(f["key"], f["kind"], f["where"], f["what"], accepted.get(f["key"])) for f in build.findings
    ]
    return sorted(shown, key=lambda finding: finding.accepted is not None)


def open_finding_count(build: ReportBuild) -> int:
    accepted = {row.key for row in build.accepted.all()}
    return sum(1 for finding in build.findings if finding["key"] not in accepted)


def publication_refusal(build: ReportBuild) -> str:
    """Why this build may not be published; empty if it may. For whoever publishes the round."""
    if build.state != ReportBuild.State.DONE:
        return _("The report is not built.")
    if build.kind != ReportBuild.Kind.PUBLIC:
        return _("Only the public edition can be published.")
    if build.result is None:
        return _("The report was built before the result was locked. Build it again.")
    if _objections_since(build):
        return _("Objections were filed or decided after the report was built. Build it again.")
    if left := open_finding_count(build):
        return ngettext(
            "%(number)d finding of the report is open: mend it or accept it in words.",
            "%(number)d findings of the report are open: mend them or accept them in words.",
            left,
        ) % {"number": left}
    return ""


def _objections_since(build: ReportBuild) -> bool:
    """The report counts them, and would count them wrong."""
    since = Q(filed_at__gt=build.finished_at) | Q(decided_at__gt=build.finished_at)
    return Objection.objects.filter(since, submission__round=build.round_id).exists()


@dataclass(frozen=True)
class Difference:
    """A paragraph that only one of two builds has: ``sign`` is + or −."""

    sign: str
    text: str


def difference(old: str, new: str) -> list[Difference]:
    """Paragraph by paragraph, in the order of the report; what both have is left out."""
    before, after = old.splitlines(), new.splitlines()
    return list(_opcodes(before, after))


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        yield from (Difference("−", line) for line in before[start:end])
        yield from (Difference("+", line) for line in after[new_start:new_end])
