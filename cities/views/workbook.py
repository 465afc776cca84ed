"""The offline round trip: take the questionnaire along, bring it back, read the difference, accept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import PortalError
from accounts.imports.table import MOST_BYTES as MOST_TABLE_BYTES
from accounts.models import UserRequest
from accounts.tables import FileColumn, download, table_file
from cities.forms.registers import column_label, read_register
from cities.forms.workbook import MOST_BYTES, read_workbook
from cities.kept_words import field_words, row_words, said_words, table_words
from cities.models import Submission
from cities.questionnaire import MOST_ROWS, TableSpec
from cities.rules import deadline_of, edit_refusal
from cities.services.workbook import ChangedMeanwhile, take_in_workbook, try_workbook
from cities.views.form_pages import form_or_404, table_or_404
from cities.views.own import own_submission_or_404
from cities.workbook.brought import Brought
from cities.workbook.cells import together
from cities.workbook.filling import blank, filled
from cities.workbook.layout import STATEMENTS
from cities.workbook.outcome import Difference, Outcome
from cities.workbook.writing import workbook_bytes
from rounds.models import Round

SALT = "cities.workbook"
LASTS_SECONDS = 3600


class BringForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


@dataclass(frozen=True)
class Exchange:
    """One kind of file: how it is read, where its page is, what its page says."""

    submission: Submission
    read: Callable[[Any, int], Brought]
    heading: str
    explanation: str
    limits: str
    file_url: str
    file_label: str
    back_url: str
    back_label: str
    accept: str


@login_required
def workbook(request: UserRequest, slug: str) -> HttpResponse:
    """The whole questionnaire of the city."""
    submission = own_submission_or_404(request, slug)
    exchange = Exchange(
        submission=submission,
        read=lambda file, size: read_workbook(file, size=size, submission=submission),
        heading=_("Fill in offline"),
        explanation=_(
            "Download the workbook of your city, fill it in wherever you like, pass it on to other departments, "
            "and bring it back. What others enter in the portal meanwhile is kept: only what you changed is "
            "taken over."
        ),
        limits=_("XLSX without macros and formulas, at most %(size)s, %(rows)d rows a table.")
        % {"size": filesizeformat(MOST_BYTES), "rows": MOST_ROWS},
        file_url=reverse("cities:workbook-file", args=[slug]),
        file_label=_("Download the workbook (XLSX)"),
        back_url=reverse("cities:overview", args=[slug]),
        back_label=_("Written material"),
        accept=".xlsx",
    )
    return _exchange(request, exchange)


@login_required
def workbook_file(request: UserRequest, slug: str) -> HttpResponse:
    submission = own_submission_or_404(request, slug)
    name = _("%(city)s questionnaire %(round)s") % {
        "city": submission.city.short_name,
        "round": submission.round.slug,
    }
    return download(f"{name}.xlsx", workbook_bytes(filled(submission)))


def blank_questionnaire(request: UserRequest, slug: str) -> HttpResponse:
    """For everybody, once the round is open: what will be asked."""
    round = get_object_or_404(Round.objects.select_related("indicator_system"), slug=slug)
    if round.opened_at is None:
        raise Http404
    name = _("Blank questionnaire %(round)s") % {"round": round.slug}
    return download(f"{name}.xlsx", workbook_bytes(blank(round)))


@login_required
def register(request: UserRequest, slug: str, form: str, table: str) -> HttpResponse:
    """One register as a table."""
    submission, spec = own_submission_or_404(request, slug), form_or_404(form)
    of = _register_or_404(table_or_404(spec, table))
    exchange = Exchange(
        submission=submission,
        read=lambda file, size: read_register(of, file, size=size),
        heading=_("%(table)s: bring a table") % {"table": of.name},
        explanation=_(
            "Line 1 holds the names of the columns. A line with the number of a row changes that row, a line "
            "without one adds a row; rows that the file doesn't name stay as they are. A line with nothing but a "
            "number takes that row out, if the file has all columns."
        ),
        limits=_("CSV (UTF-8 or GBK) or XLSX, at most %(size)s, %(rows)d rows.")
        % {"size": filesizeformat(MOST_TABLE_BYTES), "rows": MOST_ROWS},
        file_url=reverse("cities:register-file", args=[slug, form, table]),
        file_label=_("Download the rows (CSV)"),
        back_url=reverse("cities:form", args=[slug, form]),
        back_label=f"{spec.code} {spec.name}",
        accept=".csv,.xlsx",
    )
    return _exchange(request, exchange)


@login_required
def register_file(request: UserRequest, slug: str, form: str, table: str) -> HttpResponse:
    """Every row with its number; without rows, the head alone."""
    submission, spec = own_submission_or_404(request, slug), form_or_404(form)
    of = _register_or_404(table_or_404(spec, table))
    rows = filled(submission).rows[of.key]
    names = [field.name for field in of.all_fields]
    columns = [FileColumn(_("No.")), *(FileColumn(column_label(of, name)) for name in names)]
    lines = [[key, *(_cell(of, name, texts[name]) for name in names)] for key, texts in rows.items()]
    return table_file(f"{spec.code} {of.name}.csv", columns, lines)


def _cell(table: TableSpec, name: str, text: str) -> str:
    """Choices by their labels; references as their number, which brings them back."""
    if name in ("evidence", "practice"):
        return f"#{text}" if text else ""
    if not _has_choices(table, name):
        return text
    return together(said_words(table.key, part) for part in text.split(","))


def _has_choices(table: TableSpec, name: str) -> bool:
    field = table.model_field(name)
    return bool(getattr(getattr(field, "base_field", field), "choices", None)) or (
        field.get_internal_type() == "BooleanField"
    )


def _register_or_404(table: TableSpec) -> TableSpec:
    if not table.is_register:
        raise Http404
    return table


def _exchange(request: UserRequest, exchange: Exchange) -> HttpResponse:
    """Choose a file, read what it would do, accept all of it or nothing."""
    if "confirm" in request.POST:
        return _confirm(request, exchange)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    if not form.is_valid():
        return _page(request, exchange, form, status=409 if form.errors else 200)
    upload = form.cleaned_data["file"]
    try:
        brought = exchange.read(upload, upload.size)
        outcome = try_workbook(submission=exchange.submission, brought=brought, by=request.user)
    except PortalError as error:
        form.add_error("file", error.message)
        return _page(request, exchange, form, status=409)
    return _difference_page(request, exchange, brought, outcome)


def _difference_page(request: UserRequest, exchange: Exchange, brought: Brought, outcome: Outcome) -> HttpResponse:
    token = ""
    if outcome.is_possible and outcome.changes_something:
        shown = {"by": request.user.pk, "path": request.path, "digest": outcome.digest}
        shown["conflicts"] = len(outcome.conflicts)
        token = signing.dumps(shown | {"brought": brought.to_dict()}, salt=SALT, compress=True)
    status = 200 if outcome.is_possible else 409
    return _page(request, exchange, BringForm(), status=status, outcome=outcome, token=token)


def _confirm(request: UserRequest, exchange: Exchange) -> HttpResponse:
    """Do what was shown to this person, if it would still do the same."""
    try:
        shown = signing.loads(request.POST["confirm"], salt=SALT, max_age=LASTS_SECONDS)
        if (shown["by"], shown["path"]) != (request.user.pk, request.path):
            raise signing.BadSignature
    except signing.SignatureExpired:
        return _again(request, _("More than an hour has passed. Choose the file again."))
    except signing.BadSignature:
        return _again(request, _("What you confirmed is not what was shown to you. Choose the file again."))
    brought = Brought.from_dict(shown["brought"])
    try:
        done = take_in_workbook(
            submission=exchange.submission,
            brought=brought,
            digest=shown["digest"],
            for_file=_for_file(request, shown["conflicts"]),
            by=request.user,
        )
    except ChangedMeanwhile as error:
        messages.warning(request, error.message)
        outcome = try_workbook(submission=exchange.submission, brought=brought, by=request.user)
        return _difference_page(request, exchange, brought, outcome)
    except PortalError as error:
        return _again(request, error.message)
    messages.success(request, _("Taken over: %(number)d values.") % {"number": len(done.differences)})
    return redirect(exchange.back_url)


def _for_file(request: UserRequest, conflicts: int) -> list[int]:
    """In which of the conflicts the file wins: field by field as it was chosen, or in all of them."""
    if request.POST.get("keep") == "workbook":
        return list(range(conflicts))
    return [number for number in range(conflicts) if request.POST.get(f"conflict-{number}") == "file"]


def _again(request: UserRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect(request.path)


@dataclass(frozen=True)
class Line:
    """A difference in words."""

    where: str
    kind: str
    before: str
    after: str


def _page(
    request: UserRequest,
    exchange: Exchange,
    form: BringForm,
    *,
    status: int = 200,
    outcome: Outcome | None = None,
    token: str = "",
) -> HttpResponse:
    submission = exchange.submission
    context = {
        "round": submission.round,
        "submission": submission,
        "exchange": exchange,
        "form": form,
        "outcome": outcome,
        "token": token,
        "tables": _in_words(outcome) if outcome else [],
        "conflicts": [_line(one) for one in outcome.conflicts] if outcome else [],
        "refusal": edit_refusal(submission),
        "deadline": deadline_of(submission),
    }
    return render(request, "cities/workbook.html", context, status=status)


def _in_words(outcome: Outcome) -> list[tuple[str, list[Line]]]:
    return [(_table(table), [_line(one) for one in found]) for table, found in outcome.by_table]


def _table(key: str) -> str:
    return _("F13 Statements and self-scores") if key == STATEMENTS else table_words(key)


def _line(one: Difference) -> Line:
    if one.table == STATEMENTS:
        label = _("Self-score") if one.field == "self_score" else _("What the city says")
        return Line(f"{one.row} · {label}", one.kind, one.before, one.after)
    parts = (row_words(one.table, one.row), field_words(one.table, one.field, one.row) if one.field else "")
    before, after = said_words_of(one.table, one.field, one.before), said_words_of(one.table, one.field, one.after)
    return Line(" · ".join(filter(None, parts)), one.kind, before, after)


def said_words_of(table: str, field: str, text: str) -> str:
    """Only choices have other words than what was typed."""
    return said_words(table, text) if field and len(text) < 100 and "\n" not in text else text
