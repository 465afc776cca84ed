"""Asking experts into a panel, their answers, and the draw of whom to ask."""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from notices.services import send_letter
from reviews.errors import ReviewError
from reviews.invitation_links import token_of
from reviews.models import Expert, ExpertDraw, PanelInvitation, PanelMember
from reviews.queries.inviting import drawn_of, next_spare, open_panel_invitations, pool_of
from reviews.rules import SET_UP_PEOPLE, require_lead
from reviews.services.recusals import record_and_count, store_found
from reviews.services.telling import tell_answer, tell_invited
from rounds.models import Round
from scoring.canonical import sha256_of
from scoring.draw import draw

Absolute = Callable[[str], str]
"""Makes an address of this site complete, with its host."""
MOST_SEATS, MOST_SPARES = 50, 20
LONGEST_REASON = 500
Answer = PanelInvitation.Answer


@transaction.atomic
def invite_experts(
    *, round: Round, experts: Collection[Expert], by: User, absolute: Absolute, draw: ExpertDraw | None = None
) -> list[PanelInvitation]:
    """Ask experts into the panel: by notice, and by letter where an address is known."""
    require_lead(round, by, SET_UP_PEOPLE)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    taken = set(PanelMember.objects.filter(round=round).values_list("expert_id", flat=True))
    taken |= set(open_panel_invitations(round).values_list("expert_id", flat=True))
    wanted = [expert for expert in experts if expert.pk not in taken]
    if not wanted:
        raise ReviewError(_("Choose experts who are neither in the panel nor asked already."))
    until = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    made = PanelInvitation.objects.bulk_create(
        PanelInvitation(round=round, expert=expert, draw=draw, invited_by=by, answer_by=until) for expert in wanted
    )
    for invitation in made:
        tell_invited(invitation, _address(invitation))
        _send(invitation, absolute)
    names = [invitation.expert_id for invitation in made]
    record(by, "invite_experts", round, round_id=round.pk, experts=names, draw=draw.pk if draw else None)
    return made


