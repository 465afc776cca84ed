"""Which files there are, what state they are in, and for what they are cited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum
from django.utils.functional import cached_property

from accounts.prepared import prepared
from cities.models import Citation, Evidence, Statement, Submission, Upload
from cities.queries.forms import files_named
from rounds.models import Indicator, Round

State = Evidence.State


def evidence_of(submission: Submission) -> QuerySet[Evidence]:
    """The evidence of the draft, in the order it was handed in: what may be cited and is handed in with it.

    Only checked files. One that a newer file replaced belongs to it as long as a statement still cites it, or a
    row of a form still names it as its source.
    """
    checked = submission.evidence.filter(removed_at=None, state=State.CHECKED)
    still_cited = Citation.objects.filter(statement__submission=submission).values("evidence")
    current = checked.filter(Q(replaced_at=None) | Q(pk__in=still_cited) | Q(pk__in=files_named(submission)))
    return current.order_by("uploaded_at", "pk")


def own_evidence(submission: Submission) -> list[Evidence]:
    """The same as rows, for pages that show all of it."""
    found = _own_evidence(submission=submission.pk)
    for piece in found:
        piece.submission = submission
    return found


@prepared
def _own_evidence(submission: int) -> QuerySet[Evidence]:
    return evidence_of(Submission(pk=submission))


def files_of(submission: Submission) -> QuerySet[Evidence]:
    """Every file of the draft, in whatever state: being checked, checked, refused, replaced."""
    return submission.evidence.filter(removed_at=None).order_by("uploaded_at", "pk")


def waiting_files(submission: Submission) -> QuerySet[Evidence]:
    """Files in quarantine: not yet checked, and so not part of what is handed in."""
    return files_of(submission).filter(state=State.WAITING)


def uploads_of(submission: Submission) -> QuerySet[Upload]:
    """Files that have not arrived whole, are being put together, or were refused on arrival."""
    open_states = (Upload.State.ARRIVING, Upload.State.ARRIVED, Upload.State.REFUSED)
    return submission.uploads.filter(state__in=open_states).select_related("by", "evidence")


def coming_files(submission: Submission) -> QuerySet[Upload]:
    """Files that have been announced and are not here yet."""
    return submission.uploads.filter(state__in=(Upload.State.ARRIVING, Upload.State.ARRIVED))


def same_file(submission: Submission, sha256: str) -> Evidence | None:
    """The file of the draft with these bytes."""
    return files_of(submission).exclude(state=State.REFUSED).filter(sha256=sha256).first()


@dataclass(frozen=True)
class Stock:
    """What lies here of a city: the bytes that it takes of its space, and how many files are in quarantine."""

    bytes: int
    waiting: int
    without_scanner: int
    """Those of the waiting that the scanner has not answered for."""


def stock_of(submission: Submission) -> Stock:
    """Two queries. Announced files take their space before they have arrived."""
    kept = Sum("size", filter=~Q(state=State.REFUSED), default=0)
    waiting = Count("pk", filter=Q(state=State.WAITING))
    held = Count("pk", filter=Q(state=State.WAITING, hold=Evidence.Hold.NO_SCANNER))
    found = files_of(submission).order_by().aggregate(bytes=kept, waiting=waiting, held=held)
    announced = coming_files(submission).order_by().aggregate(sum=Sum("length", default=0))["sum"]
    return Stock(found["bytes"] + announced, found["waiting"], found["held"])


def used_bytes(submission: Submission) -> int:
    """What the city's files take of its space, in bytes."""
    return stock_of(submission).bytes


@dataclass(frozen=True)
class Quarantine:
    """How many files wait to be checked, and since when."""

    number: int
    since: datetime | None


def quarantine_of(round: Round | None = None) -> Quarantine:
    """Of one round, or of the whole portal."""
    waiting = Evidence.objects.filter(state=State.WAITING, removed_at=None)
    if round:
        waiting = waiting.filter(submission__round=round)
    found = waiting.aggregate(number=Count("pk"), since=Min("uploaded_at"))
    return Quarantine(found["number"], found["since"])


@dataclass(frozen=True)
class Proof:
    """One indicator: what the city claims for it, and with which files it proves it."""

    indicator: Indicator
    statement: Statement | None
    citations: list[Citation]

    @property
    def is_claimed(self) -> bool:
        return bool(self.statement and (self.statement.text or self.statement.self_score is not None))

    @property
    def is_evidenced(self) -> bool:
        return bool(self.citations)

    @property
    def pages(self) -> int:
        """Cited pages; a citation without pages counts every page of its file."""
        return sum(pages_cited(citation) for citation in self.citations)

    @property
    def gap(self) -> str:
        """What is missing, as a word: ``evidence``, ``claim``, ``pages``, ``both``, or nothing."""
        if not self.is_claimed:
            return "claim" if self.is_evidenced else "both"
        if not self.is_evidenced:
            return "evidence"
        return (
            ""
            if all(citation.pages or citation.evidence.pages in (None, 1) for citation in self.citations)
            else "pages"
        )


@dataclass(frozen=True)
class Coverage:
    """Indicators × (claimed, evidenced, pages), and the files that prove nothing yet: no indicator, no row."""

    lines: list[Proof]
    uncited: list[Evidence]

    @cached_property
    def claimed(self) -> int:
        return sum(line.is_claimed for line in self.lines)

    @cached_property
    def evidenced(self) -> int:
        return sum(line.is_evidenced for line in self.lines)

    @cached_property
    def pages(self) -> int:
        return sum(line.pages for line in self.lines)

    @cached_property
    def gaps(self) -> list[Proof]:
        return [line for line in self.lines if line.gap]


def coverage_of(submission: Submission) -> Coverage:
    """Four queries, however many indicators and files."""
    system = submission.round.indicator_system_id
    indicators = Indicator.objects.filter(system=system).select_related("area")
    ordered = sorted(indicators, key=lambda i: (i.area.position, i.area.code, i.position, i.code))
    cited = Prefetch("citations", Citation.objects.select_related("evidence").order_by("evidence__uploaded_at"))
    said = {statement.indicator_id: statement for statement in submission.statements.prefetch_related(cited)}
    lines = [_proof(indicator, said.get(indicator.pk)) for indicator in ordered]
    in_use = {citation.evidence_id for line in lines for citation in line.citations}
    free = evidence_of(submission).exclude(pk__in=files_named(submission))
    return Coverage(lines, [piece for piece in free if piece.pk not in in_use])


def _proof(indicator: Indicator, statement: Statement | None) -> Proof:
    return Proof(indicator, statement, list(statement.citations.all()) if statement else [])


def pages_cited(citation: Citation) -> int:
    """How many pages a citation points to; all of the file if it names none."""
    if not citation.pages:
        return citation.evidence.pages or 0
    return len({page for part in citation.pages.split(", ") for page in _range(part)})


def last_page(pages: str) -> int:
    """The highest page of “3-5, 12”; 0 if the whole file is meant."""
    return max((page for part in pages.split(", ") if part for page in _range(part)), default=0)


def _range(part: str) -> Iterable[int]:
    first, _dash, last = part.partition("-")
    return range(int(first), int(last or first) + 1)
