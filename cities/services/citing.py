"""Citing a file from where the file is: one file for many indicators, each with its pages."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.citations import tidy_pages
from cities.errors import CityError
from cities.models import Citation, Evidence, Statement
from cities.queries import Part, evidence_of
from cities.services.locking import locked_for_editing, touch
from rounds.models import Indicator


@transaction.atomic
def cite_evidence(*, evidence: Evidence, indicator: Indicator, pages: str, by: User) -> Statement:
    """Cite the file for one indicator, or change the pages. A statement that is open elsewhere learns of it."""
    submission = locked_for_editing(evidence.submission, by, Part(indicator=indicator))
    if not evidence_of(submission).filter(pk=evidence.pk).exists():
        raise CityError(_("Only a file that has been checked can be cited."))
    if indicator.system_id != submission.round.indicator_system_id:
        raise CityError(_("This indicator is not part of the round."))
    tidy = tidy_pages(pages, page_count=evidence.pages)
    statement, _new = Statement.objects.get_or_create(submission=submission, indicator=indicator)
    Citation.objects.update_or_create(statement=statement, evidence=evidence, defaults={"pages": tidy})
    statement.version += 1
    statement.updated_by, statement.updated_at = by, timezone.now()
    statement.save(update_fields=["version", "updated_by", "updated_at"])
    touch(submission, by)
    what = {"city": submission.city.gb_code, "indicator": indicator.code, "evidence": evidence.pk, "pages": tidy}
    record(by, "cite_evidence", statement, round_id=submission.round_id, **what)
    return statement
