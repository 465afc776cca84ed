"""The forms of the questionnaire: one engine for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.completeness import FormProgress
from cities.errors import StaleForm
from cities.finding import findings_of_form
from cities.forms.sheets import (
    Builder,
    Offer,
    Sheet,
    carry_on,
    in_words,
    mark_findings,
    mark_problems,
    typed_rows,
)
from cities.models import Evidence, FormRow, GoodPractice, Submission
from cities.queries import Part, own_evidence
from cities.queries.forms import FormRows
from cities.queries.last_round import LastRound, last_round_of
from cities.queries.people import users_numbered
from cities.queries.plausibility import Answered
from cities.queries.questionnaire import Questionnaire, questionnaire_of
from cities.questionnaire import BY_SLUG, TABLES, FormSpec, TableSpec
from cities.questionnaire.forms import CASES
from cities.rules import writing_of
from cities.services import (
    FormProblems,
    TypedRow,
    add_row,
    remove_row,
    save_page,
    save_value,
    say_nothing,
)
from cities.services.form_rows import references_of
from cities.services.taking_over import Taken, take_over, what_can_be_taken
from cities.views.form_addresses import address_of, address_of_finding
from cities.views.own import own_submission_or_404
from cities.views.typing import saved_answer


@dataclass
class Desk:
    """One form of one city, before somebody who fills it in."""

    submission: Submission
    form: FormSpec
    questionnaire: Questionnaire
    last: LastRound
    builder: Builder

    @property
    def progress(self) -> FormProgress:
        found = self.questionnaire.by_code[self.form.code].progress
        assert found is not None  # only forms with tables have a desk
        return found

    def sheets(self) -> list[Sheet]:
        return [self.builder.sheet(found.table, found) for found in self.progress.tables]

    def row_sheet(self, table: TableSpec, row: FormRow) -> Sheet:
        found = next(progress for progress in self.progress.tables if progress.table is table)
        return self.builder.row_sheet(table, row, found)

    @property
    def slug(self) -> str:
        return self.submission.round.slug


def form_or_404(slug: str) -> FormSpec:
    form = BY_SLUG.get(slug)
    if form is None or not form.tables:
        raise Http404
    return form


def table_or_404(form: FormSpec, key: str) -> TableSpec:
    table = form.table(key)
    if table is None:
        raise Http404
    return table


def desk_or_404(request: UserRequest, slug: str, form: str) -> Desk:
    return _desk(own_submission_or_404(request, slug), form_or_404(form))


def _desk(submission: Submission, form: FormSpec) -> Desk:
    questionnaire, last = questionnaire_of(submission), last_round_of(submission)
    cases = questionnaire.rows.of(TABLES["F12.cases"]) if form is CASES else []
    pieces = own_evidence(submission)
    offer = Offer(
        pieces,
        [case for case in cases if isinstance(case, GoodPractice)],
        _others_named(questionnaire.rows, form, pieces),
    )
    builder = Builder(submission.round, _with_people(questionnaire, form), last, offer)
    return Desk(submission, form, questionnaire, last, builder)


def _others_named(rows: FormRows, form: FormSpec, pieces: Sequence[Evidence]) -> list[Evidence]:
    """Files that rows of the form name although they can't be chosen. A query only if there are any."""
    named = {row.evidence_id for table in form.tables for row in rows.of(table) if row.evidence_id}
    others = named - {piece.pk for piece in pieces}
    return list(Evidence.objects.filter(pk__in=others)) if others else []


def _with_people(questionnaire: Questionnaire, form: FormSpec) -> FormRows:
    """The form's rows, each with who saved it last: one query for all."""
    rows = [row for table in form.tables for row in questionnaire.rows.of(table)]
    people = users_numbered({row.updated_by_id for row in rows if row.updated_by_id})
    for row in rows:
        row.updated_by = people.get(row.updated_by_id or 0)
    return questionnaire.rows


@login_required
def form(request: UserRequest, slug: str, form: str) -> HttpResponse:
    """A form; where nothing may be changed, what stands, and why it rests."""
    desk = desk_or_404(request, slug, form)
    sheets = desk.sheets()
    if request.method != "POST":
        return _form_page(request, desk, sheets)
    filled = [sheet for sheet in sheets if sheet.lines]
    typed = [typed_rows(sheet, request.POST) for sheet in filled]
    answer = _save(request, desk, filled, typed)
    if answer is None:
        return redirect(_onward(request, desk))
    return _form_page(request, answer.desk, answer.sheets, answer.problem, status=409)


