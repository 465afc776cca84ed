"""The places of results in the rail, and what waits for somebody before the report is out."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Exists
from django.db.models.expressions import BaseExpression
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.home import NavItem, NextStep
from accounts.models import User
from cities.queries import SHOWN_MATERIAL, Material, material_of
from reports.models import ReportBuild, ReportCase
from reports.queries.builds import builds_of, open_finding_count
from reports.queries.cases import cases_for_city
from reports.queries.claims import facts_to_correct
from reports.queries.letters import letters_to_show
from reports.queries.publication import way_of
from reports.rules import editing_refusal, objection_refusal
from reports.services.publication import step_refusal
from reviews.queries.results import result_in_force
from rounds.models import Action, Role, Round
from rounds.queries import known_of, leading_role
from rounds.rules import refusal

OWN_CASES = "has_own_cases"


def asked(user: User) -> dict[str, BaseExpression]:
    """Whether the person's city has a case that is to be printed."""
    return {OWN_CASES: Exists(cases_for_city(user))}


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """Statistics, figures, report and letters for those who lead; a city's cases for the city."""
    if round is None:
        return []
    role = leading_role(user, round)
    if role:
        return list(_leaders(round, role))
    return [*_cities(user, round), *_own_result(user, round)]


def _leaders(round: Round, role: Role) -> Iterator[NavItem]:
    yield replace(_result(_("Statistics"), "statistics", round, "report-analytics"), is_to_read=True)
    yield _result(_("Figures"), "figures", round, "chart-bar")
    yield _result(_("Promises of innovation"), "promises", round, "list-check")
    page = "report" if role == Role.SECRETARIAT else "builds"
    yield _report(_("Evaluation report"), page, round, "report")
    if role in {Role.SECRETARIAT, Role.CHAIR}:
        yield _report(_("Letters to the cities"), "letters", round, "mail")
    yield _report(_("Publication"), "way", round, "world")
    if role == Role.SECRETARIAT:
        yield _report(_("Downloads"), "downloads", round, "file-spreadsheet")


def _own_result(user: User, round: Round) -> Iterator[NavItem]:
    """Always there for a city's people: the page says when there will be something to read."""
    material: Material | None = getattr(user, SHOWN_MATERIAL, None)
    if material is not None and material.acted_for is not None:
        yield NavItem(label=_("Your result"), url=reverse("reports:own-result", args=[round.slug]), icon="award")


def _result(label: str, page: str, round: Round, icon: str) -> NavItem:
    return NavItem(label=label, url=reverse(f"reports:{page}", args=[round.slug]), icon=icon, section="results")


def _report(label: str, page: str, round: Round, icon: str) -> NavItem:
    return NavItem(label=label, url=reverse(f"reports:{page}", args=[round.slug]), icon=icon, section="report")


def _cities(user: User, round: Round) -> Iterator[NavItem]:
    """Only where there is a case: most cities never see this."""
    material: Material | None = getattr(user, SHOWN_MATERIAL, None)
    acts_for_a_city = material is not None and material.city is not None
    if not acts_for_a_city:
        return
    known = known_of(round, user, OWN_CASES)
    if cases_for_city(user).exists() if known is None else known:
        yield NavItem(label=_("Our cases in the report"), url=reverse("reports:own-cases"), icon="bulb")


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """Cases to confirm for the city; open findings, and a locked result without a report, for the secretariat."""
    if round is None:
        return []
    role = leading_role(user, round)
    steps = [] if known_of(round, user, OWN_CASES) is False else list(_to_confirm(user))
    if role == Role.SECRETARIAT:
        steps += [*_of_secretariat(round, user), *_to_decide(round)]
    if role == Role.AUTHORITY:
        steps += _of_authority(round, user)
    return steps if role else [*steps, *_of_city(user, round)]


