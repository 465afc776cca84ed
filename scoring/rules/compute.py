"""The way in: a rule by its name, its parameters checked, a city's value computed."""

from collections.abc import Mapping
from typing import Protocol

from scoring.rules.completion import CompletionRate
from scoring.rules.facts import Facts, Periods
from scoring.rules.linear import LinearChange, LinearLevel
from scoring.rules.outcome import Found, Outcome, finish
from scoring.rules.parameters import Given, ParametersError, Problem, Refusal
from scoring.rules.records import Checklist, DocumentChecklist, InventoryRecord, PromisesKept
from scoring.rules.trend import TrendClass


class Rule(Protocol):
    """A rule with its parameters."""

    def share(self, facts: Facts, periods: Periods, /) -> Found: ...


class _Readable(Protocol):
    def read(self, given: Given, /) -> Rule: ...


RULES: Mapping[str, _Readable] = {
    "completion_rate": CompletionRate,
    "trend_class": TrendClass,
    "document_checklist": DocumentChecklist,
    "checklist": Checklist,
    "linear_change": LinearChange,
    "linear_level": LinearLevel,
    "inventory_record": InventoryRecord,
    "promises_kept": PromisesKept,
}


def read_rule(name: str, parameters: Given) -> Rule:
    """The rule, ready to use; ParametersError if its name or parameters are not."""
    if name not in RULES:
        raise ParametersError([Refusal(Problem.UNKNOWN_RULE, value=name)])
    return RULES[name].read(parameters)


def check_rule(name: str, parameters: Given) -> tuple[Refusal, ...]:
    """All that is wrong with the parameters; empty if the rule can be used."""
    try:
        read_rule(name, parameters)
    except ParametersError as error:
        return error.refusals
    return ()


def compute(name: str, parameters: Given, *, computed_max: int, facts: Facts, periods: Periods) -> Outcome:
    """A city's value for an indicator with ``computed_max`` hundredths of computed points."""
    return finish(read_rule(name, parameters).share(facts, periods), computed_max)
