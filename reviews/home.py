"""Judging in the rail, what waits for experts and secretariat, and the line of the ranking's state."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models.expressions import BaseExpression
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.home import NavItem, NextStep, Section, StatusPart
from accounts.models import User
from cities.queries import SHOWN_MATERIAL, Material, material_of
from reviews.models import Calibration, Case, Question
from reviews.not_applicable import counted_requests, waiting_requests
from reviews.queries.appraisals import cities_with_comments
from reviews.queries.calibration import anchors_for, attempt_now, calibration_of, own_sheets
from reviews.queries.cases import cases_to_answer, open_cases, revision_is_over
from reviews.queries.gaps import mendable_gaps
from reviews.queries.inviting import replacements_due
from reviews.queries.onsite import (
    planned_start,
    presentation_of,
    to_reveal,
    upcoming,
    upcoming_of_expert,
)
from reviews.queries.people import IS_MEMBER, is_member, membership
from reviews.queries.questions import counted_questions, questions_to, waiting_questions
from reviews.queries.queue import QueueRow, next_row, queue_of, reasons_close, scoring_closes
from reviews.queries.ranking import ranking_status
from reviews.queries.todo import to_do
from reviews.ranking.words import status_parts
from reviews.rules import (
    ENTER_RECUSALS,
    SET_UP_PEOPLE,
    any_refusal,
    pledge_refusal,
    revision_refusal,
    said_moment,
)
from reviews.services.appraisals import APPROVE
from rounds.models import Action, Role, Round
from rounds.queries import known_of, leading_role
from rounds.rules import refusal

ARRANGES = (Role.SECRETARIAT, Role.CHAIR, Role.OBSERVER)
NOT_APPLICABLE, QUESTIONS = "not_applicable_requests", "questions_to_pass_on"


def asked(user: User) -> dict[str, BaseExpression]:
    """Whether the person is in the panel, and how many requests and questions wait for the secretariat."""
    return {IS_MEMBER: is_member(user), NOT_APPLICABLE: counted_requests(), QUESTIONS: counted_questions()}


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """The desk for experts; the panel, its work and the ranking for those who lead."""
    if round is None:
        return []
    role = leading_role(user, round)
    items = [*_expert_items(user, round), *(_leader_items(user, round, role) if role else ())]
    return items or list(_city_items(user, round))


def _city_items(user: User, round: Round) -> Iterator[NavItem]:
    """Questions of the experts, once there are any, and the own presentation, once its day is fixed.

    The rail has asked for the material before.
    """
    material: Material | None = getattr(user, SHOWN_MATERIAL, None)
    written = material.acted_for if material else None
    asked = list(questions_to(written)) if written and written.accepted_version_id else []
    if asked:
        yield NavItem(
            label=_("Questions of the experts"),
            url=reverse("reviews:city-questions", args=[round.slug]),
            icon="message-circle",
            count=sum(question.state == Question.State.PASSED for question in asked),
        )
    if material and material.acted_for and material.acted_for.presentation_locks_at:
        url = reverse("reviews:presentation", args=[round.slug])
        yield NavItem(label=_("Presentation"), url=url, icon="presentation")


def _expert_items(user: User, round: Round) -> Iterator[NavItem]:
    if membership(user, round):
        yield NavItem(
            label=_("My cities"), url=reverse("reviews:queue", args=[round.slug]), icon="clipboard-check"
        )
        url = reverse("reviews:onsite", args=[round.slug])
        yield NavItem(label=_("Presentations"), url=url, icon="presentation")
        url = reverse("reviews:discussions", args=[round.slug])
        yield NavItem(label=_("Discussions"), url=url, icon="messages")
        url = reverse("reviews:calibration", args=[round.slug])
        yield NavItem(label=_("Calibration"), url=url, icon="ruler-2")
        pledge = reverse("reviews:pledge", args=[round.slug])
        yield NavItem(label=_("Pledge and recusals"), url=pledge, icon="signature")


def _leader_items(user: User, round: Round, role: Role) -> Iterator[NavItem]:
    yield replace(_place(round, _("State of the cities"), "board", "layout-list", "cities"), is_to_read=True)
    if role in ARRANGES:
        yield _place(round, _("Verification"), "verification", "checkbox", "cities")
        left_out = _place(round, _("Not applicable"), "not-applicable-queue", "minus", "cities")
        known = known_of(round, user, NOT_APPLICABLE)
        yield replace(left_out, count=waiting_requests(round) if known is None else known)
    if role == Role.SECRETARIAT:
        yield _place(round, _("Experts"), "experts", "users", "experts")
    else:
        yield _place(round, _("Random draw of experts"), "draws", "dice", "experts")
    if role in ARRANGES:
        yield _place(round, _("Recusals"), "recusals", "ban", "experts")
        yield _place(round, _("Assignment"), "assignments", "sitemap", "experts")
    yield _place(round, _("Calibration"), "calibration", "ruler-2", "experts")
    if role in ARRANGES:
        yield _place(round, _("Score sheets"), "sheets", "clipboard-list", "review")
        yield _place(round, _("Evidence and marks"), "evidence-use", "paperclip", "review")
    if role == Role.SECRETARIAT:
        desk = _place(round, _("Questions to cities"), "question-desk", "message-circle", "review")
        known = known_of(round, user, QUESTIONS)
        yield replace(desk, count=waiting_questions(round) if known is None else known)
    yield _place(round, _("Presentations"), "onsite", "presentation", "review")
    if role in ARRANGES:
        yield _place(round, _("Cases"), "cases", "scale", "review")
    yield _place(round, _("Discussions"), "discussions", "messages", "review")
    if role in ARRANGES:
        yield _place(round, _("Comments and problems"), "comments", "message-circle", "review")
    yield replace(_place(round, _("Ranking"), "ranking", "trophy", "results"), is_to_read=True)
    if role in {Role.SECRETARIAT, Role.CHAIR}:
        yield _place(round, _("Analysis"), "analysis", "chart-radar", "results")


def _place(round: Round, label: str, page: str, icon: str, section: Section) -> NavItem:
    return NavItem(label=label, url=reverse(f"reviews:{page}", args=[round.slug]), icon=icon, section=section)


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """What this person should do next in judging."""
    if round is None:
        return []
    steps = list(_expert_steps(user, round)) if (member := membership(user, round)) else []
    if member and not member.pledged_at and not pledge_refusal(round):
        steps.insert(0, _pledge_step(round))
    if member:
        steps += _case_steps_of_expert(user, round)
        steps += _session_steps_of_expert(user, round)
        steps += _calibration_steps(user, round)
    role = leading_role(user, round)
    steps += _city_steps(user, round)
    if role == Role.SECRETARIAT:
        steps += _secretariat_steps(round)
    if role in {Role.SECRETARIAT, Role.CHAIR}:
        steps += _case_steps(round, role)
        steps += _session_steps(round, role)
    if role is None and member is None:
        steps += _presentation_steps(user, round)
    return steps


def _calibration_steps(user: User, round: Round) -> Iterator[NextStep]:
    """Anchor dossiers that wait for the expert's marks, or for a look at everybody's."""
    calibration = calibration_of(round)
    if calibration is None or refusal(round, Role.EXPERT, Action.CALIBRATE):
        return
    url, attempt = reverse("reviews:calibration", args=[round.slug]), attempt_now(calibration)
    own = own_sheets(user, calibration)
    open_ones = [
        dossier
        for dossier in anchors_for(user, calibration)
        if attempt and not ((sheet := own.get((dossier.pk, attempt))) and sheet.submitted_at)
    ]
    if open_ones:
        text = ngettext(
            "%(number)d anchor dossier is still to be scored for the calibration.",
            "%(number)d anchor dossiers are still to be scored for the calibration.",
            len(open_ones),
        )
        yield NextStep(text=text % {"number": len(open_ones)}, url=url, label=_("Score"), count=len(open_ones))
    elif calibration.state == Calibration.State.DISCUSSION:
        text = _("The marks of the anchor dossiers are shown and can be discussed.")
        yield NextStep(text=text, url=url, label=_("Look"), tone="calm")


def _session_steps_of_expert(user: User, round: Round) -> Iterator[NextStep]:
    """The sessions of today and of the next days in which the expert sits."""
    for session in upcoming_of_expert(user, round):
        yield NextStep(
            text=_("You hear presentations: %(session)s, %(room)s, %(when)s.")
            % {"session": session, "room": session.room, "when": said_moment(session.starts_at)},
            url=reverse("reviews:session-desk", args=[round.slug, session.pk]),
            label=_("To my desk"),
            tone="calm",
        )


def _session_steps(round: Round, role: Role) -> Iterator[NextStep]:
    """The secretariat runs the next session; the chair reveals what can be revealed."""
    if role == Role.SECRETARIAT:
        for session in upcoming(round)[:1]:
            ahead = _("The next session of presentations: %(session)s, %(room)s, %(when)s.")
            begun = _("Session of presentations, begun %(when)s, minutes not closed yet: %(session)s, %(room)s.")
            yield NextStep(
                text=(ahead if session.starts_at > timezone.now() else begun)
                % {"session": session, "room": session.room, "when": said_moment(session.starts_at)},
                url=reverse("reviews:session", args=[round.slug, session.pk]),
                label=_("Open"),
                tone="calm",
            )
        return
    if role == Role.CHAIR:
        yield from _comment_steps(round)
    if number := len(waiting := to_reveal(round)):
        text = ngettext(
            "The marks of %(number)d session can be revealed.",
            "The marks of %(number)d sessions can be revealed.",
            number,
        )
        url = reverse("reviews:reveal", args=[round.slug, waiting[0].pk])
        yield NextStep(text=text % {"number": number}, url=url, label=_("Look"), count=number)


def _comment_steps(round: Round) -> Iterator[NextStep]:
    """Cities whose comments the chair has not worded yet."""
    if any_refusal(round, Role.CHAIR, APPROVE):
        return
    lines = cities_with_comments(round)
    if number := sum(line.is_ready and bool(line.said) and not line.approved for line in lines):
        text = ngettext(
            "The experts' comments on %(number)d city wait for your wording.",
            "The experts' comments on %(number)d cities wait for your wording.",
            number,
        )
        url = reverse("reviews:comments", args=[round.slug])
        yield NextStep(text=text % {"number": number}, url=url, label=_("Read"), count=number)


def _presentation_steps(user: User, round: Round) -> Iterator[NextStep]:
    """The city's presentation, until it is over."""
    material = material_of(user, round)
    if not material.acted_for or not material.acted_for.presentation_locks_at:
        return
    place = presentation_of(material.acted_for)
    if place is None or place.ended_at:
        return
    locks = place.session.files_lock_at
    yield NextStep(
        text=_("Your city presents: %(session)s, %(room)s, about %(when)s.")
        % {
            "session": place.session,
            "room": place.session.room,
            "when": said_moment(planned_start(place.session, place.position)),
        },
        url=reverse("reviews:presentation", args=[round.slug]),
        label=_("To the presentation"),
        due=locks if locks > timezone.now() else None,
    )


