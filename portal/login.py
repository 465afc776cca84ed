"""How people log in: accounts are made by the secretariat, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """allauth with the door for new accounts closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
