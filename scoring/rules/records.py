"""Rules over records: documents, yes-answers, inventories and promises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.rules.facts import Document, Facts, Fulfilment, Periods, Standing
from scoring.rules.outcome import Flag, Found, Step, StepName, shown
from scoring.rules.parameters import Given, Reader, number_of

KINDS = ("low_carbon_plan", "climate_plan", "ghg_control_plan", "pilot_work_plan")
QUESTIONS = (
    "target_set",
    "in_five_year_outline_or_plan",
    "decomposed_to_districts",
    "in_annual_assessment",
    "results_used",
    "budget_line",
    "amount_every_year",
)
REGULAR = "regular_mechanism"
NOT_APPLICABLE = "not_applicable_part"
NO_DATA = frozenset({Flag.NO_DATA})
NO_FLAGS: frozenset[Flag] = frozenset()


@dataclass(frozen=True)
class DocumentChecklist:
    """The mean, over the kinds, of the best standing that the city has in each."""

    kinds: tuple[str, ...]
    shares: dict[Standing, Fraction]

    @classmethod
    def read(cls, given: Given) -> "DocumentChecklist":
        reader = Reader(given)
        kinds = reader.choices("kinds", KINDS)
        shares = {standing: reader.share(standing.value) for standing in Standing}
        reader.finish()
        return cls(kinds, shares)

    def share(self, facts: Facts, _periods: Periods) -> Found:
        best = {kind: self._best(kind, facts.documents) for kind in self.kinds}
        values = [self.shares[document.standing] if document else Fraction(0) for document in best.values()]
        steps = [_document_step(kind, best[kind], value) for kind, value in zip(best, values, strict=True)]
        mean = sum(values, Fraction(0)) / len(values)
        formula = f"({' + '.join(map(shown, values))}) ÷ {len(values)}"
        sources = [document.source for document in best.values() if document]
        return Found(
            mean,
            [*steps, Step(StepName.MEAN, "", formula, mean)],
            sources,
            NO_FLAGS if sources else NO_DATA,
        )

    def _best(self, kind: str, documents: Iterable[Document]) -> Document | None:
        of_kind = [document for document in documents if document.kind == kind]
        return max(of_kind, key=lambda document: self.shares[document.standing], default=None)


def _document_step(kind: str, document: Document | None, value: Fraction) -> Step:
    return Step(StepName.BEST_DOCUMENT, kind, document.standing.value if document else "–", value)


@dataclass(frozen=True)
class Checklist:
    """The sum of the shares of the questions answered yes."""

    shares: dict[str, Fraction]

    @classmethod
    def read(cls, given: Given) -> "Checklist":
        reader = Reader(given)
        shares = reader.shares(QUESTIONS)
        reader.sum_to_one(shares)
        reader.finish()
        return cls(shares)

    def share(self, facts: Facts, _periods: Periods) -> Found:
        answers = {name: facts.answers.get(name) for name in self.shares}
        earned = {
            name: self.shares[name] if answer and answer.yes else Fraction(0) for name, answer in answers.items()
        }
        steps = [
            Step(StepName.ANSWER, name, "–" if answer is None else "yes" if answer.yes else "no", earned[name])
            for name, answer in answers.items()
        ]
        total = sum(earned.values(), Fraction(0))
        steps.append(Step(StepName.SUM, "", " + ".join(map(shown, earned.values())), total))
        known = [answer for answer in answers.values() if answer]
        sources = [source for answer in known for source in answer.sources]
        return Found(total, steps, sources, _missing(len(known), len(answers)))


def _missing(known: int, all_of_them: int) -> frozenset[Flag]:
    if not known:
        return NO_DATA
    return NO_FLAGS if known == all_of_them else frozenset({Flag.PARTLY_NO_DATA})


@dataclass(frozen=True)
class InventoryRecord:
    """How many years have an inventory, the longest run of years, and whether making them is regular."""

    years: Fraction
    full_years: int
    longest_run: Fraction
    full_run: int
    regular: Fraction

    @classmethod
    def read(cls, given: Given) -> "InventoryRecord":
        reader = Reader(given)
        shares = {name: reader.share(name) for name in ("years", "longest_run", REGULAR)}
        full_years, full_run = reader.years("full_years"), reader.years("full_run")
        reader.sum_to_one(shares)
        reader.finish()
        return cls(shares["years"], full_years, shares["longest_run"], full_run, shares[REGULAR])

    def share(self, facts: Facts, periods: Periods) -> Found:
        """Inventories of years after the review period are not counted."""
        rows = [row for row in facts.inventories if row.year <= periods.review[1]]
        years = sorted({row.year for row in rows})
        answer = facts.answers.get(REGULAR)
        steps = [
            _capped(StepName.INVENTORY_YEARS, spans_of(years), self.years, len(years), self.full_years),
            _capped(
                StepName.LONGEST_RUN,
                spans_of(longest_run(years)),
                self.longest_run,
                len(longest_run(years)),
                self.full_run,
            ),
            Step(
                StepName.REGULAR_MECHANISM,
                "",
                "–" if answer is None else "yes" if answer.yes else "no",
                self.regular if answer and answer.yes else Fraction(0),
            ),
        ]
        total = sum((step.value for step in steps), Fraction(0))
        steps.append(Step(StepName.SUM, "", " + ".join(shown(step.value) for step in steps), total))
        sources = [*(row.source for row in rows), *(answer.sources if answer else ())]
        return Found(total, steps, sources, NO_FLAGS if sources else NO_DATA)


def _capped(name: StepName, about: str, share: Fraction, count: int, full: int) -> Step:
    """share × min(1, count ÷ full)."""
    value = share * min(Fraction(1), Fraction(count, full))
    return Step(name, about, f"{shown(share)} × min(1, {count} ÷ {full})", value)


def longest_run(years: Sequence[int]) -> list[int]:
    """The longest stretch of consecutive years, the latest of equal ones; ``years`` sorted, each once."""
    best: list[int] = []
    run: list[int] = []
    for year in years:
        run = [*run, year] if run and year == run[-1] + 1 else [year]
        best = run if len(run) >= len(best) else best
    return best


def spans_of(years: Sequence[int]) -> str:
    """2010, 2012–2015."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], year]
        else:
            spans.append([year])
    return ", ".join("–".join(map(str, span)) for span in spans)