@login_required
def form_row(request: UserRequest, slug: str, form: str, table: str, pk: int) -> HttpResponse:
    """One row of a register."""
    desk = desk_or_404(request, slug, form)
    register = table_or_404(desk.form, table)
    row = _row_or_404(desk, register, pk)
    sheet = desk.row_sheet(register, row)
    if request.method != "POST":
        return _row_page(request, desk, register, row, sheet)
    answer = _save(request, desk, [sheet], [typed_rows(sheet, request.POST)], (register, pk))
    if answer is None:
        to = "cities:form-row" if "next" not in request.POST else "cities:form"
        return redirect(to, *([slug, form, table, pk] if "next" not in request.POST else [slug, form]))
    if not answer.sheets:
        messages.error(request, answer.problem)
        return redirect("cities:form", slug, form)
    row = _row_or_404(answer.desk, register, pk)
    return _row_page(request, answer.desk, register, row, answer.sheets[0], answer.problem, status=409)


@dataclass
class _Answer:
    """What is shown after a refusal: everything as it is stored now, with what was typed kept in it."""

    desk: Desk
    sheets: list[Sheet]
    problem: str


def _save(
    request: UserRequest,
    desk: Desk,
    sheets: Sequence[Sheet],
    typed: Sequence[list[TypedRow]],
    register_row: tuple[TableSpec, int] | None = None,
) -> _Answer | None:
    """Save every sheet of the page, all or nothing. None: all is stored."""
    brought = [(sheet.table, rows) for sheet, rows in zip(sheets, typed, strict=True)]
    try:
        save_page(submission=desk.submission, typed=brought, by=request.user)
    except PortalError as error:
        now = _desk(own_submission_or_404(request, desk.slug), desk.form)
        fresh = _fresh(now, register_row)
        for sheet in fresh:
            rows = next((rows for table, rows in brought if table is sheet.table), [])
            carry_on(sheet, rows, is_stale=isinstance(error, StaleForm))
            if isinstance(error, FormProblems) and error.table is sheet.table:
                mark_problems(sheet, error.problems)
        return _Answer(now, fresh, error.message)
    messages.success(request, _("%(form)s: saved.") % {"form": desk.form.name})
    return None


def _fresh(desk: Desk, register_row: tuple[TableSpec, int] | None) -> list[Sheet]:
    if register_row is None:
        return desk.sheets()
    table, pk = register_row
    rows = (row for row in desk.questionnaire.rows.of(table) if row.pk == pk)
    return [desk.row_sheet(table, row) for row in rows]


def _row_or_404(desk: Desk, table: TableSpec, pk: int) -> FormRow:
    for row in desk.questionnaire.rows.of(table):
        if table.is_register and row.pk == pk:
            return row
    raise Http404


def _form_page(
    request: UserRequest, desk: Desk, sheets: list[Sheet], problem: str = "", *, status: int = 200
) -> HttpResponse:
    can_take = _takeable(desk) if desk.last.version else []
    context = _context(desk, sheets, problem) | {"takeable": len(can_take)}
    return render(request, "cities/form.html", context, status=status)


