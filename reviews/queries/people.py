"""Who judges in a round."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from reviews.models import PanelMember
from rounds.models import Round


def panel_of(round: Round) -> QuerySet[PanelMember]:
    """The experts of the round who have not left it, by name."""
    return (
        PanelMember.objects.filter(round=round, left_at=None)
        .select_related("expert__user")
        .order_by("expert__user__full_name", "pk")
    )


def panel_member_or_404(user: User | AnonymousUser, slug: str) -> PanelMember:
    """This person's place in the panel of the round. Everybody else learns nothing: 404."""
    member = None
    if user.is_authenticated:
        members = PanelMember.objects.select_related("round__indicator_system", "expert__user")
        member = members.filter(round__slug=slug, expert__user=user, left_at=None).first()
    if member is None:
        raise Http404
    return member


def membership(user: User, round: Round) -> PanelMember | None:
    """This person's place in the panel of the round, if they have one."""
    members = PanelMember.objects.select_related("expert").filter(round=round, expert__user=user, left_at=None)
    return members.first()
