"""Errors of handing in."""

from accounts.errors import PortalError


class CityError(PortalError):
    """A submission, statement or piece of evidence can't be changed in this way."""


class StaleForm(CityError):
    """Somebody saved after this form was opened. Nothing was stored; show both texts."""
