"""What the city handed in for the round before: to be looked at, and taken over where a person says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cities.frozen_forms import KeptRow, kept_rows
from cities.models import Submission, SubmissionVersion
from cities.questionnaire import TableSpec
from rounds.models import Indicator


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
    earlier = Submission.objects.filter(city=submission.city_id, accepted_version__isnull=False)
    before = earlier.exclude(round=submission.round_id).filter(round__review_end__lt=submission.round.review_end)
    newest = before.order_by("-round__review_end", "-round_id").select_related(
        "accepted_version__submission__round"
    )
    found = newest.first()
    return LastRound(found.accepted_version if found else None)
