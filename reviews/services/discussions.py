"""Saying something about a city among its experts, or about an anchor dossier. What is said stays."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import Submission
from cities.services.telling import tell_all
from reviews.errors import ReviewError
from reviews.models import AnchorDossier, Calibration, Remark
from reviews.queries.calibration import anchors_for, people_of_calibration
from reviews.queries.discussions import Person, may_read, mentioned_in, people_of
from rounds.models import Action, Role
from rounds.queries import leading_role
from rounds.rules import refusal

LONGEST_REMARK = 2000
WRITERS = (Role.SECRETARIAT, Role.CHAIR)


def discussion_refusal(submission: Submission, by: User) -> str:
    """Why this person may not say anything now; empty if they may. That they may read is established before."""
    role = leading_role(by, submission.round)
    if role is not None and role not in WRITERS:
        return _("You read this discussion; the city's experts, the chair and the secretariat take part.")
    return refusal(submission.round, role or Role.EXPERT, Action.DISCUSS)


@transaction.atomic
def add_remark(*, submission: Submission, text: str, by: User) -> Remark:
    """Say something about the city. Who is mentioned is told where to read it, and nothing else."""
    if not may_read(by, submission):
        raise ReviewError(_("The discussion of this city is not open to you."))
    if why_not := discussion_refusal(submission, by):
        raise ReviewError(why_not)
    remark = Remark.objects.create(submission=submission, author=by, text=_words(text))
    link = reverse("reviews:discussion", args=[submission.round.slug, submission.pk])
    _mention(remark, people_of(submission), str(submission.city), link, by)
    record(by, "add_remark", remark, round_id=submission.round_id, city=submission.city.gb_code)
    return remark


@transaction.atomic
def add_remark_on_anchor(*, dossier: AnchorDossier, text: str, by: User) -> Remark:
    """Say something about an anchor dossier, while the first marks are being discussed."""
    calibration = (
        Calibration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round")
        .get(pk=dossier.calibration_id)
    )
    if calibration.state != Calibration.State.DISCUSSION:
        raise ReviewError(_("The anchor dossiers are not being discussed at the moment."))
    role = leading_role(by, calibration.round)
    if role not in WRITERS and not anchors_for(by, calibration).filter(pk=dossier.pk).exists():
        raise ReviewError(_("This dossier is not open to you."))
    if why_not := refusal(calibration.round, role or Role.EXPERT, Action.CALIBRATE) if role != Role.CHAIR else "":
        raise ReviewError(why_not)
    remark = Remark.objects.create(dossier=dossier, author=by, text=_words(text))
    link = reverse("reviews:calibration", args=[calibration.round.slug])
    _mention(remark, people_of_calibration(calibration), str(dossier), link, by)
    record(by, "add_remark_on_anchor", remark, round_id=calibration.round_id, dossier=dossier.pk)
    return remark


def _mention(remark: Remark, people: Sequence[Person], about: str, link: str, by: User) -> None:
    mentioned = [user for user in mentioned_in(remark.text, people) if user.pk != by.pk]
    remark.mentioned.set(mentioned)
    tell_all(
        mentioned,
        lambda: _("You are mentioned in the discussion of %(about)s.") % {"about": about},
        link=link,
    )


def _words(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ReviewError(_("Write something first."), field="text")
    if why_not := too_long(text, LONGEST_REMARK):
        raise ReviewError(why_not, field="text")
    return text
