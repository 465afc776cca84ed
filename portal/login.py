"""How people log in: accounts are made by the secretariat, never by signing up."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notices.services import send_letter


class ClosedSignUp(DefaultAccountAdapter):
    """allauth with the door for new accounts closed, and its letters in the portal's own outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away keeps nobody waiting: the letter goes out as soon as it is back."""
        request = allauth_context.request
        said = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        message = self.render_mail(template_prefix, email, said)
        with transaction.atomic():
            send_letter(address=email, subject=message.subject, text=message.body, language=get_language())


class SecondFactor(DefaultMFAAdapter):
    """Codes from an app on the telephone. Keys are enciphered: a copy of the database opens nothing."""

    def get_totp_issuer(self) -> str:
        return gettext("Low-Carbon City Pilot Evaluation")

    def get_totp_label(self, user: User) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class CodeForm(AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class CodeAgainForm(ReauthenticateForm):
    """The code once more, before what can't be undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class ActivateForm(ActivateTOTPForm):
    """The first code of a new app proves that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)
        self.fields["code"].help_text = _("The six digits that the app shows now.")


def _code_field(form: Any) -> None:
    form.fields["code"].label = _("One-time code")
    form.fields["code"].widget.attrs.pop("placeholder", None)
    form.fields["code"].help_text = _("The six digits that your app shows, or one of your recovery codes.")


class SignInForm(LoginForm):
    """allauth's form in plain words. What it answers does not tell whether an account exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].help_text = ""
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
