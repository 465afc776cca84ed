"""A case's way into the report: nominated → checked → confirmed by its city → selected."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import Submission
from cities.services.telling import tell_all
from reports.errors import ReportError
from reports.models import ReportCase
from reports.queries.cases import confirming_people, may_confirm
from reports.rules import require_editing
from rounds.models import Round
from rounds.rules import pause_refusal

State = ReportCase.State
TABLE = ("F12", "cases")

LONGEST_REMARK = 1000
"""Characters of what a city says to a wording."""


class StaleCase(ReportError):
    """Somebody changed the case after this form was opened; nothing was stored. ``stored`` is theirs."""

    def __init__(self, message: object, stored: ReportCase) -> None:
        super().__init__(message)
        self.stored = stored


@transaction.atomic
def nominate_from_forms(*, round: Round, by: User) -> int:
    """Every case of an accepted version that is not nominated yet; how many are new."""
    require_editing(round, by)
    known = set(ReportCase.objects.filter(submission__round=round).values_list("submission_id", "row"))
    accepted = Submission.objects.filter(round=round, accepted_version__isnull=False).exclude(
        state=Submission.State.WITHDRAWN
    )
    rows = accepted.order_by("city__gb_code").values_list("pk", "accepted_version__content__forms__F12__cases")
    new = [
        _nominated(submission, kept)
        for submission, cases in rows
        for kept in cases or ()
        if (submission, kept["row"]) not in known and kept["values"].get("text")
    ]
    ReportCase.objects.bulk_create(new)
    record(by, "nominate_cases", round, round_id=round.pk, count=len(new))
    return len(new)


def _nominated(submission: int, kept: dict[str, Any]) -> ReportCase:
    values = kept["values"]
    return ReportCase(
        submission_id=submission,
        row=kept["row"],
        category=values.get("category") or "policies",
        title=values.get("title", "")[:100],
        place=values.get("place", "")[:100],
        text=values["text"],
        origin=ReportCase.Origin.CITY,
    )


@transaction.atomic
def nominate_case(*, submission: Submission, values: dict[str, Any], by: User) -> ReportCase:
    """A case that the secretariat puts forward itself, or for an expert: checked and confirmed like any other."""
    round = submission.round
    require_editing(round, by)
    if submission.state == Submission.State.WITHDRAWN:
        raise ReportError(
            _("%(city)s has withdrawn from the round.") % {"city": submission.city.name}, field="submission"
        )
    case = ReportCase(submission=submission, origin=ReportCase.Origin.SECRETARIAT, **values)
    _require_length(case)
    case.save()
    what = {"city": submission.city.gb_code, "category": case.category, "title": case.title, "text": case.text}
    record(by, "nominate_case", case, round_id=round.pk, **what)
    return case


@transaction.atomic
def edit_case(*, case: ReportCase, base: int, values: dict[str, Any], by: User) -> ReportCase:
    """Words and place in the report. Other words must be checked and confirmed again."""
    case = _locked(case, by)
    if case.version != base:
        raise StaleCase(
            _("Somebody changed this case after you opened it. Nothing of yours was stored yet."), case
        )
    before = case.text
    for name, value in values.items():
        setattr(case, name, value)
    _require_length(case)
    if case.text != before:
        _take_back(case)
    return _stored(case, by, "edit_report_case", before=before)


@transaction.atomic
def check_case(*, case: ReportCase, against: str, by: User) -> ReportCase:
    """The facts hold; ``against`` says what they were checked against. The city is asked for its word."""
    case = _locked(case, by)
    _require(case, State.NOMINATED)
    if not against.strip():
        raise ReportError(_("Say what the facts were checked against."), field="against")
    case.state, case.checked_by, case.checked_against, case.remark = State.CHECKED, by, against.strip(), ""
    stored = _stored(case, by, "check_report_case", against=against)
    tell_all(confirming_people(case), lambda: _asked(case), link=f"/reports/own-cases/{case.pk}/")
    return stored


def _asked(case: ReportCase) -> str:
    return _("Please confirm the wording of the case “%(case)s” for the evaluation report.") % {"case": case}


@transaction.atomic
def answer_case(*, case: ReportCase, base: int, confirms: bool, remark: str, by: User) -> ReportCase:
    """The city confirms the wording, or says what is wrong; then the case goes back to the secretariat.

    ``base`` is the version that was read: what the city never saw it can't confirm.
    """
    case = _fresh(case)
    if not may_confirm(by, case):
        raise ReportError(_("Only those who review or sign for the city confirm its cases."))
    if why_not := pause_refusal(case.submission.round):
        raise ReportError(why_not)
    _require(case, State.CHECKED)
    if case.version != base:
        raise ReportError(_("The wording was changed after you opened it. Read it as it stands now."))
    remark = remark.strip()
    if why_not := too_long(remark, LONGEST_REMARK):
        raise ReportError(why_not, field="remark")
    if confirms:
        case.state, case.confirmed_by, case.confirmed_at = State.CONFIRMED, by, timezone.now()
    elif not remark:
        raise ReportError(_("Say what is wrong with the wording."), field="remark")
    else:
        _take_back(case)
    case.remark = remark
    return _stored(case, by, "answer_report_case", confirms=confirms, remark=case.remark)


@transaction.atomic
def select_case(*, case: ReportCase, by: User) -> ReportCase:
    """Into the report, behind the others of its category."""
    case = _locked(case, by)
    _require(case, State.CONFIRMED)
    others = ReportCase.objects.filter(
        submission__round=case.submission.round, category=case.category, state=State.SELECTED
    )
    last = others.aggregate(last=Max("position"))["last"]
    case.state, case.position = State.SELECTED, 0 if last is None else last + 1
    return _stored(case, by, "select_report_case")


@transaction.atomic
def take_out_case(*, case: ReportCase, by: User) -> ReportCase:
    """Out of the report again; the city's confirmation stays."""
    case = _locked(case, by)
    _require(case, State.SELECTED)
    case.state = State.CONFIRMED
    return _stored(case, by, "take_out_report_case")