def _city_steps(user: User, round: Round) -> Iterator[NextStep]:
    """Questions of the experts that the city has not answered."""
    own = material_of(user, round).acted_for
    if own and (open_questions := Question.objects.filter(submission=own, state=Question.State.PASSED).count()):
        text = ngettext(
            "The experts have %(number)d question about your material.",
            "The experts have %(number)d questions about your material.",
            open_questions,
        )
        url = reverse("reviews:city-questions", args=[round.slug])
        yield NextStep(text=text % {"number": open_questions}, url=url, label=_("Answer"), count=open_questions)


def _case_steps_of_expert(user: User, round: Round) -> Iterator[NextStep]:
    waiting = list(cases_to_answer(user, round))
    if not waiting or not revision_is_over(round) or refusal(round, Role.EXPERT, Action.DISCUSS):
        return  # nothing that they could answer now
    for case in waiting:
        yield NextStep(
            text=_("The marks for %(case)s lie too far apart: read the reasons and answer.") % {"case": case},
            url=reverse("reviews:case", args=[round.slug, case.pk]),
            label=_("Read and answer"),
            due=reasons_close(round),
        )


def _case_steps(round: Round, role: Role) -> Iterator[NextStep]:
    """The secretariat finds further experts, the chair settles."""
    waiting = Case.State.OPEN if role == Role.SECRETARIAT else Case.State.CHAIR
    if number := open_cases(round).filter(state=waiting).count():
        text = ngettext("%(number)d case waits for you.", "%(number)d cases wait for you.", number)
        url = reverse("reviews:cases", args=[round.slug])
        yield NextStep(text=text % {"number": number}, url=url, label=_("To the cases"), count=number)


