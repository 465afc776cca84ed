"""Errors of setting up a round."""

from accounts.errors import PortalError


class RoundError(PortalError):
    """A round, stage or indicator system can't be changed in this way."""
