"""Who may do what to a submission, with a sentence for a no. The stages of the round decide the windows."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import prepared
from cities.errors import CityError
from cities.finding import forms_in_mending
from cities.models import City, Submission, SubmissionVersion, SupplementRequest
from cities.queries import (
    Chain,
    Part,
    is_city_administrator,
    opinion_on,
    province_submissions,
    reader_role,
    reopened_until,
    reopening_of,
    same_file,
    supplement_of,
    used_bytes,
)
from rounds import rules as stages
from rounds.models import Action, Role, Round, Stage
from rounds.queries import leading_role, open_stages

State = Submission.State


def edit_refusal(submission: Submission) -> str:
    """Why the city may not change its material at the moment; empty if it may.

    A draft is written while filing is open. A returned submission may also be supplemented in the stages that
    allow it, until the day that was set. Anything handed in rests until the secretariat returns it. A window that
    is open for this city alone goes before all of them.
    """
    if resting := _resting(submission):
        return resting
    if reopening_of(submission):
        return stages.pause_refusal(submission.round)
    if overdue := _overdue(submission):
        return overdue
    refusals = [stages.refusal(submission.round, Role.CITY, action) for action in _writing(submission)]
    return "" if "" in refusals else refusals[0]


def check_refusal(submission: Submission) -> str:
    """Why the secretariat may not accept or return the submission at the moment; empty if it may."""
    if submission.state == State.RETURNED and _overdue(submission):
        return stages.refusal(submission.round, Role.SECRETARIAT, Action.CHECK_SUBMISSION)
    if submission.state != State.SUBMITTED:
        return _("Only what has been submitted can be accepted or returned; this is: %(state)s.") % {
            "state": submission.get_state_display()
        }
    return stages.refusal(submission.round, Role.SECRETARIAT, Action.CHECK_SUBMISSION)


def part_refusal(submission: Submission, *parts: Part) -> str:
    """Why the city may not change these parts at the moment; empty if it may.

    Of a returned submission only what the secretariat has named, and what has to be mended since, until the city
    hands in again: a figure that is corrected may no longer fit one of a form that was not named.
    """
    return edit_refusal(submission) or unnamed_refusal(submission, *parts)


def unnamed_refusal(submission: Submission, *parts: Part) -> str:
    """Why one of these parts rests while the rest of a returned submission may be written; empty if none does."""
    if submission.state != State.RETURNED or not parts:
        return ""
    return _unnamed_sentence(submission, supplement_of(submission), *parts)


def _unnamed_sentence(submission: Submission, request: SupplementRequest | None, *parts: Part) -> str:
    unnamed = {part.form for part in parts if not part.is_named(request)} if request else set()
    if request is None or not unnamed:
        return ""
    if "" not in unnamed and unnamed <= forms_in_mending(submission, request.version, deadline_of(submission)):
        return ""
    return _("Returned for supplement: only the named items can be changed, and this is not one of them.")


def _overdue(submission: Submission) -> str:
    return _overdue_sentence(supplement_of(submission) if submission.state == State.RETURNED else None)


def _overdue_sentence(request: SupplementRequest | None) -> str:
    if request is None or not request.is_overdue:
        return ""
    return _("The time for the supplement ended on %(when)s. Ask the secretariat for an extension.") % {
        "when": date_format(timezone.localtime(request.due_at), "DATETIME_FORMAT")
    }


def supplement_refusal(submission: Submission, request: SupplementRequest | None) -> str:
    """Why the secretariat may not return the submission for supplement; empty if it may: once.

    ``request`` is the one there has been, ``supplement_of``.
    """
    if submission.state == State.RETURNED:
        return _("The time for the supplement is over: accept what was handed in, or give more time.")
    if request is None:
        return ""
    return _("Returned for supplement once already, on %(when)s. A second time is not possible.") % {
        "when": date_format(timezone.localtime(request.requested_at), "DATE_FORMAT")
    }


def opinion_refusal(submission: Submission, version: SubmissionVersion | None) -> str:
    """Why the province may not give its opinion on this version now; empty if it may."""
    if version is None:
        return _("The city has handed in nothing yet.")
    if opinion_on(version):
        return _("The opinion on this version is given. A newer version gets its own.")
    if submission.state != State.SUBMITTED:
        return _("The opinion is given after the city has signed and before the formal check decides.")
    return stages.refusal(submission.round, Role.PROVINCE, Action.GIVE_OPINION)


def require_edit(submission: Submission, by: User, *parts: Part) -> None:
    """Raise CityError unless ``by`` acts for the city and the city may change these parts of its material now."""
    if reader_role(by, submission) != Role.CITY:
        raise CityError(_("Only the city's own people can change its material."))
    if why_not := part_refusal(submission, *parts):
        raise CityError(why_not)


def sign_refusal(chain: Chain, user: User) -> str:
    """Why this person may not give the next signature; empty if they may."""
    step = chain.next
    if step is None:
        return _("Everything is signed.")
    if step.lacks_people:
        return _(
            "Nobody has the role “%(role)s”. Give it to somebody, or decide that this city signs without it: "
            "its own administrator or the secretariat can."
        ) % {"role": step.role}
    if user.pk not in {person.pk for person in step.people}:
        names = ", ".join(str(person) for person in step.people)
        return _("The next signature (%(step)s) is for %(names)s.") % {"step": step.title, "names": names}
    if earlier := chain.signed_by(user):
        return _("You have signed already (%(step)s): the next signature is for another person.") % {
            "step": earlier.get_step_display()
        }
    return ""


def require_check(submission: Submission, by: User) -> None:
    """Raise CityError unless ``by`` is of the secretariat and the submission waits for its formal check."""
    if reader_role(by, submission) != Role.SECRETARIAT:
        raise CityError(_("Only the secretariat can accept or return a submission."))
    if why_not := check_refusal(submission):
        raise CityError(why_not)


def presentation_refusal(submission: Submission) -> str:
    """Why the city may not hand in the file of its presentation at the moment; empty if it may.

    It may in the stages that allow it and while it writes its material, until the file locks on the evening
    before.
    """
    if locked := presentation_locked(submission):
        return locked
    if submission.state == State.WITHDRAWN:
        return _resting(submission)
    refusal = stages.refusal(submission.round, Role.CITY, Action.PRESENT)
    return refusal if refusal and edit_refusal(submission) else ""


def presentation_locked(submission: Submission) -> str:
    """Since when the file of the presentation can't be changed; empty while it can."""
    at = submission.presentation_locks_at
    if at is None or timezone.now() < at:
        return ""
    return _("The file of the presentation was locked on %(when)s and can no longer be changed.") % {
        "when": date_format(timezone.localtime(at), "DATETIME_FORMAT")
    }