@transaction.atomic
def drop_case(*, case: ReportCase, by: User) -> ReportCase:
    """Not for this report. A dropped case can be nominated again by editing nothing but its state."""
    case = _locked(case, by)
    if case.state == State.DROPPED:
        case.state = State.NOMINATED
    else:
        _take_back(case)
        case.state = State.DROPPED
    return _stored(case, by, "drop_report_case")


@transaction.atomic
def move_case(*, case: ReportCase, up: bool, by: User) -> None:
    """One place up or down among the chosen of its category: the editor's order."""
    case = _locked(case, by)
    chosen = list(
        ReportCase.objects.select_for_update(no_key=True).filter(
            submission__round=case.submission.round, category=case.category, state=State.SELECTED
        )
    )
    place = next((n for n, other in enumerate(chosen) if other.pk == case.pk), None)
    if place is None:
        raise ReportError(_("The case is not in the report."))
    other = place - 1 if up else place + 1
    if 0 <= other < len(chosen):
        chosen[place], chosen[other] = chosen[other], chosen[place]
    for position, moved in enumerate(chosen):
        moved.position = position
    ReportCase.objects.bulk_update(chosen, ["position"])
    record(by, "move_report_case", case, round_id=case.submission.round_id, up=up)


def _require_length(case: ReportCase) -> None:
    if len(case.text) > case.longest:
        raise ReportError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(case.text), "limit": case.longest},
            field="text",
        )


def _take_back(case: ReportCase) -> None:
    """To the beginning: neither checked nor confirmed."""
    case.state, case.checked_by, case.checked_against = State.NOMINATED, None, ""
    case.confirmed_by = case.confirmed_at = None


def _locked(case: ReportCase, by: User) -> ReportCase:
    fresh = _fresh(case)
    require_editing(fresh.submission.round, by)
    return fresh


def _fresh(case: ReportCase) -> ReportCase:
    related = ("submission__round", "submission__city")
    return ReportCase.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=case.pk)


def _require(case: ReportCase, state: ReportCase.State) -> None:
    if case.state != state:
        raise ReportError(
            _("The case is “%(state)s”; this is possible only while it is “%(needed)s”.")
            % {"state": case.get_state_display(), "needed": state.label}
        )


def _stored(case: ReportCase, by: User, verb: str, **data: Any) -> ReportCase:
    case.version += 1
    case.save()
    record(by, verb, case, round_id=case.submission.round_id, state=case.state, **data)
    return case
