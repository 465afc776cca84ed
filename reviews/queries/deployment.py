"""What a deployment would change: against what is deployed, and against what was taken back since."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import AuditEvent
from cities.models import City
from reviews.models import Assignment, Expert
from rounds.models import Round


@dataclass(frozen=True)
class Difference:
    """Counts of pairs, and the pairs that were known before and would not be any more."""

    before: int
    added: int
    again: int
    """Of those added: taken back since the last deployment, and coming back."""
    gone: list[tuple[str, str]]
    """Expert and city of pairs that were taken back and are not in the draft."""

    @property
    def after(self) -> int:
        return self.before + self.added


def difference_of(round: Round, drafts: Collection[Assignment]) -> Difference:
    """The record says what was taken back after the last deployment; an expert knew it until then."""
    deployed = Assignment.objects.filter(round=round, case=None, state=Assignment.State.DEPLOYED)
    known = set(deployed.values_list("expert", "submission__city__gb_code"))
    back = _taken_back(round)
    new = {(draft.expert_id, draft.submission.city.gb_code) for draft in drafts}
    names = dict(Expert.objects.filter(pk__in={e for e, _c in back}).values_list("pk", "user__full_name"))
    cities = {city.gb_code: city.short_name for city in City.objects.filter(gb_code__in={c for _e, c in back})}
    gone = sorted((names.get(expert, "?"), cities.get(city, city)) for expert, city in back - new - known)
    return Difference(before=len(known), added=len(new), again=len(new & back), gone=gone)


def _taken_back(round: Round) -> set[tuple[int, str]]:
    events = AuditEvent.objects.filter(round_id=round.pk)
    last = events.filter(verb="deploy_assignments").order_by("-number").values_list("number", flat=True).first()
    since = events.filter(verb="undeploy_assignments", number__gt=last or 0).order_by("number")
    found: set[tuple[int, str]] = set()
    for event in since:
        found |= {(expert, city) for expert, city in _pairs(event)}
    return found


def _pairs(event: AuditEvent) -> list[tuple[int, str]]:
    return [(int(expert), str(city)) for expert, city in json.loads(event.data)["pairs"]]