def require_present(submission: Submission, by: User) -> None:
    """Raise CityError unless ``by`` acts for the city and the city may hand in its presentation now."""
    if reader_role(by, submission) != Role.CITY:
        raise CityError(_("Only the city's own people can change its material."))
    if why_not := presentation_refusal(submission):
        raise CityError(why_not)


def require_secretariat(submission: Submission, by: User) -> None:
    """Raise CityError unless ``by`` is of the round's secretariat and nothing is paused."""
    if leading_role(by, submission.round) != Role.SECRETARIAT:
        raise CityError(_("Only the secretariat of the round can do this."))
    if why_not := stages.pause_refusal(submission.round):
        raise CityError(why_not)


def may_read_content(role: Role | None, submission: Submission) -> bool:
    """Whether somebody in this role may read what was handed in, and not only its state.

    The city reads its own, the province its cities', the secretariat everything (a look before acceptance is
    logged); the others who lead the round read accepted material in the stages that allow it.
    """
    if role in (Role.CITY, Role.PROVINCE, Role.SECRETARIAT):
        return True
    if role is None or submission.accepted_version_id is None:
        return False
    return stages.may(submission.round, role, Action.READ_MATERIAL)


def readable_versions(user: User, round: Round) -> QuerySet[SubmissionVersion]:
    """The versions that ``may_read_content`` opens to who is not the city, without a look going on record.

    Of the secretariat's that are only the accepted ones; a province reads what was handed in last.
    """
    versions = SubmissionVersion.objects.filter(submission__round=round)
    role = leading_role(user, round)
    if role is None:
        last = SubmissionVersion.objects.filter(submission=OuterRef("submission")).order_by("-number")
        own = province_submissions(user).filter(round=round).order_by().values("pk")
        return versions.filter(submission__in=own, number=Subquery(last.values("number")[:1]))
    if role != Role.SECRETARIAT and not stages.may(round, role, Action.READ_MATERIAL):
        return versions.none()
    return versions.filter(pk=F("submission__accepted_version"))


def writing_stages(submission: Submission) -> list[Stage]:
    """The open stages in which the city may write now, in order; none if it may not."""
    if _resting(submission):
        return []
    stages_now = _stages_to_supplement if submission.state == State.RETURNED else _stages_to_write
    return stages_now(round=submission.round_id, now=timezone.now())


@prepared
def _stages_to_write(round: int, now: datetime) -> QuerySet[Stage]:
    return _open_for_city(round, now, Action.WRITE_SUBMISSION)


@prepared
def _stages_to_supplement(round: int, now: datetime) -> QuerySet[Stage]:
    return _open_for_city(round, now, Action.SUPPLEMENT, Action.WRITE_SUBMISSION)


def _open_for_city(round: int, now: datetime, *actions: Action) -> QuerySet[Stage]:
    allows = [Q(rights__actions__contains=[action.value]) for action in actions]
    return open_stages(Round(pk=round), now).filter(reduce(or_, allows), rights__role=Role.CITY)


