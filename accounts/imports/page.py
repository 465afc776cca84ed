"""The page of an import: choose a file, read what it would do, do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import PortalError
from accounts.imports.resources import TableResource
from accounts.imports.table import Table, read_table, table_as_csv
from accounts.imports.trial import Trial, carry_out, try_table
from accounts.models import User, UserRequest
from accounts.tables import FileColumn, table_file

SALT = "accounts.imports"
LASTS_SECONDS = 3600


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("CSV (UTF-8 or GBK) or XLSX, at most 2 MB and 5,000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def table(self) -> Table:
        upload = self.cleaned_data["file"]
        return read_table(upload, size=upload.size)


class OwnImport(Protocol):
    """Lines that are more than rows of one model: tried and stored by a service that gives the same account."""

    @property
    def labels(self) -> Mapping[str, Any]: ...

    @property
    def required(self) -> tuple[str, ...]: ...

    def attempt(self, table: Table) -> Trial: ...

    def carry_out(self, table: Table) -> Trial: ...


@dataclass(frozen=True)
class ImportPage:
    """What the page needs to know. ``done`` is where it leads afterwards; ``then`` runs in between.

    ``file_url``: a workbook with what stands now, in place of the plain tables.
    """

    resource: TableResource | OwnImport
    verb: str
    heading: Any
    explanation: Any
    pretitle: Any
    done: str
    subject: models.Model | None = None
    round_id: int | None = None
    then: Callable[[], object] | None = None
    file_url: str = ""

    def attempt(self, table: Table) -> Trial:
        if isinstance(self.resource, TableResource):
            return try_table(self.resource, table)
        return self.resource.attempt(table)

    def carry_out(self, table: Table, by: User) -> Trial:
        if isinstance(self.resource, TableResource):
            return carry_out(
                self.resource, table, verb=self.verb, subject=self.subject, by=by, round_id=self.round_id
            )
        return self.resource.carry_out(table)


def import_page(request: UserRequest, page: ImportPage) -> HttpResponse:
    """The whole exchange. Who may come here, the caller has decided."""
    if request.GET.get("table") == "csv" and isinstance(page.resource, TableResource):
        return _current_table(page, page.resource)
    if request.GET.get("table") == "empty":
        return _empty_table(page)
    if "confirm" in request.POST:
        return _confirm(request, page)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_valid():
        try:
            table = form.table()
        except PortalError as error:
            form.add_error("file", error.message)
        else:
            return _preview(request, page, table, page.attempt(table))
    return _render(request, page, form=form)


def _preview(request: UserRequest, page: ImportPage, table: Table, trial: Trial) -> HttpResponse:
    offer = trial.is_possible and trial.changes_something
    token = _sign(request, page, table, trial) if offer else ""
    return _render(request, page, form=TableForm(), trial=trial, token=token)


def _confirm(request: UserRequest, page: ImportPage) -> HttpResponse:
    """Do what was tried, if it is what this person tried and would still do the same."""
    try:
        table, digest = _unsign(request, page)
    except signing.SignatureExpired:
        messages.error(request, _("More than an hour has passed. Choose the file again."))
        return redirect(request.path)
    except (signing.BadSignature, PortalError):
        messages.error(request, _("What you confirmed is not what was shown to you. Choose the file again."))
        return redirect(request.path)
    trial = page.attempt(table)
    if trial.digest != digest:
        messages.warning(request, _("Something changed in the meantime. Read again what the file would do now."))
        return _preview(request, page, table, trial)
    try:
        done = _carried_out(request, page, table)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect(request.path)
    messages.success(
        request,
        _("Imported: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.")
        % {kind: done.counts[kind] for kind in ("new", "changed", "unchanged")},
    )
    return redirect(page.done)


@transaction.atomic
def _carried_out(request: UserRequest, page: ImportPage, table: Table) -> Trial:
    """The lines and what follows from them, or neither."""
    done = page.carry_out(table, request.user)
    if page.then:
        page.then()
    return done


def _render(request: UserRequest, page: ImportPage, **context: Any) -> HttpResponse:
    labels = page.resource.labels
    columns = [(name, label, name in page.resource.required) for name, label in labels.items()]
    return render(request, "imports/import.html", {"page": page, "columns": columns, **context})


def _sign(request: UserRequest, page: ImportPage, table: Table, trial: Trial) -> str:
    tried = {"by": request.user.pk, "verb": page.verb, "path": request.path, "digest": trial.digest}
    return signing.dumps({**tried, "headers": table.headers, "rows": table.rows}, salt=SALT, compress=True)


def _unsign(request: UserRequest, page: ImportPage) -> tuple[Table, str]:
    tried = signing.loads(request.POST["confirm"], salt=SALT, max_age=LASTS_SECONDS)
    if (tried["by"], tried["verb"], tried["path"]) != (request.user.pk, page.verb, request.path):
        raise signing.BadSignature
    return Table(tried["headers"], [(number, cells) for number, cells in tried["rows"]]), tried["digest"]


def _current_table(page: ImportPage, resource: TableResource) -> HttpResponse:
    """What is stored now, in the form in which it can come back."""
    dataset = resource.export()
    response = HttpResponse(table_as_csv(dataset.headers, dataset), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(page.verb)}.csv"'
    return response


def _empty_table(page: ImportPage) -> HttpResponse:
    """A workbook to fill in: the columns under the names that people see."""
    columns = [FileColumn(str(label)) for label in page.resource.labels.values()]
    return table_file(f"{page.heading}.xlsx", columns, [])