def _pledge_step(round: Round) -> NextStep:
    return NextStep(
        text=_("Sign the pledge and declare the cities you have ties to; then the material opens."),
        url=reverse("reviews:pledge", args=[round.slug]),
        label=_("Sign the pledge"),
        due=scoring_closes(round),
    )


def _expert_steps(user: User, round: Round) -> Iterator[NextStep]:
    rows = queue_of(user, round)
    yield from _revision_steps(round, rows)
    open_rows = [row for row in rows if not row.is_done]
    url, due = reverse("reviews:queue", args=[round.slug]), scoring_closes(round)
    if not rows:
        yield NextStep(text=_("No city is open to you for scoring at the moment."), tone="waiting")
    elif not open_rows:
        yield NextStep(text=_("All your cities are scored and submitted."), url=url, label=_("Look"), tone="done")
    elif following := next_row(rows):
        text = ngettext(
            "%(open)d of your %(all)d cities is still to be scored.",
            "%(open)d of your %(all)d cities are still to be scored.",
            len(open_rows),
        )
        yield NextStep(
            text=text % {"open": len(open_rows), "all": len(rows)},
            url=reverse("reviews:edit-sheet", args=[round.slug, following.assignment.pk]),
            label=_("Go on with %(city)s") % {"city": following.assignment.submission.city.short_name},
            due=due,
            count=len(open_rows),
        )


