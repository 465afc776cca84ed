"""What may be judged, by whom, when: predicates that can say why not."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import City, Submission
from reviews.errors import ReviewError
from reviews.models import Assignment, Case, Expert, Presentation, Recusal, RecusalOverride, Reveal
from reviews.queries.onsite import place_of, planned_start
from reviews.queries.results import is_opened
from reviews.queries.sheets import Desk
from rounds import rules as stages
from rounds.models import Action, Indicator, Role, Round, Stage
from rounds.queries import leading_role, open_stages
from scoring.marks import MESSAGES, MarkProblem, anchors, check_mark
from scoring.policy import ReconciliationPolicy

READERS = (Role.SECRETARIAT, Role.CHAIR, Role.OBSERVER)
"""Who may look at how the judging is arranged; only the secretariat changes it."""

LONGEST_COMMENT = 2000
LONGEST_NUMBER = 12
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")

ALL_WHO_LEAD = (*READERS, Role.AUTHORITY)
"""They read the presentations, their minutes and, once open, marks and discussions."""

HIGH_SHARE = Decimal("0.95")
"""A mark from this share of the judged points on needs a comment, as one up to the anchor of 25 % does."""

REVISING_STAGES = (Stage.Kind.ONSITE, Stage.Kind.REVISION)
"""A submitted sheet may be revised after the on-site presentation, until the revision window closes."""

SET_UP_PEOPLE = (Action.SET_UP, Action.ASSIGN)
"""Either lets the secretariat change the registry and the panel: experts change in mid-round too."""

ENTER_RECUSALS = (*SET_UP_PEOPLE, Action.VERIFY)
"""Any of these lets the secretariat enter a recusal: one that is found late does not wait for a stage."""

CORRECT_VALUES = (Action.VERIFY, Action.DECIDE)
"""Either lets the secretariat verify: what it upholds must then be corrected."""

PLEDGE = (Action.DECLARE, Action.SCORE)
"""Either lets an expert sign the pledge and declare: nobody who may score is kept from declaring a tie."""


def any_refusal(round: Round, role: Role, actions: Iterable[Action]) -> str:
    """Why ``role`` may do none of ``actions`` now; empty if it may do one."""
    return stages.any_refusal(round, role, actions)


def lead_refusal(round: Round, user: User, actions: Iterable[Action]) -> str:
    """Why this person, for the secretariat, may do none of ``actions`` now; empty if they may."""
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return any_refusal(round, Role.SECRETARIAT, actions)


def require_lead(round: Round, by: User, actions: Iterable[Action]) -> None:
    """Raise ReviewError unless ``by`` is of the secretariat and a stage allows one of ``actions``."""
    if why_not := lead_refusal(round, by, actions):
        raise ReviewError(why_not)


def verification_refusal(round: Round, user: User) -> str:
    """Why this person may not verify computed points now; empty if they may.

    A result that was opened for a correction waits for no stage.
    """
    why_not = lead_refusal(round, user, CORRECT_VALUES)
    if why_not and leading_role(user, round) == Role.SECRETARIAT and is_opened(round):
        return stages.pause_refusal(round)
    return why_not


def require_verification(round: Round, by: User) -> None:
    """Raise ReviewError unless ``by`` may verify computed points now."""
    if why_not := verification_refusal(round, by):
        raise ReviewError(why_not)


def require_sessions(round: Round, by: User) -> None:
    """Raise ReviewError unless ``by`` may arrange and run the presentations now."""
    require_lead(round, by, [Action.ARRANGE_SESSIONS])


def desk_revision_refusal(desk: Desk) -> str:
    """Why this submitted sheet may not be revised now; empty if it may.

    Besides the round's window, the presentation decides: who did not hear the city keeps the written mark, a
    session may close the revision of its cities earlier, and it begins with the city's talk.
    """
    city = desk.assignment.submission.city
    if desk.was_absent:
        return _("You did not hear the presentation of %(city)s: the written mark stays.") % {"city": city}
    if desk.session_closed:
        return _("The time for revising %(city)s after its presentation is over.") % {"city": city}
    if why_not := revision_refusal(desk.assignment.round):
        return why_not
    return _turn_refusal(desk) if desk.is_signed else ""


def _turn_refusal(desk: Desk) -> str:
    """Why the city's place in the presentations does not let a sheet be opened for revision.

    Of a city without a place the round's window decides. So it does once the revision window itself is open.
    """
    place, city = place_of(desk.assignment.submission_id), desk.assignment.submission.city
    if place is None:
        return ""
    if why_not := _revealed(place, city):
        return why_not
    has_begun = place.talk_started_at is not None or place.not_presented_because
    if has_begun or _is_open(desk.assignment.round, Stage.Kind.REVISION):
        return ""
    return _(
        "%(city)s has not presented yet (planned for %(when)s): its sheets can be revised once its presentation "
        "has begun."
    ) % {"city": city, "when": said_moment(planned_start(place.session, place.position))}


def reveal_refusal(desk: Desk) -> str:
    """Why the next version of a sheet can't be signed although its revision was begun; empty if it can.

    Whoever has seen the others' marks does not revise, even if a window opens again.
    """
    place = place_of(desk.assignment.submission_id)
    return _revealed(place, desk.assignment.submission.city) if place else ""


def _revealed(place: Presentation, city: City) -> str:
    reveal: Reveal | None = getattr(place.session, "reveal", None)
    if reveal is None:
        return ""
    return _(
        "The marks of %(city)s were revealed on %(when)s: from then on nobody revises them. What must be put "
        "right, the secretariat can open again, with the reason on record."
    ) % {"city": city, "when": said_moment(reveal.revealed_at)}


def pledge_refusal(round: Round) -> str:
    """Why experts may not sign and declare now; empty if they may."""
    return any_refusal(round, Role.EXPERT, PLEDGE)


def override_refusal(override: RecusalOverride, user: User) -> str:
    """Why this person may not decide whether recusals are lifted; empty if they may. Two people, always."""
    if leading_role(user, override.round) not in (Role.SECRETARIAT, Role.CHAIR):
        return _("Only the secretariat or the chair of the round decides this.")
    if override.decided_at is not None:
        return _("This has been decided already.")
    if override.asked_by_id == user.pk:
        return _("You asked for it yourself: a second person decides.")
    if override.expert.user_id == user.pk:
        return _("Nobody decides on their own recusal.")
    return ""


def recused_because(recusals: Iterable[Recusal]) -> str:
    """The sentence for the first of ``recusals``; empty without one."""
    for recusal in recusals:
        return _recused(recusal.expert, recusal.city, recusal.reason)
    return ""


def _recused(expert: Expert, city: City, reason: str) -> str:
    return _("%(expert)s is recused from %(city)s: %(reason)s") % {
        "expert": expert,
        "city": city,
        "reason": reason,
    }


def scoring_refusal(desk: Desk, by: User) -> str:
    """Why ``by`` may not write this sheet now; empty if they may. Whether it is submitted is another matter."""
    assignment = desk.assignment
    if assignment.expert.user_id != by.pk:
        return _("Only the expert to whom the city is assigned can write this sheet.")
    city = assignment.submission.city
    if desk.recused_because:
        return _recused(assignment.expert, city, desk.recused_because)
    if why_not := _case_refusal(desk):
        return why_not
    deployed = assignment.state == Assignment.State.DEPLOYED
    if not deployed or assignment.submission.state != Submission.State.ACCEPTED:
        return _("%(city)s is not open for scoring by you at the moment.") % {"city": city}
    if desk.pledged_at is None:
        return _("Sign the pledge first: without it you can't score.")
    if (desk.may_score or desk.is_reopened) and not assignment.round.is_paused:
        return ""
    if desk.is_reopened:
        return stages.pause_refusal(assignment.round)
    action = Action.DISCUSS if assignment.case_id else Action.SCORE
    return stages.refusal(assignment.round, Role.EXPERT, action)


def _case_refusal(desk: Desk) -> str:
    """Why a further expert's marks are not taken in any more: others went on without them, or settled the case."""
    case = desk.assignment.case
    if case is None or case.state == Case.State.FURTHER or desk.is_signed or desk.is_reopened:
        return ""
    return _("The case %(case)s has moved on (%(state)s): no further marks are taken in.") % {
        "case": case,
        "state": case.get_state_display(),
    }


