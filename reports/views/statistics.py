"""Statistics S1 to S21 and E4 for those who lead the round, each number with the rows behind it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.listing import Column, list_file
from accounts.models import UserRequest
from accounts.tables import FileColumn, Value, table_file
from reports.errors import ReportError
from reports.forms.parameters import ParametersForm
from reports.queries.parameters import stored_parameters
from reports.services.parameters import set_parameters
from reports.statistics import Computed, Names, shown, shown_statistics
from reports.statistics.trace import trace_lines
from reports.views.loaders import computed_for, computed_or_404, reader_or_404
from rounds.models import Role
from rounds.queries import round_led_or_404
from scoring.statistics.parameters import Parameters

ROWS_ON_A_PAGE = 100


@login_required
@require_GET
def statistics(request: UserRequest, slug: str) -> HttpResponse:
    """All of them on one page, or why there is nothing to read at this time."""
    reader = reader_or_404(request, slug)
    context: dict[str, Any] = {"round": reader.led.round, "reader": reader}
    if reader.may_read:
        computed, names = computed_for(reader)
        context |= _about(computed) | {"statistics": shown_statistics(computed, names)}
        context["stored"] = stored_parameters(reader.led.round)
    return render(request, "reports/statistics.html", context)


@login_required
@require_GET
def trace(request: UserRequest, slug: str, code: str, ending: str = "") -> HttpResponse:
    """One statistic with every row that it rests on; of one amount only the cities that are counted."""
    reader, computed, names = computed_or_404(request, slug)
    statistic = computed.statistics.get(code)
    if statistic is None:
        raise Http404
    amount = statistic.by_key.get(request.GET.get("amount", ""))
    origins = statistic.origins_of(amount.cities) if amount and amount.cities else statistic.origins
    lines = trace_lines(computed.material, origins, names, with_values=reader.may_read_material)
    if ending:
        columns = [
            Column(_("City code"), lambda line: line.code),
            Column(_("City"), lambda line: line.city),
            Column(_("Form"), lambda line: line.form),
            Column(_("Row"), lambda line: line.row),
            Column(_("Version"), lambda line: line.version),
            Column(_("What stands there"), lambda line: line.said),
        ]
        return list_file([computed.round.name, _("statistics"), code], ending, columns, lines)
    context = {
        "round": computed.round,
        "statistic": shown(statistic, names),
        "amount": next((a for a in shown(statistic, names).amounts if amount and a.key == amount.key), None),
        "page": Paginator(lines, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"amount": amount.key}) + "&" if amount else "",
        "reader": reader,
    }
    return render(request, "reports/statistic_rows.html", context)


@login_required
@require_GET
def statistics_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Every amount of every statistic, one a line, as CSV or XLSX."""
    _reader, computed, names = computed_or_404(request, slug)
    columns = [
        FileColumn(_("Statistic")), FileColumn(_("Name")), FileColumn(_("Amount")),
        FileColumn(_("Value"), "points"),
        FileColumn(_("Unit")), FileColumn(_("Out of"), "count"), FileColumn(_("Share (%)"), "percent"),
        FileColumn(_("Cities with data"), "count"), FileColumn(_("Cities")), FileColumn(_("Parameters")),
    ]  # fmt: skip
    name = "_".join([computed.round.name, _("statistics")])
    return table_file(f"{name}.{ending}", columns, _lines(computed, names))


def _lines(computed: Computed, names: Names) -> list[list[Value]]:
    lines: list[list[Value]] = []
    for statistic in computed.statistics.values():
        seen = shown(statistic, names)
        parameters = "; ".join(f"{label}: {value}" for label, value in seen.parameters)
        for amount, words in zip(statistic.amounts, seen.amounts, strict=True):
            share = amount.printed_share(1) if words.share else None
            value: Value = _("withheld") if words.is_withheld else words.value
            lines.append(
                [seen.code, seen.title, words.label, value, words.unit, words.of, share, seen.with_data,
                 names.cities_as_text(amount.cities, 81), parameters]
            )  # fmt: skip
    return lines


@login_required
def parameters(request: UserRequest, slug: str) -> HttpResponse:
    """The thresholds of the round. A change is on record and moves every number that rests on it."""
    round = round_led_or_404(request.user, slug, [Role.SECRETARIAT])
    stored = stored_parameters(round)
    current = stored.parsed if stored else Parameters()
    initial = {**current.to_dict(), "version": stored.version if stored else 0}
    form = ParametersForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_parameters(round=round, values=form.values(), version=form.version, by=request.user)
        except ReportError as error:
            form.add_error(error.field or None, error.message)
        else:
            messages.success(request, _("The parameters are saved.") if changed else _("Nothing was changed."))
            return redirect("reports:statistics", slug)
    context = {"round": round, "form": form, "stored": stored}
    return render(request, "reports/parameters.html", context, status=400 if form.errors else 200)


def _about(computed: Computed) -> dict[str, Any]:
    """What was read: for the line under the heading."""
    return {
        "handed_in": len(computed.material.handed_in),
        "of": computed.material.of,
        "source": computed.source,
        "shown_scores": len(computed.material.scores.totals) if computed.material.scores else 0,
    }
