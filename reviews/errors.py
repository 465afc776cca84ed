"""Errors of judging."""

from accounts.errors import PortalError


class ReviewError(PortalError):
    """An assignment, sheet, verification or ranking can't be changed in this way."""


class StaleSheet(ReviewError):
    """The sheet was saved elsewhere after this form was opened. Nothing was stored."""


class Incomplete(ReviewError):
    """A sheet can't be submitted yet. ``problems`` says what is missing or wrong, by indicator code."""

    def __init__(self, message: object, problems: dict[str, str]) -> None:
        super().__init__(message)
        self.problems = problems
