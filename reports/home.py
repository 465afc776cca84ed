"""The places of results in the rail, and what waits for somebody before the report is out."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.home import NavItem, NextStep
from accounts.models import User
from reports.models import ReportBuild, ReportCase
from reports.queries.builds import builds_of, open_finding_count
from reports.queries.cases import cases_for_city
from reviews.queries.results import result_in_force
from rounds.models import Role, Round
from rounds.queries import leading_role


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """Statistics, figures, report and letters for those who lead; a city's cases for the city."""
    if round is None:
        return []
    role = leading_role(user, round)
    return [*(_leaders(round, role) if role else ()), *_cities(user)]


def _leaders(round: Round, role: Role) -> Iterator[NavItem]:
    yield _result(_("Statistics"), "statistics", round, "report-analytics")
    yield _result(_("Figures"), "figures", round, "chart-bar")
    yield _result(_("Promises of innovation"), "promises", round, "list-check")
    page = "report" if role == Role.SECRETARIAT else "builds"
    yield _result(_("Evaluation report"), page, round, "report")
    if role in {Role.SECRETARIAT, Role.CHAIR}:
        yield _result(_("Letters to the cities"), "letters", round, "mail")
    if role == Role.SECRETARIAT:
        yield _result(_("Downloads"), "downloads", round, "file-spreadsheet")


def _result(label: str, page: str, round: Round, icon: str) -> NavItem:
    return NavItem(label=label, url=reverse(f"reports:{page}", args=[round.slug]), icon=icon, section="results")


def _cities(user: User) -> Iterator[NavItem]:
    """Only where there is a case: most cities never see this."""
    if cases_for_city(user).exists():
        yield NavItem(label=_("Our cases in the report"), url=reverse("reports:own-cases"), icon="bulb")


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """Cases to confirm for the city; open findings, and a locked result without a report, for the secretariat."""
    if round is None:
        return []
    steps = list(_to_confirm(user))
    if leading_role(user, round) == Role.SECRETARIAT:
        steps += _of_secretariat(round)
    return steps


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


def _of_secretariat(round: Round) -> Iterator[NextStep]:
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
