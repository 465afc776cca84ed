"""The signed part of an invitation's link. It names one invitation and can be neither guessed nor changed."""

from django.core import signing

from cities.models import Invitation

SALT = "cities.invitation"


def token_of(invitation: Invitation) -> str:
    """The same each time, so that the link can be copied again while it is open."""
    return signing.Signer(salt=SALT).sign(str(invitation.pk))


def invitation_named(token: str) -> Invitation | None:
    """Whatever has become of it; None if the link is not whole."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("city__province", "province", "invited_by").filter(pk=pk).first()
