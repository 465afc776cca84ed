"""The signed part of the link by which an expert answers an invitation into a panel."""

from django.core import signing

from reviews.models import PanelInvitation

SALT = "reviews.panel_invitation"


def token_of(invitation: PanelInvitation) -> str:
    """The same each time, so that the link can be copied again while it is open."""
    return signing.Signer(salt=SALT).sign(str(invitation.pk))


def panel_invitation_named(token: str) -> PanelInvitation | None:
    """Whatever has become of it; None if the link is not whole."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    related = ("round", "expert__user", "invited_by", "draw")
    return PanelInvitation.objects.select_related(*related).filter(pk=pk).first()