def _to_decide(round: Round) -> Iterator[NextStep]:
    if refusal(round, Role.SECRETARIAT, Action.DECIDE):
        return
    way, to_correct = way_of(round), facts_to_correct(round)
    for number, page, text in (
        (way.open_facts, "facts", ngettext(
            "%(number)d city asks for a correction of a fact.",
            "%(number)d corrections of facts wait for a decision.", way.open_facts)),
        (way.open_objections, "objections", ngettext(
            "%(number)d objection waits for a decision.",
            "%(number)d objections wait for a decision.", way.open_objections)),
    ):  # fmt: skip
        if number:
            url = reverse(f"reports:{page}", args=[round.slug])
            yield NextStep(text=text % {"number": number}, url=url, label=_("Decide"), count=number)
    if to_correct and way.result:
        text = ngettext(
            "%(number)d upheld correction of a fact waits for the second signature that opens the result.",
            "%(number)d upheld corrections of facts wait for the second signature that opens the result.",
            to_correct,
        )
        url = reverse("reports:facts", args=[round.slug])
        yield NextStep(text=text % {"number": to_correct}, url=url, label=_("Read"), count=to_correct)
    elif to_correct:
        text = ngettext(
            "%(number)d upheld correction of a fact is still to be made in the verification.",
            "%(number)d upheld corrections of facts are still to be made in the verification.",
            to_correct,
        )
        url = reverse("reports:facts", args=[round.slug])
        yield NextStep(text=text % {"number": to_correct}, url=url, label=_("Correct"), count=to_correct)


def _of_authority(round: Round, user: User) -> Iterator[NextStep]:
    """The next of the steps that are the authority's, when nothing stands before it."""
    way = way_of(round)
    url = reverse("reports:way", args=[round.slug])
    if way.publication is not None or way.result is None:
        return
    if way.countersignature is None:
        if not way.problems_before_countersigning and not step_refusal(round, Action.COUNTERSIGN, user):
            yield NextStep(
                text=_("The result waits for your countersignature."), url=url, label=_("Read and sign")
            )
    elif not way.problems_before_publishing and not step_refusal(round, Action.PUBLISH, user):
        yield NextStep(text=_("The result can be published."), url=url, label=_("Publication"))


def _of_city(user: User, round: Round) -> Iterator[NextStep]:
    if material_of(user, round).acted_for is None:
        return
    if not refusal(round, Role.CITY, Action.CORRECT_FACTS):
        url = reverse("reports:own-facts", args=[round.slug])
        yield NextStep(text=_("Check the facts that are used for your city."), url=url, label=_("Read the facts"))
    way = way_of(round)
    if way.told and not objection_refusal(round):
        yield NextStep(
            text=_("Your city's result can be read. If something is wrong with it, your city can object."),
            url=reverse("reports:own-result", args=[round.slug]),
            label=_("Your result"),
            due=way.objections_until,
        )


def _to_confirm(user: User) -> Iterator[NextStep]:
    if number := cases_for_city(user).filter(state=ReportCase.State.CHECKED).count():
        text = ngettext(
            "%(number)d case of your city is to be printed in the report: confirm its wording.",
            "%(number)d cases of your city are to be printed in the report: confirm their wording.",
            number,
        )
        yield NextStep(
            text=text % {"number": number},
            url=reverse("reports:own-cases"),
            label=_("Read and confirm"),
            count=number,
        )


def _of_secretariat(round: Round, user: User) -> Iterator[NextStep]:
    newest = builds_of(round).filter(kind=ReportBuild.Kind.PUBLIC, state=ReportBuild.State.DONE).first()
    result = result_in_force(round)
    if result and (newest is None or newest.result_id != result.pk):
        yield NextStep(
            text=_("The result is locked: build the report from it."),
            url=reverse("reports:builds", args=[round.slug]),
            label=_("Build and download"),
        )
    elif result and newest and (left := open_finding_count(newest)):
        text = ngettext(
            "%(number)d finding of the newest report is open.",
            "%(number)d findings of the newest report are open.",
            left,
        )
        url = reverse("reports:build", args=[round.slug, newest.number])
        yield NextStep(text=text % {"number": left}, url=url, label=_("Findings"), count=left)
    if result and not editing_refusal(round, user) and letters_to_show(round):
        yield NextStep(
            text=_("The letters to the cities are made and not shown to them yet."),
            url=reverse("reports:letters", args=[round.slug]),
            label=_("Read and show"),
        )