def _row_page(
    request: UserRequest,
    desk: Desk,
    table: TableSpec,
    row: FormRow,
    sheet: Sheet,
    problem: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    rows = desk.questionnaire.rows.of(table)
    place = [other.pk for other in rows].index(row.pk)
    context = _context(desk, [sheet], problem) | {
        "table": table,
        "row": row,
        "sheet": sheet,
        "number": place + 1,
        "all": len(rows),
        "row_before": rows[place - 1] if place else None,
        "row_after": rows[place + 1] if place + 1 < len(rows) else None,
    }
    return render(request, "cities/form_row.html", context, status=status)


def _context(desk: Desk, sheets: Sequence[Sheet], problem: str) -> dict[str, Any]:
    submission, writing = desk.submission, writing_of(desk.submission)
    found = findings_of_form(submission, desk.form, desk.questionnaire.rows, writing.deadline)
    for sheet in sheets:
        mark_findings(sheet, _said_of(sheet.table, found))
    return {
        "round": submission.round,
        "submission": submission,
        "form": desk.form,
        "line": desk.questionnaire.by_code[desk.form.code],
        "questionnaire": desk.questionnaire,
        "sheets": sheets,
        "problem": problem,
        "has_conflict": any(sheet.has_conflict for sheet in sheets),
        "last_round": desk.last.version.submission.round if desk.last.version else None,
        "before": desk.questionnaire.before(desk.form),
        "after": desk.questionnaire.after(desk.form),
        "refusal": writing.refusal_of(Part(form=desk.form.code)),
        "deadline": writing.deadline,
        "found": [(answered, address_of_finding(desk.slug, answered.finding)) for answered in found],
    }


def _said_of(table: TableSpec, found: Sequence[Answered]) -> dict[tuple[str, str], str]:
    """By row and field, what was found in a table and is neither mended nor explained."""
    return {
        (answered.finding.row, answered.finding.field): answered.sentence
        for answered in found
        if answered.finding.form == table.key and answered.is_open
    }


def _onward(request: UserRequest, desk: Desk) -> str:
    """Where the button that was pressed leads: the next form, or the same one again."""
    after = desk.questionnaire.after(desk.form)
    if "next" not in request.POST:
        return reverse("cities:form", args=[desk.slug, desk.form.slug])
    return address_of(desk.submission, after)


@login_required
@require_POST
def save_field(request: UserRequest, slug: str, form: str) -> JsonResponse:
    """One field as it is typed."""
    submission, spec = own_submission_or_404(request, slug), form_or_404(form)
    short_key, _colon, place = request.POST.get("name", "").partition(":")
    row, _colon, field = place.rpartition(":")
    table = spec.table(short_key)
    if table is None:
        return JsonResponse({"message": _("This form has no such field.")}, status=422)
    return saved_answer(
        request,
        lambda: save_value(
            submission=submission,
            table=table,
            row=row,
            field=field,
            base=request.POST.get("base", ""),
            text=request.POST.get("text", ""),
            by=request.user,
        ),
    )


@login_required
@require_POST
def add(request: UserRequest, slug: str, form: str, table: str) -> HttpResponse:
    """A new row, and straight to it."""
    submission, spec = own_submission_or_404(request, slug), form_or_404(form)
    try:
        row = add_row(submission=submission, table=table_or_404(spec, table), by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("cities:form", slug, form)
    return redirect("cities:form-row", slug, form, table, row.pk)


@login_required
@require_POST
def nothing(request: UserRequest, slug: str, form: str, table: str) -> HttpResponse:
    """That there is nothing to enter, or that there is after all."""
    submission, spec = own_submission_or_404(request, slug), form_or_404(form)
    try:
        says = request.POST.get("says") == "yes"
        say_nothing(submission=submission, table=table_or_404(spec, table), by=request.user, says=says)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("cities:form", slug, form)


@login_required
def remove(request: UserRequest, slug: str, form: str, table: str, pk: int) -> HttpResponse:
    """Look at the row once more, then take it out."""
    desk = desk_or_404(request, slug, form)
    register = table_or_404(desk.form, table)
    row = _row_or_404(desk, register, pk)
    problem = ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            remove_row(
                submission=desk.submission,
                table=register,
                row=str(pk),
                version=whole_number(version, -1),
                by=request.user,
            )
        except PortalError as error:
            problem = error.message
        else:
            messages.success(request, _("The row has been removed."))
            return redirect("cities:form", slug, form)
    context = _context(desk, [], problem) | {"table": register, "row": row, "said": _said(desk, register, row)}
    return render(request, "cities/form_row_remove.html", context, status=409 if problem else 200)


def _said(desk: Desk, table: TableSpec, row: FormRow) -> list[tuple[str, str]]:
    cells = desk.row_sheet(table, row).lines[0].cells
    return [(cell.head.label, in_words(cell.head, cell.text)) for cell in cells if cell.text]


@dataclass(frozen=True)
class TakenLine:
    """A row that would be taken over, in words."""

    table: str
    row: str
    said: Sequence[tuple[str, str]]


@login_required
def take(request: UserRequest, slug: str, form: str) -> HttpResponse:
    """What would be taken over from the last round, and taking it over."""
    desk = desk_or_404(request, slug, form)
    if request.method == "POST":
        try:
            number = take_over(submission=desk.submission, form=desk.form, by=request.user)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            text = _("Taken over: %(number)d. Please read them through: they are of the last round.")
            messages.success(request, text % {"number": number})
        return redirect("cities:form", slug, form)
    taken = [_taken_line(desk, one) for one in _takeable(desk)]
    context = _context(desk, [], "") | {"taken": taken}
    return render(request, "cities/form_take_over.html", context)


def _takeable(desk: Desk) -> list[Taken]:
    references = references_of(desk.submission)
    return what_can_be_taken(desk.submission, desk.form, desk.questionnaire.rows, desk.last, references)


def _taken_line(desk: Desk, taken: Taken) -> TakenLine:
    heads = {head.spec.name: head for head in desk.builder.heads(taken.table)}
    said = [(heads[name].label, in_words(heads[name], text)) for name, text in taken.values.items()]
    fixed = next((row for row in taken.table.rows_for(desk.submission.round) if row.name == taken.key), None)
    return TakenLine(str(taken.table.name), fixed.label if fixed else "", said)
