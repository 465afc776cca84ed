"""The tracker of promises for those who lead the round."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from accounts.tables import FileColumn, Value, table_file
from cities.models import InnovationPromise
from cities.models.forms.innovation import Innovation
from reports.statistics import Computed, Names, shown
from reports.statistics.promises import KEPT_ONES, PromiseFilter, promise_lines
from reports.views.loaders import computed_for, computed_or_404, reader_or_404

ON_A_PAGE = 50
SUMS = (".promised", ".kept", "unverified")


@login_required
@require_GET
def promises(request: UserRequest, slug: str) -> HttpResponse:
    """Every promise with its proof and state; what is chosen stands in the address."""
    reader = reader_or_404(request, slug)
    context: dict[str, Any] = {"round": reader.led.round, "reader": reader}
    if reader.may_read_material:
        computed, names = computed_for(reader)
        chosen = _chosen(request)
        statistic = shown(computed.statistics["S17"], names)
        query = urlencode({name: value for name, value in vars(chosen).items() if value})
        context |= {
            "page": Paginator(promise_lines(computed, names, chosen), ON_A_PAGE).get_page(request.GET.get("page")),
            "chosen": chosen,
            "choices": _choices(computed, names, chosen),
            "statistic": statistic,
            "sums": [a for a in statistic.amounts if a.key.endswith(SUMS)],
            "file_query": f"?{query}" if query else "",
            "query": f"{query}&" if query else "",
        }
    return render(request, "reports/promises.html", context)


@login_required
@require_GET
def promises_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly the chosen promises, all pages of them."""
    reader, computed, names = computed_or_404(request, slug)
    if not reader.may_read_material:
        raise Http404
    columns = [
        *(FileColumn(_("City")), FileColumn(_("Province")), FileColumn(_("Batch"), "count")),
        *(FileColumn(_("Promise")), FileColumn(_("Kind")), FileColumn(_("Promised in")), FileColumn(_("State"))),
        *(FileColumn(_("Verified")), FileColumn(_("What was done")), FileColumn(_("Evidence"))),
        FileColumn(_("Version"), "count"),
    ]
    rows: list[list[Value]] = [
        [
            *(p.city, p.province, p.batch, p.promise, p.kind, p.document, p.state),
            *(_("yes") if p.is_verified else _("no"), p.progress, p.evidence, p.version),
        ]
        for p in promise_lines(computed, names, _chosen(request))
    ]
    name = "_".join([computed.round.name, _("promises of innovation")])
    return table_file(f"{name}.{ending}", columns, rows)


def _chosen(request: UserRequest) -> PromiseFilter:
    return PromiseFilter(**{name: request.GET.get(name, "") for name in ("state", "batch", "kind", "province")})


@dataclass(frozen=True)
class Choice:
    """A filter: its name in the address, its label, its choices, and the one that was made."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


def _choices(computed: Computed, names: Names, chosen: PromiseFilter) -> list[Choice]:
    batches = sorted({place.batch for place in computed.material.places})
    provinces = sorted({place.province for place in computed.material.places})
    kept = (KEPT_ONES, _("Kept (done or done in part)"))
    states = [kept, *((state.value, str(state.label)) for state in InnovationPromise.Fulfilment)]
    kinds = [(kind.value, str(kind.label)) for kind in Innovation]
    return [
        Choice("state", _("State"), states, chosen.state),
        Choice("batch", _("Batch"), [(str(batch), str(batch)) for batch in batches], chosen.batch),
        Choice("kind", _("Kind"), kinds, chosen.kind),
        Choice(
            "province",
            _("Province"),
            [(code, names.provinces.get(code, code)) for code in provinces],
            chosen.province,
        ),
    ]
