"""Refusals about notices and letters."""

from accounts.errors import PortalError


class NoticeError(PortalError):
    """A letter can't be changed, released or sent in this way."""
