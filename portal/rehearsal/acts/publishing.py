"""Everything becomes public at once; the finished round is sealed, and the package proved."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK
from portal.rehearsal.workers import sealed
from reports.archiving.verify import answers
from reports.services.archives import ask_for_archive
from reports.services.publication import publish

NOTICE = timedelta(days=5)


def publish_everything(company: Company) -> None:
    until = timezone.localdate() + NOTICE
    contact = MARK + "评估秘书处 010-00000000"
    made = publish(round=company.round, notice_until=until, contact=contact, by=company.authority)
    company.say(f"published: {len(made.content['list'])} cities on the list, SHA-256 {made.sha256[:12]}…")


def seal_and_prove(company: Company) -> None:
    archive = sealed(ask_for_archive(round=company.round, by=company.secretariat))
    with default_storage.open(archive.file) as package:
        checks = list(answers(package, signer=archive.signer))
    if problems := [problem for check in checks for problem in check.problems]:
        raise RuntimeError(f"the package does not prove itself: {problems[0]}")
    company.say(f"package of {archive.size:,} bytes sealed and proved by {len(checks)} checks")
