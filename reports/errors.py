"""What a person did wrong in reports, in words."""

from accounts.errors import PortalError


class ReportError(PortalError):
    """The report, its texts or its letters can't be changed or made in this way."""
