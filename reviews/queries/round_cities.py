"""The cities of a round for its ranking: read as far as somebody looks at them, and no further."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property

from cities.models import City, Province
from reviews.models import Case
from rounds.models import Round


@dataclass(frozen=True)
class Kinds:
    """What there is to choose from among the cities of a round."""

    provinces: Sequence[Province]
    batches: list[int]
    levels: list[str]


class RoundCities(Mapping[int, City]):
    """City by primary key, with its province and ``in_case``: whether a case of it is open.

    A page of a national round shows a hundred of 13,000: ``need`` says which. Whoever asks for another one, or
    for all, gets all.
    """

    def __init__(self, round: Round) -> None:
        self._round = round
        self._known: dict[int, City] = {}

    def __getitem__(self, pk: int) -> City:
        return self._known[pk] if pk in self._known else self._all[pk]

    def __iter__(self) -> Iterator[int]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def need(self, pks: Iterable[int]) -> None:
        """Have these ready, in one query."""
        if missing := set(pks) - self._known.keys():
            self._known |= {city.pk: city for city in self._cities.filter(pk__in=missing)}

    def matching(self, *, batch: str = "", province: str = "", level: str = "") -> set[int]:
        """Those of a batch, a province (code), a level; an empty word leaves out nobody."""
        if batch and not batch.isdecimal():
            return set()
        wanted = {"batch": batch, "province__code": province, "level": level}
        return set(self._of_round.filter(**{k: v for k, v in wanted.items() if v}).values_list("pk", flat=True))

    def values_of(self, *fields: str) -> dict[int, tuple[Any, ...]]:
        """Some fields of every city, to sort by."""
        return {pk: tuple(values) for pk, *values in self._of_round.values_list("pk", *fields)}

    @cached_property
    def kinds(self) -> "Kinds":
        found = Province.objects.filter(cities__submissions__round=self._round).order_by("code")
        batches, levels = ArrayAgg("cities__batch", distinct=True), ArrayAgg("cities__level", distinct=True)
        rows = list(found.annotate(batches=batches, levels=levels))
        return Kinds(
            provinces=rows,
            batches=sorted({batch for row in rows for batch in row.batches}),
            levels=sorted({level for row in rows for level in row.levels}),
        )

    @cached_property
    def _all(self) -> dict[int, City]:
        self._known = {city.pk: city for city in self._cities}
        return self._known

    @property
    def _of_round(self) -> QuerySet[City]:
        return City.objects.filter(submissions__round=self._round).order_by("gb_code")

    @property
    def _cities(self) -> QuerySet[City]:
        cases = Case.objects.filter(round=self._round, submission__city=OuterRef("pk"), closed_at=None)
        return self._of_round.select_related("province").annotate(in_case=Exists(cases))
