"""What the scores rest on: verified points, the indicator system, the rules of scoring."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.tables import FileColumn, Value, Workbook
from cities.arithmetic import arithmetic_text
from reports.workbook.data import WorkbookData, notes_of
from reviews.models import Verification
from rounds.policy_words import LABELS, value_words


def add_verification(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Indicator")),
        FileColumn(_("Name of the indicator")),
        FileColumn(_("Computed points"), "points"),
        FileColumn(_("Maximum"), "points"),
        FileColumn(_("Applies")),
        FileColumn(_("How")),
        FileColumn(_("Source or reason")),
        FileColumn(_("Arithmetic of the rule")),
        FileColumn(_("Verified by")),
        FileColumn(_("Verified at"), "moment"),
    ]
    book.add_table(_("Verification"), columns, _verified(data), notes=notes_of(data))


def _verified(data: WorkbookData) -> Iterator[list[Value]]:
    version = data.snapshot.scores_version
    rows = Verification.objects.filter(
        Q(to_version=None) | Q(to_version__gt=version), from_version__lte=version, submission__round=data.round
    ).select_related("indicator", "submission", "verified_by")
    for row in rows.order_by("submission__city__gb_code", "indicator__position", "pk"):
        city = data.table.cities[row.submission.city_id]
        yield [
            city.gb_code, city.name, row.indicator.code, row.indicator.name,
            row.points, row.indicator.computed_max,
            _("yes") if row.applies else _("no"),
            row.get_kind_display(), row.source, arithmetic_text(row.computed),
            str(row.verified_by), row.verified_at,
        ]  # fmt: skip


def add_system(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("Area")),
        FileColumn(_("Name of the area")),
        FileColumn(_("Indicator")),
        FileColumn(_("Name of the indicator")),
        FileColumn(_("Domain")),
        FileColumn(_("Computed points"), "points"),
        FileColumn(_("Judged points"), "points"),
        FileColumn(_("Maximum"), "points"),
    ]
    rows: Iterator[list[Value]] = (
        [
            indicator.area.code, indicator.area.name, indicator.code, indicator.name,
            indicator.domain.name if indicator.domain else _("all experts"),
            indicator.computed_max, indicator.judged_max, indicator.max_points,
        ]
        for indicator in data.indicators
    )  # fmt: skip
    hashed = _("SHA-256 of the indicator system: %(hash)s") % {"hash": data.snapshot.system_sha256}
    book.add_table(_("Indicator system"), columns, rows, notes=[*notes_of(data), hashed])


def add_policy(book: Workbook, data: WorkbookData) -> None:
    columns = [FileColumn(_("Rule")), FileColumn(_("Value"))]
    notes = [
        *notes_of(data),
        _("SHA-256 of the policy: %(hash)s") % {"hash": data.snapshot.policy_sha256},
        _("SHA-256 of everything that decided the result: %(hash)s") % {"hash": data.snapshot.inputs_sha256},
    ]
    policy = data.round.policy_value.to_dict()
    rows: list[list[Value]] = [[str(label), value_words(name, policy[name])] for name, label in LABELS.items()]
    book.add_table(_("Rules of scoring"), columns, rows, notes=notes)
