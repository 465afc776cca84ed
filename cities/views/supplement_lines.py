"""The items of a supplement as they are listed: what each is, and whether it has changed since the return."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from cities.differences import Differences
from cities.models import SupplementItem, SupplementRequest
from cities.questionnaire import BY_CODE


@dataclass(frozen=True)
class SupplementLine:
    label: str
    text: str
    address: str
    is_changed: bool


def lines_of(request: SupplementRequest, changed: Differences) -> list[SupplementLine]:
    """``changed``: what is asked now against the version that was returned."""
    return list(_lines(request, changed))


def _lines(request: SupplementRequest, changed: Differences) -> Iterator[SupplementLine]:
    slug = request.submission.round.slug
    for item in request.items.all():
        label, address = _place(slug, item)
        is_changed = changed.touches(
            form="" if item.form == "F13" else item.form,
            indicator=item.indicator.code if item.indicator else "",
            evidence=item.evidence_id,
        ) or (item.form == "F13" and bool(changed.statements))
        yield SupplementLine(label, item.text, address, is_changed)


def _place(slug: str, item: SupplementItem) -> tuple[str, str]:
    if item.form:
        form = BY_CODE[item.form]
        page = reverse("cities:form", args=[slug, form.slug]) if form.tables else ""
        return f"{form.code} {form.name}", page or reverse("cities:overview", args=[slug])
    if item.indicator:
        return str(item.indicator), reverse("cities:statement", args=[slug, item.indicator.code])
    assert item.evidence_id is not None  # a constraint of the table
    return str(item.evidence), reverse("cities:edit-evidence", args=[slug, item.evidence_id])