def deadline_of(submission: Submission) -> datetime | None:
    """When the window closes in which the city may write now; None if it may not or no end is set."""
    if not _resting(submission) and (reopening := reopening_of(submission)):
        return reopening.until
    end = _last_end(writing_stages(submission))
    return _earlier(end, supplement_of(submission) if submission.state == State.RETURNED else None)


def _earlier(end: datetime | None, request: SupplementRequest | None) -> datetime | None:
    return min(end, request.due_at) if request and end else request.due_at if request else end


@dataclass(frozen=True)
class Writing:
    """Whether the city may write now: the open stages that allow it, why not, until when.

    ``supplement`` is the open request for one, which says what may be written.
    """

    submission: Submission
    stages: list[Stage]
    refusal: str
    deadline: datetime | None
    supplement: SupplementRequest | None = None

    def refusal_of(self, part: Part) -> str:
        """As ``part_refusal``."""
        return self.refusal or _unnamed_sentence(self.submission, self.supplement, part)


def writing_of(submission: Submission) -> Writing:
    """``writing_stages``, ``edit_refusal`` and ``deadline_of`` in one go.

    No query where the material rests, two while the city writes its draft, five while it supplements it; one more
    where the window is closed, for the sentence that says so.
    """
    if resting := _resting(submission):
        return Writing(submission, [], resting, None)
    found, reopened = writing_stages(submission), reopened_until(submission)
    request = supplement_of(submission) if submission.state == State.RETURNED else None
    if reopened:
        return Writing(submission, found, stages.pause_refusal(submission.round), reopened, request)
    refusal = _overdue_sentence(request) or (stages.pause_refusal(submission.round) if found else "")
    if not found and not refusal:
        refusal = stages.refusal(submission.round, Role.CITY, _writing(submission)[0])
    return Writing(submission, found, refusal, _earlier(_last_end(found), request), request)


def _last_end(open_now: list[Stage]) -> datetime | None:
    ends = [stage.closes_at for stage in open_now]
    return None if None in ends else max((end for end in ends if end), default=None)


def _writing(submission: Submission) -> list[Action]:
    returned = submission.state == State.RETURNED
    return [Action.SUPPLEMENT, Action.WRITE_SUBMISSION] if returned else [Action.WRITE_SUBMISSION]


def _resting(submission: Submission) -> str:
    sentences = {
        State.SUBMITTED: _("Submitted, waiting for the formal check. It can be changed only if it is returned."),
        State.ACCEPTED: _("Accepted: the material is with the experts and can no longer be changed."),
        State.WITHDRAWN: _("Withdrawn: the material can no longer be changed."),
    }
    return sentences.get(State(submission.state), "")


KEEP_PEOPLE = (Action.SET_UP, Action.CHECK_SUBMISSION, Action.ASSIGN, Action.VERIFY)
"""Any of these lets the secretariat give and end city accounts: people of a city change in mid-round too."""


def people_refusal(round: Round, user: User) -> str:
    """Why this person may not give or end city accounts now; empty if they may."""
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return stages.any_refusal(round, Role.SECRETARIAT, KEEP_PEOPLE)


def require_people(round: Round, by: User) -> None:
    """Raise CityError unless ``by`` may give and end city accounts now."""
    if why_not := people_refusal(round, by):
        raise CityError(why_not)


def city_people_refusal(round: Round, city: City, user: User) -> str:
    """Why this person may not look after the people of this city now; empty if they may.

    The city's own administrator may at any time, unless everything is paused; the secretariat as for all cities.
    """
    if is_city_administrator(user, city):
        return stages.pause_refusal(round)
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the administrator of the city's people and the secretariat can do this.")
    return people_refusal(round, user)


def require_city_people(round: Round, city: City, by: User) -> None:
    """Raise CityError unless ``by`` may look after the people of this city now."""
    if why_not := city_people_refusal(round, city, by):
        raise CityError(why_not)


def is_early(role: Role | None, submission: Submission, number: int | None) -> bool:
    """Whether reading version ``number`` (None: the draft) comes before its acceptance and goes on record."""
    if role != Role.SECRETARIAT:
        return False
    accepted = submission.accepted_version
    return accepted is None or number is None or number > accepted.number


def duplicate_refusal(submission: Submission, sha256: str) -> str:
    """Why these bytes need not be handed in again; empty if they are new."""
    same = same_file(submission, sha256)
    if same is None:
        return ""
    return _("Already handed in as “%(title)s” (%(name)s).") % {"title": same.title, "name": same.original_name}


def room_refusal(submission: Submission, size: int) -> str:
    """Why the city has no room for so many bytes; empty if it has."""
    limit = settings.EVIDENCE_MAX_CITY_BYTES
    used = used_bytes(submission)
    if used + size <= limit:
        return ""
    return _("This file needs %(size)s, but only %(room)s of the city's %(limit)s are left.") % {
        "size": filesizeformat(size),
        "room": filesizeformat(max(limit - used, 0)),
        "limit": filesizeformat(limit),
    }