def _secretariat_steps(round: Round) -> Iterator[NextStep]:
    waiting, at = to_do(round), [round.slug]
    if not waiting.experts and not any_refusal(round, Role.SECRETARIAT, SET_UP_PEOPLE):
        text = _("The panel has no experts yet: import the experts and put them into the panel.")
        yield NextStep(text=text, url=reverse("reviews:experts", args=at), label=_("To the experts"))
    if not any_refusal(round, Role.SECRETARIAT, SET_UP_PEOPLE):
        yield from _decline_steps(round)
    if waiting.ties and not any_refusal(round, Role.SECRETARIAT, ENTER_RECUSALS):
        yield _ties_step(round, waiting.ties)
    if waiting.experts and not any_refusal(round, Role.SECRETARIAT, [Action.ASSIGN]):
        yield from _assignment_steps(round, waiting.drafts, waiting.deployed)
    if waiting.unverified and not any_refusal(round, Role.SECRETARIAT, [Action.VERIFY]):
        yield NextStep(
            text=ngettext(
                "%(number)d accepted city has computed points that are not verified.",
                "%(number)d accepted cities have computed points that are not verified.",
                waiting.unverified,
            )
            % {"number": waiting.unverified},
            url=reverse("reviews:verification", args=at) + "?show=open",
            label=_("Verify"),
            count=waiting.unverified,
        )
    if waiting.doubts and not any_refusal(round, Role.SECRETARIAT, [Action.VERIFY]):
        text = ngettext(
            "%(number)d doubt of an expert about a computed value waits for an answer.",
            "%(number)d doubts of experts about computed values wait for an answer.",
            waiting.doubts,
        )
        yield NextStep(
            text=text % {"number": waiting.doubts},
            url=reverse("reviews:verification", args=at) + "?show=doubted",
            label=_("Answer"),
            count=waiting.doubts,
        )
    if papers := waiting.papers:
        text = ngettext(
            "%(number)d paper sheet waits to be compared with its scan by a second person.",
            "%(number)d paper sheets wait to be compared with their scans by a second person.",
            papers,
        )
        url = reverse("reviews:sheets", args=at) + "?show=open"
        yield NextStep(text=text % {"number": papers}, url=url, label=_("Compare"), count=papers)
    if questions := waiting.questions:
        text = ngettext(
            "%(number)d question of an expert to a city waits to be passed on.",
            "%(number)d questions of experts to cities wait to be passed on.",
            questions,
        )
        url = reverse("reviews:question-desk", args=at)
        yield NextStep(text=text % {"number": questions}, url=url, label=_("Pass on"), count=questions)
    if waiting.unsigned:
        yield NextStep(
            text=ngettext(
                "%(number)d expert of the panel has not signed the pledge.",
                "%(number)d experts of the panel have not signed the pledge.",
                waiting.unsigned,
            )
            % {"number": waiting.unsigned},
            url=reverse("reviews:experts", args=at) + "?place=unsigned",
            label=_("See who"),
            tone="waiting",
            count=waiting.unsigned,
        )