@transaction.atomic
def withdraw_panel_invitation(*, invitation: PanelInvitation, by: User) -> None:
    """The link no longer works from this moment on."""
    require_lead(invitation.round, by, SET_UP_PEOPLE)
    invitation = _open(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(by, "withdraw_panel_invitation", invitation, round_id=invitation.round_id, expert=invitation.expert_id)


@transaction.atomic
def answer_invitation(*, invitation: PanelInvitation, accepts: bool, reason: str = "") -> PanelInvitation:
    """The expert accepts and is in the panel, with the recusals that rules find, or declines and says why."""
    invitation = _open(invitation)
    round, expert = invitation.round, invitation.expert
    if not accepts and not reason.strip():
        raise ReviewError(_("Say why you decline; a few words are enough."), field="reason")
    reason = reason.strip()
    if why_not := too_long(reason, LONGEST_REASON):
        raise ReviewError(why_not, field="reason")
    invitation.answer = Answer.ACCEPTED if accepts else Answer.DECLINED
    invitation.answered_at, invitation.reason = timezone.now(), reason
    invitation.save(update_fields=["answer", "answered_at", "reason"])
    effects = []
    if accepts:
        PanelMember.objects.get_or_create(round=round, expert=expert)
        effects = [store_found(round, None, concerned=[expert])]
    spare = next_spare(invitation) if not accepts and invitation.draw else None
    tell_answer(invitation, spare)
    verb = "accept_panel_invitation" if accepts else "decline_panel_invitation"
    record(expert.user, verb, invitation, round_id=round.pk, reason=invitation.reason)
    record_and_count(effects, None)
    return invitation


def panel_invitation_refusal(invitation: PanelInvitation) -> str:
    """Why the link doesn't work any more; empty while it does."""
    said = {"name": invitation.invited_by, "when": _day(invitation.answered_at)}
    if invitation.state == "accepted":
        return _("You accepted this invitation on %(when)s. Sign in to see the round.") % said
    if invitation.state == "declined":
        return _("You declined this invitation on %(when)s. If that has changed, please ask %(name)s.") % said
    if invitation.state == "withdrawn":
        return _("This invitation was withdrawn on %(when)s. Please ask %(name)s.") % {
            **said,
            "when": _day(invitation.withdrawn_at),
        }
    if invitation.state == "expired":
        return _("This invitation expired on %(when)s. Please ask %(name)s for a new one.") % {
            **said,
            "when": _day(invitation.answer_by),
        }
    return ""


@transaction.atomic
def draw_experts(
    *, round: Round, seats: Mapping[str, int], spares: int, seed: str = "", seed_source: str = "", by: User
) -> ExpertDraw:
    """Draw experts of the registry by domain, with spares. The seed is public: given, or drawn and recorded.

    Who is in the panel, is asked or has declined in this round is not in the pool. The record says all that the
    draw follows from, with the user names that the lots are made of: it can be repeated from there alone.
    """
    require_lead(round, by, SET_UP_PEOPLE)
    _require_seats(seats, spares)
    if seed.strip() and not seed_source.strip():
        raise ReviewError(_("Say where the seed comes from, so that anybody can look it up."), field="seed_source")
    pool = pool_of(round, seats)
    given = seed.strip() or secrets.token_hex(8)
    found = draw(seed=given, seats=seats, spares=spares, pool=pool)
    drawn = drawn_of(found)
    made = ExpertDraw.objects.create(
        round=round,
        seed=given,
        seed_source=seed_source.strip(),
        seats=dict(seats),
        spares=spares,
        pool={domain: sorted(names) for domain, names in pool.items()},
        drawn=drawn,
        result_sha256=sha256_of(drawn),
        drawn_by=by,
    )
    said = {"seed": given, "seed_source": made.seed_source, "seats": made.seats, "spares": spares}
    found_in = {"pool": made.pool, "drawn": drawn, "result": made.result_sha256}
    record(by, "draw_experts", made, round_id=round.pk, **said, **found_in)
    return made


def _require_seats(seats: Mapping[str, int], spares: int) -> None:
    if not any(seats.values()):
        raise ReviewError(_("Say for at least one domain how many experts are to be drawn."))
    for number, most, field in (*((n, MOST_SEATS, None) for n in seats.values()), (spares, MOST_SPARES, "spares")):
        if not 0 <= number <= most:
            raise ReviewError(
                _("From 0 to %(most)s can be drawn; entered: %(number)s.") % {"most": most, "number": number},
                field=field,
            )


def _open(invitation: PanelInvitation) -> PanelInvitation:
    rows = PanelInvitation.objects.select_for_update(of=("self",), no_key=True)
    invitation = rows.select_related("round", "expert__user", "invited_by", "draw").get(pk=invitation.pk)
    if why_not := panel_invitation_refusal(invitation):
        raise ReviewError(why_not)
    return invitation


def _address(invitation: PanelInvitation) -> str:
    return reverse("reviews:panel-invitation", args=[token_of(invitation)])


def _send(invitation: PanelInvitation, absolute: Absolute) -> None:
    """In both languages, the Chinese first: which one the person reads is not known."""
    email = invitation.expert.user.email
    if not email:
        return
    link, parts = absolute(_address(invitation)), []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            subject = _("Invitation to the panel: %(round)s") % {"round": invitation.round}
            parts.append((subject, _letter(invitation, link)))
    send_letter(
        address=email,
        subject=" / ".join(subject for subject, _text in parts),
        text="\n\n---\n\n".join(text for _subject, text in parts),
        round_id=invitation.round_id,
    )


def _letter(invitation: PanelInvitation, link: str) -> str:
    return _(
        "Dear %(name)s,\n\n%(by)s invites you to the panel of experts of %(round)s.\n\nOpen this link to accept "
        "or to decline, until %(until)s:\n%(link)s\n\nThe names of the panel stay secret until the result is out."
    ) % {
        "name": invitation.expert,
        "by": invitation.invited_by,
        "round": invitation.round,
        "until": _day(invitation.answer_by),
        "link": link,
    }


def _day(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
