"""Reading what a city handed in, by those who are not the city: which version, and whether it goes on record."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import UserRequest
from cities.content import Content, build_content
from cities.models import Submission, SubmissionVersion
from cities.queries import latest_version, reader_role
from cities.rules import is_early, may_read_content
from rounds.models import Role

LOOK_LASTS = timedelta(hours=1)
"""For how long a look that is on record stays open in the same session before it is recorded again."""

LOOKS = "city_looks"


@dataclass(frozen=True)
class Reading:
    """One submission, and the version of it that this reader asked for. ``version`` None: the draft."""

    submission: Submission
    role: Role | None
    version: SubmissionVersion | None
    is_early: bool
    is_open: bool
    """The content may be shown now: no record is needed, or there is one."""

    @property
    def number(self) -> int | None:
        return self.version.number if self.version else None

    @property
    def what(self) -> str:
        """How the record calls it; the filter ``looked_at`` puts it into words."""
        return f"version {self.number}" if self.version else "draft"

    def content(self) -> Content | None:
        """What was handed in, or the draft as it is now; without self-scores for a chair, who may score too."""
        if not self.is_open:
            return None
        found: Content = self.version.content if self.version else build_content(self.submission)
        if self.role != Role.CHAIR:
            return found
        hidden: list[dict[str, Any]] = [{**said, "self_score": None} for said in found["statements"]]
        return {**found, "statements": hidden}


def asked_number(request: UserRequest) -> int | None:
    """The version in the address, if one is named."""
    asked = request.GET.get("version", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else None


def reading_of(request: UserRequest, submission: Submission, number: int | None = None) -> Reading:
    """``number`` is the version that was asked for; without one, the newest that this reader may know of."""
    role = reader_role(request.user, submission)
    version = _version(submission, role, number)
    early = is_early(role, submission, version.number if version else None)
    readable = may_read_content(role, submission) and (version is not None or role == Role.SECRETARIAT)
    seen = not early or _is_looked_at(request.session, submission, version)
    return Reading(submission, role, version, early, readable and seen)


def _version(submission: Submission, role: Role | None, number: int | None) -> SubmissionVersion | None:
    """Only secretariat and province read versions that are not the accepted one."""
    if role not in (Role.SECRETARIAT, Role.PROVINCE):
        accepted = submission.accepted_version
        return accepted if number is None or (accepted and accepted.number == number) else _missing()
    if number is None:
        return latest_version(submission)
    found = submission.versions.select_related("submitted_by", "opinion__given_by").filter(number=number).first()
    return found or _missing()


def _missing() -> SubmissionVersion | None:
    raise Http404


def remember_look(session: SessionBase, reading: Reading) -> None:
    """The recorded look lasts from now on."""
    until = timezone.now() + LOOK_LASTS
    session[LOOKS] = {**session.get(LOOKS, {}), _key(reading.submission, reading.version): until.isoformat()}


def _is_looked_at(session: SessionBase, submission: Submission, version: SubmissionVersion | None) -> bool:
    kept = session.get(LOOKS, {}).get(_key(submission, version))
    until = parse_datetime(kept) if kept else None
    return until is not None and timezone.now() < until


def _key(submission: Submission, version: SubmissionVersion | None) -> str:
    return f"{submission.pk}:{version.number if version else 'draft'}"
