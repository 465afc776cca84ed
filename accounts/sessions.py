"""Sessions in the database, and who they belong to: asked for every page, so by queries that are built once.

Named by ``SESSION_ENGINE`` and ``AUTHENTICATION_BACKENDS``. Only how the rows are read differs from Django's own.
"""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        for data in _sessions(key=self.session_key or "", now=timezone.now()):
            return self.decode(data)
        self._session_key = None
        return {}


class _OfSession(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """The person of a session, unless they have left."""
        return next((user for user in _users(pk=int(user_id)) if self.user_can_authenticate(user)), None)


class ByName(_OfSession):
    """User name and password."""


class ByMail(_OfSession, AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Mail address and password, and whoever gives a second factor."""


@prepared
def _sessions(key: str, now: datetime) -> "QuerySet[Session, str]":
    """What it keeps: one or none."""
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data", flat=True)


@prepared
def _users(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)