def revision_refusal(round: Round) -> str:
    """Why a submitted sheet may not be revised now, though experts may score; empty if it may."""
    if _is_open(round, *REVISING_STAGES):
        return ""
    return _("This sheet is submitted. It can be changed again only in the revision window.")


def _is_open(round: Round, *kinds: Stage.Kind) -> bool:
    """Whether one of these stages is open now."""
    return open_stages(round, timezone.now()).filter(kind__in=kinds).exists()


def said_moment(at: datetime) -> str:
    """In the portal's time, as the reader's language writes it."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def as_points(typed: str) -> Decimal | None:
    """Points as people type them, full-width digits too; None for nothing. Legal or not is another matter."""
    plain = unicodedata.normalize("NFKC", typed).strip().replace("。", ".")
    if not plain:
        return None
    if len(plain) > LONGEST_NUMBER or not NUMBER.fullmatch(plain):
        raise ReviewError(_(MESSAGES[MarkProblem.NOT_A_NUMBER]))
    return Decimal(plain)


def as_comment(typed: str) -> str:
    """A comment as it is kept: without what stands around it."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST_COMMENT:
        raise ReviewError(
            _("The comment has %(length)d characters; at most %(limit)d are kept.")
            % {"length": len(text), "limit": LONGEST_COMMENT}
        )
    return text


def mark_problem(points: Decimal | None, *, indicator: Indicator, policy: ReconciliationPolicy) -> str:
    """What is wrong with the points, naming limit, step and nearest legal marks; empty if they can be given."""
    check = check_mark(points, judged_max=int(indicator.judged_max * 100), step=policy.step)
    return _(MESSAGES[check.problem]) % check.params if check.problem else ""


def needs_comment(points: Decimal, judged_max: Decimal) -> bool:
    """A mark of at most 25 % or at least 95 % of the judged points says why."""
    return points <= low_mark(judged_max) or points >= HIGH_SHARE * judged_max


def low_mark(judged_max: Decimal) -> Decimal:
    """The highest mark that is low: the anchor of 25 %, which is rounded to 0.01 and may lie above the share."""
    return Decimal(anchors(int(judged_max * 100))[1]) / 100


PROMISES_KEPT = "promises_kept"
"""The rule whose computed part does not apply to a city without a promise on record."""


def may_not_apply(indicator: Indicator) -> bool:
    """Whether the computed part can be said not to apply to a city."""
    return indicator.rule == PROMISES_KEPT
