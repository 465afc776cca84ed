"""Who plays: the round with its people, cities and plans, as the acts hand it on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from cities.models import CityMembership, Submission
from portal.rehearsal.material import CityPlan
from portal.rehearsal.script import Script
from rounds.models import Indicator, Round, RoundRole

Say = Callable[[str], object]


@dataclass(frozen=True)
class Company:
    script: Script
    say: Say
    round: Round
    secretariat: User
    leaders: Mapping[str, User]
    plans: Sequence[CityPlan]
    """Of the cities that take part, in the order of their codes."""

    @property
    def chair(self) -> User:
        return self.leaders[RoundRole.Kind.CHAIR]

    @property
    def deputy(self) -> User:
        return self.leaders[RoundRole.Kind.DEPUTY]

    @property
    def authority(self) -> User:
        return self.leaders[RoundRole.Kind.AUTHORITY]

    def submission(self, plan: CityPlan) -> Submission:
        """As it is stored now."""
        return self._submissions().get(city=plan.city)

    def submissions(self) -> Iterator[tuple[CityPlan, Submission]]:
        """All of those that take part, as they are stored now."""
        found = {submission.city_id: submission for submission in self._submissions()}
        yield from ((plan, found[plan.city.pk]) for plan in self.plans)

    def filler(self, plan: CityPlan) -> User:
        members = CityMembership.objects.filter(city=plan.city, kind=CityMembership.Kind.FILLER, ended_at=None)
        return members.select_related("user").order_by("pk")[0].user

    def indicator(self, code: str) -> Indicator:
        return Indicator.objects.select_related("area").get(system=self.round.indicator_system_id, code=code)

    def _submissions(self) -> QuerySet[Submission]:
        related = ("round__indicator_system", "city__province", "accepted_version")
        return Submission.objects.filter(round=self.round).select_related(*related)
