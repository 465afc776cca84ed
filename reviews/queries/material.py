"""What an expert reads: the accepted version that their sheet judges, as it was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cities.models import Evidence, SubmissionVersion
from reviews.queries.sheets import Desk


@dataclass(frozen=True)
class Piece:
    """One piece of evidence of the version; ``cited_pages`` where a statement cites it."""

    id: int
    title: str
    kind: str
    issuer: str
    issued_on: str
    file_name: str
    page_count: int | None
    cited_pages: str = ""


@dataclass(frozen=True)
class Said:
    """What the city says for one indicator."""

    text: str
    citations: tuple[Piece, ...]
    self_score: str | None = None
    """None until the reader's own sheet has been submitted: it is not even in the page before."""


@dataclass(frozen=True)
class Material:
    """An accepted version. ``content`` is what was handed in, but for self-scores the reader may not see yet."""

    version: SubmissionVersion
    content: Mapping[str, Any]
    evidence: Mapping[int, Piece]
    said: Mapping[int, Said]
    """By indicator."""


def material_for(desk: Desk) -> Material:
    """The version that the sheet judges, or the newest accepted one while there is no sheet."""
    version = SubmissionVersion.objects.get(pk=judged_version(desk))
    return material_of(version, with_self_scores=desk.last_number > 0)


def material_of(version: SubmissionVersion, *, with_self_scores: bool) -> Material:
    content: dict[str, Any] = dict(version.content)
    if not with_self_scores:
        content["statements"] = [{**said, "self_score": None} for said in content["statements"]]
    evidence = {row["id"]: _piece(row) for row in content["evidence"]}
    said = {row["indicator"]["id"]: _said(row, evidence) for row in content["statements"]}
    return Material(version, content, evidence, said)


def judged_version(desk: Desk) -> int:
    """Of the material: the one the sheet judges, or the newest accepted one while there is no sheet."""
    pk = desk.sheet.material_version_id if desk.sheet else desk.assignment.submission.accepted_version_id
    assert pk is not None  # an accepted submission names its version
    return pk


def evidence_of_desk(desk: Desk, pk: int) -> Evidence | None:
    """The same without reading the whole version: for what is asked page by page."""
    held = SubmissionVersion.objects.filter(pk=judged_version(desk), content__evidence__contains=[{"id": pk}])
    return Evidence.objects.select_related("submission").filter(pk=pk).first() if held.exists() else None


def evidence_in(material: Material, pk: int) -> Evidence | None:
    """The file, if this version holds it."""
    return Evidence.objects.select_related("submission").filter(pk=pk).first() if pk in material.evidence else None


def changed_codes(before: SubmissionVersion, after: SubmissionVersion) -> list[str]:
    """The indicators about which the city says something else now, or cites something else."""
    old, new = (
        {s["indicator"]["code"]: _without_score(s) for s in v.content["statements"]} for v in (before, after)
    )
    return [code for code in new if old.get(code) != new[code]]


def _without_score(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in statement.items() if key != "self_score"}


def _piece(row: Mapping[str, Any], cited_pages: str = "") -> Piece:
    return Piece(
        id=row["id"],
        title=row["title"],
        kind=str(Evidence.Kind(row["kind"]).label) if row["kind"] in Evidence.Kind.values else row["kind"],
        issuer=row["issuer"],
        issued_on=row["issued_on"] or "",
        file_name=row["file_name"],
        page_count=row["pages"],
        cited_pages=cited_pages,
    )


def _said(row: Mapping[str, Any], evidence: Mapping[int, Piece]) -> Said:
    pieces = [(evidence.get(citation["evidence"]), citation["pages"]) for citation in row["citations"]]
    cited = tuple(Piece(**{**vars(piece), "cited_pages": pages}) for piece, pages in pieces if piece)
    return Said(row["text"], cited, row["self_score"])
