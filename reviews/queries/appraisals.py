"""E3 and E4: an expert's own appraisal; what the report may read of all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cities.models import City, Submission
from reviews.models import Appraisal, ApprovedComment, Assignment, ScoreSheetVersion
from reviews.queries.assignments import cities_to_score
from reviews.queries.onsite import marking, open_once_revealed
from rounds.models import Area, Indicator, Problem, Round


def newest_appraisal(assignment: Assignment) -> Appraisal | None:
    """The one that counts."""
    return Appraisal.objects.filter(assignment=assignment).prefetch_related("problems").order_by("-number").first()


def offered_problems(round: Round) -> list[Problem]:
    """Those that experts can tag cities with now, in order."""
    return list(Problem.objects.filter(round=round, retired_at=None).order_by("position", "pk"))


def counting_appraisals(submissions: Sequence[int]) -> dict[int, list[Appraisal]]:
    """By submission: the newest appraisal of every expert who is deployed to the city and not recused from it."""
    assignments = {m.assignment: pk for pk, found in marking(submissions).items() for m in found}
    newest = (
        Appraisal.objects.filter(assignment__in=assignments)
        .select_related("assignment__expert__user")
        .prefetch_related("problems")
        .order_by("assignment_id", "-number")
        .distinct("assignment_id")
    )
    found: dict[int, list[Appraisal]] = {pk: [] for pk in submissions}
    for appraisal in newest:
        found[assignments[appraisal.assignment_id]].append(appraisal)
    return found


@dataclass(frozen=True)
class ProblemCount:
    """How many cities have a problem. ``evaluated``: of how many cities somebody could have said so."""

    problem: Problem
    cities: Sequence[City]
    evaluated: int

    @property
    def number(self) -> int:
        return len(self.cities)

    @property
    def percent(self) -> float | None:
        return 100 * self.number / self.evaluated if self.evaluated else None


def problem_counts(round: Round, *, at_least: int = 1) -> list[ProblemCount]:
    """For the report: each problem with the cities that ``at_least`` so many experts tag, in GB code order.

    Only cities whose revision window has closed and all of whose sheets are in: what is still being judged counts
    nowhere. Retired problems count where they were tagged.
    """
    cities = list(cities_to_score(round).filter(state=Submission.State.ACCEPTED))
    ready = open_once_revealed(round, [city.pk for city in cities])
    tags: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for submission, appraisals in counting_appraisals(sorted(ready)).items():
        for appraisal in appraisals:
            for problem in appraisal.problems.all():
                tags[problem.pk][submission] += 1
    evaluated = [submission for submission in cities if submission.pk in ready]
    problems = Problem.objects.filter(round=round).order_by("position", "pk")
    return [
        ProblemCount(p, [s.city for s in evaluated if tags[p.pk][s.pk] >= at_least], len(evaluated))
        for p in problems
        if p.retired_at is None or tags[p.pk]
    ]


def approved_comments(submissions: Sequence[Submission]) -> dict[int, list[ApprovedComment]]:
    """For the report and the feedback letters: by submission, what the chair approved for each area, in order.

    Worded without names; the newest of each area, without those that were withdrawn.
    """
    newest = (
        ApprovedComment.objects.filter(submission__in=submissions)
        .select_related("area")
        .order_by("submission_id", "area_id", "-number")
        .distinct("submission_id", "area_id")
    )
    found: dict[int, list[ApprovedComment]] = {submission.pk: [] for submission in submissions}
    for comment in sorted(newest, key=lambda c: (c.area.position, c.area.code)):
        if comment.comment or comment.suggestion:
            found[comment.submission_id].append(comment)
    return found


@dataclass(frozen=True)
class AreaSays:
    """What experts say about an area of a city, without their names, and what stands approved."""

    area: Area
    said: Sequence[Mapping[str, str]]
    on_sheets: Sequence[tuple[str, str]]
    """Indicator code and comment of the sheets that count."""
    approved: ApprovedComment | None


def comments_by_area(submission: Submission) -> list[AreaSays]:
    """For the chair: every area, with comments in an order that tells nothing of who wrote them."""
    said: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for appraisal in counting_appraisals([submission.pk])[submission.pk]:
        for code, words in appraisal.comments.items():
            said[code].append(words)
    newest = {
        comment.area_id: comment
        for comment in ApprovedComment.objects.filter(submission=submission).order_by("number")
    }
    written = _on_sheets(submission)
    areas = Area.objects.filter(system=submission.round.indicator_system_id).order_by("position", "code")
    return [
        AreaSays(
            area,
            sorted(said[area.code], key=lambda w: (w.get("comment", ""), w.get("suggestion", ""))),
            written[area.pk],
            newest.get(area.pk),
        )
        for area in areas
    ]


def _on_sheets(submission: Submission) -> Mapping[int, list[tuple[str, str]]]:
    """Area → comments on its indicators in signed sheets, sorted by their words: the order tells no author."""
    indicators = Indicator.objects.filter(system=submission.round.indicator_system_id)
    area_of = dict(indicators.values_list("code", "area_id"))
    signed = ScoreSheetVersion.objects.filter(to_version=None, sheet__assignment__submission=submission)
    written: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for comments in signed.values_list("comments", flat=True):
        for code, text in comments.items():
            if code in area_of and isinstance(text, str) and text.strip():
                written[area_of[code]].append((code, text.strip()))
    return defaultdict(list, {area: sorted(its) for area, its in written.items()})


def tags_of(submission: Submission) -> list[tuple[Problem, int, list[str]]]:
    """For the chair: each problem with how many experts tag the city with it, and what they note, no names."""
    counts: dict[Problem, int] = defaultdict(int)
    notes: dict[Problem, list[str]] = defaultdict(list)
    for appraisal in counting_appraisals([submission.pk])[submission.pk]:
        for problem in appraisal.problems.all():
            counts[problem] += 1
            if appraisal.problem_note:
                notes[problem].append(appraisal.problem_note)
    return [(p, counts[p], sorted(notes[p])) for p in sorted(counts, key=lambda p: (p.position, p.pk))]


@dataclass(frozen=True)
class CityComments:
    """A line of the chair's list."""

    submission: Submission
    is_ready: bool
    said: int
    """Areas somebody said something about."""
    approved: int


def cities_with_comments(round: Round) -> list[CityComments]:
    """Every accepted city, with how far its comments are; nothing of a city that is still being judged."""
    cities = list(cities_to_score(round).filter(state=Submission.State.ACCEPTED))
    ready = open_once_revealed(round, [city.pk for city in cities])
    appraisals = counting_appraisals(sorted(ready))
    approved = approved_comments(cities)
    return [
        CityComments(
            submission=city,
            is_ready=city.pk in ready,
            said=len({code for appraisal in appraisals.get(city.pk, ()) for code in appraisal.comments}),
            approved=len(approved[city.pk]),
        )
        for city in cities
    ]
