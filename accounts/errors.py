"""Errors a person can cause and can mend. Each app has its own, below this one."""


class PortalError(Exception):
    """Refused, with a sentence for the person who asked. ``field`` names the form field at fault, if one is."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.field = field


class AccountError(PortalError):
    """An account can't be changed in this way."""
