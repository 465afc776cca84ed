"""Promises of innovation: what the city says became of each, and what the secretariat verified."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cities.frozen_forms import KeptRow, kept_rows
from cities.models import InnovationPromise, Submission
from reviews.models import PromiseCheck

TABLE = "F11.promises"

States = Mapping[str, str]
"""Row of a promise → its verified state."""


@dataclass(frozen=True)
class PromiseLine:
    """A promise of the accepted version. ``check`` None: not verified, it counts as the city says."""

    kept: KeptRow
    check: PromiseCheck | None

    @property
    def row(self) -> str:
        return self.kept.row

    @property
    def promise(self) -> str:
        return str(self.kept.get("promise") or "")

    @property
    def document(self) -> str:
        return " · ".join(filter(None, [self.kept.get("document"), self.kept.get("document_page")]))

    @property
    def progress(self) -> str:
        return str(self.kept.get("progress") or "")

    @property
    def evidence(self) -> str:
        source = self.kept.source or {}
        return " · ".join(filter(None, [source.get("title"), source.get("pages")]))

    @property
    def said(self) -> str:
        return str(self.kept.get("fulfilment") or "")

    @property
    def said_word(self) -> str:
        return _word(self.said)

    @property
    def word(self) -> str:
        """The state that counts."""
        return _word(self.check.fulfilment if self.check else self.said)

    @property
    def has_moved(self) -> bool:
        """The city says something else now than when it was verified."""
        return self.check is not None and self.check.said != self.said


def _word(state: str) -> str:
    return str(InnovationPromise.Fulfilment(state).label) if state else _("nothing said")


def promises_of(submission: Submission) -> list[PromiseLine]:
    """Those of the accepted version, in its order."""
    version = submission.accepted_version
    if version is None:
        return []
    checks = {check.row: check for check in submission.promise_checks.select_related("verified_by")}
    return [PromiseLine(kept, checks.get(kept.row)) for kept in kept_rows(version.content, TABLE)]


def verified_states(submissions: QuerySet[Submission]) -> Mapping[int, States]:
    """By submission, what is verified of its promises; in one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = PromiseCheck.objects.filter(submission__in=submissions).order_by("pk")
    for submission, row, state in rows.values_list("submission_id", "row", "fulfilment"):
        found[submission][row] = state
    return found
