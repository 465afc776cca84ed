"""Who judges in a round."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from reviews.models import Expert, PanelMember, Recusal
from rounds.models import Round


def panel_of(round: Round) -> QuerySet[PanelMember]:
    """The experts of the round, by name."""
    return (
        PanelMember.objects.filter(round=round)
        .select_related("expert__user")
        .order_by("expert__user__full_name", "pk")
    )


def panel_member_or_404(user: User | AnonymousUser, slug: str) -> PanelMember:
    """This person's place in the panel of the round. Everybody else learns nothing: 404."""
    member = None
    if user.is_authenticated:
        members = PanelMember.objects.select_related("round__indicator_system", "expert__user")
        member = members.filter(round__slug=slug, expert__user=user).first()
    if member is None:
        raise Http404
    return member


def membership(user: User, round: Round) -> PanelMember | None:
    """This person's place in the panel of the round, if they have one."""
    return PanelMember.objects.select_related("expert").filter(round=round, expert__user=user).first()


def recusals_of(round: Round, expert: Expert | None = None) -> QuerySet[Recusal]:
    """Recusals of the round, of one expert if named, by city."""
    found = Recusal.objects.filter(round=round).select_related("city", "expert__user", "entered_by")
    if expert is not None:
        found = found.filter(expert=expert)
    return found.order_by("city__gb_code", "expert", "pk")
