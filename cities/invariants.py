"""What must hold of what cities handed in."""

import hashlib
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.invariant import Invariant
from cities.content import hash_of
from cities.models import Evidence, Submission, SubmissionVersion

CHUNK = 1024 * 1024


def _hashes() -> Iterator[str]:
    for version in SubmissionVersion.objects.select_related("submission__city", "submission__round").iterator():
        if version.content and hash_of(version.content) != version.sha256:
            yield _("%(version)s no longer has the content of its receipt.") % {"version": version}


def _accepted() -> Iterator[str]:
    others = Submission.objects.exclude(accepted_version=None).exclude(accepted_version__submission=F("pk"))
    for submission in others.select_related("city", "round"):
        yield _("%(submission)s: the accepted version is another city's.") % {"submission": submission}


def _files() -> Iterator[str]:
    for evidence in Evidence.objects.exclude(file="").iterator():
        if not _is_there(evidence):
            yield _("“%(title)s” (%(pk)d): the file is missing.") % {"title": evidence, "pk": evidence.pk}


def _bytes() -> Iterator[str]:
    """A file that is missing is another invariant's to say."""
    for evidence in Evidence.objects.exclude(file="").iterator():
        if _is_there(evidence) and _digest(evidence) != evidence.sha256:
            yield _("“%(title)s” (%(pk)d): the file has changed.") % {"title": evidence, "pk": evidence.pk}


def _is_there(evidence: Evidence) -> bool:
    return evidence.file.storage.exists(str(evidence.file.name))


def _digest(evidence: Evidence) -> str:
    digest = hashlib.sha256()
    with evidence.file.storage.open(str(evidence.file.name)) as stored:
        while chunk := stored.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


INVARIANTS = [
    Invariant(gettext_lazy("What was handed in is what its receipt says"), _hashes),
    Invariant(gettext_lazy("An accepted version is the city's own"), _accepted),
    Invariant(gettext_lazy("Every piece of evidence has its file"), _files),
    Invariant(gettext_lazy("Every file has the hash it had when it came"), _bytes, deep=True),
]
