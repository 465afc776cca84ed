"""That somebody else than its expert has read a submitted sheet: on record."""

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from reviews.models import PaperSheet, ScoreSheet


@transaction.atomic
def record_printing(*, sheet: ScoreSheet, number: int, by: User) -> None:
    record(by, "read_sheet", sheet, round_id=sheet.assignment.round_id, number=number)


@transaction.atomic
def record_scan(*, paper: PaperSheet, by: User) -> None:
    record(by, "read_scan", paper, round_id=paper.assignment.round_id)