def _ties_step(round: Round, number: int) -> NextStep:
    text = ngettext(
        "%(number)d tie found by rule concerns a city that is signed already: decide.",
        "%(number)d ties found by rule concern cities that are signed already: decide.",
        number,
    )
    url = reverse("reviews:recusals", args=[round.slug])
    return NextStep(text=text % {"number": number}, url=url, label=_("To the recusals"), count=number)


NEARLY_OVER = timedelta(days=3)


def _revision_steps(round: Round, rows: Sequence[QueueRow]) -> Iterator[NextStep]:
    """In the last days of the revision window: what is submitted can still be revised. It need not be."""
    number, due = sum(row.is_done for row in rows), scoring_closes(round)
    if not number or due is None or due > now() + NEARLY_OVER or revision_refusal(round):
        return
    text = ngettext(
        "%(number)d submitted sheet can still be revised; it counts as it is if you leave it.",
        "%(number)d submitted sheets can still be revised; they count as they are if you leave them.",
        number,
    )
    yield NextStep(
        text=text % {"number": number},
        url=reverse("reviews:queue", args=[round.slug]),
        label=_("Look"),
        due=due,
        tone="soon",
    )


def _assignment_steps(round: Round, drafts: int, deployed: int) -> Iterator[NextStep]:
    url = reverse("reviews:assignments", args=[round.slug])
    if drafts:
        text = ngettext(
            "%(number)d pair of expert and city is in draft and not deployed.",
            "%(number)d pairs of expert and city are in draft and not deployed.",
            drafts,
        )
        yield NextStep(text=text % {"number": drafts}, url=url, label=_("To the assignment"), count=drafts)
    elif not deployed:
        yield NextStep(text=_("No expert is assigned to a city yet."), url=url, label=_("To the assignment"))
    elif gaps := mendable_gaps(round):
        text = ngettext(
            "%(number)d city lacks experts, and others of the panel are free: %(worst)s first.",
            "%(number)d cities lack experts, and others of the panel are free: %(worst)s first.",
            len(gaps),
        )
        yield NextStep(
            text=text % {"number": len(gaps), "worst": gaps[0].city},
            url=f"{url}?show=short",
            label=_("Top up"),
            count=len(gaps),
        )


def _decline_steps(round: Round) -> Iterator[NextStep]:
    """Who declined and whose spare is not asked yet."""
    if due := replacements_due(round):
        first = due[0]
        text = ngettext(
            "%(expert)s has declined; the next spare of the draw is %(spare)s.",
            "%(number)d experts have declined, %(expert)s last; the next spare of the draw is %(spare)s.",
            len(due),
        )
        yield NextStep(
            text=text % {"number": len(due), "expert": first.declined.expert, "spare": first.spare},
            url=reverse("reviews:invitations", args=[round.slug]),
            label=_("Invite"),
            count=len(due),
        )


def status_line(user: User, round: Round | None) -> list[StatusPart]:
    """Which version of the ranking is shown, and whether it is behind."""
    if round is None or leading_role(user, round) != Role.SECRETARIAT:
        return []
    return status_parts(round, ranking_status(round))
