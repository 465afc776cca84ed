"""Handing one letter to the mail server, step by step, so that it is known how far it came.

Before the text goes out nothing can have arrived: the letter waits. When the connection breaks while the text is
under way or its receipt is awaited, nobody knows: the letter is undecided.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import sanitize_address

from notices.models import Attempt, Letter

Outcome = Attempt.Outcome
BROKEN = (OSError, smtplib.SMTPException)


@dataclass(frozen=True)
class Answer:
    outcome: Attempt.Outcome
    words: str = ""


class Post(Protocol):
    def deliver(self, letter: Letter) -> Answer: ...


def message_of(letter: Letter) -> EmailMessage:
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    return EmailMessage(letter.subject, letter.text, None, [letter.address], headers=headers)


@contextmanager
def open_post() -> Iterator[Post]:
    """By the settings: an SMTP server, or whatever ``EMAIL_BACKEND`` names (files, at first)."""
    backend = get_connection()
    if not isinstance(backend, SmtpBackend):
        yield OtherPost(backend)
        return
    post = SmtpPost(backend)
    try:
        yield post
    finally:
        post.close()


class OtherPost:
    """A backend that tells nothing of its steps."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def deliver(self, letter: Letter) -> Answer:
        try:
            self.backend.send_messages([message_of(letter)])
        except OSError as error:
            return Answer(Outcome.UNREACHABLE, str(error))
        except Exception as error:  # what another's backend raises says nothing of how far it came
            return Answer(Outcome.UNDECIDED, f"{type(error).__name__}: {error}")
        return Answer(Outcome.SENT)


class SmtpPost:
    """One connection for many letters; Django's backend opens it (TLS, log-in, time-out)."""

    def __init__(self, backend: SmtpBackend) -> None:
        self.backend = backend
        self.backend.fail_silently = False

    def close(self) -> None:
        """Whatever it says to our leaving changes nothing."""
        try:
            self.backend.close()
        except BROKEN:
            self.backend.connection = None

    def deliver(self, letter: Letter) -> Answer:
        message = message_of(letter)
        text = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own method
        try:
            server = self._server()
            if refused := self._envelope(server, message):
                return refused
        except BROKEN as error:
            self.close()
            return Answer(Outcome.UNREACHABLE, _words(error))
        return self._text(server, text)

    def _server(self) -> smtplib.SMTP:
        """The open connection, made anew if the server has closed it meanwhile."""
        if self.backend.connection is not None and not _listens(self.backend.connection):
            self.close()
        self.backend.open()
        assert self.backend.connection is not None  # open() raised otherwise
        return self.backend.connection

    def _envelope(self, server: smtplib.SMTP, message: EmailMessage) -> Answer | None:
        """None when the server takes a text for this address. A sender it refuses is no fault of the letter."""
        code, words = server.mail(sanitize_address(message.from_email, "utf-8"))
        if code >= 400:
            self.close()
            return Answer(Outcome.UNREACHABLE, _said(code, words))
        code, words = server.rcpt(sanitize_address(message.to[0], "utf-8"))
        if code < 400:
            return None
        if code == 421:
            self.close()
            return Answer(Outcome.UNREACHABLE, _said(code, words))
        server.rset()
        return Answer(Outcome.DEFERRED if code < 500 else Outcome.REFUSED, _said(code, words))

    def _text(self, server: smtplib.SMTP, text: bytes) -> Answer:
        try:
            code, words = server.data(text)
        except smtplib.SMTPDataError as error:  # said before a word of the text had gone out
            code, words = error.smtp_code, _bytes(error.smtp_error)
        except BROKEN as error:
            self.close()
            return Answer(Outcome.UNDECIDED, _words(error))
        if code < 400:
            return Answer(Outcome.SENT, _said(code, words))
        return Answer(Outcome.DEFERRED if code < 500 else Outcome.REFUSED, _said(code, words))


def _listens(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] < 400
    except BROKEN:
        return False


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, _bytes(error.smtp_error))
    return str(error) or type(error).__name__


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _said(code: int, words: bytes) -> str:
    return f"{code} {words.decode(errors='replace')}".strip()