@dataclass(frozen=True)
class PromisesKept:
    """(kept + partly × its share) ÷ promises on record."""

    kept: Fraction
    partly: Fraction
    none_on_record: Fraction | None
    """The share of a city without a promise on record; None: the computed part does not apply to it."""

    @classmethod
    def read(cls, given: Given) -> "PromisesKept":
        reader = Reader(given)
        kept, partly = reader.share("kept"), reader.share("partly")
        word = reader.choice("no_promise_on_record", (NOT_APPLICABLE, "0"), default=NOT_APPLICABLE)
        reader.finish()
        return cls(kept, partly, None if word == NOT_APPLICABLE else number_of(word))

    def share(self, facts: Facts, _periods: Periods) -> Found:
        sources = [promise.source for promise in facts.promises]
        if not sources:
            step = Step(StepName.PROMISES, "none", "–", Fraction(0))
            return Found(self.none_on_record or Fraction(0), (step,), (), applies=self.none_on_record is not None)
        states = [promise.fulfilment for promise in facts.promises]
        kept, partly = states.count(Fulfilment.KEPT), states.count(Fulfilment.PARTLY)
        rate = (kept * self.kept + partly * self.partly) / len(states)
        formula = f"({kept} × {shown(self.kept)} + {partly} × {shown(self.partly)}) ÷ {len(states)}"
        return Found(rate, (Step(StepName.PROMISES, "", formula, rate),), sources)
