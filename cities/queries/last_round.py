"""What the city handed in for the round before: to be looked at, and taken over where a person says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.prepared import prepared
from cities.frozen_forms import KeptRow, kept_rows
from cities.models import Submission, SubmissionVersion
from cities.questionnaire import TableSpec
from rounds.models import Indicator, Round


@dataclass(frozen=True)
class LastStatement:
    """What the city said for an indicator, how it scored itself, and out of how many points."""

    text: str
    self_score: str | None
    max_points: str


@dataclass(frozen=True)
class LastRound:
    """The accepted version of the city's last round; without one, nothing."""

    version: SubmissionVersion | None
    kept: dict[str, list[KeptRow]] = field(default_factory=dict)

    def rows(self, table: TableSpec) -> list[KeptRow]:
        if self.version is None:
            return []
        if table.key not in self.kept:
            self.kept[table.key] = kept_rows(self.version.content, table.key)
        return self.kept[table.key]

    def by_key(self, table: TableSpec) -> Mapping[str, KeptRow]:
        """Of a table whose rows are known by key. In a register nothing says which row is which."""
        return {} if table.is_register else {row.row: row for row in self.rows(table)}

    def statement(self, indicator: Indicator) -> LastStatement | None:
        """For the indicator that had the same code and name; the same code alone may have meant another."""
        for said in self.version.content["statements"] if self.version else []:
            asked = said["indicator"]
            if (asked["code"], asked["name_zh"]) == (indicator.code, indicator.name_zh):
                return LastStatement(said["text"], said["self_score"], asked["max_points"])
        return None


def last_round_of(submission: Submission) -> LastRound:
    """One query."""
    found = _accepted_before(city=submission.city_id, round=submission.round_id)
    return LastRound(found[0].accepted_version if found else None)


@prepared
def _accepted_before(city: int, round: int) -> QuerySet[Submission]:
    end = Round.objects.filter(pk=round).values("review_end")[:1]
    earlier = Submission.objects.filter(city=city, accepted_version__isnull=False, round__review_end__lt=end)
    newest = earlier.order_by("-round__review_end", "-round_id")
    return newest.select_related("accepted_version__submission__round")[:1]
