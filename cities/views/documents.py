"""The register of planning documents, as the published report names them."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.listing import Column, list_file, query
from accounts.models import UserRequest
from cities.forms import DocumentsForm
from cities.models import PlanningDocument, Province
from cities.queries import documents_of, issuer_counts
from cities.views.loaders import public_round_or_404
from rounds.models import Round

PAGE = 50

Kind, Issuer, Status = PlanningDocument.Kind, PlanningDocument.Issuer, PlanningDocument.Status


@dataclass(frozen=True)
class Count:
    """How many cities are in one class: of issuers, or of a status that is not issued."""

    label: str
    number: int
    is_issued: bool


@dataclass(frozen=True)
class KindCounts:
    """One kind of document with the cities in each of its classes."""

    kind: str
    label: str
    counts: list[Count]


@login_required
@require_GET
def documents(request: UserRequest, slug: str) -> HttpResponse:
    round = public_round_or_404(request, slug)
    form = _form(request, round)
    context = {
        "round": round,
        "form": form,
        "choices": [form[name] for name in ("kind", "status", "issuer", "province")],
        "page": Paginator(documents_of(round, form.chosen()), PAGE).get_page(request.GET.get("page")),
        "kinds": _kind_counts(round),
        "query": f"{query(request, page=None)}&",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "cities/documents.html", context)


@login_required
@require_GET
def documents_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly the chosen documents, all pages of them."""
    round = public_round_or_404(request, slug)
    found = documents_of(round, _form(request, round).chosen())
    return list_file([round.name, _("planning documents")], ending, _columns(), found)


def _form(request: UserRequest, round: Round) -> DocumentsForm:
    provinces = Province.objects.filter(cities__planning_documents__round=round).distinct()
    return DocumentsForm(request.GET, provinces=provinces)


def _kind_counts(round: Round) -> list[KindCounts]:
    counted = issuer_counts(round)
    return [KindCounts(kind, str(kind.label), _counts(counted[kind])) for kind in Kind if kind in counted]


def _counts(counter: Counter[str]) -> list[Count]:
    """Issued first, by issuer, then what is not issued."""
    issued = [name for name in counter if name not in Status.values]
    order = [*sorted(issued, key=_issuer_order), *(s for s in Status.values if s in counter)]
    return [Count(_class_label(name), counter[name], name in issued) for name in order]


def _issuer_order(name: str) -> list[int]:
    return [list(Issuer.values).index(issuer) for issuer in name.split("+")]


def _class_label(name: str) -> str:
    if name in Status.values:
        return str(Status(name).label)
    return " + ".join(str(Issuer(issuer).label) for issuer in sorted(name.split("+"), key=Issuer.values.index))


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda row: row.city.short_name),
        Column(_("GB/T 2260 code"), lambda row: row.city.gb_code, only_in_file=True),
        Column(_("Province"), lambda row: row.city.province.name),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Status"), lambda row: row.get_status_display()),
        Column(_("Issued by"), lambda row: " / ".join(row.issuers)),
        Column(_("Title"), lambda row: row.title),
        Column(_("Document number"), lambda row: row.document_number),
        Column(_("Date of issue"), lambda row: row.issued_on),
        Column(_("Source"), lambda row: row.get_source_display()),
        Column(_("Confidence of the reading"), lambda row: row.get_confidence_display()),
    ]
