"""Who judges in a round."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from accounts.models import User
from reviews.models import PanelMember
from rounds.models import Round
from rounds.queries import known_of


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


IS_MEMBER = "is_panel_member"


def is_member(user: User) -> Exists:
    """Whether the person is in the panel, for the query that fetches the rounds."""
    return Exists(PanelMember.objects.filter(round=OuterRef("pk"), expert__user=user.pk, left_at=None))


def membership(user: User, round: Round) -> PanelMember | None:
    """This person's place in the panel of the round, if they have one."""
    if known_of(round, user, IS_MEMBER) is False:
        return None
    members = PanelMember.objects.select_related("expert").filter(round=round, expert__user=user, left_at=None)
    return members.first()
